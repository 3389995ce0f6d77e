"""What changed in the quotations between two texts of one address: added, altered, dropped.

    >>> changes(["“We will leave in May.”"], ["“We will leave in June.”", "“No.”"])
    [Change(kind='altered', before='“We will leave in May.”', words='“We will leave in June.”'), \
Change(kind='added', before=None, words='“No.”')]
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Of the words of two quotations, the share in common above which the later one is the earlier one, altered. Half would
# take two sentences of one speaker with the usual small words for one.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    kind: Literal["added", "altered", "dropped"]
    before: str | None
    words: str | None


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The changes from the old quotations to the new ones, in the order of the new text, then what was dropped.

    The same words are the same quotation wherever they stand; each is matched once. Of the rest the most alike are
    matched first.
    """
    kept = Counter(map(_words, old)) & Counter(map(_words, new))
    gone, come = _without(old, kept), _without(new, kept)
    pairs = sorted((-_likeness(old[before], new[after]), before, after) for before in gone for after in come)
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for unlike, before, after in pairs:
        if -unlike >= ALIKE and before not in taken and after not in matched:
            matched[after] = before
            taken.add(before)
    found = [
        Change("altered", old[matched[place]], new[place]) if place in matched else Change("added", None, new[place])
        for place in come
    ]
    return found + [Change("dropped", old[place], None) for place in gone if place not in taken]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _words(quotation: str) -> tuple[str, ...]:
    return tuple(quotation.split())


def _without(quotations: Sequence[str], kept: Counter[tuple[str, ...]]) -> list[int]:
    left = Counter(kept)
    places = []
    for place, quotation in enumerate(quotations):
        words = _words(quotation)
        if left[words]:
            left[words] -= 1
        else:
            places.append(place)
    return places
