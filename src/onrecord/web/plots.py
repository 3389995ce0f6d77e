"""Plots as SVG, drawn here: lanes of marks over time, columns over time. They print, zoom and need no script.

Shape tells what colour tells, so that both can be missing: for is a disc, against a diamond, neither a ring. Numbers
are rounded to a tenth of a unit of the drawing; nothing in it is styled in place, as the policy
of the pages wants.

>>> spread = Scale("2024-01-01", "2024-12-31", 0, 100)
>>> round(spread.at("2024-07-01"))
50
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from onrecord.web.render import MONTHS, clipped, plain, shown_day

WIDTH, NARROW, LABEL, ROW = 720, 360, 190, 30
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_FEWEST = 6  # days that a line of time spans at least
_Step = Callable[[int, int], list[tuple[int, str]]]
_TICKS = 7  # at most, so that their words stand apart


@dataclass(frozen=True, slots=True)
class Dot:
    day: str
    kind: str  # a class of the style sheet: for, against, neither; or the status of an event
    note: str
    href: str = ""
    changed: bool = False  # unlike the one before it


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    dots: tuple[Dot, ...]
    href: str = ""


class Scale:
    """Days as places between `left` and `right`."""

    def __init__(self, begin: str, end: str, left: float, right: float) -> None:
        self.first, self.last = ordinal(begin), ordinal(end)
        if self.last - self.first < _FEWEST:  # a single day stands in the middle of a short stretch
            middle = max((self.first + self.last) // 2, _FEWEST)
            self.first, self.last = middle - _FEWEST // 2, middle + _FEWEST // 2
        self.left, self.right = left, right

    def at(self, day: str) -> float:
        share = (ordinal(day) - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self) -> list[tuple[float, str]]:
        """Places and names of round dates: years, else months, else days."""
        for step in (_years(100), _years(50), _years(20), _years(10), _years(5), _years(2), _years(1),
                     _months(6), _months(3), _months(1)):  # fmt: skip
            found = [day for day in step(self.first, self.last) if self.first <= day[0] <= self.last]
            if 3 <= len(found) <= _TICKS:
                return [(self._place(day), name) for day, name in found]
        every = max(1, -(-(self.last - self.first) // (_TICKS - 1)))
        days = range(self.first, self.last + 1, every)
        return [(self._place(day), _day_name(day)) for day in days]

    def _place(self, day: int) -> float:
        return self.left + (day - self.first) / (self.last - self.first) * (self.right - self.left)


def ordinal(day: str) -> int:
    """The day's number; of a month or a year, its first; 1 where it is none."""
    found = _DAY.match(day)
    try:
        year, month, date = (int(part or 1) for part in found.groups()) if found else (1, 1, 1)
        return datetime.date(year, month, date).toordinal()
    except ValueError:
        return 1


def lanes(rows: Sequence[Lane], title: str, begin: str | None = None, end: str | None = None) -> Markup:
    """Marks over time, a lane for each of `rows`; nothing where no mark has a day."""
    days = sorted(dot.day for row in rows for dot in row.dots)
    if not days:
        return Markup()
    scale = Scale(begin or days[0], end or days[-1], LABEL + 14, WIDTH - 14)
    height = ROW * len(rows) + 34
    drawn = [*_axis(scale, height - 26)]
    for number, row in enumerate(rows):
        middle = ROW * number + ROW / 2 + 2
        name = escape(clipped(row.label, 30))
        label = f'<text class="label" x="{LABEL}" y="{middle + 4:.1f}" text-anchor="end">{name}</text>'
        drawn.append(f'<a href="{escape(row.href)}" tabindex="-1">{label}</a>' if row.href else label)
        drawn.append(f'<line class="lane" x1="{LABEL + 14}" x2="{WIDTH - 14}" y1="{middle:.1f}" y2="{middle:.1f}"/>')
        drawn += [_dot(dot, scale.at(dot.day), middle) for dot in row.dots]
    return _svg(drawn, height, title)


