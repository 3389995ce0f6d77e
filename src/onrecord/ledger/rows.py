"""A Record as rows of the ledger and back, without loss.

`insert` gives every row its key beforehand, so that rows can refer to each other whatever their order; `restore` builds
the Record again from what is stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from onrecord.confidence import THRESHOLDS
from onrecord.ledger import counts, keys
from onrecord.ledger.names import topic_key
from onrecord.record import (
    Document,
    Entity,
    Event,
    Interval,
    Link,
    Mention,
    Participant,
    Position,
    PositionObject,
    Record,
    Role,
    Span,
    Spans,
    Statement,
    Time,
    UnreadableDocument,
)

FINDINGS = ("participant", "event", "position", "statement", "time", "role", "mention", "entity")  # children first
METADATA = tuple(field.name for field in fields(Document) if field.name not in ("text", "source", "wire"))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of a finding: 'accept', 'reject', or 'speaker', whose actor is then another one."""

    verdict: str
    actor: int | None = None


Verdicts = Mapping[tuple[str, str], Judged]  # by table and id of the finding


def check(record: Record) -> None:
    """UnreadableDocument where rows of the record do not hold together; nothing of it may then be stored."""
    length, source = len(record.document.text), record.document.source
    for table in ("entities", "times", "statements", "events", "positions"):
        ids = [row.id for row in getattr(record, table)]
        if len(set(ids)) < len(ids):
            clash = next(one for one in ids if ids.count(one) > 1)
            raise UnreadableDocument(source, f"two {table} of the record have the id {clash[:80]!r}")
    known = {table: {row.id for row in getattr(record, table)} for table in ("entities", "times", "statements")}
    for table, wanted, row in _references(record):
        if wanted is not None and wanted not in known[table]:
            raise UnreadableDocument(source, f"{row[:80]!r} refers to {wanted[:80]!r}, which is not in {table}")
    for span in _spans(record):
        if span.end > length:
            raise UnreadableDocument(source, f"a span ends at {span.end}; the text has {length} characters")


def _references(record: Record) -> list[tuple[str, str | None, str]]:
    found: list[tuple[str, str | None, str]] = []
    for statement in record.statements:
        found += [("entities", statement.speaker, statement.id), ("statements", statement.within, statement.id)]
    for event in record.events:
        found += [("times", event.time, event.id), ("entities", event.place, event.id)]
        found += [("statements", event.according_to, event.id)]
        found += [("entities", part.entity, event.id) for part in (*event.actors, *event.recipients)]
    for position in record.positions:
        found += [("entities", position.holder, position.id), ("entities", position.object.entity, position.id)]
        found += [("statements", position.according_to, position.id)]
    return found


def _spans(record: Record) -> list[Span]:
    found = [time.span for time in record.times]
    for entity in record.entities:
        found += [role.span for role in entity.roles] + [mention.span for mention in entity.mentions]
    for statement in record.statements:
        found += (*statement.source, *statement.cue, *statement.content)
    for event in record.events:
        found += [event.trigger, *(part.span for part in (*event.actors, *event.recipients))]
        found += [event.status_cue] if event.status_cue else []
    for position in record.positions:
        found += [position.object.span, *position.evidence]
    return found


def day_of(iso: str | None) -> str | None:
    """An ISO date that sorts as a string: in UTC where it has a clock time with an offset, otherwise as it is."""
    if iso is None or "T" not in iso:
        return iso
    try:
        when = datetime.fromisoformat(iso)
        return iso if when.tzinfo is None else when.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    except (ValueError, OverflowError):
        return iso


