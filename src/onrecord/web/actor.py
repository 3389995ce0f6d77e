"""The page of an actor: who they are, what they said and hold, of whom they speak and who speaks of them, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.store import Ledger
from onrecord.web.lists import LISTS, ask, listed
from onrecord.web.plots import Dot, Lane, bars, columns, lanes
from onrecord.web.render import phrase, shown_day, with_query
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_json

LANES, CONSIDERED = 10, 400  # objects in the plot; newest positions that it is made of
STANCES = {1: "for", -1: "against", 0: "neither"}


def actor(site: Site, ledger: Ledger, request: Request) -> Response:
    """One actor; with .json, who they are."""
    who = found_actor(ledger, request.path_params["id"])
    keys = {"actor": who["id"]}
    names, roles = ask(ledger, "names", keys), ask(ledger, "roles", keys)
    if request.path_params.get("form") == "json":
        return as_json({**who, "names": names, "roles": roles})
    statements = listed(ledger, LISTS["statements"], request.query_params, size=15, actor=who["id"])
    held = ask(ledger, "positions_of", {**keys, "limit": CONSIDERED})
    quoted = ask(ledger, "quoted", keys)
    outlets = [
        (row["publisher"] or "without a publisher", row["statements"],
         with_query("/statements", actor=who["id"], outlet=row["publisher"]) if row["publisher"] else "")
        for row in ask(ledger, "quoted_where", keys)
    ]  # fmt: skip
    months = [(row["month"], row["statements"]) for row in quoted if row["month"]]
    return site.page(
        request, "actor.html", who=who, names=names, roles=roles, statements=statements, held=by_object(held),
        stances=lanes(object_lanes(held), f"Positions of {who['name']} over time"),
        where=bars(outlets, f"How often {who['name']} is quoted where"), outlets=outlets,
        when=columns(months, f"How often {who['name']} is quoted, by time"), months=months,
        speaks_of=ask(ledger, "speaks_of", keys), spoken_of=ask(ledger, "spoken_of", keys),
        filters=[one for one in LISTS["statements"].filters if one.name != "actor"],
    )  # fmt: skip


def found_actor(ledger: Ledger, ident: str) -> dict[str, Any]:
    """The actor with that id; where it has been joined to another one, that one."""
    rows = ask(ledger, "actor", {"actor": ident})
    if not rows:
        raise Refused(404, "No actor of this ledger has that id.")
    return rows[0]


def by_object(held: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Positions by what they are on, each beside the one before it: name, address, rows in the order of time.

    A row is a change where its stance is the opposite of the last that was for or against.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(held, key=lambda row: (row["day"] or "", row["key"])):
        groups.setdefault(row["object_actor"] or f"topic {row['topic']}", []).append(row)
    found = []
    for rows in groups.values():
        last = 0
        for row in rows:
            row["changed"] = row["stance"] * last < 0
            last = row["stance"] or last
        found.append((rows[-1]["object_actor_name"] or rows[-1]["object"], object_address(rows[-1]), rows))

    def weight(group: tuple[str, str, list[dict[str, Any]]]) -> tuple[bool, int, str]:
        return any(row["changed"] for row in group[2]), len(group[2]), group[2][-1]["day"] or ""

    return sorted(found, key=weight, reverse=True)


def object_lanes(held: Sequence[dict[str, Any]]) -> list[Lane]:
    """A lane for each object, those with changes first."""
    return [
        Lane(name, tuple(dot_of(row, name) for row in rows if row["day"]), href)
        for name, href, rows in by_object(held)[:LANES]
        if any(row["day"] for row in rows)
    ]


def dot_of(row: dict[str, Any], name: str) -> Dot:
    said = f"{phrase(row['relation'])}{' (refused)' if row['polarity'] == 'against' else ''}"
    href = f"/statement/{row['according_to']}" if row["according_to"] else f"/document/{row['document']}"
    changed = bool(row.get("changed"))
    note = f"{shown_day(row['day'])}: {said}, {name}{' – changed' if changed else ''}"
    return Dot(row["day"], STANCES[row["stance"]], note, href, changed)


def object_address(row: dict[str, Any]) -> str:
    """The page of what a position is on."""
    if row["object_actor"]:
        return with_query("/object", actor=row["object_actor"])
    return with_query("/object", topic=row["topic"])
