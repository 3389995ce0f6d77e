"""What a time expression says by itself, before any anchor: the value that the grammar gives and `resolve` reads.

>>> Meaning(unit="week", direction=-1).kind  # last week
'date'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.timetokens import Tokens


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression says by itself; what it leaves open is None."""

    kind: str = "date"  # date, duration, set, reference
    value: str | None = None  # where it is fixed
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    holiday: str | None = None
    number: int | None = None  # which of several: the second week, the last Friday
    unit: str | None = None
    direction: int | None = None  # last -1, this 0, next 1
    count: float | None = None  # units from the anchor; None is an unknown number
    last_day: int | None = None  # of a range within a month
    deixis: str = "the"  # the weekend, or this weekend
    mentioned: bool = False  # anchored at the last date mentioned
    clock: str | None = None  # "15:00"
    zone: str | None = None  # "Z", "+03:00"
    part: str | None = None  # "MO"
    bc: bool = False
    fiscal: bool = False
    loose: bool = False  # it counts only together with a neighbour
    modifier: str | None = None  # which part of it (`portions`): "first half", "ahead"
    follows: bool = False  # the end of a range: the first one after the date just mentioned
    ahead: str | None = None  # "in" or "within" before a duration, which may count from the anchor
    parts: tuple[tuple[float, str], ...] = ()  # of a sum: one month and 21 days
    within: Meaning | None = None  # the quarter of that year, the weekday of that week, the days after that day


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression from token `first` to before token `end`."""

    first: int
    end: int
    meaning: Meaning


Groups = re.Match[str]
Reader = Callable[[Tokens, Groups], Meaning | None]
