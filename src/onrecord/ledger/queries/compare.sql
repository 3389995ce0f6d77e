-- The statements of the actors :actors with :words in their content, each beside the one before it in time.
WITH found AS (
  SELECT statement.key, statement.id, statement.document, statement.day, statement.polarity, statement_text.words
  FROM statement_words JOIN statement ON statement.key = statement_words.rowid
  JOIN statement_text ON statement_text.key = statement.key
  WHERE statement_words MATCH :words
    AND statement.actor IN (SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value)
    AND (statement.sure OR :unsure)
    AND statement.day BETWEEN :since AND :until
    AND (:as_of IS NULL OR (SELECT appearance.day FROM document JOIN appearance ON appearance.key = document.appearance
                            WHERE document.key = statement.document) < :as_of)
  ORDER BY statement.day DESC, statement.id
  LIMIT :limit + 1
), beside AS (
  SELECT
    lag(day) OVER in_time AS earlier_day, lag(words) OVER in_time AS earlier_words,
    lag(polarity) OVER in_time AS earlier_polarity, lag(id) OVER in_time AS earlier_id,
    day AS later_day, words AS later_words, polarity AS later_polarity, id AS later_id, document
  FROM found WINDOW in_time AS (ORDER BY day, id)
)
SELECT
  beside.earlier_day, beside.earlier_words, beside.later_day, beside.later_words, beside.earlier_polarity,
  beside.later_polarity, appearance.publisher, appearance.address, beside.earlier_id, beside.later_id
FROM beside JOIN document ON document.key = beside.document JOIN appearance ON appearance.key = document.appearance
WHERE beside.earlier_id IS NOT NULL OR (SELECT count(*) FROM found) = 1
ORDER BY beside.later_day, beside.later_id;
