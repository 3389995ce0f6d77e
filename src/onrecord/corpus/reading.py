"""Shards read by this machine: each input file is one, each process takes the next and reads all of it.

What is done can be told, so the same command goes on after an interruption. A shard in which something unforeseen
happens is set aside with what happened, and the others are read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from onrecord.corpus.store import Corpus, Done, Reading, Shard
from onrecord.corpus.tables import Outcome
from onrecord.intake import IntakeOptions, documents, documents_of
from onrecord.intake.walk import display, files
from onrecord.ledger.notices import is_alone
from onrecord.ledger.store import Run
from onrecord.output import OutputFailed
from onrecord.record import Document, Record, UnreadableDocument
from onrecord.run import (
    PackagedReader,
    Reads,
    WorkerDied,
    available_cores,
    give_back,
    interrupt_held,
    processes,
    read_one,
    reader_of_process,
)

_BETWEEN = 16  # documents read until memory is handed back
# Of the intake's options, those that no row depends on: how hosts are asked, which a corpus never does.
_OF_HOSTS = frozenset(("timeout_s", "redirects", "local_addresses", "fetch_pages", "delay_s"))


@dataclass(frozen=True, slots=True)
class Failed:
    """A shard that was set aside: what happened, in one line."""

    shard: Shard
    reason: str


def shards_below(paths: Iterable[str | Path]) -> Iterator[Shard | UnreadableDocument]:
    """A shard for each file of the paths, in order of name, each once."""
    met: set[Path] = set()
    for path in paths:
        for file in files(Path(path).absolute()):
            if isinstance(file, UnreadableDocument):
                yield file
            elif file not in met:
                met.add(file)
                yield Shard(display(file), file.stat().st_size)


def outcomes(found: Iterable[Document | UnreadableDocument], reader: Reads) -> Iterator[Outcome]:
    """What is read of the documents of a shard: a text that comes again is a further appearance, not read again."""
    read: dict[str, str] = {}  # id → address
    again: set[tuple[str, str]] = set()
    for item in found:
        if isinstance(item, UnreadableDocument) or is_alone(item):
            yield item
            continue
        ident = item.id
        if ident not in read:
            outcome = read_one(reader, item)
            if len(read) % _BETWEEN == 0:
                give_back()
            if isinstance(outcome, Record):
                read[ident] = item.source
            yield outcome
        elif read[ident] != item.source and (ident, item.source) not in again:
            again.add((ident, item.source))
            yield item


def asked(options: IntakeOptions) -> str:
    """The options that rows depend on, as JSON."""
    return json.dumps({name: value for name, value in asdict(options).items() if name not in _OF_HOSTS})


def is_done(corpus: Corpus, shard: Shard, run: Run, options: IntakeOptions) -> Done | None:
    """What was read of a shard before, where the same program, model and options read a file of the same size."""
    done = corpus.done(shard.name)
    same = done and (done.size, done.asked, done.program, done.model, done.options, done.threshold) == (
        shard.size, asked(options), run.program, run.model, run.options_json, run.threshold,
    )  # fmt: skip
    return done if same else None


def read_corpus(
    shards: Iterable[Shard],
    corpus: Corpus,
    run: Run,
    *,
    options: IntakeOptions,
    jobs: int = 1,
    make_reader: Callable[[], Reads] | None = None,
) -> Iterator[Done | Failed]:
    """Read shards, whether they are done or not (`is_done` tells); yields each as it ends. `jobs` 0: one a core.

    WorkerDied where a process ends without an answer: what is done stays done.
    """
    jobs = jobs or available_cores()
    make = make_reader or PackagedReader()
    if jobs == 1:
        for shard in shards:
            yield _read_here(corpus.address, shard, run, options, make)
        return
    with processes(jobs) as pool:
        futures: list[Future[Done | Failed]] = []
        for shard in shards:
            with interrupt_held():
                futures.append(pool.submit(_read_here, corpus.address, shard, run, options, make))
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                raise WorkerDied(
                    "a reading process ended without an answer: it may have run out of memory; the same command goes on"
                    " with the shards that are not done"
                ) from None


def _read_here(
    address: str, shard: Shard, run: Run, options: IntakeOptions, make_reader: Callable[[], Reads]
) -> Done | Failed:
    return read_shard(Corpus(address), shard, run, options, reader_of_process(make_reader))


def read_shard(
    corpus: Corpus, shard: Shard, run: Run, options: IntakeOptions, reader: Reads, *, raw: IO[bytes] | None = None
) -> Done | Failed:
    """Read the documents of a shard, from `raw` where it is given, and write its tables.

    OutputFailed where they cannot be written; whatever else happens is said by `Failed`.
    """
    passed_over: Counter[str] = Counter()
    found = (
        documents(shard.source, options, passed_over=passed_over)
        if raw is None
        else documents_of(raw, shard.source, options, passed_over=passed_over)
    )
    try:
        return corpus.write(shard, Reading(outcomes(found, reader), passed_over, run, asked(options)))
    except OutputFailed:
        raise  # no other shard could be written either
    except Exception as error:
        notes = "; ".join(getattr(error, "__notes__", ()))
        return Failed(shard, f"{type(error).__name__}: {error}" + (f" ({notes})" if notes else ""))
