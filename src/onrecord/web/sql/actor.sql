-- An actor, by its id or that of one who has been joined to it.
SELECT actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, actor.link
FROM actor AS one JOIN actor ON actor.key = one.identity WHERE one.id = :actor;
