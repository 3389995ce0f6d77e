-- The keys of the first and the last dated statement of the actors :keys.
SELECT min((SELECT min(key) FROM statement WHERE statement.actor = named.value AND statement.key >= :dated)) AS first,
  max((SELECT max(key) FROM statement WHERE statement.actor = named.value)) AS last
FROM json_each(:keys) AS named;
