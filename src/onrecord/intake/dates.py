"""Dates as people and machines write them, to ISO 8601 as precise as what is written.

It reads what stands in datelines, header lines and fields of English-language news; it does not read dates in running
text (that is a stage of its own), and it never completes a date with today.

    >>> find_date("MOSCOW, 27th January, 2021").iso
    '2021-01-27'
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent.parent / "lang" / "en"
ALLOWED = "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS][Z or +HH:MM]"
_YEARS = range(1800, 2200)  # outside it four digits are more likely a number than a year of news
_NEAR_DAYS = 31  # a dateline without a year is completed from a date no further away than this

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?\s?(?P<zone>Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date found in a text, with the place where it stands; `year` is None where the text gives none."""

    year: int | None
    month: int
    day: int
    clock: str  # "" or "T15:00", "T15:00Z", "T15:00:00+03:00"
    start: int
    end: int

    @property
    def iso(self) -> str | None:
        return None if self.year is None else f"{self.year:04}-{self.month:02}-{self.day:02}{self.clock}"

    def near(self, other: str) -> str | None:
        """The ISO date of this day and month in the year that brings it nearest to the ISO date `other`."""
        year, month, day = (*(int(part) for part in other[:10].split("-")), 0, 0)[:3]
        if not month:
            return _calendar(year, self.month, self.day)
        around = date(year, month, day or 15)
        candidates = [_calendar(year + shift, self.month, self.day) for shift in (0, -1, 1)]
        distance = {found: abs(date.fromisoformat(found) - around).days for found in candidates if found}
        nearest = min(distance, key=lambda found: distance[found], default=None)
        return nearest if nearest and distance[nearest] <= _NEAR_DAYS else None


def iso_date(value: str) -> str | None:
    """`value` as an ISO 8601 date of its own precision, or None where it is not one of the forms in `ALLOWED`."""
    match = _ISO.fullmatch(value.strip())
    if not match:
        return None
    year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
    if year not in _YEARS or not _calendar(year, month, day) or not _is_clock(match["clock"]):
        return None
    kept = value.strip()[: 10 if match["day"] else 7 if match["month"] else 4]
    return kept + (f"T{match['clock']}{_offset(match['zone'])}" if match["clock"] else "")


def read_date(value: str) -> str | None:
    """The ISO 8601 date that the whole of `value` writes, in ISO or in words; None where it is no date with a year."""
    found = find_date(value)
    exact = found and not value[: found.start].strip() and not value[found.end :].strip()
    return iso_date(value) or (found.iso if found and exact else None)


def find_date(text: str, start: int = 0) -> WrittenDate | None:
    """The first date in `text` at or after `start`; numbers whose order is unclear (03/04/2021) are none."""
    for match in _written().finditer(text, start):
        year, month, day = _parts(match)
        if _calendar(year or 2000, month, day) and (year is None or year in _YEARS):
            return WrittenDate(year, month, day, _clock(match), match.start(), match.end())
    return None


@cache
def tables() -> dict[str, Any]:
    """The tables of lang/en/datelines.toml."""
    return tomllib.loads((TABLES / "datelines.toml").read_text("utf-8"))


@cache
def _written() -> re.Pattern[str]:
    months = "|".join(sorted(tables()["months"], key=len, reverse=True))
    weekdays = "|".join(sorted(tables()["words"]["weekdays"], key=len, reverse=True))
    zones = "|".join(sorted(tables()["zones"], key=len, reverse=True))
    return re.compile(
        rf"""(?<![\w/.])(?:(?:{weekdays})\b\.?,?\s+)?(?:the\s+)?(?:
            (?P<iso_year>[0-9]{{4}})-(?P<iso_month>[0-9][0-9])-(?P<iso_day>[0-9][0-9])
          | (?P<day1>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s-]{{1,3}}(?:of\s+)?(?P<month1>{months})\b\.?
            (?:[\s,-]{{1,3}}(?P<year1>[0-9]{{4}})\b)?
          | (?P<month2>{months})\b\.?\s+(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<year2>[0-9]{{4}})\b)?
          | (?P<first>[0-9]{{1,2}})(?P<mark>[/.])(?P<second>[0-9]{{1,2}})(?P=mark)(?P<year3>[0-9]{{4}})\b
        )(?:(?:[T\s,|]|\bat\b|\s[-–—/]\s)*
            (?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9][0-9])(?P<seconds>:[0-9][0-9])?(?:\.[0-9]{{1,9}})?(?![0-9])\s?
            (?P<half>[ap]\.?m\b\.?)?\s?\(?(?P<zone>[+-][0-9][0-9]:?[0-9][0-9]\b|(?:{zones})\b|[A-Z]{{3,4}}\b)?\)?)?""",
        re.IGNORECASE | re.VERBOSE,
    )


def _parts(match: re.Match[str]) -> tuple[int | None, int, int]:
    if match["iso_year"]:
        return int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"])
    if match["mark"]:
        first, second = int(match["first"]), int(match["second"])
        if match["mark"] == "/" and first <= 12 and second <= 12 and first != second:
            return None, 0, 0  # America writes the month first, everyone else the day
        day, month = (first, second) if second <= 12 else (second, first)
        return int(match["year3"]), month, day
    year = match["year1"] or match["year2"]
    month = tables()["months"][(match["month1"] or match["month2"]).lower()]
    return int(year) if year else None, month, int(match["day1"] or match["day2"])


def _clock(match: re.Match[str]) -> str:
    if not match["hour"]:
        return ""
    hour, half, zone = int(match["hour"]), (match["half"] or "").lower(), (match["zone"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    written = f"{hour:02}:{match['minute']}{match['seconds'] or ''}"
    known = not zone or zone[0] in "+-" or zone in tables()["zones"]
    return f"T{written}{_offset(zone)}" if known and _is_clock(written) else ""


def _offset(zone: str | None) -> str:
    """An offset as ISO 8601 writes it: "", "Z" or "+03:00"."""
    if not zone or zone[0] not in "+-":
        return str(tables()["zones"][zone.lower()]) if zone else ""
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _is_clock(clock: str | None) -> bool:
    hour, minute, second = (*(int(part) for part in (clock or "0").split(":")), 0, 0)[:3]
    return hour < 24 and minute < 60 and second < 61


def _calendar(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
