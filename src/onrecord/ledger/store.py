"""The ledger: documents go in once, for good, and their findings are replaced when they are read again.

One transaction a document, so that an interruption at any moment loses at most the document in hand and doubles none.
Nothing here reads text or prints.

    >>> with Ledger(Path("onrecord.db")) as ledger:   # doctest: +SKIP
    ...     ledger.add(record, Run("0.1.0", "5f2c9a0b11d3e4f6"))
    'added'
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from onrecord.ledger import keys, notices, placing, rows, stories
from onrecord.ledger.connect import BUSY_S, LedgerError, failures_named, open_for_reading, open_for_writing, writing
from onrecord.ledger.migrate import bring_up
from onrecord.record import Document, Record, UnreadableDocument

Outcome = Literal["added", "seen elsewhere", "read again", "known", "noted"]


@dataclass(frozen=True, slots=True)
class Run:
    """What read a document: every finding names one."""

    program: str  # version
    model: str  # hash
    options: tuple[tuple[str, Any], ...] = ()
    threshold: float = 0.0  # statements whose confidence is below it are kept, and marked unsure

    @property
    def options_json(self) -> str:
        return json.dumps(dict(self.options), sort_keys=True)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """One file, opened for writing (made where there is none) or, `read_only`, for questions.

    LedgerError where the file cannot be used or a write fails; what was stored before is then as it was. `clock` gives
    the moment, in UTC, that rows say they were first seen. A Ledger belongs to one thread.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        read_only: bool = False,
        create: bool = True,
        busy_s: float = BUSY_S,
        clock: Callable[[], str] = _now,
    ) -> None:
        self.path = Path(path)
        self.clock = clock
        self.connection = (
            open_for_reading(self.path, busy_s=busy_s)
            if read_only
            else open_for_writing(self.path, bring_up, create=create, busy_s=busy_s)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    def ask(self, sql: str, parameters: dict[str, Any] | tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows that `sql` gives."""
        with failures_named(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    # Writing.

    def add(self, record: Record, run: Run) -> Outcome:
        """Store a record. UnreadableDocument where its rows do not hold together; nothing of it is then stored.

        A text that is known is not stored twice: another address of it becomes a further appearance. Its findings are
        replaced by those of `record` where `run` is another one, or where the date or other facts of the document have
        changed.
        """
        rows.check(record)
        doc = record.document
        with failures_named(self.path), writing(self.connection):
            run_key = self._run(run)
            known = self._find(doc.id)
            outcome: Outcome = "added" if known is None else self._add_again(known, record, run, run_key)
            document = self._insert(record, run, run_key) if known is None else known[0]
            notices.keep(self.connection, doc, document, seen=self.clock(), run=run_key)
            return outcome

    def note(self, doc: Document, run: Run) -> Outcome | None:
        """What the ledger already knows of a document, and its appearance noted; None where it must be read.

        A text that stands in the ledger is not read again, whatever read it, unless its facts have changed since.
        """
        with failures_named(self.path):
            known = self._find(doc.id)
            if known is None:
                return None
            document, appearance, _ = known
            own = self._appearance(document, doc)
            same = own is not None and _nothing_new(own, doc)
            if same and doc.wire is None:
                return "known"
            if own and own[0] == appearance and not same:
                return None
            with writing(self.connection):
                if own is None and self._appearance(document, doc) is None:
                    self._insert_appearance(document, doc, self._run(run))
                elif own and not same:
                    self._update_appearance(own[0], doc)
                news = notices.keep(self.connection, doc, document, seen=self.clock(), run=self._run(run))
            return "noted" if same and news else "known" if same else "seen elsewhere"

    def notify(self, doc: Document, run: Run) -> Outcome:
        """Keep a notice that brings no dispatch of its own, such as a kill, and what follows from it."""
        with failures_named(self.path), writing(self.connection):
            news = notices.keep(self.connection, doc, None, seen=self.clock(), run=self._run(run))
        return "noted" if news else "known"

    def reject(self, unreadable: UnreadableDocument, run: Run) -> None:
        """Note a document that could not be read, with its reason."""
        facts = tuple(_storable(part) for part in (unreadable.source, unreadable.place, unreadable.reason))
        with failures_named(self.path):
            if self.ask("SELECT 1 FROM rejected WHERE address = ? AND place = ? AND reason = ?", facts):
                return
            with writing(self.connection):
                self.connection.execute(
                    "INSERT OR IGNORE INTO rejected VALUES (?, ?, ?, ?, ?)", (*facts, self.clock(), self._run(run))
                )

    # Reading back.

    def record(self, document_id: str) -> Record:
        """The record of a document, as it was added; KeyError where there is none."""
        known = self._find(document_id)
        if known is None:
            raise KeyError(document_id)
        record = rows.restore(self.connection, known[0])
        return replace(record, document=notices.with_wire(self.connection, record.document))

    def unread_by(self, run: Run) -> Iterator[Document]:
        """The documents whose findings another program or model made, oldest first; may be added to meanwhile."""
        where = "document.run NOT IN (SELECT key FROM run WHERE program = ? AND model = ?)"
        last = 0
        while True:
            found = self.ask(
                f"SELECT key FROM document WHERE {where} AND key > ? ORDER BY key LIMIT 1",
                (run.program, run.model, last),
            )
            if not found:
                return
            last = found[0][0]
            yield notices.with_wire(self.connection, rows.restore_document(self.connection, last))

    def count_unread_by(self, run: Run) -> int:
        where = "run NOT IN (SELECT key FROM run WHERE program = ? AND model = ?)"
        return int(self.ask(f"SELECT count(*) FROM document WHERE {where}", (run.program, run.model))[0][0])

    def backup(self, target: Path) -> None:
        """A copy of the whole ledger, also while others write to it; `target` appears when it is complete."""
        part = target.with_name(f".{target.name}.part")
        part.unlink(missing_ok=True)
        try:
            with failures_named(target), closing(sqlite3.connect(part)) as copy:
                self.connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            part.replace(target)
        except OSError as error:
            raise LedgerError(f"{target}: cannot be written: {error.strerror or error}") from error
        finally:
            for rest in ("", "-wal", "-shm", "-journal"):
                Path(f"{part}{rest}").unlink(missing_ok=True)

    # Parts of a transaction.

    def _add_again(self, known: tuple[int, int, int], record: Record, run: Run, run_key: int) -> Outcome:
        """What a text that is known gives anew."""
        doc = record.document
        document, appearance, stored_run = known
        own = self._appearance(document, doc)
        if own is None:
            self._insert_appearance(document, doc, run_key)
            return "seen elsewhere"
        if own[0] != appearance:
            self._update_appearance(own[0], doc)
            return "known" if _nothing_new(own, doc) else "seen elsewhere"
        if stored_run == run_key and _nothing_new(own, doc):
            return "known"
        self._replace(document, record, run, run_key)
        return "read again"

    def _insert(self, record: Record, run: Run, run_key: int) -> int:
        doc = record.document
        document = rows.first_free(self.connection, "document")
        (appearance,) = keys.assigned(self.connection, "appearance", [rows.day_of(doc.published)])
        self.connection.execute(
            "INSERT INTO document (key, id, appearance, run, text) VALUES (?, ?, ?, ?, ?)",
            (document, doc.id, appearance, run_key, doc.text),
        )
        self._insert_appearance(document, doc, run_key)
        rows.index_document(self.connection, document)
        placing.place(self.connection, document, record, run.threshold)
        stories.place(self.connection, document, record.document.text, record.document.published)
        return document

    def _replace(self, document: int, record: Record, run: Run, run_key: int) -> None:
        placing.displace(self.connection, document)
        rows.index_document(self.connection, document, "delete")
        own = self._appearance(document, record.document)
        assert own is not None
        self._update_appearance(own[0], record.document)
        rows.index_document(self.connection, document)
        self.connection.execute("UPDATE document SET run = ? WHERE key = ?", (run_key, document))
        placing.place(self.connection, document, record, run.threshold)
        stories.place(self.connection, document, record.document.text, record.document.published)

    def _run(self, run: Run) -> int:
        facts = (run.program, run.model, run.options_json, run.threshold)
        where = "SELECT key FROM run WHERE program = ? AND model = ? AND options = ? AND threshold = ?"
        row = self.connection.execute(where, facts).fetchone()
        if row is None:
            self.connection.execute("INSERT INTO run (program, model, options, threshold) VALUES (?, ?, ?, ?)", facts)
            row = self.connection.execute(where, facts).fetchone()
        return int(row[0])

    def _find(self, document_id: str) -> tuple[int, int, int] | None:
        row = self.connection.execute(
            "SELECT key, appearance, run FROM document WHERE id = ?", (document_id,)
        ).fetchone()
        return row and tuple(row)

    def _appearance(self, document: int, doc: Document) -> tuple[Any, ...] | None:
        row = self.connection.execute(
            f"SELECT key, {', '.join(rows.METADATA)} FROM appearance WHERE address = ? AND document = ?",
            (doc.source, document),
        ).fetchone()
        return row and tuple(row)

    def _insert_appearance(self, document: int, doc: Document, run_key: int) -> None:
        day = rows.day_of(doc.published)
        (key,) = keys.assigned(self.connection, "appearance", [day])
        values = (key, document, doc.source, *_facts(doc), day, self.clock(), run_key)
        self.connection.execute(
            f"INSERT INTO appearance (key, document, address, {', '.join(rows.METADATA)}, day, seen, run) "
            f"VALUES ({', '.join('?' * len(values))})",
            values,
        )

    def _update_appearance(self, appearance: int, doc: Document) -> None:
        """Its facts as they are now; with another day it has another key."""
        day, key = rows.day_of(doc.published), appearance
        if keys.low(day) != keys.minute_of(appearance):
            (key,) = keys.assigned(self.connection, "appearance", [day])
        self.connection.execute(
            f"UPDATE appearance SET key = ?, {', '.join(f'{name} = ?' for name in rows.METADATA)}, day = ? "
            "WHERE key = ?",
            (key, *_facts(doc), day, appearance),
        )
        self.connection.execute("UPDATE document SET appearance = ? WHERE appearance = ?", (key, appearance))


def _facts(doc: Document) -> tuple[str | None, ...]:
    return tuple(getattr(doc, name) for name in rows.METADATA)


def _nothing_new(own: tuple[Any, ...], doc: Document) -> bool:
    """Whether all that is now said of a document is what its appearance says; what is no longer said is no news."""
    return all(new is None or new == old for old, new in zip(own[1:], _facts(doc), strict=True))


def _storable(words: str) -> str:
    """Words as SQLite can hold them: a file name can hold bytes that are no text."""
    return words.encode(errors="backslashreplace").decode()
