-- What is scheduled from :since on, earliest first.
WITH due AS (
  SELECT event.key, event.id, event.document, event.day FROM event
  WHERE event.status = 'scheduled' AND event.time IS NOT NULL AND event.day >= :since AND /*where*/
  ORDER BY event.day, event.key LIMIT :limit
)
SELECT due.key, due.day, events.begins, events.ends, events.type, events.mode, events.words, events.actors,
  events.recipients, events.place, events.time, events.according_to, events.confidence, events.title, events.published,
  events.publisher, events.address, events.document, events.id
FROM due JOIN document ON document.key = due.document
JOIN events ON events.id = due.id AND events.document = document.id
ORDER BY due.day, due.key;
