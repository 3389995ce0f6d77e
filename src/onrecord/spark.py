"""A corpus read by Spark: the shards, functions and tables of `onrecord.corpus`, a task a shard, by `mapInArrow`.

    from pyspark.sql import SparkSession
    from onrecord import spark as onrecord_spark

    session = SparkSession.builder.getOrCreate()
    report = onrecord_spark.read_corpus(session, ["s3a://crawl/2024/02/05/"], "s3://bucket/tables")

Files under a path without a scheme are opened by the executors, which must all see them, and are read as streams. Files
of any other address come through Spark's own reader `binaryFile`, whole and one at a time, with whatever access the
session has. The weights are broadcast, and loaded once in each Python worker, which computes with one thread: give
Spark one task a core. Executors need the package (`pip install 'onrecord[spark]'`). docs/corpus.md has a runbook.
"""

from __future__ import annotations

import functools
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    import pyarrow
    from pyspark import SparkFiles
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.pandas.types import from_arrow_schema
except ImportError:
    raise ImportError("onrecord.spark needs pyspark and pyarrow: pip install 'onrecord[spark]'") from None

from onrecord.corpus.reading import Failed, is_done, read_shard, shards_below
from onrecord.corpus.store import Corpus, Done, Shard
from onrecord.intake import IntakeOptions
from onrecord.ledger.adding import run_of
from onrecord.ledger.store import Run
from onrecord.model import FILES, FOLDER, model_hash
from onrecord.record import UnreadableDocument
from onrecord.run import Reads

