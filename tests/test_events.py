"""Events: trigger, actors, recipients, time, status and its cue on sentences of our own, with parses built by hand."""

import pytest
from parses import Built

from onrecord import events, views


def test_an_active_clause():
    built = Built("""
        The DT 2 det
        police NNS 3 nsubj
        arrested VBD 0 root
        Berg NNP 3 obj
        on IN 6 case
        Monday~ NNP 3 obl
        . . 3 punct
    """)
    built.entity("The police", type_="organisation").entity("Berg").time("Monday", "2021-01-25", "2021-01-26")
    assert built.events() == [("COERCE", "arrested", ["The police"], ["Berg"], "Monday", "happened", None)]


def test_a_passive_clause_and_who_is_not_named_is_left_out():
    built = (
        Built("""
        Berg NNP 3 nsubj:pass
        was VBD 3 aux:pass
        arrested VBN 0 root
        while IN 6 mark
        Lund NNP 6 nsubj
        spoke~ VBD 3 advcl
        . . 3 punct
    """)
        .entity("Berg")
        .entity("Lund")
    )
    assert built.events() == [("COERCE", "arrested", [], ["Berg"], None, "happened", "was")]


def test_time_and_actor_of_another_clause_are_not_taken():
    built = Built("""
        Lund NNP 2 nsubj
        agreed VBD 0 root
        on IN 4 case
        Monday NNP 2 obl
        to TO 6 mark
        visit VB 2 xcomp
        Velia~ NNP 6 obj
        . . 2 punct
    """)
    built.entity("Lund").entity("Velia", type_="country").time("Monday", "2021-01-25", "2021-01-26")
    assert built.events() == [("CONSULT", "visit", ["Lund"], ["Velia"], None, "scheduled", "agreed")]


def test_relative_clause_and_coordination():
    built = Built("""
        The DT 2 det
        rebels NNS 7 nsubj
        who WP 4 nsubj
        attacked VBD 2 acl:relcl
        the DT 6 det
        convoy NN 4 obj
        withdrew VBD 0 root
        and CC 9 cc
        surrendered~ VBD 7 conj
        . . 7 punct
    """)
    built.entity("The rebels", type_="group").entity("the convoy", type_="group", kind="nominal")
    assert [row[:4] for row in built.events()] == [
        ("ASSAULT", "attacked", ["The rebels"], ["the convoy"]),
        ("RETREAT", "withdrew", ["The rebels"], []),
        ("RETREAT", "surrendered", ["The rebels"], []),
    ]


def test_a_noun_under_a_light_verb_has_its_subject():
    built = (
        Built("""
        Norland NNP 2 nsubj
        imposed VBD 0 root
        an DT 4 det
        embargo NN 2 obj
        on IN 7 case
        the DT 7 det
        islands~ NNS 2 obl
        . . 2 punct
    """)
        .entity("Norland", type_="country")
        .entity("the islands", type_="place", kind="nominal")
    )
    assert [row[:4] for row in built.events()] == [("SANCTION", "embargo", ["Norland"], ["the islands"])]


def test_an_election_by_its_date():
    built = Built("""
        Velia NNP 2 nsubj
        entered VBD 0 root
        a DT 4 det
        crisis NN 2 obj
        after IN 9 case
        the DT 9 det
        August NNP 9 compound
        9 CD 7 nummod
        election~ NN 2 obl
        . . 2 punct
    """).time("August 9", "2020-08-09", "2020-08-10")
    assert [(row[0], row[1], row[4], row[5]) for row in built.events()] == [
        ("crisis", "crisis", None, "happened"),
        ("election", "election", "August 9", "happened"),
    ]


SCHEDULED = """
    The DT 4 det
    Fifth NNP 4 amod
    Norland NNP 4 compound
    Assembly~ NNP 9 nsubj
    , , 6 punct
    scheduled VBN 4 acl
    for IN 8 case
    May NNP 6 obl
    opens~ VBZ 0 root
    . . 9 punct
"""


def test_an_assembly_is_scheduled_by_its_participle():
    built = Built(SCHEDULED).time("May", "2021-05-01", "2021-06-01")
    assert built.events() == [("assembly", "Assembly", [], [], "May", "scheduled", "scheduled for")]
    [entry] = views.calendar(built.record)
    assert (entry.begin, entry.end) == ("2021-05-01", "2021-06-01")
    assert views.calendar(built.record, "2021-07-01") == ()


