"""The dateline that opens a dispatch: where from, when, by which agency, through which publisher.

It reads the start of one paragraph and takes it for a dateline only when its shape leaves no doubt: a place in capitals
before a dash, a place with a date or a credit, or a town of the table before a colon ("NEW DELHI:", where any other
word in capitals speaks). The text itself is never changed; the dateline stays part of it.

    >>> read_dateline("PARIS, March 3 (Reuters) - France said no.").place
    'PARIS'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from onrecord.intake.dates import WrittenDate, find_date, tables

_DATELINE_CHARACTERS = 200  # the longest in use (three cities, weekday, date, two credits) stay below 150
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

# Lead, then a credit in brackets or strokes, then what separates it from the sentence; or lead and separator alone.
_CREDITED = re.compile(
    r"(?P<lead>[^()\[\]\"“”«»;:?!]{0,110}?)\s*"
    r"(?:[(\[](?P<credit>[^()\[\]\"“”;?!]{2,90})[)\]]|(?<![\w/])/(?P<stroke>[^/()\d]{2,40})/(?!\w))"
    r"\s*(?P<mark>[.,:]?\s*[-–—―]{1,3}|[.:])?(?:\s+|$|(?<=[-–—―]))"
)
_MARK = re.compile(
    r"\s*(?P<dash>[–—―]{1,2}|--)\s*(?=\S)|\s-\s+(?=\S)|(?<=[A-Z]{3})(?P<tight>-)\s+(?=\S)"
    r"|(?P<stop>\.)\s+(?=\S)|(?P<colon>:)\s+(?=\S)"
)
_NEVER_BEFORE_MARK = re.compile(r"[()\[\]\"“”«»;:?!]")
_PARTS = re.compile(r"\s*/\s*|\s+[-–—|]\s+|\s*,\s+|\s+via\s+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, in its own words; a date may lack its year."""

    place: str | None = None
    date: WrittenDate | None = None
    agency: str | None = None
    publisher: str | None = None


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline that `paragraph` opens with, or None."""
    start = paragraph[:_DATELINE_CHARACTERS].translate(_INVISIBLE).strip()
    credited = _CREDITED.match(start)
    if credited and (dateline := _with_credit(credited)):
        inner = (
            None if dateline.place else _uncredited(start[credited.end() :], credited=True)
        )  # "(ANSA) - ROME, 27 JAN - "
        return replace(dateline, place=inner.place, date=dateline.date or inner.date) if inner else dateline
    return _uncredited(start)


def _uncredited(start: str, *, credited: bool = False) -> Dateline | None:
    """The dateline that opens with a place and ends with a dash, a colon or a full stop."""
    for mark in islice(_MARK.finditer(start, 3), 4):  # the first may stand inside the place: "ST. PETERSBURG – "
        lead = start[: mark.start()]
        if _NEVER_BEFORE_MARK.search(lead):
            return None
        kind = mark.lastgroup or "dash"
        if dateline := (_with_agency(lead) if kind in ("dash", "tight") else None) or _without_credit(
            lead, kind, credited
        ):
            return dateline if dateline.date else replace(dateline, date=_date_before_mark(start, mark.end()))
    return None


def _date_before_mark(start: str, place: int) -> WrittenDate | None:
    """The date that stands alone between two marks: "NEW YORK, NY – March 5, 2024 – "."""
    date = find_date(start, place)
    if date is None or date.start != place or date.year is None:
        return None
    mark = _MARK.match(start, date.end)
    return date if mark and not mark["stop"] else None


def _with_agency(lead: str) -> Dateline | None:
    """A place, perhaps a date, and an agency without brackets: "TOKYO, Jan 27 Kyodo", "Tehran, IRNA"."""
    words = lead.split()
    for count in (1, 2, 3):
        name = " ".join(words[-count:])
        before = " ".join(words[:-count])
        if not is_agency(name) or not before:
            continue
        split = split_date(before)
        if split and is_place(split[0]) and (split[1] or before.endswith(",")):
            return Dateline(split[0], split[1], name)
    return None


def is_agency(name: str) -> bool:
    """Whether `name` is a news agency of the table."""
    words = " ".join(name.split())
    return words in _agencies() or words.casefold() in _agencies()


def is_place(name: str) -> bool:
    """Whether `name` has the shape of a place in a dateline: a few capitalised words, none of them a heading."""
    words = re.split(r"[\s/]+", name)
    return (
        bool(re.fullmatch(r"[^\W\d_][^\d_\"“”@#$%&*+=<>|\\]{1,58}", name))
        and len(words) <= 7
        and all(word[:1].isupper() or word in tables()["words"]["name_particles"] for word in words if word)
        and name.split(",")[0].lower() not in tables()["words"]["not_places"]
    )


def split_date(lead: str) -> tuple[str, WrittenDate | None] | None:
    """`lead` as words and the date that ends it; None where something else follows the date."""
    found = find_date(lead)
    if found is None:
        return _trim(lead), None
    return None if lead[found.end :].strip(" .,:;-–—―") else (_trim(lead[: found.start]), found)


def _with_credit(match: re.Match[str]) -> Dateline | None:
    lead = split_date(match["lead"])
    credit = _read_credit(match["credit"] or match["stroke"])
    if lead is None or credit is None:
        return None
    place, date = lead
    date = date or credit.date
    dash = bool(match["mark"]) and match["mark"].strip()[-1] not in ".:,"
    known = any(is_agency(part) for part in re.split(r"\s*/\s*", credit.agency or ""))
    if place and not is_place(place):
        return None
    if not place:
        sure = known and (dash or date is not None or not match["mark"] or match["stroke"])
    elif _in_capitals(place):
        sure = known or dash or date is not None
    else:
        sure = (bool(match["mark"]) or (known and date is not None)) and (known or date is not None)
    return Dateline(place or None, date, credit.agency, credit.publisher) if sure else None


def _without_credit(lead: str, kind: str, credited: bool) -> Dateline | None:
    split = split_date(lead)
    if split is None or not is_place(split[0]) or kind == "tight":
        return None
    place, date = split
    known = place.lower() in tables()["towns"]["before_colon"]
    if date is None:
        sure = _in_capitals(place) and (kind == "dash" or (kind == "colon" and known))
    else:
        with_comma = lead[: date.start].rstrip().endswith(",")  # "Brussels, 3 March 2021 –", not "On 3 March 2021 –"
        told = (date.year is not None or credited) and kind == "dash"
        sure = _in_capitals(place) or (with_comma and (told or (kind == "colon" and known)))
    return Dateline(place, date) if sure else None


def _read_credit(words: str) -> Dateline | None:
    """The names and the date between the brackets; None where something else stands there."""
    date = find_date(words)
    names = words if date is None else words[: date.start] + words[date.end :]
    split = [names] if is_agency(_trim(names)) else _PARTS.split(names)  # "RFE/RL" is one name
    parts = [part for part in map(_trim, split) if part]
    if len(parts) > 3 or not all(_is_name(part) for part in parts):
        return None
    agencies = [part for part in parts if is_agency(part)]
    others = [part for part in parts if part not in agencies]
    if not agencies and others:
        agencies, others = others[-1:], others[:-1]
    return Dateline(None, date, "/".join(agencies) or None, others[0] if others else None) if parts or date else None


def _is_name(words: str) -> bool:
    named = all(word[:1].isupper() or word in tables()["words"]["name_particles"] for word in words.split())
    return is_agency(words) or (named and len(words.split()) <= 5 and not any(char.isdigit() for char in words))


def _in_capitals(place: str) -> bool:
    """Whether the town is in capitals; its state or country ("KYIV, Ukraine") need not be."""
    town = place.split(",")[0]
    return town.isupper() and sum(char.isalpha() for char in town) > 2


def _trim(words: str) -> str:
    """`words` without the marks around them; the full stop of an abbreviation ("D.C.", "Fla.") stays."""
    words = " ".join(words.split()).strip(" ,:;-–—―|")
    last = words.rpartition(" ")[2]
    longest_abbreviation = 6 if "," in words else 4  # "Calif.", "ST."
    return words[:-1] if last.endswith(".") and "." not in last[:-1] and len(last) > longest_abbreviation else words


@cache
def _agencies() -> frozenset[str]:
    """Names as in the table, the longer ones in lower case too: "(map)" is no agency, "(XINHUA)" is one."""
    names = tables()["credits"]["agencies"]
    return frozenset([*names, *(name.casefold() for name in names if len(name) > 4)])
