"""What people say of single findings: right, wrong, or said by somebody else. Kept apart from findings, above them.

A judgement names a finding by its id, which is a hash of its place in the text, so it holds again when a later reading
finds the same. Its effect is in the columns `judged`, `sure` and `actor` of the row: what is rejected is left out of
answers, with all that hangs from it; what is accepted is in, whatever its confidence; a statement that is given to
another speaker is theirs, and so is what they hold in it. The finding itself stays as it was found, in the row and, as
JSON, in the judgement: that makes it an example to learn from.

    >>> judge(ledger, "statement", "1f0c…", document_id, "reject", by="mn", note="no statement")   # doctest: +SKIP
"""

from __future__ import annotations

import json
from typing import Any, Literal

from onrecord.ledger import placing
from onrecord.ledger.connect import LedgerError, failures_named, writing
from onrecord.ledger.corrections import the_actor
from onrecord.ledger.store import Ledger
from onrecord.record import Event, Position, Record, Statement, to_json

Table = Literal["statement", "event", "position"]
Verdict = Literal["accept", "reject", "speaker", "clear"]
LONGEST_NOTE = 10_000  # characters


def judge(
    ledger: Ledger,
    table: Table,
    finding: str,
    document: str,
    verdict: Verdict,
    *,
    speaker: str | None = None,
    by: str = "",
    note: str = "",
) -> None:
    """Note what a person says of a finding, and let it hold at once; `clear` takes back what was said before.

    `document` is an id, `speaker` an actor's id or name, for the verdict `speaker` of a statement only. LedgerError
    where there is no such finding, or where it cannot be judged so.
    """
    if (verdict == "speaker") != (speaker is not None) or (speaker is not None and table != "statement"):
        raise LedgerError("another speaker can be given to a statement, with the verdict 'speaker', and nowhere else")
    if len(note) > LONGEST_NOTE:
        raise LedgerError(f"the note has {len(note):,} characters; allowed: {LONGEST_NOTE:,}")
    known = ledger.ask("SELECT key FROM document WHERE id = ?", (document,))
    if not known:
        raise LedgerError(f"{ledger.path}: no document has the id {document[:80]!r}")
    actor = None if speaker is None else the_actor(ledger, speaker).id
    with failures_named(ledger.path), writing(ledger.connection):
        found = _found(ledger.record(document), table, finding)

        def decide() -> None:
            ledger.connection.execute(
                'INSERT INTO judgement ("table", finding, document, verdict, speaker, "by", made, note, found) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (table, finding, document, verdict, actor, by, ledger.clock(), note, json.dumps(found)),
            )

        placing.anew(ledger.connection, known[0][0], decide)


def _found(record: Record, table: Table, finding: str) -> dict[str, Any]:
    """A finding as it stands in the JSON of its record, with the entities that it names."""
    rows: tuple[Statement, ...] | tuple[Event, ...] | tuple[Position, ...] = getattr(record, f"{table}s")
    row = next((row for row in rows if row.id == finding), None)
    if row is None:
        raise LedgerError(f"document {record.document.id} has no {table} {finding[:80]!r}")
    found: dict[str, Any] = to_json(row)
    words = json.dumps(found)
    return found | {"entities": [to_json(entity) for entity in record.entities if json.dumps(entity.id) in words]}
