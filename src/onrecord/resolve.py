"""From what an expression says to the value and the interval that it denotes.

Neighbours are put together first ("10 p.m." and "Wednesday", "the third quarter" and "of 1990"); then every meaning is
read from left to right with two anchors, the date of the document and the date last mentioned. What needs an anchor
that is not there has no value.

    >>> anchor = Point(2021, 1, 27)
    >>> reading(Meaning(unit="week", direction=-1), Context(anchor))
    Reading(type='DATE', value='2021-W03', bounds=('2021-01-18', '2021-01-25'))
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from onrecord import calendar
from onrecord.calendar import UNKNOWN, Bounds, Point, interval, step, tables
from onrecord.timex import Expression, Meaning, Tokens

_CLOCKS = ("clock", "part", "loose part")
_YEARLY = ("quarter", "half", "season", "month")
_CLOCK_FIRST = re.compile(r",?p?t?|o")  # 10 p.m. Wednesday; noon on Friday
_DAY_FIRST = re.compile(r",?(?:p?G?|i?t?|-|f)")  # Friday at noon; Friday, in the morning
_INSIDE = re.compile(r"[oi]?t?|,")  # the third quarter of 1990; June last year
_OWNER = re.compile(r"'?")  # this year's third quarter; the 1988 second quarter
_MODIFIER = re.compile(r"(?:t?E(?:-|[oip])?|[bl]i?|G|tE_o)$")


@dataclass(frozen=True, slots=True)
class Reading:
    type: str  # TIMEX3
    value: str | None
    bounds: Bounds


@dataclass(slots=True)
class Context:
    """The anchors of a text at one place; `coming` is the chooser's probability that what is open lies ahead."""

    anchor: Point | None  # of the document
    last: Point | None = None  # last mentioned
    coming: Callable[[str], float] = lambda _: 0.0
    last_value: str | None = None
    narrative: bool = False  # the text tells of other years: dates follow the last one mentioned

    @property
    def story(self) -> Point | None:
        return (self.last or self.anchor) if self.narrative else self.anchor


def join(tokens: Tokens, found: list[Expression]) -> list[Expression]:
    """Neighbours put together, modifiers taken in; clock times and parts of day that nothing dates are kept."""
    joined: list[Expression] = []
    for expression in found:
        while joined:
            both = _together(tokens, joined[-1], expression)
            if both is None:
                gap = tokens.types[joined[-1].end : expression.first]
                if dated := _same_year(joined[-1].meaning, gap, expression.meaning):
                    joined[-1] = replace(joined[-1], meaning=dated)
                break
            joined.pop()
            expression = both
        joined.append(expression)
    return [
        _modified(tokens, one, joined[i - 1].end if i else 0) for i, one in enumerate(joined) if _stands(one.meaning)
    ]


def _stands(meaning: Meaning) -> bool:
    """Whether an expression is one by itself: "first week" is none where nothing says of what."""
    if meaning.within is not None:
        return True
    return not meaning.loose and meaning.unit != "loose part" and not (meaning.unit or "").startswith("nth")


def _together(tokens: Tokens, left: Expression, right: Expression) -> Expression | None:
    if right.first - left.end > 3:
        return None
    gap = tokens.types[left.end : right.first]
    words = tokens.words[left.end : right.first]
    meaning = _joint(left.meaning, gap, right.meaning, "and" in words or "to" in words)
    if meaning is None and gap == "" and tokens.words[left.end - 1] in ("after", "before"):
        meaning = _counted_from(left.meaning, right.meaning)
    return None if meaning is None else Expression(left.first, right.end, meaning)


def _same_year(left: Meaning, gap: str, right: Meaning) -> Meaning | None:
    """23 January - 9 March 2014: the year stands once, at the end."""
    if (
        gap not in ("-", "r")
        or left.month is None
        or right.month is None
        or right.year is None
        or left.year is not None
    ):
        return None
    if (left.day is None) != (right.day is None) or left.direction is not None or left.within is not None:
        return None
    return replace(left, year=right.year - (left.month > right.month))