def test_an_event_in_a_statement_is_according_to_it():
    built = (
        Built("""
        Lund NNP 2 nsubj
        said VBD 0 root
        Berg NNP 4 nsubj
        resigned~ VBD 2 ccomp
        . . 2 punct
    """)
        .entity("Lund")
        .entity("Berg")
        .statement("Berg resigned", "said", "Lund")
    )
    [event] = events.find(built.scene)
    assert (event.type, event.mode, event.according_to) == ("RETREAT", "resign", "said")


def test_an_institution_is_no_event():
    assert (
        Built("""
        The DT 3 det
        National NNP 3 amod
        Assembly NNP 4 nsubj
        sits~ VBZ 0 root
        . . 4 punct
    """).events()
        == []
    )


def test_timeline_of_an_entity():
    built = Built("""
        The DT 2 det
        police NNS 3 nsubj
        arrested VBD 0 root
        Berg NNP 3 obj
        on IN 6 case
        Monday~ NNP 3 obl
        . . 3 punct

        Norland NNP 2 nsubj
        condemned VBD 0 root
        Berg~ NNP 2 obj
        . . 2 punct
    """)
    built.entity("The police", type_="organisation").entity("Berg", "Berg:1").entity("Norland", type_="country")
    built.time("Monday", "2021-01-25", "2021-01-26")
    record = built.record
    assert [(entry.begin, len(entry.rows)) for entry in views.timeline(record, "Berg")] == [
        ("2021-01-25", 1),
        ("2021-01-27", 1),
    ]
    assert [entry.begin for entry in views.timeline(record, "Norland")] == ["2021-01-27"]


# One verb in many frames: "The police arrested Berg" with words put before the verb.
FRAMES = [
    ("did VBD aux|not RB advmod", "VB", "did_not_happen", "did not"),
    ("never RB advmod", "VBD", "did_not_happen", "never"),
    ("will MD aux", "VB", "scheduled", "will"),
    ("will MD aux|not RB advmod", "VB", "did_not_happen", "will not"),
    ("would MD aux", "VB", "hypothetical", "would"),
    ("may MD aux|not RB advmod", "VB", "hypothetical", "may"),
    ("could MD aux|not RB advmod", "VB", "did_not_happen", "could not"),
    ("have VBP aux", "VBN", "happened", "have"),
    ("have VBP aux|n't RB advmod", "VBN", "did_not_happen", "have n't"),
    ("are VBP aux", "VBG", "ongoing", "are"),
    ("were VBD aux", "VBG", "happened", "were"),
    ("probably RB advmod", "VBD", "hypothetical", "probably"),
]


@pytest.mark.parametrize(("before", "tag", "status", "cue"), FRAMES)
def test_status_by_auxiliaries(before, tag, status, cue):
    words = [word.split() for word in before.split("|")]
    verb = 3 + len(words)
    middle = "\n".join(f"{form} {pos} {verb} {relation}" for form, pos, relation in words)
    form = {"VB": "arrest", "VBD": "arrested", "VBN": "arrested", "VBG": "arresting"}[tag]
    built = Built(
        f"The DT 2 det\npolice NNS {verb} nsubj\n{middle}\n{form} {tag} 0 root\nBerg~ NNP {verb} obj\n. . {verb} punct"
    )
    assert built.status(form) == (status, cue)


GOVERNORS = [
    ("planned VBD", "to TO mark|arrest VB", "scheduled", "planned"),
    ("failed VBD", "to TO mark|arrest VB", "did_not_happen", "failed"),
    ("refused VBD", "to TO mark|arrest VB", "did_not_happen", "refused"),
    ("tried VBD", "to TO mark|arrest VB", "hypothetical", "tried"),
    ("managed VBD", "to TO mark|arrest VB", "happened", None),
    ("stopped VBD", "arresting VBG", "happened", "stopped"),
    ("considered VBD", "arresting VBG", "hypothetical", "considered"),
    ("hurried VBD", "to TO mark|arrest VB", "hypothetical", "to"),
]


@pytest.mark.parametrize(("governor", "after", "status", "cue"), GOVERNORS)
def test_status_by_governor(governor, after, status, cue):
    parts = [part.split() for part in after.split("|")]
    verb = 3 + len(parts)
    form, tag = parts[-1]
    lines = ["The DT 2 det", "police NNS 3 nsubj", f"{governor} 0 root"]
    lines += [f"{mark} {of} {verb} {relation}" for mark, of, relation in parts[:-1]]
    built = Built("\n".join([*lines, f"{form} {tag} 3 xcomp", f"Berg~ NNP {verb} obj", ". . 3 punct"]))
    assert built.status(form) == (status, cue)


