"""From what an expression says to the value and the interval that it denotes.

Every meaning is read from left to right with two anchors, the date of the document and the date last mentioned. What
needs an anchor that is not there has no value.

    >>> anchor = Point(2021, 1, 27)
    >>> reading(Meaning(unit="week", direction=-1), Context(anchor))
    Reading(type='DATE', value='2021-W03', bounds=('2021-01-18', '2021-01-25'))
"""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord import calendar
from onrecord.calendar import UNKNOWN, Bounds, Point, interval, step
from onrecord.meaning import Meaning
from onrecord.neighbours import CLOCKS, join
from onrecord.portions import portion
from onrecord.undated import (
    Context,
    Reading,
    day_alone_value,
    holiday_value,
    month_value,
    stretch_of_year,
    weekday_value,
)

__all__ = ["Context", "Reading", "join", "reading"]


# "Will open in two weeks" is a date, "the second letter in two weeks" a stretch; in doubt it is a stretch.
_SURE = 0.75


def reading(meaning: Meaning, context: Context) -> Reading:
    """Type, value and interval of a meaning; value None where an anchor is wanting, or where there is no such day."""
    if meaning.kind == "reference":
        return Reading("DATE", meaning.value, _open_end(meaning, context))
    if meaning.kind == "set":
        return Reading("SET", meaning.value, UNKNOWN)
    if meaning.kind == "duration" and meaning.ahead == "in" and (value := _in_so_long(meaning, context)):
        return Reading("DATE", value, interval(value))
    if meaning.kind == "duration":
        return Reading("DURATION", meaning.value, _stretch(meaning, context))
    if meaning.bc:
        return Reading("DATE", f"BC{meaning.value}" if meaning.value else None, UNKNOWN)
    value = _value(meaning, context)
    timed = bool(meaning.clock or meaning.part)
    if value is not None and timed:
        value = _with_clock(meaning, value)
    kind = "TIME" if timed or (value and "T" in value) else "DATE"
    if value and meaning.modifier and kind == "DATE":
        return Reading(kind, value, portion(interval(value), meaning.modifier, context.anchor))
    if value and meaning.fiscal and meaning.unit in ("year", "quarter"):
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
    if meaning.modifier == "ahead":
        base = context.story
    if meaning.unit == "that day":
        return base.value if base and base.month == meaning.month and base.day else None
    if meaning.month is not None:
        return month_value(meaning, context, base)
    if meaning.holiday is not None:
        return holiday_value(meaning, context)
    if meaning.unit == "day alone":
        return day_alone_value(meaning, context)
    if meaning.weekday is not None and meaning.count is not None:
        return _weekdays_on(meaning.weekday, int(meaning.count), base)
    if meaning.weekday is not None:
        return weekday_value(meaning, context, base)
    if meaning.quarter is not None and meaning.count is not None:
        return _year_before_last(meaning, context, base)
    if meaning.season is not None or meaning.quarter is not None or meaning.half is not None:
        return stretch_of_year(meaning, context, base)
    if meaning.year is not None:
        return f"{meaning.year:04}" if 0 < meaning.year <= 9999 else None
    if meaning.unit in CLOCKS:
        point = (context.last if context.last and context.last.day else None) or context.anchor
        return point.value if point and point.day else None
    if base is None or meaning.unit is None:
        return None
    if meaning.parts:
        return _after_parts(meaning.parts, base)
    if meaning.unit == "business day" and meaning.count is not None:
        return _business_days(int(meaning.count), base)
    if meaning.count is not None:
        told = context.told.get((meaning.count, meaning.unit or ""))
        return told or _compared(meaning, context) or _offset_value(meaning, base)
    if (
        meaning.unit == "weekend"
        and meaning.direction == 0
        and base.date
        and not meaning.mentioned
        and base.date.isoweekday() < 6
    ):
        return step(base, 0 if context.coming(f"weekend {meaning.deixis}") >= 0.5 else -1, "weekend")
    if context.narrative and meaning.deixis == "the" and not meaning.mentioned and context.coming("unit") < 0.5:
        base = context.story or base  # by the end of the year, the story's
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
    match = re.fullmatch(r"(\d{4})-([QH]\d)", context.last_value or "")
    return f"{int(match[1]) - 1:04}-{match[2]}" if match and meaning.unit == "year" and meaning.count == -1 else None


def _offset_value(meaning: Meaning, base: Point) -> str | None:
    """Two weeks ago is a week, three days ago a day: as precise as the unit."""
    count, unit = meaning.count or 0.0, meaning.unit or "day"
    if unit in ("decade", "century", "millennium"):
        count, unit = count * {"decade": 10, "century": 100, "millennium": 1000}[unit], "year"
    if unit == "year" and count + base.year < 1:
        return _ages_ago(-count)
    if abs(count) > 10**6:
        return None
    if unit in ("second", "minute", "hour"):
        return _hours_from(base, count, unit)
    if count != int(count):
        smaller = {"year": ("month", 12), "month": ("day", 30), "week": ("day", 7)}.get(unit)
        if smaller is None:
            return None
        count, unit = round(count * smaller[1]), smaller[0]
    return step(base, int(count), "day" if unit == "night" else unit)


