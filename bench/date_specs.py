"""The Recognizers-Text specifications, solved by family: dates and ranges that a sentence and a reference date decide.

A case is solved when the expressions found within its words denote its resolution, past or coming: the same begin, and
for ranges the same end, counted as excluded or included. Three conventions are not held against either side:

* "two years ago" is a year in TIMEX3 and a day there: where a number of weeks, months or years is counted from a day,
  an interval of ours that holds the day is right;
* "the next three days" begin today or tomorrow, as one likes;
* a day that does not exist (30 February) is right when it is found and has no value.

Most cases are commands to an assistant. `NOT_NEWS` says which kinds of writing no news text holds, by their words and
without regard to whether they are solved; a case is of the first kind that fits. `python -m bench.date_specs` prints
both shares and the count of every kind left out; `--unsolved` lists what is left.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
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
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_UNIT = r"(?:day|night|week|weekend|month|quarter|year|decade|hour|minute|second)s?"
_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir\w+|fif\w+|\w+teen|twenty|thirty)"
# kind → pattern over the expression's words, lower case; "" is decided by the answer
NOT_NEWS: tuple[tuple[str, str], ...] = (
    ("nothing to compare with: the answer has no dates", ""),
    ("chat: my week, tmrw, w/c, eod", r"\bmy\b|tmrw|w/c|\beod\b|hahaha"),
    ("years or days in cardinal words: two thousand and ten, May twenty one, the thirty",
     rf"\b(?:thousand|hundred|nineteen)\b|twenty-tens|\b{_MONTH}\s+{_WORDS}\b(?!-|\s(?:first|second|third|\w+th))"
     rf"|\bthe {_WORDS}$"),
    ("digits joined by signs, a month among them or not (4/22, Oct-2, 3-7-2017), other than ISO 8601's YYYY-MM-DD",
     rf"^(?!\d{{4}}-\d\d-\d\d$).*\d\s*[-/.]\s*\d(?!.*{_MONTH})|\b{_MONTH}\s*[-/]\s*\d|\d\s*[-/]\s*{_MONTH}"),
    ("a day of the month as a bare number without its month: on 15, 4 to 22 this month, in 4.22",
     rf"^(?!\d{{4}}-\d\d-\d\d$)(?!.*{_MONTH})(?!.*\bweek \d)(?:.*[^\d,.])?\d{{1,2}}"
     rf"(?![\d:.,]|\s*(?:st|nd|rd|th)\b|\s*{_UNIT}|\s*(?:business|[ap]\.?m))"),
    ("numbered weeks and business days", r"\bweek \d+|business days?"),
    ("years before 1000", r"\byear \d{1,3}\b"),
    ("a vague number, which the specifications take for three", r"\bfew\b"),
)  # fmt: skip


def cases(family: str, folder: Path = FOLDER) -> Iterator[tuple[Document, dict[str, Any]]]:
    for case in json.loads((folder / f"{family}Parser.json").read_text("utf-8-sig")):
        anchor = case.get("Context", {}).get("ReferenceDateTime")
        for result in case["Results"]:
            if result.get("Value"):
                yield Document(case["Input"], published=anchor and anchor[:16]), result


def left_out(result: dict[str, Any]) -> str | None:
    """The kind of `NOT_NEWS` that a case is of, or None."""
    for kind, pattern in NOT_NEWS:
        if pattern and re.search(pattern, result["Text"].lower()):
            return kind
        if not pattern and result["Type"] not in ("duration", "set") and not any(_answers(result)):
            return kind
    return None


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


def shares(family: str, folder: Path = FOLDER) -> tuple[int, int, int, int, Counter[str]]:
    """Solved and all of the cases that news could hold, the same of all cases, and the counts of what is left out."""
    kept = kept_right = right = count = 0
    kinds: Counter[str] = Counter()
    for doc, result in cases(family, folder):
        good, kind = solved(doc, result), left_out(result)
        right, count = right + good, count + 1
        if kind is None:
            kept, kept_right = kept + 1, kept_right + good
            if not good and "--unsolved" in sys.argv:
                found = [(one.span.of(doc.text), one.value, one.begin, one.end) for one in times.find(doc)]
                print("   ", doc.text, result["Text"], result["Value"].get("Timex"), found, doc.published, sep=" | ")
        else:
            kinds[kind] += 1
    return kept_right, kept, right, count, kinds


def main() -> None:
    total: Counter[str] = Counter()
    for family in FAMILIES:
        kept_right, kept, right, count, kinds = shares(family)
        total += kinds if family in NEWS_FAMILIES else Counter()
        news = f"{100 * kept_right / max(kept, 1):5.1f} % of {kept:3} that news could hold"
        print(f"{family:15} {news}; {100 * right / count:5.1f} % of all {count:3}")
    print(f"Left out of {' and '.join(NEWS_FAMILIES)}:")
    for kind, _ in NOT_NEWS:
        print(f"  {total[kind]:3}  {kind}")


if __name__ == "__main__":
    main()
