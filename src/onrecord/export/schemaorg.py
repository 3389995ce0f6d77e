"""JSON-LD with schema.org's terms: an article, its people and bodies, a Quotation or a Claim for each statement.

One document a line, each with its whole context, so that no processor needs the network. Direct and mixed
statements are Quotations, indirect ones and positions Claims. What schema.org has no word for (spans, polarity,
confidence) stands under `urn:onrecord:`.

    >>> json.loads(next(lines(Record(Document("Nothing was said.")))))["@graph"][0]["@type"]
    'NewsArticle'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from onrecord.export import names
from onrecord.output import escaped
from onrecord.record import Document, Entity, Position, Record, Spans, Statement

_OWN = ("cue", "form", "kind", "polarity", "confidence", "relation", "within", "publishedFrom")
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    **{term: f"urn:onrecord:term:{term}" for term in _OWN},
    **{
        f"{part}Spans": {"@id": f"urn:onrecord:term:{part}Spans", "@type": "@json"}
        for part in ("source", "cue", "text", "object")
    },
    "sameAs": {"@type": "@id"},
    "url": {"@type": "@id"},
    **{term: {"@type": "@id"} for term in ("isPartOf", "appearance", "creator", "author", "about")},
    "within": {"@id": "urn:onrecord:term:within", "@type": "@id"},
}  # fmt: skip
_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "country": "Country",
    "place": "Place",
    "group": "Organization",
    "other": "Thing",
}


def lines(record: Record) -> Iterator[str]:
    yield escaped(json.dumps(document(record), ensure_ascii=False)) + "\n"


def document(record: Record) -> dict[str, Any]:
    """The record as one JSON-LD document."""
    doc = record.document
    graph = [_article(doc)]
    graph += [_entity(doc, entity) for entity in record.entities]
    graph += [_statement(doc, statement) for statement in record.statements]
    graph += [_position(doc, position) for position in record.positions]
    return {"@context": CONTEXT, "@graph": graph}


def _article(doc: Document) -> dict[str, Any]:
    return _known({
        "@id": names.of_document(doc), "@type": "NewsArticle", "headline": doc.title, "datePublished": doc.published,
        "publishedFrom": doc.published_from, "articleBody": doc.text, "inLanguage": doc.language,
        "dateline": doc.place, "url": names.web_address(doc),
        "publisher": doc.publisher and {"@type": "Organization", "name": doc.publisher},
        "sourceOrganization": doc.agency and {"@type": "Organization", "name": doc.agency},
        "author": None, "creditText": doc.byline,
    })  # fmt: skip


def _entity(doc: Document, entity: Entity) -> dict[str, Any]:
    return _known({
        "@id": names.of_finding(doc, "entity", entity.id), "@type": _TYPES[entity.type], "name": entity.name,
        "sameAs": names.of_link(entity.link.id) if entity.link else None,
        "jobTitle": [role.text for role in entity.roles] if entity.type == "person" else None,
    })  # fmt: skip


def _statement(doc: Document, statement: Statement) -> dict[str, Any]:
    quoted = statement.form != "indirect"
    who = statement.speaker and names.of_finding(doc, "entity", statement.speaker)
    return _known({
        "@id": names.of_finding(doc, "statement", statement.id), "@type": "Quotation" if quoted else "Claim",
        "text": _words(doc, statement.content), "textSpans": _spans(statement.content),
        "creditText": _words(doc, statement.source), "sourceSpans": _spans(statement.source),
        "cue": _words(doc, statement.cue), "cueSpans": _spans(statement.cue),
        "creator" if quoted else "author": who,
        "isPartOf" if quoted else "appearance": names.of_document(doc),
        "dateCreated": statement.said and statement.said.begin,
        "form": statement.form, "kind": statement.kind, "polarity": statement.polarity,
        "within": statement.within and names.of_finding(doc, "statement", statement.within),
        "confidence": statement.confidence,
    })  # fmt: skip


def _position(doc: Document, position: Position) -> dict[str, Any]:
    about = position.object.entity and names.of_finding(doc, "entity", position.object.entity)
    return _known({
        "@id": names.of_finding(doc, "position", position.id), "@type": "Claim",
        "text": _words(doc, position.evidence), "textSpans": _spans(position.evidence),
        "author": names.of_finding(doc, "entity", position.holder), "appearance": names.of_document(doc),
        "about": about, "relation": position.relation, "polarity": position.polarity,
        "objectSpans": _spans((position.object.span,)), "dateCreated": position.as_of,
        "isBasedOn": position.according_to and {"@id": names.of_finding(doc, "statement", position.according_to)},
        "confidence": position.confidence,
    })  # fmt: skip


def _known(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _words(doc: Document, spans: Spans) -> str:
    return " … ".join(span.of(doc.text) for span in spans)


def _spans(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
