"""Who held an office on a date: `office_holder("foreign minister", "Britain", "2016-08-01")`.

The tables are lists that people keep, with gaps, overlaps, open ends and years where days are wanted. The answer says
which it is: one person, several, nobody, or not known because the date lies after what the list of that country can
know or before it begins. A gap stays a gap. Of the last known holder after the cut-off it gives the
name and says that it is unsure.

Dates are inclusive at both ends: on a day of change both are in office, and the answer has two holders. Acting holders
are marked; deputies and ministers of state are offices of their own. What is done with dirty rows: holders.py.

    >>> [holder.person for holder in office_holder("president", "Belarus", "2021-01-27").holders]
    ['Alexander Lukashenko']
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as calendar_date
from datetime import timedelta
from typing import Literal

from onrecord.knowledge.holders import Holder, Stretch, days, section, short, source_cutoffs, stretches
from onrecord.knowledge.office_words import Office, parse, tables
from onrecord.knowledge.places import country, demonym, place, spoken

Outcome = Literal["one", "several", "nobody", "after_cutoff", "before_coverage"]
_EXAMPLES = "a name (Belarus, the UK), a demonym (Belarusian), an ISO 3166-1 code (BY, BLR) or a Wikidata item (Q184)"


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
    days(date)  # ValueError before anything is read
    code = country_code(country)
    asked = parse(office, code)
    if not asked:
        note = f"{short(office)} names nobody who holds an office there"
        return OfficeAnswer("nobody", (), "", code, date, None, note)
    for one in _meant(asked, code):
        rows, several = stretches(one, code)
        if rows:
            return _answer(one, code, date, rows, several)
    return OfficeAnswer("nobody", (), asked.name, code, date, None, f"the tables have no {short(asked.name)} of {code}")


def _meant(asked: Office, code: str) -> list[Office]:
    """The office itself, or those that "head of state" may be, the likeliest first."""
    if asked.kind != "either":
        return [asked]
    offices = [parse(post, code) for post in tables()["either"][asked.name]]
    return [office for office in offices if office]


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
        raise ValueError(f"{short(words)} may be {' or '.join(several)}; name one of them")
    raise ValueError(f"{short(words)} is no country that the tables know; give {_EXAMPLES}")


def _answer(asked: Office, code: str, date: str, rows: tuple[Stretch, ...], several: bool) -> OfficeAnswer:
    begin, end = days(date)
    own = [stretch.known_until for stretch in rows if stretch.known_until != source_cutoffs()["F"]]
    cutoff = section(code)[0] or max(own, default="")
    present = [stretch for stretch in rows if _overlap(stretch, begin, end)]
    if asked.acting:
        present = [stretch for stretch in present if stretch.holder.acting] or present
    holders = tuple(replace(stretch.holder, whole=_covers(stretch, begin, end)) for stretch in present)

    def answer(outcome: Outcome, note: str, holders: tuple[Holder, ...] = holders) -> OfficeAnswer:
        known_until = cutoff if outcome == "after_cutoff" else max([cutoff, *(each.known_until for each in present)])
        return OfficeAnswer(outcome, holders, asked.name, code, date, known_until or None, note)

    later = [stretch for stretch in present if _last_sure(stretch) > cutoff]
    if end > cutoff and not _cover(later, max(begin, cutoff), end):
        if rows[0].first[0] > end:
            return answer("before_coverage", f"the tables know this office from {rows[0].first[0]} on")
        last = holders or tuple(each.holder for each in rows if _overlap(each, cutoff, cutoff))
        return answer(
            "after_cutoff", f"the tables know this office to {cutoff}; the last known holders are given", last
        )
    if begin < rows[0].first[0]:
        return answer("before_coverage", f"the tables know this office from {rows[0].first[0]} on")
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
