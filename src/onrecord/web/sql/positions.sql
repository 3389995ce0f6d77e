-- A page of positions, newest first.
WITH found AS (
  SELECT position.key, position.id, position.document, position.day FROM position
  WHERE /*where*/
  ORDER BY /*order*/ LIMIT :limit
)
SELECT
  found.key, positions.day, positions.actor, positions.actor_name, positions.relation, positions.polarity,
  positions.stance, positions.object, positions.object_actor, positions.object_actor_name, positions.topic,
  positions.words, positions.according_to, positions.confidence, positions.sure, positions.title, positions.published,
  positions.publisher, positions.agency, positions.address, positions.document, positions.id, positions.object_span,
  positions.evidence_spans
FROM found JOIN document ON document.key = found.document
JOIN positions ON positions.id = found.id AND positions.document = document.id
ORDER BY found.day DESC, found.key DESC;
