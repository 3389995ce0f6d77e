-- The roles that texts give an actor, with the days of the first and the last, among the newest entities of theirs.
SELECT role.words, min(appearance.day) AS first, max(appearance.day) AS last, count(DISTINCT met.document) AS documents
FROM (SELECT entity.key, entity.document FROM actor AS one JOIN actor AS named ON named.identity = one.identity
      JOIN entity ON entity.actor = named.key WHERE one.id = :actor ORDER BY entity.key DESC LIMIT 500) AS met
JOIN role ON role.entity = met.key JOIN document ON document.key = met.document
JOIN appearance ON appearance.key = document.appearance
GROUP BY lower(role.words) ORDER BY max(appearance.day) IS NULL, max(appearance.day) DESC, documents DESC LIMIT 20;
