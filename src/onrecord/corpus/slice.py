"""A slice of a corpus into a ledger: what `onrecord add` would store of the same files, without reading them again.

Documents go in shard by shard in the order in which they stand there, so that a ledger that is given all of it is the
one that `add` makes of the files in the order of the shards' names. What the ledger holds is passed over.

    >>> bring_in(ledger, Corpus("tables"), Slice(since="2024-02"))   # doctest: +SKIP
    Counter({'added': 812, 'known': 3})
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from onrecord.corpus.store import Corpus, Done
from onrecord.ledger import keys
from onrecord.ledger.names import name_key
from onrecord.ledger.notices import is_alone
from onrecord.ledger.rows import METADATA
from onrecord.ledger.store import Ledger, Run
from onrecord.output import OutputFailed
from onrecord.queries import Asked
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
    Wire,
    from_json,
)

Row = Mapping[str, Any]
Rows = Mapping[str, list[Row]]  # of one document, by table
_FINDINGS = ("entities", "times", "statements", "events", "participants", "positions", "notices")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which documents: those dated in the period, of the publisher, in which the speaker says something; None: all.

    Dates are ISO 8601, as precise as wanted, and inclusive. A speaker is a name, or the id of an actor or a link.
    """

    since: str | None = None
    until: str | None = None
    publisher: str | None = None
    speaker: str | None = None

    def __post_init__(self) -> None:
        Asked(since=self.since, until=self.until)  # ValueError where one is no date

    @property
    def is_all(self) -> bool:
        return not (self.since or self.until or self.publisher or self.speaker)

    def holds(self, row: Row) -> bool:
        """Whether a row of `documents` is of the period and the publisher."""
        if self.publisher is not None and row["publisher"] != self.publisher:
            return False
        if self.since is None and self.until is None:
            return True
        low = keys.low(row["day"]) if row["day"] else None
        if low is None:
            return False
        return (keys.low(self.since) or 0) <= low <= (keys.LAST if self.until is None else keys.high(self.until))


def bring_in(
    ledger: Ledger, corpus: Corpus, wanted: Slice, *, told: Callable[[Done], None] = lambda done: None
) -> Counter[str]:
    """Store a slice; how many documents had which outcome: those of `add_documents`.

    `told` hears of each shard. What was set aside and notices without a dispatch have no date and no
    publisher, and come with a whole corpus only.
    """
    names = corpus.shards()
    if not names:
        raise OutputFailed(f"{corpus.address} holds no corpus: it has no shards that are done")
    counts: Counter[str] = Counter()
    for name in names:
        done = corpus.done(name)
        if done is not None:
            run = Run(done.program, done.model, tuple(json.loads(done.options).items()), done.threshold)
            for item in _items(corpus, name, wanted):
                counts[_store(ledger, item, run)] += 1
            told(done)
    return counts


_Item = UnreadableDocument | tuple[Document, Callable[[], Record] | None]  # None: a notice or a further appearance


def _store(ledger: Ledger, item: _Item, run: Run) -> str:
    if isinstance(item, UnreadableDocument):
        ledger.reject(item, run)
        return "set aside"
    doc, record = item
    if is_alone(doc):
        return ledger.notify(doc, run)
    return ledger.note(doc, run) or (ledger.add(record(), run) if record else "known")


def _items(corpus: Corpus, shard: str, wanted: Slice) -> Iterator[_Item]:
    documents = {row["id"]: row for row in corpus.table("documents", shard).to_pylist() if wanted.holds(row)}
    tables = {name: _by_document(corpus, name, shard, documents) for name in _FINDINGS}
    if wanted.speaker is not None:
        documents = {ident: row for ident, row in documents.items() if _speaks(tables, ident, wanted.speaker)}
    for row in corpus.table("appearances", shard).to_pylist():
        ident = row["document"]
        if ident in documents:
            rows: Rows = {name: table.get(ident, []) for name, table in tables.items()}
            doc = _document(documents[ident]["text"], row, rows["notices"])
            yield doc, partial(record_of, doc, rows) if row["read_as"] else None
    if wanted.is_all:
        for row in corpus.table("notices", shard).to_pylist():
            if row["document"] is None:
                yield Document("", source=row["address"], wire=_wire(row)), None
        for row in corpus.table("rejected", shard).to_pylist():
            yield UnreadableDocument(row["address"], row["reason"], row["place"])


