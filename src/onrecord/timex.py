r"""The grammar of time expressions: patterns over the row of token types, and what each of them says.

A place in a pattern's match is a token number; offsets come from the tokenizer alone. What an expression means without
any anchor is a `Meaning`; `resolve` gives it a value. Time is linear: each pattern looks at each token a bounded number
of times. The file is long because the table and its readers belong together.

    >>> [(found.meaning.direction, found.meaning.unit) for found in expressions(tokenize("Prices rose last week."))]
    [(-1, 'week')]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.calendar import tables
from onrecord.timetokens import COUNT, NUMBER, Tokens, duration, number, ordinal, tokenize, unit_of

__all__ = ["Expression", "Meaning", "Tokens", "expressions", "tokenize"]


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
    """Numbers whose order is unclear (03/04/2021) give the year alone; dots put the day first."""
    word = tokens.words[match.start()]
    if word.count("/") + word.count("-") + word.count(".") != 2:
        return None
    first, second, year = (int(part) for part in re.split(r"[/.-]", word))
    day, month = (first, second) if "." in word or (first > 12 >= second) else (second, first)
    if year < 100:
        year += 1900 if year > 40 else 2000
    if "." not in word and first <= 12 and second <= 12 and first != second:
        return Meaning(year=year, unit="year")  # America writes the month first, everyone else the day
    return Meaning(year=year, month=month, day=day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _date(tokens: Tokens, match: Groups) -> Meaning | None:
    groups = match.groupdict()
    month = _month(tokens, _at(match, "m"))
    tens = number(tokens, _at(match, "d"), match.end("d") - 1) or 0  # the twenty-second
    day = int(tens) + _day_number(tokens, match.end("d") - 1)
    if tens not in (0, 20, 30):
        return None
    if not 1 <= day <= 31:
        return None
    last = _day_number(tokens, _at(match, "d2")) if groups.get("d2") else None
    if last is not None and not day < last <= 31:
        return None
    year = _year(tokens, match.start("y")) if groups.get("y") else None
    weekday = tables()["weekdays"] | tables()["short_weekdays"]
    named = weekday[tokens.words[match.start("w")]] if groups.get("w") else None
    return Meaning(
        year=year,
        month=month,
        day=day,
        last_day=last,
        weekday=named if year is None else None,
        **_relation(tokens, match),
    )


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
    if (
        following in tables()["guards"]["newspapers"]
        and tokens.text[tokens.starts[place + 1]].isupper()
        and following != "morning"
    ):
        return None  # the Sunday Times
    if word in tables()["short_weekdays"]:
        if not _stands_after(tokens, place, "before_dates") and match.start() == place:
            return None
        if (
            word in ("sun", "sat", "mon", "wed")
            and tokens.ends[place] - tokens.starts[place] == len(word)
            and following != ","
        ):
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
    told = word in tables()["anchors"]["last_mentioned"] or (
        letter == "X" and tokens.types[place - 1 : place + 2] == "tXW"
    )
    return {"direction": direction, "mentioned": told}


def _stands_after(tokens: Tokens, place: int, guard: str) -> bool:
    return place > 0 and (tokens.words[place - 1] in tables()["guards"][guard] or tokens.types[place - 1] in "MWRE")


def _in_a_name(tokens: Tokens, place: int) -> bool:
    """April Jones, Theresa May: a capitalised word beside a month that no preposition introduces."""
    if place and (
        tokens.words[place - 1] in tables()["guards"]["before_dates"] or tokens.types[place - 1] in "WRELXTotpfi,"
    ):
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
    told = (
        match.start() < place
        or before in tables()["guards"]["before_dates"]
        or tokens.types[place - 1 : place] in tuple("SMqQh)")
    )
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
    if tokens.words[match.start() : match.end()] == ["two", "thousand"] and tokens.words[match.start() - 1] in (
        "year",
        "in",
    ):
        return Meaning(year=2000, unit="year")
    if (
        century not in (18, 19)
        or rest is None
        or not 10 <= rest <= 99
        or tokens.types[match.end() : match.end() + 1] in ("V", "N")
    ):
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
    if tokens.types[match.end() : match.end() + 1] == "o" and unit in ("week", "weekend"):
        return Meaning(unit=unit, direction=0, loose=not before.endswith("|"))  # the week of 6 March
    told = ("quarter", "week", "weekend", "month", "year", "decade", "century")[
        : None if before[1:] and before[0] in "Ebl" else 3
    ]
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
    if unit == "quarter" and (
        tokens.types[match.start()] in "Ga" or tokens.types[match.end() : match.end() + 1] == "o"
    ):
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
    """Whether "a year" is a stretch ("for a year", "nearly a year"), not a rate ("twice a year") or a mere mention."""
    before = tokens.words[match.start() - 1] if match.start() else ""
    return (
        tokens.types[match.start()] == "G" or before in ("for", "within", "after", "in") or match.end("u") < match.end()
    )


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
    return Meaning(
        kind="reference",
        value="FUTURE_REF" if coming else "PAST_REF",
        unit=unit_of(tokens, match.start("u")),
        **relation,
    )


def _season(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("s")
    word = tokens.words[place]
    after = tokens.types[place + 1 : place + 2]
    year = _year(tokens, match.start("y")) if match.groupdict().get("y") else None
    relation = _relation(tokens, match)
    told = (
        year is not None
        or bool(relation)
        or tokens.types[match.start()] == "t"
        or _stands_after(tokens, place, "after_seasons")
    )
    if not told:
        return None
    if (
        word in ("fall", "spring")
        and not relation
        and year is None
        and not _stands_after(tokens, match.start(), "after_seasons")
    ):
        return None  # "the fall of the wall", "the spring ran dry"
    if word == "fall" and after == "o" and year is None:
        return None
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
    (r"(?:(?P<w>[Ww]),?)?(?P<m>[Mm])(?P<d>(?:N-?)?[DOs])(?![:N])(?:,?(?P<y>[Yy]))?", _date),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>(?:N-?)?[DO])-?(?P<m>[Mm])(?:[,-]?(?P<y>[Yy]))?", _date),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>(?:N-?)?[DOs])o(?P<m>[Mm0])(?:,?(?P<y>[Yy]))?", _date),
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
    (r"G?(?P<n>" + COUNT + r")-?(?P<u>[UVcqs])[gbl]", _offset(None)),
    (r"G?(?P<n>" + COUNT + r")(?P<u>[UVc])=(?=[.,()|]|$)", _offset(None)),
    (r"t(?P<n>)(?P<u>[U])[=b](?=[.,()|]|$)", _offset(None)),
    (r"t(?P<u>[U])=", _day_after),
    (r"(?P<n>" + COUNT + r")(?P<u>[UVc])=", _day_after),
    (r"(?P<n>)(?P<u>V)[g]", _offset(-1)),
    (r"(?P<n>" + COUNT + r")(?P<u>[UVc])f(?:F|R)", _offset(1)),
    (r"t?T?(?P<rel>[LXT])(?P<n>" + COUNT + r"|N?vo?)-?(?P<u>[UVcq])(?:6|(?!-?~))", _duration),
    (r"G?(?:t?O)?t?(?P<n>" + COUNT + r")(?P<u>[UVcqs])(?:&aj|6)?(?!-?~)", _duration),
    (r"(?P<n>" + NUMBER + r")-(?P<u>[UVcs])(?!-?~)", _duration),
    (r"(?P<n>" + NUMBER + r")[r&-](?P<n2>" + NUMBER + r")-?(?P<u>[UVcqs])", _duration),
    (r"(?P<u>V)", lambda t, m: _bare_plural(t, m)),
    (r"t?(?P<rel>[LX])v?(?P<u>V)", _vague),
    (r"(?:[tT]?(?P<rel>[LXT]))?t?(?P<s>S)(?:,?o?(?P<y>[Yy]))?", _season),
    (r"R", _day),
    (r"tL(?![UVDHNnvaWMmScqPhw9Os-])", _past),
    (r"9", _slashed_day),
    (r"F", _reference),
    (r"3", _set),
    (r"e(?:(?P<n>" + NUMBER + r"))?[UVWMSPq]", _every),
    (r"eWP|12|W2|1", _every),
    (r"t?uU?(?P<y>[Yy])", _fiscal),
    (r"t?(?P<rel>[LXT])?u-?U", _fiscal),
    (r"(?P<c>[DK])(?P<a>A)(?P<z>Z)?", _clock),
    (r"(?P<c>N)(?P<a>A)(?P<z>Z)?", _clock),
    (r"(?P<c>K)(?:t?(?P<z>Z))?", _clock),
    (r"(?P<c>Y)(?P<z>Z)", _clock),
    (r"(?P<c>x)", _clock),
    (r"t?(?P<rel>[LXT^])(?P<p>P)", _part),
    (r"t?(?P<p>P)", _part),
    (r"(?:(?P<rel>[LXT]))?(?P<h>h)(?:,?o?(?P<y>[Yy]))?", _holiday),
    (r"t?(?P<n>[OsL])(?P<u>[UW])(?=[oi])", _nth),
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
