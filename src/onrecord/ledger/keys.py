"""Keys in the order of time: the minute of a row's day, then a running number within that minute.

The newest rows of a table are then its last ones, a period is one stretch of it, and a page of an answer goes on where
the one before it ended, at the same cost however far down that is. A row known only to its month or year stands at the
beginning of it; rows without a day stand before all others. No two rows have the same key, whatever their tables.

    >>> low("2024-02") <= low("2024-02-29T23:59Z") <= high("2024-02") < low("2024-03")
    True
    >>> assigned(connection, "statement", ["2024-02-05", None])   # doctest: +SKIP
    [285696774410304, 4]
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

BITS = 28  # of the running number: 67 million rows a minute and table; with the minutes of year 9999 a key has 61 bits
TABLES = ("statement", "position", "event", "appearance")  # no two rows of them have the same key
DATED = 1440 << BITS  # the first key of a row with a day: minutes count from the first of January of the year 1
LAST = (1 << 63) - 1

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d).*)?)?)?", re.ASCII | re.DOTALL)


def low(day: str | None) -> int:
    """The first key that a row of that day, month or year can have; of None, the first of all."""
    return _minute(day) << BITS


def high(day: str) -> int:
    """The last key that a row of that minute, day, month or year can have."""
    found = _DAY.fullmatch(day)
    if not found or not (minute := _minute(day)):
        return DATED - 1
    year, month, date_, hour, _ = found.groups()
    if hour:
        return ((minute + 1) << BITS) - 1
    begin = date(int(year), int(month or 1), int(date_ or 1))
    if date_:
        return ((minute + 1440) << BITS) - 1
    first_after = (int(year) + (month in (None, "12")), int(month) % 12 + 1 if month else 1)
    after = date(*first_after, 1).toordinal() if first_after[0] <= 9999 else date.max.toordinal() + 1
    return ((minute + 1440 * (after - begin.toordinal())) << BITS) - 1


def minute_of(key: int) -> int:
    """The part of a key that its day gives: `low` of that day."""
    return key >> BITS << BITS


def date_of(key: int) -> date | None:
    """The date of a row by its key; None where it has none."""
    return date.fromordinal((key >> BITS) // 1440) if key >= DATED else None


def month(key: int) -> tuple[int, int]:
    """The first and the last key of the month of a key that has a date."""
    day = date_of(key)
    assert day is not None
    period = day.isoformat()[:7]
    return low(period), high(period)


def assigned(connection: sqlite3.Connection, table: str, days: Sequence[str | None]) -> list[int]:
    """A free key for each new row of a table, in the transaction that is open."""
    free: dict[int, int] = {}
    found = []
    own = TABLES.index(table)
    for day in days:
        first = low(day)
        if first not in free:
            last = connection.execute(
                f"SELECT max(key) FROM {table} WHERE key BETWEEN ? AND ?", (first, first | ((1 << BITS) - 1))
            ).fetchone()[0]
            free[first] = (first + own if last is None else last) + len(TABLES)
        found.append(free[first])
        free[first] += len(TABLES)
    return found


def moment(when: datetime) -> str:
    """A moment as the columns `day` have it: in UTC, to the minute."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _minute(day: str | None) -> int:
    """Minutes from the beginning of the year 1; 0 where there is no such day."""
    found = _DAY.fullmatch(day or "")
    if not found:
        return 0
    year, month, date_, hour, _ = found.groups()
    try:
        if hour:
            when = datetime.fromisoformat(day or "")
            minutes = when.toordinal() * 1440 + when.hour * 60 + when.minute
            return max(1440, minutes - int((when.utcoffset() or timedelta()).total_seconds() // 60))
        return date(int(year), int(month or 1), int(date_ or 1)).toordinal() * 1440
    except (ValueError, OverflowError):
        return 0
