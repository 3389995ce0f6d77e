"""A text with what was found in it, for a page: paragraphs of tokens, and the lists beside them.

The same for a document of the ledger and for a dispatch just read (`onrecord read --html`): both are Records. Long
texts come in parts, cut between paragraphs, so that no page grows with its text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.record import Entity, Event, Position, Record, Span, Spans, Statement, Time
from onrecord.web.highlight import Mark, Token, nested, pieces
from onrecord.web.render import clipped, percent, phrase, plain, shown_day

PART, MOST = 9_000, 70  # characters and statements of one page, more or less: with marks and lists 60 to 180 kB
_BLOCK = re.compile(r"[^\S\n]*\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")  # lines without an empty one between them
_BASIS = {
    "name": "by its name", "nominal": "by what it is called", "pronoun": "by a pronoun",
    "metonym": "by a word that stands for it", "elided": "by what is left out",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an entity of a document is taken to be: the actor's public id, where there is a page of it."""

    name: str
    actor: str | None = None
    speaker_by: str | None = None  # who reassigned, where a person did


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement in the list beside the text."""

    number: int
    statement: Statement
    words: str
    source: str
    cue: str
    speaker: Person | None
    depth: int
    unsure: bool


@dataclass(frozen=True, slots=True)
class Article:
    paragraphs: tuple[tuple[Token, ...], ...]
    entries: tuple[Entry, ...]
    events: tuple[tuple[Event, str, str, str | None], ...]  # with words, participants, when
    positions: tuple[tuple[Position, str, str, Person | None], ...]  # with object and evidence
    times: tuple[Time, ...]
    entities: tuple[tuple[Entity, Person], ...]
    part: int
    parts: int


def article(
    record: Record,
    people: Mapping[str, Person],
    *,
    unsure: frozenset[str] = frozenset(),
    links: bool = True,
    part: int = 1,
    whole: bool = False,
) -> Article:
    """One part of a record's text with its findings, or the `whole`.

    `people` says who entities are; ids in `unsure` are marked so. With `links`, marks lead to pages of the ledger.
    """
    text = record.document.text
    bounds = [(0, len(text))] if whole else parts_of(record)
    part = min(max(part, 1), len(bounds))
    start, end = bounds[part - 1]
    known = {entity.id: people.get(entity.id, Person(entity.name)) for entity in record.entities}
    numbers = {statement.id: n for n, statement in enumerate(record.statements, 1)}
    marks = list(_marks(record, known, numbers, unsure, links))
    here = [span for span in blocks(text) if span.start < end and span.end > start]
    paragraphs = tuple(tuple(nested(pieces(text, marks, max(span.start, start), min(span.end, end)))) for span in here)

    def inside(spans: Iterable[Span]) -> bool:
        return any(start <= span.start < end for span in list(spans)[:1])

    depth = _depths(record.statements)
    entries = tuple(
        Entry(
            numbers[s.id], s, words_of(text, s.content), words_of(text, s.source), words_of(text, s.cue),
            known.get(s.speaker or ""), depth[s.id], s.id in unsure,
        )
        for s in record.statements if start <= _begin(s) < end
    )  # fmt: skip
    times = {time.id: time for time in record.times}
    events = tuple(
        (e, e.trigger.of(text), _participants(e, known), _when(times.get(e.time or "")))
        for e in record.events if inside((e.trigger,)) and e.id not in unsure
    )  # fmt: skip
    positions = tuple(
        (p, p.object.span.of(text), words_of(text, p.evidence), known.get(p.holder))
        for p in record.positions if inside((p.object.span,)) and p.id not in unsure
    )  # fmt: skip
    entities = tuple(
        (entity, known[entity.id]) for entity in record.entities
        if any(start <= mention.span.start < end for mention in entity.mentions)
    )  # fmt: skip
    shown_times = tuple(time for time in record.times if inside((time.span,)))
    return Article(paragraphs, entries, events, positions, shown_times, entities, part, len(bounds))


def blocks(text: str) -> list[Span]:
    """The paragraphs: runs of lines with no empty line between them."""
    return [Span(*found.span()) for found in _BLOCK.finditer(text)]


def parts_of(record: Record) -> list[tuple[int, int]]:
    """Where a long text is cut: behind the paragraph, else the space, that ends a part.

    A part has about PART characters, and no more than MOST statements begin in it.
    """
    text = record.document.text
    begins = sorted(_begin(statement) for statement in record.statements)
    cuts: list[tuple[int, int]] = []
    start = 0
    while True:
        first = bisect_left(begins, start)
        crowded = begins[first + MOST] if first + MOST < len(begins) else len(text)
        end = min(start + PART, max(crowded, start + 1))
        if end >= len(text) or (crowded >= len(text) and len(text) - start <= PART * 4 // 3):
            return [*cuts, (start, len(text))]
        half = start + (end - start) // 2
        at = max(text.rfind("\n\n", half, end), -1)
        at = at if at >= 0 else text.rfind(" ", half, end)
        cut = at + 1 if at >= 0 else end
        cuts.append((start, cut))
        start = cut


def part_at(record: Record, place: int) -> int:
    """The number of the part that holds a place of the text."""
    return next((n for n, (_, end) in enumerate(parts_of(record), 1) if place < end), 1)


def _begin(statement: Statement) -> int:
    return (statement.content or statement.cue)[0].start


def words_of(text: str, spans: Spans) -> str:
    return " … ".join(span.of(text) for span in spans)


def _marks(
    record: Record, known: Mapping[str, Person], numbers: Mapping[str, int], unsure: frozenset[str], links: bool
) -> Iterable[Mark]:
    text = record.document.text
    for s in record.statements:
        speaker = known.get(s.speaker or "")
        head = f"Statement {numbers[s.id]} · {clipped(speaker.name, 80) if speaker else 'nobody named'}"
        how = f"{s.form} {s.kind}, {s.polarity} · {percent(s.confidence)}"
        kind, href = ("content", f"/statement/{s.id}" if links else f"#s{numbers[s.id]}")
        for n, span in enumerate(s.content):
            anchor = f"t{numbers[s.id]}" if n == 0 else ""
            yield Mark(span, kind, s.id, f"{head}\n{how}", href, numbers[s.id], anchor)
        written = words_of(text, s.source)
        resolved = f"{head}\nwritten “{clipped(written, 80)}”"
        for span in s.source:
            yield Mark(span, "source", s.id, resolved, href, numbers[s.id])
        for span in s.cue:
            yield Mark(span, "cue", s.id, f"{head}\n{how}\nbecause of the cue “{clipped(span.of(text), 60)}”", href,
                       numbers[s.id])  # fmt: skip
    for entity in record.entities:
        person = known[entity.id]
        roles = ", ".join(dict.fromkeys(role.text for role in entity.roles))
        about = f"{clipped(person.name, 80)} · {entity.type}" + (f"\n{clipped(roles, 90)}" if roles else "")
        if entity.link:
            about += f"\n{plain(entity.link.id)}, {plain(entity.link.basis)}"
        href = f"/actor/{person.actor}" if person.actor else ""
        for mention in entity.mentions:
            yield Mark(mention.span, "entity", entity.id, f"{about}\nhere {_BASIS[mention.kind]}", href)
    for time in record.times:
        when = _when(time)
        about = f"{time.type.lower()} {plain(time.value or 'without a value')}" + (f"\n{when}" if when else "")
        yield Mark(time.span, "time", time.id, about)
    for event in record.events:
        if event.id in unsure:
            continue
        about = f"{phrase(event.type)}{' / ' + phrase(event.mode) if event.mode else ''} · {phrase(event.status)}"
        about += f" · {percent(event.confidence)}"
        if event.status_cue:
            about += f"\nbecause of “{clipped(event.status_cue.of(text), 60)}”"
            yield Mark(event.status_cue, "status", event.id, f"decides: {phrase(event.status)}")
        yield Mark(event.trigger, "event", event.id, about)


def _participants(event: Event, known: Mapping[str, Person]) -> str:
    doers, others = (
        ", ".join(plain(known[one.entity].name) for one in part if one.entity in known)
        for part in (event.actors, event.recipients)
    )
    return doers + (f" → {others}" if others else "")


def _when(time: Time | None) -> str | None:
    if time is None or time.begin is None:
        return None
    return shown_day(time.begin if time.type == "TIME" else time.value if _is_date(time.value) else time.begin)


def _is_date(value: str | None) -> bool:
    return bool(re.fullmatch(r"\d{4}(?:-\d\d){0,2}", value or "", re.ASCII))


def _depths(statements: tuple[Statement, ...]) -> dict[str, int]:
    within = {statement.id: statement.within for statement in statements}
    found = {}
    for ident in within:
        depth, outer, seen = 0, within[ident], {ident}
        while outer in within and outer not in seen:
            seen.add(outer)
            depth, outer = depth + 1, within[outer]
        found[ident] = min(depth, 4)
    return found
