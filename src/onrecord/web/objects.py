"""Disputes, and the page of what positions are on: who stands where since when, both sides next to each other.

No page says who is right. The sides stand in the order of their latest words; nobody is counted up against anybody.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.store import Ledger
from onrecord.queries import Asked, disputes
from onrecord.web.actor import STANCES, dot_of, found_actor
from onrecord.web.front import current_disputes
from onrecord.web.lists import LISTS, ask, plan_of
from onrecord.web.plots import Lane, lanes
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_csv, as_json

CONSIDERED, HOLDERS, SHOWN, DISPUTES = 300, 24, 25, 20  # newest positions on an object; lanes, rows a side, disputes


def object_page(site: Site, ledger: Ledger, request: Request) -> Response:
    """Who stands where on one actor, or on one topic."""
    ident, topic = request.query_params.get("actor"), request.query_params.get("topic")
    if bool(ident) == bool(topic):
        raise Refused(400, "Name what the positions are on: ?actor=ID or ?topic=WORDS.")
    if ident:
        about = found_actor(ledger, ident)
        query = {"object": about["id"]}
    else:
        query = {"topic": str(topic)}
        about = {"id": None, "name": topic, "type": "topic"}
    plan = plan_of(ledger, LISTS["positions"], query, CONSIDERED)
    rows = ask(ledger, "positions_on", plan.bound, plan.candidate)
    if topic and rows:
        about["name"] = rows[0]["object"]
    form = request.path_params.get("form")
    plain_rows = [{name: value for name, value in row.items() if name != "key"} for row in rows]
    if form == "json":
        return as_json({"object": about, "rows": plain_rows})
    if form == "csv":
        columns = tuple(plain_rows[0]) if plain_rows else ("id",)
        return as_csv(columns, [tuple(row.values()) for row in plain_rows], "positions-on")
    holders = by_holder(rows)
    drawn = [
        Lane(one["name"], tuple(dot_of(row, about["name"]) for row in one["rows"] if row["day"]),
             f"/actor/{one['actor']}")
        for one in holders[:HOLDERS] if any(row["day"] for row in one["rows"])
    ]  # fmt: skip
    sides = {side: [one for one in holders if one["stance"] == side] for side in STANCES.values()}
    latest = [one["latest"]["key"] for side in sides.values() for one in side[:SHOWN]]
    said = {row["key"]: row["words"] for row in ask(ledger, "said_in", {"keys": json.dumps(latest)})}
    return site.page(request, "object.html", about=about, topic=topic, sides=sides, rows=rows, said=said, shown=SHOWN,
                     whole=len(rows) < CONSIDERED,
                     plot=lanes(drawn, f"Positions on {about['name']} over time"))  # fmt: skip


def by_holder(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Positions by who holds them: where each stands last, since when without a change, and all rows in time."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["day"] or "", row["key"])):
        groups.setdefault(row["actor"], []).append(row)
    found = []
    for actor, held in groups.items():
        last, since = 0, held[0]["day"]
        for row in held:
            row["changed"] = row["stance"] * last < 0
            if row["changed"] or (last == 0 and row["stance"]):
                since = row["day"]
            last = row["stance"] or last
        found.append({"actor": actor, "name": held[-1]["actor_name"], "stance": STANCES[last], "since": since,
                      "latest": held[-1], "rows": held, "changes": sum(row["changed"] for row in held)})  # fmt: skip
    return sorted(found, key=lambda one: (one["latest"]["day"] or "", one["latest"]["key"]), reverse=True)


def disputes_page(site: Site, ledger: Ledger, request: Request) -> Response:
    """Current disputes; `until` goes back in time."""
    query = request.query_params
    try:
        asked = Asked(since=query.get("since") or None, until=query.get("until") or None, limit=200)
    except ValueError as error:
        raise Refused(400, str(error)) from None
    form = request.path_params.get("form")
    if form:
        answer = disputes(ledger, asked)
        if form == "csv":
            return as_csv(answer.columns, answer.rows, "disputes")
        return as_json({"rows": answer.dicts(), "next": None})
    found = current_disputes(ledger, DISPUTES, asked)
    return site.page(request, "disputes.html", disputes=found,
                     earlier=found[-1]["day"][:10] if len(found) == DISPUTES else None)  # fmt: skip
