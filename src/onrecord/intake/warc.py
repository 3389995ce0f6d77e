"""WARC files: the web pages among their responses, each under the address that it was fetched from.

fastwarc reads the records (`pip install 'onrecord[warc]'`). A digest that a record carries is checked; a record whose
digest fails, that is cut short, or that cannot be parsed is set aside with its offset in the file, and reading goes on
at the next record. Pages that are no English articles are not set aside one by one but counted, by the reason why
(`onrecord.intake.sieve` looks at their bytes first).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from onrecord.intake.html import MAX_BYTES, read_html
from onrecord.intake.needed import needed
from onrecord.intake.options import Visit
from onrecord.intake.sieve import sieve
from onrecord.intake.walk import reason
from onrecord.intake.wire import short
from onrecord.record import Document, UnreadableDocument

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MOST_BYTES = 4 * MAX_BYTES  # of a record as it is stored; a page above this is none even when unpacked
_FAILURES = (OSError, ValueError, EOFError, MemoryError, OverflowError, RuntimeError, UnicodeError)
_MEMBER = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|WARC/1\.[01]\r?\n")  # where a record may begin, packed or not
_CHUNK = 1 << 16
_MOST_STARTS = 1_000  # tried in a row after damage, each of which was none


def read_warc(stream: IO[bytes], *, source: str, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    """The articles of a WARC file, packed record by record or not; `visit.passed_over` counts the other pages."""
    needed("fastwarc", "warc", source)
    start = last = seen = failures = 0
    while True:
        read = False
        try:
            for record, last in _records(stream, start):
                read, seen, failures = True, seen + 1, 0
                try:
                    yield _page(record, last, source, visit)
                except UnreadableDocument as error:
                    yield error
                except _PassedOver as passed:
                    visit.passed_over[str(passed)] += 1
            break
        except _Damage as damage:
            found = _next_start(stream, (last if read else start) + 1) if failures < _MOST_STARTS else None
            if failures == 0:
                # After records that were read, the next start is that of the damaged one, or stands behind rubbish.
                place = f"offset {found if read and found is not None else start}"
                rest = "" if found is not None else "; the rest is not read"
                yield UnreadableDocument(source, f"damaged WARC record: {damage}{rest}", place)
            if found is None:
                return
            start, failures = found, failures + 1
    if seen == 0:
        yield UnreadableDocument(source, "a WARC file without a response")


class _Damage(Exception):
    """The next record cannot be read."""


class _Source:
    """A stream for fastwarc, which cannot bear an error of what it reads from: it is kept, and the data end there."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._place = 0
        self.failure: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size) if self.failure is None else b""
        except (OSError, EOFError, zlib.error) as error:
            self.failure, data = error, b""
        self._place += len(data)
        return data

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("records are read one after the other")

    def close(self) -> None:
        """The stream is its owner's."""


@contextmanager
def _panics_told() -> Iterator[None]:
    """A panic of fastwarc's Rust, which derives from BaseException, as the failure of one file that it is."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError("its data lead fastwarc astray") from None


class _PassedOver(Exception):
    """A page that is no article; its reason is counted."""


def _records(stream: IO[bytes], start: int) -> Iterator[tuple[WarcRecord, int]]:
    """The responses from an offset on, with their offsets."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    if start:
        stream.seek(start)
    source = _Source(stream)
    records = None
    while True:
        try:
            with _panics_told():
                if records is None:
                    records = iter(ArchiveIterator(source, record_types=WarcRecordType.response, parse_http=False))
                record = next(records, None)
        except _FAILURES as error:
            raise _Damage(reason(source.failure or error)) from None
        if record is None:
            if source.failure is not None:
                raise _Damage(reason(source.failure))
            return
        yield record, start + record.stream_pos


def _page(record: WarcRecord, offset: int, source: str, visit: Visit) -> Document:
    """The article of a response; _PassedOver where it is none, UnreadableDocument where it is damaged."""
    try:
        length = int(record.headers.get("Content-Length") or 0)
        said = (record.headers.get("WARC-Identified-Payload-Type") or "").partition(";")[0].strip().lower()
        address = short(record.headers.get("WARC-Target-URI")) or f"{source}@{offset}"
    except ValueError as error:  # no number, or no UTF-8
        raise UnreadableDocument(source, f"damaged WARC record: {error}", f"offset {offset}") from None
    if not record.is_http:
        raise _PassedOver("not an HTTP response")
    if said and said not in _PAGE_TYPES:
        raise _PassedOver("not a web page")
    if length > _MOST_BYTES:
        raise _PassedOver("too large")
    damage = lambda why: UnreadableDocument(source, f"{why}: {address[:500]}", f"offset {offset}")  # noqa: E731
    data = _payload(record, length, damage)
    if not visit.options.every_page and (why := sieve(data, charset=record.http_charset)):
        raise _PassedOver(why)
    return read_html(data, source=address, charset=record.http_charset)


def _payload(record: WarcRecord, length: int, damage: Any) -> bytes:
    """The unpacked page of a response whose digests hold."""
    headers = record.headers
    try:
        with _panics_told():
            record.freeze()
            if record.content_length < length or headers.get("WARC-Truncated"):
                raise damage("record cut short")
            # A digest of an algorithm that fastwarc does not know is not checked.
            if _known(headers.get("WARC-Block-Digest")) and not record.verify_block_digest():
                raise damage("WARC record whose block digest fails")
            record.parse_http(auto_decode="all", strict_mode=False)
            status = record.http_headers.status_code
            if status is None:
                raise damage("WARC response without an HTTP status line")
            if status != 200:
                raise _PassedOver("not answered with 200")
            kind = (record.http_content_type or "").strip().lower()
            if kind and kind not in _PAGE_TYPES:
                raise _PassedOver("not a web page")
            data = record.reader.read(MAX_BYTES + 1)
    except _FAILURES as error:
        raise damage(f"damaged WARC record: {reason(error)}") from None
    if len(data) > MAX_BYTES:
        raise _PassedOver("too large")
    return data


def _known(digest: str | None) -> bool:
    return (digest or "").partition(":")[0].strip().lower() in ("sha1", "sha256", "md5")


def _next_start(stream: IO[bytes], place: int) -> int | None:
    """The next offset at or after `place` where a record may begin; None at the end, or where one cannot seek."""
    try:
        stream.seek(place)
        kept = b""
        while chunk := stream.read(_CHUNK):
            window = kept + chunk
            if found := _MEMBER.search(window):
                return place - len(kept) + found.start()
            place, kept = place + len(chunk), window[-12:]
    except (OSError, ValueError):
        pass
    return None
