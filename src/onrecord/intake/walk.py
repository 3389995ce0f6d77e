"""Files below a folder, in a fixed order, and the bounded reading of one file or stream.

Nothing here knows formats. A file that cannot be opened is an `UnreadableDocument`, never the end of the run.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from onrecord.record import UnreadableDocument

PEEK_BYTES = 65_536
_GZIP = b"\x1f\x8b"
_FAILURES = (OSError, EOFError, zlib.error)  # gzip.BadGzipFile is an OSError


def display(path: str | Path) -> str:
    """`path` as a string that can be printed and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def files(start: Path) -> Iterator[Path | UnreadableDocument]:
    """`start`, or every file below it by name; hidden ones are skipped, a folder met twice is read once."""
    seen: set[tuple[int, int]] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        try:
            facts = path.stat()
            if not stat.S_ISDIR(facts.st_mode):
                # A pipe or device inside a folder could block for ever; one that is named is meant.
                wanted = path == start or stat.S_ISREG(facts.st_mode)
                yield path if wanted else UnreadableDocument(display(path), "not a regular file")
                continue
            if (facts.st_dev, facts.st_ino) in seen:
                continue
            seen.add((facts.st_dev, facts.st_ino))
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except OSError as error:
            yield UnreadableDocument(display(path), f"cannot be opened: {reason(error)}")
            continue
        if path == start and not names:
            yield UnreadableDocument(display(start), "nothing to read in this folder")
        waiting.extend(path / name for name in reversed(names))


@contextmanager
def opened(
    raw: IO[bytes], source: str, *, as_it_is: Callable[[bytes], bool] = lambda start: False
) -> Iterator[tuple[io.BufferedReader, bool]]:
    """`raw` as a stream that can be peeked into, unpacked if it holds gzip, and whether it did.

    `as_it_is` says, from the first bytes within the gzip data, that they are to stay packed. What goes wrong while it
    is read becomes an `UnreadableDocument`; `raw` stays open.
    """
    packed = False
    try:
        stream: io.BufferedReader = io.BufferedReader(_Unclosed(raw), PEEK_BYTES)
        head = stream.peek(2)
        if packed := head.startswith(_GZIP) and not as_it_is(unpacked_start(head)):
            stream = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=stream)), PEEK_BYTES)
        yield stream, packed
    except _FAILURES as error:
        what = "damaged gzip data" if packed else "cannot be read"
        raise UnreadableDocument(source, f"{what}: {reason(error)}") from None


def unpacked_start(head: bytes) -> bytes:
    """The first bytes within gzip data that begin with `head`; `head` itself where it is none."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(47).decompress(head, PEEK_BYTES)
    except zlib.error:
        return b""


def read_bounded(stream: io.BufferedReader, source: str, max_bytes: int) -> bytes:
    """All of `stream`; UnreadableDocument when it holds more than `max_bytes`."""
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(source, max_bytes)
    return data


def too_large(source: str, max_bytes: int, size: int | None = None) -> UnreadableDocument:
    has = "more bytes than" if size is None else f"{size:,} bytes, more than"
    return UnreadableDocument(source, f"too large: {has} the limit of {max_bytes:,} for one document")


def reason(error: BaseException) -> str:
    """The words of an error without its number and path."""
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


class _Unclosed(io.RawIOBase):
    """Lends a stream to readers that would close it."""

    def __init__(self, raw: IO[bytes]) -> None:
        # A buffered stream fills a whole buffer before it answers; its raw side answers with what a pipe has.
        self._raw = cast("io.RawIOBase", getattr(raw, "raw", raw))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._raw.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        return self._raw.readinto(buffer)
