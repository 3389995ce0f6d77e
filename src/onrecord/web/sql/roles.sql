-- The roles that texts give the actors :keys, with the days of the first and the last: of the newest 50 entities of each.
SELECT role.words, min(appearance.day) AS first, max(appearance.day) AS last, count(DISTINCT entity.document) AS documents
FROM json_each(:keys) AS named CROSS JOIN json_each((
  SELECT json_group_array(key) FROM (
    SELECT key FROM entity WHERE entity.actor = named.value ORDER BY key DESC LIMIT 50))) AS met
JOIN entity ON entity.key = met.value JOIN role ON role.entity = entity.key
JOIN document ON document.key = entity.document JOIN appearance ON appearance.key = document.appearance
GROUP BY lower(role.words) ORDER BY max(appearance.day) IS NULL, max(appearance.day) DESC, documents DESC LIMIT 20;
