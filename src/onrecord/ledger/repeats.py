"""One statement, many appearances: what is said in a story, each once, with every copy that prints it.

Copies print the same words, or fewer of them. Two statements of a story are one where the words of the one stand in the
other in a row, and their speakers are not known to be different people.

    >>> [said.words for said in said_in(ledger.connection, story)]   # doctest: +SKIP
    ['“We have waited since November”']
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.ledger.speakers import named, same
from onrecord.wording import words

FEWEST = 5  # words that must be shared where they are not all of both


@dataclass(frozen=True, slots=True)
class Appearance:
    statement: str  # id
    document: str  # id
    address: str
    publisher: str | None
    day: str | None  # of publication


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """A statement as it was first printed, and its appearances, earliest first, itself among them."""

    words: str
    speaker: str
    appearances: tuple[Appearance, ...]


def said_in(connection: sqlite3.Connection, document: str) -> tuple[SaidOnce, ...]:
    """What is said in the story of a document, in the order in which it was first printed; none for an unknown id."""
    rows = connection.execute(_STATEMENTS, (document,)).fetchall()
    groups: list[tuple[tuple[str, ...], str, str, list[Appearance]]] = []
    for source, content, text, *about in rows:
        spans = json.loads(content)
        keys = tuple(word.key for start, end in spans for word in words(text, start, end))
        speaker = " ".join(text[start:end] for start, end in json.loads(source))
        shown = " … ".join(text[start:end] for start, end in spans)
        found = Appearance(*about)
        for known, first_speaker, _, appearances in groups:
            if _repeats(known, keys) and same(named(first_speaker), named(speaker)) is not False:
                appearances.append(found)
                break
        else:
            groups.append((keys, speaker, shown, [found]))
    return tuple(SaidOnce(shown, speaker, tuple(appearances)) for _, speaker, shown, appearances in groups)


def _repeats(one: Sequence[str], other: Sequence[str]) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < FEWEST:
        return False
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


_STATEMENTS = """
SELECT statement.source, statement.content, copy.text, statement.id, copy.id, appearance.address, appearance.publisher,
  appearance.day
FROM document JOIN folded ON folded.document = document.key
JOIN folded AS beside ON beside.story = folded.story
JOIN document AS copy ON copy.key = beside.document
JOIN appearance ON appearance.key = copy.appearance
JOIN statement ON statement.document = copy.key
WHERE document.id = ?
ORDER BY appearance.day IS NULL, appearance.day, copy.key, statement.key
"""
