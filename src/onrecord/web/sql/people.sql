-- Whom the entities of a document are taken to be.
SELECT entity.id AS entity, actor.id AS actor, coalesce(actor.renamed, actor.name) AS name
FROM document JOIN entity ON entity.document = document.key
JOIN actor AS named ON named.key = entity.actor JOIN actor ON actor.key = named.identity
WHERE document.id = :document;
