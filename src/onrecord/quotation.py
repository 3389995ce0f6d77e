"""Quotation marks, whatever their style: where each quotation opens and closes.

Handles “ ” ‘ ’ " ' « » „ “ ‚ ‘ `` '' and ‹ ›, nesting, apostrophes, missing openers and closers, and quotations that
run over paragraphs (each paragraph opens again, only the last one closes). It decides from marks and their
neighbours alone and never looks at words.

    >>> [(q.start, q.end) for q in quotations('"No," she said.')]
    [(0, 5)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARK = re.compile(r"``|''|[“”„‟‘’‚‛\"'«»‹›]")
_DOUBLE = {"“", "”", "„", "‟", '"', "``", "''", "«", "»"}
_CLOSERS = {  # what may close each opener
    "“": {"”", '"', "''"}, "„": {"“", "”", '"'}, "‟": {"”", '"'}, '"': {'"', "”", "''"}, "``": {"''", '"', "”"},
    "«": {"»"}, "»": {"«", "»"}, "”": {"”"}, "‘": {"’", "'"}, "‚": {"‘", "’"}, "‛": {"’", "'"}, "'": {"'", "’"},
    "’": {"’", "'"}, "''": {"''"}, "‹": {"›"}, "›": {"‹"},
}  # fmt: skip
_ALWAYS_OPENS = {"“", "„", "‟", "``", "«", "‘", "‚", "‛", "‹"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """One stretch of quoted text within one paragraph; `start` and `end` take in the marks that are there."""

    start: int
    end: int
    opened: bool  # False: the opening mark is missing, and the stretch starts with its paragraph
    closed: bool  # False: the closing mark is missing, and the stretch ends with its paragraph
    depth: int  # 1 outermost
    double: bool
    continues: bool  # it goes on in the next paragraph, which opens again


def quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations in the order of their starts; linear in the length of the text."""
    found: list[Quotation] = []
    blocks = list(paragraphs(text))
    for start, end in blocks:
        found += _in_paragraph(text, start, end)
    found.sort(key=lambda q: (q.start, -q.end))
    openings = {q.start for q in found if q.opened and q.depth == 1}
    next_start = {end: after for (_, end), (after, _) in zip(blocks, blocks[1:], strict=False)}
    return tuple(
        replace(q, continues=True) if not q.closed and q.depth == 1 and next_start.get(q.end) in openings else q
        for q in found
    )


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines with something on them, without the white space around."""
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        stripped = line.group().strip()
        if stripped:
            start = line.start() + line.group().index(stripped)
            yield start, start + len(stripped)


def _in_paragraph(text: str, begin: int, end: int) -> Iterator[Quotation]:
    stack: list[tuple[str, int]] = []
    marks = [(m.group(), m.start(), m.end()) for m in _MARK.finditer(text, begin, end)]
    last_single_closer = max((s for mark, s, e in marks if mark in "'’" and _may_close(text, s, e, begin, end)), default=-1)
    for mark, start, stop in marks:
        if mark in "'’" and _is_apostrophe(text, start, stop, begin, end):
            continue
        opens = mark in _ALWAYS_OPENS or _must_open(text, start, stop, begin, end)
        closes = _may_close(text, start, stop, begin, end)
        level = next((i for i in range(len(stack) - 1, -1, -1) if mark in _CLOSERS[stack[i][0]]), None)
        if level is not None and (closes or not opens):
            # What opened inside and never closed was an apostrophe if single, a missing closer if double.
            for inner, at in stack[level + 1 :]:
                if inner in _DOUBLE:
                    yield Quotation(at, start, True, False, level + 2, True, False)
            yield Quotation(stack[level][1], stop, True, True, level + 1, mark in _DOUBLE, False)
            del stack[level:]
        elif opens or (mark == '"' and not closes):
            if mark in _DOUBLE:
                if stack and stack[-1][0] == mark:  # the one before was never closed
                    yield Quotation(stack[-1][1], start, True, False, len(stack), True, False)
                    stack.pop()
                stack.append((mark, start))
            elif mark in _CLOSERS and start < last_single_closer:
                stack.append((mark, start))
        elif not stack and mark in _DOUBLE and closes:
            yield Quotation(begin, stop, False, True, 1, True, False)
    for depth, (mark, start) in enumerate(stack, start=1):
        if mark in _DOUBLE:
            yield Quotation(start, end, True, False, depth, True, False)


def _before(text: str, start: int, begin: int) -> str:
    return text[start - 1] if start > begin else " "


def _after(text: str, stop: int, end: int) -> str:
    return text[stop] if stop < end else " "


def _must_open(text: str, start: int, stop: int, begin: int, end: int) -> bool:
    before, after = _before(text, start, begin), _after(text, stop, end)
    return (before.isspace() or before in "([{—–-/“‘\"'«„:") and not after.isspace() and after not in ".,;:!?)]}"


def _may_close(text: str, start: int, stop: int, begin: int, end: int) -> bool:
    return not _before(text, start, begin).isspace() and not _after(text, stop, end).isalnum()


def _is_apostrophe(text: str, start: int, stop: int, begin: int, end: int) -> bool:
    return _before(text, start, begin).isalnum() and _after(text, stop, end).isalnum()
