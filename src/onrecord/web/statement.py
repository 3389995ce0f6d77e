"""The permalink of a statement: its words in their paragraph, who said them and when, and how to cite it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from onrecord.ledger.store import Ledger
from onrecord.record import Record, Statement
from onrecord.web.article import blocks, part_at
from onrecord.web.citing import bibtex, embedded, json_ld, sentence, text_fragment
from onrecord.web.document import record_of
from onrecord.web.highlight import Mark, Token, nested, pieces
from onrecord.web.lists import ask, own_keys, tokens
from onrecord.web.site import Refused, Site
from onrecord.web.tabular import as_json

AROUND = 1_500  # characters of a paragraph that are shown before and behind a statement
SHOWN = 8_000  # characters of a statement and of what stands between its parts
NEIGHBOURS = 5


def statement(site: Site, ledger: Ledger, request: Request) -> Response:
    """One statement; with .json, its row; .bib, the BibTeX entry; .jsonld, schema.org's terms."""
    rows = ask(ledger, "statement", {"id": request.path_params["id"]})
    if not rows:
        raise Refused(404, "No statement of this ledger has that id; a newer reading may have found other words.")
    row = rows[0]
    permalink = str(request.url.replace(path=f"/statement/{row['id']}", query=""))
    form = request.path_params.get("form")
    if form == "json":
        return as_json({name: value for name, value in row.items() if name not in ("key", "document_key")})
    if form == "bib":
        return PlainTextResponse(bibtex(row, permalink), media_type="application/x-bibtex")
    record = record_of(ledger, row["document"])
    found = next(one for one in record.statements if one.id == row["id"])
    if form == "jsonld":
        return as_json(json_ld(record, found))
    text = record.document.text
    judgements = ask(ledger, "judgement_of", {"document": row["document"]})
    inner = [one for one in record.statements if one.within == found.id]
    outer = next((one for one in record.statements if one.id == found.within), None)
    earlier, later = neighbours(ledger, row)
    return site.page(
        request, "statement.html", row=row, statement=found, number=record.statements.index(found) + 1,
        judgement=next((one for one in judgements if one["finding"] == found.id), None),
        paragraphs=in_paragraph(record, found),
        written=_place(record, found), appearances=ask(ledger, "appearances", {"document": row["document"]}),
        copies=ask(ledger, "copies", {"document": row["document"], "limit": 20}),
        positions=ask(ledger, "positions_in", {"statement": row["key"]}), earlier=earlier, later=later,
        inner=inner, outer=outer, doc_text=text, part=part_at(record, (found.content or found.cue)[0].start),
        speaker=_resolved(record, found), citation=sentence(row, permalink), bibtex=bibtex(row, permalink),
        json_ld=embedded(json_ld(record, found)), permalink=permalink,
        original=text_fragment(row["address"], found.content[0].of(text) if found.content else ""),
    )  # fmt: skip


def in_paragraph(record: Record, found: Statement) -> list[tuple[Token, ...]]:
    """The paragraphs that hold the statement, with its source, cue and content marked; long ones cut at both ends."""
    text = record.document.text
    spans = sorted((*found.source, *found.cue, *found.content))
    first = spans[0].start
    last = min(max(span.end for span in spans), first + SHOWN)
    marks = [Mark(span, "content", found.id) for span in found.content]
    marks += [Mark(span, "source", found.id) for span in found.source]
    marks += [Mark(span, "cue", found.id) for span in found.cue]
    shown = []
    for block in blocks(text):
        start, end = max(block.start, first - AROUND), min(block.end, last + AROUND)
        if block.end > first and block.start < last and start < end:
            shown.append(tuple(nested(pieces(text, marks, start, end))))
    return shown[:40]


def neighbours(ledger: Ledger, row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the same speaker said on the same object before and after: positions on it, or statements that name it."""
    if row["actor"] is None:
        return [], []
    own = tokens(ledger, row["actor"])
    whose = {"keys": own_keys(ledger, row["actor"]), "match": f"actor : {own}", "held": f"holder : {own}"}
    found = ask(ledger, "same_object", {"statement": row["key"], **whose})
    before = [one for one in found if one["key"] < row["key"]]
    after = [one for one in found if one["key"] > row["key"]]
    return before[-NEIGHBOURS:], after[:NEIGHBOURS]


def _resolved(record: Record, found: Statement) -> dict[str, Any] | None:
    """The entity that speaks, and how the words of the source lead to it."""
    entity = next((one for one in record.entities if one.id == found.speaker), None)
    if entity is None:
        return None
    inside = [m for m in entity.mentions if any(m.span in span or span in m.span for span in found.source)]
    return {"entity": entity, "mention": inside[0].kind if inside else None}


def _place(record: Record, found: Statement) -> str:
    """Characters of the content, as a reader of the JSON finds them."""
    return ", ".join(f"{span.start}–{span.end}" for span in found.content or found.cue)
