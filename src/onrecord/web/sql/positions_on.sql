-- The newest positions that an index gives on one thing.
SELECT position.key, position.day, holder.id AS actor, coalesce(holder.renamed, holder.name) AS actor_name,
  position.relation, position.polarity, coalesce(stance.stance, 0) AS stance,
  substr(document.text, object_start + 1, object_stop - object_start) AS object, position.topic,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(position.evidence) AS span) AS words,
  (SELECT statement.id FROM statement WHERE statement.key = position.according_to) AS according_to,
  appearance.publisher, appearance.title, document.id AS document, position.id, position.confidence
FROM (/*candidate*/) AS held CROSS JOIN position ON position.key = held.key
JOIN document ON document.key = position.document JOIN appearance ON appearance.key = document.appearance
JOIN actor AS named ON named.key = position.actor JOIN actor AS holder ON holder.key = named.identity
LEFT JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity
WHERE position.sure AND document.withdrawn IS NULL ORDER BY position.key DESC;
