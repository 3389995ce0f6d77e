"""Readers of what is counted or pointed at: last week, two years ago, durations, sets (clock times: `timeclocks`).

A reader takes the tokens and the match of its pattern (`timex`) and gives a `Meaning`, or None where the words are no
expression of time.
"""

from __future__ import annotations

import re

from onrecord.calendar import tables
from onrecord.meaning import Groups, Meaning, Reader
from onrecord.timedates import month_of, relation_of
from onrecord.timetokens import Tokens, duration, duration_of, number, unit_of

_OF_LONGER = re.compile(r"ot?[TL^X]?[MYUcS]")
_SUMMED = ("year", "month", "week", "day", "hour", "minute", "second")


def unit(tokens: Tokens, match: Groups) -> Meaning | None:
    """Last week, this year, the following day; the week of an earlier mention."""
    place = match.start("u")
    unit = "quarter" if tokens.types[place] == "q" else unit_of(tokens, place)
    relation = relation_of(tokens, match)
    if unit in ("second", "minute", "hour", "millennium") or not relation:
        return None
    named = tokens.text[tokens.starts[place]].isupper() and tokens.text[tokens.starts[place] + 1].islower()
    if named and tokens.types[match.start("rel")] in "T^":
        return None  # the programme "This Week"
    if tokens.types[match.start("rel")] == "L" and _OF_LONGER.match(tokens.types, match.end()):
        return None  # the last week of July: the last of several (`timedates.nth`)
    if unit in ("night", "day") and tokens.words[match.start("rel")] == "next":
        relation["mentioned"] = True
    if unit == "night":
        return Meaning(unit="day", part="NI", **relation)
    said = "the" if tokens.types[match.start() : match.start() + 2] == "tX" else tokens.words[match.start("rel")]
    return Meaning(unit=unit, deixis=said, **relation)


def the_unit(tokens: Tokens, match: Groups) -> Meaning | None:
    """The year, the quarter, the weekend: the one that is spoken of."""
    unit = unit_of(tokens, match.start("u"))
    before = tokens.types[max(0, match.start() - 2) : match.start()]
    if tokens.types[match.end() : match.end() + 1] in tuple("o8E") and unit in ("week", "weekend"):
        return Meaning(unit=unit, direction=0, loose=not before.endswith("|"))  # the week of 6 March
    part = before[1:] and (before[0] in "Ebl" or before in ("jo", "qo"))
    told = ("quarter", "week", "weekend", "month", "year", "decade", "century")[: None if part else 3]
    return Meaning(unit=unit, direction=0, mentioned=unit == "quarter", loose=False) if unit in told else None


def misspelt(tokens: Tokens, match: Groups) -> Meaning | None:
    """This years: an apostrophe was left out."""
    unit = unit_of(tokens, match.start("u"))
    this = tokens.words[match.start()] == "this"
    return Meaning(unit=unit, direction=0) if this and unit in ("week", "month", "year") else None


def after_next(tokens: Tokens, match: Groups) -> Meaning | None:
    """The week after next, the year before last."""
    place = match.start("u")
    unit = "quarter" if tokens.types[place] == "q" else unit_of(tokens, place)
    direction = {"next": 2, "last": -2}.get(tokens.words[match.start("rel")])
    if direction is None or (tokens.words[place + 1] == "after") != (direction > 0):
        return None
    return Meaning(unit=unit, direction=direction)


def offset(sign: int | None) -> Reader:
    """Two weeks ago, a year earlier, three days later."""

    def read(tokens: Tokens, match: Groups) -> Meaning | None:
        unit = unit_of(tokens, match.start("u"))
        word = tokens.words[match.end() - 1]
        if word == "times":
            return None  # three years' times
        count = number(tokens, match.start("n"), match.end("n")) if match["n"] else None
        if tokens.types[match.start()] == "t" and not match["n"]:
            count = 1.0  # the day before
        before = tokens.words[match.start() - 1 : match.start()]
        if word in tables()["days"] and before == ["for"]:
            return None  # for three days from today
        if before == ["within"] and count is not None and sign == 1:
            length = duration(count, unit)
            return Meaning(kind="duration", value=length, unit=unit, count=count, direction=1)
        back = tokens.types[match.end() - 1] in "bg" or word == "before"
        direction = sign if sign is not None else -1 if back else 1
        if count is not None and match.groupdict().get("h"):
            count += 0.5
        if count is None:
            return Meaning(kind="reference", value="PAST_REF" if direction < 0 else "FUTURE_REF", unit=unit)
        mentioned = word in tables()["anchors"]["last_mentioned"]
        day = tables()["days"].get(word, 0)
        base = Meaning(unit="day", count=float(day)) if day else None  # two days from tomorrow
        return Meaning(count=direction * count, unit=unit, mentioned=mentioned, within=base)

    return read


def from_day(tokens: Tokens, match: Groups) -> Meaning | None:
    """Three weeks from Friday: of what follows."""
    count = number(tokens, match.start("n"), match.end("n"))
    return None if count is None else Meaning(unit=unit_of(tokens, match.start("u")), count=count, loose=True)


