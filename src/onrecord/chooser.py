"""Past or coming: which Tuesday, which October an expression means that does not say.

A logistic function of what stands around it: tense of the clause, preposition, distance in the calendar. The weights,
lang/en/time_weights.tsv, are fitted on TimeBank by `python -m train.times`.

    >>> tokens = tokenize("The talks will resume on Tuesday.")
    >>> coming(tokens, 5, 6, "weekday 3") > 0.5
    True
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

from onrecord.calendar import tables
from onrecord.timex import Tokens, tokenize

WEIGHTS = Path(__file__).parent / "lang" / "en" / "time_weights.tsv"
_REACH = 14  # tokens on either side; a sentence's end or a paragraph stops it sooner
_STOPS = frozenset((".", ";", "?", "!", "”", '"', "“", ":"))

__all__ = ["coming", "features", "tokenize"]


@cache
def weights() -> dict[str, float]:
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if line[0] != "#"), delimiter="\t")
        return {name: float(weight) for name, weight in rows}


def coming(tokens: Tokens, first: int, end: int, kind: str) -> float:
    """Probability that the expression, tokens `first` to before `end`, lies ahead of its anchor."""
    table = weights()
    total = sum(table.get(name, 0.0) for name in features(tokens, first, end, kind))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def features(tokens: Tokens, first: int, end: int, kind: str) -> list[str]:
    """Names of what is seen: "kind=weekday 3", "before=until", "left=past near", "will", …"""
    found = ["bias", f"kind={kind}", f"family={kind.split()[0]}"]
    before = tokens.words[first - 1] if first else ""
    before = before if before in _PREPOSITIONS else "none"
    found.append(f"before={before}")
    left, distance = _tense(tokens, range(first - 1, max(-1, first - 1 - _REACH), -1))
    right, right_distance = _tense(tokens, range(end, min(len(tokens.words), end + _REACH)))
    tense = left if distance <= right_distance or left != "none" else right
    found += [f"tense={tense}", f"left={left} {'near' if distance < 3 else 'far'}"]
    if left == "none":
        found.append(f"right={right}")
    seen = _sentence(tokens, first)
    near = left == "past" and distance < 3
    if seen & {"future", "modal"}:
        found.append("future in the sentence, past near" if near else "future in the sentence")
    if end < len(tokens.types) and tokens.types[end] == "'":
        found.append("possessive")
    return found


def _sentence(tokens: Tokens, first: int) -> set[str]:
    """Tenses of the marks between the start of the sentence and the expression."""
    marks = _marks()
    seen = set()
    for place in range(first - 1, max(-1, first - 1 - 2 * _REACH), -1):
        word = tokens.words[place]
        if word in _STOPS or tokens.types[place] == "|":
            break
        if word in marks:
            seen.add(marks[word])
        elif word.endswith("ed") and len(word) > 4:
            seen.add("past")
    return seen


_PREPOSITIONS = frozenset(("by", "until", "till", "since", "for", "from", "before", "after", "to", "through", "as"))


def _tense(tokens: Tokens, places: range) -> tuple[str, int]:
    """Tense of the nearest verb that shows one, and its distance."""
    marks = _marks()
    for distance, place in enumerate(places):
        word = tokens.words[place]
        if word in _STOPS or tokens.types[place] == "|":
            break
        if tokens.words[place - 1 : place] in (["be"], ["being"]):
            continue  # "to be held": what comes before tells
        if word in marks:
            return marks[word], distance
        if word == "to" and tokens.types[place + 1 : place + 2] == "_" and not _capital(tokens, place + 1):
            return "infinitive", distance
        if len(word) > 4 and word.endswith("ed"):
            return "past", distance
    return "none", _REACH


def _capital(tokens: Tokens, place: int) -> bool:
    return tokens.text[tokens.starts[place]].isupper()


@cache
def _marks() -> dict[str, str]:
    return {word: tense for tense, words in tables()["tense"].items() for word in words}
