"""A slice of a corpus in a ledger: the rows that `onrecord add` would give, all or a part of them, once."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from ledgers import RUN, Dispatch, StubReader, opened, simple, state, text_of
from samples import full_record, wired_record

from onrecord.cli import cli
from onrecord.corpus.reading import outcomes, read_corpus, shards_below
from onrecord.corpus.slice import Slice, bring_in, record_of
from onrecord.corpus.store import Corpus, Reading, Shard
from onrecord.corpus.tables import tables_of
from onrecord.intake import IntakeOptions, documents
from onrecord.ledger.adding import add_documents
from onrecord.output import OutputFailed
from onrecord.record import Document, Wire

OPTIONS = IntakeOptions(any_language=True)


def rows_of(record) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for name, table in tables_of([record], RUN):
        found.setdefault(name, []).extend(table.to_pylist())
    return found


def busy() -> Dispatch:
    dispatch = Dispatch()
    lund = dispatch.who("Ada Lund", role="foreign minister")
    norland = dispatch.who("Norland", type="country", link="Q1")
    dispatch.plans(lund, "will meet", "2024-03-01", "2024-03-02")
    dispatch.says(lund, "the ferry will sail", form="direct").says(None, "it rains").says(
        lund, "no", polarity="negated"
    )
    dispatch.holds(lund, "supports", "the vote").holds(norland, "opposes", "the ferry", on=lund, polarity="against")
    dispatch.plans(norland, "voted", "2023-01-01", "2023-01-02", status="happened")
    return dispatch


@pytest.mark.parametrize("record", [full_record(), wired_record(), busy().record()], ids=["full", "wired", "busy"])
def test_a_record_comes_back_from_its_rows(record):
    rows = rows_of(record)
    assert record_of(record.document, rows) == record


def line(words: str, **facts: str) -> dict[str, str]:
    return {"text": text_of(words), **facts}


@pytest.fixture
def given(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    courier, post = {"publisher": "The Courier"}, {"publisher": "The Post"}
    days = [
        [
            line("the port is shut", published="2024-02-05", **courier),
            line("it is open", published="2024-03-01", **post),
        ],
        [line("it is open", published="2024-03-02", **courier), line("nobody knows", **post)],
    ]
    for name, rows in zip("ab", days, strict=True):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "{no\n")
    return folder


@pytest.fixture
def corpus(given, tmp_path):
    made = Corpus(tmp_path / "out")
    list(read_corpus(shards_below([given]), made, RUN, options=OPTIONS, make_reader=StubReader))
    return made


def everything(ledger) -> dict[str, list]:
    tables = ("rejected", "runs", "copies", "stories", "notices", "aliases")
    return state(ledger) | {name: sorted(ledger.ask(f"SELECT * FROM {name}"), key=repr) for name in tables}


def test_the_whole_corpus_gives_the_ledger_that_add_gives_and_a_second_time_nothing(given, corpus, tmp_path):
    with opened(tmp_path / "added.db") as added, opened(tmp_path / "imported.db") as imported:
        for file in sorted(given.iterdir()):
            add_documents(added, documents(str(file), OPTIONS), RUN, make_reader=StubReader)
        counts = bring_in(imported, corpus, Slice())
        assert counts == {"added": 3, "seen elsewhere": 1, "set aside": 2}
        assert everything(imported) == everything(added)
        for (ident,) in added.ask("SELECT id FROM documents"):
            assert imported.record(ident) == added.record(ident)
        before = everything(imported)
        assert bring_in(imported, corpus, Slice()) == {"known": 4, "set aside": 2}
        assert everything(imported) == before


def test_a_kill_and_a_correction_withdraw_what_they_withdraw_in_the_ledger_that_add_makes(tmp_path):
    def wired(version: str, kind: str, words: str = "") -> Document:
        made = simple(words, source=f"wire/{version}").document if words else Document("", source=f"wire/{version}")
        return replace(made, wire=Wire("item-1", version, kind, provider="Northern Wire", note="to editors"))

    found = [wired("1", "publish", "it rains"), wired("2", "correction", "it snows"), wired("3", "kill")]
    corpus = Corpus(tmp_path / "out")
    corpus.write(Shard("/wire.xml", 1), Reading(outcomes(found, StubReader()), {}, RUN, "{}"))
    with opened(tmp_path / "added.db") as added, opened(tmp_path / "imported.db") as imported:
        add_documents(added, found, RUN, make_reader=StubReader)
        bring_in(imported, corpus, Slice())
        assert everything(imported) == everything(added)
        assert [row[0] for row in imported.ask("SELECT withdrawn FROM documents")] == ["kill", "kill"]
        assert bring_in(imported, corpus, Slice()) == {"known": 3}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Slice(since="2024-02", until="2024-02"), ["the port is shut"]),
        (Slice(since="2024-02-06"), ["it is open"]),
        (Slice(publisher="The Post"), ["it is open", "nobody knows"]),
        (Slice(speaker="ada lund"), ["it is open", "nobody knows", "the port is shut"]),
        (Slice(speaker="Ada Lund", until="2024-02-05"), ["the port is shut"]),
        (Slice(speaker="Per Holm"), []),
    ],
)
def test_a_slice_holds_what_was_asked_for(corpus, tmp_path, wanted, expected):
    with opened(tmp_path / "slice.db") as ledger:
        bring_in(ledger, corpus, wanted)
        assert [row[0] for row in ledger.ask("SELECT DISTINCT words FROM statements ORDER BY words")] == expected
        assert ledger.ask("SELECT count(*) FROM rejected") == [(0,)]
        assert bring_in(ledger, corpus, wanted).keys() <= {"known"}


def test_what_is_no_corpus_and_no_date_is_said(tmp_path):
    (tmp_path / "empty").mkdir()
    with opened(tmp_path / "a.db") as ledger, pytest.raises(OutputFailed, match="holds no corpus"):
        bring_in(ledger, Corpus(tmp_path / "empty"), Slice())
    with pytest.raises(ValueError, match="next week"):
        Slice(since="next week")


def test_the_command(corpus, tmp_path):
    command = ["import", corpus.address, "--ledger", str(tmp_path / "a.db"), "--publisher", "The Post"]
    done = CliRunner().invoke(cli, command)
    assert (done.exit_code, done.stderr) == (0, "2 added\n")
    assert CliRunner().invoke(cli, command).stderr == "2 known\n"
    assert CliRunner().invoke(cli, [*command, "--since", "soon"]).exit_code == 2
