"""In what contexts a document shows a person: what must agree before two people of one name are one.

Two kinds, each rare enough that two people of one full name hardly share it: an office or trade with whose it is
("minister of Norland" and "Norland's foreign minister" are one), and two of the
other people and bodies most named beside them, in one month. A bare "minister", a country alone or one famous name
beside them tell nothing.

    >>> list(offices("foreign minister of Norland")), list(offices("the minister"))
    (['minister|norland'], [])
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from onrecord import knowledge
from onrecord.ledger.names import folded, name_key
from onrecord.record import Entity, Record

BESIDE = 3  # of the others, those most named: their pairs are looked up for each person without a link
# Bodies that every country has, so that a name of theirs says whose only with a country beside it.
_EVERYWHERE = frozenset(
    (
        "parliament", "congress", "senate", "house", "cabinet", "government", "state", "council", "court", "party",
        "ministry", "police", "army", "navy", "university", "opposition", "assembly", "committee", "commission",
        "board", "bank", "union", "department", "office", "republic",
    )
)  # fmt: skip
_OF = re.compile(r"\s(?:of|for|at|in|with|from)\s+(?:the\s+)?(?=[^\W\d_]*[A-Z])")
_POSSESSIVE = re.compile(r"^(?:the\s+)?(.*?[^\W\d_])['’]s?\s+(.+)$")
_BODIES = frozenset(("organisation", "group"))


def offices(role: str) -> Iterator[str]:
    """Head and owner of an office in the words of a role, where they say whose it is."""
    for part in role.split(" and "):
        if found := _OF.split(part, maxsplit=1)[1:]:
            held, owner = _OF.split(part, maxsplit=1)[0], found[0]
        elif possessive := _POSSESSIVE.match(part):
            owner, held = possessive.groups()
        else:
            first, _, held = part.removeprefix("the ").partition(" ")
            owner = first if first[:1].isupper() and _country_of_adjective(first) else ""
        head = folded(held).split()[-1:]
        if owner and head and (key := _owner(owner)):
            yield f"{head[0]}|{key}"


def contexts(record: Record) -> dict[str, tuple[str, ...]]:
    """For each person whom the record names in full and does not link, or links by name: the contexts, surest first."""
    month = (record.document.published or "")[:7]
    known = {entity.id: beside for entity in record.entities if (beside := _beside(entity))}
    count = {entity.id: len(entity.mentions) for entity in record.entities}
    most = sorted(known, key=lambda ident: (-count[ident], known[ident], ident))
    found = {}
    for entity in record.entities:
        if entity.type == "person" and entity.id in known:
            held = dict.fromkeys(key for role in entity.roles for key in offices(role.text))
            others = dict.fromkeys(known[ident] for ident in most[: BESIDE + 1] if known[ident] != known[entity.id])
            pairs = itertools.combinations(sorted(list(others)[:BESIDE]), 2) if len(month) == 7 else ()
            found[entity.id] = (*held, *(f"{one}|{other}|{month}" for one, other in pairs))
    return found


def _beside(entity: Entity) -> str | None:
    """What a person or body is known by where it stands beside others; None for what does not tell much."""
    key = name_key(entity.name)
    if entity.type not in (*_BODIES, "person") or not any(mention.kind == "name" for mention in entity.mentions):
        return None
    return key if len(key.split()) > 1 else None


def _owner(words: str) -> str | None:
    """Whose an office is, as a key: a country by its code."""
    if code := _country(words) or _country_of_adjective(words):
        return code
    kept = [word for word in folded(words).split() if word != "the"]
    return None if not kept or set(kept) <= _EVERYWHERE else " ".join(kept)


@lru_cache(maxsize=4096)
def _country(words: str) -> str | None:
    found = knowledge.country(words)
    return found.place.code if found else None


@lru_cache(maxsize=4096)
def _country_of_adjective(word: str) -> str | None:
    codes = {found.place.code for found in knowledge.demonym(word)}
    return codes.pop() if len(codes) == 1 else None
