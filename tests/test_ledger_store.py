"""The store: every record whole, once, for good."""

import json
import random
import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import NEWER, RUN, Dispatch, StubReader, opened, simple, state, text_of
from naughty import NAUGHTY
from samples import full_record, texts

from onrecord.ledger import LedgerError
from onrecord.ledger.adding import add_documents, read_again
from onrecord.ledger.check import check
from onrecord.ledger.handles import handles
from onrecord.record import Document, Record, Span, Statement, UnreadableDocument, finding_id


@pytest.fixture
def ledger(tmp_path):
    with opened(tmp_path / "onrecord.db") as made:
        yield made


def count(ledger, table):
    return ledger.ask(f"SELECT count(*) FROM {table}")[0][0]


def test_a_record_comes_back_as_it_was_added(ledger):
    record = full_record()
    assert ledger.add(record, RUN) == "added"
    assert ledger.record(record.document.id) == record
    with pytest.raises(KeyError):
        ledger.record("0" * 64)


def test_any_text_comes_back_and_its_words_are_cut_where_the_spans_say(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "onrecord.db"

    @given(st.lists(texts.filter(bool), min_size=1, max_size=3), st.data())
    def holds(parts, data):
        text = "".join(parts)
        spans = tuple(
            Span(start, data.draw(st.integers(start + 1, len(text))))
            for start in data.draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=3))
        )
        statement = Statement(
            finding_id(Document(text).id, "statement", spans), spans[:1], (), spans, "mixed", "speech", "affirmed",
            None, None, None, 0.9,
        )  # fmt: skip
        record = Record(Document(text, source="x"), statements=(statement,))
        with opened(path) as ledger:
            ledger.add(record, RUN)
            ledger.add(record, NEWER)
            assert ledger.record(record.document.id).document.text == text
            stored = ledger.record(record.document.id).statements
            for kept in stored:
                shown = ledger.ask("SELECT source, words FROM statements WHERE id = ?", (kept.id,))[0]
                assert shown == tuple(
                    " … ".join(span.of(text) for span in part) or None for part in (kept.source, kept.content)
                )

    holds()


@pytest.mark.parametrize("text", ["😀 “é” 👩‍👩‍👧 e\u0301nd", "a\r\nb\x85c\u2028d", "\ufeffx\U0010ffffy"])
def test_spans_count_code_points_in_sql_as_in_python(ledger, text):
    spans = [Span(place, place + 1) for place in range(len(text))]
    statements = tuple(
        Statement(finding_id(Document(text).id, "statement", [s]), (s,), (), (s,), "direct", "speech", "affirmed", None,
                  None, None, 1.0)
        for s in spans
    )  # fmt: skip
    ledger.add(Record(Document(text), statements=statements), RUN)
    assert [row[0] for row in ledger.ask("SELECT words FROM statements ORDER BY content_spans->>'$[0][0]'")] == list(
        text
    )
    assert list(check(ledger)) == []


def test_a_second_add_changes_nothing(ledger):
    record = full_record()
    ledger.add(record, RUN)
    before = "\n".join(ledger.connection.iterdump())
    assert ledger.add(record, RUN) == "known"
    assert ledger.note(record.document, RUN) == "known"
    assert "\n".join(ledger.connection.iterdump()) == before


def test_reading_again_replaces_findings_and_keeps_documents_and_ids(ledger):
    first, second = simple("that talks will go on"), simple("no")
    ledger.add(first, RUN)
    ledger.add(second, RUN)
    better = replace(first, statements=(replace(first.statements[0], confidence=0.99, polarity="negated"),))
    kept = ledger.ask("SELECT id, address FROM documents ORDER BY id")
    assert ledger.add(better, NEWER) == "read again"
    assert ledger.record(first.document.id) == better
    assert ledger.ask("SELECT id, address FROM documents ORDER BY id") == kept
    assert ledger.ask("SELECT id FROM statements WHERE polarity = 'negated'") == [(first.statements[0].id,)]
    runs = "SELECT DISTINCT statements.document, program, model FROM statements JOIN runs USING (run)"
    assert set(ledger.ask(runs)) == {(first.document.id, "1.1", "bbbb"), (second.document.id, "1.0", "aaaa")}
    assert ledger.ask("SELECT count(*) FROM statement_words WHERE statement_words MATCH 'talks'") == [(1,)]
    assert list(check(ledger)) == []


def test_words_of_findings_that_are_gone_are_not_found(ledger):
    record = simple("that talks will go on")
    ledger.add(record, RUN)
    ledger.add(replace(record, statements=()), NEWER)
    assert ledger.ask("SELECT count(*) FROM statement_words WHERE statement_words MATCH 'talks'") == [(0,)]
    assert ledger.ask("SELECT count(*) FROM document_words WHERE document_words MATCH 'talks'") == [(1,)]
    assert list(check(ledger)) == []


