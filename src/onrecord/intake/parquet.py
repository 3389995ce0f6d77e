"""Parquet: one row is one document, a row group's batch at a time; which column is what, `--columns` says.

pyarrow reads the file (`pip install 'onrecord[parquet]'`). Only the columns that are asked for are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from onrecord.intake.columns import FIELDS, Columns, read_object
from onrecord.intake.needed import needed
from onrecord.intake.walk import reason
from onrecord.record import Document, UnreadableDocument

_ROWS = 64  # in memory at a time, beside the pages of the row group that hold them
_PAGE_BYTES = 2 << 30  # of one column of one row group, unpacked, as the file itself says
_METADATA_BYTES = 64 << 20  # of strings in the file's own description


def read_parquet(
    stream: IO[bytes], *, source: str, max_bytes: int, columns: Columns = ()
) -> Iterator[Document | UnreadableDocument]:
    """The documents of a Parquet file that can be sought in; sources are `source:row`, or the column of that name."""
    needed("pyarrow", "parquet", source)
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(stream, thrift_string_size_limit=_METADATA_BYTES, thrift_container_size_limit=1 << 22)
        there = file.schema_arrow.names
        wanted = [theirs for name in FIELDS if (theirs := dict(columns).get(name, name)) in there]
        if "wire" in there and not columns:
            wanted.append("wire")
        text = dict(columns).get("text", "text")
        if text not in there:
            held = ", ".join(map(repr, there[:12]))
            raise UnreadableDocument(source, f"no column {text}; it has {held}; --columns text=NAME names the one")
        _refuse_huge(file.metadata, wanted, source)
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS, columns=list(dict.fromkeys(wanted))):
            for row in batch.to_pylist():
                number += 1
                yield _row(row, f"{source}:{number}", text, max_bytes, columns)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise UnreadableDocument(source, f"damaged Parquet data: {reason(error).splitlines()[0][:200]}") from None


def _row(row: dict[str, Any], place: str, text: str, max_bytes: int, columns: Columns) -> Document | UnreadableDocument:
    value = row.get(text)
    if isinstance(value, str) and len(value) > max_bytes:
        return UnreadableDocument(place, f"too large: a text of {len(value):,} characters")
    try:
        doc = read_object(row, source=place, columns=columns)
    except UnreadableDocument as error:
        return error
    return replace(doc, format=row.get("format") or "parquet")


def _refuse_huge(metadata: Any, wanted: list[str], source: str) -> None:
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for place in range(row_group.num_columns):
            column = row_group.column(place)
            size = column.total_uncompressed_size
            if column.path_in_schema.partition(".")[0] in wanted and size > _PAGE_BYTES:
                why = f"a column of {size:,} bytes in one row group; at most {_PAGE_BYTES:,} are read"
                raise UnreadableDocument(source, why)
