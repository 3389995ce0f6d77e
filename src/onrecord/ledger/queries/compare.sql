-- The statements that :words (an FTS5 expression over content and actors) finds, each beside the one before it in time.
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
  WHERE statement_words MATCH :words AND statement_words.rowid BETWEEN max(:low, :dated) AND :high
  ORDER BY statement_words.rowid DESC LIMIT :limit + 1
), found AS (
  SELECT statement.key, statement.id, statement.document, statement.day, statement.polarity, statement_text.words
  FROM last JOIN statement ON statement.key = last.key JOIN statement_text ON statement_text.key = last.key
), beside AS (
  SELECT
    lag(day) OVER in_time AS earlier_day, lag(words) OVER in_time AS earlier_words,
    lag(polarity) OVER in_time AS earlier_polarity, lag(id) OVER in_time AS earlier_id,
    day AS later_day, words AS later_words, polarity AS later_polarity, id AS later_id, document, key
  FROM found WINDOW in_time AS (ORDER BY key)
)
SELECT
  beside.earlier_day, beside.earlier_words, beside.later_day, beside.later_words, beside.earlier_polarity,
  beside.later_polarity, appearance.publisher, appearance.address, beside.earlier_id, beside.later_id, beside.key
FROM beside JOIN document ON document.key = beside.document JOIN appearance ON appearance.key = document.appearance
WHERE beside.earlier_id IS NOT NULL OR (SELECT count(*) FROM found) = 1
ORDER BY beside.key;
