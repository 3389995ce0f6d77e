-- How much there is, as it is kept.
SELECT max(number) FILTER (WHERE name = 'documents') AS documents,
  max(number) FILTER (WHERE name = 'statements') AS statements,
  max(number) FILTER (WHERE name = 'positions') AS positions, max(number) FILTER (WHERE name = 'events') AS events,
  max(number) FILTER (WHERE name = 'actors') AS actors, (SELECT max(key) FROM document) IS NOT NULL AS any
FROM tally;
