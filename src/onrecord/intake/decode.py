"""Bytes to text, without inventing or losing a character.

The rules, in order (docs/intake.md says them for users): a byte order mark decides and is dropped; strict UTF-8; the
declared charset; detection; refusal with the place. Nothing else of the text is touched: line ends, soft hyphens and
zero-width characters stay as received and count in offsets.

    >>> decode("caf\\u00e9".encode("latin-1"), source="menu.txt", charset="iso-8859-1")
    'café'
"""

from __future__ import annotations

import codecs
import re

from onrecord.record import UnreadableDocument

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (  # first bytes, what it is, what to do
    (b"%PDF-", "a PDF file", "take out its text first, for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "unpack it, or save the document as plain text or HTML"),
    (b"PK\x05\x06", "an empty ZIP archive", "unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as plain text or HTML"),
    (b"{\\rtf", "an RTF document", "save it as plain text or HTML"),
    (b"\x89PNG", "a PNG image", "only text can be read"),
    (b"\xff\xd8\xff", "a JPEG image", "only text can be read"),
    (b"GIF8", "a GIF image", "only text can be read"),
    (b"RIFF", "an image, sound or film (RIFF)", "only text can be read"),
    (b"ID3", "a sound file (MP3)", "only text can be read"),
    (b"OggS", "a sound or film file (Ogg)", "only text can be read"),
    (b"\x1f\x8b", "gzip data", "unpack it first; gzip is read one layer deep"),
    (b"BZh", "bzip2 data", "unpack it with bunzip2"),
    (b"\xfd7zXZ", "xz data", "unpack it with unxz"),
    (b"\x28\xb5\x2f\xfd", "zstd data", "unpack it with unzstd"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"\x7fELF", "a program (ELF)", "only text can be read"),
    (b"SQLite format 3", "an SQLite database", "export the texts as JSON lines"),
    (b"PAR1", "a Parquet file", "export the texts as JSON lines"),
)
# First bytes of é and ’ without what must follow: as Windows-1252 they would be a lone Ã or â€, which nobody writes.
_HALF = re.compile(rb"[\xc2\xc3](?![A-Za-z])|\xe2\x80(?![\x80-\xbf])")
_SAMPLE_BYTES = 65_536  # detection looks at this much around the first byte that is not UTF-8
_CONTROL_SHARE = 0.02  # random bytes have 0.12; printed text has none or a form feed a page
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What news is written in; without UTF-16, which is told by its mark or declared.
_DETECTED = ["cp1252", "cp1250", "cp1251", "koi8_r", "mac_roman", "shift_jis", "gb18030", "big5", "euc_kr", "euc_jp"]


def decode(data: bytes, *, source: str, charset: str | None = None) -> str:
    """The text of `data`; UnreadableDocument names the byte where it is none. `charset` is what a server declared."""
    refuse_binary(data, source=source)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data, encoding, len(mark), source), source)
    declared = _known(charset)
    if declared and declared.startswith(("utf-16", "utf-32")):
        return _checked(_strict(data, declared, 0, source), source)
    if (nul := data.find(b"\0")) >= 0:
        share = data[:_SAMPLE_BYTES].count(b"\0") / len(data[:_SAMPLE_BYTES])
        hint = "; it looks like UTF-16 without a byte order mark: convert it to UTF-8" if 0.3 < share < 0.6 else ""
        raise UnreadableDocument(source, f"NUL character, which no text holds{hint}", f"byte {nul}")
    try:
        return _checked(data.decode(), source)
    except UnicodeDecodeError as error:
        if declared and declared != "utf-8":
            try:
                return _checked(data.decode(declared), source)
            except UnicodeDecodeError:
                pass
        _refuse_broken_utf8(data, error, source)
        return _checked(_detected(data, error.start, source), source)


def refuse_binary(data: bytes, *, source: str) -> None:
    """UnreadableDocument, with what the data look like and what to do, where they begin like a file that is no text."""
    for magic, looks, advice in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(source, f"not text: looks like {looks}; {advice}")


def utf8_place(error: UnicodeDecodeError) -> tuple[str, str]:
    """What is wrong with UTF-8 data, and where."""
    place = f"byte {error.start}, 0x{error.object[error.start]:02x}"
    if error.reason == "unexpected end of data":
        return "half a UTF-8 character at the end", place
    return "half a UTF-8 character" if error.reason == "invalid continuation byte" else "not UTF-8", place


def _strict(data: bytes, encoding: str, start: int, source: str) -> str:
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        place = f"byte {start + error.start}"
        raise UnreadableDocument(source, f"not {encoding.upper()}: {error.reason}", place) from None


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError, source: str) -> None:
    """Data that are UTF-8 but for a flaw are set aside; read as another charset they would turn to other letters."""
    reason, place = utf8_place(error)
    lossy = data[: error.start + _SAMPLE_BYTES].decode(errors="surrogateescape")
    flaws = sum("\ud800" <= char <= "\udfff" for char in lossy)
    good = sum(char > "\x7f" for char in lossy) - flaws
    if error.reason == "unexpected end of data" or good > flaws or _HALF.match(data, error.start):
        raise UnreadableDocument(source, reason, place) from None


def _detected(data: bytes, first: int, source: str) -> str:
    from charset_normalizer import from_bytes

    sample = data[max(0, first - _SAMPLE_BYTES // 2) : first + _SAMPLE_BYTES // 2]
    matches = list(from_bytes(sample, cp_isolation=_DETECTED, enable_fallback=False))
    best = [match for match in matches if (match.chaos, match.coherence) == (matches[0].chaos, matches[0].coherence)]
    # Of charsets that fit as well as each other take Windows-1252, as browsers do: English news is never Windows-1250.
    fitting = {name for match in best for name in (match.encoding, *match.could_be_from_charset)}
    for encoding in dict.fromkeys(["cp1252"] * ("cp1252" in fitting) + [match.encoding for match in best]):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument(
        source, "neither UTF-8 nor any charset known here; save it as UTF-8", f"byte {first}, 0x{data[first]:02x}"
    )


def _checked(text: str, source: str) -> str:
    """`text`, if it is not binary data that happen to decode."""
    sample = text[:_SAMPLE_BYTES]
    controls = _CONTROLS.findall(sample)
    if len(controls) > max(1, _CONTROL_SHARE * len(sample)) or (controls and len(sample) < 8):
        first = _CONTROLS.search(sample)
        place = f"character {first.start()}" if first else ""
        raise UnreadableDocument(source, "binary data: too many control characters for a text", place)
    return text


def _known(charset: str | None) -> str | None:
    try:
        return codecs.lookup(charset.strip(" \"'")).name if charset else None
    except (LookupError, ValueError):
        return None