def insert(
    connection: sqlite3.Connection,
    document: int,
    record: Record,
    actors: Mapping[str, int],
    low: float,
    verdicts: Verdicts,
) -> None:
    """The findings of a checked record as rows, and counted.

    `actors` gives the actor of each entity, `low` the threshold, `verdicts` what people have said of findings.
    """
    doc = record.document
    published = day_of(doc.published)
    first = {table: first_free(connection, table) for table in ("entity", "time")}
    entity_key = {entity.id: first["entity"] + n for n, entity in enumerate(record.entities)}
    time_key = {time.id: first["time"] + n for n, time in enumerate(record.times)}
    said = [(day_of(s.said.begin) if s.said else None) or published for s in record.statements]
    begins = {time.id: time.begin for time in record.times}
    happened = [(day_of(begins[e.time]) if e.time else None) or published for e in record.events]
    held = [day_of(p.as_of) or published for p in record.positions]
    statement_key = _keyed(connection, "statement", record.statements, said)
    event_key = _keyed(connection, "event", record.events, happened)
    position_key = _keyed(connection, "position", record.positions, held)
    sure = _sure(record, low, verdicts)
    verdict = {key: judged.verdict for key, judged in verdicts.items()}
    speakers = {id: judged.actor for (_, id), judged in verdicts.items() if judged.verdict == "speaker"}
    source = {s.id: s.speaker for s in record.statements}

    def holder(p: Position) -> int:
        """Whoever a statement was given to holds what its speaker held in it."""
        moved = speakers.get(p.according_to or "")
        return moved if moved and source[p.according_to or ""] == p.holder else actors[p.holder]

    def many(table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    many("entity", [
        (entity_key[e.id], document, e.id, e.name, e.type, e.link and e.link.id, e.link and e.link.basis, actors[e.id])
        for e in record.entities
    ])  # fmt: skip
    many("role", [
        (entity_key[e.id], n, role.text, role.span.start, role.span.end)
        for e in record.entities for n, role in enumerate(e.roles)
    ])  # fmt: skip
    many("mention", [
        (entity_key[e.id], n, mention.kind, mention.span.start, mention.span.end)
        for e in record.entities for n, mention in enumerate(e.mentions)
    ])  # fmt: skip
    many("time", [
        (time_key[t.id], document, t.id, t.span.start, t.span.end, t.type, t.value, t.begin, t.end)
        for t in record.times
    ])  # fmt: skip
    many("statement", [
        (
            statement_key[s.id], document, s.id, number, _list(s.source), _list(s.cue), _list(s.content), s.form,
            s.kind, s.polarity, s.speaker and entity_key[s.speaker], s.said and s.said.begin, s.said and s.said.end,
            s.within and statement_key[s.within], s.confidence, ("statement", s.id) in sure,
            day, speakers.get(s.id) or (s.speaker and actors[s.speaker]), verdict.get(("statement", s.id)),
        )
        for number, (s, day) in enumerate(zip(record.statements, said, strict=True))
    ])  # fmt: skip
    many("event", [
        (
            event_key[e.id], document, e.id, number, e.trigger.start, e.trigger.end, e.type, e.mode,
            e.time and time_key[e.time], e.place and entity_key[e.place], e.status,
            e.status_cue and e.status_cue.start, e.status_cue and e.status_cue.end,
            e.according_to and statement_key[e.according_to], e.confidence,
            ("event", e.id) in sure, day, e.place and actors[e.place], verdict.get(("event", e.id)),
        )
        for number, (e, day) in enumerate(zip(record.events, happened, strict=True))
    ])  # fmt: skip
    many("participant", [
        (
            event_key[e.id], part, number, entity_key[p.entity], p.span.start, p.span.end, actors[p.entity],
        )
        for e in record.events
        for part, people in (("actor", e.actors), ("recipient", e.recipients))
        for number, p in enumerate(people)
    ])  # fmt: skip
    many("position", [
        (
            position_key[p.id], document, p.id, number, entity_key[p.holder], p.relation, p.polarity,
            p.object.span.start, p.object.span.end, p.object.entity and entity_key[p.object.entity],
            _list(p.evidence), p.according_to and statement_key[p.according_to], p.as_of, p.confidence,
            ("position", p.id) in sure, day, holder(p), p.object.entity and actors[p.object.entity],
            topic_key(p.object.span.of(doc.text)), verdict.get(("position", p.id)),
        )
        for number, (p, day) in enumerate(zip(record.positions, held, strict=True))
    ])  # fmt: skip
    _index_words(connection, document, "")
    if _stands(connection, document):
        counts.count(connection, document, 1)


def delete(connection: sqlite3.Connection, document: int) -> None:
    """Remove the findings of a document, their words from the indexes, and what they add to counts."""
    if _stands(connection, document):
        counts.count(connection, document, -1)
    _index_words(connection, document, "delete")
    for table in FINDINGS:
        owner = {"participant": "event", "role": "entity", "mention": "entity"}.get(table)
        where = f"{owner} IN (SELECT key FROM {owner} WHERE document = ?)" if owner else "document = ?"
        connection.execute(f"DELETE FROM {table} WHERE {where}", (document,))


def index_document(connection: sqlite3.Connection, document: int, command: str = "") -> None:
    """Title and text of a document into the index of words; with the command "delete", out of it."""
    column, value = ("document_words, ", "'delete', ") if command else ("", "")
    connection.execute(
        f"INSERT INTO document_words({column}rowid, title, text) SELECT {value}key, title, text FROM document_text "
        "WHERE key = (SELECT appearance FROM document WHERE key = ?)",
        (document,),
    )


_INDEXED = (  # index of words, its columns, the table whose rows it holds
    ("statement", "words, actor", "statement"),
    ("source", "words", "statement"),
    ("position", "words, holder, object", "position"),
)


def _index_words(connection: sqlite3.Connection, document: int, command: str) -> None:
    """FTS5 keeps no copy of the words: to forget a row it must be told them again.

    Within a transaction it writes out what it has each time a row is not behind the one before.
    """
    for index, columns, table in _INDEXED:
        column, value = (f"{index}_words, ", "'delete', ") if command else ("", "")
        shown = ", ".join(f"shown.{name}" for name in columns.split(", "))
        connection.execute(
            f"INSERT INTO {index}_words({column}rowid, {columns}) SELECT {value}shown.key, {shown} FROM {table} "
            f"JOIN {index}_text AS shown ON shown.key = {table}.key WHERE {table}.document = ? ORDER BY {table}.key",
            (document,),
        )


def _stands(connection: sqlite3.Connection, document: int) -> bool:
    """Whether the document is not withdrawn."""
    (withdrawn,) = connection.execute("SELECT withdrawn FROM document WHERE key = ?", (document,)).fetchone()
    return withdrawn is None


def _keyed(
    connection: sqlite3.Connection,
    table: str,
    found: tuple[Statement, ...] | tuple[Event, ...] | tuple[Position, ...],
    days: list[str | None],
) -> dict[str, int]:
    return dict(zip((one.id for one in found), keys.assigned(connection, table, days), strict=True))


def restore_document(connection: sqlite3.Connection, document: int) -> Document:
    """The document with the facts that it was read with."""
    text, *about = connection.execute(
        f"SELECT document.text, address, {', '.join(f'appearance.{name}' for name in METADATA)} "
        "FROM document JOIN appearance ON appearance.key = document.appearance WHERE document.key = ?",
        (document,),
    ).fetchone()
    return Document(text, **dict(zip(("source", *METADATA), about, strict=True)))


def restore(connection: sqlite3.Connection, document: int) -> Record:
    """The record as it was added."""

    def rows(sql: str) -> list[Any]:
        return connection.execute(sql, (document,)).fetchall()

    doc = restore_document(connection, document)
    entity_rows = rows("SELECT key, id, name, type, link, link_basis FROM entity WHERE document = ? ORDER BY key")
    time_rows = rows("SELECT key, id, start, stop, type, value, begins, ends FROM time WHERE document = ? ORDER BY key")
    entity_id, time_id = ({row[0]: row[1] for row in found} for found in (entity_rows, time_rows))
    statement_rows = rows(
        "SELECT key, id, source, cue, content, form, kind, polarity, speaker, said_begins, said_ends, within, "
        "confidence FROM statement WHERE document = ? ORDER BY number"
    )
    statement_id = {row[0]: row[1] for row in statement_rows}
    roles: dict[int, list[Role]] = {}
    for entity, words, start, stop in rows(
        "SELECT entity, words, role.start, role.stop FROM entity JOIN role ON entity = entity.key "
        "WHERE document = ? ORDER BY entity, number"
    ):
        roles.setdefault(entity, []).append(Role(words, Span(start, stop)))
    mentions: dict[int, list[Mention]] = {}
    for entity, kind, start, stop in rows(
        "SELECT entity, kind, mention.start, mention.stop FROM entity JOIN mention ON entity = entity.key "
        "WHERE document = ? ORDER BY entity, number"
    ):
        mentions.setdefault(entity, []).append(Mention(Span(start, stop), kind))
    parts: dict[tuple[int, str], list[Participant]] = {}
    for event, part, entity, start, stop in rows(
        "SELECT event, part, entity, participant.start, participant.stop FROM event "
        "JOIN participant ON event = event.key WHERE document = ? ORDER BY event, part, participant.number"
    ):
        parts.setdefault((event, part), []).append(Participant(entity_id[entity], Span(start, stop)))
    return Record(
        doc,
        tuple(
            Entity(id, name, type, tuple(roles.get(key, ())), link and Link(link, basis), tuple(mentions.get(key, ())))
            for key, id, name, type, link, basis in entity_rows
        ),
        tuple(Time(id, Span(start, stop), *rest) for _, id, start, stop, *rest in time_rows),
        tuple(
            Statement(
                id, _spans_of(source), _spans_of(cue), _spans_of(content), form, kind, polarity,
                speaker and entity_id[speaker], None if begins is None else Interval(begins, ends),
                within and statement_id[within], confidence,
            )
            for _, id, source, cue, content, form, kind, polarity, speaker, begins, ends, within, confidence
            in statement_rows
        ),
        tuple(
            Event(
                id, Span(start, stop), type, mode, tuple(parts.get((key, "actor"), ())),
                tuple(parts.get((key, "recipient"), ())), time and time_id[time], place and entity_id[place], status,
                None if status_start is None else Span(status_start, status_stop),
                according_to and statement_id[according_to], confidence,
            )
            for key, id, start, stop, type, mode, time, place, status, status_start, status_stop, according_to,
            confidence in rows(
                "SELECT key, id, start, stop, type, mode, time, place, status, status_start, status_stop, "
                "according_to, confidence FROM event WHERE document = ? ORDER BY number"
            )
        ),
        tuple(
            Position(
                id, entity_id[holder], relation, polarity,
                PositionObject(Span(start, stop), object_entity and entity_id[object_entity]), _spans_of(evidence),
                according_to and statement_id[according_to], as_of, confidence,
            )
            for id, holder, relation, polarity, start, stop, object_entity, evidence, according_to, as_of, confidence
            in rows(
                "SELECT id, holder, relation, polarity, object_start, object_stop, object_entity, evidence, "
                "according_to, as_of, confidence FROM position WHERE document = ? ORDER BY number"
            )
        ),
    )  # fmt: skip


def _sure(record: Record, low: float, verdicts: Verdicts) -> set[tuple[str, str]]:
    """Table and id of each row at or above its threshold, or accepted, that hangs from none that is not."""
    found: list[tuple[str, str, float, float, str | None]] = [
        *(("statement", s.id, s.confidence, low, s.within) for s in record.statements),
        *(("event", e.id, e.confidence, THRESHOLDS["event"], e.according_to) for e in record.events),
        *(("position", p.id, p.confidence, THRESHOLDS["position"], p.according_to) for p in record.positions),
    ]
    said = {key: judged.verdict for key, judged in verdicts.items()}
    unsure = {
        (table, id)
        for table, id, confidence, least, _ in found
        if said.get((table, id)) == "reject" or (confidence < least and said.get((table, id)) is None)
    }
    while (
        hanging := {
            (table, id)
            for table, id, _, _, parent in found
            if ("statement", parent) in unsure and said.get((table, id)) is None
        }
        - unsure
    ):
        unsure |= hanging
    return {(table, id) for table, id, *_ in found} - unsure


def first_free(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(key), 0) + 1 FROM {table}").fetchone()[0])


def _list(spans: Spans) -> str:
    return json.dumps([[span.start, span.end] for span in spans], separators=(",", ":"))


def _spans_of(stored: str) -> Spans:
    return tuple(Span(start, stop) for start, stop in json.loads(stored))
