-- What texts call an actor, most often first, and what joins each name to it.
SELECT alias.name, named.id AS named_as, coalesce(named.basis, 'itself') AS basis, alias.entities
FROM actor AS one JOIN actor AS named ON named.identity = one.identity JOIN alias ON alias.actor = named.key
WHERE one.id = :actor AND alias.entities > 0 ORDER BY alias.entities DESC, alias.name LIMIT 40;
