"""Readers of calendar dates: days, months, quarters, seasons, holidays (years: `timeyears`).

A reader takes the tokens and the match of its pattern (`timex`) and gives a `Meaning`, or None where the words only
look like a date: a name (April Jones), a newspaper (the Sunday Times), a price, an age.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from onrecord.calendar import tables
from onrecord.meaning import Groups, Meaning
from onrecord.timetokens import Tokens, number, ordinal, unit_of


def at(match: Groups, name: str) -> int:
    return match.start(name)


def relation_of(tokens: Tokens, match: Groups) -> dict[str, Any]:
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
    """April Jones, Theresa May, Jan Kavan: a capitalised word beside a month that no preposition introduces."""
    guards = tables()["guards"]
    if place and tokens.words[place] in guards["name_months"]:
        if tokens.words[place - 1] in guards["before_name_months"] or tokens.types[place - 1] in "WRELXTpt":
            return False
    elif place and (
        tokens.words[place - 1] in tables()["guards"]["before_dates"] or tokens.types[place - 1] in "WRELXTotpfi,"
    ):
        return False
    following = place + 1
    if following >= len(tokens.words) or tokens.types[following] != "_":
        return False
    return tokens.text[tokens.starts[following]].isupper() and tokens.starts[following] - tokens.ends[place] == 1


def year_of(tokens: Tokens, place: int) -> int | None:
    """The year written there, or None; '98 is 1998 and '21 is 2021."""
    if place < 0:
        return None
    digits = int(re.sub(r"\D", "", tokens.words[place]) or 0)
    return digits if tokens.types[place] == "Y" else digits + (1900 if digits > 40 else 2000)


def month_of(tokens: Tokens, place: int) -> int:
    return int(tables()["months"][tokens.words[place]])


def _day_number(tokens: Tokens, place: int) -> int:
    return ordinal(tokens, place) if tokens.types[place] in "Os" else int(tokens.words[place])


def iso(tokens: Tokens, match: Groups) -> Meaning | None:
    day, _, clock = tokens.words[match.start()].partition("t")
    year, month, number_ = (int(part) for part in day.split("-"))
    written = re.match(r"\d\d:\d\d(?::\d\d)?", clock)
    zone = re.search(r"(?:z|[+-]\d\d:?\d\d)$", clock)
    offset = zone and (zone[0].upper() if zone[0] == "z" else f"{zone[0][:3]}:{zone[0][-2:]}")
    return Meaning(year=year, month=month, day=number_, clock=written and written[0], zone=offset)


def slashes(tokens: Tokens, match: Groups) -> Meaning | None:
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


def slashed_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """9/11: the attacks. Any other fraction is a number."""
    return Meaning(year=2001, month=9, day=11) if tokens.words[match.start()] == "9/11" else None


def day(tokens: Tokens, match: Groups) -> Meaning | None:
    groups = match.groupdict()
    month = month_of(tokens, at(match, "m"))
    day = _day_in_month(tokens, match)
    if day is None:
        return None
    last = _day_number(tokens, at(match, "d2")) if groups.get("d2") else None
    if last is not None and not day < last <= 31:
        return None
    year = year_of(tokens, match.start("y")) if groups.get("y") else None
    if year is None and (month, day) == (9, 11) and set(tokens.words[match.end() : match.end() + 1]) & _attacks():
        year = 2001
    weekday = tables()["weekdays"] | tables()["short_weekdays"]
    named = weekday[tokens.words[match.start("w")]] if groups.get("w") else None
    return Meaning(
        year=year,
        month=month,
        day=day,
        last_day=last,
        weekday=named if year is None else None,
        **relation_of(tokens, match),
    )


@cache
def _attacks() -> frozenset[str]:
    return frozenset(tables()["clocks"]["attacks"])


def weekday_the_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """Friday the 15th: the month is the one near by in which that day is a Friday."""
    number_ = _day_in_month(tokens, match)
    if number_ is None:
        return None
    return Meaning(weekday=tables()["weekdays"][tokens.words[match.start("w")]], day=number_, unit="day")


def day_of_month(tokens: Tokens, match: Groups) -> Meaning | None:
    """The 20th of next month."""
    number_ = _day_in_month(tokens, match)
    if number_ is None or unit_of(tokens, match.end() - 1) != "month":
        return None
    return Meaning(unit="nth day", number=number_, within=Meaning(unit="month", **relation_of(tokens, match)))


def second_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """April 24 and 25: the month stands before the first of the two."""
    number_ = _day_number(tokens, match.start("d"))
    year = year_of(tokens, match.start("y")) if match["y"] else None
    first = _day_number(tokens, match.start() - 2)
    month = month_of(tokens, match.start() - 3)
    return Meaning(month=month, day=number_, year=year, follows=True) if first < number_ <= 31 else None


def day_alone(tokens: Tokens, match: Groups) -> Meaning | None:
    """On the 15th: a day of a month that stands elsewhere; in figures, after a preposition, and no hole of golf."""
    before = tokens.words[match.start() - 1]
    number_ = _day_in_month(tokens, match)
    figures = tokens.words[match.start("d")][0].isdecimal()
    week_of = tokens.words[match.start() - 2 : match.start()] == ["week", "of"]
    if number_ is None or not figures or not (week_of or before in tables()["guards"]["before_days"]):
        return None
    near = tokens.words[max(0, match.start() - 60) : match.end() + 60]
    return None if set(near) & set(tables()["guards"]["golf"]) else Meaning(day=number_, unit="day alone")


def _day_in_month(tokens: Tokens, match: Groups) -> int | None:
    tens = number(tokens, match.start("d"), match.end("d") - 1) or 0
    day_ = int(tens) + _day_number(tokens, match.end("d") - 1)
    return day_ if tens in (0, 20, 30) and 1 <= day_ <= 31 else None


def month_year(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(month=month_of(tokens, at(match, "m")), year=year_of(tokens, at(match, "y")), unit="month")


def bare_month(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("m")
    if tokens.types[place] == "m" and match.start() == place and not _stands_after(tokens, place, "before_dates"):
        return None
    if match.start() == place and _in_a_name(tokens, place):
        return None
    return Meaning(month=month_of(tokens, place), unit="month", **relation_of(tokens, match))


def that_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """That October night: the day last mentioned, where it lies in that month."""
    part = tables()["parts"].get(tokens.words[match.start("p")])
    if part is None and unit_of(tokens, match.start("p")) != "day":
        return None
    return Meaning(month=month_of(tokens, match.start("m")), unit="that day", part=part, mentioned=True)


def weekday(tokens: Tokens, match: Groups) -> Meaning | None:
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
    return Meaning(weekday=weekday, unit="day", **relation_of(tokens, match))


def quarter(tokens: Tokens, match: Groups) -> Meaning | None:
    place = at(match, "n")
    number_ = int(re.sub(r"\D", "", tokens.words[place]) or 0) if tokens.types[place] == "Q" else ordinal(tokens, place)
    if tokens.words[place][0] == "h":
        return Meaning(half=number_, unit="half", **relation_of(tokens, match))
    fiscal_ = bool(match.groupdict().get("f"))
    if not 1 <= number_ <= 4:
        return None
    return Meaning(quarter=number_, unit="quarter", fiscal=fiscal_, **relation_of(tokens, match))


def half(tokens: Tokens, match: Groups) -> Meaning | None:
    number_ = 2 if tokens.words[at(match, "n")] == "last" else ordinal(tokens, at(match, "n"))
    return Meaning(half=number_, unit="half") if number_ in (1, 2) else None


def season(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("s")
    word = tokens.words[place]
    after = tokens.types[place + 1 : place + 2]
    year = year_of(tokens, match.start("y")) if match.groupdict().get("y") else None
    relation = relation_of(tokens, match)
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


def fiscal(tokens: Tokens, match: Groups) -> Meaning | None:
    if match.groupdict().get("y"):
        return Meaning(value=f"{year_of(tokens, match.start('y')):04}", unit="year", fiscal=True)
    return Meaning(unit="year", **(relation_of(tokens, match) or {"direction": 0}), fiscal=True)


def year_end(tokens: Tokens, match: Groups) -> Meaning | None:
    if unit_of(tokens, match.start("u")) != "year" or tokens.words[match.end() - 1] != "end":
        return None
    since = tokens.words[match.start() - 1 : match.start()] == ["since"]
    return Meaning(month=12, day=31, unit="year end", direction=-1 if since else 0)


def rest(tokens: Tokens, match: Groups) -> Meaning | None:
    """The rest of the year: from the anchor to the end of it."""
    owner = match.end() - 2
    if tokens.types[owner] == "_" and tokens.words[owner] not in ("my", "our", "your", "his", "her", "its", "their"):
        return None
    if match["m"]:
        return Meaning(month=month_of(tokens, match.start("m")), unit="month", modifier="ahead")
    if match["y"]:
        return Meaning(year=year_of(tokens, match.start("y")), unit="year", modifier="ahead")
    place = match.start("u")
    unit = "quarter" if tokens.types[place] == "q" else unit_of(tokens, place)
    if unit in ("second", "minute", "hour", "night", "day"):
        return None
    return Meaning(unit=unit, direction=0, modifier="ahead")


def year_earlier(tokens: Tokens, match: Groups) -> Meaning | None:
    """The year-earlier period, the year-ago third quarter."""
    if unit_of(tokens, match.start("b") - 2) != "year":
        return None
    quarter = ordinal(tokens, match.start("n")) if match["n"] else None
    return Meaning(count=-1.0, unit="year", mentioned=True, quarter=quarter)


def holiday(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("h")
    known = tables()["guards"]["holidays_in_lower_case"]
    named = tokens.text[tokens.starts[place]].isupper() or tokens.words[place] in known
    if not named or tokens.words[place + 1 : place + 2] == ["island"]:
        return None
    year = year_of(tokens, match.start("y")) if match.groupdict().get("y") else None
    return Meaning(holiday=tokens.words[place], year=year, unit="day", **relation_of(tokens, match))


def nth(tokens: Tokens, match: Groups) -> Meaning | None:
    """The first week, the second Monday: of what follows."""
    number_ = -1 if tokens.types[match.start("n")] == "L" else ordinal(tokens, match.start("n"))
    place = match.start("u")
    if tokens.types[place] == "W":
        return Meaning(unit="nth weekday", number=number_, weekday=tables()["weekdays"][tokens.words[place]])
    unit = unit_of(tokens, place)
    return Meaning(unit=f"nth {unit}", number=number_) if unit in ("day", "week", "month", "weekend") else None
