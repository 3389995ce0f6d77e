-- Every name and the actor that it stands for: the table that `onrecord entity import` takes.
SELECT name, type, actor, actor_name, link, basis FROM aliases ORDER BY actor_name, actor, name, named_as;
