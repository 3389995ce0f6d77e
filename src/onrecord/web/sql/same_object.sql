-- What the speaker said on the object of :statement: statements that take a position on the same object, and those
-- of the nearest 200 in time that name somebody whom its content names. In the order of time.
WITH own AS (SELECT value AS key FROM json_each(:keys)),
aim AS (
  SELECT position.topic, actor.identity AS object
  FROM position LEFT JOIN actor ON actor.key = position.object_actor WHERE position.according_to = :statement
), held AS (
  SELECT key FROM (SELECT rowid AS key FROM position_words
         WHERE position_words MATCH :held AND rowid < :statement ORDER BY rowid DESC LIMIT 100)
  UNION ALL
  SELECT key FROM (SELECT rowid AS key FROM position_words
         WHERE position_words MATCH :held AND rowid > :statement ORDER BY rowid LIMIT 100)
),
named_here AS (
  SELECT DISTINCT member.key
  FROM statement JOIN json_each(statement.content) AS span JOIN entity ON entity.document = statement.document
  JOIN mention ON mention.entity = entity.key
  JOIN actor AS named ON named.key = entity.actor JOIN actor AS member ON member.identity = named.identity
  WHERE statement.key = :statement AND mention.kind IN ('name', 'metonym')
    AND mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
    AND entity.actor NOT IN own
), newest AS (
  SELECT statement.key, statement.document, statement.content
  FROM (SELECT key FROM (SELECT rowid AS key FROM statement_words
                        WHERE statement_words MATCH :match AND rowid < :statement ORDER BY rowid DESC LIMIT 100)
       UNION ALL
       SELECT key FROM (SELECT rowid AS key FROM statement_words
                        WHERE statement_words MATCH :match AND rowid > :statement ORDER BY rowid LIMIT 100)) AS last
  CROSS JOIN statement ON statement.key = last.key WHERE statement.sure
), found AS (
  SELECT position.according_to AS key FROM held JOIN position ON position.key = held.key JOIN aim
  ON aim.topic = position.topic OR aim.object = (SELECT identity FROM actor WHERE key = position.object_actor)
  WHERE position.according_to IS NOT NULL
  UNION
  SELECT newest.key FROM newest JOIN entity ON entity.document = newest.document AND +entity.actor IN named_here
  JOIN mention ON mention.entity = entity.key JOIN json_each(newest.content) AS span
  WHERE mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
)
SELECT statement.key, statement.id, statement.day, statement.polarity, statement.form, statement_text.words,
  appearance.publisher, appearance.title
FROM found JOIN statement ON statement.key = found.key JOIN statement_text ON statement_text.key = statement.key
JOIN document ON document.key = statement.document JOIN appearance ON appearance.key = document.appearance
WHERE statement.key <> :statement ORDER BY statement.key LIMIT 400;
