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
    begin, end = (calendar.point(day) for day in bounds)
    first, last = begin and begin.date, end and end.date
    if part == "after":
        return bounds[1], None
    if part == "before":
        return None, bounds[0]
    if first is None or last is None or (last - first).days < _WEEK:
        return bounds
    today = anchor.date if anchor and anchor.date and first < anchor.date < last else None
    quarter, half = _cut(first, last, 4), _cut(first, last, 2)
    parts = {
        "first half": (first, half),
        "middle": (quarter, last - (quarter - first)),
        "second half": (half, last),
        "last day": (last - timedelta(1), last),
        "so far": (first, today),
        "ahead": (today, last),
    }
    cut = parts.get(part, (first, last))
    return (cut[0] or first).isoformat(), (cut[1] or last).isoformat()


def _cut(first: date, last: date, parts: int) -> date:
    """Where the first of so many equal parts ends: at a month's end where the months can be divided."""
    months = 12 * (last.year - first.year) + last.month - first.month
    if first.day == last.day == 1 and months % parts == 0:
        cut = calendar.add_months(Point(first.year, first.month, 1), months // parts)
        if cut is not None and cut.date is not None:
            return cut.date
    return first + timedelta((last - first).days // parts)
