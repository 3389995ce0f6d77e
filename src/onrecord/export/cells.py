"""Cells of CSV that no spreadsheet runs: text that would begin a formula gets an apostrophe before it.

>>> csv_line(("=1+1", -1, None))
"'=1+1,-1,\\n"
>>> plain("'=1+1")
'=1+1'
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_RUN = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what a spreadsheet takes for a formula, and wide forms


def cell(value: object) -> object:
    """A value as it goes into CSV; figures stay as they are."""
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "")
    return f"'{value}" if value.lstrip("'").startswith(_RUN) else value


def plain(text: str) -> str:
    """What a cell held: the same without the apostrophe that `cell` put before it."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip("'").startswith(_RUN) else text


def csv_line(values: Iterable[object]) -> str:
    """One row, quoted where need be, newline included."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([cell(value) for value in values])
    return line.getvalue()
