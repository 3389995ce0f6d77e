"""The Recognizers-Text specifications, solved by family: dates and ranges that a sentence and a reference date decide.

A case is solved when the expressions found within its words denote its resolution, past or coming: the same begin, and
for ranges the same end, counted as excluded or included. Three conventions are not held against either side:

* "two years ago" is a year in TIMEX3 and a day there: where a number of weeks, months or years is counted from a day,
  an interval of ours that holds the day is right;
* "the next three days" begin today or tomorrow, as one likes;
* a day that does not exist (30 February) is right when it is found and has no value.

Most cases are commands to an assistant. One criterion says which make sense in news, by their words and without regard
to whether they are solved: *every number says what it is*. It is a year of four digits or a decade, an ordinal, part of
a date in ISO 8601, or stands beside a month's name, a unit of time, a weekday or a.m. and p.m. "4/22", "on 15",
"week 10" and "two thousand and ten" leave that to the listener, and no style book lets them pass. Cases without dates
in the answer ("this summer") cannot be compared and count for neither share. `python -m bench.date_specs` prints both
shares; `--unsolved` lists what is left, `--left-out` what the criterion leaves out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.dates import CORPORA, normal
from onrecord import Document, times
from onrecord.record import Time

FOLDER = CORPORA / "timeml" / "recognizers-specs"
FAMILIES = ("Date", "DatePeriod", "DateTime", "DateTimePeriod", "Holiday", "Duration", "Set")
NEWS_FAMILIES = ("Date", "DatePeriod")  # those that the gate holds to a share
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_UNIT = r"(?:day|night|week|weekend|month|quarter|year|decade|century|centurie|hour|minute|second)s?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_CARDINAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
_RANGE = r"(?:\s*(?:-|–|to|through|till|until|and)\s*\d{1,2})?"
_NUMBER = rf"(?:\d+(?:\.\d+)?|{_CARDINAL}(?:[\s-]+(?:and\s+)?{_CARDINAL})*)"
# Numbers that say what they are; what is left of an expression without them may hold no other.
_TOLD = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d{4}-\d\d-\d\d",
        r"\b\d{1,2}(?:st|nd|rd|th)\b",
        rf"\b{_MONTH}[\s,]*(?:the\s+)?\d{{1,2}}{_RANGE}\b(?![\d/])",
        rf"\b\d{{1,2}}{_RANGE}(?:\s+of)?[\s,]*{_MONTH}(?![a-z])",
        r"(?<![\d/.])(?:1\d|20|21)\d\ds?(?![\d/.])(?!\s*-\s*\d{1,2}\b)(?<!\d\s-\d{4})",
        r"\b\d0['’]?s\b",
        rf"\b{_NUMBER}(?:\s+(?:and\s+)?(?:a\s+)?(?:half|more|full|business))*[\s-]*(?:{_UNIT}|{_WEEKDAY})\b",
        r"\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b",
        r"\b[qh][1-4]\b",
    )
)
_BARE = re.compile(rf"\d|\b{_CARDINAL}\b(?![ -](?:first|second|third|\w+th\b))")


def cases(family: str, folder: Path = FOLDER) -> Iterator[tuple[Document, dict[str, Any]]]:
    for case in json.loads((folder / f"{family}Parser.json").read_text("utf-8-sig")):
        anchor = case.get("Context", {}).get("ReferenceDateTime")
        for result in case["Results"]:
            if result.get("Value"):
                yield Document(case["Input"], published=anchor and anchor[:16]), result


def comparable(result: dict[str, Any]) -> bool:
    """Whether the answer has something to compare with."""
    return result["Type"] in ("duration", "set") or any(_answers(result))


def makes_sense_in_news(words: str) -> bool:
    """The criterion: every number in the expression says what it is."""
    rest = words.lower()
    for told in _TOLD:
        rest = told.sub(" ", rest)
    return not _BARE.search(rest)


def solved(doc: Document, result: dict[str, Any]) -> bool:
    start, end = result["Start"], result["Start"] + result["Length"]
    over = [one for one in times.find(doc) if one.span.start < end and start < one.span.end]
    timex = result["Value"].get("Timex") or ""
    if not over:
        return False
    if result["Type"] in ("duration", "set"):
        return any(normal(one.value or "") == normal(timex) for one in over)
    words = result["Text"].lower()
    counted, ahead = bool(_COUNTED.search(words)), bool(_NEXT.search(words))
    return any(_denotes(over, answer, counted, ahead) for answer in _answers(result)) or any(
        one.value == timex for one in over
    )


_COUNTED = re.compile(
    r"\b(?:week|month|year|decade)s?\b.*\b(?:ago|later|from|after|before|back|hence)\b|^in .*\b(?:week|month|year)"
)
_NEXT = re.compile(r"\b(?:next|coming|upcoming)\b.*(?:\d|two|three|five)")


def _answers(result: dict[str, Any]) -> list[dict[str, str]]:
    return [result["Value"].get(name) or {} for name in ("PastResolution", "FutureResolution")]


def _denotes(over: list[Time], answer: dict[str, str], counted: bool, ahead: bool) -> bool:
    begins = [one.begin for one in over if one.begin]
    ends = [one.end for one in over if one.end]
    names = ("date", "dateTime", "startDate", "startDateTime", "endDate")
    start = next((value for name in names if (value := answer.get(name, "").replace(" ", "T"))), "")[:16]
    until = (answer.get("endDate") or answer.get("endDateTime") or "").replace(" ", "T")
    if start.startswith("0001"):
        return all(one.value is None for one in over)
    if not begins or not start or not ends:
        return False
    if counted and len(over) == 1 and len(answer) == 1:
        return min(begins) <= start < max(ends)
    begin, last = min(begins), max(ends)
    if ahead and until:
        begin, last = (_next_day(day) if _next_day(begin) == start else day for day in (begin, last))
    if begin[: len(start)].ljust(16, "T") != start.ljust(16, "T"):
        return False
    if not until:
        return True
    return last[: len(until)] in (until[: len(last)], _next_day(until)) or max(begins)[:10] == until[:10]


def _next_day(day: str) -> str:
    return (date.fromisoformat(day[:10]) + timedelta(days=1)).isoformat() if day[:4] != "0001" else day


def shares(family: str, folder: Path = FOLDER) -> tuple[int, int, int, int]:
    """Solved and all of the cases that make sense in news, and the same of all that can be compared."""
    kept = kept_right = right = count = 0
    for doc, result in cases(family, folder):
        if not comparable(result):
            continue
        good, news = solved(doc, result), makes_sense_in_news(result["Text"])
        right, count, kept, kept_right = right + good, count + 1, kept + news, kept_right + (good and news)
        if ("--unsolved" in sys.argv and news and not good) or ("--left-out" in sys.argv and not news):
            found = [(one.span.of(doc.text), one.value, one.begin, one.end) for one in times.find(doc)]
            print("   ", doc.text, result["Text"], result["Value"].get("Timex"), found, doc.published, sep=" | ")
    return kept_right, kept, right, count


def main() -> None:
    for family in FAMILIES:
        kept_right, kept, right, count = shares(family)
        news = f"{100 * kept_right / max(kept, 1):5.1f} % of {kept:3} that make sense in news"
        print(f"{family:15} {news}; {100 * right / count:5.1f} % of all {count:3}")


if __name__ == "__main__":
    main()
