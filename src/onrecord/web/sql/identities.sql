-- What people said of who is who, the latest 200.
SELECT corrections.number, corrections.kind, corrections.actor, corrections.object, corrections.document,
  corrections.made, corrections."by",
  (SELECT coalesce(actor.renamed, actor.name) FROM actor WHERE actor.id = corrections.actor) AS actor_name,
  (SELECT coalesce(actor.renamed, actor.name) FROM actor WHERE actor.id = corrections.object) AS object_name
FROM corrections ORDER BY corrections.number DESC LIMIT 200;
