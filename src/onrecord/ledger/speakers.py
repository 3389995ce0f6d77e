"""Whether two ways of naming a speaker name the same one: yes, no, or not to be told.

By knowledge id where both have one, otherwise by name. "Not to be told" is the answer for pronouns, for roles without a
name, and for a person beside an institution, whose words a spokesman's may be.

    >>> same(named("Fisheries Minister Katrín Thórsdóttir"), named("Thórsdóttir"))
    True
    >>> same(named("Anders Lindvik"), named("Katrín Thórsdóttir")), same(named("the minister"), named("Lindvik"))
    (False, None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.ledger.names import folded
from onrecord.wording import pronouns, titles

_SMALL = frozenset(
    (
        "of",
        "for",
        "the",
        "de",
        "da",
        "del",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "du",
        "and",
        "&",
    )
)
_PERSON, _BODIES = "person", frozenset(("organisation", "government", "country", "group"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: as shown to people, by which names, and what is known of them."""

    shown: str
    names: tuple[str, ...]
    type: str | None = None
    link: str | None = None


def named(words: str) -> Speaker:
    """A speaker of whom only the words of the text are known."""
    return Speaker(" ".join(words.split()), (words,))


def same(one: Speaker, other: Speaker) -> bool | None:
    """Whether they are one; None where it cannot be told."""
    if one.link and other.link:
        return one.link == other.link
    keys = [[key for name in speaker.names for key in _keys(name)] for speaker in (one, other)]
    if not keys[0] or not keys[1]:
        return None
    if any(_agree(a, b) for a in keys[0] for b in keys[1]):
        return True
    if {one.type, other.type} & {_PERSON} and {one.type, other.type} & _BODIES:
        return None
    return False


def _keys(words: str) -> list[tuple[str, ...]]:
    """The names in the words, each without the titles before it: ("katrin", "thorsdottir")."""
    found = []
    run: list[str] = []
    for part in [*re.split(r"(\s+|[,;:()])", words), ","]:
        if not part or part.isspace():
            continue
        plain = folded(part).strip(".'-").removesuffix("'s")
        if (part[:1].isupper() and plain) or (run and plain in _SMALL):
            run.append(plain)
        else:
            found.append(run)
            run = []
    keys = []
    for run in found:
        while run and run[-1] in _SMALL:
            run.pop()
        bare = run
        while bare and bare[0] in titles():
            bare = bare[1:]
        if bare and bare[0] in _SMALL:  # "President of Norland": an office, not a name
            continue
        if bare and not (len(bare) == 1 and bare[0] in pronouns()):
            keys.append(tuple(word for word in bare if word not in _SMALL))
    return keys


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if set(one) <= set(other) or set(other) <= set(one):
        return True
    for short, long in ((one, other), (other, one)):
        if len(short) == 1 and len(short[0]) > 1 and short[0] == "".join(word[0] for word in long):
            return True  # an acronym
    if one[-1] != other[-1]:
        return False
    a, b = one[0], other[0]
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
