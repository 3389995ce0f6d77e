"""Tokens of time expressions: every token has a type of one letter (tables in lang/en/times.toml, `words`).

A token knows where it stands in the text; a row of types is a string, so that the patterns of `timex` can be regular
expressions over it. Fixed phrases ("at the moment", "New Year's Eve") are one token.

    >>> tokenize("last week of May").types
    'LUom'
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from onrecord.calendar import tables

_TOKEN = re.compile(
    r"""(?P<I>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
      | (?P<J>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{1,2}-\d{1,2}-\d{4}(?![\w-])
        |\d{1,2}\.\d{1,2}\.\d{4}(?!\w|\.\w))
      | (?P<f>\d{1,2}/\d{1,3}(?![\w/])|[½¼¾])
      | (?P<K>\d{1,2}:\d\d(?::\d\d)?(?![\d:])(?=\s?[ap]\.?m\b|(?!\s?[a-z]\w*\b(?<!\bpm)(?<!\bam))|\s)
        |\d{1,2}\.\d\d(?=\s?[ap]\.?m\b))
      | (?P<C>(?:\d\d\d0|(?<!\w)['’‘]?\d0)['’]?s\b)
      | (?P<O>\d{1,3}(?:st|nd|rd|th)\b)
      | (?P<y>(?<!\w)['’‘]\d\d(?!\w))
      | (?P<Q>[Qq][1-4]\b|[1-4]Q\b|(?<![^\W\d_])[Hh][12]\b)
      | (?P<n>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?(?!\w)|\d{1,9}\.\d{1,9}(?!\d|[ap]\.?m\b))
      | (?P<number>\d+)
      | (?P<B>(?:a\.d\.|b\.c\.(?:e\.)?))
      | (?P<A>(?:[ap]\.\s?m\.|[ap]\.m\b|[ap]m\b))
      | (?P<word>[^\W\d_]+(?:\.[^\W\d_](?![^\W\d_]))*)
      | (?P<apostrophe>['’]s?(?!\w))
      | (?P<gap>\n[ \t]*\r?\n\s*)
      | (?P<sign>[^\w\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)$", re.I
)
_CURRENCY = frozenset("$£€¥₽#")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text in four parallel rows; `types` has one letter a token."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]  # lower case
    types: str


@cache
def _types() -> dict[str, str]:
    """Type of each word that has one."""
    table = tables()
    types = dict.fromkeys(table["references"], "F")
    types |= {word: letter for letter, words in table["words"].items() for word in words}
    types |= {"bc": "B", "ad": "B"}
    types |= (
        dict.fromkeys(table["months"], "M") | dict.fromkeys(table["guards"]["ambiguous_months"], "m") | {"mar": "m"}
    )
    types |= dict.fromkeys(table["weekdays"], "W") | dict.fromkeys(table["short_weekdays"], "w")
    types |= {word + "s": "1" for word in table["weekdays"]}
    types |= dict.fromkeys(table["numbers"], "N") | dict.fromkeys(table["ordinals"], "O")
    types |= {word: "V" if word.endswith("s") or word in ("millennia", "centuries") else "U" for word in table["units"]}
    types |= {"century": "c", "quarter": "q", "second": "s", "couple": "N", "final": "_", "weekday": "_", "dozen": "N"}
    types |= {word: "2" if word.endswith("s") else "P" for word in table["parts"]} | {"midnight": "x", "noon": "x"}
    types |= (
        dict.fromkeys(table["seasons"], "S") | dict.fromkeys(table["days"], "R") | dict.fromkeys(table["sets"], "3")
    )
    types |= (
        dict.fromkeys(table["decades"], "C") | dict.fromkeys(table["zones"], "Z") | {"summers": "4", "winters": "4"}
    )
    types |= {
        "recent": "L",
        "current": "T",
        "in": "i",
        "or": "&",
        "from": "f",
        "between": "f",
        "o": "k",
        "time": "5",
        "times": "5",
    }
    types |= {
        "period": "6",
        "term": "6",
        "mid": "E",
        "before": "=",
        "after": "=",
        "earlier": "b",
        "later": "l",
        "about": "G",
        "around": "G",
        "at": "p",
        "following": "X",
    }
    return types


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """Expressions of fixed wording with type and name, by last word, longest first; holidays are of type h."""
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    table = tables()
    kinds = (("F", table["references"]), ("h", table["holidays"]), ("G", table["words"]["G"]), ("Z", table["zones"]))
    for letter, names in kinds:
        for name in names:
            words = tuple(match[0].lower() for match in _TOKEN.finditer(name))
            if len(words) > 1 or letter not in "GZ":
                found[words[-1]].append((words, letter, name))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return dict(found)


def tokenize(text: str) -> Tokens:
    """All tokens with their types; fixed phrases are one token."""
    known, phrases = _types(), _phrases()
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    types: list[str] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        word = match[0].lower()
        start, end = match.span()
        if kind == "word":
            letter = known.get(word, "_")
            if letter in "Mmw" and len(word) < 6 and text[end : end + 1] == "." and _ABBREVIATION.match(word):
                end += 1
            if letter == "m" and word != "mar" and not match[0][0].isupper():
                letter = "0"  # may, march
            elif letter in "wZB" and not (match[0].isupper() if letter == "Z" else match[0][0].isupper()):
                letter = "_"
        elif kind == "number":
            letter = _number_type(word, types, words)
        elif kind == "gap":
            letter = "|"
        elif kind == "apostrophe":
            word = word.replace("’", "'")
            letter = "'" if word != "'" or (words and words[-1].endswith("s")) else "."
        elif kind == "sign":
            letter = known.get(word, ".")
            if types and types[-1] in "Mw" and ends[-1] == end and word == ".":
                continue  # it belongs to the abbreviation
        else:
            letter = "9" if kind == "f" else kind
        starts.append(start)
        ends.append(end)
        words.append(word)
        types.append(letter)
        if word in phrases:
            _join_phrase(starts, ends, words, types, phrases[word])
    return Tokens(text, starts, ends, words, "".join(types))


def _join_phrase(
    starts: list[int],
    ends: list[int],
    words: list[str],
    types: list[str],
    phrases: list[tuple[tuple[str, ...], str, str]],
) -> None:
    for phrase, letter, name in phrases:
        count = len(phrase)
        if tuple(words[-count:]) == phrase:
            words[-count:] = [name]
            types[-count:] = [letter]
            ends[-count:] = [ends[-1]]
            starts[-count:] = [starts[-count]]
            return


def _number_type(word: str, types: list[str], words: list[str]) -> str:
    if words and words[-1] in _CURRENCY:
        return "."
    if len(word) == 4:
        return "Y" if 1000 <= int(word) < 2200 else "n"
    if len(word) > 4:
        return "."
    return "D" if len(word) < 3 and 1 <= int(word) <= 31 else "H"


# --- numbers ---------------------------------------------------------------------------------------------------------

NUMBER = r"(?:[DHn]N{0,2}|Y(?=V)|N(?:[-&]?N){0,5})"
_HALF = r"(?:&aj|9)"
COUNT = rf"(?:{NUMBER}{_HALF}?|\{{[DN]\}}|9|aNo|aN|ajf?|ja|a?v|a)"


def number(tokens: Tokens, first: int, end: int) -> float | None:
    """The number that tokens write; None where they say only "several"."""
    total = part = 0.0
    table = tables()["numbers"]
    seen = False
    for place in range(first, end):
        word, letter = tokens.words[place], tokens.types[place]
        if word == "or" and seen:
            break  # ten or fifteen: the smaller, as in TimeBank
        if letter in "DHnY":
            part, seen = float(word.replace(",", "")), True
        elif word == "couple":
            part, seen = 2.0, True
        elif word in table:
            value, seen = table[word], True
            if value >= 1000:
                total, part = total + (part or 1) * value, 0.0
            elif value in (100, 12) and (value == 100 or tokens.words[place] == "dozen"):
                part = (part or 1) * value
            else:
                part += value
        elif letter == "v":
            return None
        elif letter == "9":
            part, seen = part + _fraction(word), True
        elif letter == "j":
            part, seen = part + 0.5, True
    return total + part if seen else 1.0 if end > first and tokens.types[first] == "a" else None


def _fraction(word: str) -> float:
    above, _, below = word.partition("/")
    return {"½": 0.5, "¼": 0.25, "¾": 0.75}.get(word) or int(above) / max(int(below or 0), 1)


def ordinal(tokens: Tokens, place: int) -> int:
    word = tokens.words[place]
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else int(tables()["ordinals"].get(word, 0))


def unit_of(tokens: Tokens, place: int) -> str:
    return str(tables()["units"][tokens.words[place]])


def duration_of(parts: list[tuple[float, str]]) -> str:
    """TIMEX3 value of a sum of units, the longest first: P1M21D, P1DT2H30M."""
    days = hours = ""
    for count, unit in parts:
        value = duration(count, unit)
        if value.startswith("PT"):
            hours += value[2:]
        else:
            days += value[1:]
    return f"P{days}T{hours}" if hours else f"P{days}"


_SMALLER = {
    "year": ("month", 12),
    "hour": ("minute", 60),
    "minute": ("second", 60),
    "day": ("hour", 24),
    "century": ("year", 100),
    "decade": ("year", 10),
}


def duration(count: float | None, unit: str) -> str:
    """TIMEX3 value of so many units: P3D, PT1H30M, PXY."""
    code = tables()["duration_codes"][unit]
    size = 2 if unit == "fortnight" else 1
    time, code = ("T", code[1:]) if code[0] == "T" else ("", code)
    if count is None:
        return f"P{time}X{code}"
    count *= size
    whole = int(count)
    smaller = _SMALLER.get(unit)
    if count == whole or smaller is None:
        return f"P{time}{count:g}{code}" if count < 1e6 else f"P{time}{whole}{code}"
    rest = round((count - whole) * smaller[1])
    tail = tables()["duration_codes"][smaller[0]]
    tail_code = tail[1:] if tail[0] == "T" and time else tail.replace("T", f"T{rest}") if tail[0] == "T" else tail
    head = f"{whole}{code}" if whole else ""
    return f"P{time}{head}{tail_code if tail[0] == 'T' and not time else f'{rest}{tail_code}'}"
