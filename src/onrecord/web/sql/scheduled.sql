-- What is scheduled in the time from :low to :high, earliest first.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL UNION ALL SELECT key FROM document WHERE embargo > :now
), due AS (
  SELECT event.key, event.id, event.document
  FROM (SELECT key FROM event WHERE status = 'scheduled' AND key BETWEEN :low AND :high
        ORDER BY key LIMIT :considered) AS candidate CROSS JOIN event ON event.key = candidate.key
  WHERE event.time IS NOT NULL AND event.document NOT IN (SELECT key FROM hidden) AND /*where*/
  LIMIT :limit
)
SELECT due.key, events.day, events.begins, events.ends, events.type, events.mode, events.words, events.actors,
  events.recipients, events.place, events.time, events.according_to, events.confidence, events.title, events.published,
  events.publisher, events.address, events.document, events.id
FROM due CROSS JOIN document ON document.key = due.document
JOIN events ON events.id = due.id AND events.document = document.id
ORDER BY due.key;
