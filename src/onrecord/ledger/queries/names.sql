-- The names of the actors :actors (a JSON list of keys), and what joins each.
SELECT actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name, actor.type, actor.link,
       alias.name, named.id AS named_as, coalesce(named.basis, 'itself') AS basis, coalesce(alias.entities, 0) AS entities
FROM json_each(:actors) AS wanted JOIN actor ON actor.key = wanted.value
JOIN actor AS named ON named.identity = actor.key LEFT JOIN alias ON alias.actor = named.key AND alias.entities > 0
WHERE alias.key IS NOT NULL OR named.key = actor.key
ORDER BY actor.id, alias.entities DESC, alias.name, named.id;
