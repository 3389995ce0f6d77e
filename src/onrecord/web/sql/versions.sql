-- The texts that have stood at an address, as first seen.
SELECT document.id, appearance.title, appearance.published, appearance.seen
FROM appearance JOIN document ON document.key = appearance.document
WHERE appearance.address = :address AND :address <> '-' AND :address NOT GLOB '-:[0-9]*'
ORDER BY appearance.key LIMIT :limit;
