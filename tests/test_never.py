"""What events and positions must never do: take a side, take an actor from another clause, tell a future or negated act
as done. Adversarial sentences of our own, with parses built by hand; and whole texts, read with the weights."""

import pytest
from parses import Built

from onrecord import Document, Reader, events, views

DONE = ("happened", "ongoing")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland will attack Velia on Monday.",
        "Norland did not attack Velia.",
        "Norland never attacked Velia.",
        "Norland has not attacked Velia.",
        "Norland refused to attack Velia.",
        "Norland may attack Velia.",
        "Norland threatened to attack Velia.",
        "Norland denied that it attacked Velia.",
        "If Norland attacks Velia, the talks will end.",
        "Norland was about to attack Velia.",
        "Nobody attacked Velia.",
        "Norland would have attacked Velia.",
        "Norland plans to attack Velia.",
        "Norland stopped short of attacking Velia.",
        "Did Norland attack Velia?",
        "Norland called off the attack on Velia.",
        "Norland left without attacking Velia.",
    ],
)
def test_a_future_or_negated_act_is_never_told_as_done(reader, sentence):
    doc = Document(f"{sentence}\n", published="2021-01-27")
    found = [event for event in reader.read(doc).events if event.type == "ASSAULT"]
    assert [event.status for event in found if event.status in DONE] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland signed the treaty.",
        "Norland has signed the treaty.",
        "The treaty was signed by Norland.",
    ],
)
def test_what_is_done_is_told_as_done(reader, sentence):
    found = reader.read(Document(f"{sentence}\n", published="2021-01-27")).events
    assert [event.status for event in found if event.type == "treaty_signing"] == ["happened"]


@pytest.mark.parametrize(
    ("sentence", "type_", "nobody"),
    [
        ("Velia watched while Lund resigned.", "RETREAT", "Velia"),
        ("Velia said that Lund had resigned.", "RETREAT", "Velia"),
        ("After Norland met the envoys, Berg was arrested.", "COERCE", "Norland"),
        ("Norland protested. Berg was arrested.", "COERCE", "Norland"),
        ("Astria, which borders Norland, signed the treaty.", "treaty_signing", "Norland"),
    ],
)
def test_an_actor_never_comes_from_another_clause(reader, sentence, type_, nobody):
    record = reader.read(Document(f"{sentence}\n", published="2021-01-27"))
    named = {entity.id: entity.name for entity in record.entities}
    for event in record.events:
        if event.type == type_:
            assert nobody not in [named[one.entity] for one in event.actors]


def test_two_who_claim_one_victory_stand_side_by_side_and_neither_is_the_winner(reader):
    text = (
        "Lund won the presidential election, the commission said on Monday.\n\n"
        "The opposition rejected the results. It claimed that Berg had won the election.\n"
    )
    record = reader.read(Document(text, published="2021-01-27"))
    named = {entity.id: entity.name for entity in record.entities}
    victories = [event for event in record.events if event.type == "victory"]
    assert {named[one.entity] for event in victories for one in event.actors} >= {"Lund", "Berg"}
    disputes = [one for one in views.disputes(record, least=0, least_event=0) if one.about == "victory"]
    assert len(disputes) == 1
    assert len(disputes[0].sides) == 2


def test_the_same_words_of_either_side_give_the_same_rows(reader):
    """A disputed territory: whoever is named, the row is who says what."""

    def rows(one: str, other: str) -> list[tuple[str, str, str]]:
        text = f"{one} said that the Sand Islands belong to it. {other} rejects the claim of {one}.\n"
        record = reader.read(Document(text, published="2021-01-27"))
        named = {entity.id: entity.name for entity in record.entities}
        assert not [event for event in record.events if event.type == "victory"]
        return sorted((named[p.holder], p.relation, p.polarity) for p in record.positions)

    swapped = [(({"Chile": "Peru", "Peru": "Chile"}[who]), *rest) for who, *rest in rows("Chile", "Peru")]
    assert sorted(swapped) == rows("Peru", "Chile")


def test_a_clause_between_two_names_gives_the_verb_its_own_subject():
    built = (
        Built("""
        Velia NNP 2 nsubj
        watched VBD 0 root
        while IN 5 mark
        Lund NNP 5 nsubj
        resigned~ VBD 2 advcl
        . . 2 punct
    """)
        .entity("Velia", type_="country")
        .entity("Lund")
    )
    assert [row[2] for row in built.events() if row[0] == "RETREAT"] == [["Lund"]]


def test_a_row_that_names_nobody_is_not_shown():
    built = Built("""
        The DT 2 det
        talks NNS 3 nsubj
        failed~ VBD 0 root
        . . 3 punct
    """)
    [event] = events.find(built.scene)
    assert event.confidence < events.LEAST_CONFIDENCE


def test_papers_are_not_released_as_prisoners_are():
    built = (
        Built("""
        The DT 2 det
        ministry NN 3 nsubj
        released VBD 0 root
        the DT 5 det
        records~ NNS 3 obj
        . . 3 punct
    """)
        .entity("The ministry", type_="government")
        .entity("the records", type_="group", kind="nominal")
    )
    assert built.events() == []


def test_one_person_who_attacks_another_is_no_assault():
    built = (
        Built("""
        Lund NNP 2 nsubj
        attacked VBD 0 root
        Berg~ NNP 2 obj
        . . 2 punct
    """)
        .entity("Lund")
        .entity("Berg")
    )
    assert built.events() == []
