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
from dataclasses import replace
from typing import Any, get_args, get_type_hints

import pytest
from who_compare import NAMES, WHO, differences, load

from onrecord.record import Entity, Mention, Span, Statement

TYPES = get_args(get_type_hints(Entity)["type"])


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


# The comparison, on readings made by hand from what is expected.


def reading(who):
    """What a perfect reading gives: the expected entities, and a statement at each cue or content."""
    ids = {entity.name: entity.id for entity in who.entities}
    statements = [
        Statement(
            str(number), (), (said.place,) if said.has_cue else (), (said.place,), "direct", "speech", "affirmed",
            ids.get(said.speaker or ""), None, None, 1.0,
        )
        for number, said in enumerate(who.statements)
    ]  # fmt: skip
    return list(who.entities), statements


@pytest.mark.parametrize("name", NAMES)
def test_a_perfect_reading_differs_in_nothing(name):
    who = load(name)
    assert differences(who, *reading(who)) == {}


def test_nothing_read_is_every_entity_missed_and_no_speaker():
    who = load("court-antiques")
    assert differences(who, [], []) == {f"entity {entity.name}": "not found" for entity in who.entities}


def test_two_people_of_one_name_joined_are_named():
    who = load("court-antiques")
    entities, statements = reading(who)
    husband, wife = entities[:2]
    joined = replace(husband, mentions=husband.mentions + wife.mentions)
    found = differences(who, [joined, *entities[2:]], statements)
    assert found["entity Laszlo Draskovic"] == "one with Mirjana Draskovic"
    assert [case for case in found if case.startswith("speaker")]  # what the wife said is his now


def test_a_pronoun_given_to_another_a_wrong_type_and_a_lost_role_are_told():
    who = load("company-recall")
    entities, statements = reading(who)
    kahr = next(entity for entity in entities if entity.name == "Annika Kahr")
    she = next(mention for mention in kahr.mentions if mention.kind == "pronoun")
    robbed = replace(kahr, mentions=tuple(m for m in kahr.mentions if m != she), type="place", roles=())
    robber = replace(entities[0], mentions=(*entities[0].mentions, she))
    others = [entity for entity in entities[1:] if entity is not kahr]
    found = differences(who, [robber, *others, robbed], statements)
    assert found == {
        "entity Annika Kahr": "a place, not a person",
        f"mention She {she.span.start}": "of Meller-Brandt Appliances, not Annika Kahr",
        f"role MBA's chief executive {kahr.roles[0].span.start}": "not found at Annika Kahr",
    }


def test_a_wrong_speaker_and_one_too_many_are_told():
    who = load("wire-water-talks")
    entities, statements = reading(who)
    nobody = next(n for n, said in enumerate(who.statements) if said.speaker is None)
    changed = [replace(s, speaker=entities[0].id) if n in (0, nobody) else s for n, s in enumerate(statements)]
    assert list(differences(who, entities, changed).values()) == [
        "Kazakhstan, not Kazakh Foreign Ministry",
        "Kazakhstan, not nobody",
    ]


def test_a_title_within_a_name_and_a_shorter_noun_are_no_difference():
    who = load("conflict-bridge")
    entities, statements = reading(who)

    def loose(entity):
        if entity.name == "Tariq Haldane":
            first, *rest = entity.mentions
            return replace(entity, mentions=(Mention(Span(first.span.start - 8, first.span.end), "name"), *rest))
        if entity.name == "Residents reached by telephone":
            first, *rest = entity.mentions
            return replace(entity, mentions=(Mention(Span(first.span.start, first.span.start + 9), "nominal"), *rest))
        return entity

    assert differences(who, [loose(entity) for entity in entities], statements) == {}
