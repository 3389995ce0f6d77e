"""The page of a document: its text with what was found in it, its appearances, versions and copies."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.schemaorg import document as schema_org
from onrecord.ledger.store import Ledger
from onrecord.record import Record, to_json
from onrecord.web.article import Person, article
from onrecord.web.lists import ask
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_json


def document(site: Site, ledger: Ledger, request: Request) -> Response:
    """One document, a part of its text at a time; with .json, its whole record."""
    record = record_of(ledger, request.path_params["id"])
    if request.path_params.get("form") == "json":
        return as_json(to_json(record))
    if request.path_params.get("form") == "jsonld":
        return as_json(schema_org(record))
    doc = record.document
    part = request.query_params.get("part", "1")
    if not part.isascii() or not part.isdigit() or len(part) > 6:
        raise Refused(400, "part is the number of a part of the text")
    unsure = unsure_in(ledger, doc.id)
    shown = article(record, people_of(ledger, doc.id), unsure=unsure, part=int(part))
    appearances = ask(ledger, "appearances", {"document": doc.id})
    versions = ask(ledger, "versions", {"address": doc.source, "limit": 50}) if doc.source else []
    return site.page(
        request, "document.html", judged=judged_in(ledger, doc.id), record=record,
        stands=ask(ledger, "standing", {"document": doc.id})[0],
        doc=doc, article=shown, appearances=appearances,
        versions=versions if len(versions) > 1 else [], copies=ask(ledger, "copies", {"document": doc.id, "limit": 50}),
    )  # fmt: skip


def record_of(ledger: Ledger, ident: str) -> Record:
    try:
        return ledger.record(ident)
    except KeyError:
        raise Refused(404, "No document of this ledger has that id.") from None


def people_of(ledger: Ledger, document: str) -> dict[str, Person]:
    """Whom the entities of a document are taken to be, by their ids."""
    rows = ask(ledger, "people", {"document": document})
    return {row["entity"]: Person(row["name"], row["actor"]) for row in rows}


def judged_in(ledger: Ledger, document: str) -> dict[str, str]:
    """What people said last of its findings: verdicts by id."""
    return {row["finding"]: row["verdict"] for row in ask(ledger, "judgement_of", {"document": document})}


def unsure_in(ledger: Ledger, document: str) -> frozenset[str]:
    """The ids of its findings below the threshold of confidence."""
    return frozenset(row["id"] for row in ask(ledger, "unsure", {"document": document}))
