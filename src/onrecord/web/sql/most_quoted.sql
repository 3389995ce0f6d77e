-- Who is quoted most often among the newest 3,000 statements.
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, count(*) AS statements, max(said.day) AS last
FROM (SELECT actor, day FROM statement WHERE day IS NOT NULL AND sure ORDER BY day DESC LIMIT 3000) AS said
JOIN actor AS named ON named.key = said.actor JOIN actor ON actor.key = named.identity
GROUP BY actor.key ORDER BY statements DESC, actor.key LIMIT :limit;
