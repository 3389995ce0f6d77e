"""W3C Web Annotation: one annotation for each part of each finding, a line each.

The body says what the part is ("statement content"), the targets are its spans, each by TextPositionSelector (code
points, half-open, as the model counts) and by TextQuoteSelector with the characters around it. A span that a program
finds again by either is the one that was meant.

    >>> from onrecord.record import Time
    >>> record = Record(Document("It rained on Monday."), times=(Time("t1", Span(13, 19), "DATE", None, None, None),))
    >>> json.loads(next(lines(record)))["target"][0]["selector"][1]["exact"]
    'Monday'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from onrecord.export import names
from onrecord.output import escaped
from onrecord.record import Document, Record, Span, Spans

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of prefix and suffix


def lines(record: Record) -> Iterator[str]:
    for annotation in of_record(record):
        yield escaped(json.dumps(annotation, ensure_ascii=False)) + "\n"


def of_record(record: Record) -> Iterator[dict[str, Any]]:
    """The annotations of a record, table by table."""
    doc = record.document
    for table, finding, part, spans in _parts(record):
        if spans:
            yield {
                "@context": CONTEXT,
                "id": f"{names.of_finding(doc, table, finding)}#{part}",
                "type": "Annotation",
                "motivation": "tagging",
                "body": {
                    "type": "TextualBody",
                    "value": f"{table} {part}",
                    "purpose": "tagging",
                    "format": "text/plain",
                },
                "target": [target(doc, span) for span in spans],
            }


def target(doc: Document, span: Span) -> dict[str, Any]:
    """A span of a document as a SpecificResource with both selectors."""
    text = doc.text
    return {
        "type": "SpecificResource",
        "source": names.web_address(doc) or names.of_document(doc),
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }


def _parts(record: Record) -> Iterator[tuple[str, str, str, Spans]]:
    """Table, id, part and spans of everything that was found."""
    for entity in record.entities:
        yield "entity", entity.id, "mention", tuple(mention.span for mention in entity.mentions)
        yield "entity", entity.id, "role", tuple(role.span for role in entity.roles)
    for time in record.times:
        yield "time", time.id, "expression", (time.span,)
    for statement in record.statements:
        yield "statement", statement.id, "source", statement.source
        yield "statement", statement.id, "cue", statement.cue
        yield "statement", statement.id, "content", statement.content
    for event in record.events:
        yield "event", event.id, "trigger", (event.trigger,)
        yield "event", event.id, "actor", tuple(actor.span for actor in event.actors)
        yield "event", event.id, "recipient", tuple(recipient.span for recipient in event.recipients)
        yield "event", event.id, "status", (event.status_cue,) if event.status_cue else ()
    for position in record.positions:
        yield "position", position.id, "object", (position.object.span,)
        yield "position", position.id, "evidence", position.evidence
