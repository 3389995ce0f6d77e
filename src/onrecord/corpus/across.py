"""What takes more than one document: who is who, wire copies and counts over a whole corpus, by DuckDB or Spark.

The engine does what grows with the corpus, as SQL (`onrecord.corpus.views`) and as a function over batches. What is
left is decided here, by the ledger's own code: actors that may be one, and pairs of dispatches that were found alike.

    >>> with DuckDB() as engine:                     # doctest: +SKIP
    ...     across(engine, Corpus("tables"))
    ...     engine.query("SELECT * FROM speakers ORDER BY statements DESC LIMIT 20")
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from types import TracebackType
from typing import Any, Protocol, Self

from onrecord.corpus import views
from onrecord.corpus.store import MARKER, Corpus
from onrecord.corpus.tables import OWN, TABLES, schema
from onrecord.ledger import identity
from onrecord.ledger.connect import MEMORY
from onrecord.ledger.handles import Handle, Strength
from onrecord.ledger.store import Ledger
from onrecord.ledger.stories import Match, chosen
from onrecord.ledger.syndication import fingerprint, overlap, same_dispatch
from onrecord.output import OutputFailed
from onrecord.queries import Answer

INSTALL = "pip install 'onrecord[corpus]'"
_BATCH = 1000  # pairs whose texts are held at a time
ALIKE = ("one", "other", "one_day", "other_day", "contained", "one_share", "other_share")


class Engine(Protocol):
    """What runs SQL over Parquet: `DuckDB` here, `onrecord.spark.SparkEngine` on a cluster."""

    def table(self, name: str, folder: str) -> None:
        """Name the Parquet files below a folder, whose path tells `shard`."""

    def view(self, name: str, sql: str) -> None: ...

    def give(self, name: str, table: Any) -> None:
        """Name an Arrow table."""

    def query(self, sql: str) -> Iterator[Any]:
        """Record batches."""

    def map(self, sql: str, function: Callable[[Iterable[Any]], Iterator[Any]], made: Any) -> Iterator[Any]:
        """The record batches, of schema `made`, that a function makes of those of a query."""


class DuckDB:
    """A database in memory over the files of a corpus. OutputFailed where DuckDB is missing."""

    def __init__(self) -> None:
        try:
            import duckdb
        except ImportError:
            raise OutputFailed(f"this needs DuckDB: {INSTALL}") from None
        self.connection = duckdb.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def table(self, name: str, folder: str) -> None:
        place = f"{folder}/*/*.parquet".replace("'", "''")
        self.view(name, f"SELECT * FROM read_parquet('{place}', hive_partitioning = true, hive_types_autocast = false)")

    def view(self, name: str, sql: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")

    def give(self, name: str, table: Any) -> None:
        self.connection.register(name, table)

    def query(self, sql: str) -> Iterator[Any]:
        yield from self.connection.sql(sql).to_arrow_reader(_BATCH)

    def map(self, sql: str, function: Callable[[Iterable[Any]], Iterator[Any]], made: Any) -> Iterator[Any]:
        return function(self.query(sql))


def across(engine: Engine, corpus: Corpus) -> None:
    """Give an engine the views of a corpus: those of a ledger, with who is who, copies, stories and speakers."""
    if not corpus.shards():
        raise OutputFailed(f"{corpus.address} holds no corpus: it has no shards that are done")
    for name in (*TABLES, *OWN, MARKER):
        engine.table(f"all_{name}", corpus.folder(name))
    engine.view("reading", views.READING)
    engine.view("appearances", views.appearances_sql(schema("appearances").names))
    engine.view("documents", views.documents_sql(schema("documents").names))
    engine.give("identities", identities(engine))
    for name, sql in views.findings_sql({name: schema(name).names for name in TABLES}).items():
        engine.view(name, sql)
    for name, sql in views.BEFORE.items():
        engine.view(name, sql)
    engine.give("folds", folds(engine))
    for name, sql in views.AFTER.items():
        engine.view(name, sql)


def asked(engine: DuckDB, query: str, limit: int) -> Answer:
    """At most so many rows of a SELECT over the views. ValueError where the query is none, or is wrong."""
    import duckdb

    try:
        # Within another one, nothing but a SELECT can stand.
        found = engine.connection.sql(f"SELECT * FROM ({query.strip().rstrip(';')}) AS asked LIMIT {limit}")
        return Answer(tuple(found.columns), tuple(found.fetchall()))
    except duckdb.Error as error:
        raise ValueError(f"the query cannot be answered: {error}") from error


def identities(engine: Engine) -> Any:
    """(actor, identity, name, type, link): what each actor known beyond a document is, decided as a ledger decides."""
    import pyarrow as arrow

    with Ledger(MEMORY) as ledger, closing(ledger.connection.cursor()) as cursor:
        keys: dict[str, int] = {}
        for batch in engine.query(views.KNOWN):
            for row in batch.to_pylist():
                handle = Handle(row["handle"], Strength(row["strength"]), row["link"])
                keys[row["actor"]] = identity.make_actor(ledger.connection, handle, row["name"], row["type"])
        for batch in engine.query(views.CLAIMED):
            rows = [(row["handle"], keys[row["actor"]], row["entities"]) for row in batch.to_pylist()]
            cursor.executemany("INSERT INTO claim (handle, actor, entities) VALUES (?, ?, ?)", rows)
        identity.join(ledger.connection, sorted(keys.values()))
        rows = ledger.ask(
            "SELECT actor.id, root.id, root.name, root.type, root.link FROM actor"
            " JOIN actor AS root ON root.key = actor.identity ORDER BY actor.id"
        )
    names = ("actor", "identity", "name", "type", "link")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return arrow.table([arrow.array(column, arrow.string()) for column in columns], list(names))


def alike(batches: Iterable[Any]) -> Iterator[Any]:
    """Of pairs of dispatches with their texts, those that are one dispatch: record batches of the columns ALIKE."""
    import pyarrow as arrow

    for batch in batches:
        found = []
        for row in batch.to_pylist():
            one, other = fingerprint(row["one_text"]), fingerprint(row["other_text"])
            if same_dispatch(one, other) and same_dispatch(one, other, set(row["hashes"] or ())):
                shared = overlap(one, other)
                shares = (shared.shared / max(1, len(part.shingles)) for part in (one, other))
                found.append((row["one"], row["other"], row["one_day"], row["other_day"], shared.contained, *shares))
        columns = list(zip(*found, strict=True)) or [()] * len(ALIKE)
        kinds = [arrow.string()] * 4 + [arrow.float64()] * 3
        yield arrow.RecordBatch.from_arrays(
            [arrow.array(column, kind) for column, kind in zip(columns, kinds, strict=True)], list(ALIKE)
        )


def folds(engine: Engine) -> Any:
    """(document, story) of every dispatch with a copy: in the order of their dates, each to the story it matches."""
    import pyarrow as arrow

    made = arrow.schema([*((name, arrow.string()) for name in ALIKE[:4]), *((n, arrow.float64()) for n in ALIKE[4:])])
    pairs = [row for batch in engine.map(views.COMPARED, alike, made) for row in batch.to_pylist()]
    days = {row[side]: row[f"{side}_day"] for row in pairs for side in ("one", "other")}
    order = sorted(days, key=lambda ident: (days[ident] is None, days[ident] or "", ident))
    place = {ident: number for number, ident in enumerate(order)}
    earlier: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for row in pairs:
        one, other = place[row["one"]], place[row["other"]]
        later, share = (other, row["other_share"]) if one < other else (one, row["one_share"])
        earlier[later].append((min(one, other), row["contained"], share))
    story = list(range(len(order)))
    for number in range(len(order)):
        matches = [Match(story[other], contained, share) for other, contained, share in sorted(earlier[number])]
        story[number], joined = chosen(number, matches)
        if joined:
            story = [story[number] if one in joined else one for one in story]
    return arrow.table(
        {
            "document": arrow.array(order, arrow.string()),
            "story": arrow.array([order[first] for first in story], arrow.string()),
        }
    )