def sum_of_units(tokens: Tokens, match: Groups) -> Meaning | None:
    """One month and 21 days, two hours 30 minutes; with "ago" or "later" a date."""
    parts = []
    start = match.start("n")
    for place in range(match.start("n"), match.end("n")):
        if tokens.types[place] in "UVs" and (unit := unit_of(tokens, place)) in _SUMMED:
            count = number(tokens, start, place)
            if count is None:
                return None
            parts.append((count, unit))
            start = place + 1
    units = [unit for _, unit in parts]
    if len(parts) < 2 or len(set(units)) < len(units):
        return None
    parts.sort(key=lambda part: _SUMMED.index(part[1]))
    relation = relation_of(tokens, match)
    if not match["a"] or relation:
        ahead = "within" if tokens.words[match.start() - 1 : match.start()] == ["within"] else None
        return Meaning(
            kind="duration", value=duration_of(parts), unit=parts[-1][1], parts=tuple(parts), ahead=ahead, **relation
        )
    sign = -1 if tokens.types[match.start("a")] in "bg" else 1
    mentioned = tokens.words[match.start("a")] in tables()["anchors"]["last_mentioned"]
    signed = tuple((sign * count, unit) for count, unit in parts)
    return Meaning(unit=parts[-1][1], parts=signed, mentioned=mentioned)


def weekdays_on(tokens: Tokens, match: Groups) -> Meaning | None:
    """Two Sundays ago, three Mondays from now."""
    count = number(tokens, match.start("n"), match.end("n"))
    weekday = tables()["weekdays"][tokens.words[match.start("w")].removesuffix("s")]
    if not count or count != int(count) or tokens.types[match.start("n")] == "a":
        return None
    after = tokens.types[match.start("a")] if match["a"] else "f"
    return Meaning(weekday=weekday, unit="weekdays", count=-count if after == "g" else count, mentioned=after == "l")


def business_days(tokens: Tokens, match: Groups) -> Meaning | None:
    """Four business days; with "in", "ago" or "later" a date."""
    count, before = number(tokens, match.start("n"), match.end("n")), tokens.words[match.start() - 1 : match.start()]
    place = match.start("u")
    if tokens.words[place - 1] not in ("business", "working") or unit_of(tokens, place) != "day" or not count:
        return None
    if match["a"] or before == ["in"]:
        back = bool(match["a"]) and tokens.types[match.start("a")] == "g"
        return Meaning(unit="business day", count=-count if back else count)
    return Meaning(kind="duration", value=duration(count, "day"), unit="business day", count=count)


def day_after(tokens: Tokens, match: Groups) -> Meaning | None:
    """The day after, two weeks before: of what follows, or nothing by itself."""
    word = tokens.words[match.end() - 1]
    if word == "following" or "".join(tokens.words[match.end() : match.end() + 1]).endswith("ing"):
        return None  # later in the day before leaving
    place = match.start("u")
    count = number(tokens, match.start("n"), place) if match.groupdict().get("n") else 1.0
    if count is None:
        return None
    return Meaning(unit=unit_of(tokens, place), count=count * (-1 if word == "before" else 1), loose=True)


def lasting(tokens: Tokens, match: Groups) -> Meaning | None:
    """Five years; the past three months, which also lie in the calendar."""
    place = match.start("u")
    unit = unit_of(tokens, place)
    relation = relation_of(tokens, match)
    count = number(tokens, match.start("n"), match.end("n")) if match.groupdict().get("n") else None
    if unit == "second" and tokens.types[place] == "s" and count in (None, 1.0):
        return None
    if unit == "quarter" and (
        tokens.types[match.start()] in "Ga" or tokens.types[match.end() : match.end() + 1] == "o"
    ):
        return None  # more than a quarter of them
    if count is not None and tokens.types[match.end() - 3 : match.end()] == "&aj":
        count += 0.5
    if unit == "night" and count is None:
        return None
    if match.groupdict().get("n") and match["n"] == "a" and not relation and not _lasts(tokens, match):
        return None
    before = tokens.words[match.start() - 1] if match.start() and not relation else ""
    if before == "in" and count is not None and _compares(tokens, match.start() - 1):
        return Meaning(kind="duration", value=duration(count, unit), unit=unit, count=count, direction=-1)
    ahead = before if before in ("in", "within") and match.start() == match.start("n") else None
    return Meaning(kind="duration", value=duration(count, unit), unit=unit, count=count, ahead=ahead, **relation)


_NEAR = 7  # tokens; "the largest quarterly fall in prices in ten years"


def _compares(tokens: Tokens, place: int) -> bool:
    """Whether a superlative stands before the "in" of a stretch: the lowest level in five years."""
    for before in range(place - 1, max(-1, place - 1 - _NEAR), -1):
        word = tokens.words[before]
        if word in _STOPS or tokens.types[before] == "|":
            return False
        if word in tables()["since"]["words"] or (len(word) > 5 and word.endswith("est") and word not in _NOUNS):
            return True
    return False