def _counted_from(left: Meaning, right: Meaning) -> Meaning | None:
    """Two days after Christmas."""
    if left.count is None or right.kind != "date" or right.clock or right.part:
        return None
    return replace(left, within=right, mentioned=False, loose=False)


def _joint(left: Meaning, gap: str, right: Meaning, listed: bool) -> Meaning | None:
    if left.kind != "date" or right.kind != "date" or listed or right.loose:
        return None
    if left.unit in ("week", "weekend") and left.direction == 0 and gap == "o" and right.day:
        return replace(left, within=right, loose=False)
    if left.loose:
        return None
    if left.weekday and right.day and right.month and gap in ("", ",") and left.month is None and left.within is None:
        return replace(right, weekday=left.weekday if right.year is None else None)
    if (
        left.unit in _CLOCKS
        and _is_day(right)
        and _CLOCK_FIRST.fullmatch(gap)
        and not (right.clock or (right.part and left.part))
    ):
        return _timed(right, left)
    if (
        _is_day(left)
        and right.unit in _CLOCKS
        and not left.clock
        and _DAY_FIRST.fullmatch(gap)
        and not (left.part and right.part)
    ):
        return _timed(left, right)
    if left.unit == "clock" and right.unit in ("part", "loose part") and gap in ("i", "it", "o", "ot"):
        return _timed(left, right)
    if left.within is None and _INSIDE.fullmatch(gap) and _may_hold(right, left, bool(gap.strip(","))):
        return _inside(left, right)
    if (
        right.within is None
        and _OWNER.fullmatch(gap)
        and left.unit in ("year", "week")
        and _may_hold(left, right, True)
    ):
        return _inside(right, left)
    return None


def _is_day(meaning: Meaning) -> bool:
    return meaning.day is not None or (meaning.unit == "day" and meaning.within is None) or meaning.holiday is not None


def _timed(day: Meaning, clock: Meaning) -> Meaning:
    hours = clock.clock or day.clock
    part = clock.part or day.part
    if hours and part in ("AF", "EV", "NI") and "01:00" <= hours < "12:00" and not (part == "NI" and hours < "06:00"):
        hours = f"{int(hours[:2]) + 12}{hours[2:]}"
    return replace(day, clock=hours, zone=clock.zone or day.zone, part=None if hours else part)


def _may_hold(outer: Meaning, inner: Meaning, linked: bool) -> bool:
    """Whether `outer` can say which year, month or week `inner` lies in."""
    if outer.kind != "date" or inner.year is not None or inner.direction is not None or inner.value:
        return False
    if outer.unit == "year" and (inner.unit in _YEARLY or (inner.day and inner.month) or inner.holiday):
        return True
    if (
        inner.weekday is not None
        and outer.unit == "week"
        and inner.month is None
        and not (inner.unit or "").startswith("nth")
    ):
        return outer.direction is not None  # Tuesday of last week, Friday next week
    if not linked:
        return False
    if (inner.unit or "").startswith("nth"):
        return outer.unit in ("week", "month", "year", "season", "quarter") and f"nth {outer.unit}" != inner.unit
    return False


def _inside(inner: Meaning, outer: Meaning) -> Meaning:
    if outer.year is not None and outer.unit == "year" and not outer.bc:
        return replace(inner, year=outer.year, fiscal=outer.fiscal)
    return replace(inner, within=outer)


def _modified(tokens: Tokens, expression: Expression, since: int) -> Expression:
    """With "early", "the end of", "around" taken in: the interval stays that of the whole."""
    meaning = expression.meaning
    if meaning.kind != "date" or meaning.value in ("PAST_REF", "FUTURE_REF"):
        return expression
    match = _MODIFIER.search(tokens.types, max(since, expression.first - 4), expression.first)
    if match is None:
        if tokens.types[max(since, expression.first - 1) : expression.first] == "t" and meaning.quarter:
            return Expression(expression.first - 1, expression.end, meaning)  # the 1988 third quarter
        return expression
    word = tokens.words[expression.first - 1] if match[0] == "G" else ""
    if word and word not in ("around", "about", "nearly", "almost", "roughly", "approximately"):
        return expression
    if match[0][-1] not in "oi" and tokens.words[match.end() - 1] in (
        "end",
        "beginning",
        "start",
        "close",
        "turn",
        "part",
        "middle",
        "latter",
    ):
        return expression
    if match[0] in ("b", "l", "bi", "li") and tokens.types[expression.first] not in "TLtRWY":
        return expression
    if match[0].endswith("Ep") and tokens.words[match.end() - 1] not in ("on",):
        return expression
    return Expression(match.start(), expression.end, meaning)


