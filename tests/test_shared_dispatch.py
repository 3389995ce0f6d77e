"""The acceptance dispatch, which is not ours to commit: its eight statements, as places in its text."""

from pathlib import Path

import pytest

import onrecord
from onrecord import times
from onrecord.record import to_json

DISPATCH = Path(__file__).parent.parent.parent / "shared" / "dispatches" / "belarus-2021-01-27.txt"
ID = "25548051675f5ab418a7ec8af08e535e2f33fecdd32b1b9727b1f6bfb97fb502"
# form, source, cue, content; the second has the words of its subject, as PolNeAR has, though they stand elsewhere
STATEMENTS = [
    ("indirect", [229, 257], [258, 262], [91, 227]),
    ("indirect", [229, 257], [277, 283], [284, 377]),
    ("direct", [616, 636], [637, 641], [380, 615]),
    ("indirect", [662, 664], [665, 670], [671, 806]),
    ("direct", [1049, 1061], [1062, 1067], [809, 1048]),
    ("indirect", [1070, 1072], [1073, 1078], [1079, 1230]),
    ("direct", [1512, 1524], [1525, 1529], [1233, 1511]),
    ("indirect", [1861, 1875], [1907, 1915], [1916, 1989]),
]
# place, type, value, begin, end of every date in it
TIMES = [
    ([6, 16], "DATE", "2021-01-27", "2021-01-27", "2021-01-28"),
    ([71, 89], "DATE", "2021-01-27", "2021-01-27", "2021-01-28"),
    ([171, 179], "DATE", "2020-08-09", "2020-08-09", "2020-08-10"),
    ([266, 275], "DATE", "2021-01-27", "2021-01-27", "2021-01-28"),
    ([527, 541], "DATE", "2020-08-09", "2020-08-09", "2020-08-10"),
    ([900, 914], "DATE", "2021-02-11/2021-02-12", "2021-02-11", "2021-02-13"),
    ([1017, 1046], "DURATION", "P5Y", "2021-01-27", "2026-01-27"),
    ([1614, 1630], "DATE", "1999-12-08", "1999-12-08", "1999-12-09"),
    ([1635, 1639], "DATE", "2019", "2019-01-01", "2020-01-01"),
    ([1790, 1798], "DATE", "2020-08-09", "2020-08-09", "2020-08-10"),
]

pytestmark = pytest.mark.skipif(not DISPATCH.exists(), reason="the acceptance dispatch is not part of the project")


@pytest.fixture(scope="module")
def doc():
    (found,) = onrecord.documents(str(DISPATCH))
    assert found.id == ID, "the dispatch is another text: its places no longer hold"
    return found


def test_document(doc):
    assert (doc.published, doc.published_from, doc.place) == ("2021-01-27", "dateline", "MOSCOW")
    assert (doc.publisher, doc.agency, doc.byline) == ("UrduPoint News", "Sputnik", "@ChaudhryMAli88")


def test_times(doc):
    found = times.find(doc)
    assert [(to_json(one.span), one.type, one.value, one.begin, one.end) for one in found] == TIMES


def test_statements(doc):
    rows = [
        (statement.form, *(to_json(spans) for spans in (statement.source, statement.cue, statement.content)))
        for statement in onrecord.read(doc).statements
    ]
    assert [row for row in STATEMENTS if (row[0], *([span] for span in row[1:])) not in rows] == []


# Of the facts in the sheet beside the dispatch: all positions (holder, relation, polarity), six of seven events.
POSITIONS = {
    ("Russia", "supports", "for"),
    ("Russia", "recognises", "for"),
    ("Russia", "supports", "against"),
    ("Russian Foreign Ministry", "calls_for", "against"),
    ("The opposition", "recognises", "against"),
    ("The opposition", "claims", "for"),
}
EVENTS = {
    ("election", "happened"),
    ("assembly", "scheduled"),
    ("treaty_signing", "happened"),
    ("COOPERATE", "happened"),
    ("COOPERATE", "ongoing"),
    ("crisis", "happened"),
}


def test_positions_events_and_the_dispute(doc):
    from onrecord import Reader, views

    record = Reader().read(doc)
    names = {entity.id: entity.name for entity in record.entities}
    found = {(names[one.holder], one.relation, one.polarity) for one in record.positions}
    assert found >= POSITIONS
    assert {(event.type, event.status) for event in record.events} >= EVENTS
    victory = next(one for one in views.disputes(record, least=0.0, least_event=0.0) if one.about == "victory")
    winners = {names[one.entity] for side in victory.sides for event in side for one in event.actors}
    assert winners == {"Alexander Lukashenko", "Svetlana Tikhanovskaya"}


def test_who_is_who(doc):
    record = onrecord.read(doc)
    holder = {mention.span.of(doc.text): entity for entity in record.entities for mention in entity.mentions}
    russia, ministry, lukashenko = holder["Russia"], holder["Russian Foreign Ministry"], holder["Alexander Lukashenko"]
    assert holder["The Russian side"] is holder["Moscow"] is russia
    assert {("Moscow", "metonym")} <= {(mention.span.of(doc.text), mention.kind) for mention in russia.mentions}
    assert (holder["MOSCOW"].type, holder["Minsk"].type, ministry.type) == ("place", "country", "government")
    assert "Minsk" in {m.span.of(doc.text) for m in holder["Belarus"].mentions if m.kind == "metonym"}
    assert holder["Lukashenko"] is lukashenko
    assert lukashenko.link is not None and lukashenko.link.id == "Q2866"
    assert "incumbent President" in {role.text for role in lukashenko.roles}
    assert "an opposition candidate" in {role.text for role in holder["Svetlana Tikhanovskaya"].roles}


def test_speakers(doc):
    record = onrecord.read(doc)
    names = {entity.id: entity.name for entity in record.entities}
    by_cue = {statement.cue[0].start: names.get(statement.speaker or "") for statement in record.statements}
    expected = ["Russian Foreign Ministry"] * 7 + ["The opposition"]
    assert [by_cue[cue[0]] for _, _, cue, _ in STATEMENTS] == expected
