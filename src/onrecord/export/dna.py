"""A table for the Discourse Network Analyzer: who agrees with which concept, where in which text.

One row a position: person, organisation, concept, agreement (1 for, 0 against), and the characters of its evidence.
A concept is what the position is about, one for all who are for or against it; relations that are neither (accuses,
threatens …) are concepts of their own.

    >>> HEADER.split(",")[5:9]
    ['person', 'organisation', 'concept', 'agreement']
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from onrecord.export.cells import csv_line
from onrecord.ledger.names import topic_key
from onrecord.record import Entity, Position, Record

HEADER = csv_line(
    (
        "id",
        "document",
        "date",
        "title",
        "source",
        "person",
        "organisation",
        "concept",
        "agreement",
        "start",
        "stop",
        "text",
    )
)
# A stance towards the object: 1 for it, −1 against it, 0 neither. The ledger's table `stance` says the same.
STANCE = MappingProxyType({
    "recognises": 1, "supports": 1, "welcomes": 1, "demands": 1, "calls_for": 1, "commits_to": 1, "claims": 1,
    "opposes": -1, "condemns": -1, "rejects": -1, "denies": -1, "doubts": -1,
    "accuses": 0, "threatens": 0, "warns": 0, "apologises": 0,
})  # fmt: skip


def lines(record: Record) -> Iterator[str]:
    entities = {entity.id: entity for entity in record.entities}
    for position in record.positions:
        yield csv_line(_row(record, entities, position))


def _row(record: Record, entities: dict[str, Entity], position: Position) -> tuple[object, ...]:
    doc, holder = record.document, entities[position.holder]
    person = holder.type == "person"
    target = entities.get(position.object.entity or "")
    concept = target.name if target else topic_key(position.object.span.of(doc.text))
    stance = STANCE.get(position.relation, 0)
    agrees = (stance or 1) * (1 if position.polarity == "for" else -1) > 0
    spans = position.evidence or (position.object.span,)
    start, stop = min(span.start for span in spans), max(span.end for span in spans)
    return (
        position.id, doc.id, position.as_of or doc.published, doc.title, doc.source,
        holder.name if person else "", "" if person else holder.name,
        concept if stance else f"{position.relation}: {concept}", int(agrees), start, stop, doc.text[start:stop],
    )  # fmt: skip
