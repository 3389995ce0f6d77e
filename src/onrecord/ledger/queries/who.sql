-- What the actors :actors (a JSON list of keys) said, newest first.
WITH said AS (
  SELECT statement.id, statement.document, statement.day
  FROM statement
  WHERE statement.actor IN (SELECT actor.key FROM json_each(:actors) AS wanted JOIN actor ON actor.identity = wanted.value)
    AND (statement.sure OR :unsure)
    AND (statement.day BETWEEN :since AND :until OR (:undated AND statement.day IS NULL))
    AND (:as_of IS NULL OR (SELECT appearance.day FROM document JOIN appearance ON appearance.key = document.appearance
                            WHERE document.key = statement.document) < :as_of)
  ORDER BY statement.day DESC, statement.id
  LIMIT :limit
)
SELECT
  statements.day, statements.actor_name AS name, statements.actor, statements.words, statements.source, statements.cue,
  statements.form, statements.kind, statements.polarity, statements.confidence, statements.published,
  statements.publisher, statements.agency, statements.address, statements.document, statements.id,
  statements.content_spans
FROM said JOIN document ON document.key = said.document
JOIN statements ON statements.id = said.id AND statements.document = document.id
ORDER BY statements.day DESC, statements.id;
