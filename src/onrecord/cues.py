"""The table of cues, lang/en/cues.tsv, and how it is looked up: which entries a row of words holds.

A cue is found by any inflection of its first word. The forms are made from the table, once, so that no word is ever
cut down to a stem that it does not have.

    >>> [match.entry.lemma for match in matches(words("declined to point out"))]
    ['decline to', 'point out']
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

TABLE = Path(__file__).parent / "lang" / "en" / "cues.tsv"
CUE_PARTS = frozenset({"verb", "noun", "adjective", "adverb", "preposition", "phrase", "light"})
WEAK_PARTS = frozenset({"light", "preposition"})  # these count only where the cue has nothing better
OPERATOR_PARTS = frozenset({"operator", "modal", "condition", "governor"})
STANDING_PARTS = frozenset({"causative", "auxiliary", "filler", "connective"})
_INFLECTED = frozenset({"verb", "light", "governor", "causative"})
# Of entries of one length at one place the first is taken.
_RANK = ("governor", "condition", "modal", "operator", "verb", "adjective", "noun", "phrase", "preposition", "adverb")

# A word, or one sign. "didn’t" is "did" and "n’t", "Lund’s" is "Lund" and "’s": what negates is a word of its own.
_TOKEN = re.compile(
    r"[^\W_]+(?=n['’]t\b)|n['’]t\b|can(?=not\b)|(?<=can)not\b|['’](?:s|re|ve|d|ll|m)\b"
    r"|[^\W_]+(?:-[^\W_]+)*|[\n\r]|[^\w\s]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CueEntry:
    """One row of the table: how a cue, or what stands around one, is to be read."""

    lemma: str
    part: str
    kind: Literal["speech", "attitude", "-"]
    polarity: Literal["affirmed", "negated", "hypothetical", "-"]
    forms: tuple[str, ...]  # irregular ones
    example: str
    comment: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry in a row of words, from word `first` to before word `end`."""

    first: int
    end: int
    entry: CueEntry


@dataclass(frozen=True, slots=True)
class Index:
    starting: dict[str, list[tuple[tuple[str, ...], CueEntry]]]  # by first word, longest first
    parts: dict[str, frozenset[str]]  # which parts a word may belong to, the later words of operators included
    lemmas: frozenset[str]  # base forms of verbs


@cache
def entries() -> tuple[CueEntry, ...]:
    """All rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows: Iterator[dict[str, Any]] = csv.DictReader(
            (line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        found = [(row, tuple(row.pop("forms").split())) for row in rows]
    return tuple(CueEntry(**row, forms=forms) for row, forms in found)


@cache
def index() -> Index:
    irregular = {entry.lemma: entry.forms for entry in entries() if entry.forms}
    starting: dict[str, list[tuple[tuple[str, ...], CueEntry]]] = defaultdict(list)
    parts: dict[str, set[str]] = defaultdict(set)
    lemmas: set[str] = set()
    for entry in entries():
        first, *rest = entry.lemma.split()
        forms = {first}
        if entry.part in _INFLECTED:
            forms |= inflections(first, entry.forms or irregular.get(first, ()))
            lemmas.add(first)
        elif entry.part == "noun" and not rest:
            forms |= {third_person(first)}  # the plural is spelt like it
        for form in forms | {british(form) for form in forms}:
            starting[form].append(((form, *rest), entry))
            for word in (form, *rest) if entry.part in OPERATOR_PARTS else (form,):
                parts[word].add(entry.part)
    for found in starting.values():
        found.sort(key=lambda pair: (-len(pair[0]), _rank(pair[1])))
    return Index(dict(starting), {word: frozenset(names) for word, names in parts.items()}, frozenset(lemmas))


def _rank(entry: CueEntry) -> int:
    return _RANK.index(entry.part) if entry.part in _RANK else len(_RANK)


def inflections(verb: str, irregular: tuple[str, ...]) -> set[str]:
    """-s, -ing and, without irregular forms, -ed forms; after a single vowel with and without doubling."""
    past = {re.sub(r"e$", "", re.sub(r"(?<![aeiou])y$", "i", verb)) + "ed"}
    present = {verb[:-1] + "ing" if re.search(r"[^eoy]e$", verb) else verb + "ing"}
    if re.search(r"[^aeiou][aeiou][bcdfgklmnprstvz]$|qu[aeiou][pt]$", verb):
        doubled = verb + ("k" if verb.endswith("c") else verb[-1])
        past.add(doubled + "ed")
        present.add(doubled + "ing")
    return {third_person(verb), *present, *(irregular or past)}


def third_person(verb: str) -> str:
    if re.search(r"(?<![aeiou])y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else "s")


def british(word: str) -> str:
    """Criticise, analyse, favour: the British spelling of an American one, or the word itself."""
    word = re.sub(r"([iy])z(e|es|ed|ing)$", r"\1s\2", word)
    return re.sub(r"(fav|hon|end?eav|rum|hum|lab)or", r"\1our", word)


def words(text: str, start: int = 0, end: int | None = None) -> list[str]:
    """Lower-case words and signs of a stretch of text; n’t as not, a line break as itself."""
    tokens = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return ["not" if (word := match.group().lower().replace("’", "'")) == "n't" else word for match in tokens]


def matches(row: list[str], cue_start: int = 0) -> list[Match]:
    """Cues and operators in a row of words, longest first, from left to right, none over another.

    Words before `cue_start` stand before the cue: they are operators, or the beginning of a cue ("would like"). A
    governor ("plans to") or a condition counts only where a cue follows it; else the governor's verb is itself the cue.
    """
    row = _spelt_out(row)
    found: list[Match] = []
    place = last_cue = 0
    for number in range(len(row) - 1, cue_start - 1, -1):
        if any(match.entry.part in CUE_PARTS - WEAK_PARTS for match in _at(row, number)):
            last_cue = number
            break
    while place < len(row):
        usable = (
            match
            for match in _at(row, place)
            if (match.entry.part in OPERATOR_PARTS or (match.end > cue_start and match.entry.part in CUE_PARTS))
            and (match.entry.part not in ("governor", "condition") or match.end <= last_cue)
        )
        match = next(usable, None)
        if match:
            found.append(match)
        place = match.end if match else place + 1
    return found


def holds_cue(text: str) -> bool:
    """Whether a verb that takes a clause, as its example in the table shows, stands in the text, in any inflection."""
    row = words(text)
    found = (match.entry for place in range(len(row)) for match in _at(row, place))
    return any(entry.part == "verb" and "that " in entry.example for entry in found)


def _at(row: list[str], place: int) -> Iterator[Match]:
    for form, entry in index().starting.get(row[place], ()):
        if tuple(row[place : place + len(form)]) == form:
            yield Match(place, place + len(form), entry)


def _spelt_out(row: list[str]) -> list[str]:
    """’d as would before a base form, else as had."""
    if "'d" not in row:
        return row
    spelt = []
    for place, word in enumerate(row):
        following = next((later for later in row[place + 1 :] if not is_standing(later) and later != "not"), "")
        spelt.append(("would" if following in index().lemmas else "had") if word == "'d" else word)
    return spelt


def is_standing(word: str) -> bool:
    """May this word stand between a source and its cue without being either: an auxiliary, an adverb?"""
    return bool(index().parts.get(word, frozenset()) & STANDING_PARTS) or (word.endswith("ly") and len(word) > 4)
