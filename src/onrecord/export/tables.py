"""The ledger's views as files, one each: CSV, or Parquet by pyarrow (`pip install 'onrecord[parquet]'`).

Columns and rows are those of the views, whatever the format. A file appears under its name when it is complete.

    >>> write(ledger, "csv", Path("out"))   # doctest: +SKIP
    {'documents': 2, 'appearances': 2, …}
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord.export.cells import csv_line
from onrecord.ledger.connect import failures_named
from onrecord.ledger.store import Ledger, Run
from onrecord.output import OutputFailed
from onrecord.record import Record

# Left out: calendar and disputes, which are events and positions once more, the latter many times over.
VIEWS = (
    "documents", "appearances", "stories", "copies", "entities", "actors", "aliases", "times", "statements",
    "positions", "events", "participants", "runs",
)  # fmt: skip
# The columns that are not text. A view has no types of its own for what it computes.
_WHOLE = frozenset(
    (
        *("run", "characters", "appearances", "start", "stop", "number", "stance", "documents", "publishers"),
        *("entities", "urgency"),
        *("strength", "ordinal", "hash", "samples", "pages"),  # of corpora
    )
)
_REAL = frozenset(["confidence", "threshold"])
_TRUTH = frozenset(["sure", "read_as"])
_BATCH = 5000  # rows that are held at a time
INSTALL = "pip install 'onrecord[parquet]'"

Rows = Iterator[tuple[Any, ...]]


def write(ledger: Ledger, form: str, folder: Path) -> dict[str, int]:
    """Write every view of a ledger into a folder, which is made where there is none; how many rows each has.

    OutputFailed where a file cannot be written, or where pyarrow is needed and is not there.
    """
    writer = _WRITERS[form]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailed(f"cannot write {folder}: {error.strerror or error}") from error
    return {view: _written(writer, ledger, view, folder / f"{view}.{form}") for view in VIEWS}


def write_records(records: Iterable[Record], form: str, folder: Path) -> dict[str, int]:
    """The same for records that stand in no ledger: they pass through one that is thrown away."""
    with tempfile.TemporaryDirectory() as place, Ledger(Path(place) / "records.db", clock=lambda: "") as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        for record in records:
            ledger.add(record, Run("", ""))
        return write(ledger, form, folder)


def _written(writer: Callable[..., int], ledger: Ledger, view: str, path: Path) -> int:
    part = path.with_name(f".{path.name}.part")
    try:
        with failures_named(ledger.path):
            cursor = ledger.connection.execute(f"SELECT * FROM {view}")
            columns = [column[0] for column in cursor.description]
            count = writer(part, columns, iter(cursor))
        part.replace(path)
        return count
    except OSError as error:
        raise OutputFailed(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _csv(path: Path, columns: Sequence[str], rows: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_line(columns))
        for row in rows:
            file.write(csv_line(row))
            count += 1
    return count


def _parquet(path: Path, columns: Sequence[str], rows: Rows) -> int:
    schema = arrow_schema(columns)
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in _batches(rows):
            file.write_table(arrow_table(schema, batch))
            count += len(batch)
    return count


def arrow_schema(columns: Sequence[str]) -> Any:
    """The Arrow schema of columns with these names; OutputFailed where there is no pyarrow."""
    try:
        import pyarrow as arrow
    except ImportError:
        raise OutputFailed(f"Parquet needs pyarrow: {INSTALL}") from None
    kinds = [
        arrow.int64() if name in _WHOLE
        else arrow.float64() if name in _REAL
        else arrow.bool_() if name in _TRUTH
        else arrow.string()
        for name in columns
    ]  # fmt: skip
    return arrow.schema(list(zip(columns, kinds, strict=True)))


def arrow_table(schema: Any, rows: Sequence[tuple[Any, ...]]) -> Any:
    """The Arrow table of rows of such a schema."""
    import pyarrow as arrow

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    values = [
        [None if value is None else bool(value) for value in column] if name in _TRUTH else list(column)
        for name, column in zip(schema.names, columns, strict=True)
    ]
    return arrow.Table.from_arrays(
        [arrow.array(column, field.type) for column, field in zip(values, schema, strict=True)], schema=schema
    )


def _batches(rows: Rows) -> Iterator[list[tuple[Any, ...]]]:
    for first in rows:
        batch = [first]
        batch += [row for row, _ in zip(chain(rows), range(_BATCH - 1), strict=False)]
        yield batch


_WRITERS: dict[str, Callable[..., int]] = {"csv": _csv, "parquet": _parquet}
