"""Quotation marks, whatever their style: where each quotation opens and closes.

Handles “ ” ‘ ’ " ' « » „ “ ‚ ‘ `` '' and ‹ ›, nesting, apostrophes, feet and inches, missing openers and closers, and
quotations that run over paragraphs (each paragraph opens again, only the last one closes). It decides from marks and
their neighbours; of words it knows only a few that begin with an apostrophe. What is quoted, and whether it was said,
is not its question.

    >>> [(q.start, q.end) for q in quotations('"No," she said.')]
    [(0, 5)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARK = re.compile(r"``|''|[“”„‟‘’‚‛\"'«»‹›]")
_DOUBLE = frozenset({"“", "”", "„", "‟", '"', "``", "''", "«", "»"})
_CLOSERS = {  # what may close each opener
    "“": {"”", '"', "''"}, "„": {"“", "”", '"'}, "‟": {"”", '"'}, '"': {'"', "”", "''"}, "``": {"''", '"', "”"},
    "«": {"»"}, "»": {"«", "»"}, "”": {"”"}, "‘": {"’", "'"}, "‚": {"‘", "’"}, "‛": {"’", "'"}, "'": {"'", "’"},
    "’": {"’", "'"}, "''": {"''"}, "‹": {"›"}, "›": {"‹"},
}  # fmt: skip
_ALWAYS_OPENS = frozenset({"“", "„", "‟", "``", "«", "‘", "‚", "‛", "‹"})
_APOSTROPHES = frozenset({"'", "’", "‘"})
# Words that begin with an apostrophe. Left out: 'cause and 'round, which begin quotations as often.
_ELISION = re.compile(r"['’‘](?:\d0s|n['’]|(?:em|tis|twas|til|cuz|bout)\b)")
_OPENS_AFTER = frozenset("([{—–-/“‘\"'«„:")
_NO_OPENING_BEFORE = frozenset(".,;:!?)]}")
_DEPTH = 8  # open marks at a time; deeper nesting is noise, and a bound keeps every step constant
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BREAK = r"(?:\r\n|[\n\r\u2028\u2029])"
_BLOCK = re.compile(rf"{_LINE.pattern}(?:{_BREAK}(?![^\S\n\r]*(?:[\n\r]|\Z)){_LINE.pattern})*")
_WRAPPED = range(50, 101)  # characters; a text whose longest line lies here is taken to be wrapped by hand


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch of quoted text within one paragraph; `start` and `end` take in the marks that are there."""

    start: int
    end: int
    opened: bool  # False: the opening mark is missing; it starts with its paragraph or after the quotation before
    closed: bool  # False: the closing mark is missing; it ends where another opens, an outer one or its paragraph ends
    depth: int  # 1 outermost
    double: bool
    continues: bool  # it goes on in the next paragraph, which opens again


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    start: int
    end: int
    opens: bool
    closes: bool
    doubtful: bool  # a closer that may be an apostrophe (boys’) or inches (12")


def quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations in the order of their starts, outer before inner; linear in the length of the text.

    Each lies within one of `paragraphs(text)`, and any two are apart or one holds the other.
    """
    blocks = list(paragraphs(text))
    found: list[Quotation] = []
    reopens: Quotation | None = None  # the quotation that opens the paragraph below, once known to be one
    for number in range(len(blocks) - 1, -1, -1):
        inside = _nested(_in_paragraph(text, *blocks[number]), text, reopens)
        reopens = inside[0] if inside and inside[0].opened and inside[0].start == blocks[number][0] else None
        found += reversed(inside)
    return tuple(reversed(found))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines with something on them, or blocks of lines in a text wrapped by hand, without the white space around."""
    lines = [match.span() for match in _LINE.finditer(text)]
    wrapped = max((end - start for start, end in lines), default=0) in _WRAPPED
    for start, end in [match.span() for match in _BLOCK.finditer(text)] if wrapped else lines:
        block = text[start:end]
        stripped = block.strip()
        if stripped:
            start += len(block) - len(block.lstrip())
            yield start, start + len(stripped)


def _nested(spans: list[Quotation], text: str, reopens: Quotation | None) -> list[Quotation]:
    """The quotations of one paragraph in order, with their depths, without the single marks that came to nothing."""
    kept: list[Quotation] = []
    around: list[int] = []
    for quotation in sorted(spans, key=lambda q: (q.start, -q.end)):
        while around and around[-1] <= quotation.start:
            around.pop()
        goes_on = not quotation.closed and not around and reopens is not None and reopens.double == quotation.double
        # An opening single mark without its closer is an apostrophe, unless the next paragraph opens with the same.
        same = goes_on and reopens is not None and text[reopens.start] == text[quotation.start]
        if not quotation.double and not quotation.closed and not same:
            continue
        around.append(quotation.end)
        kept.append(replace(quotation, depth=len(around), continues=goes_on))
    return kept


