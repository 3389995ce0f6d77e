-- How many statements of an actor a month, among the newest 2,000.
SELECT substr(day, 1, 7) AS month, count(*) AS statements
FROM (SELECT statement.day FROM actor AS one JOIN actor AS named ON named.identity = one.identity
      JOIN statement ON statement.actor = named.key
      WHERE one.id = :actor AND statement.sure ORDER BY statement.day DESC LIMIT 2000)
WHERE length(day) >= 7 GROUP BY month ORDER BY month;
