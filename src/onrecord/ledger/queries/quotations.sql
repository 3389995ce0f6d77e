-- The words of what is quoted directly in a :document, in the order of the text.
SELECT statement_text.words
FROM document JOIN statement ON statement.document = document.key
JOIN statement_text ON statement_text.key = statement.key
WHERE document.id = :document AND statement.form IN ('direct', 'mixed') AND (statement.sure OR :unsure)
ORDER BY json_extract(statement.content, '$[0][0]'), statement.key;
