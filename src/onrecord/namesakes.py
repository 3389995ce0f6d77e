"""Namesakes: whether two names may be one person's or one body's, by their words alone.

A key is the words of a name, levelled for case and accents: ("alexander", "lukashenko").

    >>> same_body(("korean", "central", "news", "agency"), ("kcna",), "KCNA")
    True
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from onrecord.actors import lists
from onrecord.knowledge import places
from onrecord.knowledge.names import loose_key
from onrecord.mentions import Candidate

# Letters that one school of transliteration writes where another writes another.
_ALIKE = (frozenset("aeiouyj"), frozenset("uvw"), frozenset("ckq"), frozenset("sz"))
_LEFT_OUT = frozenset("aeiouyjh")
_SMALL = frozenset(("of", "the", "for", "and", "on", "in", "de", "la", "to", "a", "an", "&", "'s", "’s"))


def key_of(one: Candidate) -> tuple[str, ...]:
    return one.surface.words if one.name is None else tuple(map(level, one.surface.words))


def level(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".") or word


def settled_kinds(named: list[Candidate]) -> dict[tuple[str, ...], str]:
    """One kind for one spelling: that which the model was surest of, in sum."""
    totals: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in named:
        assert one.name is not None
        totals[key_of(one)][one.type] += one.name.probability
    settled = {key: max(sorted(kinds), key=lambda kind: kinds[kind]) for key, kinds in totals.items()}
    surnames = {word for key, kind in settled.items() if kind == "person" and len(key) > 1 for word in key}
    for one in named:
        key = key_of(one)
        if len(key) == 1 and key[0] in surnames and settled[key] in ("organisation", "place", "other"):
            settled[key] = "person"
        if len(key) == 1 and settled[key] in ("person", "organisation") and key[0] not in surnames:
            known = places.place(" ".join(one.surface.words).title())
            if known and known[0].kind in ("country", "capital"):
                settled[key] = "place"
    return settled


def compatible(names: list[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """One surname, and given names that are equal, an initial, or a beginning of each other."""
    for name in names:
        if len(name) > 1 and name[-1] == key[-1]:
            if loose_key(name[0]) == loose_key(key[0]):
                return True
            short, long = sorted((name[0], key[0]), key=len)
            if long.startswith(short) and (len(short) == 1 or len(short) > 2 or short == long):
                return True
    return False


def part_of(names: list[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """The words of one name stand in a row within another: "López Obrador"."""
    for name in names:
        short, long = sorted((name, key), key=len)
        if len(short) > 1 and any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)):
            return True
    return False


def spelt_alike(one: str, other: str) -> bool:
    """Whether two surnames differ in one letter that transcribers take for each other, or put in and leave out.

    "Ivanov" and "Ivanova" are two people's.
    """
    if one[:3] != other[:3] or abs(len(one) - len(other)) > 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        apart = [{a, b} for a, b in zip(short, long, strict=True) if a != b]
        return len(apart) == 1 and any(apart[0] <= letters for letters in _ALIKE)
    # The one letter that the longer has more, the first of two that are the same.
    at = next((at for at in range(len(long)) if long[:at] + long[at + 1 :] == short), 0)
    doubled = long[at] == long[at + 1 : at + 2]
    return at > 0 and (doubled or long[at] in _LEFT_OUT) and (at, long[at]) != (len(short), "a")


def same_body(name: tuple[str, ...], key: tuple[str, ...], spelt: str) -> bool:
    if name == key:
        return True
    short, long = sorted((name, key), key=len)
    if len(short) == 1 and spelt.isupper() and short == key and 2 <= len(spelt) <= 7:
        return "".join(word[0] for word in long if word not in _SMALL) == short[0] and len(long) > 1
    if len(short) == 1 and len(long) > 1:
        initials = "".join(word[0] for word in long if word not in _SMALL)
        if initials == short[0] and 2 <= len(initials) <= 7:
            return True
        return long[0] == short[0] and all(word in lists().forms for word in long[1:])
    return len(short) > 1 and (long[-len(short) :] == short or long[: len(short)] == short)


def initials(key: tuple[str, ...]) -> str:
    """What a name of several words is shortened to; of one word, the word."""
    return "".join(word[0] for word in key if word not in _SMALL) if len(key) > 1 else key[0]
