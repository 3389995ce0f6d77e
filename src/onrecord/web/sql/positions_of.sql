-- The newest positions that an index gives, each with what it is on.
SELECT position.key, position.day, position.relation, position.polarity, coalesce(stance.stance, 0) AS stance,
  substr(document.text, object_start + 1, object_stop - object_start) AS object, position.topic,
  object.id AS object_actor, coalesce(object.renamed, object.name) AS object_actor_name,
  statement.id AS according_to, document.id AS document, appearance.publisher
FROM (SELECT rowid AS key FROM position_words WHERE position_words MATCH :match ORDER BY rowid DESC LIMIT :limit) AS held
CROSS JOIN position ON position.key = held.key JOIN document ON document.key = position.document
JOIN appearance ON appearance.key = document.appearance
LEFT JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity
LEFT JOIN actor AS object_named ON object_named.key = position.object_actor
LEFT JOIN actor AS object ON object.key = object_named.identity
LEFT JOIN statement ON statement.key = position.according_to
WHERE position.sure AND document.withdrawn IS NULL ORDER BY position.key DESC;
