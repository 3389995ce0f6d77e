-- Where a document stood, as first seen.
SELECT appearance.address, appearance.title, appearance.published, appearance.publisher, appearance.agency,
  appearance.seen, appearance.key = document.appearance AS read_as
FROM document JOIN appearance ON appearance.document = document.key
WHERE document.id = :document ORDER BY appearance.key LIMIT 100;
