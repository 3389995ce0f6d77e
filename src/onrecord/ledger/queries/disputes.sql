-- Who is for and who against the same object: the same actor, or the same words within :days days of each other;
-- among the :considered newest positions.
WITH recent AS (
  SELECT position.key, position.day, position.topic, position.object_actor, holder.identity AS holder,
         object.identity AS object, stance.stance
  FROM position JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity
  JOIN actor AS holder ON holder.key = position.actor LEFT JOIN actor AS object ON object.key = position.object_actor
  WHERE (position.sure OR :unsure) AND stance.stance <> 0 AND position.day BETWEEN :since AND :until
    AND (:as_of IS NULL OR (SELECT appearance.day FROM document JOIN appearance ON appearance.key = document.appearance
                            WHERE document.key = position.document) < :as_of)
  ORDER BY position.day DESC
  LIMIT :considered
), matched AS (
  SELECT held.key AS held, contested.key AS contested
  FROM recent AS held JOIN recent AS contested ON contested.object = held.object
  WHERE held.stance = 1 AND contested.stance = -1 AND contested.holder <> held.holder
  UNION
  SELECT held.key, contested.key
  FROM recent AS held JOIN recent AS contested ON contested.topic = held.topic
  WHERE held.stance = 1 AND contested.stance = -1 AND contested.holder <> held.holder
    AND abs(julianday(substr(contested.day, 1, 10)) - julianday(substr(held.day, 1, 10))) <= :days
), pairs AS (
  SELECT held, contested, max(one.day, other.day) AS day,
         row_number() OVER (PARTITION BY one.holder, other.holder, coalesce(one.object, one.topic)
                            ORDER BY max(one.day, other.day) DESC, held, contested) AS nth
  FROM matched JOIN recent AS one ON one.key = held JOIN recent AS other ON other.key = contested
)
SELECT
  held.object, coalesce(held.object_actor_name, contested.object_actor_name) AS object_name,
  held.actor_name AS for_name, held.relation AS for_relation, held.polarity AS for_polarity, held.words AS for_words,
  held.day AS for_day, contested.actor_name AS against_name, contested.relation AS against_relation,
  contested.polarity AS against_polarity, contested.words AS against_words, contested.day AS against_day,
  held.address AS for_address, contested.address AS against_address, held.id AS for_id, contested.id AS against_id
FROM pairs
JOIN position AS one ON one.key = pairs.held JOIN document AS one_document ON one_document.key = one.document
JOIN positions AS held ON held.id = one.id AND held.document = one_document.id
JOIN position AS other ON other.key = pairs.contested
JOIN document AS other_document ON other_document.key = other.document
JOIN positions AS contested ON contested.id = other.id AND contested.document = other_document.id
WHERE pairs.nth = 1
ORDER BY pairs.day DESC, held.id, contested.id
LIMIT :limit;
