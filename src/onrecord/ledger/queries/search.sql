-- Statements whose content has :words (an FTS5 expression), newest first; by :actors and in :outlet where given.
WITH found AS (
  SELECT statement.id, statement.document, statement.day
  FROM statement_words JOIN statement ON statement.key = statement_words.rowid
  WHERE statement_words MATCH :words
    AND (statement.sure OR :unsure)
    AND (statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
    AND (:actors IS NULL OR statement.actor IN (
      SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value))
    AND (:outlet IS NULL OR EXISTS (
      SELECT 1 FROM appearance WHERE appearance.document = statement.document
      AND (appearance.publisher = :outlet OR appearance.agency = :outlet)))
    AND (:as_of IS NULL OR (SELECT appearance.day FROM document JOIN appearance ON appearance.key = document.appearance
                            WHERE document.key = statement.document) < :as_of)
  ORDER BY statement.day DESC, statement.id
  LIMIT :limit
)
SELECT
  'statement' AS "table", statements.day, statements.actor_name AS name, statements.words, statements.source,
  statements.cue, statements.polarity, statements.confidence, statements.title, statements.publisher,
  statements.address, statements.document, statements.id, statements.actor
FROM found JOIN document ON document.key = found.document
JOIN statements ON statements.id = found.id AND statements.document = document.id
ORDER BY statements.day DESC, statements.id;
