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
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onrecord.calendar import tables
from onrecord.timex import Tokens, tokenize

WEIGHTS = Path(__file__).parent / "lang" / "en" / "time_weights.tsv"
_REACH = 14  # tokens on either side; a sentence's end or a paragraph stops it sooner
_STOPS = frozenset((".", ";", "?", "!", "”", '"', "“", ":"))

__all__ = ["Choices", "coming", "features", "tokenize"]


@cache
def weights() -> dict[str, float]:
    with WEIGHTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if line[0] != "#"), delimiter="\t")
        return {name: float(weight) for name, weight in rows}


def coming(tokens: Tokens, first: int, end: int, kind: str, earlier: str = "none") -> float:
    """Probability that the expression, tokens `first` to before `end`, lies ahead of its anchor.

    `earlier` says where the one before it in the sentence lies: "past", "coming" or "none".
    """
    table = weights()
    total = sum(table.get(name, 0.0) for name in features(tokens, first, end, kind, earlier))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(slots=True)
class Choices:
    """The choices of one text from left to right: "in February and in April" are of one year."""

    tokens: Tokens
    last: int = 0  # token after the last choice
    was: str = "none"  # where that one lies

    def coming(self, first: int, end: int, kind: str) -> float:
        found = coming(self.tokens, first, end, kind, self.earlier(first))
        self.made(end, found >= 0.5)
        return found

    def earlier(self, first: int) -> str:
        """Where the choice before lies, if it is in the same sentence."""
        if not self.last or self.last > first or first - self.last > _REACH:
            return "none"
        between = range(self.last, first)
        stopped = any(self.tokens.words[place] in _STOPS or self.tokens.types[place] == "|" for place in between)
        return "none" if stopped else self.was

    def made(self, end: int, ahead: bool) -> None:
        self.last, self.was = end, "coming" if ahead else "past"


def features(tokens: Tokens, first: int, end: int, kind: str, earlier: str = "none") -> list[str]:
    """Names of what is seen: "kind=weekday 3", "before=until", "left=past near", "earlier=coming", …"""
    found = ["bias", f"kind={kind}", f"family={kind.split()[0]}"]
    before = tokens.words[first - 1] if first else ""
    before = before if before in _PREPOSITIONS else "none"
    if before == "as" and tokens.words[max(0, first - 3) : first - 2] != ["as"]:
        before = "none"  # as soon as Tuesday, as early as May
    found.append(f"before={before}")
    left, distance = _tense(tokens, range(first - 1, max(-1, first - 1 - _REACH), -1))
    right, right_distance = _tense(tokens, range(end, min(len(tokens.words), end + _REACH)))
    tense = left if distance <= right_distance or left != "none" else right
    if before in ("until", "till") and tense == "past" and (left == "none" or _denied(tokens, first)):
        found.append("until, past")  # "it was not until Tuesday", "until Tuesday, they had …"
    found += [f"tense={tense}", f"left={left} {'near' if distance < 3 else 'far'}"]
    if left == "none":
        found.append(f"right={right}")
    if earlier != "none":
        found.append(f"earlier={earlier}")
    seen = _sentence(tokens, first)
    near = left == "past" and distance < 3
    if seen & {"future", "modal"}:
        found.append("future in the sentence, past near" if near else "future in the sentence")
    if end < len(tokens.types) and tokens.types[end] == "'":
        found.append("possessive")
    return found


def _sentence(tokens: Tokens, first: int) -> set[str]:
    """Tenses of the marks between the start of the sentence and the expression."""
    marks, intent = _marks(), _intent()
    seen = set()
    for place in range(first - 1, max(-1, first - 1 - 2 * _REACH), -1):
        word = tokens.words[place]
        if word in _STOPS or tokens.types[place] == "|":
            break
        if word in marks and tokens.types[place] not in "Mm":
            seen.add(marks[word])
        elif word == "to" and tokens.words[place - 1] in intent and not _had(tokens, place - 1):
            seen.add("future")
        elif _is_past(tokens, place):
            seen.add("past")
    return seen


_BEFORE_INFINITIVES = frozenset(("to", "will", "would", "not", "could", "may", "might", "should", "must", "can", "did"))
_PREPOSITIONS = frozenset(("by", "until", "till", "since", "for", "from", "before", "after", "to", "through", "as"))


def _tense(tokens: Tokens, places: range) -> tuple[str, int]:
    """Tense of the nearest verb that shows one, and its distance."""
    marks, intent = _marks(), _intent()
    for distance, place in enumerate(places):
        word = tokens.words[place]
        if word in _STOPS or tokens.types[place] == "|":
            break
        if tokens.words[place - 1 : place] in (["be"], ["being"]):
            continue  # "to be held": what comes before tells
        if word == "to" and tokens.types[place + 1 : place + 2] == "_" and not _capital(tokens, place + 1):
            if tokens.words[place - 1] not in intent:
                return "infinitive", distance
            return ("past" if _had(tokens, place - 1) else "future"), distance
        if tokens.types[place] in "Mm":
            continue  # May is no verb
        mark = marks.get(" ".join(tokens.words[place : place + 2])) or marks.get(word)
        if not mark and _is_past(tokens, place):
            mark = "past"
        if mark == "schedule" and tokens.words[place - 1 : place] and tokens.words[place - 1] in _BEFORE_INFINITIVES:
            continue  # set to resume, will take place: what comes before tells
        if mark == "past" and tokens.words[place - 1 : place] in (["is"], ["are"]):
            mark = "present"  # when the case is heard
        if mark:
            return ("past" if mark == "future" and _had(tokens, place) else mark), distance
    return "none", _REACH


def _capital(tokens: Tokens, place: int) -> bool:
    return tokens.text[tokens.starts[place]].isupper()


def _is_past(tokens: Tokens, place: int) -> bool:
    """A verb in -ed; the United States and Ltd. are none."""
    word = tokens.words[place]
    return len(word) > 4 and word.endswith("ed") and not _capital(tokens, place)


def _had(tokens: Tokens, place: int) -> bool:
    """Whether "had" stands before: what had been scheduled for Friday lies behind."""
    return "had" in tokens.words[max(0, place - 2) : place]


def _denied(tokens: Tokens, first: int) -> bool:
    """Whether "until" follows a "not": it was not until Tuesday."""
    return bool({"not", "t", "never", "up"} & set(tokens.words[max(0, first - 8) : first - 1]))


@cache
def _marks() -> dict[str, str]:
    return {word: tense for tense, words in tables()["tense"].items() if tense != "intent" for word in words}


@cache
def _intent() -> frozenset[str]:
    return frozenset(tables()["tense"]["intent"])
