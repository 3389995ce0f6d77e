-- Documents whose title or text has :words (an FTS5 expression), newest first; of :outlet where given.
WITH found AS (
  SELECT document.key, appearance.day
  FROM document_words JOIN document ON document.key = document_words.rowid
  JOIN appearance ON appearance.key = document.appearance
  WHERE document_words MATCH :words
    AND (appearance.day BETWEEN :since AND :until OR (:undated AND appearance.day IS NULL))
    AND (:outlet IS NULL OR EXISTS (
      SELECT 1 FROM appearance AS other WHERE other.document = document.key
      AND (other.publisher = :outlet OR other.agency = :outlet)))
    AND (:as_of IS NULL OR appearance.day < :as_of)
  ORDER BY appearance.day DESC, document.key
  LIMIT :limit
)
SELECT
  'document' AS "table", found.day, NULL AS name,
  snippet(document_words, 1, '', '', ' … ', 32) AS words,
  NULL AS source, NULL AS cue, NULL AS polarity, NULL AS confidence, appearance.title, appearance.publisher,
  appearance.address, document.id AS document, document.id, NULL AS actor
FROM found JOIN document_words ON document_words.rowid = found.key JOIN document ON document.key = found.key
JOIN appearance ON appearance.key = document.appearance
WHERE document_words MATCH :words
ORDER BY found.day DESC, document.key;
