"""Intake: a file, folder, standard input or web address to Documents, each in the exact text that was received.

What cannot be read is yielded as an `UnreadableDocument` with its reason, and the rest is read. Reading text and JSON
lines imports no HTML parser, and a text that is plainly English loads no language model. `formats` holds the table of
formats.

    >>> for doc in documents("dispatches/"):   # doctest: +SKIP
    ...     print(doc)
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from onrecord.intake.describe import describe
from onrecord.intake.formats import kind_of_content_type, kind_of_name, read_stream
from onrecord.intake.options import IntakeOptions, Visit
from onrecord.intake.walk import display, files, reason
from onrecord.record import Document, UnreadableDocument

__all__ = ["IntakeOptions", "describe", "documents", "documents_of"]

_DEFAULT = IntakeOptions()
_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def documents(
    source: str, options: IntakeOptions = _DEFAULT, *, passed_over: Counter[str] | None = None
) -> Iterator[Document | UnreadableDocument]:
    """The documents of a file, of the files below a folder, of "-" (standard input), or of an http(s) address.

    `passed_over` counts, by reason, the pages of web archives that are no articles in English. ValueError where
    `source` is none of these; whatever else goes wrong is yielded.
    """
    if not source or "\0" in source:
        raise ValueError(f"source is {source!r}; allowed: a file, a folder, - or an http(s) address")
    visit = _visit(options, passed_over)
    if _ADDRESS.match(source):
        from onrecord.intake.fetch import check_url

        check_url(source)
        return _of_address(source, visit)
    return _of_raw(sys.stdin.buffer, "-", None, visit) if source == "-" else _of_path(Path(source), visit)


def documents_of(
    raw: IO[bytes], source: str, options: IntakeOptions = _DEFAULT, *, passed_over: Counter[str] | None = None
) -> Iterator[Document | UnreadableDocument]:
    """The documents of an open stream of bytes, as if it were a file of the name `source`."""
    return _of_raw(raw, source, kind_of_name(source), _visit(options, passed_over))


def _visit(options: IntakeOptions, passed_over: Counter[str] | None) -> Visit:
    return Visit(options, Counter() if passed_over is None else passed_over)


def _of_path(path: Path, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    for item in files(path):
        if isinstance(item, UnreadableDocument):
            yield item
            continue
        source = display(item)
        try:
            with item.open("rb") as raw:
                yield from read_stream(raw, source, kind_of_name(item.name), visit, size=item.stat().st_size)
        except UnreadableDocument as error:
            yield error
        except OSError as error:
            yield UnreadableDocument(source, f"cannot be opened: {reason(error)}")


def _of_raw(raw: IO[bytes], source: str, kind: str | None, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    try:
        yield from read_stream(raw, source, kind, visit)
    except UnreadableDocument as error:
        yield error


def _of_address(url: str, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    from onrecord.intake.fetch import fetch

    options = visit.options
    try:
        fetched = fetch(
            url,
            max_bytes=options.max_bytes,
            timeout_s=options.timeout_s,
            redirects=options.redirects,
            local_addresses=options.local_addresses,
        )
        kind, size = kind_of_content_type(fetched.content_type), len(fetched.data)
        yield from read_stream(io.BytesIO(fetched.data), fetched.url, kind, visit, size=size, charset=fetched.charset)
    except UnreadableDocument as error:
        yield error
