"""Who is who across documents: actors, what they are called, and which of them are one.

Every entity stands under the actor of its handle (`handles.py`). Actors join on evidence that all documents give
together, and come apart again when it is gone: a weaker actor joins the one stronger actor that claims its handle, and
none where two do. What a person has decided (`correction`) goes before all of it. Rows of findings keep the actor of
their handle, so a join or a split touches a few rows of `actor`, never the findings.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping

from onrecord.ledger import counts, kin
from onrecord.ledger.handles import PERSON, Handle, Strength, handles, is_lone, name_handle
from onrecord.ledger.names import name_key
from onrecord.record import Entity, Record

_ROUNDS = 8  # chains are at most three strengths long, plus what people have merged


def actor_id(handle_text: str) -> str:
    """The public id of the actor of a handle; the same in every ledger."""
    return hashlib.sha256(handle_text.encode()).hexdigest()[:16]


def place(connection: sqlite3.Connection, record: Record) -> dict[str, int]:
    """The actor of each entity of a document that is about to be stored; makes, names and joins actors."""
    placed: dict[str, int] = {}
    touched: set[int] = set()
    split = splits(connection, record.document.id)
    given = handles(record)
    for entity in record.entities:
        found, claimed = given[entity.id]
        key = _actor(connection, found, entity, touched)
        if split and (other := _split_off(connection, key, claimed, split)):
            key, claimed = other, ()  # what was taken off by hand is no evidence for anybody
        placed[entity.id] = key
        if _count(connection, entity, key, 1) == 1 and found.strength is Strength.CONTEXT:
            touched.add(key)
        for other_handle in claimed:
            known = connection.execute(
                "INSERT INTO claim VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET entities = entities + 1 "
                "RETURNING entities",
                (other_handle, key),
            ).fetchone()[0]
            if known == 1 and not (other_handle.startswith(PERSON) and kin.agree(connection, other_handle)):
                touched |= bearers(connection, other_handle)
    join(connection, touched)
    return placed


def displace(connection: sqlite3.Connection, record: Record) -> None:
    """Take back what the entities of a document gave, before its findings are replaced."""
    touched: set[int] = set()
    given = handles(record)
    for entity in record.entities:
        found, claimed = given[entity.id]
        key, stored = connection.execute(
            "SELECT actor.key, actor.handle FROM entity JOIN document ON document.key = entity.document "
            "JOIN actor ON actor.key = entity.actor WHERE document.id = ? AND entity.id = ?",
            (record.document.id, entity.id),
        ).fetchone()
        if _count(connection, entity, key, -1) == 0 and found.strength is Strength.CONTEXT:
            touched.add(key)
        if stored != found.text:
            continue
        for other_handle in claimed:
            left = connection.execute(
                "UPDATE claim SET entities = entities - 1 WHERE handle = ? AND actor = ? RETURNING entities",
                (other_handle, key),
            ).fetchone()
            if left and left[0] == 0:
                touched |= bearers(connection, other_handle) | ({key} if found.strength is Strength.CONTEXT else set())
    join(connection, touched)


def splits(connection: sqlite3.Connection, document_id: str) -> dict[str, str]:
    """For a document, the actors whose entities a person has moved, and to which actor."""
    return dict(
        connection.execute(
            "SELECT actor, object FROM correction WHERE kind = 'split' AND document = ? ORDER BY key", (document_id,)
        ).fetchall()
    )


def bearers(connection: sqlite3.Connection, handle: str) -> set[int]:
    """Whom a claim of a handle concerns: its actor, and people who are kin by it."""
    own = {row[0] for row in connection.execute("SELECT key FROM actor WHERE handle = ?", (handle,))}
    return own | kin.met(connection, handle)


def join(connection: sqlite3.Connection, actors: Iterable[int]) -> None:
    """Join each of the actors to the one it is, or set it free, and all that follow from it."""
    waiting = set(actors)
    for _ in range(_ROUNDS):
        changed: set[int] = set()
        settled: set[int] = set()
        for key in sorted(waiting):
            if key in settled:
                continue
            targets = _targets(connection, key)
            settled |= set(targets)
            # Whoever stands by themselves first: the others are joined to them.
            for one, target in sorted(targets.items(), key=lambda pair: (pair[1][0] is not None, pair[0])):
                before = connection.execute("SELECT joined, basis FROM actor WHERE key = ?", (one,)).fetchone()
                if before != target:
                    connection.execute("UPDATE actor SET joined = ?, basis = ? WHERE key = ?", (*target, one))
                    changed |= _identify(connection, one)
        if not changed:
            return
        waiting = {key for (key,) in connection.execute(_FOLLOWING, {"changed": json.dumps(sorted(changed))})}


# Who bears what the changed actors claim; people whose contexts a link claims; all of a name that a person has given.
_FOLLOWING = f"""
SELECT bearer.key FROM claim JOIN actor AS claimant ON claimant.key = claim.actor
JOIN actor AS bearer ON bearer.handle = claim.handle
WHERE claim.actor IN (SELECT value FROM json_each(:changed))
  AND (bearer.strength <> {Strength.CONTEXT:d} OR claimant.strength = {Strength.LINK:d})
