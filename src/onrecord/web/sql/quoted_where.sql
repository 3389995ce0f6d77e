-- How many statements of the actors :keys in which outlet.
SELECT quoted.publisher, sum(quoted.statements) AS statements
FROM json_each(:keys) AS named CROSS JOIN quoted ON quoted.period = '' AND quoted.actor = named.value
GROUP BY quoted.publisher ORDER BY statements DESC, quoted.publisher LIMIT 12;
