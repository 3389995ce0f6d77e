"""JSON lines: every line a document or a reason with its number."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from dataclasses import asdict
from pathlib import Path

import pytest

from onrecord.intake import IntakeOptions, documents
from onrecord.intake.jsonl import read_jsonl
from onrecord.record import Document, UnreadableDocument

BROKEN = Path(__file__).parent / "bad" / "broken.jsonl"
TEXT = "The council said on Friday that it would not sell the ferry."
MESSAGES = {
    2: "broken JSON: Invalid control character at",
    4: "a JSON array, not an object with a text",
    5: "no field text; it has 'title'",
    6: "field text is a JSON number; allowed: a string",
    7: "field published is 'yesterday'; allowed: YYYY",
    8: "field title is a JSON array; allowed: a string",
    9: "NUL character in text (character 10)",
    10: "lone surrogate in text (character 10)",
    11: "lone surrogate in field title",
    12: "empty",
    13: "half a UTF-8 character (byte 17, 0xc3)",
    15: "half a UTF-8 character at the end (byte 38, 0xc3)",
}


def read(path: Path, data: bytes, **options: int) -> list[Document | UnreadableDocument]:
    path.write_bytes(data)
    return list(documents(str(path), IntakeOptions(**options)))  # type: ignore[arg-type]


def test_broken_lines_are_named_and_the_others_read() -> None:
    items = list(documents(str(BROKEN)))
    assert [item.text for item in items if isinstance(item, Document)] == [
        "The council said no.",
        "The mayor said yes.",
    ]
    asides = [str(item) for item in items if isinstance(item, UnreadableDocument)]
    assert len(asides) == len(MESSAGES)
    for aside, (line, message) in zip(asides, MESSAGES.items(), strict=True):
        assert aside.startswith(f"{BROKEN}:{line}: {message}")


def test_fields_are_taken_over_and_unknown_ones_ignored(tmp_path: Path) -> None:
    fields = {
        "text": TEXT,
        "source": "https://velmora.example/ferry",
        "title": "No sale",
        "published": "2021-01-27T15:00Z",
        "published_from": "meta article:published_time",
        "publisher": "Velmora Wire",
        "agency": "VNA",
        "byline": "Jane Roe",
        "place": "VELMORA",
        "language": "en-GB",
        "format": "html",
    }
    (doc,) = read(tmp_path / "a.jsonl", json.dumps({**fields, "id": "wrong", "extra": [1]}).encode())
    assert isinstance(doc, Document)
    assert asdict(doc) == fields | {"wire": None}
    assert doc.id != "wrong"


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2021", "2021"),
        ("2021-01-27 15:00:00", "2021-01-27T15:00:00"),
        ("Wed, 27 Jan 2021 15:00:00 GMT", "2021-01-27T15:00:00Z"),
    ],
)
def test_the_date_keeps_its_precision(tmp_path: Path, given: str, published: str) -> None:
    (doc,) = read(tmp_path / "a.jsonl", json.dumps({"text": TEXT, "published": given}).encode())
    assert isinstance(doc, Document)
    assert (doc.published, doc.published_from) == (published, "field published")


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a", "a.jsonl.gz"])
def test_names_and_content_tell_json_lines(tmp_path: Path, name: str) -> None:
    data = b'{"text": "The mayor said no."}\r\n{"text": "The mayor said yes."}'
    items = read(tmp_path / name, gzip.compress(data) if name.endswith(".gz") else data)
    assert [item.source for item in items] == [f"{tmp_path / name}:1", f"{tmp_path / name}:2"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_file_may_hold_one_array(tmp_path: Path, indent: int | None) -> None:
    items = read(tmp_path / "a.json", json.dumps([{"text": TEXT}, {"text": ""}], indent=indent).encode())
    assert isinstance(items[0], Document)
    assert str(items[1]) == f"{tmp_path / 'a.json'}:2: empty"


def test_hostile_json_is_a_reason(tmp_path: Path) -> None:
    data = b"[" * 100_000 + b'\n{"text": ' + b"9" * 10_000 + b"}\n" + json.dumps({"text": TEXT}).encode()
    items = read(tmp_path / "a.jsonl", data)
    assert ["broken JSON" in str(item) for item in items] == [True, True, False]


def test_a_long_line_is_set_aside_without_being_held(tmp_path: Path) -> None:
    line = json.dumps({"text": TEXT}).encode()
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b'\n{"text": "' + b"a" * 12_000_000 + b'"}\n' + line)
    tracemalloc.start()
    items = list(documents(str(path), IntakeOptions(max_bytes=1_000_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [isinstance(item, Document) for item in items] == [True, False, True]
    assert "a.jsonl:2: too large: a line of more than 1,000,000 bytes" in str(items[1])
    assert peak < 6_000_000


def test_a_gzip_bomb_of_one_line_is_left(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.jsonl.gz", gzip.compress(b"a" * 5_000_000), max_bytes=1000)
    assert str(item).endswith("the rest is not read")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((json.dumps({"text": TEXT * 50}) + "\n").encode() * 400)
    stream = documents(str(path))
    next(stream)
    tracemalloc.start()
    assert sum(1 for _ in stream) == 399
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


def test_a_wire_that_is_somebody_elses_field_sets_nothing_aside():
    for told in ("AP", "", ["AP"], 7, True, {"name": "AP"}):
        line = json.dumps({"text": "He said no.", "wire": told}).encode()
        (doc,) = read_jsonl(io.BytesIO(line), source="a.jsonl", max_bytes=1 << 20)
        assert isinstance(doc, Document) and doc.wire is None
