"""The rows of holders.tsv: who held which office from when to when, read and cleaned.

What is done with dirty rows:

* an open end is closed by the next start in the office (`end_from` is "successor"); where nobody follows, it holds to
  the cut-off of its list;
* a stretch that ends before it begins, or has no start, is left out; overlapping rows of one person are joined;
* where an office stands in the table under a narrow and a wide label at a time ("finance", "economy and finance"), the
  nearest to what was asked counts;
* gaps stay gaps, and overlaps of different people stay.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.knowledge.office_words import Office, parse
from onrecord.knowledge.tables import FOLDER, sources

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_ACTING = re.compile(r"(?:acting|interim|caretaker|transition(?:al)?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Holder:
    """A stretch in office. Dates are ISO 8601, as precise as the source; "earliest/latest" where it lies between."""

    person: str
    qid: str | None
    office: str  # as the source calls it
    office_qid: str | None
    country: str  # code
    start: str
    end: str | None  # last day; None: still in office, or not recorded, when the list was made
    end_from: Literal["source", "successor"] | None  # successor: closed by the next start
    acting: bool
    whole: bool  # in office for sure on every day of the date asked for


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of the table, its dates as days: from the latest start to the earliest end is sure."""

    holder: Holder
    first: tuple[str, str]  # earliest, latest
    last: tuple[str, str] | None
    known_until: str  # the cut-off of its source


def days(date: str) -> tuple[str, str]:
    """First and last day of an ISO 8601 date of any precision; ValueError where it is none."""
    match = _DATE.fullmatch(date)
    if match:
        year, month, day = match.groups()
        if year != "0000" and (not month or 1 <= int(month) <= 12):
            last = monthrange(int(year), int(month or 12))[1]
            if not day or 1 <= int(day) <= last:
                return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or f'{last:02}'}"
    raise ValueError(f"{short(date)} is not a date; write it as 2016, 2016-07 or 2016-07-14")


def short(text: str) -> str:
    """A word for a message, quoted, at most 60 characters of it."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


def stretches_of(person: str, qid: str | None, codes: Iterable[str]) -> tuple[Holder, ...]:
    """All rows of one person in the sections of these countries, in order of their start."""
    found = [
        holder
        for code in codes
        for holders in section(code)[1].values()
        for holder, _ in holders
        if holder.qid == qid and holder.person == person
    ]
    return tuple(sorted(found, key=lambda holder: (holder.start, holder.office)))


@cache
def _sections() -> dict[str, str]:
    """The text of each country's section of holders.tsv, not yet taken apart."""
    text = (FOLDER / "holders.tsv").read_text("utf-8")
    parts = text.split("\n@")[1:]
    return {part[: part.index("\n")].split("\t")[0]: part for part in parts}


@cache
def section(code: str) -> tuple[str, dict[tuple[str, str], tuple[tuple[Holder, str], ...]]]:
    """Cut-off of a country's own list, and by office (label, item) its holders with the letters of their sources."""
    lines = _sections().get(code, code).split("\n")
    cutoff = (lines[0] + "\t").split("\t")[1]
    found: dict[tuple[str, str], tuple[tuple[Holder, str], ...]] = {}
    label = label_qid = ""
    holders: list[tuple[Holder, str]] = []
    for line in [*lines[1:], "^"]:
        if line[:1] == "^":
            if holders:
                found[label, label_qid] = tuple(holders)
            label, _, label_qid = line[1:].partition("\t")
            holders = []
        elif line:
            person, qid, start, end, letter = (line + "\t\t\t\t").split("\t")[:5]
            acting = _ACTING.match(label) is not None
            holders.append(
                (
                    Holder(
                        person, qid or None, label, label_qid or None, code, start, end or None,
                        "source" if end else None, acting, False,
                    ),
                    letter,
                )
            )  # fmt: skip
    return cutoff, found


@cache
def source_cutoffs() -> dict[str, str]:
    """Letter of a source → its cut-off, from sources.tsv."""
    return {
        row[0].rpartition(" ")[2]: row[3]
        for row in sources()
        if row[0].startswith("holders.tsv, ") and len(row[0]) == 14
    }