def _weekdays_on(weekday: int, count: int, base: Point | None) -> str | None:
    """Two Sundays ago, three Sundays on; today's is not counted."""
    if base is None or base.date is None or abs(count) > 10**6:
        return None
    behind = (base.date.isoweekday() - weekday) % 7
    days = 7 * (count + 1) - (behind or 7) if count < 0 else 7 * count - behind
    return calendar.iso(calendar.add_days(base.date, days))


def _business_days(count: int, base: Point) -> str | None:
    """So many days from Monday to Friday on; holidays are not known."""
    day = base.date
    for _ in range(min(abs(count), 1000)):
        day = day and calendar.add_days(day, 1 if count > 0 else -1)
        while day and day.isoweekday() > 5:
            day = calendar.add_days(day, 1 if count > 0 else -1)
    return calendar.iso(day)


_AGES = ((1e9, "GA"), (1e6, "MA"), (1e3, "KA"))


def _ages_ago(years: float) -> str | None:
    """So many thousand, million or billion years ago, before the calendar: KA15, MA65, GA13.8, as TIDES writes them."""
    return next((f"{code}{years / size:g}" for size, code in _AGES if years >= size), None)


def _after_parts(parts: tuple[tuple[float, str], ...], base: Point) -> str | None:
    """One month and 21 days ago, as precise as the shortest unit; hours need a clock to count from."""
    shortest = parts[-1][1]
    minutes = sum(count * _MINUTES[unit] for count, unit in parts if unit in _MINUTES)
    longer = [part for part in parts if part[1] not in _MINUTES]
    there = _moved(base, longer) if longer else base
    if there is None:
        return None
    if not minutes:
        return step(there, 0, shortest)
    return _hours_from(replace(there, clock=base.clock), minutes, "minute") if base.clock else None


_MINUTES = {"hour": 60, "minute": 1, "second": 1 / 60}


def _in_so_long(meaning: Meaning, context: Context) -> str | None:
    """The date of "will open in two weeks"; None where that is a stretch ("the second letter in two weeks")."""
    base = context.anchor
    if base is None or meaning.count is None or (meaning.unit or "") not in calendar.DATED:
        return None
    return _offset_value(meaning, base) if context.coming("in") >= _SURE else None


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
    if outer and outer.startswith("BC") and meaning.season:
        return f"{outer}-{meaning.season}"
    if point is None or begin is None:
        return None
    if meaning.parts:
        return _after_parts(meaning.parts, point)
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
        if last and unit == "week" and last.isoweekday() < 4:
            last = calendar.add_days(last, -7)  # the last week that has its Thursday there
        return step(Point(last.year, last.month, last.day), 0, unit) if last else None
    count = number - 1
    if unit == "day" and outer.day == 1 and number > 0:
        value = step(outer, count, unit)
        return value if value and (end is None or value < end) else None  # there is no 31st of June
    if unit == "week":  # the first week that has its Thursday there, as ISO 8601 counts the weeks of a year
        count += int(first.isoweekday() > 4)
    return step(outer, count, unit)


def _open_end(meaning: Meaning, context: Context) -> Bounds:
    """The past ends, and the future begins, at the anchor; where they begin or end is not said. Now is the anchor."""
    if meaning.value == "PRESENT_REF":
        return interval(context.anchor.value) if context.anchor else UNKNOWN
    day = context.anchor.date if context.anchor and meaning.unit and not meaning.mentioned else None
    if day is None:
        return UNKNOWN
    return (None, day.isoformat()) if meaning.value == "PAST_REF" else (day.isoformat(), None)


def _stretch(meaning: Meaning, context: Context) -> Bounds:
    """The past three months end today, the next three begin today; other durations lie nowhere."""
    anchor = (context.last if meaning.mentioned and context.last else None) or context.anchor
    if meaning.ahead == "within" and context.coming("within") >= 0.5:
        meaning = replace(meaning, direction=1)
    if meaning.count is None and not meaning.parts and meaning.direction:
        return _open_end(replace(meaning, value="PAST_REF" if meaning.direction < 0 else "FUTURE_REF"), context)
    if anchor is None or anchor.date is None or not meaning.direction:
        return UNKNOWN
    return lasting_from(meaning, anchor)


def lasting_from(meaning: Meaning, start: Point) -> Bounds:
    """The stretch between a day and so long after it, or before it where the meaning's direction is back."""
    parts = meaning.parts or (((meaning.count, meaning.unit or ""),) if meaning.count is not None else ())
    there = _moved(start, [(count * (meaning.direction or 1), unit) for count, unit in parts])
    if start.date is None or there is None or there.date is None:
        return UNKNOWN
    return (min(start.date, there.date).isoformat(), max(start.date, there.date).isoformat())


_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}


def _moved(start: Point, parts: list[tuple[float, str]]) -> Point | None:
    """So many years, months and days on, the months first; None where the calendar ends or the unit is none of its."""
    if not parts or any(unit not in _MONTHS and unit not in _DAYS for _, unit in parts):
        return None
    months = sum(count * _MONTHS[unit] for count, unit in parts if unit in _MONTHS)
    days = sum(count * _DAYS[unit] for count, unit in parts if unit in _DAYS)
    if max(abs(months), abs(days)) > 10**6:
        return None
    moved = calendar.add_months(start, round(months)) if months else start
    if moved is None or not days:
        return moved
    there = moved.date and calendar.add_days(moved.date, round(days))
    return Point(there.year, there.month, there.day) if there else None
