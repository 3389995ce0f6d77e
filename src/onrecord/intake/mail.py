"""Mail: press releases as single messages (`.eml`) or in an mbox, one document a message.

The text is that of the first plain part, else of the first HTML part, read as a web page's fragment; attachments are
left. Subject, date and sender are title, date and publisher. A message is never more than `max_bytes` in memory.

    >>> read_message(b"From: Press Office <p@a.example>\\nSubject: No sale\\n\\nIt said no.", source="a.eml").publisher
    'Press Office'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from typing import IO

from onrecord.intake.decode import decode
from onrecord.intake.markup import fragment_text
from onrecord.intake.wire import moment, short
from onrecord.record import Document, UnreadableDocument, Wire

FROM_LINE = re.compile(rb"From \S+.*\d\d:\d\d")  # of an mbox; "From Paris he wrote" within a text is none
_HEADER_BYTES = 4_000  # of one header line; longer ones are no subject
_PARTS = 200  # of one message
_DEPTH = 20  # of messages within messages
_CHUNK = 1 << 16


def read_mbox(stream: IO[bytes], *, source: str, max_bytes: int) -> Iterator[Document | UnreadableDocument]:
    """The documents of an mbox; sources are `source:number`."""
    for number, data in enumerate(_messages(stream, max_bytes), 1):
        place = f"{source}:{number}"
        if data is None:
            yield UnreadableDocument(place, f"too large: a message of more than {max_bytes:,} bytes")
            continue
        try:
            yield read_message(data, source=place)
        except UnreadableDocument as error:
            yield error


def read_message(data: bytes, *, source: str) -> Document:
    """The document of one message; UnreadableDocument where it holds no text."""
    if b"\0" in data[: data.find(b"\n\n") + 1]:
        raise UnreadableDocument(source, "mail: NUL character in the header")
    try:
        message = message_from_bytes(data, policy=compat32)
        text = _text(message, source)
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableDocument(source, f"broken mail: {type(error).__name__}: {str(error)[:200]}") from None
    issued = moment(_header(message, "Date"))
    name, address = parseaddr(_header(message, "From") or "")
    sender = short(name) or short(address)
    item = short((_header(message, "Message-ID") or "").strip(" <>"))
    return Document(
        text,
        source=source,
        title=_header(message, "Subject"),
        published=issued,
        published_from="header Date" if issued else None,
        publisher=sender,
        language=short((_header(message, "Content-Language") or "").partition(",")[0]),
        format="mail",
        wire=Wire(item=item or source, issued=issued, provider=sender),
    )


def _messages(stream: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    """The messages of an mbox, None for one that is too large; ">From " at the start of a line is "From "."""
    lines: list[bytes] | None = None
    size = 0
    blank = start_of_line = True
    while piece := stream.readline(_CHUNK):
        if start_of_line and blank and FROM_LINE.match(piece):
            if lines is not None:
                yield None if size > max_bytes else b"".join(lines)
            lines, size = [], 0
        elif lines is not None:
            size += len(piece)
            if size <= max_bytes:
                quoted = start_of_line and re.match(rb">+From ", piece)
                lines.append(piece[1:] if quoted else piece)
            else:
                lines.clear()
        blank = start_of_line and piece.strip(b"\r\n") == b""
        start_of_line = piece.endswith(b"\n")
    if lines is not None:
        yield None if size > max_bytes else b"".join(lines)


def _text(message: Message, source: str) -> str:
    plain = marked = None
    for part in _leaves(message, _DEPTH, [_PARTS]):
        if part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and plain is None and (text := _words(part, source)).strip():
            plain = text
        elif kind == "text/html" and marked is None and (text := fragment_text(_words(part, source), source)).strip():
            marked = text
    found = plain if plain is not None else marked
    if found is None:
        raise UnreadableDocument(source, "mail without text: no part is text/plain or text/html")
    return found


def _leaves(message: Message, depth: int, left: list[int]) -> Iterator[Message]:
    left[0] -= 1
    if depth == 0 or left[0] < 0:
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part, depth - 1, left)
    else:
        yield message


def _words(part: Message, source: str) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload if isinstance(payload, bytes) else b"", source=source, charset=part.get_content_charset())


def _header(message: Message, name: str) -> str | None:
    """A header in words; None where there is none, or it cannot be told what it says."""
    raw = message.get(name)
    if raw is None or len(str(raw)) > _HEADER_BYTES:
        return None
    try:
        return short(str(make_header(decode_header(str(raw)))))
    except (LookupError, ValueError):
        return short(str(raw))
