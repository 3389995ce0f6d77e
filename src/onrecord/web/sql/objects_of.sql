-- What positions are on: an actor, or a topic.
SELECT position.id, position.topic, actor.id AS object_actor
FROM json_each(:ids) AS wanted JOIN position ON position.id = wanted.value
LEFT JOIN actor AS named ON named.key = position.object_actor LEFT JOIN actor ON actor.key = named.identity;
