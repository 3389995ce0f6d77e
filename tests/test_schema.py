"""The published JSON Schema says exactly what the program writes."""

import json
from dataclasses import fields, is_dataclass
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator
from samples import wired_record

import onrecord
from onrecord import record as record_module
from onrecord.output import json_line
from onrecord.record import Document, Record, Span
from onrecord.run import read_documents

SCHEMA = json.loads(resources.files(onrecord).joinpath("record.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
PLAIN = {str: "string", float: "number", int: "integer"}
EXAMPLES = Path(__file__).parent.parent / "examples"


def resolved(part):
    return resolved(SCHEMA["$defs"][part["$ref"].rpartition("/")[2]]) if "$ref" in part else part


def assert_same(kind, part):
    """The schema part allows what the annotation does."""
    part = resolved(part)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (inner,) = (arg for arg in args if arg is not type(None))
        if "anyOf" in part:
            assert {"type": "null"} in part["anyOf"]
            assert_same(inner, part["anyOf"][0])
        else:
            assert set(part["type"]) == {PLAIN[inner], "null"}
    elif origin is Literal:
        assert part["enum"] == list(args)
    elif kind is Span:
        assert part == SCHEMA["$defs"]["span"]
    elif is_dataclass(kind):
        names = [field.name for field in fields(kind)] + (["id"] if kind is Document else [])
        assert sorted(part["properties"]) == sorted(part["required"]) == sorted(names)
        assert part["additionalProperties"] is False
        for name, hint in get_type_hints(kind).items():
            assert_same(hint, part["properties"][name])
    elif origin is tuple:
        assert part["type"] == "array"
        assert_same(args[0], part["items"])
    else:
        assert part.get("type", "string") == PLAIN[kind]


def test_schema_and_record_have_the_same_fields_and_values():
    Draft202012Validator.check_schema(SCHEMA)
    assert_same(Record, SCHEMA)
    described = {name for name, part in SCHEMA["$defs"].items() if part.get("type") == "object"}
    values = {name.lower() for name, kind in vars(record_module).items() if is_dataclass(kind)}
    assert described == values - {"record", "span", "positionobject"}, "each value of the record, and nothing else"


def test_a_record_with_every_field_is_valid():
    VALIDATOR.validate(json.loads(json_line(wired_record())))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("document", "surprise"), 1),
        (("document", "id"), "abc"),
        (("document", "published"), "last Tuesday"),
        (("document", "wire", "kind"), "scoop"),
        (("document", "wire", "urgency"), 0),
        (("document", "wire", "coverage"), [{"title": "Vote"}]),
        (("statements", 0, "form"), "shouted"),
        (("statements", 0, "content"), [[1, 2, 3]]),
        (("statements", 0, "content"), [[1]]),
        (("statements", 0, "cue"), [[-1, 3]]),
        (("statements", 0, "confidence"), 1.5),
        (("statements", 0, "said"), {"begin": "2024-01-01"}),
        (("positions", 0, "relation"), "likes"),
        (("entities", 0, "link", "basis"), "guess"),
        (("events",), None),
    ],
)
def test_anything_else_is_not(path, value):
    plain = json.loads(json_line(wired_record()))
    *parents, last = path
    target = plain
    for key in parents:
        target = target[key]
    target[last] = value
    assert not VALIDATOR.is_valid(plain)


def test_what_is_read_from_the_examples_is_valid():
    sources = sorted(path for path in EXAMPLES.iterdir() if path.suffix != ".py")  # programs are no dispatches
    found = [item for source in sources for item in onrecord.documents(str(source))]
    outcomes = list(read_documents(found))
    assert len(outcomes) == 6
    for record in outcomes:
        assert isinstance(record, Record), record
        VALIDATOR.validate(json.loads(json_line(record)))
        assert record.statements, f"nothing was found in {record.document.source}"
        for statement in record.statements:
            for span in (*statement.source, *statement.cue, *statement.content):
                assert span.end <= len(record.document.text)
