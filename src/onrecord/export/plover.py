"""PLOVER: one event a line, in the fields of its manual, with `text_info` for every field that came from words.

PLOVER's `text_info` holds the offsets of the text that a record was coded from; here it holds those of each field, so
that a cell can be checked on its own. Fields that PLOVER has no name for (`status`, `according_to`, `confidence`) stand
beside its own, as it allows. An event without any date, which PLOVER requires, is left out (`undated` counts them). The
text itself is left out: PLOVER asks for it only where its owner allows.

    >>> list(lines(Record(Document("Nothing happened."))))
    []
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from onrecord.export import names
from onrecord.output import escaped
from onrecord.record import Document, Entity, Event, Participant, Record, Span

# Verbal cooperation 1, material cooperation 2, verbal conflict 3, material conflict 4.
QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3,
    "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
_SECTORS = {"government": "GOV"}
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(.+))?)?)?", re.ASCII)


def lines(record: Record) -> Iterator[str]:
    for event in record.events:
        plain = coded(record, event)
        if plain:
            yield escaped(json.dumps(plain, ensure_ascii=False)) + "\n"


def undated(record: Record) -> int:
    """How many events of a record have no date of their own, nor of their document."""
    return sum(_when(record, event)[0] is None for event in record.events)


def coded(record: Record, event: Event) -> dict[str, Any] | None:
    """The event in PLOVER's fields; None where nothing is known of its day."""
    begin, end, of_event = _when(record, event)
    if begin is None:
        return None
    doc = record.document
    entities = {entity.id: entity for entity in record.entities}
    time = next((one for one in record.times if one.id == event.time), None)
    place = entities.get(event.place or "")
    first, clock = _day(begin, last=False)
    last = _day(end, last=True)[0] if end else first
    story = {
        "id": names.of_finding(doc, "event", event.id),
        "has_event": True,
        "date": first,
        "time": clock,
        "enddate": last if last != first else None,
        "actor": [_participant(doc, entities, one) for one in event.actors],
        "recipient": [_participant(doc, entities, one) for one in event.recipients],
        "event": [event.type],
        "mode": [event.mode] if event.mode else None,
        "quad_code": QUADS.get(event.type),
        "event_text": [event.trigger.of(doc.text)],
        "event_loc": place and {"extracted_place": _first_words(doc, place), "resolved_place": place.name},
        "status": event.status,
        "according_to": event.according_to and names.of_finding(doc, "statement", event.according_to),
        "confidence": event.confidence,
        "text_info": {
            "document": names.of_document(doc),
            "start": event.trigger.start,
            "end": event.trigger.end,
            "event": [_info(doc, event.trigger)],
            "actor": [_info(doc, one.span) for one in event.actors],
            "recipient": [_info(doc, one.span) for one in event.recipients],
            "date": [_info(doc, time.span)] if time and of_event else [],
            "event_loc": [_info(doc, place.mentions[0].span)] if place and place.mentions else [],
            "status": [_info(doc, event.status_cue)] if event.status_cue else [],
        },
        "cite_info": {
            "corpus": doc.publisher or doc.agency, "citation": doc.source or None, "url": names.web_address(doc),
            "title": doc.title, "language": doc.language,
        },
        "coder": "onrecord",
    }  # fmt: skip
    return {name: value for name, value in story.items() if value is not None}


def _info(doc: Document, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(doc.text)}


def _participant(doc: Document, entities: dict[str, Entity], participant: Participant) -> dict[str, Any]:
    entity = entities[participant.entity]
    known = {
        "sector": _SECTORS.get(entity.type),
        "entity_text": participant.span.of(doc.text),
        "identifier_id": entity.link and names.of_link(entity.link.id),
        "identifier_text": entity.name,
        "office": entity.roles[0].text if entity.roles else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _first_words(doc: Document, place: Entity) -> str:
    return place.mentions[0].span.of(doc.text) if place.mentions else place.name


def _when(record: Record, event: Event) -> tuple[str | None, str | None, bool]:
    """Begin and end (exclusive) of an event, and whether they are its own or its document's."""
    time = next((one for one in record.times if one.id == event.time), None)
    if time and time.begin and _DAY.match(time.begin):
        return time.begin, time.end, True
    published = record.document.published
    return (published if published and _DAY.match(published) else None), None, False


def _day(point: str, *, last: bool) -> tuple[str, str | None]:
    """The day of an ISO point, and its clock time; `last` takes the day before an exclusive end."""
    found = _DAY.match(point)
    assert found is not None
    year, month, day, clock = found.groups()
    if last:
        month, day = month or "01", day or "01"
        if not clock or clock.startswith("00:00"):
            try:
                return (date(int(year), int(month), int(day)) - timedelta(days=1)).isoformat(), None
            except (ValueError, OverflowError):
                pass
    return f"{year}-{month or '01'}-{day or '01'}", clock
