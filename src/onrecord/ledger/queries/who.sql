-- What the actors :actors (a JSON list of keys) said, newest first, and what is said by a source with :words (an FTS5
-- expression) that is known as no entity. The first part reads nothing but the index statement_of_actor.
WITH meant AS (
  SELECT * FROM (
    SELECT statement.key, statement.day FROM statement INDEXED BY statement_of_actor
    WHERE statement.actor IN (
        SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value)
      AND (statement.sure OR :unsure)
      AND (+statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM statement AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = statement.key) < :as_of)
    ORDER BY statement.day DESC, statement.key LIMIT :limit)
  UNION ALL
  SELECT * FROM (
    SELECT statement.key, statement.day FROM source_words JOIN statement ON statement.key = source_words.rowid
    WHERE source_words MATCH :words
      AND (statement.sure OR :unsure)
      AND (+statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM statement AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = statement.key) < :as_of)
    ORDER BY statement.day DESC, statement.key LIMIT :limit)
), said AS (
  SELECT statement.id, statement.document FROM meant JOIN statement ON statement.key = meant.key
  ORDER BY meant.day DESC, meant.key LIMIT :limit
)
SELECT
  statements.day, statements.actor_name AS name, statements.actor, statements.words, statements.source, statements.cue,
  statements.form, statements.kind, statements.polarity, statements.confidence, statements.published,
  statements.publisher, statements.agency, statements.address, statements.document, statements.id,
  statements.content_spans
FROM said JOIN document ON document.key = said.document
JOIN statements ON statements.id = said.id AND statements.document = document.id
ORDER BY statements.day DESC, statements.id;
