"""Links: which thing of the knowledge tables an entity of the text is, and on what grounds.

A name links where exactly one office-holder or body bears it and the times agree; an office links where the tables are
sure who held it on the document's date. Anything less is no link.

    >>> holder("president", "RU", "2021-01-27").person
    'Vladimir Putin'
"""

from __future__ import annotations

from datetime import MAXYEAR
from functools import lru_cache

from onrecord import knowledge
from onrecord.knowledge import Body, Holder
from onrecord.record import Link

NEAR = 15  # years between a document and a stretch in office for a bare name to be that office-holder's
# Kinds of bodies that are parts of a state.
PUBLIC = frozenset(
    {
        "government", "presidency", "monarchy", "parliament", "chamber", "ministry", "central bank", "court", "police",
        "military", "intelligence", "agency", "prosecutor", "mission",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def holder(office: str, code: str, published: str) -> Holder | None:
    """The one holder of an office of a country on a date, where the tables are sure; None for any doubt."""
    try:
        return knowledge.office_holder(office, code, published[:10]).sure
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def person(name: str, published: str | None) -> Link | None:
    """The only office-holder of that full name, if in office within NEAR years of the document's date."""
    if len(name.split()) < 2 or not published:
        return None
    found = knowledge.person(name)
    if len(found) != 1 or not found[0].qid:
        return None
    year = int(published[:4])
    for stretch in found[0].offices:
        if stretch.start and int(stretch.start[:4]) - 3 <= year <= _last_year(stretch) + NEAR:
            return Link(found[0].qid, "name")
    return None


def _last_year(stretch: Holder) -> int:
    """Of a stretch in office; where none ended it, of the calendar: the tables name nobody who can be long past."""
    return int(stretch.end.split("/")[-1][:4]) if stretch.end else MAXYEAR - NEAR


@lru_cache(maxsize=4096)
def body(words: str) -> Body | None:
    """The one body that a phrase names by itself; None for none and for several."""
    found = knowledge.body(words)
    return found[0] if len({(each.name, each.country) for each in found}) == 1 else None


@lru_cache(maxsize=4096)
def country_of(adjective: str) -> str | None:
    """Code of the country or territory that an adjective or a name means; None for none and for several."""
    demonyms = {each.place.code for each in knowledge.demonym(adjective)}
    if len(demonyms) == 1:
        return demonyms.pop()
    there = knowledge.country(adjective)
    return there.place.code if there else None
