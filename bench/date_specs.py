"""The Recognizers-Text specifications, solved by family: dates and ranges that a sentence and a reference date decide.

A case is solved when the expressions found within its words denote its resolution, past or coming: the same begin, and
for ranges the same end, counted as excluded or included. All cases count, also those that no news would hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.dates import CORPORA, normal
from onrecord import Document, times
from onrecord.record import Time

FOLDER = CORPORA / "timeml" / "recognizers-specs"
FAMILIES = ("Date", "DatePeriod", "DateTime", "DateTimePeriod", "Holiday", "Duration", "Set")


def cases(family: str, folder: Path = FOLDER) -> Iterator[tuple[Document, dict[str, Any]]]:
    for case in json.loads((folder / f"{family}Parser.json").read_text("utf-8-sig")):
        anchor = case.get("Context", {}).get("ReferenceDateTime")
        for result in case["Results"]:
            if result.get("Value"):
                yield Document(case["Input"], published=anchor and anchor[:16]), result


def solved(doc: Document, result: dict[str, Any]) -> bool:
    start, end = result["Start"], result["Start"] + result["Length"]
    over = [one for one in times.find(doc) if one.span.start < end and start < one.span.end]
    timex = result["Value"].get("Timex") or ""
    if not over:
        return False
    if result["Type"] in ("duration", "set"):
        return any(normal(one.value or "") == normal(timex) for one in over)
    answers = (result["Value"].get("PastResolution") or {}, result["Value"].get("FutureResolution") or {})
    return any(_denotes(over, answer) for answer in answers) or any(one.value == timex for one in over)


def _denotes(over: list[Time], answer: dict[str, str]) -> bool:
    begins = [one.begin for one in over if one.begin]
    ends = [one.end for one in over if one.end]
    wanted = [answer.get(name, "").replace(" ", "T") for name in ("date", "dateTime", "startDate", "startDateTime")]
    until = (answer.get("endDate") or answer.get("endDateTime") or "").replace(" ", "T")
    start = next((value for value in wanted if value), "")[:16]
    if not begins or not start or not ends:
        return False
    if min(begins)[: len(start)].ljust(16, "T") != start.ljust(16, "T"):
        return False
    if not until:
        return True
    last = max(ends)[: len(until)]
    included = (date.fromisoformat(until[:10]) + timedelta(days=1)).isoformat() if until[:4] != "0001" else until
    return last in (until[: len(last)], included) or max(begins)[:10] == until[:10]


def main() -> None:
    for family in FAMILIES:
        results = [(doc, result, solved(doc, result)) for doc, result in cases(family)]
        right = sum(good for *_, good in results)
        print(f"{family:16} {right:4} of {len(results):4}  {100 * right / len(results):5.1f} %")


if __name__ == "__main__":
    main()
