-- What the actors :actors (a JSON list of keys) said, newest first, and what is said by a source with :words (an FTS5
-- expression) that is known as no entity. Of each way of naming them as many rows are looked at as are asked for.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL AND NOT :withdrawn
  UNION ALL SELECT key FROM document WHERE embargo > :now AND NOT :embargoed
), open AS NOT MATERIALIZED (
  SELECT statement.* FROM statement
  WHERE (statement.sure OR :unsure AND statement.judged IS NOT 'reject') AND statement.key BETWEEN :low AND :high
    AND statement.document NOT IN (SELECT key FROM hidden)
    AND (:published IS NULL
         OR (SELECT appearance FROM document WHERE key = statement.document) BETWEEN :dated AND :published)
), named AS (
  SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value
), meant AS (
  SELECT said.value AS key FROM named JOIN json_each((
    SELECT json_group_array(key) FROM (
      SELECT open.key FROM open WHERE open.actor = named.key ORDER BY open.key DESC LIMIT :limit))) AS said
  UNION
  SELECT * FROM (
    SELECT open.key FROM source_words CROSS JOIN open ON open.key = source_words.rowid
    WHERE source_words MATCH :words AND source_words.rowid BETWEEN :low AND :high
    ORDER BY source_words.rowid DESC LIMIT :limit)
), last AS (
  SELECT key FROM meant ORDER BY key DESC LIMIT :limit
)
SELECT
  statements.day, statements.actor_name AS name, statements.actor, statements.words, statements.source, statements.cue,
  statements.form, statements.kind, statements.polarity, statements.confidence, statements.published,
  statements.publisher, statements.agency, statements.address, statements.document, statements.id,
  statements.content_spans, statements.judged, statements.withdrawn, statement.key
FROM last CROSS JOIN statement ON statement.key = last.key JOIN document ON document.key = statement.document
JOIN statements ON statements.id = statement.id AND statements.document = document.id
ORDER BY statement.key DESC;
