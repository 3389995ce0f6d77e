"""What people say of findings: it holds at once, in every answer, and through every reading; findings stay as found."""

import json
from dataclasses import replace

import pytest
from ledgers import NEWER, RUN, Dispatch, opened, simple

from onrecord import queries
from onrecord.ledger import LedgerError, counts
from onrecord.ledger.check import check
from onrecord.ledger.judgements import judge
from onrecord.queries import Asked


@pytest.fixture
def ledger(tmp_path):
    with opened(tmp_path / "onrecord.db") as made:
        yield made


@pytest.fixture
def record(ledger):
    dispatch = Dispatch()
    dispatch.who("Bo Holm")
    dispatch.says(dispatch.who("Ada Lund"), "that the treaty is welcome")
    dispatch.says("Ada Lund", "that it may rain", confidence=0.2)
    dispatch.holds("Ada Lund", "supports", "the treaty").plans("Ada Lund", "will meet", "2024-02-07", "2024-02-08")
    ledger.add(dispatch.record(), RUN)
    return dispatch.record()


def said(ledger, name, **asked):
    return [row["words"] for row in queries.who(ledger, name, Asked(**asked)).dicts()]


def judged(ledger, record, table, number, verdict, **more):
    judge(ledger, table, getattr(record, f"{table}s")[number].id, record.document.id, verdict, **more)


def test_what_is_rejected_is_in_no_answer_and_stays_as_it_was_found(ledger, record):
    judged(ledger, record, "statement", 0, "reject", by="mn", note="a heading")
    judged(ledger, record, "position", 0, "reject")
    judged(ledger, record, "event", 0, "reject")
    assert said(ledger, "Ada Lund") == [] and queries.search(ledger, "treaty").rows == ()
    assert said(ledger, "Ada Lund", unsure=True) == ["that it may rain"]
    assert queries.positions(ledger, Asked(unsure=True)).rows == () == queries.calendar(ledger, Asked(unsure=True)).rows
    assert queries.timeline(ledger, "Ada Lund").rows == () == queries.sources(ledger).rows
    assert ledger.ask("SELECT sure, judged FROM statements ORDER BY words") == [(0, None), (0, "reject")]
    assert ledger.record(record.document.id) == record
    assert list(check(ledger)) == []


def test_what_is_accepted_is_in_every_answer_whatever_its_confidence(ledger, record):
    judged(ledger, record, "statement", 1, "accept")
    assert said(ledger, "Ada Lund") == ["that it may rain", "that the treaty is welcome"]
    assert queries.sources(ledger).dicts()[0]["statements"] == 2
    assert list(check(ledger)) == []


def test_what_hangs_from_a_rejected_statement_goes_with_it(ledger):
    dispatch = Dispatch()
    dispatch.says(dispatch.who("Ada Lund"), "that she is for the treaty").holds("Ada Lund", "supports", "the treaty")
    record = dispatch.record()
    held = replace(record.positions[0], according_to=record.statements[0].id)
    record = replace(record, positions=(held,))
    ledger.add(record, RUN)
    judged(ledger, record, "statement", 0, "reject")
    assert queries.positions(ledger).rows == ()
    judged(ledger, record, "statement", 0, "clear")
    assert len(queries.positions(ledger).rows) == 1
    judged(ledger, record, "statement", 0, "reject")
    judged(ledger, record, "position", 0, "accept")
    assert len(queries.positions(ledger).rows) == 1, "what is accepted by itself stands by itself"


def test_another_speaker_is_shown_everywhere_and_the_found_one_is_kept(ledger, record):
    judged(ledger, record, "statement", 0, "speaker", speaker="Bo Holm", by="mn")
    assert said(ledger, "Bo Holm") == ["that the treaty is welcome"] and said(ledger, "Ada Lund") == []
    assert len(queries.search(ledger, "treaty", by="Bo Holm").rows) == 1
    assert queries.search(ledger, "treaty", by="Ada Lund").rows == ()
    assert [row["name"] for row in queries.sources(ledger).dicts()] == ["Bo Holm"]
    assert ledger.record(record.document.id) == record
    assert list(check(ledger)) == []
    judged(ledger, record, "statement", 0, "clear")
    assert said(ledger, "Bo Holm") == [] and len(said(ledger, "Ada Lund")) == 1


def test_judgements_outlive_readings_that_find_it_no_more_and_again(ledger, record):
    judged(ledger, record, "statement", 0, "reject")
    ledger.add(replace(record, statements=record.statements[1:]), NEWER)
    ledger.add(record, RUN)
    assert said(ledger, "Ada Lund") == []
    assert list(check(ledger)) == []


