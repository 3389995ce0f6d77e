"""Cues of status: the rows of lang/en/status.tsv, and where in a parse one stands.

>>> sorted({row.status for row in table().values() for row in row})[:3]
['as_governor', 'did_not_happen', 'ended']
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from onrecord.clauses import Clauses
from onrecord.cues import british, inflections

TABLE = Path(__file__).parent / "lang" / "en" / "status.tsv"
STATUSES = ("happened", "ongoing", "scheduled", "hypothetical", "did_not_happen")
Status = Literal["happened", "ongoing", "scheduled", "hypothetical", "did_not_happen"]
DEEPEST = 8  # governors above a word; deeper stacks are not read
_INFLECTED = ("governor", "dated", "opinion")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the table."""

    cue: str
    part: str
    status: str
    forms: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A status with the words that decide it; none where the tense of the word itself does."""

    status: Status
    words: tuple[int, ...] = ()


@cache
def table() -> dict[str, tuple[Cue, ...]]:
    """Rows by the forms of their first word, those of more words first."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)
        cues = [
            Cue(row["cue"], row["part"], row["status"], tuple(row["forms"].split()), row["example"]) for row in rows
        ]
    found: dict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        first = cue.cue.split()[0]
        forms = {first}
        if cue.part in _INFLECTED:
            forms |= inflections(first, cue.forms)
        for form in forms | {british(form) for form in forms}:
            found[form].append(cue)
    return {form: tuple(sorted(some, key=lambda cue: -len(cue.cue.split()))) for form, some in found.items()}


def row_of(clauses: Clauses, word: int, *parts: str) -> Cue | None:
    """The row of this word, with its second word after it or depending on it."""
    forms = clauses.forms
    for cue in table().get(forms[word], ()):
        if cue.part not in parts:
            continue
        rest = cue.cue.split()[1:]
        if not rest or list(forms[word + 1 : word + 1 + len(rest)]) == rest:
            return cue
        if cue.part in _INFLECTED and len(rest) == 1 and _second(clauses, word, rest[0]) is not None:
            return cue
    return None


def _second(clauses: Clauses, word: int, form: str) -> int | None:
    for child in clauses.parse.children[word]:
        if clauses.forms[child] == form and clauses.relation(child) in ("compound:prt", "advmod", "mark", "case"):
            return child
        for nested in clauses.parse.under(child, "case", "mark"):
            if clauses.forms[nested] == form and child > word:
                return nested
    return None


def words_of(clauses: Clauses, word: int, cue: Cue) -> tuple[int, ...]:
    forms, rest = clauses.forms, cue.cue.split()[1:]
    if not rest:
        return (word,)
    if list(forms[word + 1 : word + 1 + len(rest)]) == rest:
        return tuple(range(word, word + 1 + len(rest)))
    second = _second(clauses, word, rest[0])
    return (word,) if second is None else (word, second)


def dates(clauses: Clauses, word: int) -> bool:
    """Whether the time of this word is the time of its noun: "was held on Monday"."""
    return row_of(clauses, word, "dated") is not None


def beside(clauses: Clauses, word: int) -> int | None:
    """The participle right after a noun, or after its comma, that schedules it: "the assembly, scheduled for
    May"."""
    forms = clauses.forms
    place = word + 2 if word + 1 < len(forms) and forms[word + 1] == "," else word + 1
    if place >= len(forms) or clauses.tag(place) not in ("VBN", "JJ"):
        return None
    row = row_of(clauses, place, "modifier")
    return place if row is not None and row.status == "scheduled" else None


# Verbs and other predicates.


def nearest_predicate(clauses: Clauses, word: int) -> int | None:
    steps = 0
    while word >= 0 and steps < DEEPEST:
        if clauses.is_verb(word) or clauses.child(word, "cop") is not None:
            return word
        word, steps = clauses.head(word), steps + 1
    return None


def combined(clauses: Clauses, cue: Cue, governor: int, above: Reading) -> Reading:
    words = words_of(clauses, governor, cue)
    unreal = above.status == "hypothetical"
    match cue.status:
        case "as_governor":
            return Reading(above.status, above.words if above.status != "happened" else ())
        case "once_done":
            if above.status == "did_not_happen":
                return Reading("did_not_happen", (*above.words, *words))
            return Reading("happened" if above.status == "happened" else "hypothetical", words)
        case "ended":
            if above.status == "did_not_happen":
                return Reading("ongoing", (*above.words, *words))
            return Reading("happened" if above.status in ("happened", "ongoing") else "ongoing", words)
        case "did_not_happen":
            if above.status == "did_not_happen":
                return Reading("happened", (*above.words, *words))
            if above.status in ("hypothetical", "scheduled"):
                return Reading("hypothetical", (*above.words, *words))
            return Reading("did_not_happen", words)
        case "scheduled":
            if above.status == "did_not_happen":
                return Reading("did_not_happen", (*above.words, *words))
            return Reading("hypothetical" if unreal else "scheduled", (*(above.words if unreal else ()), *words))
    return Reading("hypothetical", words)


def cues(parts: Iterable[str]) -> list[Cue]:
    """All rows of these parts, for documentation and tests."""
    wanted = set(parts)
    return list(dict.fromkeys(cue for some in table().values() for cue in some if cue.part in wanted))
