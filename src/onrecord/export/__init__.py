"""Exports: records in the formats of other programs. docs/export.md describes each.

Formats of lines (`jsonl`, `jsonld`, `webannotation`, `plover`, `dna`) are functions of one Record; those of tables
(`csv`, `parquet`) write the ledger's views, one file each. Every span counts code points of the document's text.

    >>> from onrecord.record import Document
    >>> list(lines("webannotation", [Record(Document("Nothing was said."))]))
    []
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.export import dna, plover, schemaorg, webannotation
from onrecord.ledger import rows
from onrecord.ledger.store import Ledger
from onrecord.output import json_line
from onrecord.record import Record

LINES = {
    "jsonl": lambda record: [json_line(record)],
    "jsonld": schemaorg.lines,
    "webannotation": webannotation.lines,
    "plover": plover.lines,
    "dna": dna.lines,
}
TABLES = ("csv", "parquet")
FIRST_LINE = {"dna": dna.HEADER}


def records(ledger: Ledger) -> Iterator[Record]:
    """Every record of a ledger, in the order in which they were added."""
    last = 0
    while found := ledger.ask("SELECT key FROM document WHERE key > ? ORDER BY key LIMIT 1", (last,)):
        last = found[0][0]
        yield rows.restore(ledger.connection, last)


def lines(form: str, found: Iterable[Record]) -> Iterator[str]:
    """The records as lines of a format, each with its end; KeyError where the format is of tables or unknown."""
    make = LINES[form]
    if form in FIRST_LINE:
        yield FIRST_LINE[form]
    for record in found:
        yield from make(record)
