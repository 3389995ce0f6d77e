-- A page of events, newest first: of what an index gives, the rows that all conditions allow.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL UNION ALL SELECT key FROM document WHERE embargo > :now
), found AS (
  SELECT event.key, event.id, event.document, event.place_actor
  FROM (/*candidate*/) AS candidate CROSS JOIN event ON event.key = candidate.key
  WHERE event.document NOT IN (SELECT key FROM hidden) AND /*where*/
  LIMIT :limit
)
SELECT
  found.key, events.day, events.type, events.mode, events.status, events.words, events.actors, events.recipients,
  events.place, events.begins, events.ends, events.time, events.status_cue, events.according_to, events.confidence,
  events.sure, events.title, events.published, events.publisher, events.agency, events.address, events.document,
  events.id, events.trigger_span, events.judged, events.withdrawn,
  (SELECT actor.id FROM actor AS named JOIN actor ON actor.key = named.identity WHERE named.key = found.place_actor)
    AS place_actor
FROM found CROSS JOIN document ON document.key = found.document
JOIN events ON events.id = found.id AND events.document = document.id
ORDER BY found.key DESC;
