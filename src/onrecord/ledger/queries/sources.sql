-- How often which actor is quoted, in how many documents and outlets, most often first.
SELECT
  coalesce(identity.renamed, identity.name) AS name, identity.type, count(*) AS statements,
  count(DISTINCT statement.document) AS documents, count(DISTINCT appearance.publisher) AS outlets,
  group_concat(DISTINCT appearance.publisher) AS publishers, min(statement.day) AS first, max(statement.day) AS last,
  identity.id AS actor
FROM statement JOIN actor AS named ON named.key = statement.actor JOIN actor AS identity ON identity.key = named.identity
JOIN document ON document.key = statement.document JOIN appearance ON appearance.key = document.appearance
WHERE (statement.sure OR :unsure)
  AND (statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
  AND (:outlet IS NULL OR appearance.publisher = :outlet OR appearance.agency = :outlet)
  AND (:as_of IS NULL OR appearance.day < :as_of)
GROUP BY identity.key
ORDER BY statements DESC, identity.id
LIMIT :limit;