def test_judgements_are_examples_to_learn_from(ledger, record):
    judged(ledger, record, "statement", 0, "accept")
    judged(ledger, record, "statement", 0, "speaker", speaker="Bo Holm", by="mn", note="by context")
    rows = ledger.ask(
        'SELECT "table", finding, verdict, speaker_name, "by", made, note, current, found FROM judgements'
    )
    assert [row[2:4] + row[7:8] for row in rows] == [("accept", None, 0), ("speaker", "Bo Holm", 1)]
    found = json.loads(rows[1][8])
    (span,) = found["content"]
    assert record.document.text[slice(*span)] == "that the treaty is welcome"
    assert found["entities"][0]["name"] == "Ada Lund" and found["speaker"] == found["entities"][0]["id"]


@pytest.mark.parametrize(
    ("table", "finding", "verdict", "speaker", "message"),
    [
        ("statement", "0" * 16, "reject", None, "has no statement"),
        ("statement", None, "speaker", None, "another speaker"),
        ("position", None, "speaker", "Bo Holm", "another speaker"),
        ("statement", None, "speaker", "Nobody Atall", "nobody there is called"),
    ],
)
def test_what_cannot_be_judged_is_refused_whole(ledger, record, table, finding, verdict, speaker, message):
    ident = finding or getattr(record, f"{table}s")[0].id
    before = "\n".join(ledger.connection.iterdump())
    with pytest.raises(LedgerError, match=message):
        judge(ledger, table, ident, record.document.id, verdict, speaker=speaker)
    with pytest.raises(LedgerError, match="no document has the id"):
        judge(ledger, "statement", record.statements[0].id, "0" * 64, "reject")
    assert "\n".join(ledger.connection.iterdump()) == before


def test_pages_of_an_answer_hold_each_row_once(ledger):
    for number in range(23):
        day = f"2024-02-{number % 5 + 1:02}" if number % 7 else None
        made = Dispatch(source=f"https://courier.example/{number}", published=day)
        made.who("Ada Lund", role="mayor of Harrow")
        made.says("Ada Lund", f"that number {number} counts").holds("Ada Lund", "supports", f"the plan {number}")
        made.plans("Ada Lund", f"will meet {number}", f"2024-03-{number % 9 + 1:02}", f"2024-03-{number % 9 + 2:02}")
        ledger.add(made.record(), RUN)
    questions = {
        "who": lambda asked: queries.who(ledger, "Ada Lund", asked),
        "search": lambda asked: queries.search(ledger, "number", asked),
        "documents": lambda asked: queries.search_documents(ledger, "number", asked),
        "positions": lambda asked: queries.positions(ledger, asked),
        "calendar": lambda asked: queries.calendar(ledger, asked),
        "timeline": lambda asked: queries.timeline(ledger, "Ada Lund", asked),
    }
    for name, question in questions.items():
        whole = question(Asked(limit=1000)).rows
        pages, asked = [], Asked(limit=7)
        while True:
            answer = question(asked)
            pages = [*answer.rows, *pages] if name == "timeline" else [*pages, *answer.rows]
            if answer.cursor is None:
                break
            asked = Asked(limit=7, after=answer.cursor)
        assert pages == list(whole) and len(whole) >= 23, name
    with pytest.raises(ValueError, match="the cursor of an answer"):
        Asked(after="1; DROP")


def test_withdrawn_and_embargoed_documents_are_left_out_unless_asked_for(ledger):
    killed, held = simple("that the mine is safe"), simple("that the port opens", source="b", published="2024-02-06")
    for record in (killed, held):
        ledger.add(record, RUN)
    connection = ledger.connection
    connection.execute(
        "INSERT INTO notice (item, version, kind, address, seen, run) VALUES ('i', '2', 'kill', 'a', '2026-01-01', 1)"
    )
    counts.count(connection, 1, -1)
    connection.execute("UPDATE document SET withdrawn = 1 WHERE key = 1")
    connection.execute("UPDATE document SET embargo = '2024-02-07T06:00Z' WHERE key = 2")
    before = "2024-02-07T05:59Z"
    assert said(ledger, "Ada Lund", now=before) == [] == list(queries.sources(ledger, Asked(now=before)).rows)
    assert said(ledger, "Ada Lund") == ["that the port opens"]
    assert said(ledger, "Ada Lund", now=before, embargoed=True) == ["that the port opens"]
    assert said(ledger, "Ada Lund", now=before, withdrawn=True) == ["that the mine is safe"]
    for year in (
        Asked(),
        Asked(since="2024"),
        Asked(since="2024-02-06"),
        Asked(until="2024-02"),
        Asked(as_of="2024-03"),
    ):
        assert queries.sources(ledger, year).dicts()[0]["statements"] == 1
    assert queries.sources(ledger, Asked(withdrawn=True)).dicts()[0]["statements"] == 2
    assert ledger.ask("SELECT withdrawn FROM statements ORDER BY day") == [("kill",), (None,)]
    assert list(check(ledger)) == []