# --- values ----------------------------------------------------------------------------------------------------------


def reading(meaning: Meaning, context: Context) -> Reading:
    """Type, value and interval of a meaning; value None where an anchor is wanting, or where there is no such day."""
    if meaning.kind == "reference":
        return Reading("DATE", meaning.value, _open_end(meaning, context))
    if meaning.kind == "set":
        return Reading("SET", meaning.value, UNKNOWN)
    if meaning.kind == "duration":
        return Reading("DURATION", meaning.value, _stretch(meaning, context))
    if meaning.bc:
        return Reading("DATE", f"BC{meaning.value}" if meaning.value else None, UNKNOWN)
    value = _value(meaning, context)
    timed = bool(meaning.clock or meaning.part)
    if value is not None and timed:
        value = _with_clock(meaning, value)
    kind = "TIME" if timed or (value and "T" in value) else "DATE"
    if value and meaning.fiscal and meaning.unit == "year":
        return Reading(kind, value, UNKNOWN)  # it ends where the company's books do
    return Reading(kind, value, interval(value) if value else UNKNOWN)


def _with_clock(meaning: Meaning, value: str) -> str | None:
    if len(value) != 10:
        return None
    if not meaning.clock:
        return f"{value}T{meaning.part}"
    if meaning.clock == "24:00" and interval(value)[1] is None:
        return None
    return f"{value}T{meaning.clock}{meaning.zone or ''}"


def _value(meaning: Meaning, context: Context) -> str | None:
    if meaning.within is not None:
        return _value_within(meaning, context)
    if meaning.value is not None:
        return meaning.value
    base = (context.last if meaning.mentioned and context.last else None) or context.anchor
    if meaning.month is not None:
        return _month_value(meaning, context, base)
    if meaning.holiday is not None:
        return _holiday_value(meaning, context)
    if meaning.weekday is not None:
        return _weekday_value(meaning, context, base)
    if meaning.quarter is not None and meaning.count is not None:
        return _year_before_last(meaning, context, base)
    if meaning.season is not None or meaning.quarter is not None or meaning.half is not None:
        return _stretch_of_year(meaning, context, base)
    if meaning.year is not None:
        return f"{meaning.year:04}" if 0 < meaning.year <= 9999 else None
    if meaning.unit in _CLOCKS:
        point = (context.last if context.last and context.last.day else None) or context.anchor
        return point.value if point and point.day else None
    if base is None or meaning.unit is None:
        return None
    if meaning.count is not None:
        return _compared(meaning, context) or _offset_value(meaning, base)
    if (
        meaning.unit == "weekend"
        and meaning.direction == 0
        and base.date
        and not meaning.mentioned
        and base.date.isoweekday() < 6
    ):
        return step(base, 0 if context.coming("weekday 3") >= 0.5 else -1, "weekend")
    if meaning.direction is not None:
        # "That week" and "the same day" are the one last mentioned.
        return step(base, meaning.direction, "week" if meaning.unit == "fortnight" else meaning.unit)
    return None


