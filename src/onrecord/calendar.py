"""Calendar arithmetic on TIMEX3 values: the half-open interval that a value denotes, and steps from a point.

It knows no words. Weeks are those of ISO 8601 (they begin on Monday, and a date may lie in a week of another year);
seasons are the meteorological ones of the northern hemisphere. Years run from 1 to 9999: where an interval would end
after that, its end is None; before that there is no interval.

    >>> interval("2021-W04")
    ('2021-01-25', '2021-02-01')
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "lang" / "en" / "times.toml"
Bounds = tuple[str | None, str | None]
UNKNOWN: Bounds = (None, None)
DATED = ("day", "week", "fortnight", "month", "quarter", "year", "decade", "century")  # units that dates are counted in
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?:-(?P<weekend>WE))?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d\d)(?::(\d\d)(?::(\d\d))?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ](\d\d:\d\d)\S*)?", re.ASCII)


@cache
def tables() -> dict[str, Any]:
    """The tables of lang/en/times.toml."""
    return tomllib.loads(TABLE.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Point:
    """A day, or a month or year whose days are not known."""

    year: int
    month: int | None = None
    day: int | None = None
    clock: str | None = None

    @property
    def date(self) -> date | None:
        return None if self.month is None or self.day is None else _date(self.year, self.month, self.day)

    @property
    def value(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


def point(value: str | None) -> Point | None:
    """The point that an ISO 8601 date or date-time of any precision writes; None where it writes none."""
    match = _PUBLISHED.fullmatch(value or "")
    if not match or int(match[1]) == 0:
        return None
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    assert year is not None
    found = Point(year, month, day, match[4])
    return found if _date(year, month or 1, day or 1) else None


def interval(value: str) -> Bounds:
    """Begin and end of a TIMEX3 value; None where it denotes no stretch of the calendar."""
    if "/" in value:
        first, _, last = value.partition("/")
        return interval(first)[0], interval(last)[1]
    day, _, clock = value.partition("T")
    if clock:
        begin = interval(day)[0]
        return _within(date.fromisoformat(begin), clock) if begin and len(day) == 10 else UNKNOWN
    if re.fullmatch(r"\d{2,3}", value, re.ASCII):  # a century or a decade
        years = 10 ** (4 - len(value))
        return _months(int(value) * years, 1, 12 * years)
    match = _VALUE.fullmatch(value)
    return _bounds(match) if match else UNKNOWN


def _bounds(match: re.Match[str]) -> Bounds:
    year = int(match["year"])
    if match["week"]:
        try:
            monday = date.fromisocalendar(year, int(match["week"]), 1)
        except ValueError:
            return UNKNOWN
        return _days(monday, 5, 7) if match["weekend"] else _days(monday, 0, 7)
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6)
    if match["season"]:
        return _months(year, tables()["season_months"][match["season"]], 3)
    if match["day"]:
        day = _date(year, int(match["month"]), int(match["day"]))
        return _days(day, 0, 1) if day else UNKNOWN
    return _months(year, int(match["month"]), 1) if match["month"] else _months(year, 1, 12)


def _within(day: date, clock: str) -> Bounds:
    """Part of a day: "MO" or "15:00Z"; a clock time lasts as long as its last unit."""
    if clock in tables()["part_hours"]:
        first, last = tables()["part_hours"][clock]
        return _moment(day, 60 * first), _moment(day, 60 * last)
    match = _CLOCK.fullmatch(clock)
    if not match or int(match[1]) > 24 or int(match[2] or 0) > 59:
        return UNKNOWN
    hour, minute, zone = int(match[1]), int(match[2] or 0), match[4] or ""
    if match[3]:
        second = 3600 * hour + 60 * minute + int(match[3])
        return _moment(day, second, zone, 1), _moment(day, second + 1, zone, 1)
    start = 60 * hour + minute
    return _moment(day, start, zone), _moment(day, start + (1 if match[2] else 60), zone)


def _moment(day: date, count: int, zone: str = "", size: int = 60) -> str | None:
    """`count` minutes, or seconds where `size` is 1, after midnight."""
    try:
        moment = datetime.combine(day, datetime.min.time()) + timedelta(seconds=count * size)
    except OverflowError:
        return None
    return moment.isoformat(timespec="minutes" if size == 60 else "seconds") + zone


def _days(first: date, begin: int, end: int) -> Bounds:
    return tuple(_iso_day(first, days) for days in (begin, end))  # type: ignore[return-value]


def _iso_day(first: date, days: int) -> str | None:
    try:
        return (first + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _months(year: int, month: int, count: int) -> Bounds:
    """`count` months from one on; year 0, as the first decade has it, begins with year 1."""
    last = 12 * year + month - 1 + count
    if not 1 <= month <= 12 or last <= 12:
        return UNKNOWN
    begin = _date(max(year, 1), month, 1)
    end = _date(last // 12, last % 12 + 1, 1)
    return (iso(begin), iso(end)) if begin else UNKNOWN


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_value(year: int, month: int, day: int) -> str | None:
    """The value of a day, or None where the calendar has none such: 30 February."""
    return iso(_date(year, month, day))


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def week_value(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def add_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def add_months(start: Point, months: int) -> Point | None:
    """The point so many months on; the day is cut to the month's last (31 January + 1 = 28 February)."""
    if start.month is None:
        return None
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    day = start.day and min(start.day, monthrange(year, month + 1)[1])
    return Point(year, month + 1, day)


def season_of(day: Point) -> tuple[int, str] | None:
    """Year and code of the season that a point lies in; January belongs to the winter that began in December."""
    if day.month is None:
        return None
    code = ("WI", "SP", "SU", "FA")[day.month % 12 // 3]
    return (day.year - 1 if day.month < 3 else day.year), code


def step(start: Point, count: int, unit: str) -> str | None:
    """The value, as precise as the unit, of the unit that lies `count` units after the one that holds `start`."""
    if unit in ("year", "decade", "century", "millennium"):
        digits = {"year": 4, "decade": 3, "century": 2, "millennium": 1}[unit]
        size = 10 ** (4 - digits)
        number = start.year // size + count
        return f"{number:0{digits}}" if 0 < number * size + size - 1 <= 9999 else None
    if unit in ("month", "quarter", "half"):
        size = {"month": 1, "quarter": 3, "half": 6}[unit]
        moved = add_months(start, count * size)
        if moved is None or moved.month is None:
            return None
        number = (moved.month - 1) // size + 1
        return f"{moved.year:04}-" + {"month": f"{number:02}", "quarter": f"Q{number}", "half": f"H{number}"}[unit]
    if start.date is None:
        return None
    days = count * {"week": 7, "weekend": 7, "fortnight": 14}.get(unit, 1)
    moved_day = add_days(start.date, days)
    if moved_day is None:
        return None
    if unit in ("week", "weekend", "fortnight"):
        return week_value(moved_day) + ("-WE" if unit == "weekend" else "")
    return moved_day.isoformat()


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the method known as Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    (i, k), m = divmod(c, 4), (a + 11 * h) // 319
    n = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + n + 90) // 25
    return date(year, month, (h - m + n + month + 19) % 32)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches as a Gregorian date: Meeus's rule, and the calendars' difference."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date | None:
    """The nth Monday (1) … Sunday (7) of a month; -1 is the last."""
    days = monthrange(year, month)[1]
    dates = [date(year, month, day) for day in range(1, days + 1) if date(year, month, day).isoweekday() == weekday]
    return dates[number - 1 if number > 0 else number] if abs(number) <= len(dates) else None
