-- One statement, by its id: all that the public view has, and the keys of its rows.
SELECT statement.key, statement.document AS document_key, statements.*
FROM statement JOIN document ON document.key = statement.document
JOIN statements ON statements.id = statement.id AND statements.document = document.id
WHERE statement.id = :id ORDER BY statement.key LIMIT 1;
