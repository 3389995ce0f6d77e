-- What is scheduled for days from :since to :until, earliest first; reported before :as_of where given.
WITH due AS (
  SELECT event.id, event.document, event.day
  FROM event INDEXED BY event_scheduled
  WHERE event.status = 'scheduled' AND event.day BETWEEN :since AND :until
    AND event.time IS NOT NULL
    AND (event.sure OR :unsure)
    AND (:as_of IS NULL OR event.reported < :as_of)
  ORDER BY event.day, event.id
  LIMIT :limit
)
SELECT
  events.begins, events.ends, events.type, events.words, events.actors, events.recipients, events.place, events.time,
  events.confidence, events.published, events.publisher, events.address, events.document, events.id
FROM due JOIN document ON document.key = due.document
JOIN events ON events.id = due.id AND events.document = document.id
ORDER BY events.begins, events.id;
