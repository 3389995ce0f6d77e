"""Marks: what the spelling of a word and the tables of knowledge say of it, before it is read in its context.

The encoder's vocabulary has no capitals, and no encoder knows every surname; these few bits a word help it to find names.
A mark is a hint and decides nothing.

    >>> text = "Sergei of Minsk"
    >>> [MARKS[column] for column in range(len(MARKS)) if marks(text, [(10, 15)])[0, column]]
    ['title case', 'place']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from onrecord import knowledge
from onrecord.actors import lists
from onrecord.knowledge import bodies, persons, places
from onrecord.knowledge.names import key

MARKS = (
    "lower case", "title case", "upper case", "mixed case", "one capital", "with digits", "no letters",
    "place", "people", "given name", "surname", "body", "title", "kind of body",
)  # fmt: skip
_LONGEST = 5  # words of a place or a body that are looked up together


@cache
def _people() -> tuple[frozenset[str], frozenset[str]]:
    """First and last words of the names of office-holders, levelled."""
    names = [name.split() for name in persons.names()]
    return frozenset(name[0] for name in names if len(name) > 1), frozenset(name[-1] for name in names)


@cache
def _phrases() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names of places and of bodies, and the words that begin either."""
    there, public = frozenset(places.names()), frozenset(bodies.names())
    return there, public, frozenset(name.split()[0] for name in there | public)


@cache
def _of_word(word: str) -> tuple[int, ...]:
    """Columns of one word alone."""
    found = [_shape(word)]
    if not word[:1].isupper():
        return tuple(found)
    low, level = word.lower(), key(word)
    given, surnames = _people()
    if knowledge.demonym(word):
        found.append(MARKS.index("people"))
    if level in given or low in lists().given:
        found.append(MARKS.index("given name"))
    if level in surnames:
        found.append(MARKS.index("surname"))
    if low in lists().titles:
        found.append(MARKS.index("title"))
    if lists().nouns.get(low) in ("organisation", "government"):
        found.append(MARKS.index("kind of body"))
    return tuple(found)


def _shape(word: str) -> int:
    if any(char.isdigit() for char in word):
        return 5
    if not any(char.isalpha() for char in word):
        return 6
    if word.islower():
        return 0
    if word.isupper():
        return 4 if len(word) == 1 else 2
    return 1 if word.istitle() else 3


def marks(text: str, words: Sequence[tuple[int, int]]) -> npt.NDArray[np.uint8]:
    """[words, MARKS] 0 or 1; in linear time."""
    found = np.zeros((len(words), len(MARKS)), dtype=np.uint8)
    spelt = [text[start:end] for start, end in words]
    for number, word in enumerate(spelt):
        found[number, _of_word(word) if len(word) < 40 else (_shape(word),)] = 1
    for first, end, column in known_phrases(text, words):
        found[first:end, MARKS.index(column)] = 1
    return found


def known_phrases(text: str, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Literal["place", "body"]]]:
    """(first word, the one after the last, which table) of every name of a place or a body, those within others too."""
    there, public, beginnings = _phrases()
    for number, (start, stop) in enumerate(words):
        word = text[start:stop]
        if word not in beginnings and word.title() not in beginnings:
            continue
        for count in range(min(_LONGEST, len(words) - number), 0, -1):
            phrase = text[start : words[number + count - 1][1]]
            titled = phrase.title() if phrase.isupper() and len(phrase) > 3 else phrase
            if phrase in there or titled in there:
                yield number, number + count, "place"
            if phrase in public or titled in public:
                yield number, number + count, "body"
