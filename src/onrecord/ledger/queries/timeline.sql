-- What the actors :actors (a JSON list of keys) did, underwent, said and held, in the order of time: the last :limit of
-- it. Of each way of naming them as many rows are looked at as are asked for.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), named AS (
  SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value
), found AS (
  SELECT 'statement' AS "table", found.value AS key FROM named JOIN json_each((
    SELECT json_group_array(key) FROM (
      SELECT key FROM statement WHERE statement.actor = named.key
        AND (statement.sure OR :unsure AND statement.judged IS NOT 'reject')
        AND statement.key BETWEEN :low AND :high AND statement.document NOT IN (SELECT key FROM hidden)
        AND (:published IS NULL
             OR (SELECT appearance FROM document WHERE key = statement.document) BETWEEN :dated AND :published)
      ORDER BY statement.key DESC LIMIT :limit))) AS found
  UNION ALL
  SELECT 'position' AS "table", found.value AS key FROM named JOIN json_each((
    SELECT json_group_array(key) FROM (
      SELECT key FROM position WHERE position.actor = named.key
        AND (position.sure OR :unsure AND position.judged IS NOT 'reject')
        AND position.key BETWEEN :low AND :high AND position.document NOT IN (SELECT key FROM hidden)
        AND (:published IS NULL
             OR (SELECT appearance FROM document WHERE key = position.document) BETWEEN :dated AND :published)
      ORDER BY position.key DESC LIMIT :limit))) AS found
  UNION
  SELECT 'event', found.value FROM named JOIN json_each((
    SELECT json_group_array(key) FROM (
      SELECT event.key FROM participant CROSS JOIN event ON event.key = participant.event
      WHERE participant.actor = named.key AND (event.sure OR :unsure AND event.judged IS NOT 'reject')
        AND participant.event BETWEEN :low AND :due AND event.document NOT IN (SELECT key FROM hidden)
        AND (:published IS NULL
             OR (SELECT appearance FROM document WHERE key = event.document) BETWEEN :dated AND :published)
      ORDER BY participant.event DESC LIMIT 2 * :limit))) AS found
), last AS (
  SELECT found."table", found.key, document.id AS document_id, document.text, appearance.publisher, appearance.address,
         (SELECT kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn
  FROM (SELECT * FROM found ORDER BY key DESC LIMIT :limit) AS found
  JOIN document ON document.key = CASE found."table"
    WHEN 'event' THEN (SELECT event.document FROM event WHERE event.key = found.key)
    WHEN 'position' THEN (SELECT position.document FROM position WHERE position.key = found.key)
    ELSE (SELECT statement.document FROM statement WHERE statement.key = found.key) END
  JOIN appearance ON appearance.key = document.appearance
)
SELECT
  coalesce(event.day, statement.day, position.day) AS day, last."table",
  coalesce(event.type || coalesce(' / ' || event.mode, ''), position.relation || ' / ' || position.polarity,
           statement.form || ' ' || statement.kind) AS type,
  coalesce(event.status, statement.polarity, position.polarity) AS status,
  CASE last."table"
    WHEN 'event' THEN substr(last.text, event.start + 1, event.stop - event.start)
    WHEN 'position' THEN substr(last.text, object_start + 1, object_stop - object_start)
    ELSE (SELECT words FROM statement_text WHERE statement_text.key = last.key)
  END AS words,
  last.publisher, last.address, last.document_id AS document, coalesce(event.id, statement.id, position.id) AS id,
  coalesce(event.judged, statement.judged, position.judged) AS judged, last.withdrawn, last.key
FROM last
LEFT JOIN event ON last."table" = 'event' AND event.key = last.key
LEFT JOIN statement ON last."table" = 'statement' AND statement.key = last.key
LEFT JOIN position ON last."table" = 'position' AND position.key = last.key
ORDER BY last.key;
