r"""The grammar of time expressions: tokens with types, and patterns over the row of types.

Every token has a type of one letter (tables in lang/en/times.toml, `words`); a pattern is a regular expression over the
string of letters, so that places in it are token numbers, and offsets come from the tokenizer alone. What an expression
means without any anchor is a `Meaning`; `resolve` gives it a value. Time is linear: each pattern looks at each token a
bounded number of times.

    >>> [(found.meaning.direction, found.meaning.unit) for found in expressions(tokenize("Prices rose last week."))]
    [(-1, 'week')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.calendar import tables

_TOKEN = re.compile(
    r"""(?P<I>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
      | (?P<J>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/]) | \d{1,2}-\d{1,2}-\d{4}(?![\w-]) | \d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?![\w.]))
      | (?P<f>\d{1,2}/\d{1,3}(?![\w/])|[½¼¾])
      | (?P<K>\d{1,2}:\d\d(?::\d\d)?(?![\d:])(?=\s?[ap]\.?m\b|(?!\s?[a-z]\w*\b(?<!\bpm)(?<!\bam))|\s)|\d{1,2}\.\d\d(?=\s?[ap]\.?m\b))
      | (?P<C>(?:\d\d\d0|(?<!\w)['’‘]?\d0)['’]?s\b)
      | (?P<O>\d{1,3}(?:st|nd|rd|th)\b)
      | (?P<y>(?<!\w)['’‘]\d\d(?!\w))
      | (?P<Q>[Qq][1-4]\b|[1-4]Q\b)
      | (?P<n>\d{1,3}(?:,\d{3}){1,5}(?!\w)|\d+\.\d+(?!\w))
      | (?P<number>\d+)
      | (?P<B>(?:a\.d\.|b\.c\.(?:e\.)?))
      | (?P<A>(?:[ap]\.\s?m\.|[ap]\.m\b|[ap]m\b))
      | (?P<word>[^\W\d_]+(?:\.[^\W\d_](?![^\W\d_]))*)
      | (?P<apostrophe>['’]s?(?!\w))
      | (?P<gap>\n[ \t]*\r?\n\s*)
      | (?P<sign>[^\w\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)$", re.I)
_CURRENCY = frozenset("$£€¥₽#")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text in four parallel rows; `types` has one letter a token."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]  # lower case
    types: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression says by itself; what it leaves open is None."""

    kind: str = "date"  # date, duration, set, reference
    value: str | None = None  # where it is fixed
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    holiday: str | None = None
    number: int | None = None  # which of several: the second week, the last Friday
    unit: str | None = None
    direction: int | None = None  # last -1, this 0, next 1
    count: float | None = None  # units from the anchor; None is an unknown number
    last_day: int | None = None  # of a range within a month
    mentioned: bool = False  # anchored at the last date mentioned
    clock: str | None = None  # "15:00"
    zone: str | None = None  # "Z", "+03:00"
    part: str | None = None  # "MO"
    century_year: bool = False  # a year or decade written with two digits
    bc: bool = False
    fiscal: bool = False
    loose: bool = False  # it counts only together with a neighbour
    within: Meaning | None = None  # the quarter of that year, the weekday of that week, the days after that day


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression from token `first` to before token `end`."""

    first: int
    end: int
    meaning: Meaning


Groups = re.Match[str]
Reader = Callable[[Tokens, Groups], Meaning | None]


@cache
def _types() -> dict[str, str]:
    """Type of each word that has one."""
    table = tables()
    types = {word: "F" for word in table["references"]}
    types |= {word: letter for letter, words in table["words"].items() for word in words}
    types |= {word: letter for word, letter in (("b.c", "B"), ("bc", "B"), ("ad", "B")) if letter}
    types |= dict.fromkeys(table["months"], "M") | dict.fromkeys(table["guards"]["ambiguous_months"], "m") | {"mar": "m"}
    types |= dict.fromkeys(table["weekdays"], "W") | dict.fromkeys(table["short_weekdays"], "w")
    types |= {word + "s": "1" for word in table["weekdays"]}
    types |= dict.fromkeys(table["numbers"], "N") | dict.fromkeys(table["ordinals"], "O")
    types |= {word: "V" if word.endswith("s") or word in ("millennia", "centuries") else "U" for word in table["units"]}
    types |= {"century": "c", "quarter": "q", "second": "s", "couple": "N", "final": "_", "weekday": "_", "dozen": "N"}
    types |= {word: "2" if word.endswith("s") else "P" for word in table["parts"]} | {"midnight": "x", "noon": "x"}
    types |= dict.fromkeys(table["seasons"], "S") | dict.fromkeys(table["days"], "R") | dict.fromkeys(table["sets"], "3")
    types |= dict.fromkeys(table["decades"], "C") | dict.fromkeys(table["zones"], "Z") | {"summers": "4", "winters": "4"}
    types |= {"recent": "L", "current": "T", "in": "i", "or": "&", "from": "f", "between": "f", "o": "k", "time": "5", "times": "5"}
    types |= {"period": "6", "term": "6", "mid": "E", "before": "=", "after": "=", "earlier": "b", "later": "l", "about": "G", "around": "G", "at": "p", "following": "X"}
    return types


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Expressions of fixed wording, by last word, longest first; holidays are of type h."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for letter, names in (("F", tables()["references"]), ("h", tables()["holidays"]), ("G", tables()["words"]["G"])):
        for name in names:
            words = tuple(match[0].lower() for match in _TOKEN.finditer(name))
            if len(words) > 1 or letter != "G":
                found[words[-1]].append((words, letter))
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
            elif letter == "w" and not match[0][0].isupper():
                letter = "_"
            elif letter == "Z" and not match[0].isupper():
                letter = "_"
            elif letter == "B" and not match[0][0].isupper():
                letter = "_"
        elif kind == "number":
            letter = _number_type(word, types, words)
        elif kind == "gap":
            letter = "|"
        elif kind == "apostrophe":
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
    starts: list[int], ends: list[int], words: list[str], types: list[str], phrases: list[tuple[tuple[str, ...], str]]
) -> None:
    for phrase, letter in phrases:
        count = len(phrase)
        if tuple(words[-count:]) == phrase:
            words[-count:] = [" ".join(phrase)]
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

_NUMBER = r"(?:[DHn]N{0,2}|Y(?=V)|N(?:[-&]?N){0,5})"
_HALF = r"(?:&aj|9)"
_COUNT = rf"(?:{_NUMBER}{_HALF}?|9|aNo|aN|ajf?|ja|a?v|a)"


def number(tokens: Tokens, first: int, end: int) -> float | None:
    """The number that tokens write; None where they say only "several"."""
    total = part = 0.0
    table = tables()["numbers"]
    seen = False
    for place in range(first, end):
        word, letter = tokens.words[place], tokens.types[place]
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
            part += 0.5
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


def duration(count: float | None, unit: str) -> str:
    """TIMEX3 value of so many units: P3D, PT1H30M, PXY."""
    code = tables()["duration_codes"][unit]
    size = 2 if unit == "fortnight" else 1
    time, code = ("T", code[1:]) if code[0] == "T" else ("", code)
    if count is None:
        return f"P{time}X{code}"
    count *= size
    whole = int(count)
    smaller = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60), "day": ("hour", 24)}.get(unit)
    if count == whole or smaller is None:
        return f"P{time}{count:g}{code}" if count < 1e6 else f"P{time}{whole}{code}"
    rest = round((count - whole) * smaller[1])
    tail = tables()["duration_codes"][smaller[0]]
    tail_code = tail[1:] if tail[0] == "T" and time else tail.replace("T", f"T{rest}") if tail[0] == "T" else tail
    head = f"{whole}{code}" if whole else ""
    return f"P{time}{head}{tail_code if tail[0] == 'T' and not time else f'{rest}{tail_code}'}"


# --- what each pattern means -----------------------------------------------------------------------------------------


def _at(match: Groups, name: str) -> int:
    return match.start(name)


def _year(tokens: Tokens, place: int) -> int | None:
    """The year written there, or None; '98 is 1998 and '21 is 2021."""
    if place < 0:
        return None
    digits = int(re.sub(r"\D", "", tokens.words[place]) or 0)
    return digits if tokens.types[place] == "Y" else digits + (1900 if digits > 40 else 2000)


def _month(tokens: Tokens, place: int) -> int:
    return int(tables()["months"][tokens.words[place]])


def _day_number(tokens: Tokens, place: int) -> int:
    return ordinal(tokens, place) if tokens.types[place] in "Os" else int(tokens.words[place])


def _iso(tokens: Tokens, match: Groups) -> Meaning | None:
    day, _, clock = tokens.words[match.start()].partition("t")
    year, month, number_ = (int(part) for part in day.split("-"))
    written = re.match(r"\d\d:\d\d(?::\d\d)?", clock)
    zone = re.search(r"(?:z|[+-]\d\d:?\d\d)$", clock)
    offset = zone and (zone[0].upper() if zone[0] == "z" else f"{zone[0][:3]}:{zone[0][-2:]}")
    return Meaning(year=year, month=month, day=number_, clock=written and written[0], zone=offset)


def _slashes(tokens: Tokens, match: Groups) -> Meaning | None:
    """America writes the month first, and a day over 12 settles it; dots put the day first."""
    word = tokens.words[match.start()]
    if word.count("/") + word.count("-") + word.count(".") != 2:
        return None
    first, second, year = (int(part) for part in re.split(r"[/.-]", word))
    day, month = (first, second) if "." in word or (first > 12 >= second) else (second, first)
    if year < 100:
        year += 1900 if year > 40 else 2000
    return Meaning(year=year, month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _date(tokens: Tokens, match: Groups) -> Meaning | None:
    groups = match.groupdict()
    month = _month(tokens, _at(match, "m"))
    day = _day_number(tokens, _at(match, "d"))
    if not 1 <= day <= 31:
        return None
    last = _day_number(tokens, _at(match, "d2")) if groups.get("d2") else None
    if last is not None and not day < last <= 31:
        return None
    year = _year(tokens, match.start("y")) if groups.get("y") else None
    weekday = tables()["weekdays"] | tables()["short_weekdays"]
    named = weekday[tokens.words[match.start("w")]] if groups.get("w") else None
    return Meaning(year=year, month=month, day=day, last_day=last, weekday=named if year is None else None, **_relation(tokens, match))


def _month_year(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(month=_month(tokens, _at(match, "m")), year=_year(tokens, _at(match, "y")), unit="month")


def _bare_month(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("m")
    if tokens.types[place] == "m" and match.start() == place and not _stands_after(tokens, place, "before_dates"):
        return None
    if match.start() == place and _in_a_name(tokens, place):
        return None
    return Meaning(month=_month(tokens, place), unit="month", **_relation(tokens, match))


def _weekday(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("w")
    word = tokens.words[place]
    following = tokens.words[place + 1] if place + 1 < len(tokens.words) else ""
    if following in tables()["guards"]["newspapers"] and tokens.text[tokens.starts[place + 1]].isupper() and following != "morning":
        return None  # the Sunday Times
    if word in tables()["short_weekdays"]:
        if not _stands_after(tokens, place, "before_dates") and match.start() == place:
            return None
        if word in ("sun", "sat", "mon", "wed") and tokens.ends[place] - tokens.starts[place] == len(word) and following != ",":
            return None
    weekday = (tables()["weekdays"] | tables()["short_weekdays"])[word]
    return Meaning(weekday=weekday, unit="day", **_relation(tokens, match))


def _relation(tokens: Tokens, match: Groups) -> dict[str, Any]:
    """Direction and anchor that last, this or next before it give."""
    place = match.start("rel") if match.groupdict().get("rel") else -1
    if place < 0:
        return {}
    word, letter = tokens.words[place], tokens.types[place]
    direction = {"L": -1, "X": 1, "T": 0, "^": 0}.get(letter)
    told = word in tables()["anchors"]["last_mentioned"] or (letter == "X" and tokens.types[place - 1 : place + 2] == "tXW")
    return {"direction": direction, "mentioned": told}


def _stands_after(tokens: Tokens, place: int, guard: str) -> bool:
    return place > 0 and (tokens.words[place - 1] in tables()["guards"][guard] or tokens.types[place - 1] in "MWRE")


def _in_a_name(tokens: Tokens, place: int) -> bool:
    """April Jones, Theresa May: a capitalised word beside a month that no preposition introduces."""
    if place and (tokens.words[place - 1] in tables()["guards"]["before_dates"] or tokens.types[place - 1] in "WRELXTotpfi,"):
        return False
    following = place + 1
    if following >= len(tokens.words) or tokens.types[following] != "_":
        return False
    return tokens.text[tokens.starts[following]].isupper() and tokens.starts[following] - tokens.ends[place] == 1


def _bare_year(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("y")
    year = int(tokens.words[place]) if tokens.types[place] == "Y" else _year(tokens, place)
    before = tokens.words[place - 1] if place else ""
    following = tokens.words[place + 1] if place + 1 < len(tokens.words) else ""
    told = match.start() < place or before in tables()["guards"]["before_dates"] or tokens.types[place - 1 : place] in tuple("SMqQh)")
    glued = place + 1 < len(tokens.words) and tokens.starts[place + 1] == tokens.ends[place]
    if following in tables()["guards"]["no_year_after"] or tokens.types[place + 1 : place + 2] in ("V", "n", "N"):
        return None
    if glued and tokens.types[place + 1] in "_MU":
        return None
    if glued and tokens.types[place + 1] == "-" and tokens.types[place + 2 : place + 3] not in tuple("YDH_|"):
        return None
    if tokens.types[place] == "y":
        return Meaning(year=year, unit="year") if told else None
    assert year is not None
    if not told and not 1900 <= year <= 2049:
        return None
    if before in (".", ":", "/") and tokens.ends[place - 1] == tokens.starts[place]:
        return None
    return Meaning(year=year, unit="year")


def _year_in_words(tokens: Tokens, match: Groups) -> Meaning | None:
    """Nineteen ninety-six, as broadcasters write it."""
    century = tables()["numbers"].get(tokens.words[match.start()], 0)
    rest = number(tokens, match.start() + 1, match.end())
    if tokens.words[match.start() : match.end()] == ["two", "thousand"] and tokens.words[match.start() - 1] in ("year", "in"):
        return Meaning(year=2000, unit="year")
    if century not in (18, 19) or rest is None or not 10 <= rest <= 99 or tokens.types[match.end() : match.end() + 1] in ("V", "N"):
        return None
    return Meaning(year=int(100 * century + rest), unit="year")


def _years(tokens: Tokens, match: Groups) -> Meaning | None:
    """1998-99: a range with the century written once."""
    first, last = int(tokens.words[_at(match, "y")]), int(tokens.words[_at(match, "y2")])
    joined = tokens.ends[match.end() - 1] - tokens.starts[match.start()] == 7
    last += first // 100 * 100
    return Meaning(value=f"{first:04}/{last:04}") if joined and first < last else None


def _decade(tokens: Tokens, match: Groups) -> Meaning | None:
    word = tokens.words[_at(match, "c")]
    if word in tables()["decades"]:
        number_, short = tables()["decades"][word], True
    else:
        digits = re.sub(r"\D", "", word)
        number_, short = int(digits) // 10, len(digits) == 2
        if short and match.start() == _at(match, "c") and word[0] not in "'’‘":
            return None  # "in her 60s" is an age; "the 60s" a decade
    if match.start() == _at(match, "c") and word in tables()["decades"]:
        return None
    if short:
        number_ += 190 if number_ > 1 else 200
    if len(re.sub(r"\D", "", word)) == 4 and number_ % 10 == 0 and number_ < 200:
        return Meaning(value=f"{number_ // 10:02}", unit="century")  # the 1800s
    return Meaning(value=f"{number_:03}", unit="decade")


def _century(tokens: Tokens, match: Groups) -> Meaning | None:
    number_ = ordinal(tokens, _at(match, "n"))
    bc = bool(match.groupdict().get("b")) and tokens.words[_at(match, "b")] != "ad"
    return Meaning(value=f"{number_ - 1:02}", unit="century", bc=bc) if 1 <= number_ <= 30 else None


def _bc(tokens: Tokens, match: Groups) -> Meaning | None:
    place = _at(match, "y")
    year = number(tokens, place, place + 1)
    bc = tokens.words[_at(match, "b")] != "ad"
    if year is None or not 1 <= year <= 9999:
        return None
    return Meaning(value=f"BC{int(year):04}" if bc else f"{int(year):04}", unit="year")


def _quarter(tokens: Tokens, match: Groups) -> Meaning | None:
    place = _at(match, "n")
    number_ = int(re.sub(r"\D", "", tokens.words[place]) or 0) if tokens.types[place] == "Q" else ordinal(tokens, place)
    return Meaning(quarter=number_, unit="quarter", **_relation(tokens, match)) if 1 <= number_ <= 4 else None


def _year_end(tokens: Tokens, match: Groups) -> Meaning | None:
    if unit_of(tokens, match.start("u")) != "year" or tokens.words[match.end() - 1] != "end":
        return None
    return Meaning(month=12, day=31, direction=0)


def _year_earlier(tokens: Tokens, match: Groups) -> Meaning | None:
    """The year-earlier period, the year-ago third quarter."""
    if unit_of(tokens, match.start("b") - 2) != "year":
        return None
    quarter = ordinal(tokens, match.start("n")) if match["n"] else None
    return Meaning(count=-1.0, unit="year", mentioned=True, quarter=quarter)


def _half(tokens: Tokens, match: Groups) -> Meaning | None:
    number_ = ordinal(tokens, _at(match, "n"))
    return Meaning(half=number_, unit="half") if number_ in (1, 2) else None


def _unit(tokens: Tokens, match: Groups) -> Meaning | None:
    """Last week, this year, the following day; the week of an earlier mention."""
    place = match.start("u")
    unit = "quarter" if tokens.types[place] == "q" else unit_of(tokens, place)
    relation = _relation(tokens, match)
    if unit in ("second", "minute", "hour", "millennium") or not relation:
        return None
    if tokens.text[tokens.starts[place]].isupper() and tokens.text[tokens.starts[place] + 1].islower():
        return None  # the programme "This Week"
    if unit in ("night", "day") and tokens.words[match.start("rel")] == "next":
        relation["mentioned"] = True
    if unit == "night":
        return Meaning(unit="day", part="NI", **relation)
    return Meaning(unit=unit, **relation)


def _the_unit(tokens: Tokens, match: Groups) -> Meaning | None:
    """The year, the quarter, the weekend: the one that is spoken of."""
    unit = unit_of(tokens, match.start("u"))
    before = tokens.types[max(0, match.start() - 2) : match.start()]
    if tokens.types[match.end() : match.end() + 1] == "o" and unit == "week":
        return Meaning(unit="week", direction=0, loose=not before.endswith("|"))  # the week of 6 March
    told = ("quarter", "week", "weekend", "month", "year", "decade", "century")[: None if before[1:] and before[0] in "Ebl" else 3]
    return Meaning(unit=unit, direction=0, mentioned=unit == "quarter", loose=False) if unit in told else None


def _offset(sign: int | None) -> Reader:
    """Two weeks ago, a year earlier, three days later."""

    def read(tokens: Tokens, match: Groups) -> Meaning | None:
        unit = unit_of(tokens, match.start("u"))
        word = tokens.words[match.end() - 1]
        count = number(tokens, match.start("n"), match.end("n")) if match["n"] else None
        if tokens.types[match.start()] == "t" and not match["n"]:
            count = 1.0  # the day before
        back = tokens.types[match.end() - 1] in "bg" or word == "before"
        direction = sign if sign is not None else -1 if back else 1
        if count is None:
            return Meaning(kind="reference", value="PAST_REF" if direction < 0 else "FUTURE_REF", unit=unit)
        mentioned = word in tables()["anchors"]["last_mentioned"]
        return Meaning(count=direction * count, unit=unit, mentioned=mentioned)

    return read


def _day_after(tokens: Tokens, match: Groups) -> Meaning | None:
    """The day after, two weeks before: of what follows, or nothing by itself."""
    word = tokens.words[match.end() - 1]
    if word == "following":
        return None
    place = match.start("u")
    count = number(tokens, match.start("n"), place) if match.groupdict().get("n") else 1.0
    if count is None:
        return None
    return Meaning(unit=unit_of(tokens, place), count=count * (-1 if word == "before" else 1), loose=True)


def _duration(tokens: Tokens, match: Groups) -> Meaning | None:
    """Five years; the past three months, which also lie in the calendar."""
    place = match.start("u")
    unit = unit_of(tokens, place)
    relation = _relation(tokens, match)
    count = number(tokens, match.start("n"), match.end("n")) if match.groupdict().get("n") else None
    if unit == "second" and tokens.types[place] == "s" and count in (None, 1.0):
        return None
    if unit == "quarter" and (tokens.types[match.start()] in "Ga" or tokens.types[match.end() : match.end() + 1] == "o"):
        return None  # more than a quarter of them
    if count is not None and tokens.types[match.end() - 3 : match.end()] == "&aj":
        count += 0.5
    if match.groupdict().get("n2"):
        count = number(tokens, match.start("n2"), match.end("n2"))
    if unit == "night" and count is None:
        return None
    if match.groupdict().get("n") and match["n"] == "a" and not relation and not _lasts(tokens, match):
        return None
    return Meaning(kind="duration", value=duration(count, unit), unit=unit, count=count, **relation)


def _lasts(tokens: Tokens, match: Groups) -> bool:
    """Whether "a year" is a stretch ("for a year", "nearly a year") and not a rate ("twice a year") or a mere mention."""
    before = tokens.words[match.start() - 1] if match.start() else ""
    return tokens.types[match.start()] == "G" or before in ("for", "within", "after", "in") or match.end("u") < match.end()


def _past(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="reference", value="PAST_REF") if tokens.words[match.start() + 1] == "past" else None


def _slashed_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """9/11: the attacks. Any other fraction is a number."""
    return Meaning(year=2001, month=9, day=11) if tokens.words[match.start()] == "9/11" else None


def _vague(tokens: Tokens, match: Groups) -> Meaning | None:
    """Recent years, coming weeks."""
    relation = _relation(tokens, match)
    coming = tokens.words[match.start("rel")] in tables()["anchors"]["coming"]
    if tokens.types[match.start("rel")] not in "LX":
        return None
    return Meaning(kind="reference", value="FUTURE_REF" if coming else "PAST_REF", unit=unit_of(tokens, match.start("u")), **relation)


def _season(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("s")
    word = tokens.words[place]
    after = tokens.types[place + 1 : place + 2]
    year = _year(tokens, match.start("y")) if match.groupdict().get("y") else None
    relation = _relation(tokens, match)
    told = year is not None or bool(relation) or tokens.types[match.start()] == "t" or _stands_after(tokens, place, "after_seasons")
    if not told or (word in ("fall", "spring") and not relation and year is None and after not in ("", ",", ".", ")", "_", "o", "'")):
        return None
    if word == "fall" and not relation and year is None:
        return None  # "the fall of the wall"
    if tokens.words[place + 1 : place + 2] in (["olympics"], ["games"], ["olympic"]) and not relation and year is None:
        return None
    return Meaning(season=tables()["seasons"][word], unit="season", year=year, **relation)


def _day(tokens: Tokens, match: Groups) -> Meaning | None:
    word = tokens.words[match.start()]
    return Meaning(unit="day", count=float(tables()["days"][word]), part="NI" if word == "tonight" else None)


def _reference(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="reference", value=tables()["references"].get(tokens.words[match.start()], "PRESENT_REF"))


def _set(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="set", value=tables()["sets"][tokens.words[match.start()]])


def _every(tokens: Tokens, match: Groups) -> Meaning | None:
    """Every month, each Thursday, every three years, each July."""
    place = match.end() - 1
    letter, word = tokens.types[place], tokens.words[place]
    if letter == "W":
        return Meaning(kind="set", value=f"XXXX-WXX-{tables()['weekdays'][word]}")
    if letter == "1":
        return Meaning(kind="set", value=f"XXXX-WXX-{tables()['weekdays'][word[:-1]]}")
    if letter == "M":
        return Meaning(kind="set", value=f"XXXX-{_month(tokens, place):02}")
    if letter in "P2":
        weekday = tables()["weekdays"].get(tokens.words[place - 1].removesuffix("s"))
        stem = f"XXXX-WXX-{weekday}" if weekday else "XXXX-XX-XX"
        return Meaning(kind="set", value=f"{stem}T{tables()['parts'][word]}")
    if letter in "S4":
        return Meaning(kind="set", value=f"XXXX-{tables()['seasons'][word.removesuffix('s')]}")
    if letter == "s":
        return None
    count = number(tokens, match.start("n"), match.end("n")) if match.groupdict().get("n") else 1.0
    return Meaning(kind="set", value=duration(count, unit_of(tokens, place)))


def _fiscal(tokens: Tokens, match: Groups) -> Meaning | None:
    if match.groupdict().get("y"):
        return Meaning(value=f"{_year(tokens, match.start('y')):04}", unit="year", fiscal=True)
    return Meaning(unit="year", **(_relation(tokens, match) or {"direction": 0}), fiscal=True)


def _clock(tokens: Tokens, match: Groups) -> Meaning | None:
    groups = match.groupdict()
    place = match.start("c")
    word, letter = tokens.words[place], tokens.types[place]
    zone = tables()["zones"][tokens.words[match.start("z")]] if groups.get("z") else None
    if letter == "x":
        return Meaning(clock=tables()["hours"][word], unit="clock")
    if letter == "Y":
        hour, minute, second = int(word[:2]), word[2:], None
    else:
        parts = re.split(r"[:.]", word)
        if letter == "N":
            parts = [str(tables()["numbers"].get(word, 99))]
        hour, minute, second = int(parts[0]), parts[1] if len(parts) > 1 else "00", parts[2] if len(parts) > 2 else None
    if groups.get("a"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if tokens.words[match.start("a")].startswith("p") else 0)
    if hour > 24 or int(minute) > 59:
        return None
    return Meaning(clock=f"{hour:02}:{minute}" + (f":{second}" if second else ""), zone=zone or None, unit="clock")


def _part(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("p")
    part = tables()["parts"][tokens.words[place]]
    relation = _relation(tokens, match)
    if not relation:
        if tokens.words[place] == "overnight":
            return Meaning(unit="day", count=-1.0, part="NI")
        told = match.start() < place and tokens.words[place] in ("morning", "afternoon", "evening")
        return Meaning(part=part, unit="part" if told else "loose part")
    relation["mentioned"] |= tokens.words[match.start("rel")] == "next"
    return Meaning(unit="day", part=part, **relation)


def _holiday(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("h")
    if not tokens.text[tokens.starts[place]].isupper() or tokens.words[place + 1 : place + 2] == ["island"]:
        return None
    year = _year(tokens, match.start("y")) if match.groupdict().get("y") else None
    return Meaning(holiday=tokens.words[place], year=year, unit="day", **_relation(tokens, match))


def _nth(tokens: Tokens, match: Groups) -> Meaning | None:
    """The first week, the second Monday: of what follows."""
    number_ = -1 if tokens.types[match.start("n")] == "L" else ordinal(tokens, match.start("n"))
    place = match.start("u")
    if tokens.types[place] == "W":
        return Meaning(unit="nth weekday", number=number_, weekday=tables()["weekdays"][tokens.words[place]])
    unit = unit_of(tokens, place)
    return Meaning(unit=f"nth {unit}", number=number_) if unit in ("day", "week", "month", "weekend") else None


# The longest match from the left wins; of two alike, the upper.
PATTERNS: tuple[tuple[str, Reader], ...] = (
    (r"I", _iso),
    (r"J", _slashes),
    (r"(?:(?P<w>[Ww]),?)?(?P<m>[Mm])(?P<d>[DOs])(?![:N])(?:,?(?P<y>[Yy]))?", _date),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>[DO])-?(?P<m>[Mm])(?:[,-]?(?P<y>[Yy]))?", _date),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>[DOs])o(?P<m>[Mm0])(?:,?(?P<y>[Yy]))?", _date),
    (r"t?(?P<rel>[LX])(?P<m>[Mm])(?P<d>[DO])", _date),
    (r"(?P<m>[Mm])(?P<d>[DO])[-r](?P<d2>[DO])(?!-?[M])(?:,?(?P<y>[Yy]))?", _date),
    (r"(?P<d>[DO])[-r](?P<d2>[DO])o?(?P<m>[Mm])(?:,?(?P<y>[Yy]))?", _date),
    (r"(?P<m>[Mm]),?o?(?P<y>[Yy])", _month_year),
    (r"(?:t?(?P<rel>[LXT]))?(?P<m>[Mm])", _bare_month),
    (r"(?:[tT]?(?P<rel>[LXT^]))?(?P<w>[Ww])", _weekday),
    (r"(?:t?U)?(?P<y>[Yy])", _bare_year),
    (r"(?P<y>NN(?:-?N)?)", _year_in_words),
    (r"(?P<y>Y)-(?P<y2>[DH])", _years),
    (r"t?(?P<c>C)", _decade),
    (r"t?(?P<n>[Os])-?c(?P<b>B)?", _century),
    (r"(?:(?P<y>[DHYn])(?P<b>B))", _bc),
    (r"(?:(?P<b>B)(?P<y>[DHY]))", _bc),
    (r"t?(?:(?P<rel>[LXT])|u-?)?(?P<n>[Os])q", _quarter),
    (r"(?:(?P<rel>[LXT])|u-?)?(?P<n>[Os])-q", _quarter),
    (r"(?P<u>U)-?E", _year_end),
    (r"t?U-(?P<b>[gb])(?:(?P<n>[Os])?-?q|6)?", _year_earlier),
    (r"t?(?P<rel>[LXT])?(?P<n>Q)", _quarter),
    (r"t?(?P<n>[Os])j(?=o)", _half),
    (r"[tT]?(?P<rel>[LXT^])(?P<u>[Ucq])(?!-U)", _unit),
    (r"t(?P<u>[Uq])(?!-)", _the_unit),
    (r"G?(?P<n>" + _COUNT + r")-?(?P<u>[UVcqs])[gbl]", _offset(None)),
    (r"G?(?P<n>" + _COUNT + r")(?P<u>[UVc])=(?=[.,()|]|$)", _offset(None)),
    (r"t(?P<n>)(?P<u>[U])[=b](?=[.,()|]|$)", _offset(None)),
    (r"t(?P<u>[U])=", _day_after),
    (r"(?P<n>" + _COUNT + r")(?P<u>[UVc])=", _day_after),
    (r"(?P<n>)(?P<u>V)[g]", _offset(-1)),
    (r"(?P<n>" + _COUNT + r")(?P<u>[UVc])f(?:F|R)", _offset(1)),
    (r"t?T?(?P<rel>[LXT])(?P<n>" + _COUNT + r"|N?vo?)-?(?P<u>[UVcq])(?:6|(?!-?~))", _duration),
    (r"G?(?:t?O)?t?(?P<n>" + _COUNT + r")(?P<u>[UVcqs])(?:&aj|6)?(?!-?~)", _duration),
    (r"(?P<n>" + _NUMBER + r")-(?P<u>[UVcs])(?!-?~)", _duration),
    (r"(?P<n>" + _NUMBER + r")[r&-](?P<n2>" + _NUMBER + r")-?(?P<u>[UVcqs])", _duration),
    (r"(?P<u>V)", lambda t, m: _bare_plural(t, m)),
    (r"t?(?P<rel>[LX])v?(?P<u>V)", _vague),
    (r"(?:[tT]?(?P<rel>[LXT]))?t?(?P<s>S)(?:,?o?(?P<y>[Yy]))?", _season),
    (r"R", _day),
    (r"tL(?![UVDHNnvaWMmScqPhw9Os-])", _past),
    (r"9", _slashed_day),
    (r"F", _reference),
    (r"3", _set),
    (r"e(?:(?P<n>" + _NUMBER + r"))?[UVWMSPq]", _every),
    (r"eWP|12|W2|1", _every),
    (r"u(?:U)?(?P<y>[Yy])", _fiscal),
    (r"t?(?P<rel>[LXT])?u-?U", _fiscal),
    (r"(?P<c>[DK])(?P<a>A)(?P<z>Z)?", _clock),
    (r"(?P<c>N)(?P<a>A)(?P<z>Z)?", _clock),
    (r"(?P<c>K)(?:t?(?P<z>Z))?", _clock),
    (r"(?P<c>Y)(?P<z>Z)", _clock),
    (r"(?P<c>x)", _clock),
    (r"t?(?P<rel>[LXT^])(?P<p>P)", _part),
    (r"t?(?P<p>P)", _part),
    (r"(?:(?P<rel>[LXT]))?(?P<h>h)(?:,?o?(?P<y>[Yy]))?", _holiday),
    (r"t?(?P<n>[OsL])(?P<u>[UW])(?=o)", _nth),
)


def _bare_plural(tokens: Tokens, match: Groups) -> Meaning | None:
    """Years, weeks: only where they last ("for years", "over months")."""
    place = match.start()
    before = tokens.words[place - 1] if place else ""
    unit = unit_of(tokens, place)
    if before not in ("for", "of", "within", "in", "over", "after") or unit in ("second", "night", "weekend"):
        return None
    if before in ("of", "over", "after") or tokens.words[place + 1 : place + 2] == ["to"]:
        return None
    return Meaning(kind="duration", value=duration(None, unit), unit=unit)


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern, reader in PATTERNS)


def expressions(tokens: Tokens) -> list[Expression]:
    """Simple expressions from left to right, none over another; `join` puts neighbours together."""
    found: list[tuple[int, int, int, re.Match[str], Reader]] = []
    for order, (pattern, reader) in enumerate(_compiled()):
        for match in pattern.finditer(tokens.types):
            if match.end() > match.start():
                found.append((match.start(), -match.end(), order, match, reader))
    found.sort(key=lambda entry: entry[:3])
    kept: list[Expression] = []
    done = 0
    for start, end, _, match, reader in found:
        if start < done:
            continue
        meaning = reader(tokens, match)
        if meaning is not None:
            kept.append(Expression(start, -end, meaning))
            done = -end
    return kept
