"""What is scheduled and what happened, by actor and place, as lists and on a line of time that zooms by links."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.store import Ledger
from onrecord.web.actor import found_actor
from onrecord.web.feeds import icalendar, summary
from onrecord.web.lists import LISTS, SIZE, ask, cursor_of, listed, own_keys, plan_of, size_of
from onrecord.web.plots import Dot, Lane, lanes
from onrecord.web.render import phrase, shown_day, with_query
from onrecord.web.site import Given, Site
from onrecord.web.tabular import as_csv, as_json

FEED = 200  # events of the iCalendar feed
PLOTTED, LANES = 400, 12
DRIVING = ("actor", "place")  # which the calendar looks up on each row, because its own order is by what comes next


def calendar(site: Site, ledger: Ledger, request: Request) -> Response:
    """What is scheduled from today, or from `since`, on."""
    query = {**dict(request.query_params), "status": "", "since": request.query_params.get("since") or site.today()}
    plan = plan_of(ledger, LISTS["events"], {name: value for name, value in query.items() if name not in DRIVING})
    for one in LISTS["events"].filters:
        if one.name in DRIVING and query.get(one.name):
            plan.bound[one.name] = own_keys(ledger, query[one.name])
            plan.conditions.append(one.condition)
    if after := query.get("after"):
        plan.bound["low"] = max(plan.bound["low"], cursor_of(after) + 1)
    form = request.path_params.get("form")
    size = FEED if form in ("ics", "csv") else size_of(query, SIZE)
    rows = ask(ledger, "scheduled", {**plan.bound, "limit": size + 1}, conditions=plan.conditions)
    following = str(rows[size - 1]["key"]) if len(rows) > size else None
    shown = [{name: value for name, value in row.items() if name != "key"} for row in rows[:size]]
    if form == "ics":
        return icalendar(request, shown, datetime.now(UTC))
    if form == "csv":
        return as_csv(tuple(shown[0]) if shown else ("id",), [tuple(row.values()) for row in shown], "calendar")
    if form == "json":
        page = {**dict(request.query_params), "after": following}
        return as_json({"rows": shown, "next": following and with_query("/calendar.json", **page)})
    months: dict[str, list[dict[str, Any]]] = {}
    for row in shown:
        months.setdefault((row["begins"] or row["day"])[:7], []).append(row | {"summary": summary(row)})
    return site.page(request, "calendar.html", months=months, next=following, since=query["since"],
                     **_named(ledger, request))  # fmt: skip


def timeline(site: Site, ledger: Ledger, request: Request) -> Response:
    """What happened in a stretch of time: drawn by kind of act, and listed newest first."""
    listing = LISTS["events"]
    query = dict(request.query_params)
    if "status" not in query:
        query["status"] = "happened"
    found = listed(ledger, listing, query, size_of(query, SIZE))
    drawn = listed(ledger, listing, query, PLOTTED).rows
    kinds: dict[str, list[Dot]] = {}
    for row in drawn:
        if row["day"]:
            note = f"{shown_day(row['day'])}: {summary(row)}"
            href = f"/document/{row['document']}"
            kinds.setdefault(row["type"], []).append(Dot(row["day"], row["status"], note, href))
    most = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))[:LANES]
    rows = [Lane(phrase(kind), tuple(kinds[kind]), with_query("/timeline", **{**query, "type": kind})) for kind in most]
    span = _span(query, [dot.day for dots in kinds.values() for dot in dots])
    return site.page(request, "timeline.html", given=Given(query), found=found,
                     plot=lanes(rows, "What happened, by kind of act"),
                     zoom=_zoom(span, query), plotted=len(drawn), listing=listing,
                     **_named(ledger, request))  # fmt: skip


def _named(ledger: Ledger, request: Request) -> dict[str, Any]:
    return {
        name: found_actor(ledger, request.query_params[name]) if request.query_params.get(name) else None
        for name in ("actor", "place")
    }


def _span(query: dict[str, str], days: list[str]) -> tuple[date, date] | None:
    """The stretch that is shown."""
    try:
        first, last = _date(query.get("since") or min(days)), _date(query.get("until") or max(days))
    except (KeyError, ValueError):
        return None
    return (first, max(first, last))


def _date(day: str) -> date:
    return date.fromisoformat(day[:10] + {4: "-01-01", 7: "-01", 10: ""}[len(day[:10])])


def _zoom(span: tuple[date, date] | None, query: dict[str, str]) -> list[tuple[str, str]]:
    """Where the line of time can go from here: names and addresses."""
    if span is None:
        return []
    first, last = span
    wide = max((last - first).days, 6)

    def to(begin: date, end: date) -> str:
        return with_query("/timeline", **{**query, "after": None, "since": begin.isoformat(), "until": end.isoformat()})

    quarter, step = timedelta(days=wide // 4), timedelta(days=wide)
    found = []
    try:
        found = [
            ("Earlier", to(first - step, first)), ("Closer", to(first + quarter, last - quarter)),
            ("Wider", to(first - step / 2, last + step / 2)), ("Later", to(last, last + step)),
        ]  # fmt: skip
    except OverflowError:
        return []
    return found if wide > 12 else [one for one in found if one[0] != "Closer"]
