"""Plain text: the bytes of one file are one document, its text exactly as received."""

from __future__ import annotations

from onrecord.intake.decode import decode
from onrecord.record import Document


def read_text(data: bytes, *, source: str, charset: str | None = None) -> Document:
    """The document of plain-text `data`; UnreadableDocument where they are no text."""
    return Document(decode(data, source=source, charset=charset), source=source, format="text")
