"""Documents in, records out, in the order of the input: the same records whatever the number of processes.

Each process holds one Reader. The documents in flight are bounded, so memory stays flat over any number of them. A
document that cannot be read passes through in its place as an `UnreadableDocument` value; anything else stops the run.

    >>> for outcome in read_documents([Document('"No," she said.')]):   # doctest: +SKIP
    ...     print(outcome)
"""

from __future__ import annotations

import ctypes
import functools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from onrecord.record import Document, Record, UnreadableDocument

IN_FLIGHT = (
    4  # documents a process: enough that none waits for work behind one long document, few enough to hold in memory
)


class Reads(Protocol):
    def read(self, doc: Document) -> Record: ...


class WorkerDied(Exception):
    """A reading process ended without an answer."""


def read_documents(
    documents: Iterable[Document | UnreadableDocument],
    *,
    jobs: int = 1,
    make_reader: Callable[[], Reads] | None = None,
) -> Generator[Record | UnreadableDocument, None, None]:
    """The record of each document, in order; `jobs` processes, 0 for one a core.

    `make_reader` is called once a process; it must be importable there (no lambda). With more than one process the
    calling script needs the usual `if __name__ == "__main__":`, because each process is started afresh: the inference
    library does not survive a fork.
    """
    make_reader = make_reader or PackagedReader()
    jobs = jobs or available_cores()
    return _read_here(documents, make_reader) if jobs == 1 else _read_in_processes(documents, jobs, make_reader)


def available_cores() -> int:
    """The cores that this process may use, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def confident(record: Record, min_confidence: float) -> Record:
    """The record without the rows below `min_confidence`, nor the rows that hang from one.

    What stands within a statement goes with it: kept alone, "A says that B said" would read as "B said".
    """
    low = {statement.id for statement in record.statements if statement.confidence < min_confidence}
    while nested := {statement.id for statement in record.statements if statement.within in low} - low:
        low |= nested
    return replace(
        record,
        statements=tuple(statement for statement in record.statements if statement.id not in low),
        events=tuple(
            event for event in record.events if event.confidence >= min_confidence and event.according_to not in low
        ),
        positions=tuple(
            position
            for position in record.positions
            if position.confidence >= min_confidence and position.according_to not in low
        ),
    )


@dataclass(frozen=True, slots=True)
class PackagedReader:
    """Makes a reader with the weights of this package, and with the rows of a lexicon of one's own."""

    lexicon: Path | None = None

    def __call__(self) -> Reads:
        from onrecord.read import Reader  # loads the inference library, which `onrecord --help` can do without

        return Reader(lexicon=self.lexicon)


def read_one(reader: Reads, doc: Document) -> Record | UnreadableDocument:
    try:
        return reader.read(doc)
    except UnreadableDocument as unreadable:
        return unreadable
    except Exception as error:
        error.add_note(f"onrecord: this happened while reading {doc.source or 'a document without a source'}")
        raise


def _read_here(
    documents: Iterable[Document | UnreadableDocument], make_reader: Callable[[], Reads]
) -> Generator[Record | UnreadableDocument, None, None]:
    reader: Reads | None = None
    for item in documents:
        if isinstance(item, UnreadableDocument):
            yield item
        else:
            reader = reader or make_reader()
            yield read_one(reader, item)


def _read_in_processes(
    documents: Iterable[Document | UnreadableDocument], jobs: int, make_reader: Callable[[], Reads]
) -> Generator[Record | UnreadableDocument, None, None]:
    waiting: deque[tuple[str, Future[Record | tuple[str, str, str]]] | UnreadableDocument] = deque()

    def next_outcome() -> Record | UnreadableDocument:
        head = waiting.popleft()
        if isinstance(head, UnreadableDocument):
            return head
        source, future = head
        try:
            answer = future.result()
        except BrokenProcessPool:
            raise WorkerDied(
                f"a reading process ended without an answer at or after {source or 'a document without a source'}: "
                "it may have run out of memory; try again with --jobs 1"
            ) from None
        return answer if isinstance(answer, Record) else UnreadableDocument(*answer)

    with processes(jobs) as pool:
        for item in documents:
            if isinstance(item, UnreadableDocument):
                waiting.append(item)
            else:
                with interrupt_held():
                    waiting.append((item.source, _submit(pool, item, make_reader)))
            if len(waiting) >= jobs * IN_FLIGHT:
                yield next_outcome()
        while waiting:
            yield next_outcome()


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that are started afresh when first needed, and end with the block or with this process."""
    alive, keep_alive = multiprocessing.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), initializer=_end_with_parent, initargs=(alive,)
    )
    try:
        yield pool
    finally:
        keep_alive.close()
        pool.shutdown(wait=True, cancel_futures=True)
        alive.close()


def _submit(
    pool: ProcessPoolExecutor, doc: Document, make_reader: Callable[[], Reads]
) -> Future[Record | tuple[str, str, str]]:
    try:
        return pool.submit(_read_in_worker, make_reader, doc)
    except BrokenProcessPool as broken:
        failed: Future[Record | tuple[str, str, str]] = Future()
        failed.set_exception(broken)
        return failed  # the documents before it still get their answers, and the first without one is named


@contextmanager
def interrupt_held() -> Iterator[None]:
    """Ctrl-C waits; a process started meanwhile never receives it, so that only the parent answers, and once."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent(alive: Connection) -> None:
    """End this process when the parent closes its end of the pipe, or dies."""

    def wait() -> None:
        alive.poll(None)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library than GNU's
        return None
    return found


def give_back() -> None:
    """Hand what is free back to the system: GNU's allocator keeps the pieces between buffers of changing sizes.

    After 100 articles of 200 words a process held 234 MB, and 140 MB once this was called; it takes 10 ms.
    """
    if trim := _trim():
        trim(0)


reader_of_process = functools.cache(lambda make_reader: make_reader())  # one reader a process, whatever it is given


def _read_in_worker(make_reader: Callable[[], Reads], doc: Document) -> Record | tuple[str, str, str]:
    outcome = read_one(reader_of_process(make_reader), doc)
    if isinstance(outcome, UnreadableDocument):  # an exception of three arguments does not survive pickling
        return outcome.source, outcome.reason, outcome.place
    return outcome
