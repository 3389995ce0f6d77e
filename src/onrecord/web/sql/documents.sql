-- A page of documents, newest first.
SELECT
  document.key, appearance.day, appearance.title, appearance.publisher, appearance.agency, appearance.byline,
  appearance.place, appearance.published, appearance.address, appearance.language,
  (SELECT count(*) FROM statement WHERE statement.document = document.key AND statement.sure) AS statements,
  (SELECT count(*) FROM appearance AS other WHERE other.document = document.key) AS appearances,
  substr(document.text, 1, 400) AS beginning, length(document.text) AS characters, document.id
FROM document JOIN appearance ON appearance.key = document.appearance
WHERE /*where*/
ORDER BY /*order*/ LIMIT :limit;
