"""The lists: statements (which is also the search), documents, actors, positions, events; in four
forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.corrections import find_actors
from onrecord.ledger.store import Ledger
from onrecord.web.feeds import atom
from onrecord.web.front import most_quoted
from onrecord.web.lists import LISTS, MOST, SIZE, Listed, Listing, ask, listed, size_of
from onrecord.web.render import with_query
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_csv, as_json

ACTORS = 60  # of a name in a list
ACTOR_COLUMNS = ("id", "name", "type", "link", "entities")


def browse(name: str) -> Callable[[Site, Ledger, Request], Response]:
    """The page function of a list."""
    listing = LISTS[name]

    def page(site: Site, ledger: Ledger, request: Request) -> Response:
        form = request.path_params.get("form")
        found = listed(
            ledger, listing, request.query_params, size_of(request.query_params, MOST if form == "csv" else SIZE)
        )
        if form is not None:
            return formatted(request, listing, found, form)
        query = request.query_params.get("q", "").strip()
        beside = {}
        if name == "statements" and query:
            documents = listed(ledger, LISTS["documents"], {"q": query}, size=4).rows
            beside = {"documents": documents, "actors": actors_named(ledger, query)[:6]}
        return site.page(request, "list.html", listing=listing, found=found, beside=beside,
                         actor=_shown_actor(ledger, request), asked=_asked(listing, request))  # fmt: skip

    return page


def formatted(request: Request, listing: Listing, found: Listed, form: str) -> Response:
    """A page of a list in another form: JSON names the address of the next page, CSV and feeds link to it."""
    following = found.next and with_query(request.url.path, **{**dict(request.query_params), "after": found.next})
    if form == "atom":
        return atom(request, listing.title, found.rows, _title_of(listing, request))
    if form == "csv":
        columns = tuple(found.rows[0]) if found.rows else ("id",)
        response = as_csv(columns, [tuple(row.values()) for row in found.rows], listing.name)
        if following:
            response.headers["link"] = f'<{following}>; rel="next"'
        return response
    return as_json({"rows": found.rows, "next": following})


def actors(site: Site, ledger: Ledger, request: Request) -> Response:
    """Actors by name; without one, those who are quoted most."""
    form = request.path_params.get("form")
    query = request.query_params.get("q", "").strip()
    if "\0" in query:
        raise Refused(400, "q holds a character that no name here has")
    rows, following = (actors_named(ledger, query), None) if query else _page_of_actors(ledger, request)
    if form == "csv":
        columns = tuple(rows[0]) if rows else ACTOR_COLUMNS
        return as_csv(columns, [tuple(row.values()) for row in rows], "actors")
    if form == "json":
        address = following and with_query("/actors.json", after=following)
        return as_json({"rows": rows, "next": address})
    return site.page(request, "actors.html", actors=rows, query=query, found=Listed([], following))


def _page_of_actors(ledger: Ledger, request: Request) -> tuple[list[dict[str, Any]], str | None]:
    size, after = size_of(request.query_params, ACTORS), request.query_params.get("after") or ""
    place = re.fullmatch(r"(\d{1,18})\.(\d{1,18})", after, re.ASCII)
    if after and not place:
        raise Refused(400, "after is not one of our addresses; start the list anew")
    rows = most_quoted(ledger, size + 1, (int(place[1]), int(place[2])) if place else (1 << 62, 1 << 62))
    following = f"{rows[size - 1]['statements']}.{rows[size - 1]['key']}" if len(rows) > size else None
    return [{name: value for name, value in row.items() if name != "key"} for row in rows[:size]], following


def actors_named(ledger: Ledger, name: str) -> list[dict[str, Any]]:
    """The actors that a name may mean, most often met first."""
    found = find_actors(ledger, name)[:ACTORS]
    return [{column: getattr(one, column) for column in ACTOR_COLUMNS} for one in found]


def _shown_actor(ledger: Ledger, request: Request) -> dict[str, Any] | None:
    ident = request.query_params.get("actor")
    rows = ask(ledger, "actor", {"actor": ident}) if ident else []
    return rows[0] if rows else None


def _asked(listing: Listing, request: Request) -> bool:
    return any(request.query_params.get(one.name) for one in listing.filters)


def _title_of(listing: Listing, request: Request) -> str:
    asked = {one.name: request.query_params[one.name] for one in listing.filters if request.query_params.get(one.name)}
    words = ", ".join(f"{name} {value}" for name, value in asked.items())
    return f"{listing.title}: {words}" if asked else listing.title
