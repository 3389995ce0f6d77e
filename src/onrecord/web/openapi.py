"""The description of what programs can ask, in OpenAPI 3.1: made from the tables that the pages are made from.

>>> sorted(description()["paths"])[:2]   # doctest: +SKIP
['/actor/{id}.json', '/actors.csv']
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord import __version__
from onrecord.ledger.store import Ledger
from onrecord.web.lists import LISTS, MOST, Filter
from onrecord.web.site import Site
from onrecord.web.tabular import as_json

TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "bib": "application/x-bibtex",
    "jsonld": "application/json",
    "jsonl": "application/jsonl",
}
_ABOUT = {
    "/actors": "Actors by how often they are quoted, or those of a name.",
    "/actor/{id}": "Who an actor is: names and roles.",
    "/document/{id}": "The whole record of a document, as `onrecord read --json` has it, or as JSON-LD.",
    "/statement/{id}": "One statement.",
    "/disputes": "What somebody is for and somebody else against, newest first.",
    "/object": "Who stands where on one thing: an actor or a topic.",
    "/calendar": "What is scheduled, earliest first.",
    "/sql": "The answer to one SELECT over the public views.",
    "/corrections": "What people said of findings and of who is who.",
}
_DAY = {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$", "example": "2024-02"}


Pages = tuple[tuple[str, tuple[str, ...]], ...]  # addresses, and the forms that each has beside HTML


def openapi(pages: Pages, site: Site, ledger: Ledger, request: Request) -> Response:
    return as_json(description(pages))


def description(pages: Pages) -> dict[str, Any]:
    """The whole description of what `pages` give to programs."""
    paths = {
        f"{address}.{form}": {"get": _operation(address, form)}
        for address, forms in pages
        for form in forms
        if address in _ABOUT or address.strip("/") in LISTS
    }
    draft = {"type": "object", "required": ["draft"], "properties": {"draft": {"type": "string", "maxLength": 20_000}}}
    paths["/verify.json"] = {
        "post": {
            "operationId": "verify_json",
            "summary": "The quotations and attributions of a draft against the ledger.",
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": draft}}},
            "responses": _responses("json", _rows(paged=False)),
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord",
            "version": __version__,
            "description": "What a ledger of onrecord holds. Rows have the columns of its public views.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
    }


def _operation(address: str, form: str) -> dict[str, Any]:
    name = address.strip("/")
    listing = LISTS.get(name)
    parameters = [_filter(one) for one in listing.filters] if listing else list(_OTHER.get(address, ()))
    if listing:
        parameters.append(_parameter("after", "Where the next page goes on, as `next` has it.", {"type": "string"}))
        parameters.append(_parameter("limit", "Rows.", {"type": "integer", "minimum": 1, "maximum": MOST}))
        if listing.sure:
            parameters.append(_parameter("unsure", "Rows below the threshold, too.", {"type": "string", "enum": ["1"]}))
    if "{id}" in address:
        where = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}
        parameters.append(where)
    schema = _rows(paged=True) if listing or address in ("/actors", "/calendar", "/disputes") else {"type": "object"}
    return {
        "operationId": f"{name.replace('/{id}', '')}_{form}",
        "summary": listing.about if listing else _ABOUT[address],
        "parameters": parameters,
        "responses": _responses(form, schema),
    }


def _filter(one: Filter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if one.kind == "choice":
        schema["enum"] = list(one.choices)
    return _parameter(one.name, one.about, _DAY if one.kind == "date" else schema)


def _parameter(name: str, about: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
    return {"in": "query", "name": name, "description": about, "required": required, "schema": schema}


def _rows(*, paged: bool) -> dict[str, Any]:
    rows = {"type": "array", "items": {"type": "object"}}
    shape: dict[str, Any] = {"type": "object", "required": ["rows"], "properties": {"rows": rows}}
    if paged:
        shape["required"].append("next")
        shape["properties"]["next"] = {"type": ["string", "null"]}
    return shape


def _responses(form: str, schema: dict[str, Any]) -> dict[str, Any]:
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    told = {"content": {"application/json": {"schema": error}}}
    shape = schema if form == "json" else {"type": "object"} if form == "jsonld" else {"type": "string"}
    return {
        "200": {"description": "What was asked for.", "content": {TYPES[form]: {"schema": shape}}},
        "400": {"description": "It cannot be asked so; the message says why.", **told},
        "403": {"description": "A form of another site."},
        "404": {"description": "There is nothing of that id.", **told},
        "413": {"description": "Too much was sent."},
        "414": {"description": "The address is too long."},
        "422": {"description": "The draft cannot be read.", **told},
        "503": {"description": "The ledger cannot be read.", **told},
    }


_STRING = {"type": "string"}
_PERIOD = (
    _parameter("since", "From this date on.", _DAY),
    _parameter("until", "Up to the end of this day, month or year.", _DAY),
)
_OTHER: dict[str, tuple[dict[str, Any], ...]] = {
    "/actors": (
        _parameter("q", "A name, an id or a link.", _STRING),
        _parameter("after", "Where the next page goes on, as `next` has it.", _STRING),
    ),
    "/disputes": _PERIOD,
    "/object": (
        _parameter("actor", "What the positions are on: an actor (an id),", _STRING),
        _parameter("topic", "or the words of a topic, as column topic has them.", _STRING),
    ),
    "/calendar": (
        *_PERIOD,
        _parameter("type", "A PLOVER type, such as CONSULT.", _STRING),
        _parameter("actor", "With this actor (an id).", _STRING),
        _parameter("place", "At this place (the id of an actor).", _STRING),
        _parameter("after", "Where the next page goes on, as `next` has it.", _STRING),
    ),
    "/sql": (_parameter("q", "One SELECT.", {"type": "string", "maxLength": 4000}, required=True),),
}
