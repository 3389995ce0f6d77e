-- A page of documents, newest first: of the appearances that an index gives, those that a document was read as.
WITH hidden AS (
  SELECT key FROM document WHERE withdrawn IS NOT NULL UNION ALL SELECT key FROM document WHERE embargo > :now
), found AS (
  SELECT document.key, document.appearance
  FROM (/*candidate*/) AS candidate CROSS JOIN document ON document.appearance = candidate.key
  WHERE document.key NOT IN (SELECT key FROM hidden) AND /*where*/
  LIMIT :limit
)
SELECT
  found.appearance AS key, appearance.day, appearance.title, appearance.publisher, appearance.agency,
  appearance.byline, appearance.place, appearance.published, appearance.address, appearance.language,
  (SELECT count(*) FROM statement WHERE statement.document = document.key AND statement.sure) AS statements,
  (SELECT count(*) FROM appearance AS other WHERE other.document = document.key) AS appearances,
  substr(document.text, 1, 400) AS beginning, length(document.text) AS characters, document.id
FROM found CROSS JOIN document ON document.key = found.key JOIN appearance ON appearance.key = found.appearance
ORDER BY found.appearance DESC;
