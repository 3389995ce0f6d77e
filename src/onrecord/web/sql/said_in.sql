-- The words of the statements that take the positions :keys (a JSON list).
SELECT position.key, statement_text.words
FROM json_each(:keys) AS wanted JOIN position ON position.key = wanted.value
JOIN statement_text ON statement_text.key = position.according_to;