_SCHEME = re.compile(r"(?!file:)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_REPORT = "shard string, failed string"
# A task holds one file: in a batch, and in a partition, there is no more.
_ONE_BY_ONE = {"spark.sql.execution.arrow.maxRecordsPerBatch": "1", "spark.sql.files.maxPartitionBytes": "1"}
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the shards: read now, known before, set aside with what happened, and paths without a file."""

    read: tuple[Done, ...]
    known: tuple[Done, ...]
    failed: tuple[Failed, ...]
    missing: tuple[UnreadableDocument, ...]


@dataclass(frozen=True)
class _Task:
    """What every task needs; travels to the executors once a task, and so is small."""

    out: str
    run: Run
    options: IntakeOptions
    weights: Any  # a broadcast of file name → bytes
    model: str  # hash
    make_reader: Callable[[Path], Reads]


def read_corpus(
    session: SparkSession,
    paths: Iterable[str],
    out: str,
    *,
    options: IntakeOptions | None = None,
    model: Path = FOLDER,
    make_reader: Callable[[Path], Reads] | None = None,
) -> Report:
    """Read the files below the paths into the corpus `out`; shards that are done are passed over.

    `out` is a folder that all executors see, or an address that pyarrow knows (s3://, gs://, hdfs://). `make_reader`
    makes a reader of the folder of weights, once in a Python worker; it must be importable there.
    """
    options = options or IntakeOptions()
    run = run_of(any_language=options.any_language, model=model)
    corpus = Corpus(out)
    given = [str(path) for path in paths]
    shards, missing = _shards(session, given)
    known = {shard: done for shard in shards if (done := is_done(corpus, shard, run, options))}
    pending = [shard for shard in shards if shard not in known]
    weights = session.sparkContext.broadcast({name: (model / name).read_bytes() for name in FILES})
    task = _Task(corpus.address, run, options, weights, model_hash(model), make_reader or _reader)
    rows: list[Any] = []
    try:
        with _configured(session, _ONE_BY_ONE):
            for frame in _frames(session, pending):
                rows += frame.mapInArrow(functools.partial(_read, task), _REPORT).collect()
    finally:
        weights.destroy()
    by_name = {shard.name: shard for shard in pending}
    read = [corpus.done(row.shard) for row in rows if row.failed is None]
    return Report(
        tuple(sorted((done for done in read if done), key=lambda done: done.source)),
        tuple(known.values()),
        tuple(Failed(by_name[row.shard], row.failed) for row in rows if row.failed is not None),
        tuple(missing),
    )


def _shards(session: SparkSession, paths: list[str]) -> tuple[list[Shard], list[UnreadableDocument]]:
    found = list(shards_below(path.removeprefix("file://") for path in paths if not _SCHEME.match(path)))
    shards = [one for one in found if isinstance(one, Shard)]
    if addresses := [path for path in paths if _SCHEME.match(path)]:
        listed = _binary(session, addresses).select("path", "length").collect()
        shards += sorted({Shard(row.path, row.length) for row in listed}, key=lambda shard: shard.source)
    return shards, [one for one in found if isinstance(one, UnreadableDocument)]


def _binary(session: SparkSession, addresses: list[str]) -> DataFrame:
    return session.read.format("binaryFile").option("recursiveFileLookup", "true").load(addresses)


def _frames(session: SparkSession, pending: list[Shard]) -> Iterator[DataFrame]:
    """The shards as rows (path, length, content), a partition each; `content` is null where a task opens the path."""
    if local := [(shard.source, shard.size, None) for shard in pending if not _SCHEME.match(shard.source)]:
        rows = session.sparkContext.parallelize(local, len(local))
        yield session.createDataFrame(rows, "path string, length long, content binary")
    if addresses := [shard.source for shard in pending if _SCHEME.match(shard.source)]:
        yield _binary(session, addresses).select("path", "length", "content")


def _read(task: _Task, batches: Iterable[Any]) -> Iterator[Any]:
    """On an executor: each file of the batches into its tables; one row a shard says how it ended."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    reader = _reader_of_worker(task)
    corpus = Corpus(task.out)
    for batch in batches:
        for row in batch.to_pylist():
            shard = Shard(row["path"], row["length"])
            if is_done(corpus, shard, task.run, task.options):  # by an attempt whose answer was lost
                yield _answer(shard, None)
                continue
            raw = None if row["content"] is None else io.BytesIO(row["content"])
            ended = read_shard(corpus, shard, task.run, task.options, reader, raw=raw)
            yield _answer(shard, ended.reason if isinstance(ended, Failed) else None)


def _answer(shard: Shard, failed: str | None) -> Any:
    return pyarrow.RecordBatch.from_arrays(
        [pyarrow.array([shard.name]), pyarrow.array([failed], pyarrow.string())], ["shard", "failed"]
    )


_readers: dict[tuple[str, Callable[[Path], Reads]], Reads] = {}  # of this Python worker, which outlives its tasks


def _reader_of_worker(task: _Task) -> Reads:
    key = task.model, task.make_reader
    if key not in _readers:
        _readers[key] = task.make_reader(_unpacked(task))
    return _readers[key]


def _unpacked(task: _Task) -> Path:
    """The folder of the weights, which belongs to the executor: unpacked by the first of its workers."""
    folder = Path(SparkFiles.getRootDirectory()) / f"onrecord-{task.model}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            aside = Path(made) / "weights"
            aside.mkdir()
            for name, content in task.weights.value.items():
                (aside / name).write_bytes(content)
            try:
                aside.rename(folder)
            except OSError:  # another worker was first
                if not folder.exists():
                    raise
    return folder


def _reader(folder: Path) -> Reads:
    from onrecord.read import Reader

    return Reader(folder)


class SparkEngine:
    """Runs `onrecord.corpus.across`: SQL and functions over batches by Spark, the rest on the driver."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def table(self, name: str, folder: str) -> None:
        address = folder if _SCHEME.match(folder) else Path(folder).as_uri()
        self.session.read.parquet(address).createOrReplaceTempView(name)

    def view(self, name: str, sql: str) -> None:
        self.session.sql(sql).createOrReplaceTempView(name)

    def give(self, name: str, table: Any) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def query(self, sql: str) -> Iterator[Any]:
        yield from self.session.sql(sql).toArrow().to_batches()

    def map(self, sql: str, function: Callable[[Iterable[Any]], Iterator[Any]], made: Any) -> Iterator[Any]:
        yield from self.session.sql(sql).mapInArrow(function, from_arrow_schema(made)).toArrow().to_batches()


@contextmanager
def _configured(session: SparkSession, wanted: dict[str, str]) -> Iterator[None]:
    before = {name: str(session.conf.get(name)) for name in wanted}
    try:
        for name, value in wanted.items():
            session.conf.set(name, value)
        yield
    finally:
        for name, value in before.items():
            session.conf.set(name, value)
