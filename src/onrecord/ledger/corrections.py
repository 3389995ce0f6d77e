"""What people decide about who is who: kept apart from findings, above them, and through every reading.

Each decision is a row of `correction`, in the order it was made; the last one counts. Actors are named by their public
ids, which are the same in every ledger, so that decisions can be carried from one to another as a table (CSV).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.ledger import identity, placing
from onrecord.ledger.connect import LedgerError, failures_named, writing
from onrecord.ledger.handles import Handle, Strength, link_handle, name_handle
from onrecord.ledger.names import name_key
from onrecord.ledger.store import Ledger

ALIAS_COLUMNS = ("name", "type", "actor", "actor_name", "link", "basis")


@dataclass(frozen=True, slots=True)
class Actor:
    key: int  # of this file
    id: str
    name: str
    type: str
    link: str | None
    entities: int


def find_actors(ledger: Ledger, name: str) -> list[Actor]:
    """The actors that `name` may mean, most often met first: by id, by link, by whole name, or by words of a name."""
    exact = ledger.ask(
        "SELECT identity FROM actor WHERE id = :name UNION SELECT identity FROM actor WHERE handle = :link",
        {"name": name, "link": link_handle(name).text},
    ) or ledger.ask(
        "SELECT identity FROM actor WHERE name_key = :key UNION SELECT actor.identity FROM alias "
        "JOIN actor ON actor.key = alias.actor WHERE alias.name_key = :key AND alias.entities > 0",
        {"key": name_key(name)},
    )
    if not exact:
        words = " ".join('"' + word.replace('"', '""') + '"' for word in name_key(name).split())
        exact = words and ledger.ask(  # type: ignore[assignment]
            "SELECT DISTINCT actor.identity FROM alias_words JOIN alias ON alias.key = alias_words.rowid "
            "JOIN actor ON actor.key = alias.actor WHERE alias_words MATCH ? AND alias.entities > 0 LIMIT 1000",
            (words,),
        )
    return _actors(ledger, {key for (key,) in exact or ()})


def the_actor(ledger: Ledger, name: str) -> Actor:
    """The one actor that `name` means; LedgerError where there is none, or where several could be meant."""
    found = find_actors(ledger, name)
    if not found:
        raise LedgerError(f"{ledger.path}: nobody there is called {name[:80]!r}")
    if len(found) > 1:
        several = "; ".join(f"{actor.id} {actor.name[:60]} ({actor.type})" for actor in found[:8])
        raise LedgerError(f"{name[:80]!r} may be {len(found)} actors: name one by its id: {several}")
    return found[0]


def merge(ledger: Ledger, name: str, into: str, *, by: str = "") -> Actor:
    """From now on the first actor is the second; the second is returned. `by` is who says so."""
    one, other = the_actor(ledger, name), the_actor(ledger, into)
    if one.id == other.id:
        raise LedgerError(f"{name!r} and {into!r} are one actor already: {one.id} {one.name}")
    _decide(ledger, "merge", one.id, other.id, by)
    return the_actor(ledger, one.id)


def split(ledger: Ledger, name: str, part: str) -> Actor:
    """Take a part off an actor: a way of naming it (an actor id that is joined to it), or all it is in one document.

    What is taken off becomes an actor of its own, which is returned; nothing found later joins it again.
    """
    actor = the_actor(ledger, name)
    if documents := ledger.ask("SELECT key, id FROM document WHERE id = ?", (part,)):
        return _split_in_document(ledger, actor, *documents[0])
    joined = ledger.ask(
        "SELECT member.id, parent.id FROM actor AS member JOIN actor AS identity ON identity.key = member.identity "
        "JOIN actor AS parent ON parent.key = member.joined WHERE member.id = ? AND identity.id = ?",
        (part, actor.id),
    )
    if not joined:
        raise LedgerError(
            f"{part[:80]!r} is neither a document nor an actor joined to {actor.id} {actor.name}; "
            f"`onrecord entity show {actor.id}` lists what is"
        )
    for other in sorted({joined[0][1], actor.id}):
        _decide(ledger, "apart", part, other)
    return the_actor(ledger, part)


def rename(ledger: Ledger, name: str, new_name: str) -> Actor:
    """Show an actor under another name; what texts call it stays as it is."""
    actor = the_actor(ledger, name)
    if not new_name.strip():
        raise LedgerError("the new name is empty")
    _decide(ledger, "rename", actor.id, new_name)
    return the_actor(ledger, actor.id)


def link(ledger: Ledger, name: str, link_id: str) -> Actor:
    """Say which knowledge id (such as a Wikidata QID) an actor has, and so join it with all that have it."""
    actor = the_actor(ledger, name)
    if not link_id.strip():
        raise LedgerError("the link is empty; to take one off, split the actor")
    if actor.link == link_id:
        raise LedgerError(f"{actor.id} {actor.name} is linked to {link_id} already")
    with failures_named(ledger.path), writing(ledger.connection):
        _ensure(ledger, link_handle(link_id), actor.name, actor.type)
        _note(ledger, "link", actor.id, identity.actor_id(link_handle(link_id).text))
    return the_actor(ledger, actor.id)


def import_aliases(ledger: Ledger, table: Iterable[Mapping[str, str]]) -> int:
    """Take over a table of names; how many rows said something new.

    A row needs `name` and `type`, and `link` or `actor`, which the name is then known to stand for. Of people, whose
    names several may bear, only rows count that a person has made: with the basis `human`, or with none. All of the
    table or nothing of it is taken over; LedgerError names the row that is wrong.
    """
    decided = 0
    with failures_named(ledger.path), writing(ledger.connection):
        for number, row in enumerate(table, 2):  # the first line of the file has the names of the columns
            name, kind = (row.get("name") or "").strip(), (row.get("type") or "").strip()
            link_id, actor = (row.get("link") or "").strip(), (row.get("actor") or "").strip()
            if not name or not kind or not (link_id or actor):
                raise LedgerError(f"row {number}: a name, a type, and a link or an actor are needed")
            if kind == "person" and (row.get("basis") or "human") != "human":
                continue  # it followed from the documents there, and follows here from those that are here
            weaker = _ensure(ledger, name_handle(name_key(name), kind), name, kind)
            if link_id:
                target = _ensure(ledger, link_handle(link_id), row.get("actor_name") or name, kind)
            elif found := ledger.ask("SELECT key FROM actor WHERE id = ?", (actor,)):
                target = found[0][0]
            elif actor == identity.actor_id(name_handle(name_key(row.get("actor_name") or ""), kind).text):
                target = _ensure(ledger, name_handle(name_key(row["actor_name"]), kind), row["actor_name"], kind)
            else:
                continue  # an actor of a single document, which this ledger does not have
            if _identity_of(ledger, weaker) != _identity_of(ledger, target):
                ids = dict(ledger.ask("SELECT key, id FROM actor WHERE key IN (?, ?)", (weaker, target)))
                _note(ledger, "merge", ids[weaker], ids[target])
                decided += 1
    return decided


def _split_in_document(ledger: Ledger, actor: Actor, document: int, document_id: str) -> Actor:
    members = ledger.ask(
        "SELECT DISTINCT named.key, named.id FROM entity JOIN actor AS named ON named.key = entity.actor "
        "JOIN actor AS identity ON identity.key = named.identity WHERE entity.document = ? AND identity.id = ?",
        (document, actor.id),
    )
    if not members:
        raise LedgerError(f"{actor.name[:60]!r} ({actor.id}) is not in document {document_id}")
    off = Handle(f"split|{actor.id}|{document_id}", Strength.LINK)
    with failures_named(ledger.path), writing(ledger.connection):

        def decide() -> None:
            _ensure(ledger, off, actor.name, actor.type)
            for one in sorted({actor.id, *(member for _, member in members)}):
                _row(ledger, "split", one, identity.actor_id(off.text), document_id)

        placing.anew(ledger.connection, document, decide)
    return the_actor(ledger, identity.actor_id(off.text))


def _decide(ledger: Ledger, kind: str, actor: str, other: str, by: str = "") -> None:
    with failures_named(ledger.path), writing(ledger.connection):
        _note(ledger, kind, actor, other, by)


def _note(ledger: Ledger, kind: str, actor: str, other: str, by: str = "") -> None:
    _row(ledger, kind, actor, other, None, by)
    (key,) = ledger.connection.execute("SELECT key FROM actor WHERE id = ?", (actor,)).fetchone()
    if kind == "rename":
        identity.rename(ledger.connection, _identity_of(ledger, key))
        return
    if kind != "apart":  # an automatic join the other way round gives way to what a person says
        (target,) = ledger.connection.execute("SELECT key FROM actor WHERE id = ?", (other,)).fetchone()
        identity.clear_way(ledger.connection, target, key)
    identity.join(ledger.connection, [key])


def _row(ledger: Ledger, kind: str, actor: str, other: str, document: str | None, by: str = "") -> None:
    ledger.connection.execute(
        'INSERT INTO correction (kind, actor, object, document, made, "by") VALUES (?, ?, ?, ?, ?, ?)',
        (kind, actor, other, document, ledger.clock(), by),
    )


def _ensure(ledger: Ledger, handle: Handle, name: str, entity_type: str) -> int:
    row = ledger.connection.execute("SELECT key FROM actor WHERE handle = ?", (handle.text,)).fetchone()
    if row:
        return int(row[0])
    key = identity.make_actor(ledger.connection, handle, name, entity_type)
    identity.join(ledger.connection, [key])
    return key


def _identity_of(ledger: Ledger, key: int) -> int:
    return int(ledger.connection.execute("SELECT identity FROM actor WHERE key = ?", (key,)).fetchone()[0])


def _actors(ledger: Ledger, keys: set[int]) -> list[Actor]:
    found = ledger.ask(
        "SELECT actor.key, actor.id, coalesce(actor.renamed, actor.name), actor.type, actor.link, "
        "coalesce(sum(alias.entities), 0) FROM json_each(?) AS wanted JOIN actor ON actor.key = wanted.value "
        "JOIN actor AS named ON named.identity = actor.key LEFT JOIN alias ON alias.actor = named.key "
        "GROUP BY actor.key ORDER BY 6 DESC, actor.id",
        (json.dumps(sorted(keys)),),
    )
    return [Actor(*row) for row in found]
