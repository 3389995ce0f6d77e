"""Positions: holder, relation, polarity, object and evidence on sentences of our own, with parses built by hand."""

import pytest
from parses import Built

from onrecord import positions, views

RECOGNIZED = """
    Norland NNP 2 nsubj
    recognized VBD 0 root
    Lund NNP 2 obj
    as IN 6 case
    the DT 6 det
    president NN 2 obl
    of IN 8 case
    Velia~ NNP 6 nmod
    . . 2 punct
"""
NOT_RECOGNIZED = """
    The DT 2 det
    opposition NN 5 nsubj
    did VBD 5 aux
    not RB 5 advmod
    recognize VB 0 root
    the DT 7 det
    results~ NNS 5 obj
    , , 9 punct
    claiming VBG 5 advcl
    that IN 14 mark
    Berg NNP 14 nsubj
    was VBD 14 cop
    the DT 14 det
    winner~ NN 9 ccomp
    . . 5 punct
"""


def test_recognizes_somebody_as_something():
    built = Built(RECOGNIZED).entity("Norland", type_="country").entity("Lund").entity("Velia", type_="country")
    assert built.positions() == [
        ("Norland", "recognises", "for", "Lund", ["recognized", "as", "the president of Velia"])
    ]


def test_negation_turns_a_position_round_and_is_evidence():
    built = Built(NOT_RECOGNIZED).entity("The opposition", type_="group").entity("Berg")
    assert built.positions() == [
        ("The opposition", "recognises", "against", "the results", ["did not recognize"]),
        ("The opposition", "claims", "for", "Berg was the winner", ["claiming"]),
    ]


def test_no_position_without_a_holder_that_is_an_entity():
    assert Built(RECOGNIZED).entity("Lund").positions() == []


def test_the_inner_position_under_an_outer_one_is_kept():
    built = Built("""
        Astria NNP 2 nsubj
        condemned VBD 0 root
        Velia~ NNP 5 nmod:poss
        's POS 3 case
        decision NN 2 obj
        to TO 7 mark
        recognize VB 5 acl
        the DT 9 det
        council~ NN 7 obj
        . . 2 punct
    """)
    built.entity("Astria", type_="country").entity("Velia", type_="country").entity(
        "the council", type_="group", kind="nominal"
    )
    assert built.positions() == [
        ("Astria", "condemns", "for", "Velia's decision to recognize the council", ["condemned"]),
        ("Velia", "recognises", "for", "the council", ["decision", "recognize"]),
    ]


def test_a_position_told_by_a_speaker_is_according_to_the_statement():
    built = Built("""
        Norland NNP 2 nsubj
        said VBD 0 root
        it PRP 4 nsubj
        recognizes VBZ 2 ccomp
        Lund~ NNP 4 obj
        . . 2 punct
    """)
    built.entity("Norland", "it", type_="country").entity("Lund").statement("it recognizes Lund", "said", "Norland")
    [position] = positions.find(built.scene)
    assert (position.holder, position.according_to) == ("Norland", "said")


def test_we_in_a_quotation_is_the_speaker():
    built = Built("""
        “~ `` 3 punct
        We PRP 3 nsubj
        condemn VBP 0 root
        the DT 5 det
        raid~ NN 3 obj
        ,~ , 3 punct
        ” '' 3 punct
        Lund NNP 9 nsubj
        said~ VBD 3 parataxis
        . . 3 punct
    """)
    built.entity("Lund").statement("We condemn the raid", "said", "Lund")
    assert [row[:4] for row in built.positions()] == [("Lund", "condemns", "for", "the raid")]


def test_what_and_not_leaves_out_is_opposed():
    built = Built("""
        Norland NNP 2 nsubj
        stands VBZ 0 root
        for IN 5 case
        the DT 5 det
        choice NN 2 obl
        of IN 8 case
        the DT 8 det
        voters NNS 5 nmod
        and CC 12 cc
        not RB 12 advmod
        the DT 12 det
        figure~ NN 5 conj
        . . 2 punct
    """).entity("Norland", type_="country")
    assert [row[:4] for row in built.positions()] == [
        ("Norland", "supports", "for", "the choice of the voters"),
        ("Norland", "supports", "against", "the figure"),
    ]


def test_not_this_but_that():
    built = Built("""
        Norland NNP 4 nsubj
        does VBZ 4 aux
        not RB 4 advmod
        support VB 0 root
        persons~ NNS 4 obj
        , , 9 punct
        but CC 9 cc
        the DT 9 det
        choice~ NN 5 conj
        . . 4 punct
    """).entity("Norland", type_="country")
    assert [row[:4] for row in built.positions()] == [
        ("Norland", "supports", "against", "persons"),
        ("Norland", "supports", "for", "the choice"),
    ]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (
            "and CC 3 cc | not RB 3 advmod | the DT 9 det | figure~ NN 3 nmod",
            [("for", "the choice"), ("against", "the figure")],
        ),
        (", , 3 punct | and CC 3 cc | Lund NNP 9 nsubj | resigned~ VBD 3 conj", [("for", "the choice")]),
    ],
)
def test_what_is_set_against_an_object_is_found_where_a_parser_hangs_it_elsewhere(words, rows):
    block = "Norland NNP 2 nsubj | stands VBZ 0 root | for IN 5 case | the DT 5 det | choice NN 2 obl | " + words
    built = Built((block + " | . . 2 punct").replace(" | ", "\n")).entity("Norland", type_="country")
    assert [row[2:4] for row in built.positions()] == rows


