"""Who held an office on a date: `office_holder("foreign minister", "Britain", "2016-08-01")`.

The tables are lists that people keep, with gaps, overlaps, open ends and years where days are wanted. The answer says
which it is: one person, several, nobody, or not known because the date lies after what the list of that country can
know or before it begins. It never fills a gap with a guess. Of the last known holder after the cut-off it gives the
name and says that it is unsure.

What is done with dirty rows:

* an open end is closed by the next start in the office (`end_from` is "successor"); where nobody follows, it holds to
  the cut-off of the country's list;
* a stretch that ends before it begins, or has no start, is left out; a second row of one stretch (same person,
  overlapping) is joined with the first;
* "acting" holders are marked, and one in an overlap with a proper one stays beside them; deputies and ministers of
  state are offices of their own;
* dates are inclusive at both ends: on a day of change both are in office, and the answer has two holders.

    >>> [holder.person for holder in office_holder("president", "Belarus", "2021-01-27").holders]
    ['Alexander Lukashenko']
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as calendar_date
from datetime import timedelta
from functools import cache
from typing import Literal

from onrecord.knowledge.office_words import Office, parse, tables
from onrecord.knowledge.places import country, demonym, place, spoken
from onrecord.knowledge.tables import FOLDER, sources

Outcome = Literal["one", "several", "nobody", "after_cutoff", "before_coverage"]
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_EXAMPLES = "a name (Belarus, the UK), a demonym (Belarusian), an ISO 3166-1 code (BY, BLR) or a Wikidata item (Q184)"


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
class OfficeAnswer:
    """What the tables know. `holders` are those of the date; after the cut-off, the last known ones."""

    outcome: Outcome
    holders: tuple[Holder, ...]
    office: str  # as it was understood; "" where it was not
    country: str
    date: str
    cutoff: str | None  # to which day the tables know this office
    note: str

    @property
    def sure(self) -> Holder | None:
        """The one holder on every day of the date; None where there is any doubt."""
        return self.holders[0] if self.outcome == "one" and self.holders[0].whole else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of the table, its dates as days: from the latest start to the earliest end is sure."""

    holder: Holder
    first: tuple[str, str]  # earliest, latest
    last: tuple[str, str] | None
    known_until: str  # the cut-off of its source


def office_holder(office: str, country: str, date: str) -> OfficeAnswer:
    """Who held an office of a country on a date of any precision ("2016", "2016-07", "2016-07-14").

    The office is as news writes it ("foreign minister", "Foreign Secretary", "acting president"); the country is a
    name, a demonym, an ISO 3166-1 code or a Wikidata item. ValueError where the office is empty, the country is none
    that the tables know or more than one, or the date is not ISO 8601.
    """
    if not office.strip():
        raise ValueError(
            "the office is empty; write it as news does: 'foreign minister', 'president', 'defence secretary'"
        )
    begin, end = days(date)
    code = country_code(country)
    asked = parse(office, code)
    if not asked:
        return OfficeAnswer(
            "nobody", (), "", code, date, None, f"{_short(office)} names nobody who holds an office there"
        )
    either = (
        [parse(post, code) for post in tables()["either"].get(asked.name, ())] if asked.kind == "either" else [asked]
    )
    for one in filter(None, either):
        asked = one
        stretches, held_by_several = _stretches(asked, code)
        if stretches:
            break
    if not stretches:
        return OfficeAnswer(
            "nobody", (), asked.name, code, date, None, f"the tables have no {_short(asked.name)} of {code}"
        )
    return _answer(asked, code, date, begin, end, stretches, held_by_several)


def described(answer: OfficeAnswer) -> list[str]:
    """The answer in lines for people: what is known, then a line a holder."""
    unsure = {"after_cutoff": "unsure: ", "before_coverage": "unsure: ", "nobody": "nobody known: "}.get(
        answer.outcome, ""
    )
    lines = [f"{unsure}{answer.note}"] if answer.note else []
    for holder in answer.holders:
        marks = [holder.office, f"since {holder.start}" if holder.end is None else f"{holder.start} to {holder.end}"]
        marks += ["acting"] * holder.acting + ["end taken from the next start"] * (holder.end_from == "successor")
        lines.append(f"{holder.person}{f' ({holder.qid})' if holder.qid else ''}: {', '.join(marks)}")
    return lines


