-- How much there is, as it is kept.
SELECT max(number) FILTER (WHERE name = 'documents') AS documents,
  max(number) FILTER (WHERE name = 'statements') AS statements,
  max(number) FILTER (WHERE name = 'positions') AS positions, max(number) FILTER (WHERE name = 'events') AS events,
  max(number) FILTER (WHERE name = 'actors') AS actors, EXISTS (SELECT 1 FROM document) AS any
FROM tally;
