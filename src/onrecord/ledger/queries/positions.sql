-- The positions that :words (an FTS5 expression over object and actors) finds, or all where it is null; of the
-- :considered newest rows. One row for each holder, relation, polarity and object: first and last day, how often, and
-- the last words.
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
), found AS (
  SELECT position.key, position.relation, position.polarity, position.day, holder.identity AS holder,
         coalesce(object.identity, position.topic) AS object
  FROM candidate JOIN position ON position.key = candidate.key JOIN actor AS holder ON holder.key = position.actor
  LEFT JOIN actor AS object ON object.key = position.object_actor
), held AS (
  SELECT max(key) AS key, min(day) AS since, max(day) AS latest, count(*) AS times
  FROM found GROUP BY holder, relation, polarity, object
), last AS (
  SELECT * FROM held WHERE key <= :due ORDER BY key DESC LIMIT :limit
)
SELECT
  positions.actor_name AS name, positions.relation, positions.polarity, positions.object, last.since, last.latest,
  last.times, positions.words, positions.object_actor_name AS object_name, positions.confidence,
  positions.published, positions.publisher, positions.address, positions.document, positions.id, positions.actor,
  positions.object_actor, positions.stance, positions.judged, positions.withdrawn, position.key
FROM last CROSS JOIN position ON position.key = last.key JOIN document ON document.key = position.document
JOIN positions ON positions.id = position.id AND positions.document = document.id
ORDER BY position.key DESC;