def columns(counts: Sequence[tuple[str, int]], title: str) -> Markup:
    """How many a month (or a year, where there are many months), as columns."""
    if not counts:
        return Markup()
    if len({month for month, _ in counts}) > 60 or ordinal(counts[-1][0]) - ordinal(counts[0][0]) > 366 * 8:
        years: dict[str, int] = {}
        for month, count in counts:
            years[month[:4]] = years.get(month[:4], 0) + count
        counts, unit = sorted(years.items()), 366
    else:
        unit = 31
    last = datetime.date.fromordinal(min(ordinal(counts[-1][0]) + unit, datetime.date.max.toordinal())).isoformat()
    scale = Scale(counts[0][0], last, 40, NARROW - 8)
    top, height = max(count for _, count in counts), 150
    width = min(max((scale.right - scale.left) * unit / (scale.last - scale.first) - 2, 1.5), 40)
    drawn = [*_axis(scale, height - 26, every=2)]
    drawn.append(f'<text class="tick" x="36" y="16" text-anchor="end">{top:,}</text>')
    for month, count in counts:
        tall = (height - 38) * count / top
        note = f"{shown_day(month)}: {count:,}"
        drawn.append(
            f'<rect class="column" x="{scale.at(month):.1f}" y="{height - 26 - tall:.1f}" width="{width:.1f}" '
            f'height="{tall:.1f}"><title>{escape(note)}</title></rect>'
        )
    return _svg(drawn, height, title, NARROW)


def _dot(dot: Dot, x: float, y: float) -> str:
    shape = {
        "for": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>',
        "against": f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"/>',
    }.get(dot.kind, f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    ring = f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="11"/>' if dot.changed else ""
    note = escape(plain(dot.note))
    mark = f'<g class="dot {escape(dot.kind)}">{ring}{shape}<title>{note}</title></g>'
    return f'<a href="{escape(dot.href)}" tabindex="-1" aria-label="{note}">{mark}</a>' if dot.href else mark


def _axis(scale: Scale, y: float, every: int = 1) -> list[str]:
    drawn = []
    for x, name in scale.ticks()[::every]:
        drawn.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{y:.1f}"/>')
        drawn.append(
            f'<text class="tick" x="{x:.1f}" y="{y + 18:.1f}" text-anchor="{_anchor(x, scale)}">{escape(name)}</text>'
        )
    return drawn


def _anchor(x: float, scale: Scale) -> str:
    return "end" if x > scale.right - 16 else "middle"


def _svg(drawn: list[str], height: float, title: str, width: int = WIDTH) -> Markup:
    return Markup(  # every word in it was escaped above
        f'<svg class="plot" viewBox="0 0 {width} {height:.0f}" role="group" aria-label="{escape(plain(title))}">'
        f"{''.join(drawn)}</svg>"
    )


def _years(every: int) -> _Step:
    def found(first: int, last: int) -> list[tuple[int, str]]:
        begin, end = (datetime.date.fromordinal(day).year for day in (first, last))
        years = range(max(1, begin - begin % every), end + 1, every)
        return [(datetime.date(year, 1, 1).toordinal(), str(year)) for year in years if year >= 1]

    return found


def _months(every: int) -> _Step:
    def found(first: int, last: int) -> list[tuple[int, str]]:
        begin, end = (datetime.date.fromordinal(day) for day in (first, last))
        months = range(begin.year * 12, min(end.year * 12 + 12, 9999 * 12), every)
        return [
            (datetime.date(month // 12, month % 12 + 1, 1).toordinal(), f"{MONTHS[month % 12][:3]} {month // 12}")
            for month in months
        ]

    return found


def _day_name(day: int) -> str:
    date = datetime.date.fromordinal(day)
    return f"{date.day} {MONTHS[date.month - 1][:3]}"
