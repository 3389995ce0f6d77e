-- The positions on what has :words (an FTS5 expression) in its name, or is one of :objects (a JSON list of keys),
-- of the :considered newest rows.
-- One row for each holder, relation, polarity and object: first and last day, how often, and the last words.
WITH candidate AS (
  SELECT position.key FROM position 
  WHERE (position.sure OR :unsure)
    AND (+position.day BETWEEN :since AND :until OR (:undated AND position.day IS NULL))
    AND position.key IN (
      SELECT rowid FROM position_words WHERE position_words MATCH :words
      UNION
      SELECT aimed.key FROM json_each(:objects) AS wanted JOIN actor ON actor.identity = wanted.value
      JOIN position AS aimed ON aimed.object_actor = actor.key)
    AND (:as_of IS NULL OR (
      SELECT appearance.day FROM position AS own JOIN document ON document.key = own.document
      JOIN appearance ON appearance.key = document.appearance WHERE own.key = position.key) < :as_of)
  ORDER BY position.day DESC, position.key LIMIT :considered
), found AS (
  SELECT position.key, position.document, position.id, position.relation, position.polarity, position.topic, position.day,
         holder.identity AS holder, object.identity AS object
  FROM candidate JOIN position ON position.key = candidate.key JOIN actor AS holder ON holder.key = position.actor
  LEFT JOIN actor AS object ON object.key = position.object_actor
), held AS (
  SELECT
    document, id, min(day) OVER same AS since, max(day) OVER same AS latest, count(*) OVER same AS times,
    row_number() OVER (PARTITION BY holder, relation, polarity, coalesce(object, topic) ORDER BY day DESC, id) AS nth
  FROM found
  WINDOW same AS (PARTITION BY holder, relation, polarity, coalesce(object, topic))
), shown AS (
  SELECT * FROM held WHERE nth = 1 ORDER BY latest DESC, id LIMIT :limit
)
SELECT
  positions.actor_name AS name, positions.relation, positions.polarity, positions.object, shown.since, shown.latest,
  shown.times, positions.words, positions.object_actor_name AS object_name, positions.confidence,
  positions.published, positions.publisher, positions.address, positions.document, positions.id, positions.actor,
  positions.object_actor, positions.stance
FROM shown JOIN document ON document.key = shown.document
JOIN positions ON positions.id = shown.id AND positions.document = document.id
ORDER BY shown.latest DESC, positions.id;
