"""Shards to Parquet on one machine: names, duplicates, what is set aside, what is done and what is read again."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledgers import NEWER, RUN, StubReader, text_of

from onrecord.cli import cli
from onrecord.corpus.reading import Failed, is_done, read_corpus, shards_below
from onrecord.corpus.store import Corpus, Done, Shard
from onrecord.corpus.tables import OWN, TABLES, schema
from onrecord.intake import IntakeOptions
from onrecord.output import OutputFailed

OPTIONS = IntakeOptions(any_language=True)


class Breaks(StubReader):
    """Fails at one document, as a mistake in the program would."""

    def read(self, doc):
        if "broken reader" in doc.text:
            raise ZeroDivisionError("division by zero")
        return super().read(doc)


def lines(path: Path, *words: str) -> Path:
    path.write_text("".join(json.dumps({"text": text_of(one)}) + "\n" for one in words))
    return path


def read(folder: Path, corpus: Corpus, run=RUN, make_reader=StubReader) -> list[Done | Failed]:
    pending = [shard for shard in shards_below([folder]) if not is_done(corpus, shard, run, OPTIONS)]
    return list(read_corpus(pending, corpus, run, options=OPTIONS, make_reader=make_reader))


def column(corpus: Corpus, table: str, name: str) -> list:
    return [value for shard in corpus.shards() for value in corpus.table(table, shard)[name].to_pylist()]


@pytest.fixture
def given(tmp_path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    lines(folder / "a.jsonl", "the harbour would close", "the ferry would sail", "the harbour would close")
    lines(folder / "b.jsonl", "the harbour would close", "nobody was hurt there")
    return folder


def test_a_text_that_comes_again_in_a_shard_is_a_further_appearance(given, tmp_path):
    corpus = Corpus(tmp_path / "out")
    first, second = read(given, corpus)
    assert (first.documents, first.appearances, first.statements) == (2, 3, 2)
    assert (second.documents, second.appearances) == (2, 2)
    assert column(corpus, "documents", "appearances") == [2, 1, 1, 1]
    assert column(corpus, "appearances", "read_as") == [True, True, False, True, True]


def test_what_is_done_is_not_read_again_unless_it_or_the_reader_is_another(given, tmp_path):
    corpus = Corpus(tmp_path / "out")
    assert len(read(given, corpus)) == 2
    assert read(given, corpus) == []
    assert len(read(given, corpus, NEWER)) == 2
    assert column(corpus, "runs", "program") == [NEWER.program] * 2
    lines(given / "b.jsonl", "the harbour would open again")
    assert [Path(done.source).name for done in read(given, corpus, NEWER)] == ["b.jsonl"]
    assert sorted(column(corpus, "documents", "characters")) == sorted(
        len(text_of(words))
        for words in ("the harbour would close", "the ferry would sail", "the harbour would open again")
    )


def test_other_options_read_again(given, tmp_path):
    corpus = Corpus(tmp_path / "out")
    read(given, corpus)
    shard = next(iter(shards_below([given])))
    assert is_done(corpus, shard, RUN, OPTIONS)
    assert is_done(corpus, shard, RUN, IntakeOptions(any_language=True, timeout_s=3)), "no row depends on it"
    assert not is_done(corpus, shard, RUN, IntakeOptions(any_language=True, published="2024-02-05"))


def test_a_mistake_of_ours_sets_the_shard_aside_and_the_others_are_read(given, tmp_path):
    lines(given / "a.jsonl", "the ferry would sail", "this is the broken reader")
    corpus = Corpus(tmp_path / "out")
    failed, done = read(given, corpus, make_reader=Breaks)
    assert isinstance(failed, Failed)
    assert re.match(r"ZeroDivisionError: division by zero \(onrecord: .*a\.jsonl:2\)", failed.reason)
    assert corpus.shards() == [done.shard]
    assert not (tmp_path / "out" / "statements" / f"shard={failed.shard.name}").exists()
    assert len(read(given, corpus)) == 1
    assert len(corpus.shards()) == 2


def test_a_corpus_that_cannot_be_written_stops_the_run(given, tmp_path):
    (tmp_path / "out").write_text("a file stands where the folder should")
    with pytest.raises(OutputFailed, match=r"cannot (write|read) "):
        read(given, Corpus(tmp_path / "out"))


def test_the_name_of_a_shard_is_that_of_its_full_address():
    one, other = Shard("/crawl/1/part-0.warc.gz", 10), Shard("/crawl/2/part-0.warc.gz", 10)
    assert one.name.startswith("part_0.warc.gz-")
    assert one.name != other.name
    assert (
        Shard("file:/crawl/1/part-0.warc.gz", 10).name == Shard("file:///crawl/1/part-0.warc.gz", 10).name == one.name
    )
    odd = Shard("s3://bucket/../a=b/" + "Ж" * 300 + "%2e'", 10).name
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,80}", odd)


def test_a_corpus_without_pyarrow_says_what_to_install(given, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(OutputFailed, match=r"pip install 'onrecord\[parquet\]'"):
        Corpus(tmp_path / "out")


def test_the_command_reads_sets_aside_and_goes_on(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "The minister said on Monday that the port would stay closed."}\n{no\n')
    command = ["corpus", "read", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "out")]
    first = CliRunner().invoke(cli, command)
    assert first.exit_code == 1
    assert "shards: 1 read\n1 documents, 1 statements, 1 rejected, 0 passed over\n" in first.stderr
    second = CliRunner().invoke(cli, command)
    assert (second.exit_code, second.stderr) == (0, "shards: 1 known\n")


def test_columns_of_other_names_are_mapped_and_wrong_ones_are_wrong_usage(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"body": "The minister said on Monday that the port would stay closed."}\n')
    command = ["corpus", "read", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(cli, [*command, "--column", "text=body"]).exit_code == 0
    assert column(Corpus(tmp_path / "out"), "documents", "text")[0].startswith("The minister said")
    assert CliRunner().invoke(cli, [*command, "--column", "body"]).exit_code == 2


def test_every_table_of_a_corpus_is_described():
    """docs/corpus.md has a section for each table that is no view of the ledger, and a row for each column."""
    page = (Path(__file__).parent.parent / "docs" / "corpus.md").read_text("utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    own = {name: schema(name).names for name in (*OWN, "handles", "claims", "samples")}
    own["shards"] = [field.name for field in fields(Done)]
    for name, columns in own.items():
        described = [
            one for line in re.findall(r"^\| (`.*?`) \|", sections[name], re.M) for one in re.findall(r"`(\w+)`", line)
        ]
        assert described == columns, name
    assert all(f"`{name}`" in page for name in TABLES)
