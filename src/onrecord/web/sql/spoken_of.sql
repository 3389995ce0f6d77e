-- Who takes positions on an actor, among the newest 200 that an index gives.
WITH aimed AS (
  SELECT position.actor, position.relation, position.polarity
  FROM (SELECT rowid AS key FROM position_words WHERE position_words MATCH :match ORDER BY rowid DESC LIMIT 200) AS last
  CROSS JOIN position ON position.key = last.key WHERE position.sure
)
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, count(*) AS positions,
  sum(stance.stance = 1) AS times_for, sum(stance.stance = -1) AS times_against
FROM aimed JOIN actor AS named ON named.key = aimed.actor JOIN actor ON actor.key = named.identity
LEFT JOIN stance ON stance.relation = aimed.relation AND stance.polarity = aimed.polarity
GROUP BY actor.key ORDER BY positions DESC, actor.key LIMIT 12;