def test_what_did_not_stop_goes_on():
    built = Built("""
        The DT 4 det
        joint JJ 4 amod
        work NN 4 dep
        work NN 7 nsubj
        did VBD 7 aux
        not RB 7 advmod
        stop~ VB 0 root
        . . 7 punct
    """)
    assert built.status("work", 1) == ("ongoing", "did not stop")


def test_a_condition():
    built = Built("""
        If IN 3 mark
        Berg NNP 3 nsubj
        resigns~ VBZ 7 advcl
        , , 3 punct
        the DT 6 det
        senate NN 7 nsubj
        meets~ VBZ 0 root
        . . 7 punct
    """)
    assert built.status("resigns") == ("hypothetical", "If")
    assert built.status("meets") == ("hypothetical", "If")


def test_questions_of_yes_or_no_are_open():
    built = Built("""
        Did VBD 3 aux
        Berg NNP 3 nsubj
        resign~ VB 0 root
        ? . 3 punct

        Why WRB 4 advmod
        did VBD 4 aux
        Berg NNP 4 nsubj
        resign~ VB 0 root
        ? . 4 punct
    """)
    assert built.status("resign")[0] == "hypothetical"
    assert built.status("resign", 1)[0] == "happened"


@pytest.mark.parametrize(
    ("lines", "word", "status", "cue"),
    [
        (
            "The DT 3 det\nplanned VBN 3 amod\nvisit NN 4 nsubj\nmatters~ VBZ 0 root\n. . 4 punct",
            "visit",
            "scheduled",
            "planned",
        ),
        (
            "No DT 2 det\nvisit NN 4 nsubj:pass\nwas VBD 4 aux:pass\nheld~ VBN 0 root\n. . 4 punct",
            "visit",
            "did_not_happen",
            "No",
        ),
        (
            "Lund NNP 2 nsubj\ncancelled VBD 0 root\nthe DT 4 det\nvisit~ NN 2 obj\n. . 2 punct",
            "visit",
            "did_not_happen",
            "cancelled",
        ),
        (
            "Lund NNP 3 nsubj\nwill MD 3 aux\nhold VB 0 root\na DT 5 det\nvote~ NN 3 obj\n. . 3 punct",
            "vote",
            "scheduled",
            "will",
        ),
        (
            "A DT 2 det\nvisit NN 4 nsubj:pass\nis VBZ 4 aux:pass\nscheduled~ VBN 0 root\n. . 4 punct",
            "visit",
            "scheduled",
            "scheduled",
        ),
        (
            "The DT 2 det\nthreat NN 5 nsubj\nof IN 4 case\nwar NN 2 nmod\ngrew~ VBD 0 root\n. . 5 punct",
            "war",
            "hypothetical",
            "threat",
        ),
    ],
)
def test_status_of_nouns(lines, word, status, cue):
    assert Built(lines).status(word) == (status, cue)


def test_a_future_day_schedules_a_present_tense():
    built = Built("""
        The DT 2 det
        senate NN 3 nsubj
        meets VBZ 0 root
        on IN 5 case
        Friday~ NNP 3 obl
        . . 3 punct
    """).time("Friday", "2021-01-29", "2021-01-30")
    assert built.status("meets")[0] == "scheduled"


def test_a_participle_before_by_is_passive_though_it_is_read_as_a_past():
    built = Built("""
        The DT 2 det
        vote NN 8 nsubj
        , , 4 punct
        won VBD 8 advcl
        by IN 6 case
        Lund NNP 4 obl
        , , 4 punct
        was VBD 0 root
        close~ JJ 8 xcomp
        . . 8 punct
    """).entity("Lund")
    assert ("victory", ["Lund"]) in [(row[0], row[2]) for row in built.events()]


def test_a_noun_read_as_a_clause_is_the_subject_of_the_verb_after_it():
    built = Built("""
        The DT 3 det
        joint JJ 3 amod
        work NN 9 ccomp
        did VBD 6 aux
        not RB 6 advmod
        stop~ VB 9 ccomp
        , , 6 punct
        Lund NNP 9 nsubj
        said~ VBD 0 root
        . . 9 punct
    """).entity("Lund")
    assert [(row[0], row[5], row[6]) for row in built.events()] == [("COOPERATE", "ongoing", "did not stop")]
