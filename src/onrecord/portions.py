"""Part of a stretch: early 2010, the end of March, the rest of the week, post-2015.

A TIMEX3 value is that of the whole; the interval is the part. Early and late are the halves, as in GUM's dates and the
Recognizers-Text specifications; stretches shorter than a week are not divided. Which word says which part is a table,
lang/en/times.toml `portions`.

    >>> portion(("2019-01-01", "2020-01-01"), "second half", None)
    ('2019-07-01', '2020-01-01')
"""

from __future__ import annotations

from datetime import date, timedelta

from onrecord import calendar
from onrecord.calendar import Bounds, Point

_WEEK = 7


def portion(bounds: Bounds, part: str, anchor: Point | None) -> Bounds:
    """The part of `bounds`; all of them where nothing in the calendar says which part that is."""
    if part == "after":
        return bounds[1], None
    if part == "before":
        return None, bounds[0]
    first, last = _day(calendar.point(bounds[0])), _day(calendar.point(bounds[1]))
    if first is None or last is None or (last - first).days < _WEEK:
        return bounds
    begin, end = _parts(first, last, _day(anchor)).get(part, (first, last))
    return begin.isoformat(), end.isoformat()


def _parts(first: date, last: date, today: date | None) -> dict[str, tuple[date, date]]:
    quarter, half, last_quarter = (_cut(first, last, quarters) for quarters in (1, 2, 3))
    now = today if today and first < today < last else None
    return {
        "first half": (first, half),
        "middle": (quarter, last_quarter),
        "second half": (half, last),
        "last day": (last - timedelta(1), last),
        "so far": (first, now or last),
        "ahead": (now or first, last),
    }


def _day(point: Point | None) -> date | None:
    return point.date if point else None


def _cut(first: date, last: date, quarters: int) -> date:
    """Where so many quarters end: at a month's end where the months can be divided."""
    months = quarters * (12 * (last.year - first.year) + last.month - first.month)
    if first.day == last.day == 1 and months % 4 == 0:
        cut = calendar.add_months(Point(first.year, first.month, 1), months // 4)
        if cut is not None and cut.date is not None:
            return cut.date
    return first + timedelta(quarters * (last - first).days // 4)
