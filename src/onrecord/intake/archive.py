"""ZIP and tar archives: their files in the order of the archive, each read as the format that it is.

Nothing is written to disk, so names that lead elsewhere lead nowhere. What a small archive may unpack to is bounded: a
member by the limit of a document, all together by `RATIO` times the archive, headers and the number of members by fixed
limits; an archive within an archive is not opened.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, cast

from onrecord.intake.walk import display, reason
from onrecord.record import Document, UnreadableDocument

MAX_MEMBERS = 1_000_000
RATIO = 200  # text packs to a tenth or fifteenth, a table of repeated lines to a hundredth; deflate can do a thousandth
ALWAYS_BYTES = 1 << 30  # may be unpacked from any archive
_HEADER_BYTES = 4 << 20  # of one member: name, links, times; tarfile holds them in memory
_XZ_MEMORY_BYTES = 256 << 20  # as its data ask for; the largest preset of xz takes 65 MB
_CHUNK = 1 << 16
_OFFICE = ("[Content_Types].xml", "mimetype")  # first in an Office file or an e-book
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile)
# zipfile and tarfile also raise these, for fields that make no sense and ways of packing that they do not know.
_NONSENSE = (OSError, NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError, struct.error)
_FAILURES = (*_DAMAGE, *_NONSENSE)

Found = Iterator[Document | UnreadableDocument]
ReadMember = Callable[[IO[bytes], str], Found]  # stream and name


class _Bounded(io.RawIOBase):
    """A stream that ends with an OSError once more than `limit` bytes have been read from it."""

    def __init__(self, inner: IO[bytes], limit: int, says: str) -> None:
        self._inner, self.limit, self._says = inner, limit, says
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except _DAMAGE as error:  # for readers of formats, which know nothing of archives
            raise OSError(reason(error)) from None
        self.taken += len(data)
        if self.taken > self.limit:
            raise OSError(self._says)
        buffer[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """What bzip2 or xz data hold, in pieces; several streams in a row are one."""

    def __init__(self, packed: IO[bytes], make: Callable[[], Any]) -> None:
        self._packed, self._make = packed, make
        self._unpack = make()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._unpack.eof:
                self._rest = self._unpack.unused_data or self._packed.read(_CHUNK)
                if not self._rest.strip(b"\0"):  # xz pads with them
                    return 0
                self._unpack = self._make()
            if self._unpack.needs_input and not self._rest and not (rest := self._packed.read(_CHUNK)):
                raise EOFError("the packed data end too early")
            if self._unpack.needs_input and not self._rest:
                self._rest = rest
            data = self._unpack.decompress(self._rest, len(buffer))
            self._rest = b""
            if data:
                buffer[: len(data)] = data
                return len(data)


def read_zip(stream: IO[bytes], *, source: str, size: int, read: ReadMember) -> Found:
    """The documents of a ZIP archive of `size` bytes that can be sought in."""
    try:
        archive = zipfile.ZipFile(stream)
    except _FAILURES as error:
        raise UnreadableDocument(source, f"damaged ZIP archive: {reason(error)}") from None
    limit, taken = max(ALWAYS_BYTES, RATIO * size), 0
    with archive:
        members = archive.infolist()
        if members and members[0].filename in _OFFICE:
            raise UnreadableDocument(source, "not text: looks like an Office document; save it as plain text or HTML")
        for number, member in enumerate(members):
            place = f"{source}/{display(member.filename)}"
            if member.is_dir() or _hidden(member.filename):
                continue
            if number >= MAX_MEMBERS or taken > limit:
                yield UnreadableDocument(source, _TOO_MANY if number >= MAX_MEMBERS else _TOO_MUCH)
                return
            if member.flag_bits & 1:
                yield UnreadableDocument(place, "encrypted")
                continue
            try:
                packed = archive.open(member)
            except _FAILURES as error:
                yield UnreadableDocument(place, f"damaged ZIP archive: {reason(error)}")
                continue
            with packed:
                inner = _Bounded(packed, limit - taken, _TOO_MUCH)
                try:
                    yield from read(cast("IO[bytes]", inner), place)
                except UnreadableDocument as error:
                    yield error
                finally:
                    taken += inner.taken


def read_tar(stream: IO[bytes], *, source: str, size: int | None, read: ReadMember) -> Found:
    """The documents of a tar archive as it streams by; `size` is that of the packed data, None where nobody knows.

    It may be packed with bzip2 or xz; gzip is undone before.
    """
    head = stream.peek(6) if isinstance(stream, io.BufferedReader) else b""
    for magic, make in _UNPACKERS.items():
        if head.startswith(magic):
            stream = cast("IO[bytes]", io.BufferedReader(_Unpacked(stream, make), _CHUNK))
    all_of_it = max(ALWAYS_BYTES, RATIO * (size or 0))
    meter = _Bounded(stream, 0, _TOO_MUCH)
    number = unread = 0
    meter.limit = _HEADER_BYTES
    try:
        archive = tarfile.open(fileobj=cast("IO[bytes]", meter), mode="r|")  # noqa: SIM115
    except _FAILURES as error:
        raise UnreadableDocument(source, f"damaged tar archive: {reason(error)}") from None
    with archive:
        while True:
            try:
                meter.limit = min(all_of_it, meter.taken + unread + _HEADER_BYTES)
                if (member := archive.next()) is None:
                    return
            except _FAILURES as error:
                yield UnreadableDocument(source, f"damaged tar archive, the rest is not read: {reason(error)}")
                return
            archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every header for as long as the archive is open
            number, unread = number + 1, member.size
            if number > MAX_MEMBERS:
                yield UnreadableDocument(source, _TOO_MANY)
                return
            if not member.isreg() or _hidden(member.name):
                continue
            place = f"{source}/{display(member.name)}"
            if member.sparse is not None:
                yield UnreadableDocument(place, "a sparse file, which is not read from archives")
                continue
            meter.limit = min(all_of_it, meter.taken + unread + _HEADER_BYTES)
            inner = archive.extractfile(member)
            assert inner is not None  # of a regular file
            try:
                yield from read(cast("IO[bytes]", _Bounded(inner, member.size, "")), place)
            except UnreadableDocument as error:
                yield error


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts


_TOO_MUCH = f"the archive unpacks to more than {RATIO} times its size"
_TOO_MANY = f"the archive has more than {MAX_MEMBERS:,} members; the rest is not read"
_UNPACKERS: dict[bytes, Callable[[], Any]] = {
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES),
}