def _year_before_last(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    """The year-ago third quarter: of the year before the document's, unless the last mention is."""
    if base is None:
        return None
    year = (context.anchor or base).year
    return f"{base.year - (base.year == year):04}-Q{meaning.quarter}"


def _compared(meaning: Meaning, context: Context) -> str | None:
    """Earnings for the third quarter against those of a year ago: of the same quarter."""
    match = re.fullmatch(r"(\d{4})-(Q\d)", context.last_value or "")
    return f"{int(match[1]) - 1:04}-{match[2]}" if match and meaning.unit == "year" and meaning.count == -1 else None


def _offset_value(meaning: Meaning, base: Point) -> str | None:
    """Two weeks ago is a week, three days ago a day: as precise as the unit."""
    count, unit = meaning.count or 0.0, meaning.unit or "day"
    if abs(count) > 10**6:
        return None
    if unit in ("second", "minute", "hour"):
        return _hours_from(base, count, unit)
    if count != int(count):
        smaller = {"year": ("month", 12), "month": ("day", 30), "week": ("day", 7)}.get(unit)
        if smaller is None:
            return None
        count, unit = round(count * smaller[1]), smaller[0]
    if unit in ("decade", "century", "millennium"):
        count, unit = count * {"decade": 10, "century": 100, "millennium": 1000}[unit], "year"
    return step(base, int(count), "day" if unit == "night" else unit)


def _hours_from(base: Point, count: float, unit: str) -> str | None:
    if base.date is None or base.clock is None:
        days, rest = divmod(abs(count) * {"second": 1, "minute": 60, "hour": 3600}[unit], 86400)
        if base.date and days and not rest:
            return step(base, int(days) * (1 if count > 0 else -1), "day")
        return (
            base.value if base.day and abs(count) * {"second": 1, "minute": 60, "hour": 3600}[unit] < 6 * 3600 else None
        )
    minutes = round(count * {"second": 1 / 60, "minute": 1, "hour": 60}[unit])
    total = 60 * int(base.clock[:2]) + int(base.clock[3:5]) + minutes
    day = calendar.add_days(base.date, total // 1440)
    return None if day is None else f"{day.isoformat()}T{total % 1440 // 60:02}:{total % 60:02}"


def _value_within(meaning: Meaning, context: Context) -> str | None:
    assert meaning.within is not None
    outer = _value(meaning.within, context)
    begin, end = interval(outer) if outer else UNKNOWN
    point = calendar.point(begin)
    inner = replace(meaning, within=None)
    if point is None or begin is None:
        return None
    if meaning.count is not None:
        return _offset_value(meaning, calendar.point(outer) or point)
    if meaning.unit in ("week", "weekend"):
        return step(point, 0, meaning.unit)
    if (meaning.unit or "").startswith("nth"):
        return _nth_value(meaning, point, end)
    if meaning.weekday is not None and meaning.within.unit == "week" and point.date:
        day = calendar.add_days(point.date, meaning.weekday - 1)
        return calendar.iso(day)
    return _value(replace(inner, year=point.year), context)


def _nth_value(meaning: Meaning, outer: Point, end: str | None) -> str | None:
    number, first = meaning.number or 0, outer.date
    unit = (meaning.unit or "").removeprefix("nth ")
    if first is None or number == 0:
        return None
    if unit == "weekday":
        found = calendar.nth_weekday(outer.year, outer.month or 1, meaning.weekday or 1, number)
        return calendar.iso(found)
    if number < 0:
        closing = calendar.point(end)
        last = closing and closing.date and calendar.add_days(closing.date, -1)
        return step(Point(last.year, last.month, last.day), 0, unit) if last else None
    count = number - 1
    if unit == "week":  # the first week that has its Thursday there, as ISO 8601 counts the weeks of a year
        count += int(first.isoweekday() > 4)
    return step(outer, count, unit)


def _month_value(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    assert meaning.month is not None
    year = meaning.year or _year_of(meaning, context, base)
    if year is None:
        return None
    if not 0 < year <= 9999 or not 1 <= meaning.month <= 12:
        return None
    if meaning.day is None:
        return f"{year:04}-{meaning.month:02}"
    first = calendar.day_value(year, meaning.month, meaning.day)
    if meaning.last_day is None:
        return first
    last = calendar.day_value(year, meaning.month, meaning.last_day)
    return f"{first}/{last}" if first and last else None


def _year_of(meaning: Meaning, context: Context, base: Point | None) -> int | None:
    """The year of a month or of a day in a month that gives none."""
    start = context.story if meaning.direction is None else base
    if start is None or meaning.month is None:
        return None
    month, day = start.month or 1, start.day
    if meaning.direction is not None and meaning.day is None:
        ahead, behind = meaning.month > month, meaning.month < month
        return start.year + (
            1 if meaning.direction > 0 and not ahead else -1 if meaning.direction < 0 and not behind else 0
        )
    if meaning.direction is not None and day is not None:
        ahead = (meaning.month, meaning.day) > (month, day)
        return start.year + (not ahead if meaning.direction > 0 else -ahead)
    if context.narrative and context.last is not None:
        return start.year + _nearest_year(meaning, context.last)
    if start.month is None:
        return None
    if meaning.day is None and meaning.month == month:
        return start.year
    ahead = (meaning.month, meaning.day or 15) > (month, (day or 15) if meaning.day else 15)
    if meaning.day is not None and (meaning.month, meaning.day) == (month, day):
        return start.year
    if meaning.weekday and meaning.day:
        agreeing = [year for year in (0, -1, 1) if _falls_on(start.year + year, meaning)]
        if agreeing:
            return start.year + agreeing[0]
    distance = (meaning.month - month) % 12  # months to the coming one
    kind = _day_kind((distance * 30 + meaning.day - day) % 365) if meaning.day and day else _month_kind(distance)
    coming = context.coming(kind) >= 0.5
    return start.year + (0 if ahead else 1) if coming else start.year - (1 if ahead else 0)


def _day_kind(ahead: int) -> str:
    """How far the coming one is: "day 7", "day 31" …; "day 365" where the past one is nearer."""
    return f"day {next((limit for limit in (7, 31, 92, 183, 274) if ahead <= limit), 365)}"


def _month_kind(ahead: int) -> str:
    return f"month {next((limit for limit in (1, 2, 5, 8) if ahead <= limit), 11)}"


def _falls_on(year: int, meaning: Meaning) -> bool:
    found = calendar.day_value(year, meaning.month or 0, meaning.day or 0)
    return found is not None and date.fromisoformat(found).isoweekday() == meaning.weekday


def _nearest_year(meaning: Meaning, last: Point) -> int:
    """A story goes forward: January after a December is the next year's."""
    if last.month is None or meaning.month is None:
        return 0
    return 1 if last.month - meaning.month > 8 else -1 if meaning.month - last.month > 9 else 0


def _weekday_value(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    start = base if meaning.mentioned or meaning.direction is not None else context.anchor
    day = start and start.date
    if not day or meaning.weekday is None:
        return None
    behind = (day.isoweekday() - meaning.weekday) % 7
    if meaning.direction is None:
        if behind == 0:
            coming = context.coming("weekday same")
            days = 7 if coming > 0.9 else 0
        else:
            coming = context.coming(f"weekday {behind}")
            days = 7 - behind if coming >= 0.5 else -behind
    elif meaning.direction < 0:
        days = -(behind or 7)
    elif meaning.direction > 0:
        days = 7 - behind
        if not meaning.mentioned and day.isoweekday() + days <= 7:
            days += 7  # "next Friday", said on Monday, is not this week's
    else:
        days = meaning.weekday - day.isoweekday()
        if days < 0 and not meaning.mentioned and context.coming("weekday this") >= 0.5:
            days += 7
    found = calendar.add_days(day, days)
    return calendar.iso(found)


def _holiday_value(meaning: Meaning, context: Context) -> str | None:
    rule = tables()["holidays"][meaning.holiday]
    if meaning.year is not None:
        return _holiday_in(rule, meaning.year)
    start = context.story
    if start is None or start.date is None:
        return None
    found = [day for year in (-1, 0, 1) if (day := _holiday_in(rule, start.year + year))]
    today = start.date.isoformat()
    past = [day for day in found if day <= today] or found
    ahead = [day for day in found if day >= today] or found
    if meaning.direction is not None and meaning.direction != 0:
        return ahead[0] if meaning.direction > 0 else past[-1]
    if meaning.direction == 0:
        return next((day for day in found if day[:4] == today[:4]), None)
    days = (date.fromisoformat(ahead[0]) - start.date).days
    return ahead[0] if context.coming(_day_kind(days)) >= 0.5 or days == 0 else past[-1]


def _holiday_in(rule: list[int | str], year: int) -> str | None:
    if not 1 <= year <= 9999:
        return None
    if rule[0] == "easter":
        day = calendar.add_days(calendar.easter(year), int(rule[1]))
        return calendar.iso(day)
    month, day_number, *nth = (int(part) for part in rule)
    if nth:
        found = calendar.nth_weekday(year, month, day_number, nth[0])
        return calendar.iso(found)
    return calendar.day_value(year, month, day_number)


def _stretch_of_year(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    """A season, quarter or half: of the year given, or the one that direction or tense choose."""
    start = base if meaning.direction is not None else context.story
    year = meaning.year
    if year is None and start is not None:
        year = _stretch_year(meaning, context, start)
    if year is None or not 1 <= year <= 9999:
        return None
    code = meaning.season or (f"Q{meaning.quarter}" if meaning.quarter else f"H{meaning.half}")
    return f"{year:04}-{code}"


def _stretch_year(meaning: Meaning, context: Context, start: Point) -> int | None:
    if start.month is None:
        return start.year
    size = 6 if meaning.half else 3
    first = (
        tables()["season_months"][meaning.season]
        if meaning.season
        else size * ((meaning.quarter or meaning.half or 1) - 1) + 1
    )
    until = (first - start.month) % 12  # months until it begins
    inside = (start.month - first) % 12 < size
    if meaning.direction is None:
        direction = 0 if inside and meaning.season else 1 if context.coming(_month_kind(until)) >= 0.5 else -1
        if meaning.quarter:  # the nearest: companies report on the quarter that has just ended
            direction = 0 if inside else 1 if until <= 3 else -1
    else:
        direction = meaning.direction
    this_begin = start.year - ((start.month - first) % 12 >= start.month) if inside else None
    if direction == 0:
        return this_begin if this_begin is not None else start.year
    if direction > 0:
        return start.year + (first <= start.month)
    before = start.year - (first > start.month)
    return before - 1 if inside else before


def _open_end(meaning: Meaning, context: Context) -> Bounds:
    """The past ends, and the future begins, at the anchor; where they begin or end is not said."""
    day = context.anchor.date if context.anchor and meaning.unit and not meaning.mentioned else None
    if day is None:
        return UNKNOWN
    return (None, day.isoformat()) if meaning.value == "PAST_REF" else (day.isoformat(), None)


def _stretch(meaning: Meaning, context: Context) -> Bounds:
    """The past three months end today, the next three begin today; other durations lie nowhere."""
    anchor = (context.last if meaning.mentioned and context.last else None) or context.anchor
    unit, count = meaning.unit or "", meaning.count
    if count is None and meaning.direction:
        return _open_end(replace(meaning, value="PAST_REF" if meaning.direction < 0 else "FUTURE_REF"), context)
    if anchor is None or anchor.date is None or count is None or not meaning.direction or count > 10**5:
        return UNKNOWN
    count *= meaning.direction * {"fortnight": 2, "quarter": 3, "half": 6, "decade": 10, "century": 100}.get(unit, 1)
    there: date | None
    if unit in ("month", "quarter", "half", "year", "decade", "century"):
        months = round(count * (1 if unit in ("month", "quarter", "half") else 12))
        moved = calendar.add_months(anchor, months)
        there = None if moved is None else moved.date
    elif unit in ("day", "night", "week", "fortnight"):
        there = calendar.add_days(anchor.date, round(count * (1 if unit in ("day", "night") else 7)))
    else:
        return UNKNOWN
    if there is None:
        return UNKNOWN
    here = anchor.date
    return (min(here, there).isoformat(), max(here, there).isoformat())
