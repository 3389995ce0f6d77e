-- A page of statements, newest first.
WITH found AS (
  SELECT statement.key, statement.id, statement.document, statement.day FROM statement
  WHERE /*where*/
  ORDER BY /*order*/ LIMIT :limit
)
SELECT
  found.key, statements.day, statements.actor, statements.actor_name, statements.source, statements.cue,
  statements.words, statements.form, statements.kind, statements.polarity, statements.said_begins,
  statements.said_ends, statements.confidence, statements.sure, statements.title, statements.published,
  statements.publisher, statements.agency, statements.address, statements.document, statements.id,
  statements.source_spans, statements.cue_spans, statements.content_spans
FROM found JOIN document ON document.key = found.document
JOIN statements ON statements.id = found.id AND statements.document = document.id
ORDER BY found.day DESC, found.key DESC;
