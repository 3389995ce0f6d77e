-- Actors, those who are quoted most often first; on from one with :quoted statements and the key :key.
SELECT actor.key, actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, actor.link,
  actor.quoted AS statements
FROM actor WHERE actor.quoted > 0 AND (actor.quoted, actor.key) < (:quoted, :key)
ORDER BY actor.quoted DESC, actor.key DESC LIMIT :limit;
