-- Whom the content of the newest 100 statements that an index gives names, but the actors :keys themselves.
WITH said AS (
  SELECT statement.key, statement.document, statement.content
  FROM (SELECT rowid AS key FROM statement_words WHERE statement_words MATCH :match ORDER BY rowid DESC LIMIT 100) AS last
  CROSS JOIN statement ON statement.key = last.key WHERE statement.sure
)
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, count(DISTINCT said.key) AS statements
FROM said CROSS JOIN json_each(said.content) AS span JOIN entity ON entity.document = said.document
JOIN mention ON mention.entity = entity.key
JOIN actor AS named ON named.key = entity.actor JOIN actor ON actor.key = named.identity
WHERE mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
  AND entity.actor NOT IN (SELECT value FROM json_each(:keys)) AND mention.kind IN ('name', 'metonym')
GROUP BY actor.key ORDER BY statements DESC, actor.key LIMIT 12;
