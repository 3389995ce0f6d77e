-- Who is for and who against the same object: the same actor, or the same words within :minutes of each other; among
-- the :considered newest positions that :words (an FTS5 expression over object and actors) finds, or of all where it is
-- null. Of each holder the last words on an object count, of those with the same words the last of each day: all pairs of
-- a thousand positions on one object would take a second.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), open AS NOT MATERIALIZED (
  SELECT position.* FROM position
  WHERE (position.sure OR :unsure AND position.judged IS NOT 'reject') AND position.key BETWEEN :low AND :high
    AND position.document NOT IN (SELECT key FROM hidden)
    AND (:published IS NULL
         OR (SELECT appearance FROM document WHERE key = position.document) BETWEEN :dated AND :published)
), candidate AS (
  SELECT * FROM (SELECT open.key FROM open WHERE :words IS NULL ORDER BY open.key DESC LIMIT :considered)
  UNION ALL
  SELECT * FROM (
    SELECT open.key FROM position_words CROSS JOIN open ON open.key = position_words.rowid
    WHERE position_words MATCH coalesce(:words, '""') AND position_words.rowid BETWEEN :low AND :high
    ORDER BY position_words.rowid DESC LIMIT :considered)
), recent AS (
  SELECT position.key, position.key >> :bits AS minute, position.topic, holder.identity AS holder,
         object.identity AS object, stance.stance
  FROM candidate JOIN position ON position.key = candidate.key
  JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity
  JOIN actor AS holder ON holder.key = position.actor LEFT JOIN actor AS object ON object.key = position.object_actor
  WHERE stance.stance <> 0 AND position.key >= :dated
), last_word AS MATERIALIZED (
  SELECT max(key) AS key, holder, object, stance FROM recent WHERE object IS NOT NULL GROUP BY object, holder, stance
), worded AS MATERIALIZED (
  SELECT max(key) AS key, minute, topic, holder, object, stance
  FROM recent GROUP BY topic, holder, stance, minute / 1440
), matched AS (
  SELECT held.key AS held, contested.key AS contested, held.holder, contested.holder AS other, held.object
  FROM last_word AS held JOIN last_word AS contested ON contested.object = held.object
  WHERE held.stance = 1 AND contested.stance = -1 AND contested.holder <> held.holder
  UNION
  SELECT held.key, contested.key, held.holder, contested.holder, coalesce(held.object, held.topic)
  FROM worded AS held JOIN worded AS contested ON contested.topic = held.topic
  WHERE held.stance = 1 AND contested.stance = -1 AND contested.holder <> held.holder
    AND abs(contested.minute - held.minute) <= :minutes
    AND (held.object IS NULL OR contested.object IS NOT held.object)
), pairs AS (
  SELECT held, contested, max(held, contested) AS newest,
         row_number() OVER (
           PARTITION BY holder, other, object ORDER BY max(held, contested) DESC, held, contested) AS nth
  FROM matched
), last AS (
  SELECT * FROM pairs WHERE nth = 1 ORDER BY newest DESC, held, contested LIMIT :limit
)
SELECT
  held.object, coalesce(held.object_actor_name, contested.object_actor_name) AS object_name,
  held.actor_name AS for_name, held.relation AS for_relation, held.polarity AS for_polarity, held.words AS for_words,
  held.day AS for_day, contested.actor_name AS against_name, contested.relation AS against_relation,
  contested.polarity AS against_polarity, contested.words AS against_words, contested.day AS against_day,
  held.address AS for_address, contested.address AS against_address, held.id AS for_id, contested.id AS against_id
FROM last
JOIN position AS one ON one.key = last.held JOIN document AS one_document ON one_document.key = one.document
JOIN positions AS held ON held.id = one.id AND held.document = one_document.id
JOIN position AS other ON other.key = last.contested
JOIN document AS other_document ON other_document.key = other.document
JOIN positions AS contested ON contested.id = other.id AND contested.document = other_document.id
ORDER BY last.newest DESC, last.held, last.contested;
