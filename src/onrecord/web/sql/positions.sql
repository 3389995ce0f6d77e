-- A page of positions, newest first: of what an index gives, the rows that all conditions allow.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL UNION ALL SELECT key FROM document WHERE embargo > :now
), found AS (
  SELECT position.key, position.id, position.document
  FROM (/*candidate*/) AS candidate CROSS JOIN position ON position.key = candidate.key
  WHERE position.document NOT IN (SELECT key FROM hidden) AND /*where*/
  LIMIT :limit
)
SELECT
  found.key, positions.day, positions.actor, positions.actor_name, positions.relation, positions.polarity,
  positions.stance, positions.object, positions.object_actor, positions.object_actor_name, positions.topic,
  positions.words, positions.according_to, positions.confidence, positions.sure, positions.title, positions.published,
  positions.publisher, positions.agency, positions.address, positions.document, positions.id, positions.object_span,
  positions.evidence_spans, positions.judged, positions.withdrawn
FROM found CROSS JOIN document ON document.key = found.document
JOIN positions ON positions.id = found.id AND positions.document = document.id
ORDER BY found.key DESC;
