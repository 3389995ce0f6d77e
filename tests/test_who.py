"""Golden dispatches for entities and speakers: texts of ours, with who is who in them.

`who/NAME.txt` is a dispatch; `who/NAME.json` what a careful person reads in it. Every span stands beside its words, so
that a diff can be read. What they follow:

- *Entities*: the people, bodies, countries, places and groups that act or speak, each with all its mentions. `name` is
  the fullest name in the text as it is written there, or the first noun where there is none. A public body may be taken
  for an organisation or a government.
- *Mentions*: a name without "Mr", "Ms", "Dr" or a title, but with "Daw" and "U", which are always written; a noun with
  what depends on it up to a relative clause; pronouns, possessives and "I" and "we" within quotations too, but not
  "who". "We" is the body that the speaker speaks for. A capital that acts is a metonym of the government where the text
  names one, otherwise of the country; as a place it is another entity.
- *Roles*: the words of an office or a trade, without their article.
- *Statements*: the cue and the name of the entity that speaks, or null where the text tells of nobody; a statement
  without any cue has the span of its content instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from onrecord.record import Entity, Mention, Role, Span

WHO = Path(__file__).parent / "who"
NAMES = sorted(path.stem for path in WHO.glob("*.txt"))
TYPES = get_args(get_type_hints(Entity)["type"])


@dataclass(frozen=True)
class Said:
    """A statement to be found: where its cue is, or its content where it has no cue, and who speaks."""

    place: Span
    has_cue: bool
    speaker: str | None  # name of an entity


@dataclass(frozen=True)
class Who:
    text: str
    entities: tuple[Entity, ...]  # by name; the ids are their places here
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


def spans(plain: Any) -> list[tuple[list[int], str]]:
    """Every span of a file, with the words that stand beside it."""
    if isinstance(plain, list):
        return [found for each in plain for found in spans(each)]
    if not isinstance(plain, dict):
        return []
    place = next((plain[key] for key in ("span", "cue", "content") if key in plain), None)
    return [*([(place, plain["text"])] if place else []), *(found for each in plain.values() for found in spans(each))]


def test_there_are_twelve_of_them():
    assert len(NAMES) == 12


@pytest.mark.parametrize("name", NAMES)
def test_every_span_holds_the_words_beside_it(name):
    text = load(name).text
    found = spans(json.loads((WHO / f"{name}.json").read_text(encoding="utf-8")))
    assert len(found) > 25
    assert [words for _, words in found] == [Span(*place).of(text) for place, _ in found]
    assert all(words == words.strip() for _, words in found)


@pytest.mark.parametrize("name", NAMES)
def test_the_entities_are_sound(name):
    who = load(name)
    assert len({entity.name for entity in who.entities}) == len(who.entities)
    for entity in who.entities:
        words = [mention.span.of(who.text).casefold() for mention in entity.mentions]
        assert entity.type in TYPES
        assert entity.name.casefold() in words
        assert list(entity.mentions) == sorted(
            entity.mentions, key=lambda mention: (mention.span.start, mention.span.end)
        )
    places = [mention.span for entity in who.entities for mention in entity.mentions]
    assert len(set(places)) == len(places), "a mention belongs to two entities"


@pytest.mark.parametrize("name", NAMES)
def test_the_speakers_are_entities_of_the_dispatch(name):
    who = load(name)
    assert {said.speaker for said in who.statements} <= {entity.name for entity in who.entities} | {None}
    places = [said.place for said in who.statements]
    assert len(set(places)) == len(places) >= 7


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_the_dispatch_is_a_mention_somewhere(name):
    """A name that is a mention in one place and is left out in another is a slip of the annotation."""
    who = load(name)
    marked = {
        at
        for entity in who.entities
        for mention in entity.mentions
        for at in range(mention.span.start, mention.span.end)
    }
    for entity in who.entities:
        for mention in entity.mentions:
            words = mention.span.of(who.text)
            if mention.kind == "name":
                at = who.text.find(words)
                while at >= 0:
                    whole = not (
                        who.text[at - 1 : at].isalnum() or who.text[at + len(words) : at + len(words) + 1].isalnum()
                    )
                    assert not whole or at in marked, f"{words} at {at}"
                    at = who.text.find(words, at + 1)
