"""How a statement was made: its form, its kind and its polarity.

Form is read from the quotation marks; kind and polarity from the cue, the few words before it, and how its source
begins, by the table of cues. Nothing here looks into the content. The conventions, with examples, are written down in
docs/statements.md.

    >>> text = "Lund did not say that it rained."
    >>> kind_and_polarity(text, (Span(0, 4),), (Span(13, 16),), (Span(17, 31),))
    ('speech', 'negated')
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from onrecord.cues import CUE_PARTS, OPERATOR_PARTS, WEAK_PARTS, index, is_standing, matches, words
from onrecord.quotation import Quotation
from onrecord.record import Span, Spans

Form = Literal["direct", "indirect", "mixed"]
Kind = Literal["speech", "attitude"]
Polarity = Literal["affirmed", "negated", "hypothetical"]

BEFORE = 80  # characters before a cue or a source that are looked at; "has so far repeatedly declined to" has 33

_WORD = re.compile(r"\w+")
_INK = re.compile(r"\S+")


def form(text: str, content: Spans, quotes: tuple[Quotation, ...]) -> Form:
    """Direct when all words of the content stand inside quotation marks, indirect when none do, else mixed.

    `quotes` are the `quotations(text)`. Time grows with the content, not with the text.
    """
    places = [m.start() for span in content for m in _WORD.finditer(text, span.start, span.end)]
    # A content without a word, such as “…” or an emoji, is judged by whatever can be seen of it.
    places = places or [m.start() for span in content for m in _INK.finditer(text, span.start, span.end)]
    inside = [_is_quoted(place, quotes) for place in places]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def _is_quoted(place: int, quotes: tuple[Quotation, ...]) -> bool:
    number = bisect_right(quotes, place, key=lambda quotation: quotation.start) - 1
    while number >= 0 and quotes[number].depth > 1 and quotes[number].end <= place:
        number -= 1
    return number >= 0 and quotes[number].end > place


def kind_and_polarity(text: str, source: Spans, cue: Spans, content: Spans) -> tuple[Kind, Polarity]:
    """Speech or attitude; affirmed, negated or hypothetical. A cue without words is speech, affirmed."""
    own = [word for span in cue for word in words(text, span.start, span.end) if _is_word(word)]
    if not own:
        return "speech", "affirmed"
    before, reached = _before_cue(text, cue[0].start, source, content)
    found = [match.entry for match in matches([*before, *own], len(before))]
    cues = [entry for entry in found if entry.part in CUE_PARTS]
    strong = [entry for entry in cues if entry.part not in WEAK_PARTS]
    # The first cue is the head of several ("expressed concern"); of weak ones, the one that is not as good as none.
    cues = strong or [entry for entry in cues if entry.kind == "attitude"] or cues
    polarities = {entry.polarity for entry in found if entry.part in OPERATOR_PARTS} | {e.polarity for e in cues}
    polarities.add(_of_source(text, source))
    if reached:
        polarities.add(_before_source(text, reached, to_follows=[*before, *own][0] == "to"))
    kind: Kind = "attitude" if cues and cues[0].kind == "attitude" else "speech"
    if "negated" in polarities:
        return kind, "negated"
    return kind, "hypothetical" if "hypothetical" in polarities else "affirmed"


def _before_cue(text: str, start: int, source: Spans, content: Spans) -> tuple[list[str], Span | None]:
    """The auxiliaries, adverbs and operators right before a cue; and the source, where they reach back to it."""
    spans = [span for span in (*source, *content) if span.end <= start]
    nearest = max(spans, key=lambda span: span.end, default=None)
    low = nearest.end if nearest and nearest.end >= start - BEFORE else _window(text, start)
    row = words(text, low, start)
    parts = index().parts
    place = len(row)
    while place:
        word = row[place - 1]
        if word == ",":  # ", however," may stand between; any other comma ends what belongs to the cue
            around = row[max(0, place - 2) : place + 1]
            if not any("connective" in parts.get(near, ()) for near in around):
                break
        elif not (is_standing(word) or parts.get(word, frozenset()) & OPERATOR_PARTS):
            break
        place -= 1
    reached = nearest if nearest in source and not place and low == nearest.end else None
    return [word for word in row[place:] if _is_word(word)], reached


def _of_source(text: str, source: Spans) -> Polarity:
    """Negated where the source is nobody: "No official", "None of them", "Neither side"."""
    row = words(text, source[0].start, min(source[0].end, source[0].start + BEFORE)) if source else []
    row = row[next((place for place, word in enumerate(row) if _is_word(word)), 0) :]
    if row[1:2] and (row[1] == "." or row[1].isdigit()):  # "No. 10 said"
        return "affirmed"
    first = next((match.entry for match in matches(row) if match.first == 0 and match.entry.part == "operator"), None)
    return "negated" if first and first.polarity == "negated" else "affirmed"


def _before_source(text: str, source: Span, *, to_follows: bool) -> Polarity:
    """What bears on the cue from before its source: "if Lund said", "nor did Lund say", "Did Lund say"."""
    row = words(text, _window(text, source.start), source.start)
    parts = index().parts.get(row[-1], frozenset()) if row else frozenset[str]()
    if to_follows:  # "Lund to say": urged to, expected to or, in a headline, about to
        begins = words(text, source.start, min(source.end, source.start + BEFORE))[:3]
        led = "causative" in parts or any("causative" in index().parts.get(word, ()) for word in begins)
        return "affirmed" if led else "hypothetical"  # but "prompting Lund to say", "the first minister to say"
    if "condition" in parts:
        return "hypothetical"
    if not parts & {"auxiliary", "modal"}:
        return "affirmed"
    earlier = row[-6:-1]
    while any(sign in earlier for sign in ".;:!?\n\r"):
        earlier.pop(0)
    operators = [match.entry for match in matches(earlier, len(earlier)) if match.entry.part == "operator"]
    if any(operator.polarity == "negated" for operator in operators):
        return "negated"
    opens = not earlier or earlier[-1] in ("and", "but", "or") or not (earlier[-1] == "," or _is_word(earlier[-1]))
    return "hypothetical" if opens else "affirmed"


def _window(text: str, end: int) -> int:
    """Where to begin to read the words before a place: at most BEFORE characters, at the beginning of a word."""
    low = max(0, end - BEFORE)
    while 0 < low < end and not text[low - 1].isspace():
        low += 1
    return low


def _is_word(word: str) -> bool:
    return word[-1].isalnum()
