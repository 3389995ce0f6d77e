"""The findings of a document into the tables and out of them, under what people have decided.

>>> anew(connection, document)   # doctest: +SKIP
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from onrecord.ledger import identity, rows
from onrecord.record import Record


def place(connection: sqlite3.Connection, document: int, record: Record, threshold: float) -> None:
    """Store the findings of a document that has none."""
    actors = identity.place(connection, record)
    rows.insert(connection, document, record, actors, threshold, verdicts(connection, record.document.id))


def displace(connection: sqlite3.Connection, document: int) -> None:
    """Take the findings of a document out again."""
    identity.displace(connection, rows.restore(connection, document))
    rows.delete(connection, document)


def anew(connection: sqlite3.Connection, document: int, decide: Callable[[], None] = lambda: None) -> None:
    """Let `decide` note what a person says, and store the findings of the document under it."""
    (threshold,) = connection.execute(
        "SELECT threshold FROM document JOIN run ON run.key = document.run WHERE document.key = ?", (document,)
    ).fetchone()
    record = rows.restore(connection, document)
    displace(connection, document)
    decide()
    place(connection, document, record, threshold)


def verdicts(connection: sqlite3.Connection, document_id: str) -> rows.Verdicts:
    """What people said last of each finding of a document, where it still holds."""
    said = connection.execute(
        'SELECT "table", finding, verdict, actor.key FROM judgement LEFT JOIN actor ON actor.id = judgement.speaker '
        "WHERE document = ? ORDER BY judgement.key",
        (document_id,),
    ).fetchall()
    last = {(table, finding): rows.Judged(verdict, actor) for table, finding, verdict, actor in said}
    return {key: judged for key, judged in last.items() if judged.verdict != "clear"}