def days(date: str) -> tuple[str, str]:
    """First and last day of an ISO 8601 date of any precision; ValueError where it is none."""
    match = _DATE.fullmatch(date)
    if match:
        year, month, day = match.groups()
        if year != "0000" and (not month or 1 <= int(month) <= 12):
            last = monthrange(int(year), int(month or 12))[1]
            if not day or 1 <= int(day) <= last:
                return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or f'{last:02}'}"
    raise ValueError(f"{_short(date)} is not a date; write it as 2016, 2016-07 or 2016-07-14")


def country_code(words: str) -> str:
    """The code of the country or territory that the words name; ValueError where they name none or several."""
    phrase = spoken(words)
    if phrase in tables()["organisations"]:
        return str(tables()["organisations"][phrase])
    found = country(phrase) or country(phrase.upper() if len(phrase) < 4 else phrase) or country(phrase.title())
    if found:
        return found.place.code
    named = {each.place.code: each.place for each in demonym(phrase) or demonym(phrase.title())}
    nearest = [code for code, place in named.items() if place.kind in ("country", "disputed", "union")] or list(named)
    if len(nearest) == 1:
        return nearest[0]
    several = sorted(nearest) or sorted({each.code for each in place(phrase)})
    if len(several) > 1:
        raise ValueError(f"{_short(words)} may be {' or '.join(several)}; name one of them")
    raise ValueError(f"{_short(words)} is no country that the tables know; give {_EXAMPLES}")


def stretches_of(person: str, qid: str | None, codes: Iterable[str]) -> tuple[Holder, ...]:
    """All rows of one person in the sections of these countries, in order of their start."""
    found = [
        holder
        for code in codes
        for holders in _section(code)[1].values()
        for holder, _ in holders
        if holder.qid == qid and holder.person == person
    ]
    return tuple(sorted(found, key=lambda holder: (holder.start, holder.office)))


def cutoff_of(code: str) -> str | None:
    """To which day the country's own list of offices goes; None where the tables have no such list."""
    return _section(code)[0] or None


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


@cache
def _sections() -> dict[str, str]:
    """The text of each country's section of holders.tsv, not yet taken apart."""
    text = (FOLDER / "holders.tsv").read_text("utf-8")
    parts = text.split("\n@")[1:]
    return {part[: part.index("\n")].split("\t")[0]: part for part in parts}


@cache
def _section(code: str) -> tuple[str, dict[tuple[str, str], tuple[tuple[Holder, str], ...]]]:
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
            acting = label[:6].lower() in ("acting", "interi", "transi", "careta")
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
def _known_until() -> dict[str, str]:
    """Letter of a source → its cut-off, from sources.tsv."""
    return {
        row[0].rpartition(" ")[2]: row[3]
        for row in sources()
        if row[0].startswith("holders.tsv, ") and len(row[0]) == 14
    }


@cache
def _offices(code: str) -> dict[tuple[str, str], Office]:
    """What each label of a country's section means."""
    parsed = ((label, parse(label[0], code)) for label in _section(code)[1])
    return {label: office for label, office in parsed if office}


def _span(date: str) -> tuple[str, str]:
    earliest, _, latest = date.partition("/")
    return days(earliest)[0], days(latest or earliest)[1]


