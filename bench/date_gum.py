"""GUM's news, interviews and speeches: for how many of the dates that annotators marked is the right value found.

GUM has TEI dates ("when", "from" and "to"), which no other measure here counts: a value is right when it is as precise
as the annotators' or denotes the same interval; where they give a begin only, the begin must be right. Ways of writing
count as one: months without a year ("--12") and the same months of any year, a year before the calendar (-12999997978)
and so many billion years (GA13). Every date counts, those too whose annotation contradicts its own words. A document is
read as `onrecord read --published` reads it: with the date of its header lines, or else that of GUM's metadata.

    >>> agrees("2019-W02", "2019-01-07", "2019-01-14", Dated(0, 9, "2019-01-07", "2019-01-13", False))
    True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.dates import CORPORA
from onrecord import Document, times
from onrecord.calendar import interval
from onrecord.intake.describe import describe
from onrecord.record import Time

FOLDER = "gum"


@dataclass(frozen=True, slots=True)
class Dated:
    """An annotated date: its place and what TEI says; `last` is empty where there is one date only."""

    start: int
    end: int
    first: str
    last: str
    since: bool  # it gives a begin, and no end


def documents(folder: Path) -> Iterator[tuple[Document, list[Dated]]]:
    """News, interviews and speeches of GUM with each dated expression."""
    for path in sorted(folder.glob("*/*.conllu")):
        if path.name.split("_")[1] not in ("news", "interview", "speech"):
            continue
        lines = path.read_text("utf-8").splitlines()
        created = next((line.split(" = ")[1] for line in lines if line.startswith("# meta::dateCreated")), None)
        yield _document(path.name, created, lines)


def _document(name: str, created: str | None, lines: list[str]) -> tuple[Document, list[Dated]]:
    text = ""
    golds: list[Dated] = []
    open_dates: list[tuple[int, dict[str, str]]] = []
    after_multiword: tuple[int, bool] | None = None
    for line in lines:
        if line.startswith("# newpar"):
            text = text.rstrip() + "\n\n"
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if "." in cells[0]:
            continue
        if "-" in cells[0]:
            after_multiword = (int(cells[0].split("-")[1]), "SpaceAfter=No" in cells[9])
            start = len(text)
            text += cells[1]
        else:
            start = len(text)
            if after_multiword is None:
                text += cells[1]
        tags = "".join(part[4:] for part in cells[9].split("|") if part.startswith("XML=")).replace(":::", "=")
        for match in re.finditer(r"<date ([^>]*)>", tags):
            open_dates.append(
                (
                    start if after_multiword is None else text.rfind(cells[1]),
                    dict(re.findall(r'([\w-]+)="([^"]*)"', match[1])),
                )
            )
        for _ in range(tags.count("</date>")):
            if open_dates:
                begun, attributes = open_dates.pop()
                first = attributes.get("when") or attributes.get("from") or attributes.get("notBefore") or ""
                last = attributes.get("to") or attributes.get("notAfter") or ""
                golds.append(Dated(begun, len(text), first, last, since="when" not in attributes and not last))
        if after_multiword is not None and "-" not in cells[0]:
            if int(cells[0]) < after_multiword[0]:
                continue
            no_space = after_multiword[1]
            after_multiword = None
        elif "-" in cells[0]:
            continue
        else:
            no_space = "SpaceAfter=No" in cells[9]
        if not no_space:
            text += " "
    return describe(Document(text, source=name), published=created), golds


def right(gold: Dated, found: list[Time]) -> bool:
    """Whether what was found over a date says the same, in one expression or in the two ends of a range."""
    if any(agrees(one.value, one.begin, one.end, gold) for one in found):
        return True
    if len(found) < 2 or not gold.last or not found[-1].value:
        return False
    end = Dated(gold.start, gold.end, gold.last, "", since=False)
    return (found[0].begin or "").startswith(gold.first) and agrees(
        found[-1].value, found[-1].begin, found[-1].end, end
    )


def agrees(value: str | None, begin: str | None, end: str | None, gold: Dated) -> bool:
    """Whether a value says what a TEI date says: as precise, or the same interval."""
    first, last = gold.first, gold.last
    if value is None:
        return False
    if first.startswith("--"):  # of no year
        within = (begin or "-----")[4:].startswith(first[1:]) and (end or "-----")[4:].startswith(last[1:])
        return within if last else value[4:] == first[1:]
    if gold.since and begin and begin == interval(first)[0]:
        return True
    if last:
        return (begin or "-").startswith(first) and (interval(last)[1] == end or (end or "-").startswith(last))
    same = begin is not None and interval(first) == (begin, end)
    return same or value.split("T")[0] == first or value == _before_the_calendar(first)


def _before_the_calendar(year: str) -> str | None:
    """A year of more than a million years ago in billions or millions of years, as TIDES writes it."""
    if not re.fullmatch(r"-\d{7,}", year):
        return None
    count = -int(year)
    return f"GA{count / 1e9:g}" if count >= 1e9 else f"MA{count / 1e6:g}"


def scored(folder: Path, errors: bool = False) -> np.ndarray:
    """[dates, right] of each document."""
    rows = []
    for doc, golds in documents(folder):
        found = times.find(doc)
        row = [0, 0]
        for gold in golds:
            over = [one for one in found if one.span.start < gold.end and gold.start < one.span.end]
            good = right(gold, over)
            row = [row[0] + 1, row[1] + good]
            if errors and not good:
                words, near = doc.text[gold.start : gold.end], doc.text[max(0, gold.start - 60) : gold.end + 30]
                values = [(one.span.of(doc.text), one.value) for one in over]
                print("   ", words, gold.first, gold.last, values, doc.source, doc.published, repr(near), sep=" | ")
        rows.append(row)
    return np.array(rows)


def share(rows: np.ndarray) -> tuple[float, float, float]:
    """Per cent right of a table [count, right], and its 95 % bootstrap interval over documents."""
    draws = np.random.default_rng(7).integers(0, len(rows), (1000, len(rows)))
    shares = [100 * rows[draw].sum(0)[1] / max(rows[draw].sum(0)[0], 1) for draw in draws]
    low, high = np.percentile(shares, (2.5, 97.5))
    count, good = rows.sum(0)
    return float(100 * good / max(count, 1)), float(low), float(high)


def report(errors: bool) -> None:
    rows = scored(CORPORA / FOLDER, errors)
    print(f"GUM news, interview, speech: {len(rows)} documents")
    value, low, high = share(rows)
    print(f"  {'right value':20} {value:5.1f}  ({low:.1f}–{high:.1f}) of {rows.sum(0)[0]}")
