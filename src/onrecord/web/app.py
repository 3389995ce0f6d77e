"""The routes: which address is which page. `make_app` gives the program that a server runs (ASGI).

>>> app = make_app(Path("onrecord.db"), read_draft=reader)   # doctest: +SKIP
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from onrecord.ledger.connect import LedgerError
from onrecord.web.actor import actor
from onrecord.web.browse import actors, browse
from onrecord.web.calendar import calendar, timeline
from onrecord.web.document import document
from onrecord.web.editing import corrections, judge_finding, merge_actors, start
from onrecord.web.free import sql_page
from onrecord.web.front import front
from onrecord.web.objects import disputes_page, object_page
from onrecord.web.openapi import openapi
from onrecord.web.render import static
from onrecord.web.security import LOCAL, Guard
from onrecord.web.site import Page, ReadDraft, Refused, Site
from onrecord.web.statement import statement
from onrecord.web.tabular import as_json
from onrecord.web.verifying import verify_draft, verify_form

THREADS = 8  # that answer at once: more than the cores of a small machine, each with a connection of its own
_FIELDS = 20  # of a form
_STATIC = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


# Address, the forms it has beside HTML, page.
Table = tuple[tuple[str, tuple[str, ...], Page], ...]
PAGES: Table = (
    ("/", (), front),
    ("/statements", ("json", "csv", "atom"), browse("statements")),
    ("/documents", ("json", "csv", "atom"), browse("documents")),
    ("/positions", ("json", "csv"), browse("positions")),
    ("/events", ("json", "csv"), browse("events")),
    ("/actors", ("json", "csv"), actors),
    ("/actor/{id}", ("json",), actor),
    ("/document/{id}", ("json", "jsonld"), document),
    ("/statement/{id}", ("json", "bib", "jsonld"), statement),
    ("/disputes", ("json", "csv"), disputes_page),
    ("/object", ("json", "csv"), object_page),
    ("/calendar", ("json", "csv", "ics"), calendar),
    ("/timeline", (), timeline),
    ("/sql", ("json", "csv"), sql_page),
    ("/verify", (), verify_form),
    ("/corrections", ("json", "csv", "jsonl"), corrections),
)
POSTED: Table = (("/verify", ("json",), verify_draft),)
# Only where the server was started with --edit.
EDITING: Table = (("/edit", (), start),)
EDITED: Table = (
    ("/edit/judge", (), judge_finding),
    ("/edit/merge", (), merge_actors),
)


def make_app(
    path: Path, *, read_draft: ReadDraft, hosts: Iterable[str] = LOCAL, threads: int = THREADS, **more: Any
) -> Starlette:
    """The pages of the ledger at `path`; `more` are further fields of `Site`."""
    site = Site(path, read_draft, **more)
    limiter: list[anyio.CapacityLimiter] = []

    def route(address: str, page: Page, method: str, form: str | None = None) -> Route:
        async def answer(request: Request) -> Response:
            request.scope["path_params"] = {**request.path_params, "form": form}
            if method == "POST":
                try:
                    sent = (await request.body()).decode()
                    request.state.form = dict(parse_qsl(sent, keep_blank_values=True, max_num_fields=_FIELDS))
                except ClientDisconnect:
                    return PlainTextResponse("Too much was sent.\n", 413)
                except ValueError:
                    return PlainTextResponse("The form cannot be read.\n", 400)
            if not limiter:
                limiter.append(anyio.CapacityLimiter(threads))
            return await anyio.to_thread.run_sync(functools.partial(_answered, site, page, request), limiter=limiter[0])

        return Route(f"{address}.{form}" if form else address, answer, methods=[method])

    routes = []
    described = functools.partial(openapi, tuple((address, forms) for address, forms, _ in PAGES))
    tables: list[tuple[Table, str]] = [(PAGES, "GET"), (POSTED, "POST"), ((("/openapi.json", (), described),), "GET")]
    tables += [(EDITING, "GET"), (EDITED, "POST")] if site.edit else []
    for table, method in tables:
        for address, forms, page in table:
            routes += [route(address, page, method, form) for form in forms]
            routes.append(route(address, page, method))
    routes += [Route("/static/{name}", _static, methods=["GET"]), Route("/robots.txt", _robots, methods=["GET"])]
    # Not where forms have tokens: how far a page can be compressed tells of what is in it (BREACH).
    compressed = [] if site.edit else [Middleware(GZipMiddleware, minimum_size=1024)]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=tuple(hosts)), *compressed],
        exception_handlers={HTTPException: functools.partial(_http_error, site)},
    )
    app.state.site = site
    return app


def _answered(site: Site, page: Page, request: Request) -> Response:
    """A page within one read of the ledger; what cannot be answered as a page that says why."""
    try:
        with site.ledgers.reading() as ledger:
            return page(site, ledger, request)
    except Refused as error:
        return failure(site, request, error.status, error.message)
    except LedgerError as error:
        return failure(site, request, 503, str(error).replace(str(site.path), site.path.name))


def failure(site: Site, request: Request, status: int, message: str) -> Response:
    """What went wrong, in the form that was asked for."""
    if request.path_params.get("form"):
        return as_json({"error": message}, status)
    return site.page(request, "failure.html", status, code=status, message=message)


def _http_error(site: Site, request: Request, error: HTTPException) -> Response:
    told = {404: "There is no such page.", 405: "That cannot be done at this address."}
    return failure(site, request, error.status_code, told.get(error.status_code, error.detail))


async def _static(request: Request) -> Response:
    stem, _, rest = request.path_params["name"].rpartition("-")
    ending = rest.rpartition(".")[2]
    if (name := f"{stem}.{ending}") not in ("onrecord.css", "onrecord.js", "icon.svg"):
        raise HTTPException(404)
    data, digest = static(name)
    lasting = "public, max-age=31536000, immutable" if rest == f"{digest}.{ending}" else "no-cache"
    return Response(data, 200, {"cache-control": lasting}, _STATIC[ending])


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
