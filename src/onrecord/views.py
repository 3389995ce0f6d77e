"""Views on one record: positions by holder, disputes, calendar, timeline. Nothing is stored: each is computed from the
rows.

No view decides who is right: a dispute sets the sides next to each other with their rows. Rows below `least`, the
published threshold of their table unless another is given, are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord import events as event_stage
from onrecord import positions as position_stage
from onrecord.record import Event, Position, Record, Time

# Whether a relation speaks for its object (1) or against it (−1); polarity "against" turns it round. What is claimed,
# demanded or promised is for its content.
VALENCE = {
    "recognises": 1, "supports": 1, "welcomes": 1, "demands": 1, "calls_for": 1, "commits_to": 1, "claims": 1,
    "apologises": 1,
    "opposes": -1, "condemns": -1, "accuses": -1, "rejects": -1, "denies": -1, "doubts": -1, "threatens": -1,
    "warns": -1,
}  # fmt: skip
# Acts of which one election or one war allows only one doer: told of two, they are claims that cannot both be.
EXCLUSIVE = frozenset({"victory"})


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one holder stands on one object: all rows that say so, and whether they speak for it (1) or against it
    (−1)."""

    holder: str  # entity id
    about: str  # entity id, or the words of the object
    sign: int
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One object and the sides on it. `about` is an entity id, words of the text, or a type of event."""

    about: str
    sides: tuple[tuple[Position | Event, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar or timeline: rows that tell of the same act at the same time."""

    begin: str | None
    end: str | None
    rows: tuple[Event | Position, ...]


def stance(position: Position) -> int:
    """1 where a position speaks for its object, −1 where it speaks against it."""
    return VALENCE[position.relation] * (1 if position.polarity == "for" else -1)


def stances(record: Record, *, least: float = position_stage.LEAST_CONFIDENCE) -> tuple[Stance, ...]:
    """Positions by holder and object, in the order of the text."""
    groups: dict[tuple[str, str, int], list[Position]] = defaultdict(list)
    for position in record.positions:
        if position.confidence >= least:
            groups[position.holder, _about(record, position), stance(position)].append(position)
    return tuple(Stance(holder, about, sign, tuple(some)) for (holder, about, sign), some in groups.items())


def disputes(
    record: Record,
    *,
    least: float = position_stage.LEAST_CONFIDENCE,
    least_event: float = event_stage.LEAST_CONFIDENCE,
) -> tuple[Dispute, ...]:
    """Opposite positions of different holders on one object; and exclusive acts that are told of different doers."""
    by_object: dict[str, list[Stance]] = defaultdict(list)
    for one in stances(record, least=least):
        by_object[one.about].append(one)
    found = []
    for about, held in by_object.items():
        sides = {sign: [one for one in held if one.sign == sign] for sign in (1, -1)}
        if sides[1] and sides[-1] and len({one.holder for one in held}) > 1:
            found.append(
                Dispute(about, tuple(tuple(p for one in sides[sign] for p in one.positions) for sign in (1, -1)))
            )
    return (*found, *_rival_claims(record, least_event))


def _rival_claims(record: Record, least: float) -> Iterable[Dispute]:
    """Exclusive acts whose doers differ, each told by another voice or at least in another sentence."""
    by_type: dict[str, dict[tuple[str, ...], list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in record.events:
        if (
            event.type in EXCLUSIVE
            and event.actors
            and event.confidence >= least
            and event.status in ("happened", "ongoing")
        ):
            by_type[event.type][tuple(sorted(one.entity for one in event.actors))].append(event)
    for type_, sides in by_type.items():
        voices = {event.according_to for some in sides.values() for event in some}
        if len(sides) > 1 and len(voices) > 1:
            yield Dispute(type_, tuple(tuple(some) for some in sides.values()))


def calendar(
    record: Record, as_of: str | None = None, *, least: float = event_stage.LEAST_CONFIDENCE
) -> tuple[Entry, ...]:
    """What is scheduled and does not lie before `as_of` (an ISO 8601 date, or else the document's); undated acts come
    last."""
    day = (as_of or record.document.published or "")[:10]
    times = _times(record)
    events = [
        event
        for event in record.events
        if event.status == "scheduled" and event.confidence >= least and not _is_over(times.get(event.time or ""), day)
    ]
    return _folded(times, events)


def timeline(record: Record, entity: str, *, least: float = event_stage.LEAST_CONFIDENCE) -> tuple[Entry, ...]:
    """Every act and position that an entity has a part in, by date; undated rows come last, in the order of the
    text."""
    times = _times(record)
    rows: list[Event | Position] = [
        event
        for event in record.events
        if event.confidence >= least
        and (entity == event.place or any(one.entity == entity for one in (*event.actors, *event.recipients)))
    ]
    rows += [p for p in record.positions if p.confidence >= least and entity in (p.holder, p.object.entity)]
    return _folded(times, rows)


def _folded(times: dict[str, Time], rows: Iterable[Event | Position]) -> tuple[Entry, ...]:
    """Rows in the order of their dates; dated events of one type, time and status are one entry."""
    groups: dict[tuple[object, ...], list[Event | Position]] = {}
    for row in rows:
        begin, end = _when(times, row)
        kind = (row.type, row.mode, row.status) if isinstance(row, Event) and begin else (row.id,)
        groups.setdefault((begin, end, *kind), []).append(row)
    entries = [Entry(key[0], key[1], tuple(some)) for key, some in groups.items()]  # type: ignore[arg-type]
    return tuple(sorted(entries, key=lambda entry: (entry.begin is None, entry.begin or "", _place(entry.rows[0]))))


def _when(times: dict[str, Time], row: Event | Position) -> tuple[str | None, str | None]:
    if isinstance(row, Position):
        return row.as_of, None
    time = times.get(row.time or "")
    return (time.begin, time.end) if time else (None, None)


def _place(row: Event | Position) -> int:
    return row.trigger.start if isinstance(row, Event) else row.evidence[0].start


def _times(record: Record) -> dict[str, Time]:
    return {time.id: time for time in record.times}


def _is_over(time: Time | None, day: str) -> bool:
    return bool(time and time.end and day and time.end[:10] <= day)


def _about(record: Record, position: Position) -> str:
    return position.object.entity or " ".join(position.object.span.of(record.document.text).lower().split())
