"""The text of an HTML page's bytes: the encoding by the rules of the WHATWG standard, then by what the bytes are.

The order: byte order mark, the transport's charset, `<meta>` in the first 1,024 bytes, detection. A declared encoding
that the bytes contradict is passed over, and so is a single-byte one where the bytes are UTF-8, which they never are by
chance.

    >>> decode_html('<meta charset="latin1"><p>“No”'.encode("cp1252"))
    '<meta charset="latin1"><p>“No”'
"""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Names that mean a superset on the web (encoding.spec.whatwg.org); Python knows the rest by their own names.
_ON_THE_WEB = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_SCANNED = 1024
_BROKEN = 10  # one character in so many may be damaged before a page is not in the encoding it declares
_DETECTED_FROM = 65_536  # bytes shown to the detector, whose time grows with its input
# Windows-1252 leaves five bytes undefined; the standard maps each to the control character of its number.
_WINDOWS = "".join(
    chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in range(256)
)


def decode_html(data: bytes, charset: str | None = None) -> str:
    """The text of `data`; `charset` is what the transport says. Bytes that no encoding explains become U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = _COMMENT.sub(b"", data[:_SCANNED])
    found = _META.search(head) or _XML.search(head)
    declared = [_codec(name) for name in (charset, found[1].decode("ascii") if found else None) if name]
    if found and declared[-1] and declared[-1].startswith("utf-16"):
        declared[-1] = "utf-8"  # a declaration that can be read as ASCII is no UTF-16
    escaped = [name for name in declared if name and name.startswith(("iso2022", "hz"))]  # all ASCII, hence UTF-8 too
    for name in (_wide(data), *escaped, "utf-8", *declared):
        if name and (exact := _strictly(data, name)) is not None:
            return exact
    if "utf-8" in declared:
        lossy = data.decode("utf-8", "replace")
        broken = lossy.count("\ufffd")
        if _BROKEN * broken <= sum(char > "\x7f" for char in lossy) - broken:
            return lossy
    return data.decode(_detected(data), "replace")


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return codecs.charmap_decode(data, "strict", _WINDOWS)[0] if name == "cp1252" else data.decode(name)
    except UnicodeError:
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every other byte of "<" and what follows is zero."""
    start = data[:4]
    if len(start) == 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        return "utf-16-be"
    if len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    return None


def _codec(name: str) -> str | None:
    try:
        known = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError):
        return None
    if not getattr(known, "_is_text_encoding", True) or known.name in _NEVER:
        return None
    return _ON_THE_WEB.get(known.name, known.name)


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes  # rarely needed

    best = from_bytes(data[:_DETECTED_FROM]).best()
    return (_codec(best.encoding) if best else None) or "cp1252"