def test_refused_to_support_is_one_row():
    built = Built("""
        Lund NNP 2 nsubj
        refused VBD 0 root
        to TO 4 mark
        support VB 2 xcomp
        the DT 6 det
        bill~ NN 4 obj
        . . 2 punct
    """).entity("Lund")
    assert built.positions() == [("Lund", "supports", "against", "the bill", ["refused", "support"])]


def test_what_is_only_possible_is_no_position():
    built = Built("""
        Lund NNP 3 nsubj
        may MD 3 aux
        support VB 0 root
        the DT 5 det
        bill~ NN 3 obj
        . . 3 punct
    """).entity("Lund")
    assert built.positions() == []


@pytest.mark.parametrize(("verb", "polarity"), [("voiced", "for"), ("withdrew", "against")])
def test_a_light_verb_lends_its_subject_and_may_turn_the_noun_round(verb, polarity):
    built = Built(f"""
        Norland NNP 2 nsubj
        {verb} VBD 0 root
        its PRP$ 4 nmod:poss
        support NN 2 obj
        for IN 7 case
        the DT 7 det
        rebels~ NNS 4 nmod
        . . 2 punct
    """).entity("Norland", type_="country")
    assert [row[:4] for row in built.positions()] == [("Norland", "supports", polarity, "the rebels")]


def test_passive_and_coordinated_holders():
    built = (
        Built("""
        The DT 2 det
        raid NN 4 nsubj:pass
        was VBD 4 aux:pass
        condemned VBN 0 root
        by IN 6 case
        Norland NNP 4 obl:agent
        and CC 8 cc
        Velia~ NNP 6 conj
        . . 4 punct
    """)
        .entity("Norland", type_="country")
        .entity("Velia", type_="country")
    )
    assert [row[:4] for row in built.positions()] == [
        ("Norland", "condemns", "for", "The raid"),
        ("Velia", "condemns", "for", "The raid"),
    ]


def test_called_on_somebody_to_do_something():
    built = (
        Built("""
        Norland NNP 2 nsubj
        called VBD 0 root
        on IN 5 case
        the DT 5 det
        rebels NNS 2 obl
        to TO 7 mark
        disarm~ VB 2 xcomp
        . . 2 punct
    """)
        .entity("Norland", type_="country")
        .entity("the rebels", type_="group")
    )
    assert built.positions() == [("Norland", "calls_for", "for", "the rebels to disarm", ["called on"])]


def test_should_not_in_a_statement_is_a_call_against():
    built = (
        Built("""
        It PRP 2 nsubj
        added VBD 0 root
        that IN 9 mark
        the DT 5 det
        work NN 9 nsubj:pass
        should MD 9 aux
        not RB 9 advmod
        be VB 9 aux:pass
        stopped~ VBN 2 ccomp
        . . 2 punct
    """)
        .entity("It", type_="organisation")
        .statement("the work should not be stopped", "added", "It")
    )
    assert built.positions() == [("It", "calls_for", "against", "the work should not be stopped", ["should not"])]


def test_disputes_set_the_sides_next_to_each_other():
    built = Built(
        RECOGNIZED
        + """
        Astria NNP 4 nsubj
        did VBD 4 aux
        not RB 4 advmod
        recognize VB 0 root
        Lund~ NNP 4 obj
        . . 4 punct
    """
    )
    built.entity("Norland", type_="country").entity("Lund", "Lund:1").entity("Astria", type_="country")
    [dispute] = views.disputes(built.record, least=0.0, least_event=0.0)
    assert dispute.about == "Lund"
    assert [[one.holder for one in side] for side in dispute.sides] == [["Norland"], ["Astria"]]


def test_two_winners_are_a_dispute():
    built = Built(
        """
        Lund NNP 2 nsubj
        won VBD 0 root
        the DT 4 det
        election~ NN 2 obj
        . . 2 punct
        """
        + NOT_RECOGNIZED
    )
    built.entity("Lund").entity("Berg").entity("The opposition", type_="group")
    built.statement("that Berg was the winner", "claiming", "The opposition")
    [dispute] = views.disputes(built.record, least=0.0, least_event=0.0)
    assert dispute.about == "victory"
    assert [[one.actors[0].entity for one in side] for side in dispute.sides] == [["Lund"], ["Berg"]]


def test_every_span_is_of_the_text_and_ids_are_their_own():
    built = Built(RECOGNIZED + NOT_RECOGNIZED).entity("Norland").entity("Lund").entity("The opposition", type_="group")
    found = positions.find(built.scene)
    assert len({position.id for position in found}) == len(found) == 3
    for position in found:
        for span in (position.object.span, *position.evidence):
            words = span.of(built.doc.text)
            assert words and words == words.strip()
    assert found == positions.find(built.scene)
