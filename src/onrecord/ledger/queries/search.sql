-- Statements that :words (an FTS5 expression over content and actors) finds, newest first; in :outlet where given.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), open AS NOT MATERIALIZED (
  SELECT statement.* FROM statement
  WHERE (statement.sure OR :unsure AND statement.judged IS NOT 'reject') AND statement.key BETWEEN :low AND :high
    AND statement.document NOT IN (SELECT key FROM hidden)
    AND (:published IS NULL
         OR (SELECT appearance FROM document WHERE key = statement.document) BETWEEN :dated AND :published)
), last AS (
  SELECT open.key FROM statement_words CROSS JOIN open ON open.key = statement_words.rowid
  WHERE statement_words MATCH :words AND statement_words.rowid BETWEEN :low AND :high
    AND (:outlet IS NULL OR EXISTS (
      SELECT 1 FROM appearance WHERE appearance.document = open.document
      AND (appearance.publisher = :outlet OR appearance.agency = :outlet)))
  ORDER BY statement_words.rowid DESC LIMIT :limit
)
SELECT
  'statement' AS "table", statements.day, statements.actor_name AS name, statements.words, statements.source,
  statements.cue, statements.polarity, statements.confidence, statements.title, statements.publisher,
  statements.address, statements.document, statements.id, statements.actor, statements.judged, statements.withdrawn,
  statement.key
FROM last CROSS JOIN statement ON statement.key = last.key JOIN document ON document.key = statement.document
JOIN statements ON statements.id = statement.id AND statements.document = document.id
ORDER BY statement.key DESC;
