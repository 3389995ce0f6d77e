"""Exports validate against the models of their formats, and every span in them leads back to its words."""

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from onrecord.export import LINES, lines, records, tables
from onrecord.export.cells import cell, csv_line, plain
from onrecord.export.dna import STANCE
from onrecord.export.plover import undated
from onrecord.ledger import Ledger, Run
from onrecord.output import OutputFailed, json_line
from onrecord.record import Document, Record, from_json
from tests.samples import full_record

SCHEMAS = Path(__file__).parent / "schemas"
RECORD = full_record()
TEXT = RECORD.document.text


def exported(form: str, record: Record = RECORD) -> list[dict]:
    return [json.loads(line) for line in lines(form, [record])]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("export") / "ledger.db", clock=lambda: "2024-02-05T00:00:00Z") as made:
        made.connection.execute("PRAGMA synchronous = OFF")
        made.add(RECORD, Run("0.1.0", "model"))
        made.add(Record(Document("=1+1\n\nA text, “nothing”\r\nmore.", source="@evil")), Run("0.1.0", "model"))
        yield made


def test_web_annotations_validate_and_select_the_words():
    found = exported("webannotation")
    assert {one["body"]["value"] for one in found} >= {"statement content", "event trigger", "position evidence"}
    for annotation in found:
        validator("webannotation").validate(annotation)
        for target in annotation["target"]:
            position, quote = target["selector"]
            assert TEXT[position["start"] : position["end"]] == quote["exact"]
            assert TEXT[: position["start"]].endswith(quote["prefix"])
            assert TEXT[position["end"] :].startswith(quote["suffix"])
    assert len({one["id"] for one in found}) == len(found)


def test_a_web_annotation_counts_code_points():
    text = "👍👍 Lund said no."
    from onrecord.record import Span, Time

    record = Record(Document(text), times=(Time("t", Span(3, 7), "DATE", None, None, None),))
    selector = exported("webannotation", record)[0]["target"][0]["selector"]
    assert (selector[0]["start"], selector[1]["exact"]) == (3, "Lund")


def test_the_source_of_an_annotation_is_the_page_where_there_is_one():
    address = "https://example.org/a"
    record = replace(RECORD, document=replace(RECORD.document, source=address))
    assert exported("webannotation", record)[0]["target"][0]["source"] == address
    assert exported("webannotation")[0]["target"][0]["source"].startswith("urn:onrecord:document:")


def test_plover_validates_and_every_field_has_its_words():
    (event,) = exported("plover")
    validator("plover").validate(event)
    found = RECORD.events[0]
    info = event["text_info"]
    for name in ("event", "actor", "recipient", "date", "event_loc", "status"):
        assert info[name], f"text_info of {name} is empty"
        for place in info[name]:
            assert TEXT[place["start"] : place["end"]] == place["text"]
    assert (info["start"], info["end"]) == (found.trigger.start, found.trigger.end)
    assert (event["event"], event["mode"], event["quad_code"]) == (["CONSULT"], ["meet"], 1)
    assert (event["date"], event.get("enddate")) == ("2024-01-01", None)
    assert event["actor"][0]["identifier_id"] == "http://www.wikidata.org/entity/Q1"


