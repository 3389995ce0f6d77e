-- The newest positions of an actor.
WITH held AS (
  SELECT position.key FROM actor AS one JOIN actor AS named ON named.identity = one.identity
  JOIN position ON position.actor = named.key
  WHERE one.id = :actor AND position.sure ORDER BY position.day DESC, position.key DESC LIMIT :limit
)
SELECT position.key, position.day, position.relation, position.polarity, coalesce(stance.stance, 0) AS stance,
  substr(document.text, object_start + 1, object_stop - object_start) AS object, position.topic,
  object.id AS object_actor, coalesce(object.renamed, object.name) AS object_actor_name,
  statement.id AS according_to, document.id AS document, appearance.publisher
FROM held JOIN position ON position.key = held.key JOIN document ON document.key = position.document
JOIN appearance ON appearance.key = document.appearance
LEFT JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity
LEFT JOIN actor AS object_named ON object_named.key = position.object_actor
LEFT JOIN actor AS object ON object.key = object_named.identity
LEFT JOIN statement ON statement.key = position.according_to
ORDER BY position.day DESC, position.key DESC;
