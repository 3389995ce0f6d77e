"""Findings in a text, as marks that nest: spans may overlap, repeat and come in pieces, elements of a page may not.

A text is cut wherever a span starts or ends. Each piece knows every mark that covers it; `nested` opens and closes them
so that elements are properly nested, closing and opening again those that cross. Nothing is searched for and nothing is
left out: the pieces together are the text.

    >>> marks = [Mark(Span(0, 5), "content", "a"), Mark(Span(3, 8), "entity", "b")]
    >>> [(piece.text, [mark.id for mark in piece.marks]) for piece in pieces("0123456789", marks)]
    [('012', ['a']), ('34', ['a', 'b']), ('567', ['b']), ('89', [])]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.record import Span

# The outermost first. What frames words holds what points at single ones.
KINDS = ("content", "evidence", "source", "cue", "object", "event", "entity", "time", "status")
FRAMES = ("content", "evidence", "source", "object")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of one finding: `id` tells findings apart, `note` says what was found and why, `href` where more is."""

    span: Span
    kind: str
    id: str
    note: str = ""
    href: str = ""
    number: int | None = None  # of a statement in the list beside the text
    anchor: str = ""  # the id of the element, where this is the first span of its finding


@dataclass(frozen=True, slots=True)
class Piece:
    start: int
    text: str
    marks: tuple[Mark, ...]  # outermost first


@dataclass(frozen=True, slots=True)
class Token:
    """One step of writing the page: a mark opens or closes, or words come."""

    step: Literal["open", "close", "words"]
    text: str = ""
    mark: Mark | None = None
    first: bool = False  # the mark's own start: it was not opened before


def pieces(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """The text from `start` to `end`, cut where a mark starts or ends; marks that reach out of it are cut, too."""
    end = len(text) if end is None else end
    inside = [mark for mark in marks if mark.span.start < end and mark.span.end > start]
    starts, ends = {max(mark.span.start, start) for mark in inside}, {min(mark.span.end, end) for mark in inside}
    places = sorted({start, end} | starts | ends)
    opening: dict[int, list[Mark]] = {}
    for mark in inside:
        opening.setdefault(max(mark.span.start, start), []).append(mark)
    found: list[Piece] = []
    active: list[Mark] = []
    for place, following in pairwise(places):
        active = [mark for mark in active if mark.span.end > place] + opening.get(place, [])
        found.append(Piece(place, text[place:following], tuple(sorted(active, key=_outermost_first))))
    return found


def nested(found: Sequence[Piece]) -> Iterator[Token]:
    """Pieces as properly nested marks: what crosses an end is closed there and opened again."""
    open_: list[Mark] = []
    for piece in found:
        frames = [mark for mark in piece.marks if mark.kind in FRAMES]
        shared = 0
        while shared < min(len(open_), len(frames)) and open_[shared] is frames[shared]:
            shared += 1
        for mark in reversed(open_[shared:]):
            yield Token("close", mark=mark)
        del open_[shared:]
        for mark in frames[shared:]:
            open_.append(mark)
            yield Token("open", mark=mark, first=mark.span.start == piece.start)
        yield from _words(piece)
    for mark in reversed(open_):
        yield Token("close", mark=mark)


def _words(piece: Piece) -> Iterator[Token]:
    """The words of a piece, within one element that stands for all the small marks on them."""
    points = [mark for mark in piece.marks if mark.kind not in FRAMES]
    if not points:
        yield Token("words", piece.text)
        return
    note = "\n".join(dict.fromkeys(mark.note for mark in points if mark.note))
    href = next((mark.href for mark in points if mark.href), "")
    kinds = " ".join(dict.fromkeys(mark.kind for mark in points))
    anchor = next((mark.anchor for mark in points if mark.anchor and mark.span.start == piece.start), "")
    ids = " ".join(dict.fromkeys(mark.id for mark in points))
    first = next((mark for mark in points if mark.span.start == piece.start), points[0])
    together = Mark(first.span, kinds, ids, note, href, first.number, anchor)
    yield Token("open", mark=together, first=True)
    yield Token("words", piece.text)
    yield Token("close", mark=together)


def _outermost_first(mark: Mark) -> tuple[int, int, int, str]:
    kind = mark.kind if mark.kind in KINDS else KINDS[-1]
    frame = 0 if kind in FRAMES else 1
    # Among frames the longer one is outside, so that a statement within a statement stands within it.
    return (frame, mark.span.start - mark.span.end if frame == 0 else KINDS.index(kind), KINDS.index(kind), mark.id)