UNION SELECT bearer.key FROM actor AS named
JOIN actor AS bearer ON bearer.name_key = named.name_key AND bearer.type = named.type
WHERE named.key IN (SELECT value FROM json_each(:changed)) AND named.handle GLOB 'name|person|*'
  AND bearer.strength IN ({Strength.DOCUMENT:d}, {Strength.CONTEXT:d}) AND instr(bearer.name_key, ' ')
"""


def _targets(connection: sqlite3.Connection, key: int) -> dict[int, kin.Joined]:
    """What the actor is joined to, and those with it whose joins hang together with its own."""
    strength, before = connection.execute("SELECT strength, joined FROM actor WHERE key = ?", (key,)).fetchone()
    if strength != Strength.CONTEXT:
        return {key: _target(connection, key)}
    by_hand = _target(connection, key)
    if by_hand[1] == "human":
        return {key: by_hand} | (kin.settle(connection, key) if before == by_hand[0] else {})
    if new := kin.newcomer(connection, key):
        return {key: new}
    if (
        before is not None
        and connection.execute("SELECT basis = 'human' FROM actor WHERE key = ?", (key,)).fetchone()[0]
    ):
        connection.execute("UPDATE actor SET joined = NULL, basis = NULL WHERE key = ?", (key,))
        _identify(connection, key)
    return kin.settle(connection, key)


def clear_way(connection: sqlite3.Connection, target: int, key: int) -> None:
    """Set free what joins `target` to `key` automatically, so that `key` can be joined to `target`."""
    at: int | None = target
    while at is not None and at != key:
        joined, basis = connection.execute("SELECT joined, basis FROM actor WHERE key = ?", (at,)).fetchone()
        if joined is not None and basis != "human" and _reaches(connection, joined, key):
            connection.execute("UPDATE actor SET joined = NULL, basis = NULL WHERE key = ?", (at,))
            _identify(connection, at)
            return
        at = joined


def _actor(connection: sqlite3.Connection, found: Handle, entity: Entity, touched: set[int]) -> int:
    row = connection.execute("SELECT key FROM actor WHERE handle = ?", (found.text,)).fetchone()
    if row:
        return int(row[0])
    key = make_actor(connection, found, entity.name, entity.type)
    if found.strength is not Strength.DOCUMENT or _is_said_of_name(connection, entity):
        touched.add(key)
    return key


def _is_said_of_name(connection: sqlite3.Connection, entity: Entity) -> bool:
    """Whether a person has said who all people of that full name are."""
    spelt = name_key(entity.name)
    if entity.type != "person" or is_lone(spelt):
        return False
    handle = name_handle(spelt, entity.type).text
    return bool(connection.execute("SELECT 1 FROM actor WHERE handle = ? AND basis = 'human'", (handle,)).fetchone())


def make_actor(connection: sqlite3.Connection, found: Handle, name: str, entity_type: str) -> int:
    key = int(connection.execute("SELECT coalesce(max(key), 0) + 1 FROM actor").fetchone()[0])
    connection.execute(
        "INSERT INTO actor (key, id, handle, strength, name, name_key, type, link, identity) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key, actor_id(found.text), found.text, int(found.strength), name, name_key(name), entity_type, found.link,
            key,
        ),
    )  # fmt: skip
    counts.tell(connection, "actors", 1)
    return key


def _count(connection: sqlite3.Connection, entity: Entity, key: int, change: int) -> int:
    """Note that one entity more, or less, bears the name; how many do now."""
    spelt = name_key(entity.name)
    row = connection.execute(
        "UPDATE alias SET entities = entities + ? WHERE name_key = ? AND actor = ? RETURNING key, entities",
        (change, spelt, key),
    ).fetchone()
    if row is None:
        made = connection.execute(
            "INSERT INTO alias (actor, name_key, name, entities) VALUES (?, ?, ?, 1)", (key, spelt, entity.name)
        ).lastrowid
        connection.execute("INSERT INTO alias_words(rowid, name) VALUES (?, ?)", (made, entity.name))
        return 1
    return int(row[1])


def _split_off(
    connection: sqlite3.Connection, key: int, claimed: Iterable[str], split: Mapping[str, str]
) -> int | None:
    """The actor that a person has made for this entity, whichever of its names was split off then."""
    own = connection.execute(
        "SELECT actor.id, identity.id FROM actor JOIN actor AS identity ON identity.key = actor.identity "
        "WHERE actor.key = ?",
        (key,),
    ).fetchone()
    other = next((split[name] for name in (*own, *map(actor_id, claimed)) if name in split), None)
    if other is None:
        return None
    return int(connection.execute("SELECT key FROM actor WHERE id = ?", (other,)).fetchone()[0])


def _target(connection: sqlite3.Connection, key: int) -> tuple[int | None, str | None]:
    """The actor to join, and why: what a person said last, or the one stronger actor that claims the handle."""
    ident, handle_text, strength = connection.execute(
        "SELECT id, handle, strength FROM actor WHERE key = ?", (key,)
    ).fetchone()
    apart: set[str] = set()
    said: str | None = None
    for kind, other in connection.execute(
        "SELECT kind, object FROM correction WHERE actor = ? AND kind IN ('merge', 'link', 'apart') ORDER BY key",
        (ident,),
    ):
        if kind == "apart":
            apart.add(other)
            said = None if said == other else said
        else:
            said = other
            apart.discard(other)
    if said:
        row = connection.execute("SELECT key FROM actor WHERE id = ?", (said,)).fetchone()
        if row and not _reaches(connection, row[0], key):
            return int(row[0]), "human"
    if strength == Strength.CONTEXT:
        return None, None  # kin.settle tells
    if strength == Strength.DOCUMENT:
        named = connection.execute(
            "SELECT named.key, named.id FROM actor "
            "JOIN actor AS named ON named.handle = 'name|person|' || actor.name_key "
            "WHERE actor.key = ? AND actor.type = 'person' AND named.basis = 'human' AND instr(actor.name_key, ' ')",
            (key,),
        ).fetchone()
        return (int(named[0]), "human") if named and named[1] not in apart else (None, None)
    found = connection.execute(
        "SELECT claimant.key, claimant.id, identity.key, identity.id FROM claim "
        "JOIN actor AS claimant ON claimant.key = claim.actor "
        "JOIN actor AS identity ON identity.key = claimant.identity "
        "WHERE claim.handle = ? AND claim.entities > 0 AND claimant.strength > ? "
        "ORDER BY claimant.strength DESC, claimant.id",
        (handle_text, strength),
    ).fetchall()
    roots = {identity for _, _, identity, _ in found}
    if len(roots) != 1 or _reaches(connection, found[0][0], key) or apart & {found[0][1], found[0][3]}:
        return None, None
    return int(found[0][0]), "name" if strength == Strength.NAME else "context"


def _reaches(connection: sqlite3.Connection, start: int, key: int) -> bool:
    """Whether joining `key` to `start` would close a circle."""
    at: int | None = start
    while at is not None:
        if at == key:
            return True
        at = connection.execute("SELECT joined FROM actor WHERE key = ?", (at,)).fetchone()[0]
    return False


def _identify(connection: sqlite3.Connection, key: int) -> set[int]:
    """Set the identity of an actor and of all joined to it; the keys of those."""
    joined = connection.execute("SELECT joined FROM actor WHERE key = ?", (key,)).fetchone()[0]
    root = key
    if joined is not None:
        root = connection.execute("SELECT identity FROM actor WHERE key = ?", (joined,)).fetchone()[0]
    below = {
        row[0]
        for row in connection.execute(
            "WITH RECURSIVE below(key) AS (SELECT ? UNION SELECT actor.key FROM actor JOIN below "
            "ON joined = below.key) SELECT key FROM below",
            (key,),
        )
    }
    before = connection.execute("SELECT identity FROM actor WHERE key = ?", (key,)).fetchone()[0]
    if before == root:
        return below
    connection.executemany("UPDATE actor SET identity = ? WHERE key = ?", [(root, one) for one in sorted(below)])
    counts.tell(connection, "actors", (root == key) - (before == key))
    (moved,) = connection.execute(
        "SELECT sum(statements) FROM actor WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(sorted(below)),)
    ).fetchone()
    for one, change in ((before, -moved), (root, moved)):
        connection.execute("UPDATE actor SET quoted = quoted + ? WHERE key = ?", (change, one))
    for one in {before, root}:
        rename(connection, one)
    return below


def rename(connection: sqlite3.Connection, root: int) -> None:
    """Give an identity the name that a person gave last to any of the actors that it consists of."""
    if connection.execute("SELECT 1 FROM correction WHERE kind = 'rename' LIMIT 1").fetchone():
        connection.execute(
            "UPDATE actor SET renamed = (SELECT object FROM correction "
            "JOIN actor AS named ON named.id = correction.actor WHERE kind = 'rename' "
            "AND named.identity = ? ORDER BY correction.key DESC LIMIT 1) WHERE key = ?",
            (root, root),
        )