@cache
def _offices(code: str) -> dict[tuple[str, str], Office]:
    """What each label of a country's section means."""
    parsed = ((label, parse(label[0], code)) for label in section(code)[1])
    return {label: office for label, office in parsed if office}


def _span(date: str) -> tuple[str, str]:
    earliest, _, latest = date.partition("/")
    return days(earliest)[0], days(latest or earliest)[1]


@cache
def stretches(asked: Office, code: str) -> tuple[tuple[Stretch, ...], bool]:
    """The stretches of the office asked for, cleaned and in order, and whether several hold it at a time."""
    asked = replace(asked, acting=False)
    ranks = {}
    for label, office in _offices(code).items():
        rank = office.rank(asked)
        if rank is not None:
            ranks[label] = rank
    if not ranks:
        return (), False
    cutoff, held = section(code)
    found: list[tuple[tuple[int, int], Stretch]] = []
    for label, rank in ranks.items():
        for holder, letter in held[label]:
            if not holder.start:
                continue
            first = _span(holder.start)
            last = _span(holder.end) if holder.end else None
            if last and last[1] < first[0]:
                continue
            found.append((rank, Stretch(holder, first, last, source_cutoffs().get(letter, cutoff))))
    several = asked.several or asked.deputy
    found.sort(key=lambda each: (each[1].first, each[1].last or ("9999", "9999"), each[1].holder.person))
    joined = _joined([stretch for _, stretch in found])
    nearness: dict[str, tuple[int, int]] = {}  # by label: how near to what was asked
    for rank, stretch in found:
        nearness[stretch.holder.office] = min(rank, nearness.get(stretch.holder.office, rank))
    return tuple(_narrowed(_closed(joined, several), nearness)), several


def _narrowed(stretches: list[Stretch], nearness: dict[str, tuple[int, int]]) -> list[Stretch]:
    """Without rows of wider offices that overlap one of the office itself: "finance" before "economy and finance"."""

    def last(stretch: Stretch) -> str:
        return stretch.last[1] if stretch.last else stretch.known_until

    return [
        stretch
        for stretch in stretches
        if not any(
            nearness[other.holder.office] < nearness[stretch.holder.office]
            and other.first[0] < last(stretch)
            and stretch.first[0] < last(other)
            for other in stretches
        )
    ]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Overlapping rows of one person as one, the more exact dates kept."""
    kept: list[Stretch] = []
    for stretch in stretches:
        for index in range(len(kept) - 1, max(-1, len(kept) - 8), -1):
            other = kept[index]
            same = (other.holder.qid or other.holder.person) == (stretch.holder.qid or stretch.holder.person)
            if same and other.holder.acting == stretch.holder.acting and _touch(other, stretch):
                kept[index] = _union(other, stretch)
                break
        else:
            kept.append(stretch)
    return kept


def _touch(one: Stretch, other: Stretch) -> bool:
    """Whether the one that begins later begins before the other ends; an open end is taken as known to the cut-off."""
    return other.first[0] <= (one.last[1] if one.last else one.known_until)


def _union(one: Stretch, other: Stretch) -> Stretch:
    """The exact start, and the later end: an open one, until somebody follows."""
    exact = min((one, other), key=lambda each: (each.first[1] > each.first[0], each.first))
    last = max((one, other), key=lambda each: each.last or ("9999", "9999"))
    holder = replace(exact.holder, end=last.holder.end, end_from=last.holder.end_from)
    return Stretch(holder, exact.first, last.last, max(one.known_until, other.known_until))


def _closed(stretches: list[Stretch], several: bool) -> list[Stretch]:
    """Open ends closed by the next start, where one person holds the office at a time."""
    if several:
        return stretches
    closed = []
    for index, stretch in enumerate(stretches):
        after = [
            other for other in stretches[index + 1 :]
            if other.first[0] > stretch.first[0] and other.first[0] <= stretch.known_until and not other.holder.acting
        ]  # fmt: skip
        if stretch.last is None and after:
            following = after[0]
            holder = replace(stretch.holder, end=following.holder.start, end_from="successor")
            stretch = replace(stretch, holder=holder, last=following.first)
        closed.append(stretch)
    return closed
