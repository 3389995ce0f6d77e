"""Names: proper names as the heads over words found them, put right by the tables and by each other.

A sentence at a time the model knows neither that a body of this name exists nor how the same words were read three
paragraphs before. Four rules, each in linear time: what the tables know in one piece is one name; what hangs on a name
by its spelling belongs to it; what is a name at one place is one wherever it stands; one spelling has one kind.

    >>> text = "The Bank of Korea said so. A spokesman for the Bank of Korea agreed."
    >>> found = [Name(8, 8, "organisation", 0.6)]
    >>> [(text[words[n.first][0] : words[n.last][1]], n.kind) for n in settled(text, words, found)]  # doctest: +SKIP
    [('Bank of Korea', 'organisation'), ('Bank of Korea', 'organisation')]
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.actors import lists
from onrecord.marks import known_phrases

Words = Sequence[tuple[int, int]]

_KNOWN = 0.9  # how sure the tables are
_LONGEST = 8  # words of a name that is looked for elsewhere in the text
# Least probability of a name that is looked for elsewhere, and what is left of it where it is found.
_SURE, _REPEATED = 0.7, 0.8
_KINDS = ("person", "organisation", "place", "facility")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: first and last word, and how sure the model is of both and of the kind."""

    first: int
    last: int
    kind: str  # "person", "organisation", "place", "people" (adjectives and nouns of peoples), "facility", "other"
    probability: float


def settled(text: str, words: Words, names: Sequence[Name]) -> list[Name]:
    """The names after all rules, in the order of the text."""
    spelt = [text[start:end] for start, end in words]
    found = in_one_piece(text, words, names)
    found = with_legal_forms(spelt, found)
    found = one_kind(spelt, found)
    return repeated(spelt, found)


def in_one_piece(text: str, words: Words, names: Sequence[Name]) -> list[Name]:
    """With those of several words that the tables know in one piece: "State of Israel", "Bank of Korea"."""
    known: list[Name] = []
    for first, end, table in known_phrases(text, words):
        if end - first > 1 and (not known or known[-1].last < first):
            known.append(Name(first, end - 1, "place" if table == "place" else "organisation", _KNOWN))
    whole: list[Name] = []
    owner = {word: name for name in known for word in range(name.first, name.last + 1)}
    beyond: set[Name] = set()
    for name in names:
        phrase = owner.get(name.first) or owner.get(name.last)
        if phrase is None or name.first < phrase.first or name.last > phrase.last:
            whole.append(name)  # it goes beyond what is known, or has nothing to do with it
            if phrase is not None:
                beyond.add(phrase)
    return _ordered([*whole, *(name for name in known if name not in beyond)])


def with_legal_forms(spelt: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """ "Tata Steel" and "Ltd" are one name: of a body, whatever it was taken for."""
    taken = {name.first for name in names}
    found = []
    for name in names:
        last = name.last
        while last + 1 < len(spelt) and last + 1 not in taken and _is_form(spelt[last + 1]):
            last += 1
        if last > name.last and name.kind != "people":
            name = replace(name, last=last, kind="organisation")
        found.append(name)
    return found


def _is_form(word: str) -> bool:
    return word[:1].isupper() and word.lower() in lists().forms


def one_kind(spelt: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """Names of several words have the kind that the model was surest of in sum, wherever they are spelt so."""
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        if name.last > name.first:
            votes[_key(spelt, name)][name.kind] += name.probability  # type: ignore[assignment]
    return [
        replace(name, kind=votes[key].most_common(1)[0][0]) if (key := _key(spelt, name)) in votes else name
        for name in names
    ]


def repeated(spelt: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """With the same words elsewhere, where the model saw no name in any of them."""
    kinds: dict[tuple[str, ...], Name] = {}
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        key = _key(spelt, name)
        if name.probability >= _SURE and name.kind in _KINDS and len(key) <= _LONGEST and _tells(key):
            if key not in kinds or kinds[key].probability < name.probability:
                kinds[key] = name
            lengths[key[0]].add(len(key))
    taken = {word for name in names for word in range(name.first, name.last + 1)}
    found, word = list(names), 0
    while word < len(spelt):
        step = 1
        for length in sorted(lengths.get(spelt[word], ()), reverse=True):
            place = range(word, word + length)
            known = kinds.get(tuple(spelt[word : word + length]))
            if known and taken.isdisjoint(place) and not _goes_on(spelt, word, word + length):
                found.append(Name(word, place[-1], known.kind, _REPEATED * known.probability))
                step = length
                break
        word += step
    return _ordered(found)


def _tells(key: tuple[str, ...]) -> bool:
    """Whether words are a name wherever they stand: several with capitals, or an acronym."""
    capitals = sum(word[0].isupper() for word in key)
    return capitals > 1 or (len(key[0]) > 2 and key[0].isupper())


def _goes_on(spelt: Sequence[str], first: int, end: int) -> bool:
    """Whether a word with a capital stands beside these, so that they may be part of something else."""
    return end < len(spelt) and spelt[end][:1].isupper()


def _key(spelt: Sequence[str], name: Name) -> tuple[str, ...]:
    return tuple(spelt[name.first : name.last + 1])


def _ordered(names: Sequence[Name]) -> list[Name]:
    return sorted(names, key=lambda name: name.first)
