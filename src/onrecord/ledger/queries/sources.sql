-- How often which actor is quoted by what was published in a time, in how many documents and outlets, most often first.
-- Whole periods (:periods, a JSON list) are read from the counts that are kept, all time from those of whoever is
-- quoted most; the rest of the time (:ranges, a JSON list of keys of appearances from and to) is counted; what is under
-- embargo is taken off again. Where :outlet is given, or rows that are not counted are asked for, all of it is counted.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), most AS (
  SELECT key FROM actor WHERE :whole AND quoted > 0 ORDER BY quoted DESC, key LIMIT :limit
), counted AS (
  SELECT quoted.actor, quoted.publisher, quoted.statements, quoted.documents
  FROM most JOIN actor AS named ON named.identity = most.key
  JOIN quoted ON quoted.period = '' AND quoted.actor = named.key
  UNION ALL
  SELECT quoted.actor, quoted.publisher, quoted.statements, quoted.documents
  FROM json_each(:periods) AS period JOIN quoted ON quoted.period = period.value
  UNION ALL
  SELECT statement.actor, coalesce(appearance.publisher, ''), count(*), 1
  FROM json_each(:ranges) AS range
  CROSS JOIN appearance ON appearance.key BETWEEN range.value ->> 0 AND range.value ->> 1
  CROSS JOIN document ON document.appearance = appearance.key CROSS JOIN statement ON statement.document = document.key
  WHERE (statement.sure OR :unsure AND statement.judged IS NOT 'reject') AND statement.actor IS NOT NULL
    AND (:outlet IS NULL OR appearance.publisher = :outlet OR appearance.agency = :outlet)
    AND document.key NOT IN (SELECT key FROM hidden)
  GROUP BY statement.document, statement.actor
  UNION ALL
  SELECT statement.actor, coalesce(appearance.publisher, ''), -count(*), -1
  FROM document JOIN appearance ON appearance.key = document.appearance
  JOIN statement ON statement.document = document.key
  WHERE document.embargo > :now AND NOT :embargoed AND document.withdrawn IS NULL
    AND (:whole OR substr(appearance.day, 1, 4) IN (SELECT value FROM json_each(:periods))
         OR substr(appearance.day, 1, 7) IN (SELECT value FROM json_each(:periods)))
    AND statement.sure AND statement.actor IS NOT NULL
  GROUP BY statement.document, statement.actor
), summed AS (
  SELECT named.identity AS key, sum(counted.statements) AS statements, sum(documents) AS documents,
         count(DISTINCT nullif(publisher, '')) AS outlets, group_concat(DISTINCT nullif(publisher, '')) AS publishers
  FROM counted JOIN actor AS named ON named.key = counted.actor
  GROUP BY named.identity HAVING sum(counted.statements) > 0
  ORDER BY 2 DESC, 1 LIMIT :limit
)
SELECT
  coalesce(actor.renamed, actor.name) AS name, actor.type, summed.statements, summed.documents, summed.outlets,
  summed.publishers,
  (SELECT day FROM statement WHERE key = (
    SELECT min((SELECT key FROM statement WHERE actor = named.key AND key BETWEEN :low AND :high AND (sure OR :unsure)
                ORDER BY key LIMIT 1))
    FROM actor AS named WHERE named.identity = summed.key)) AS first,
  (SELECT day FROM statement WHERE key = (
    SELECT max((SELECT key FROM statement WHERE actor = named.key AND key BETWEEN :low AND :high AND (sure OR :unsure)
                ORDER BY key DESC LIMIT 1))
    FROM actor AS named WHERE named.identity = summed.key)) AS last,
  actor.id AS actor
FROM summed JOIN actor ON actor.key = summed.key
ORDER BY summed.statements DESC, actor.id;
