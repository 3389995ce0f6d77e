-- Findings of a document below the threshold of confidence.
SELECT statement.id FROM document JOIN statement ON statement.document = document.key
WHERE document.id = :document AND NOT statement.sure
UNION ALL
SELECT event.id FROM document JOIN event ON event.document = document.key
WHERE document.id = :document AND NOT event.sure
UNION ALL
SELECT position.id FROM document JOIN position ON position.document = document.key
WHERE document.id = :document AND NOT position.sure;
