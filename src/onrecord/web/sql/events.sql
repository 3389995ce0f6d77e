-- A page of events, newest first.
WITH found AS (
  SELECT event.key, event.id, event.document, event.day FROM event
  WHERE /*where*/
  ORDER BY /*order*/ LIMIT :limit
)
SELECT
  found.key, events.day, events.type, events.mode, events.status, events.words, events.actors, events.recipients,
  events.place, events.begins, events.ends, events.time, events.status_cue, events.according_to, events.confidence,
  events.sure, events.title, events.published, events.publisher, events.agency, events.address, events.document,
  events.id, events.trigger_span
FROM found JOIN document ON document.key = found.document
JOIN events ON events.id = found.id AND events.document = document.id
ORDER BY found.day DESC, found.key DESC;