@cache
def _stretches(asked: Office, code: str) -> tuple[tuple[Stretch, ...], bool]:
    """The stretches of the office asked for, cleaned and in order, and whether several hold it at a time."""
    asked = replace(asked, acting=False)
    ranks = {}
    for label, office in _offices(code).items():
        rank = office.rank(asked)
        if rank is not None:
            ranks[label] = rank
    if not ranks:
        return (), False
    cutoff, section = _section(code)
    found: list[tuple[tuple[int, int], Stretch]] = []
    for label, rank in ranks.items():
        for holder, letter in section[label]:
            if not holder.start:
                continue
            first = _span(holder.start)
            last = _span(holder.end) if holder.end else None
            if last and last[1] < first[0]:
                continue
            found.append((rank, Stretch(holder, first, last, _known_until().get(letter, cutoff))))
    several = asked.several or asked.deputy
    found.sort(key=lambda each: (each[1].first, each[1].last or ("9999", "9999"), each[1].holder.person))
    stretches = _joined([stretch for _, stretch in found])
    nearness: dict[str, tuple[int, int]] = {}  # by label: how near to what was asked
    for rank, stretch in found:
        nearness[stretch.holder.office] = min(rank, nearness.get(stretch.holder.office, rank))
    return tuple(_narrowed(_closed(stretches, several), nearness)), several


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
        for place in range(len(kept) - 1, max(-1, len(kept) - 8), -1):
            other = kept[place]
            same = (other.holder.qid or other.holder.person) == (stretch.holder.qid or stretch.holder.person)
            if same and other.holder.acting == stretch.holder.acting and _touch(other, stretch):
                kept[place] = _union(other, stretch)
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
    for place, stretch in enumerate(stretches):
        after = [
            other for other in stretches[place + 1 :]
            if other.first[0] > stretch.first[0] and other.first[0] <= stretch.known_until and not other.holder.acting
        ]  # fmt: skip
        if stretch.last is None and after:
            following = after[0]
            holder = replace(stretch.holder, end=following.holder.start, end_from="successor")
            stretch = replace(stretch, holder=holder, last=following.first)
        closed.append(stretch)
    return closed


def _answer(
    asked: Office, code: str, date: str, begin: str, end: str, stretches: tuple[Stretch, ...], several: bool
) -> OfficeAnswer:
    own = [stretch.known_until for stretch in stretches if stretch.known_until != _known_until()["F"]]
    cutoff = _section(code)[0] or max(own, default="")
    present = [stretch for stretch in stretches if _overlap(stretch, begin, end)]
    if asked.acting:
        present = [stretch for stretch in present if stretch.holder.acting] or present
    holders = tuple(replace(stretch.holder, whole=_covers(stretch, begin, end)) for stretch in present)

    def answer(outcome: Outcome, note: str, holders: tuple[Holder, ...] = holders) -> OfficeAnswer:
        known_until = cutoff if outcome == "after_cutoff" else max([cutoff, *(each.known_until for each in present)])
        return OfficeAnswer(outcome, holders, asked.name, code, date, known_until or None, note)

    later = [stretch for stretch in present if _last_sure(stretch) > cutoff]
    if end > cutoff and not _cover(later, max(begin, cutoff), end):
        if stretches[0].first[0] > end:
            return answer("before_coverage", f"the tables know this office from {stretches[0].first[0]} on")
        last = holders or tuple(each.holder for each in stretches if _overlap(each, cutoff, cutoff))
        return answer(
            "after_cutoff", f"the tables know this office to {cutoff}; the last known holders are given", last
        )
    if begin < stretches[0].first[0]:
        return answer("before_coverage", f"the tables know this office from {stretches[0].first[0]} on")
    if not holders:
        return answer("nobody", "the tables have a gap there, which proves no vacancy")
    if len({holder.qid or holder.person for holder in holders}) == 1:
        one = replace(holders[0], whole=_cover(present, begin, end))
        return answer("one", "" if one.whole else "in office for a part of that time, as far as is known", (one,))
    return answer(
        "several", "more than one person at a time holds this office" if several else "more than one person held it"
    )


def _next_day(day: str) -> str:
    return (calendar_date.fromisoformat(day) + timedelta(1)).isoformat()


def _last_sure(stretch: Stretch) -> str:
    """The last day for which the stretch is known: its earliest end, or the cut-off of its source."""
    return stretch.last[0] if stretch.last else max(stretch.known_until, stretch.first[1])


def _overlap(stretch: Stretch, begin: str, end: str) -> bool:
    return stretch.first[0] <= end and begin <= (stretch.last[1] if stretch.last else _last_sure(stretch))


def _covers(stretch: Stretch, begin: str, end: str) -> bool:
    return stretch.first[1] <= begin and end <= _last_sure(stretch)


def _cover(stretches: list[Stretch], begin: str, end: str) -> bool:
    """Whether the stretches together leave no day of the time out."""
    reached = ""
    for stretch in sorted(stretches, key=lambda each: each.first[1]):
        if stretch.first[1] <= begin or (reached and stretch.first[1] <= _next_day(reached)):
            reached = max(reached, _last_sure(stretch))
    return bool(reached) and reached >= end
