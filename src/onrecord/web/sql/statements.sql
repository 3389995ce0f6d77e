-- A page of statements, newest first: of what an index gives, the rows that all conditions allow.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL UNION ALL SELECT key FROM document WHERE embargo > :now
), found AS (
  SELECT statement.key, statement.id, statement.document
  FROM (/*candidate*/) AS candidate CROSS JOIN statement ON statement.key = candidate.key
  WHERE statement.document NOT IN (SELECT key FROM hidden) AND /*where*/
  LIMIT :limit
)
SELECT
  found.key, statements.day, statements.actor, statements.actor_name, statements.source, statements.cue,
  statements.words, statements.form, statements.kind, statements.polarity, statements.said_begins,
  statements.said_ends, statements.confidence, statements.sure, statements.title, statements.published,
  statements.publisher, statements.agency, statements.address, statements.document, statements.id,
  statements.source_spans, statements.cue_spans, statements.content_spans, statements.judged, statements.withdrawn
FROM found CROSS JOIN document ON document.key = found.document
JOIN statements ON statements.id = found.id AND statements.document = document.id
ORDER BY found.key DESC;
