-- What the actors :actors did, underwent, said and held, in the order of time: the last :limit of it.
WITH named AS (
  SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value
), found AS (
  SELECT * FROM (
    SELECT DISTINCT 'event' AS "table", event.key, event.day
    FROM participant JOIN event ON event.key = participant.event
    WHERE participant.actor IN named AND (event.sure OR :unsure)
      AND (+event.day BETWEEN :since AND :until OR (:undated AND event.day IS NULL))
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM event AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = event.key) < :as_of)
    ORDER BY event.day DESC LIMIT :limit)
  UNION ALL
  SELECT * FROM (
    SELECT 'statement', statement.key, statement.day
    FROM statement INDEXED BY statement_of_actor
    WHERE statement.actor IN named AND (statement.sure OR :unsure)
      AND (+statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM statement AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = statement.key) < :as_of)
    ORDER BY statement.day DESC LIMIT :limit)
  UNION ALL
  SELECT * FROM (
    SELECT 'position', position.key, position.day
    FROM position INDEXED BY position_of_actor
    WHERE position.actor IN named AND (position.sure OR :unsure)
      AND (+position.day BETWEEN :since AND :until OR (:undated AND position.day IS NULL))
      AND (:as_of IS NULL OR (
        SELECT appearance.day FROM position AS own JOIN document ON document.key = own.document
        JOIN appearance ON appearance.key = document.appearance WHERE own.key = position.key) < :as_of)
    ORDER BY position.day DESC LIMIT :limit)
), last AS (
  SELECT found.*, document.id AS document_id, document.text, appearance.publisher, appearance.address
  FROM found
  JOIN document ON document.key = CASE found."table"
    WHEN 'event' THEN (SELECT event.document FROM event WHERE event.key = found.key)
    WHEN 'position' THEN (SELECT position.document FROM position WHERE position.key = found.key)
    ELSE (SELECT statement.document FROM statement WHERE statement.key = found.key) END
  JOIN appearance ON appearance.key = document.appearance
  ORDER BY found.day DESC, found."table", found.key LIMIT :limit
)
SELECT
  last.day, last."table",
  coalesce(event.type || coalesce(' / ' || event.mode, ''), position.relation || ' / ' || position.polarity,
           statement.form || ' ' || statement.kind) AS type,
  coalesce(event.status, statement.polarity, position.polarity) AS status,
  CASE last."table"
    WHEN 'event' THEN substr(last.text, event.start + 1, event.stop - event.start)
    WHEN 'position' THEN substr(last.text, object_start + 1, object_stop - object_start)
    ELSE (SELECT words FROM statement_text WHERE statement_text.key = last.key)
  END AS words,
  last.publisher, last.address, last.document_id AS document, coalesce(event.id, statement.id, position.id) AS id
FROM last
LEFT JOIN event ON last."table" = 'event' AND event.key = last.key
LEFT JOIN statement ON last."table" = 'statement' AND statement.key = last.key
LEFT JOIN position ON last."table" = 'position' AND position.key = last.key
ORDER BY last.day, last."table", last.key;
