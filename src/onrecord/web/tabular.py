"""Rows as JSON and CSV: the same rows as the page at the same address, with .json or .csv behind it.

A cell of CSV that a spreadsheet would take for a formula gets an apostrophe before it: article text is untrusted.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.responses import Response

from onrecord.output import escaped

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_json(value: Any, status: int = 200) -> Response:
    """Plain values as JSON, without what a terminal would obey."""
    text = escaped(json.dumps(value, ensure_ascii=False, default=_no_text)) + "\n"
    return Response(text, status, {"cache-control": "no-cache"}, "application/json")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], name: str) -> Response:
    """A table as a file to be kept, its columns in the first line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    headers = {"content-disposition": f'attachment; filename="{name}.csv"', "cache-control": "no-cache"}
    return Response(text.getvalue().encode(errors="backslashreplace"), 200, headers, "text/csv; charset=utf-8")


def cell(value: Any) -> Any:
    """A value as a cell; numbers stay numbers, so that a column of them can be summed."""
    if value is None or isinstance(value, (int, float)):
        return value
    words = _no_text(value) if isinstance(value, bytes) else str(value)
    return f"'{words}" if words.lstrip(" \n").startswith(FORMULA) else words


def _no_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
