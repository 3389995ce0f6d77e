-- How much there is.
SELECT (SELECT count(*) FROM document) AS documents, (SELECT count(*) FROM statement) AS statements,
  (SELECT count(*) FROM position) AS positions, (SELECT count(*) FROM event) AS events;