def test_the_same_text_elsewhere_is_a_further_appearance_and_is_not_read(ledger):
    record = simple("no")
    elsewhere = replace(
        record.document, source="https://other.example/x", publisher="The Other", published="2024-02-07"
    )
    ledger.add(record, RUN)
    assert ledger.note(elsewhere, RUN) == "seen elsewhere"
    assert ledger.note(elsewhere, RUN) == "known"
    assert ledger.ask("SELECT publisher, read_as FROM appearances ORDER BY publisher") == [
        ("The Courier", 1), ("The Other", 0),
    ]  # fmt: skip
    assert ledger.ask("SELECT publisher, appearances FROM documents") == [("The Courier", 2)]
    assert count(ledger, "statement") == 1


def test_a_document_whose_date_has_changed_is_read_again(ledger):
    record = simple("no")
    ledger.add(record, RUN)
    corrected = replace(record.document, published="2024-02-06", title="A title at last")
    assert ledger.note(corrected, RUN) is None
    assert ledger.add(replace(record, document=corrected), RUN) == "read again"
    assert ledger.ask("SELECT published, day FROM statements") == [("2024-02-06", "2024-02-06")]
    assert ledger.ask("SELECT count(*) FROM document_words WHERE document_words MATCH 'title'") == [(1,)]
    assert ledger.note(corrected, RUN) == "known"
    assert list(check(ledger)) == []


def test_changed_text_at_an_address_is_a_new_version(ledger):
    for words in ("no", "no comment", "no"):
        ledger.add(simple(words), RUN)
    assert [row[:2] for row in ledger.ask("SELECT version, document FROM versions ORDER BY version")] == [
        (1, simple("no").document.id), (2, simple("no comment").document.id),
    ]  # fmt: skip


def test_standard_input_is_no_address(ledger):
    for source in ("", "-", "-:3"):
        ledger.add(simple(f"no {source}", source=source), RUN)
    assert count(ledger, "documents") == 3 and count(ledger, "versions") == 0


def test_the_order_of_adding_makes_no_difference(tmp_path):
    records = [simple(f"no {number}", source=f"https://courier.example/{number}") for number in range(6)]
    for number in range(6):
        dispatch = Dispatch(source=f"https://wire.example/{number}", published=f"{2020 + number}")
        dispatch.says(dispatch.who("Ada Lund", link="Q1" if number % 2 else None), f"yes {number}")
        dispatch.says(dispatch.who("Lund"), "perhaps")
        records.append(dispatch.record())
    states = []
    for seed in range(4):
        random.Random(seed).shuffle(records)
        with opened(tmp_path / f"{seed}.db") as ledger:
            for record in records:
                ledger.add(record, RUN)
            states.append(state(ledger))
    assert all(other == states[0] for other in states[1:])


def test_unsure_rows_and_what_hangs_from_them_are_marked(ledger):
    record = full_record()
    first, second, outer, inner = record.statements
    doubted = replace(
        record, statements=(replace(first, confidence=0.1), second, replace(outer, confidence=0.1), inner)
    )
    ledger.add(doubted, RUN)
    sure = dict(ledger.ask("SELECT id, sure FROM statements"))
    assert sure == {first.id: 0, second.id: 1, outer.id: 0, inner.id: 0}
    assert ledger.ask("SELECT sure FROM events") == [(0,)], "it is according to a statement that is unsure"
    assert ledger.ask("SELECT sure FROM positions") == [(0,)]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (lambda r: replace(r, statements=r.statements + r.statements[:1]), "two statements of the record have the id"),
        (lambda r: replace(r, entities=()), "which is not in entities"),
        (lambda r: replace(r, times=()), "which is not in times"),
        (lambda r: replace(r, statements=(replace(r.statements[0], content=(Span(0, 999),)),)), "a span ends at 999"),
        (lambda r: replace(r, statements=(replace(r.statements[0], within="nowhere"),)), "which is not in statements"),
    ],
)
def test_a_record_whose_rows_do_not_hold_together_is_set_aside_whole(ledger, broken, reason):
    record = (
        replace(full_record(), events=(), positions=()) if "999" in reason or "nowhere" in reason else full_record()
    )
    with pytest.raises(UnreadableDocument, match=reason):
        ledger.add(broken(record), RUN)
    assert count(ledger, "document") == 0 and count(ledger, "actor") == 0


def test_the_same_id_in_two_documents_is_no_clash_in_the_tables(ledger):
    one, other = full_record(), full_record()
    text = other.document.text + " Again."
    ledger.add(one, RUN)
    ledger.add(replace(other, document=replace(other.document, text=text, source="elsewhere")), RUN)
    assert ledger.record(Document(text).id).events == one.events
    assert any("ids: 2 rows of statement have the id" in failure for failure in check(ledger))


@pytest.mark.parametrize(
    "name", [*filter(None, NAUGHTY), "Robert'); DROP TABLE statement;--", "%_*[a-z]\"'", "x" * 1_000_000]
)
def test_any_name_is_only_a_name(ledger, name):
    name = name.replace("\0", "") or "x"
    dispatch = Dispatch(publisher=name, title=name)
    dispatch.says(dispatch.who(name), "no")
    record = dispatch.record()
    ledger.add(record, RUN)
    assert ledger.record(record.document.id) == record
    assert ledger.ask("SELECT actor_name FROM statements") == [(name,)]
    assert all(len(found.text) < 500 for found, _ in handles(record).values())
    assert list(check(ledger)) == []


