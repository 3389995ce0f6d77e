"""Readers of years, decades and centuries, and of what lies before or after a year.

A reader takes the tokens and the match of its pattern (`timex`) and gives a `Meaning`, or None where four digits are a
number: a price, a count of people, a part of another number.
"""

from __future__ import annotations

import re

from onrecord.calendar import tables
from onrecord.meaning import Groups, Meaning
from onrecord.timedates import at, year_of
from onrecord.timetokens import Tokens, number, ordinal


def bare_year(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("y")
    year = int(tokens.words[place]) if tokens.types[place] == "Y" else year_of(tokens, place)
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


def beyond_year(tokens: Tokens, match: Groups) -> Meaning | None:
    """Post-2015, pre-1989: what lies after that year or before it."""
    part = tables()["portions"]["words"][tokens.words[match.start()]]
    return Meaning(year=year_of(tokens, match.start("y")), unit="year", modifier=part)


def year_in_words(tokens: Tokens, match: Groups) -> Meaning | None:
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


def years(tokens: Tokens, match: Groups) -> Meaning | None:
    """1998-99: a range with the century written once."""
    first, last = int(tokens.words[at(match, "y")]), int(tokens.words[at(match, "y2")])
    joined = tokens.ends[match.end() - 1] - tokens.starts[match.start()] == 7
    joined = joined and tokens.words[match.start() + 1] in "-–‑/"
    last += first // 100 * 100
    return Meaning(value=f"{first:04}/{last:04}") if joined and first < last else None


def decade(tokens: Tokens, match: Groups) -> Meaning | None:
    word = tokens.words[at(match, "c")]
    if word in tables()["decades"]:
        number_, short = tables()["decades"][word], True
    else:
        digits = re.sub(r"\D", "", word)
        number_, short = int(digits) // 10, len(digits) == 2
        before = tokens.types[max(0, match.start() - 1) : match.start()]
        if short and match.start() == at(match, "c") and word[0] not in "'’‘":
            return None  # "in her 60s" is an age; "the 60s" a decade
        if len(digits) == 4 and word[4] in "'’" and match.start() == at(match, "c") and before not in ("E", "t", "-"):
            return Meaning(year=int(digits), unit="year")  # 2030's plan: the year's
    if match.start() == at(match, "c") and word in tables()["decades"]:
        return None
    if short:
        number_ += 190 if number_ > 1 else 200
    if len(re.sub(r"\D", "", word)) == 4 and number_ % 10 == 0 and number_ < 200:
        return Meaning(value=f"{number_ // 10:02}", unit="century")  # the 1800s
    return Meaning(value=f"{number_:03}", unit="decade")


def century(tokens: Tokens, match: Groups) -> Meaning | None:
    number_ = ordinal(tokens, at(match, "n"))
    bc = bool(match.groupdict().get("b")) and tokens.words[at(match, "b")] != "ad"
    return Meaning(value=f"{number_ - 1:02}", unit="century", bc=bc) if 1 <= number_ <= 30 else None


def bc(tokens: Tokens, match: Groups) -> Meaning | None:
    place = at(match, "y")
    year = number(tokens, place, place + 1)
    bc = tokens.words[at(match, "b")] != "ad"
    if year is None or not 1 <= year <= 9999:
        return None
    return Meaning(value=f"BC{int(year):04}" if bc else f"{int(year):04}", unit="year")
