"""How a reading of a dispatch in `who/` differs from what a person reads in it, a line a difference.

>>> differences(Who("Lund left.", (), ()), (), ())
{}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.record import Entity, Mention, Role, Span, Statement

WHO = Path(__file__).parent / "who"
NAMES = sorted(path.stem for path in WHO.glob("*.txt"))
_LINKS = {"about", "against", "and", "at", "by", "for", "from", "in", "near", "of", "on", "to", "with"}
BODIES = {"organisation", "government"}  # of a public body either is right


@dataclass(frozen=True)
class Said:
    """A statement to be found: where its cue is, or its content where it has no cue, and who speaks."""

    place: Span
    has_cue: bool
    speaker: str | None  # name of an entity


@dataclass(frozen=True)
class Who:
    text: str
    entities: tuple[Entity, ...]  # the ids are their places here
    statements: tuple[Said, ...]


def load(name: str) -> Who:
    plain = json.loads((WHO / f"{name}.json").read_text(encoding="utf-8"))
    text = (WHO / f"{name}.txt").read_text(encoding="utf-8")
    entities = tuple(
        Entity(
            id=str(number),
            name=each["name"],
            type=each["type"],
            roles=tuple(Role(role["text"], Span(*role["span"])) for role in each["roles"]),
            link=None,
            mentions=tuple(Mention(Span(*mention["span"]), mention["kind"]) for mention in each["mentions"]),
        )
        for number, each in enumerate(plain["entities"])
    )
    statements = tuple(
        Said(Span(*each.get("cue", each.get("content"))), "cue" in each, each["speaker"])
        for each in plain["statements"]
    )
    return Who(text, entities, statements)


def differences(who: Who, entities: Sequence[Entity], statements: Sequence[Statement]) -> dict[str, str]:
    """By case what is wrong: "entity NAME", "mention WORDS START", "role WORDS START", "speaker CUE START".

    An expected entity is the read one that has most of its mentions, names before others. A mention that no entity
    holds is a difference, and so is one that the entity of another holds. Statements that were not read at all are
    the business of the statement stage and are left out; so are entities that were read and are not expected.
    """
    found: dict[str, str] = {}
    holders = {
        entity.name: [(mention, _holder(entities, mention, who.text)) for mention in entity.mentions]
        for entity in who.entities
    }
    ours = {name: _counterpart(held, entities) for name, held in holders.items()}
    for entity in who.entities:
        counterpart = ours[entity.name]
        if counterpart is None:
            found[f"entity {entity.name}"] = "not found"
            continue
        sharers = [name for name, other in ours.items() if other is counterpart and name != entity.name]
        if sharers:
            found[f"entity {entity.name}"] = f"one with {', '.join(sharers)}"
        elif entity.type != counterpart.type and not {entity.type, counterpart.type} <= BODIES:
            found[f"entity {entity.name}"] = f"a {counterpart.type}, not a {entity.type}"
        for mention, holder in holders[entity.name]:
            if holder is not counterpart:
                case = f"mention {mention.span.of(who.text)} {mention.span.start}"
                found[case] = f"of {holder.name if holder else 'nobody'}, not {entity.name}"
        for role in entity.roles:
            if not any(_meet(role.span, each.span) for each in counterpart.roles):
                found[f"role {role.text} {role.span.start}"] = f"not found at {entity.name}"
    for said in who.statements:
        read = [each for each in statements if _is(each, said)]
        if read:
            wanted = ours[said.speaker] if said.speaker is not None else None
            speakers = {each.speaker for each in read}
            if speakers != {wanted.id if wanted else None}:
                names = sorted(each.name for each in entities if each.id in speakers) or ["nobody"]
                case = f"speaker {said.place.of(who.text)[:40]} {said.place.start}"
                found[case] = f"{', '.join(names)}, not {said.speaker or 'nobody'}"
    return found


def _counterpart(held: Sequence[tuple[Mention, Entity | None]], entities: Iterable[Entity]) -> Entity | None:
    """The entity that holds most of the mentions; of equal ones the first, names before other mentions."""
    best, most = None, (0, 0)
    for each in entities:
        kinds = [mention.kind for mention, holder in held if holder is each]
        count = (kinds.count("name"), len(kinds))
        if count > most:
            best, most = each, count
    return best


def _holder(entities: Sequence[Entity], wanted: Mention, text: str) -> Entity | None:
    """The entity that has this mention; failing that, one that has it with more or fewer words about the same head."""
    pairs = [(entity, mention) for entity in entities for mention in entity.mentions]
    exact = [entity for entity, mention in pairs if mention.span == wanted.span]
    loose = [entity for entity, mention in pairs if _about(mention, wanted, text)]
    return next(iter(exact + loose), None)


def _about(mention: Mention, wanted: Mention, text: str) -> bool:
    one, other = sorted((mention.span, wanted.span), key=lambda span: span.end - span.start)
    if one not in other or "pronoun" in (mention.kind, wanted.kind):
        return False
    before = text[other.start : one.start].lower().split()
    same_end = one.end == other.end and _LINKS.isdisjoint(before)
    return same_end or (one.start == other.start and mention.kind == wanted.kind == "nominal")


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is(statement: Statement, said: Said) -> bool:
    places = statement.cue if said.has_cue else () if statement.cue else statement.content
    return any(_meet(place, said.place) for place in places)
