-- Documents whose title or text has :words (an FTS5 expression), newest first; of :outlet where given.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), last AS (
  SELECT document.key, document.appearance
  FROM document_words CROSS JOIN document ON document.appearance = document_words.rowid
  WHERE document_words MATCH :words AND document_words.rowid BETWEEN :low AND :high
    AND document.key NOT IN (SELECT key FROM hidden)
    AND (:published IS NULL OR document.appearance BETWEEN :dated AND :published)
    AND (:outlet IS NULL OR EXISTS (
      SELECT 1 FROM appearance WHERE appearance.document = document.key
      AND (appearance.publisher = :outlet OR appearance.agency = :outlet)))
  ORDER BY document_words.rowid DESC LIMIT :limit
)
SELECT
  'document' AS "table", appearance.day, NULL AS name,
  snippet(document_words, 1, '', '', ' … ', 32) AS words,
  NULL AS source, NULL AS cue, NULL AS polarity, NULL AS confidence, appearance.title, appearance.publisher,
  appearance.address, document.id AS document, document.id, NULL AS actor, NULL AS judged,
  (SELECT kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, last.appearance AS key
FROM last CROSS JOIN document_words ON document_words.rowid = last.appearance
JOIN document ON document.key = last.key JOIN appearance ON appearance.key = document.appearance
WHERE document_words MATCH :words
ORDER BY last.appearance DESC;
