-- What is scheduled for the time from :low to :high, earliest first.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), open AS NOT MATERIALIZED (
  SELECT event.* FROM event
  WHERE (event.sure OR :unsure AND event.judged IS NOT 'reject') AND event.key BETWEEN :low AND :high
    AND event.document NOT IN (SELECT key FROM hidden)
    AND (:published IS NULL
         OR (SELECT appearance FROM document WHERE key = event.document) BETWEEN :dated AND :published)
), due AS (
  SELECT open.key FROM open WHERE open.status = 'scheduled' AND open.time IS NOT NULL ORDER BY open.key LIMIT :limit
)
SELECT
  events.begins, events.ends, events.type, events.words, events.actors, events.recipients, events.place, events.time,
  events.confidence, events.published, events.publisher, events.address, events.document, events.id, events.judged,
  events.withdrawn, event.key
FROM due CROSS JOIN event ON event.key = due.key JOIN document ON document.key = event.document
JOIN events ON events.id = event.id AND events.document = document.id
ORDER BY event.key;
