-- The positions that a statement takes or reports.
SELECT positions.id, positions.actor, positions.actor_name, positions.relation, positions.polarity, positions.stance,
  positions.object, positions.object_actor, positions.object_actor_name, positions.topic, positions.words
FROM position JOIN document ON document.key = position.document
JOIN positions ON positions.id = position.id AND positions.document = document.id
WHERE position.according_to = :statement ORDER BY position.key LIMIT 20;
