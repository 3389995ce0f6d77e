"""The record's values: spans, ids and their JSON."""

import json

import pytest
from hypothesis import given
from samples import records, span_of, texts, wired_record

from onrecord.output import json_line
from onrecord.record import Document, Record, Span, Statement, UnreadableDocument, finding_id, from_json, to_json


def test_a_span_can_start_at_zero():
    assert Span(0, 2).of("No, she said") == "No"
    assert to_json(Span(0, 2)) == [0, 2]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 5), (5, 4), (-1, 3)])
def test_a_span_is_never_empty_nor_backwards(start, end):
    with pytest.raises(ValueError, match=f"not {start}, {end}"):
        Span(start, end)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("👩‍🚀 “no,” said the 🇳🇴 envoy", "“no,”"),  # joined emoji and flags are several code points
        ("Ne\u0301meth said no", "said"),  # a combining accent is one of its own
        ("one\r\ntwo said", "two"),
        ("\ufeffShe said no", "She"),
        ("𝕬 said", "said"),  # outside the basic plane, where UTF-16 would count two
    ],
)
def test_spans_count_code_points(text, words):
    span = span_of(words, text)
    assert span.of(text) == words
    assert span.of(json.loads(json_line(Record(Document(text))))["document"]["text"]) == words


def test_ids_depend_on_the_content_alone():
    assert Document("No.", source="a.txt").id == Document("No.", source="b.html", title="No").id
    assert Document("No.").id != Document("No").id
    assert Document("").id == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    doc_id = Document("No.").id
    assert finding_id(doc_id, "statement", [Span(0, 2)]) == finding_id(doc_id, "statement", (Span(0, 2),))
    assert len({finding_id(doc_id, table, [Span(0, end)]) for table in ("statement", "event") for end in (1, 2)}) == 4
    assert finding_id(doc_id, "statement", [Span(1, 23)]) != finding_id(doc_id, "statement", [Span(1, 2), Span(3, 4)])


def test_ids_outlive_versions_of_the_program():
    """Permalinks and human corrections hang on these: a change here breaks them."""
    assert finding_id("d", "statement", [Span(0, 2), Span(5, 9)]) == "c590d9ae42740e9b"


@given(records)
def test_json_gives_back_the_same_record(record):
    line = json_line(record)
    assert from_json(Record, json.loads(line)) == record
    assert line.splitlines() == [line[:-1]], "one object, one line, for every reader of lines"


@given(texts)
def test_json_shows_text_as_it_is_but_for_what_a_terminal_obeys(text):
    line = json_line(Record(Document(text)))
    for character in text:
        assert character in line or character in '\n\r\t\b\f"\\' or not character.isprintable()


def test_keys_stand_in_the_published_order():
    plain = json.loads(json_line(wired_record()))
    assert list(plain) == ["document", "entities", "times", "statements", "events", "positions"]
    assert list(plain["document"]) == [
        "id", "source", "title", "text", "published", "published_from", "publisher", "agency", "byline", "place",
        "language", "format", "wire",
    ]  # fmt: skip
    assert list(plain["statements"][0]) == [
        "id", "source", "cue", "content", "form", "kind", "polarity", "speaker", "said", "within", "confidence",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"), [("form", "shouted"), ("kind", None), ("content", [[3, 3]]), ("confidence", ...)]
)
def test_json_that_is_no_statement_is_refused(field, value):
    plain = to_json(wired_record().statements[0])
    if value is ...:
        del plain[field]
    else:
        plain[field] = value
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(Statement, plain)


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [("a\0b", "NUL character", "character 1"), ("ab\ud83d", "lone surrogate", "character 2")],
)
def test_text_that_cannot_be_kept_exactly_is_refused(text, reason, place):
    with pytest.raises(UnreadableDocument, match=f"odd.txt: {reason}.*{place}"):
        Document(text, source="odd.txt")
