-- The texts that have stood at :address, in the order in which they were first seen.
SELECT version, document, title, published, seen,
       (SELECT count(*) FROM document JOIN statement ON statement.document = document.key
        WHERE document.id = versions.document) AS statements
FROM versions WHERE address = :address ORDER BY version;
