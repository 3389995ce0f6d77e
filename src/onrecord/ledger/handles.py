"""What one document gives to know an actor by: its handle, and the weaker handles that it lays claim to.

A handle is a pure function of an entity and its document, so that the same documents give the same actors in any
order. The rule, from the strongest down (docs/ledger.md gives the reasons):

* a link: `link|Q1`, whatever the name and type;
* a full name with its type, `name|person|ada lund`: one that some mention names, of two words or more for a person;
* a lone name of a person, which never joins by itself: with an office that names whose it is, in the year of the
  document, `office|lund|foreign minister of norland|2024`; otherwise the handle holds the document's id and joins
  nothing;
* anything that no mention names ("the minister", "protesters"): of its document.

A stronger actor claims the weaker handles that it is known to bear. A weaker one joins the stronger where exactly one
claims it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from onrecord.ledger.names import folded, name_key, shortened
from onrecord.record import Document, Entity, finding_id

# An office that says whose it is: "minister of Norland", "Norland's minister". "Minister" alone fits many a Lund.
_WHOSE = re.compile(r"\b(?:of|for|at|in)\s+(?:the\s+)?[^\W\d_]*[A-Z]|[A-Z]\w*['’]s?\b")


class Strength(IntEnum):
    DOCUMENT = 0
    OFFICE = 1
    NAME = 2
    LINK = 3


@dataclass(frozen=True, slots=True)
class Handle:
    text: str
    strength: Strength
    link: str | None = None


def handle(entity: Entity, doc: Document) -> Handle:
    """By what the entity is known beyond its document."""
    if entity.link:
        return link_handle(entity.link.id)
    named = any(mention.kind == "name" for mention in entity.mentions)
    key = name_key(entity.name)
    if named and not _is_lone(key, entity.type):
        return name_handle(key, entity.type)
    if named and (office := next(_offices(entity, key, doc), None)):
        return Handle(office, Strength.OFFICE)
    spans = [mention.span for mention in entity.mentions] or [role.span for role in entity.roles]
    place = finding_id(doc.id, "entity", spans) if spans else f"{doc.id} {entity.id}"
    return Handle(shortened(f"document|{doc.id}|{place}"), Strength.DOCUMENT)


def link_handle(link: str) -> Handle:
    return Handle(shortened(f"link|{link}"), Strength.LINK, link)


def name_handle(key: str, entity_type: str) -> Handle:
    return Handle(f"name|{entity_type}|{key}", Strength.NAME)


def claims(entity: Entity, doc: Document) -> Iterator[str]:
    """The weaker handles that this entity's actor is known to bear."""
    if not any(mention.kind == "name" for mention in entity.mentions):
        return
    key = name_key(entity.name)
    if _is_lone(key, entity.type):
        return
    if entity.link:
        # "Moscow" linked to Russia as a metonym is no name of Russia's.
        if entity.link.basis != "name":
            return
        yield name_handle(key, entity.type).text
    if entity.type == "person":
        yield from _offices(entity, key, doc)


def _is_lone(key: str, entity_type: str) -> bool:
    return entity_type == "person" and len(key.split()) < 2


def _offices(entity: Entity, key: str, doc: Document) -> Iterator[str]:
    if entity.type != "person" or not doc.published or not key:
        return
    surname = key.split()[-1]
    year = doc.published[:4]
    for office in sorted({_office_key(role.text) for role in entity.roles if _WHOSE.search(role.text)}):
        yield shortened(f"office|{surname}|{office}|{year}")


def _office_key(words: str) -> str:
    return " ".join(word for word in folded(words).split() if word != "the")
