-- Who takes positions on an actor, among the newest 400 of these.
WITH aimed AS (
  SELECT position.actor, position.relation, position.polarity
  FROM actor AS one JOIN actor AS named ON named.identity = one.identity
  JOIN position ON position.object_actor = named.key
  WHERE one.id = :actor AND position.sure ORDER BY position.day DESC LIMIT 400
)
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, count(*) AS positions,
  sum(stance.stance = 1) AS times_for, sum(stance.stance = -1) AS times_against
FROM aimed JOIN actor AS named ON named.key = aimed.actor JOIN actor ON actor.key = named.identity
LEFT JOIN stance ON stance.relation = aimed.relation AND stance.polarity = aimed.polarity
GROUP BY actor.key ORDER BY positions DESC, actor.key LIMIT 12;
