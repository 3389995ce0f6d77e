"""JSON lines: one document a line, `text` plus any other field of a Document.

Fields that a Document does not have are ignored, and so is `id`, which is derived from the text. A line that cannot be
read is set aside under its number and the rest is read; never more than one line is in memory.

    >>> [doc.title for doc in read_jsonl(BytesIO(b'{"text": "He said no.", "title": "No"}'), source="a", max_bytes=99)]
    ['No']
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from onrecord.intake.columns import Columns, read_object
from onrecord.intake.decode import utf8_place
from onrecord.record import Document, UnreadableDocument

_SKIPPED = 16  # the rest of a line over the limit is skipped up to this many times the limit: a gzip bomb is one line
_CHUNK = 1 << 20


def read_jsonl(
    stream: IO[bytes], *, source: str, max_bytes: int, columns: Columns = ()
) -> Iterator[Document | UnreadableDocument]:
    """The documents of `stream`, a line each, and what is set aside; sources are `source:line`."""
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        place = f"{source}:{number}"
        if len(line) > max_bytes and not line.endswith(b"\n"):
            ended = _skip_line(stream, _SKIPPED * max_bytes)
            rest = "" if ended else "; no line end within reach, the rest is not read"
            yield UnreadableDocument(place, f"too large: a line of more than {max_bytes:,} bytes{rest}")
            if not ended:
                return
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            try:
                yield read_object(_parse(line, place), source=place, columns=columns)
            except UnreadableDocument as error:
                yield error


def read_json(data: bytes, *, source: str, columns: Columns = ()) -> Iterator[Document | UnreadableDocument]:
    """The documents of a `.json` file that is one object, or an array of objects, over many lines."""
    value = _parse(data.removeprefix(b"\xef\xbb\xbf"), source)
    for number, plain in enumerate(value if isinstance(value, list) else [value], 1):
        place = f"{source}:{number}" if isinstance(value, list) else source
        try:
            yield read_object(plain, source=place, columns=columns)
        except UnreadableDocument as error:
            yield error


def _parse(data: bytes, source: str) -> Any:
    try:
        return json.loads(data.decode())
    except UnicodeDecodeError as error:
        raise UnreadableDocument(source, *utf8_place(error)) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise UnreadableDocument(source, f"broken JSON: {error.msg}", f"{where}column {error.colno}") from None
    except RecursionError:
        raise UnreadableDocument(source, "broken JSON: nested too deeply") from None
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableDocument(source, f"broken JSON: {error}") from None


def _skip_line(stream: IO[bytes], limit: int) -> bool:
    """Read on to the end of the line or of the stream; False when neither comes within `limit` bytes."""
    while chunk := stream.readline(min(_CHUNK, limit)):
        limit -= len(chunk)
        if chunk.endswith(b"\n"):
            return True
        if limit <= 0:
            return False
    return True
