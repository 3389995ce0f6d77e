-- The positions that were taken last: of the :considered newest rows, so `since` reaches back no further than they do.
-- One row for each holder, relation, polarity and object: first and last day, how often, and the last words.
WITH candidate AS (
  SELECT * FROM (
    SELECT position.key FROM position INDEXED BY position_by_day
    WHERE position.day BETWEEN :since AND :until
      AND (position.sure OR :unsure)
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM position AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = position.key) < :as_of)
    ORDER BY position.day DESC LIMIT :considered)
  UNION ALL
  SELECT * FROM (
    SELECT position.key FROM position INDEXED BY position_by_day
    WHERE position.day IS NULL AND :undated AND :as_of IS NULL AND (position.sure OR :unsure)
    LIMIT :considered)
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
