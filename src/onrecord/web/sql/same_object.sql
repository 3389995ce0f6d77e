-- What the speaker said on the object of :statement: statements that take a position on the same object, and the newest
-- of theirs that name somebody whom its content names. In the order of time.
WITH own AS (SELECT named.key FROM actor AS one JOIN actor AS named ON named.identity = one.key WHERE one.id = :actor),
aim AS (SELECT topic, object_actor FROM position WHERE according_to = :statement),
named_here AS (
  SELECT DISTINCT member.key
  FROM statement JOIN json_each(statement.content) AS span JOIN entity ON entity.document = statement.document
  JOIN mention ON mention.entity = entity.key
  JOIN actor AS named ON named.key = entity.actor JOIN actor AS member ON member.identity = named.identity
  WHERE statement.key = :statement AND mention.kind IN ('name', 'metonym')
    AND mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
    AND entity.actor NOT IN own
), newest AS (
  SELECT key, document, content FROM statement
  WHERE actor IN own AND sure ORDER BY day DESC LIMIT 200
), found AS (
  SELECT position.according_to AS key FROM aim JOIN position ON position.topic = aim.topic
  WHERE position.actor IN own AND position.according_to IS NOT NULL
  UNION
  SELECT position.according_to FROM aim JOIN actor AS object ON object.key = aim.object_actor
  JOIN actor AS same ON same.identity = object.identity JOIN position ON position.object_actor = same.key
  WHERE position.actor IN own AND position.according_to IS NOT NULL
  UNION
  SELECT newest.key FROM newest JOIN entity ON entity.document = newest.document AND entity.actor IN named_here
  JOIN mention ON mention.entity = entity.key JOIN json_each(newest.content) AS span
  WHERE mention.start >= json_extract(span.value, '$[0]') AND mention.stop <= json_extract(span.value, '$[1]')
)
SELECT statement.key, statement.id, statement.day, statement.polarity, statement.form, statement_text.words,
  appearance.publisher, appearance.title
FROM found JOIN statement ON statement.key = found.key JOIN statement_text ON statement_text.key = statement.key
JOIN document ON document.key = statement.document JOIN appearance ON appearance.key = document.appearance
WHERE statement.key <> :statement ORDER BY statement.day, statement.key LIMIT 400;
