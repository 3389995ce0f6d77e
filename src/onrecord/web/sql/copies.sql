-- The other dispatches of its story.
SELECT other.id, appearance.title, appearance.published, appearance.publisher, appearance.agency
FROM document JOIN folded ON folded.document = document.key
JOIN folded AS beside ON beside.story = folded.story AND beside.document <> document.key
JOIN document AS other ON other.key = beside.document JOIN appearance ON appearance.key = other.appearance
WHERE document.id = :document ORDER BY appearance.day IS NULL, appearance.day, other.key LIMIT :limit;