@pytest.mark.parametrize(
    ("begin", "end", "date", "enddate"),
    [
        ("2024", "2025", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-03", "2024-02-01", "2024-02-29"),
        ("2024-02-05T15:00Z", "2024-02-05T16:00Z", "2024-02-05", None),
    ],
)
def test_plover_days_are_inclusive(begin, end, date, enddate):
    record = replace(RECORD, times=(replace(RECORD.times[0], begin=begin, end=end),))
    (event,) = exported("plover", record)
    assert (event["date"], event.get("enddate")) == (date, enddate)


def test_plover_leaves_out_and_counts_what_has_no_date():
    record = replace(RECORD, document=replace(RECORD.document, published=None), times=())
    record = replace(record, events=tuple(replace(event, time=None) for event in record.events))
    assert (exported("plover", record), undated(record), undated(RECORD)) == ([], 1, 0)


def test_json_ld_expands_without_the_network():
    jsonld = pytest.importorskip("pyld").jsonld

    def refuse(address, _=None):
        raise AssertionError(f"asked the network for {address}")

    (document,) = exported("jsonld")
    expanded = jsonld.expand(document, {"documentLoader": refuse})
    types = [kind for node in expanded for kind in node["@type"]]
    assert types.count("https://schema.org/NewsArticle") == 1
    assert {"https://schema.org/Quotation", "https://schema.org/Claim", "https://schema.org/Person"} <= set(types)
    ids = {node["@id"] for node in expanded}
    for node in expanded:  # whatever it points to is there
        for term in ("creator", "author", "isPartOf", "appearance"):
            for value in node.get(f"https://schema.org/{term}", []):
                assert value["@id"] in ids
    assert len(ids) == len(expanded)


def test_json_ld_spans_lead_to_the_words():
    graph = exported("jsonld")[0]["@graph"]
    with_text = [node for node in graph if "textSpans" in node]
    assert len(with_text) == len(RECORD.statements) + len(RECORD.positions)
    for node in with_text:
        assert " … ".join(TEXT[start:end] for start, end in node["textSpans"]) == node["text"]


def test_dna_rows():
    (row,) = csv.DictReader(io.StringIO("".join(lines("dna", [RECORD]))))
    assert (row["person"], row["organisation"], row["concept"], row["agreement"]) == ("", "Norland", "vote", "0")
    assert TEXT[int(row["start"]) : int(row["stop"])] == plain(row["text"])


def test_dna_agrees_with_the_ledger_on_stances(ledger):
    stored = dict(ledger.ask("SELECT relation, stance FROM stance WHERE polarity = 'for'"))
    assert stored == dict(STANCE)


def test_json_lines_are_what_read_writes(ledger):
    assert list(lines("jsonl", [RECORD])) == [json_line(RECORD)]
    first = next(iter(records(ledger)))
    plain_record = json.loads(next(iter(lines("jsonl", [first]))))
    text = plain_record["document"].pop("text")
    assert text == TEXT and first == RECORD
    del plain_record["document"]["id"]
    assert from_json(Record, {**plain_record, "document": {**plain_record["document"], "text": text}}) == RECORD


@pytest.mark.parametrize("form", sorted(LINES))
def test_formats_of_lines_hold_whole_lines(form, ledger):
    for line in lines(form, records(ledger)):
        assert line.endswith("\n") and "\n" not in (line[:-1] if form != "dna" else "")
        assert "\0" not in line


def test_csv_tables_are_the_views(ledger, tmp_path):
    counts = tables.write(ledger, "csv", tmp_path)
    assert counts["documents"] == 2 and counts["statements"] == len(RECORD.statements)
    for view in tables.VIEWS:
        with (tmp_path / f"{view}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = [row[0] for row in ledger.ask(f"SELECT name FROM pragma_table_info('{view}')")]
        assert header == columns
        stored = ledger.ask(f"SELECT * FROM {view}")
        assert [[plain(value) for value in row] for row in rows] == [
            ["" if value is None else str(value) for value in row] for row in stored
        ]


def test_a_text_that_would_run_in_a_spreadsheet_does_not(ledger, tmp_path):
    tables.write(ledger, "csv", tmp_path)
    with (tmp_path / "documents.csv").open(encoding="utf-8", newline="") as file:
        evil = next(row for row in csv.DictReader(file) if row["text"].endswith("more."))
    assert evil["text"].startswith("'=") and evil["address"] == "'@evil"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "'=1", "''=1", "'a", "", "a=1", "\n", "it's", "－1"])
def test_cells_come_back(text):
    stored = cell(text)
    assert plain(stored) == text
    assert not str(stored).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert next(csv.reader(io.StringIO(csv_line([text, "x"]), newline=""))) == [stored, "x"]


def test_numbers_stay_numbers():
    assert csv_line([-1, 0.5, None]) == "-1,0.5,\n"


def test_parquet_is_read_by_others_and_round_trips(ledger, tmp_path):
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    tables.write(ledger, "parquet", tmp_path)
    for view in tables.VIEWS:
        stored = ledger.ask(f"SELECT * FROM {view}")
        found = duckdb.sql(f"SELECT * FROM '{tmp_path / view}.parquet'")
        assert found.columns == [row[0] for row in ledger.ask(f"SELECT name FROM pragma_table_info('{view}')")]
        assert found.fetchall() == stored
    joined = duckdb.sql(
        f"SELECT s.words, s.content_spans, d.text FROM '{tmp_path}/statements.parquet' s "
        f"JOIN '{tmp_path}/documents.parquet' d ON d.id = s.document WHERE s.sure"
    ).fetchall()
    assert joined
    for words, spans, text in joined:
        assert " … ".join(text[start:end] for start, end in json.loads(spans)) == words


def test_records_that_stand_in_no_ledger_give_the_same_tables(tmp_path):
    counts = tables.write_records([RECORD], "csv", tmp_path)
    assert (counts["documents"], counts["events"], counts["positions"]) == (1, 1, 1)


def test_without_pyarrow_the_command_that_helps_is_named(ledger, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputFailed, match=r"pip install 'onrecord\[parquet\]'"):
        tables.write(ledger, "parquet", tmp_path)
    assert list(tmp_path.iterdir()) == []
