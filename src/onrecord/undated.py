"""Which one is meant: the year of a month, the week of a weekday, the next spring or the last.

What decides is, in this order, a direction in the words ("last", "next"), the story's last date, a weekday that must
agree, and the chooser's probability that the expression lies ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from onrecord import calendar
from onrecord.calendar import Bounds, Point, tables
from onrecord.meaning import Meaning


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
    told: dict[tuple[float, str], str] = field(default_factory=dict)  # "three years ago" → the day that the text gave

    @property
    def story(self) -> Point | None:
        return (self.last or self.anchor) if self.narrative else self.anchor

    def mention(self, meaning: Meaning, read: Reading) -> None:
        """Take note of what was read: later expressions may refer back to it."""
        if read.type not in ("DATE", "TIME") or meaning.kind != "date" or meaning.count == -1:
            return
        if self.narrative and self.last and _is_deictic(meaning):
            return  # "I tell you today" in a quotation: the story goes on where it was
        self.last = _mentioned(read.value, read.bounds[0]) or self.last
        self.last_value = read.value
        if read.value and meaning.within and len(meaning.parts) == 2 and not meaning.parts[1][0]:
            self.told[meaning.parts[0]] = read.value[:10]


def _is_deictic(meaning: Meaning) -> bool:
    """Whether it is told from where the speaker stands: today, two years ago, next summer."""
    pointed = meaning.direction is not None or meaning.count is not None or bool(meaning.parts)
    return pointed and not meaning.mentioned and meaning.within is None and meaning.year is None


def _mentioned(value: str | None, begin: str | None) -> Point | None:
    """The point that later expressions may refer to, as precise as the value."""
    if value is None or len(value) < 4 or value.startswith(("X", "BC", "FY")):
        return None
    return calendar.point(value[:10]) or calendar.point(begin)


def month_value(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    assert meaning.month is not None
    year = meaning.year or _year_of(meaning, context, base)
    if year is None:
        return None
    if not 0 < year <= 9999 or not 1 <= meaning.month <= 12:
        return None
    if meaning.day is None:
        return f"{year:04}-{meaning.month:02}"
    first = calendar.day_value(year, meaning.month, meaning.day)
    if first is None and meaning.year is None and (meaning.month, meaning.day) == (2, 29):
        first = _leap_day(year, base)
    if meaning.last_day is None:
        return first
    last = calendar.day_value(year, meaning.month, meaning.last_day)
    return f"{first}/{last}" if first and last else None


def _year_of(meaning: Meaning, context: Context, base: Point | None) -> int | None:
    """The year of a month or of a day in a month that gives none."""
    start = context.story if meaning.direction is None else base
    if start is None or meaning.month is None:
        return None
    if meaning.unit == "year end":
        return start.year + (meaning.direction or 0)
    if meaning.follows and context.last is not None and context.last.month is not None:
        end = context.last
        return end.year + ((meaning.month, meaning.day or 31) < (end.month, end.day or 0))
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
    kind = _day_kind((distance * 30.4 + meaning.day - day) % 365) if meaning.day and day else _month_kind(distance)
    coming = context.coming(kind) >= 0.5
    return start.year + (0 if ahead else 1) if coming else start.year - (1 if ahead else 0)


def _day_kind(ahead: float) -> str:
    """How far the coming one is: "day 7", "day 31" …; "day 365" where the past one was in the last month."""
    return f"day {next((limit for limit in (7, 31, 92, 183, 274, 335) if ahead <= limit), 365)}"


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


def weekday_value(meaning: Meaning, context: Context, base: Point | None) -> str | None:
    start = base if meaning.mentioned or meaning.direction is not None else context.anchor
    if meaning.follows and context.last is not None and context.last.date is not None:
        start = context.last
    day = start and start.date
    if not day or meaning.weekday is None:
        return None
    if meaning.day is not None:
        return _nearest_such_day(meaning, day)
    behind = (day.isoweekday() - meaning.weekday) % 7
    if meaning.follows and start is context.last:
        days = -behind % 7
    elif meaning.direction is None:
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


def _leap_day(year: int, base: Point | None) -> str | None:
    """29 February of the leap year that is nearest on the chosen side; only centuries that 400 divides have one."""
    back = base is None or year <= base.year
    years = range(year, year - 9, -1) if back else range(year, year + 9)
    return next((day for one in years if (day := calendar.day_value(one, 2, 29))), None)


def _nearest_such_day(meaning: Meaning, day: date) -> str | None:
    """Friday the 15th: the nearest 15th that is a Friday, within half a year; none where no such day is near."""
    found = []
    for months in range(-6, 7):
        month = calendar.add_months(Point(day.year, day.month, 1), months)
        value = month and calendar.day_value(month.year, month.month or 1, meaning.day or 0)
        if value and date.fromisoformat(value).isoweekday() == meaning.weekday:
            found.append(value)
    return min(found, key=lambda value: (abs((date.fromisoformat(value) - day).days), value), default=None)


def day_alone_value(meaning: Meaning, context: Context) -> str | None:
    """The 15th: of the month last mentioned, else the one before or after the anchor that the tense chooses."""
    told = context.last if context.last and context.last.month and context.last != context.anchor else None
    if told and context.anchor and abs(told.year - context.anchor.year) <= 1:
        return calendar.day_value(told.year, told.month or 1, meaning.day or 0)
    anchor = context.anchor
    if anchor is None or anchor.date is None:
        return None
    ahead = (meaning.day or 0) - (anchor.day or 0)
    if ahead == 0:
        return anchor.value
    coming = context.coming(_day_kind(ahead % 30)) >= 0.5
    month = calendar.add_months(Point(anchor.year, anchor.month, 1), (ahead < 0) if coming else -(ahead > 0))
    return None if month is None else calendar.day_value(month.year, month.month or 1, meaning.day or 0)


def holiday_value(meaning: Meaning, context: Context) -> str | None:
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


_EASTERS = {"easter": calendar.easter, "orthodox easter": calendar.orthodox_easter}


def _holiday_in(rule: list[int | str], year: int) -> str | None:
    if not 1 <= year <= 9999:
        return None
    if feast := _EASTERS.get(str(rule[0])):
        day = calendar.add_days(feast(year), int(rule[1]))
        return calendar.iso(day)
    month, day_number, *nth = (int(part) for part in rule)
    if nth:
        found = calendar.nth_weekday(year, month, day_number, nth[0])
        return calendar.iso(calendar.add_days(found, sum(nth[1:]))) if found else None
    return calendar.day_value(year, month, day_number)


def stretch_of_year(meaning: Meaning, context: Context, base: Point | None) -> str | None:
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