def _by_document(corpus: Corpus, table: str, shard: str, wanted: Mapping[str, Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for batch in corpus.table(table, shard).to_batches():
        for row in batch.to_pylist():
            if row["document"] in wanted:
                found[row["document"]].append(row)
    return found


def _speaks(tables: Mapping[str, Mapping[str, list[Row]]], ident: str, speaker: str) -> bool:
    key = name_key(speaker)
    named = {
        row["id"]
        for row in tables["entities"].get(ident, ())
        if speaker in (row["actor"], row["link"]) or name_key(row["name"]) == key
    }
    return any(row["speaker"] in named for row in tables["statements"].get(ident, ()))


def _document(text: str, row: Row, notices: list[Row]) -> Document:
    """The document of a row of `appearances`."""
    wire = next((_wire(notice) for notice in notices if notice["address"] == row["address"]), None)
    return Document(text, source=row["address"], **{name: row[name] for name in METADATA}, wire=wire)


def _wire(row: Row) -> Wire:
    plain = dict(row) | {"version": row["version"] or None, "coverage": json.loads(row["coverage"])}
    found: Wire = from_json(Wire, plain)
    return found


def record_of(doc: Document, rows: Rows) -> Record:
    """The record of a document from its rows in the views."""
    parts: dict[tuple[str, str], list[Participant]] = defaultdict(list)
    for row in sorted(rows["participants"], key=lambda row: row["number"]):
        parts[row["event"], row["part"]].append(Participant(row["entity"], Span(row["start"], row["stop"])))
    return Record(
        doc,
        tuple(
            Entity(
                row["id"], row["name"], row["type"],
                tuple(Role(role["text"], Span(*role["span"])) for role in json.loads(row["roles"])),
                Link(row["link"], row["link_basis"]) if row["link"] else None,
                tuple(Mention(Span(*mention["span"]), mention["kind"]) for mention in json.loads(row["mentions"])),
            )
            for row in rows["entities"]
        ),
        tuple(
            Time(
                row["id"], Span(row["start"], row["stop"]), row["type"], row["value"], row["begins"], row["ends"],
            )
            for row in rows["times"]
        ),
        tuple(
            Statement(
                row["id"], _spans(row["source_spans"]), _spans(row["cue_spans"]), _spans(row["content_spans"]),
                row["form"], row["kind"], row["polarity"], row["speaker"],
                None if row["said_begins"] is None else Interval(row["said_begins"], row["said_ends"]),
                row["within"], row["confidence"],
            )
            for row in rows["statements"]
        ),
        tuple(
            Event(
                row["id"], Span(*json.loads(row["trigger_span"])), row["type"], row["mode"],
                tuple(parts[row["id"], "actor"]), tuple(parts[row["id"], "recipient"]), row["time_id"],
                row["place_entity"], row["status"],
                Span(*json.loads(row["status_cue_span"])) if row["status_cue_span"] else None,
                row["according_to"], row["confidence"],
            )
            for row in rows["events"]
        ),
        tuple(
            Position(
                row["id"], row["holder"], row["relation"], row["polarity"],
                PositionObject(Span(*json.loads(row["object_span"])), row["object_entity"]),
                _spans(row["evidence_spans"]), row["according_to"], row["as_of"], row["confidence"],
            )
            for row in rows["positions"]
        ),
    )  # fmt: skip


def _spans(stored: str) -> Spans:
    return tuple(Span(start, stop) for start, stop in json.loads(stored))
