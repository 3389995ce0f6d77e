-- Whom the content of an actor's newest 150 statements names.
WITH own AS (SELECT named.key FROM actor AS one JOIN actor AS named ON named.identity = one.identity WHERE one.id = :actor),
said AS (SELECT key, document, content FROM statement WHERE actor IN own AND sure ORDER BY day DESC LIMIT 150)
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, count(DISTINCT said.key) AS statements
FROM said JOIN json_each(said.content) AS span JOIN entity ON entity.document = said.document
JOIN mention ON mention.entity = entity.key
JOIN actor AS named ON named.key = entity.actor JOIN actor ON actor.key = named.identity
WHERE mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
  AND entity.actor NOT IN own AND mention.kind IN ('name', 'metonym')
GROUP BY actor.key ORDER BY statements DESC, actor.key LIMIT 12;
