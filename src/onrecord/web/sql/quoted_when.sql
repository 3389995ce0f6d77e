-- How many statements of the actors :keys in which period, of those in :periods.
SELECT quoted.period, sum(quoted.statements) AS statements
FROM json_each(:periods) AS wanted CROSS JOIN json_each(:keys) AS named
CROSS JOIN quoted ON quoted.period = wanted.value AND quoted.actor = named.value
GROUP BY quoted.period ORDER BY quoted.period;
