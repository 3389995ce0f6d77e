"""How a statement was made: its form, kind and polarity; the conventions are written down in docs/statements.md."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from onrecord.quotation import Quotation
from onrecord.record import Spans

Form = Literal["direct", "indirect", "mixed"]
Kind = Literal["speech", "attitude"]
Polarity = Literal["affirmed", "negated", "hypothetical"]

_WORD = re.compile(r"\w+")
_INK = re.compile(r"\S+")


def form(text: str, content: Spans, quotes: tuple[Quotation, ...]) -> Form:
    """Direct when all words of the content stand inside quotation marks, indirect when none do, else mixed.

    `quotes` are the `quotations(text)`. Time grows with the content, not with the text.
    """
    words = [m.span() for span in content for m in _WORD.finditer(text, span.start, span.end)]
    # A content without a word, such as “…” or an emoji, is judged by whatever can be seen of it.
    words = words or [m.span() for span in content for m in _INK.finditer(text, span.start, span.end)]
    inside = [_is_quoted(start, quotes) for start, _ in words]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def _is_quoted(place: int, quotes: tuple[Quotation, ...]) -> bool:
    number = bisect_right(quotes, place, key=lambda quotation: quotation.start) - 1
    while number >= 0 and quotes[number].depth > 1 and quotes[number].end <= place:
        number -= 1
    return number >= 0 and quotes[number].end > place


def kind_and_polarity(text: str, source: Spans, cue: Spans, content: Spans) -> tuple[Kind, Polarity]:
    return "speech", "affirmed"
