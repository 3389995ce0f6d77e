"""The page of an actor: who they are, what they said and hold, of whom they speak and who speaks of them, and where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.keys import DATED, date_of
from onrecord.ledger.store import Ledger
from onrecord.web.lists import LISTS, ask, listed, own_keys, tokens
from onrecord.web.plots import Dot, Lane, columns, lanes
from onrecord.web.render import phrase, shown_day, with_query
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_json

NAMED = 6  # ways of naming an actor whose roles are looked up
LANES, CONSIDERED = 10, 150  # objects in the plot; newest positions that it is made of
SEEKS = 1_500  # places of the counts that the plot of an actor looks at
FEW_YEARS, MOST_YEARS = 5, 100  # up to which the plot counts months; years that it can show
STANCES = {1: "for", -1: "against", 0: "neither"}


def actor(site: Site, ledger: Ledger, request: Request) -> Response:
    """One actor; with .json, who they are."""
    who = found_actor(ledger, request.path_params["id"])
    keys = own_keys(ledger, who["id"])
    own = tokens(ledger, who["id"])
    names, roles = ask(ledger, "names", {"actor": who["id"]}), roles_of(ledger, keys)
    if request.path_params.get("form") == "json":
        return as_json({**who, "names": names, "roles": roles})
    statements = listed(ledger, LISTS["statements"], request.query_params, size=15, actor=who["id"])
    held = ask(ledger, "positions_of", {"match": f"holder : {own}", "limit": CONSIDERED})
    months = quoted_when(ledger, keys)
    outlets = [
        (row["publisher"] or "without a publisher", row["statements"],
         with_query("/statements", actor=who["id"], outlet=row["publisher"]) if row["publisher"] else "")
        for row in ask(ledger, "quoted_where", {"keys": keys})
    ]  # fmt: skip
    return site.page(
        request, "actor.html", who=who, names=names, roles=roles, statements=statements, held=by_object(held),
        stances=lanes(object_lanes(held), f"Positions of {who['name']} over time"),
        outlets=outlets, when=columns(months, f"How often {who['name']} is quoted, by time"),
        months=months,
        speaks_of=ask(ledger, "speaks_of", {"match": f"actor : {own}", "keys": keys}),
        spoken_of=ask(ledger, "spoken_of", {"match": f"object : {own}"}),
        filters=[one for one in LISTS["statements"].filters if one.name != "actor"],
    )  # fmt: skip


def roles_of(ledger: Ledger, keys: str) -> list[dict[str, Any]]:
    """The roles that texts give an actor, by the ways of naming that are quoted most."""
    return ask(ledger, "roles", {"keys": json.dumps(json.loads(keys)[:NAMED])})


def quoted_when(ledger: Ledger, keys: str) -> list[tuple[str, int]]:
    """How many statements of an actor in each month, or in each year where that would be many months."""
    first, last = ask(ledger, "said_between", {"keys": keys, "dated": DATED})[0].values()
    if first is None or (begin := date_of(first)) is None or (end := date_of(last)) is None:
        return []
    years = [f"{year:04}" for year in range(begin.year, end.year + 1)][-MOST_YEARS:]
    periods = years if len(years) > FEW_YEARS else [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    named = json.loads(keys)[: max(1, SEEKS // len(periods))]
    found = ask(ledger, "quoted_when", {"keys": json.dumps(named), "periods": json.dumps(periods)})
    return [(row["period"], row["statements"]) for row in found]


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