def _in_paragraph(text: str, begin: int, end: int) -> list[Quotation]:
    """Quotations of one paragraph with depth 0, unsorted, properly nested."""
    marks = _marks(text, begin, end)
    strong = _closers_ahead(marks)
    balance = _balance(marks)
    found: list[Quotation] = []
    stack: list[_Mark] = []
    floor = begin  # where the last quotation ended, with nothing open

    def note(start: int, stop: int, opened: bool, closed: bool, double: bool) -> None:
        found.append(Quotation(start, stop, opened, closed, 0, double, False))

    for number, mark in enumerate(marks):
        double = mark.text in _DOUBLE
        level = next((i for i in range(len(stack) - 1, -1, -1) if mark.text in _CLOSERS[stack[i].text]), None)
        if level is not None and (mark.closes or not mark.opens):
            if mark.doubtful and strong[number]:
                continue
            # What opened inside and never closed was an apostrophe if single, lost its closer if double.
            for inner in stack[level + 1 :]:
                if inner.text in _DOUBLE:
                    note(inner.start, mark.start, True, False, True)
            note(stack[level].start, mark.end, True, True, double)
            del stack[level:]
            floor = mark.end
        elif mark.opens or (mark.text == '"' and not mark.closes):
            if double and stack and stack[-1].text == mark.text and not balance[number]:
                note(stack[-1].start, mark.start, True, False, True)  # the one before was never closed
                floor = mark.start
                stack.pop()
            if double and len(stack) == _DEPTH:  # single marks without closers must not keep out a double one
                stack = [open_ for open_ in stack if open_.text in _DOUBLE]
            if mark.text in _CLOSERS and len(stack) < _DEPTH:
                stack.append(mark)
        elif double and mark.closes and not mark.doubtful and not any(open_.text in _DOUBLE for open_ in stack):
            first = floor + len(text[floor : mark.end]) - len(text[floor : mark.end].lstrip())
            note(first, mark.end, False, True, True)
            stack.clear()
            floor = mark.end
    for depth, mark in enumerate(stack):
        if mark.text in _DOUBLE or (depth == 0 and mark.start == begin):
            note(mark.start, end, True, False, mark.text in _DOUBLE)
    return found


def _marks(text: str, begin: int, end: int) -> list[_Mark]:
    """The marks of a paragraph that may be quotation marks, and what each may do where it stands."""
    found = []
    curly_singles = text.find("‘", begin, end) >= 0
    for match in _MARK.finditer(text, begin, end):
        mark, start, stop = match.group(), match.start(), match.end()
        before = text[start - 1] if start > begin else " "
        after = text[stop] if stop < end else " "
        if mark in _APOSTROPHES and (
            (before.isalnum() and after.isalnum()) or (not before.isalnum() and _ELISION.match(text, start, end))
        ):
            continue
        opens = mark in _ALWAYS_OPENS or (
            (before.isspace() or before in _OPENS_AFTER)
            and not (after.isspace() or after in _NO_OPENING_BEFORE)
            and not (mark == "’" and curly_singles)  # where ‘ opens, ’ is an apostrophe or closes
        )
        closes = not before.isspace() and not after.isalnum()
        if mark in _DOUBLE:
            doubtful = mark in {'"', "''"} and before.isdigit() and after not in ".,;:!?"
        else:
            following = text[stop + 1 : stop + 2]
            doubtful = mark in _APOSTROPHES and before in "sn" and after == " " and following.isalnum()
        found.append(_Mark(mark, start, stop, opens, closes, doubtful))
    return found


def _closers_ahead(marks: list[_Mark]) -> list[bool]:
    """Per mark: is the next mark of its size that is beyond doubt a closer (so that a doubtful one need not be)?"""
    ahead = [False] * len(marks)
    after = {True: False, False: False}
    for number in range(len(marks) - 1, -1, -1):
        mark = marks[number]
        double = mark.text in _DOUBLE
        ahead[number] = after[double]
        if not mark.doubtful:
            after[double] = mark.closes and not mark.opens
    return ahead


def _balance(marks: list[_Mark]) -> list[bool]:
    """Per mark: has each opening mark of its kind, up to the end of the paragraph, a closing one to itself?

    Only then may “ stand within “; otherwise the outer one has lost its closer.
    """
    opened: dict[str, int] = {}
    before = []
    for mark in marks:  # openers not yet closed at each mark, if all could nest
        before.append(opened.get("“", 0))
        if mark.text == "“":
            opened["“"] = before[-1] + 1
        elif mark.text == "”" and before[-1]:
            opened["“"] = before[-1] - 1
    unclosed_at_end = opened.get("“", 0)
    return [mark.text == "“" and unclosed_at_end == 0 and before[i] < _DEPTH - 1 for i, mark in enumerate(marks)]
