"""A shard of documents to Arrow tables: the ledger's views, a document at a time, and what joins documents later.

>>> for name, table in tables_of([record], Run("0.1.0", "5f2c9a0b11d3e4f6")):   # doctest: +SKIP
...     print(name, table.num_rows)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from onrecord.export.tables import arrow_schema, arrow_table
from onrecord.ledger.connect import MEMORY
from onrecord.ledger.notices import is_alone
from onrecord.ledger.store import Ledger, Run
from onrecord.record import Document, Record, UnreadableDocument

Outcome = Record | UnreadableDocument | Document  # a bare Document is a notice, or a further appearance of a text

# Views of the ledger that one document fills. The others speak of several, and are asked for over all shards.
VIEWS = (
    "documents", "appearances", "entities", "times", "statements", "positions", "events", "participants", "notices",
    "runs",
)  # fmt: skip
# What joins documents, as onrecord.ledger.identity and onrecord.ledger.stories keep it.
EVIDENCE = {
    "handles": "SELECT document.id AS document, entity.id AS entity, actor.id AS actor, actor.handle, actor.strength,"
    " actor.name, actor.type, actor.link FROM entity JOIN document ON document.key = entity.document"
    " JOIN actor ON actor.key = entity.actor ORDER BY entity.key",
    "claims": "SELECT document.id AS document, actor.id AS actor, claim.handle, claim.entities FROM document, claim"
    " JOIN actor ON actor.key = claim.actor ORDER BY claim.handle, actor.id",
    "samples": "SELECT document.id AS document, folded.day AS ordinal, shingle.hash, folded.samples FROM folded"
    " JOIN document ON document.key = folded.document JOIN shingle ON shingle.document = folded.document"
    " ORDER BY shingle.hash",
}
# Keys are in the order of time; a record has its findings in the order of the text.
_IN_TEXT = " AS shown JOIN {table} ON {table}.id = shown.id ORDER BY {table}.number"
_ORDERED = {name: _IN_TEXT.format(table=name[:-1]) for name in ("statements", "positions", "events")}
TABLES = {view: f"SELECT {'shown.' * (view in _ORDERED)}* FROM {view}{_ORDERED.get(view, '')}" for view in VIEWS}
TABLES |= EVIDENCE
# What is no view: documents set aside, and web pages passed over, counted by reason.
OWN = {"rejected": ("address", "place", "reason"), "passed_over": ("reason", "pages")}
# A row names the actor of its own handle here: which actors are one is decided over all documents.
_APART = "UPDATE actor SET joined = NULL, basis = NULL, identity = key"
_AT_ONCE = 256  # documents in a row group; also bounds memory …
_CHARACTERS = 2_000_000  # … with the length of their texts

Rows = list[tuple[Any, ...]]


def tables_of(
    outcomes: Iterable[Outcome], run: Run, passed_over: Mapping[str, int] = MappingProxyType({})
) -> Iterator[tuple[str, Any]]:
    """(table, Arrow table), part by part, every table at least once, so that an empty one has its columns too.

    `passed_over` may be counted while the outcomes are made. `appearances` of `documents` is 1 throughout: how many
    there are is known when the shard has ended.
    """
    held: dict[str, Rows] = {name: [] for name in (*TABLES, *OWN)}
    documents = characters = 0
    for outcome in outcomes:
        try:
            for name, rows in _rows_of(outcome, run).items():
                held[name] += rows
        except UnreadableDocument as error:  # rows that do not hold together
            held["rejected"].append(_rejected(error))
        if isinstance(outcome, Record):
            documents, characters = documents + 1, characters + len(outcome.document.text)
        if documents >= _AT_ONCE or characters >= _CHARACTERS:
            for name, rows in held.items():
                if rows and name != "runs":
                    yield name, arrow_table(schema(name), rows)
                    held[name] = []
            documents = characters = 0
    held["runs"] = held["runs"][:1]  # the same for all
    held["passed_over"] = sorted(passed_over.items())
    for name, rows in held.items():
        yield name, arrow_table(schema(name), rows)


@cache
def schema(name: str) -> Any:
    """The Arrow schema of a table; OutputFailed where there is no pyarrow."""
    if name in OWN:
        return arrow_schema(OWN[name])
    with Ledger(MEMORY) as ledger:
        return arrow_schema([column[0] for column in ledger.connection.execute(TABLES[name]).description])


def _rows_of(outcome: Outcome, run: Run) -> dict[str, Rows]:
    if isinstance(outcome, UnreadableDocument):
        return {"rejected": [_rejected(outcome)]}
    if isinstance(outcome, Document):
        with Ledger(MEMORY, clock=_no_time) as ledger:
            if is_alone(outcome):
                ledger.notify(outcome, run)
            else:
                ledger.add(Record(outcome), run)
            rows = {name: ledger.ask(TABLES[name]) for name in ("appearances", "notices")}
        read_as = schema("appearances").get_field_index("read_as")
        return rows | {"appearances": [(*row[:read_as], 0, *row[read_as + 1 :]) for row in rows["appearances"]]}
    with Ledger(MEMORY, clock=_no_time) as ledger:
        ledger.add(outcome, run)
        ledger.connection.execute(_APART)
        return {name: ledger.ask(sql) for name, sql in TABLES.items()}


def _no_time() -> str:
    """A corpus has no clock: the same bytes whenever it is read."""
    return ""


def _rejected(error: UnreadableDocument) -> tuple[str, str, str]:
    address, place, reason = (
        part.encode(errors="backslashreplace").decode() for part in (error.source, error.place, error.reason)
    )
    return address, place, reason


def with_appearances(documents: Any, counts: dict[str, int]) -> Any:
    """A table of documents with how often each appears in its shard."""
    import pyarrow as arrow

    place = documents.schema.get_field_index("appearances")
    values = arrow.array([counts[ident] for ident in documents["id"].to_pylist()], arrow.int64())
    return documents.set_column(place, documents.schema.field(place), values)
