"""People of one full name whose contexts meet: which of the actors of such contexts are one.

Two such actors meet in a handle that one bears and the other claims, or that both claim. All that meet, directly or by
way of others, are kin. They are the one actor that a link or a person makes of any of them; where none does, the one
among them with the lowest id, which is the same in whatever order documents come; and where several do, nobody, for it
cannot be told whose the contexts are. An actor that a person has taken off another is kin to nobody.

    >>> settle(connection, key)   # doctest: +SKIP
    {17: (12, 'context'), 12: (None, None)}
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from onrecord.ledger.handles import PERSON, Strength

Joined = tuple[int | None, str | None]  # the actor that one is joined to, and why

_MEETING = """
SELECT key FROM actor WHERE handle IN (SELECT value FROM json_each(:handles)) AND strength = :context
UNION SELECT claim.actor FROM json_each(:handles) AS met JOIN claim ON claim.handle = met.value AND claim.entities > 0
JOIN actor ON actor.key = claim.actor WHERE actor.strength = :context
"""
_LINKED = """
SELECT DISTINCT actor.identity FROM json_each(:handles) AS met JOIN claim ON claim.handle = met.value AND entities > 0
JOIN actor ON actor.key = claim.actor WHERE actor.strength = :link
"""
_HANDLES = """
SELECT handle FROM actor WHERE key IN (SELECT value FROM json_each(:keys))
UNION SELECT claim.handle FROM json_each(:keys) AS one JOIN claim ON claim.actor = one.value AND entities > 0
WHERE claim.handle GLOB 'person|*'
"""


def met(connection: sqlite3.Connection, handle: str) -> set[int]:
    """The actors with a context that bear or claim a handle."""
    given = {"handles": json.dumps([handle]), "context": int(Strength.CONTEXT)}
    return {key for (key,) in connection.execute(_MEETING, given)} if handle.startswith(PERSON) else set()


def agree(connection: sqlite3.Connection, handle: str) -> bool:
    """Whether all that bear or claim a handle are one already, so that it changes nothing."""
    given = {"handles": json.dumps([handle]), "context": int(Strength.CONTEXT), "link": int(Strength.LINK)}
    found = connection.execute(
        f"SELECT DISTINCT actor.identity, actor.basis IS 'unclear' FROM ({_MEETING}) AS met "
        "JOIN actor ON actor.key = met.key",
        given,
    ).fetchall()
    if not found:
        return True
    linked = {root for (root,) in connection.execute(_LINKED, given)}
    return len(found) == 1 and not found[0][1] and linked <= {found[0][0]}


def newcomer(connection: sqlite3.Connection, key: int) -> Joined | None:
    """What an actor that was just made is joined to; None where all its kin must be settled anew.

    It is so where all that it meets are one already, whom it would not name.
    """
    ident, free = connection.execute(
        "SELECT id, joined IS NULL AND identity = key AND NOT EXISTS (SELECT 1 FROM actor AS other "
        "WHERE other.joined = actor.key) FROM actor WHERE key = ?",
        (key,),
    ).fetchone()
    if not free or _decided(connection, [key]) or _said_of_name(connection, key) is not None:
        return None
    handles = _handles(connection, [key])
    beside = _meeting(connection, handles) - {key}
    linked = {
        root for (root,) in connection.execute(_LINKED, {"handles": json.dumps(handles), "link": int(Strength.LINK)})
    }
    if not beside and not linked:
        return None, None
    found = connection.execute(
        "SELECT DISTINCT root.key, root.id, root.strength, actor.basis IS 'unclear' FROM actor "
        "JOIN actor AS root ON root.key = actor.identity WHERE actor.key IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(beside)),),
    ).fetchall()
    if len(found) != 1 or _decided(connection, beside):
        return None
    root, root_id, strength, unclear = found[0]
    if unclear or linked - {root} or (strength == Strength.CONTEXT and root_id > ident):
        return None
    return root, "context"


def settle(connection: sqlite3.Connection, key: int) -> dict[int, Joined]:
    """For an actor and all its kin: what each is joined to, and why."""
    if _apart(connection, [key]):
        return {key: (None, None)}
    kin, handles = _kin(connection, key)
    rows = connection.execute(
        "SELECT actor.key, actor.basis, actor.identity FROM actor WHERE actor.key IN (SELECT value FROM json_each(?)) "
        "ORDER BY NOT EXISTS (SELECT 1 FROM alias WHERE alias.actor = actor.key AND entities > 0), actor.id",
        (json.dumps(sorted(kin)),),
    ).fetchall()
    anchors = {
        root for (root,) in connection.execute(_LINKED, {"handles": json.dumps(handles), "link": int(Strength.LINK)})
    }
    anchors |= {root for _, basis, root in rows if basis == "human"}
    if (said := _said_of_name(connection, key)) is not None:
        anchors.add(said)
    rest = [one for one, basis, _ in rows if basis != "human"]
    if len(anchors - kin) > 1:
        return dict.fromkeys(rest, (None, "unclear"))
    if outside := anchors - kin:
        (anchor,) = outside
        return dict.fromkeys(rest, (anchor, "context"))
    if not rest:
        return {}
    first = rest[0]
    return {one: (None, None) if one == first else (first, "context") for one in rest}


def _kin(connection: sqlite3.Connection, key: int) -> tuple[set[int], list[str]]:
    kin, handles, new = {key}, set[str](), {key}
    while new:
        reached = set(_handles(connection, new)) - handles
        handles |= reached
        new = _meeting(connection, sorted(reached)) - kin
        new -= _apart(connection, new)
        kin |= new
    return kin, sorted(handles)


def _meeting(connection: sqlite3.Connection, handles: list[str]) -> set[int]:
    given = {"handles": json.dumps(handles), "context": int(Strength.CONTEXT)}
    return {key for (key,) in connection.execute(_MEETING, given)}


def _handles(connection: sqlite3.Connection, keys: Iterable[int]) -> list[str]:
    """The handles of people with a context that the actors bear or claim."""
    found = connection.execute(_HANDLES, {"keys": json.dumps(sorted(keys))})
    return [handle for (handle,) in found if handle.startswith(PERSON)]


def _said_of_name(connection: sqlite3.Connection, key: int) -> int | None:
    """The identity that a person has given to all of that name."""
    row = connection.execute(
        "SELECT named.identity FROM actor JOIN actor AS named ON named.handle = 'name|person|' || actor.name_key "
        "WHERE actor.key = ? AND named.basis = 'human'",
        (key,),
    ).fetchone()
    return None if row is None else int(row[0])


def _decided(connection: sqlite3.Connection, keys: Iterable[int]) -> bool:
    """Whether a person has decided anything about one of the actors."""
    return bool(
        connection.execute(
            "SELECT 1 FROM correction JOIN actor ON actor.id = correction.actor WHERE correction.kind <> 'rename' "
            "AND actor.key IN (SELECT value FROM json_each(?)) LIMIT 1",
            (json.dumps(sorted(keys)),),
        ).fetchone()
    )


def _apart(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Those of the actors that a person has taken off another."""
    return {
        key
        for (key,) in connection.execute(
            "SELECT actor.key FROM actor JOIN correction ON correction.actor = actor.id AND kind = 'apart' "
            "WHERE actor.key IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(keys)),),
        )
    }
