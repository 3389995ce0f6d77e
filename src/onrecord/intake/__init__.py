"""Intake: a file, folder, standard input or web address to Documents, each in the exact text that was received.

What cannot be read is yielded as an `UnreadableDocument` with its reason, and the rest is read. Reading text and JSON
lines imports no HTML parser, and a text that is plainly English loads no language model.

    >>> for doc in documents("dispatches/"):   # doctest: +SKIP
    ...     print(doc)
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from onrecord.intake.dates import ALLOWED, iso_date
from onrecord.intake.decode import refuse_binary
from onrecord.intake.describe import describe
from onrecord.intake.jsonl import read_json, read_jsonl
from onrecord.intake.language import check_language
from onrecord.intake.text import read_text
from onrecord.intake.walk import PEEK_BYTES, display, files, opened, read_bounded, reason, too_large
from onrecord.record import Document, UnreadableDocument

__all__ = ["IntakeOptions", "describe", "documents"]

_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
_CONTENT_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
}
_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml|\s*<(?:rss|feed|nitf|newsml)\b", re.IGNORECASE)
_JSON_KEY = re.compile(rb'\s*\{\s*"[^"\\\n]{1,60}"\s*:')
_MARK = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    published: str | None = None  # date of documents that give none
    max_bytes: int = 64 << 20  # of one document, unpacked
    timeout_s: float = 20.0  # of one address, redirects included
    redirects: int = 5
    local_addresses: bool = False
    any_language: bool = False

    def __post_init__(self) -> None:
        if self.published is not None and iso_date(self.published) is None:
            raise ValueError(f"published is {self.published!r}; allowed: {ALLOWED}")
        for name, least in (("max_bytes", 1), ("timeout_s", 0.001), ("redirects", 0)):
            if not getattr(self, name) >= least:
                raise ValueError(f"{name} is {getattr(self, name)!r}; allowed: {least} and more")


def documents(source: str, options: IntakeOptions = IntakeOptions()) -> Iterator[Document | UnreadableDocument]:
    """The documents of a file, of the files below a folder, of "-" (standard input), or of an http(s) address.

    ValueError where `source` is none of these; whatever else goes wrong is yielded.
    """
    if not source or "\0" in source:
        raise ValueError(f"source is {source!r}; allowed: a file, a folder, - or an http(s) address")
    if _ADDRESS.match(source):
        from onrecord.intake.fetch import check_url

        check_url(source)
        return _finished(_of_address(source, options), options)
    return _finished(_of_stdin(options) if source == "-" else _of_path(Path(source), options), options)


def _finished(
    found: Iterable[Document | UnreadableDocument], options: IntakeOptions
) -> Iterator[Document | UnreadableDocument]:
    """Each document checked for language and described."""
    for item in found:
        if isinstance(item, UnreadableDocument):
            yield item
            continue
        try:
            doc = check_language(item, any_language=options.any_language)
        except UnreadableDocument as error:
            yield error
        else:
            yield describe(doc, published=options.published and iso_date(options.published))


def _of_path(path: Path, options: IntakeOptions) -> Iterator[Document | UnreadableDocument]:
    for item in files(path):
        if isinstance(item, UnreadableDocument):
            yield item
            continue
        suffixes = [suffix.lower() for suffix in item.suffixes if suffix.lower() != ".gz"]
        source, kind = display(item), _SUFFIXES.get(suffixes[-1] if suffixes else "")
        try:
            with item.open("rb") as raw:
                yield from _of_stream(raw, source, kind, options, size=item.stat().st_size)
        except UnreadableDocument as error:
            yield error
        except OSError as error:
            yield UnreadableDocument(source, f"cannot be opened: {reason(error)}")


def _of_stdin(options: IntakeOptions) -> Iterator[Document | UnreadableDocument]:
    try:
        yield from _of_stream(sys.stdin.buffer, "-", None, options)
    except UnreadableDocument as error:
        yield error


def _of_address(url: str, options: IntakeOptions) -> Iterator[Document | UnreadableDocument]:
    from onrecord.intake.fetch import fetch

    try:
        fetched = fetch(
            url,
            max_bytes=options.max_bytes,
            timeout_s=options.timeout_s,
            redirects=options.redirects,
            local_addresses=options.local_addresses,
        )
        kind = _CONTENT_TYPES.get(fetched.content_type or "")
        yield from _of_stream(io.BytesIO(fetched.data), fetched.url, kind, options, charset=fetched.charset)
    except UnreadableDocument as error:
        yield error


def _of_stream(
    raw: IO[bytes], source: str, kind: str | None, options: IntakeOptions, *, size: int = 0, charset: str | None = None
) -> Iterator[Document | UnreadableDocument]:
    with opened(raw, source) as (stream, packed):
        kind = _kind(stream.peek(PEEK_BYTES), kind)
        if kind == "jsonl":
            yield from read_jsonl(stream, source=source, max_bytes=options.max_bytes)
            return
        if size > options.max_bytes and not packed:
            raise too_large(source, options.max_bytes, size)
        data = read_bounded(stream, source, options.max_bytes)
    if kind == "json":
        yield from read_json(data, source=source)
    elif kind == "xml":
        raise UnreadableDocument(source, "XML that is not a web page; allowed: plain text, HTML, JSON lines")
    elif kind == "html":
        refuse_binary(data, source=source)
        from onrecord.intake.html import read_html  # lxml and trafilatura, 0.3 s

        yield read_html(data, source=source, charset=charset)
    else:
        yield read_text(data, source=source, charset=charset)


def _kind(head: bytes, kind: str | None) -> str | None:
    """The format of what begins with `head`: the one its name says, unless the content plainly says another."""
    plain = _MARK.sub(b"", head[:4096]).replace(b"\0", b"")  # of UTF-16, the bytes that matter
    if kind == "json" and _first_line_is_object(head):
        return "jsonl"
    if kind in (None, "text") and _HTML.match(plain):
        return "html"
    if kind is None and _XML.match(plain):
        return "xml"
    if kind is None and _JSON_KEY.match(plain) and (_first_line_is_object(head) or b'"text"' in head):
        return "jsonl" if _first_line_is_object(head) or b"\n" not in head else "json"
    return kind


def _first_line_is_object(head: bytes) -> bool:
    """Whether the first line is a whole JSON object, or opens one and goes on past `head`."""
    line, end, _ = _MARK.sub(b"", head).lstrip().partition(b"\n")
    if not end and len(head) >= PEEK_BYTES:
        return bool(_JSON_KEY.match(line))
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
