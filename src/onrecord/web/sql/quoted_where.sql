-- How many statements of an actor in which outlet, among the newest 2,000.
SELECT appearance.publisher, count(*) AS statements
FROM (SELECT statement.document FROM actor AS one JOIN actor AS named ON named.identity = one.identity
      JOIN statement ON statement.actor = named.key
      WHERE one.id = :actor AND statement.sure ORDER BY statement.day DESC LIMIT 2000) AS said
JOIN document ON document.key = said.document JOIN appearance ON appearance.key = document.appearance
GROUP BY appearance.publisher ORDER BY statements DESC, appearance.publisher LIMIT 12;
