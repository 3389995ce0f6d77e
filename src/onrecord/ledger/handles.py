"""What one document gives to know an actor by: its handle, and the other handles that it lays claim to.

Handles are a pure function of a record, so that the same documents give the same actors in any order. The rule, from
the strongest down (docs/ledger.md gives the reasons):

* a link: `link|Q1`, whatever the name and type;
* a full name with its type, `name|organisation|harbour union`, of what is no person;
* a person's full name, of two words or more, with the first of its contexts (`contexts.py`), both hashed:
  `person|0b8e5d…`; it claims those with the others;
* a lone name of a person, which never joins by itself: with an office that names whose it is, in the year of the
  document, `office|lund|foreign minister of norland|2024`;
* all else, a person of a full name without a context, too, is of its document: the handle holds its id.

Who claims a handle is taken to be its bearer: a stronger actor where no other one claims it, and people of one name
who share a context.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from onrecord.ledger.contexts import contexts
from onrecord.ledger.names import folded, name_key, shortened
from onrecord.record import Document, Entity, Record, finding_id

# An office that says whose it is: "minister of Norland", "Norland's minister". "Minister" alone fits many a Lund.
PERSON = "person|"  # begins the handles of people with a context
_WHOSE = re.compile(r"\b(?:of|for|at|in)\s+(?:the\s+)?[^\W\d_]*[A-Z]|[A-Z]\w*['’]s?\b")


class Strength(IntEnum):
    DOCUMENT = 0
    OFFICE = 1
    CONTEXT = 2
    NAME = 3
    LINK = 4


_STRENGTH = {
    "document": Strength.DOCUMENT, "office": Strength.OFFICE, "person": Strength.CONTEXT, "name": Strength.NAME,
    "link": Strength.LINK, "split": Strength.LINK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handle:
    text: str
    strength: Strength
    link: str | None = None


def handles(record: Record) -> dict[str, tuple[Handle, tuple[str, ...]]]:
    """For each entity of a record: by what it is known beyond its document, and the other handles that it claims."""
    shown = contexts(record)
    return {entity.id: _handle(entity, record.document, shown.get(entity.id, ())) for entity in record.entities}


def _handle(entity: Entity, doc: Document, shown: tuple[str, ...]) -> tuple[Handle, tuple[str, ...]]:
    key = name_key(entity.name)
    named = any(mention.kind == "name" for mention in entity.mentions)
    full = named and not (entity.type == "person" and is_lone(key))
    of_person = [_context_handle(key, context) for context in shown]
    held = list(_offices(entity, key, doc)) if named else []
    if entity.link:
        # "Moscow" linked to Russia as a metonym is no name of Russia's.
        by_name = full and entity.link.basis == "name"
        of_name = of_person if entity.type == "person" else [name_handle(key, entity.type).text]
        return link_handle(entity.link.id), (*of_name, *held) if by_name else ()
    if full and entity.type != "person":
        return name_handle(key, entity.type), ()
    if full and of_person:
        return Handle(of_person[0], Strength.CONTEXT), (*of_person[1:], *held)
    if named and not full and held:
        return Handle(held[0], Strength.OFFICE), ()
    spans = [mention.span for mention in entity.mentions] or [role.span for role in entity.roles]
    place = finding_id(doc.id, "entity", spans) if spans else f"{doc.id} {entity.id}"
    return Handle(shortened(f"document|{doc.id}|{place}"), Strength.DOCUMENT), ()


def _context_handle(key: str, context: str) -> str:
    """Hashed, because a ledger holds some of them for each person of each document, twice."""
    return PERSON + hashlib.sha256(f"{key}|{context}".encode()).hexdigest()[:16]


def strength_of(handle: str) -> Strength:
    """How strong an actor of that handle is; those that people make are as strong as links."""
    return _STRENGTH[handle.partition("|")[0]]


def link_handle(link: str) -> Handle:
    return Handle(shortened(f"link|{link}"), Strength.LINK, link)


def name_handle(key: str, entity_type: str) -> Handle:
    return Handle(f"name|{entity_type}|{key}", Strength.NAME)


def is_lone(key: str) -> bool:
    """Whether the key of a person's name is of one word."""
    return len(key.split()) < 2


def _offices(entity: Entity, key: str, doc: Document) -> Iterator[str]:
    if entity.type != "person" or not doc.published or not key:
        return
    surname = key.split()[-1]
    year = doc.published[:4]
    for office in sorted({_office_key(role.text) for role in entity.roles if _WHOSE.search(role.text)}):
        yield shortened(f"office|{surname}|{office}|{year}")


def _office_key(words: str) -> str:
    return " ".join(word for word in folded(words).split() if word != "the")