@pytest.mark.parametrize(
    "date", ["0001-01-01", "9999-12-31T23:59+14:00", "-0044-03-15", "+12024-01-01", "2024-W05", "x" * 99]
)
def test_dates_far_outside_are_kept_as_they_are(ledger, date):
    dispatch = Dispatch(published=date)
    dispatch.says(dispatch.who("Ada Lund"), "no").plans("Ada Lund", "will meet", date, date)
    record = dispatch.record()
    ledger.add(record, RUN)
    assert ledger.record(record.document.id) == record


def test_days_compare_in_utc(ledger):
    ledger.add(simple("no", published="2024-02-05T23:30-05:00"), RUN)
    assert ledger.ask("SELECT published, day FROM statements") == [("2024-02-05T23:30-05:00", "2024-02-06T04:30Z")]


def documents(*words, **facts):
    return [
        Document(text_of(each), source=f"https://courier.example/{n}", published="2024-02-05", **facts)
        for n, each in enumerate(words)
    ]


def test_adding_tells_of_each_and_keeps_the_reasons_of_what_is_set_aside(ledger):
    found = [*documents("yes", "no"), UnreadableDocument("in.jsonl:3", "broken JSON: x", "column 2"),
             Document("unreadable", source="odd"), *documents("perhaps")]  # fmt: skip
    heard = []
    told = lambda outcome, item: heard.append(outcome)  # noqa: E731
    assert add_documents(ledger, found, RUN, make_reader=StubReader, told=told) == {"added": 3, "set aside": 2}
    assert heard == ["added", "added", "set aside", "set aside", "added"]
    again = add_documents(ledger, found, RUN, make_reader=StubReader)
    assert again == {"known": 3, "set aside": 2}
    assert ledger.ask("SELECT address, place, reason FROM rejected ORDER BY address") == [
        ("in.jsonl:3", "column 2", "broken JSON: x"), ("odd", "character 0", "too odd"),
    ]  # fmt: skip


def test_what_is_known_is_not_read(ledger):
    def forbidden():
        raise AssertionError("a reader was made")

    add_documents(ledger, documents("yes", "no"), RUN, make_reader=StubReader)
    assert add_documents(ledger, documents("yes", "no"), NEWER, make_reader=forbidden) == {"known": 2}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_text_twice_in_one_run_is_stored_once(tmp_path, jobs):
    twice = documents("yes", "yes", "no")
    with opened(tmp_path / "onrecord.db") as ledger:
        counts = add_documents(ledger, twice, RUN, jobs=jobs, make_reader=StubReader)
        assert counts == {"added": 2, "seen elsewhere": 1}
        assert (count(ledger, "document"), count(ledger, "appearance"), count(ledger, "statement")) == (2, 3, 2)


def test_jobs_change_nothing(tmp_path):
    states = []
    for jobs in (1, 2):
        with opened(tmp_path / f"{jobs}.db") as ledger:
            add_documents(ledger, documents(*map(str, range(20))), RUN, jobs=jobs, make_reader=StubReader)
            states.append("\n".join(ledger.connection.iterdump()))
    assert states[0] == states[1]


def test_reading_again_takes_the_text_from_the_ledger(ledger):
    add_documents(ledger, documents("yes", "no"), RUN, make_reader=StubReader)
    assert ledger.count_unread_by(NEWER) == 2
    assert read_again(ledger, NEWER, make_reader=StubReader) == {"read again": 2}
    assert ledger.count_unread_by(NEWER) == 0 and read_again(ledger, NEWER, make_reader=StubReader) == {}
    assert ledger.ask("SELECT DISTINCT model FROM statements JOIN runs USING (run)") == [("bbbb",)]


def test_an_error_in_the_middle_of_a_document_leaves_nothing_of_it(ledger, monkeypatch):
    ledger.add(simple("yes"), RUN)
    before = "\n".join(ledger.connection.iterdump())

    def fails(*_):
        raise sqlite3.OperationalError("the disk went away")

    monkeypatch.setattr("onrecord.ledger.rows._index_words", fails)
    with pytest.raises((LedgerError, sqlite3.Error)):
        ledger.add(simple("no"), RUN)
    monkeypatch.undo()
    assert "\n".join(ledger.connection.iterdump()) == before
    assert ledger.add(simple("no"), RUN) == "added"


def test_an_interrupt_in_the_middle_of_a_document_leaves_nothing_of_it(ledger, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.ledger.rows._index_words", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ledger.add(simple("no"), RUN)
    monkeypatch.undo()
    assert count(ledger, "document") == 0
    assert ledger.add(simple("no"), RUN) == "added"


def test_options_of_a_run_are_kept_as_json(ledger):
    ledger.add(simple("no"), replace(RUN, options=(("any_language", True),)))
    assert json.loads(ledger.ask("SELECT options FROM runs")[0][0]) == {"any_language": True}