_STOPS = frozenset((".", ";", ":", "?", "!", "will"))
_NOUNS = frozenset(
    (
        "interest",
        "protest",
        "request",
        "arrest",
        "forest",
        "harvest",
        "contest",
        "invest",
        "conquest",
        "suggest",
        "priest",
        "midwest",
        "honest",
        "modest",
        "unrest",
        "bequest",
    )
)


def _lasts(tokens: Tokens, match: Groups) -> bool:
    """Whether "a year" is a stretch ("for a year", "nearly a year"), not a rate ("twice a year") or a mere mention."""
    before = tokens.words[match.start() - 1] if match.start() else ""
    stretches = tokens.types[match.start()] in "G<" or before in ("for", "within", "after", "in")
    return stretches or match.end("u") < match.end()


def so_long(tokens: Tokens, match: Groups) -> Meaning | None:
    """A day-long meeting, the yearslong war."""
    word = tokens.words[match.start()].removesuffix("long")
    unit = tables()["units"].get(word)
    if unit is None:
        return None
    count = None if word.endswith("s") or word == "centuries" else 1.0
    return Meaning(kind="duration", value=duration(count, unit), unit=unit, count=count)


def bare_plural(tokens: Tokens, match: Groups) -> Meaning | None:
    """Years, weeks: only where they last ("for years", "over months")."""
    place = match.start()
    before = tokens.words[place - 1] if place else ""
    unit = unit_of(tokens, place)
    if before not in ("for", "of", "within", "in", "over", "after") or unit in ("second", "night", "weekend"):
        return None
    if before in ("of", "over", "after") or tokens.words[place + 1 : place + 2] == ["to"]:
        return None
    return Meaning(kind="duration", value=duration(None, unit), unit=unit)


def lying_ahead(tokens: Tokens, match: Groups) -> Meaning | None:
    """The weeks ahead: they begin at the anchor, and nobody says when they end."""
    unit = unit_of(tokens, match.start("u"))
    return Meaning(kind="duration", value=duration(None, unit), unit=unit, direction=1)


def the_past(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="reference", value="PAST_REF") if tokens.words[match.start() + 1] == "past" else None


def vague(tokens: Tokens, match: Groups) -> Meaning | None:
    """Recent years, coming weeks."""
    relation = relation_of(tokens, match)
    coming = tokens.words[match.start("rel")] in tables()["anchors"]["coming"]
    if tokens.types[match.start("rel")] not in "LX":
        return None
    if tokens.words[match.start("rel")] == "last" and _OF_LONGER.match(tokens.types, match.end()):
        return Meaning(kind="duration", value=duration(None, unit_of(tokens, match.start("u"))))  # of January
    return Meaning(
        kind="reference",
        value="FUTURE_REF" if coming else "PAST_REF",
        unit=unit_of(tokens, match.start("u")),
        **relation,
    )


def day_from_now(tokens: Tokens, match: Groups) -> Meaning | None:
    word = tokens.words[match.start()]
    return Meaning(unit="day", count=float(tables()["days"][word]), part="NI" if word == "tonight" else None)


def reference(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="reference", value=tables()["references"].get(tokens.words[match.start()], "PRESENT_REF"))


def each(tokens: Tokens, match: Groups) -> Meaning | None:
    return Meaning(kind="set", value=tables()["sets"][tokens.words[match.start()]])


def every(tokens: Tokens, match: Groups) -> Meaning | None:
    """Every month, each Thursday, every three years, each July."""
    place = match.end() - 1
    letter, word = tokens.types[place], tokens.words[place]
    if letter == "W":
        return Meaning(kind="set", value=f"XXXX-WXX-{tables()['weekdays'][word]}")
    if letter == "1":
        return Meaning(kind="set", value=f"XXXX-WXX-{tables()['weekdays'][word[:-1]]}")
    if letter == "M":
        return Meaning(kind="set", value=f"XXXX-{month_of(tokens, place):02}")
    if letter in "P2":
        weekday = tables()["weekdays"].get(tokens.words[place - 1].removesuffix("s"))
        stem = f"XXXX-WXX-{weekday}" if weekday else "XXXX-XX-XX"
        return Meaning(kind="set", value=f"{stem}T{tables()['parts'][word]}")
    if letter in "S4":
        return Meaning(kind="set", value=f"XXXX-{tables()['seasons'][word.removesuffix('s')]}")
    if letter == "s":
        return None
    other = 2.0 if match.groupdict().get("other") else 1.0
    count = number(tokens, match.start("n"), match.end("n")) if match.groupdict().get("n") else other
    return Meaning(kind="set", value=duration(count, unit_of(tokens, place)))


def so_often(tokens: Tokens, match: Groups) -> Meaning | None:
    """Twice a week, three times per year."""
    first, per = tokens.words[match.start()], tokens.words[match.start("u") - 1]
    counted = first in ("once", "twice") or tokens.words[match.start() + 1] == "times"
    if not counted or per not in ("a", "an", "per", "each", "every"):
        return None
    return Meaning(kind="set", value=duration(1.0, unit_of(tokens, match.start("u"))))
