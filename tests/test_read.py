"""Reading: a pure function of the document and the weights, and records that survive their JSON."""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib import resources
from multiprocessing import get_context
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import onrecord
from onrecord import Reader
from onrecord.output import json_line
from onrecord.record import Document, Record, from_json, to_json

SCHEMA = json.loads(resources.files(onrecord).joinpath("record.schema.json").read_text("utf-8"))
EXAMPLES = Path(__file__).parent.parent / "examples"
TEXTS = [
    "“No,” she said.",
    "",
    "“He told me ‘never’ 👍,” Núñez said.\r\n\r\nThe ministry denied that talks had failed, adding that it would wait.",
    (EXAMPLES / "mackerel.txt").read_text(encoding="utf-8"),
    "“No,” she said. " * 40,
]


def line(text):
    return json_line(Reader().read(Document(text)))


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(scope="module")
def lines(reader):
    return [json_line(reader.read(Document(text))) for text in TEXTS]


def test_order_and_what_was_read_before_change_nothing(reader, lines):
    backwards = [json_line(reader.read(Document(text))) for text in reversed(TEXTS)]
    assert backwards[::-1] == lines
    assert line(TEXTS[2]) == lines[2], "a reader of its own"


def test_two_processes_read_the_same(lines):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(line, TEXTS[:4])) == lines[:4]


def test_what_is_known_of_a_document_does_not_change_what_it_says(reader):
    bare = Document(TEXTS[2])
    full = Document(
        TEXTS[2], source="a.txt", title="No", published="2024-01-02", publisher="The Courier", language="en"
    )
    undated = [replace(statement, said=None) for statement in reader.read(full).statements]
    assert list(reader.read(bare).statements) == undated
    assert reader.read(full).document is full


def test_records_survive_their_json_and_obey_the_schema(reader, lines):
    validator = Draft202012Validator(SCHEMA)
    number = 0
    for text, written in zip(TEXTS, lines, strict=True):
        plain = json.loads(written)
        validator.validate(plain)
        record = reader.read(Document(text))
        assert from_json(Record, plain) == record
        assert to_json(record) == plain
        number += len(record.statements)
    assert number > 40


def test_ids_depend_on_the_text_and_the_spans(reader):
    first, second = (reader.read(Document(text)).statements for text in (TEXTS[0], TEXTS[0] + " Then she left."))
    assert first[0].content == second[0].content
    assert first[0].id != second[0].id
    assert first == reader.read(Document(TEXTS[0], source="elsewhere.txt")).statements


def test_read_takes_a_text_or_a_document():
    assert onrecord.read(TEXTS[0]) == onrecord.read(Document(TEXTS[0]))
