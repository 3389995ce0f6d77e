"""Who is who, wire copies and counts over a corpus: what a ledger of the same documents says."""

import pytest
from click.testing import CliRunner
from corpora import kept, records, written

from onrecord.cli import cli
from onrecord.corpus.across import DuckDB, across
from onrecord.corpus.store import Corpus
from onrecord.output import OutputFailed

# What a corpus does not say, or says otherwise, and why.
UNLIKE = {
    "documents": {"seen", "run"},
    "appearances": {"seen", "run"},
    "entities": {"run"},
    "times": {"run"},
    "statements": {"run"},
    "positions": {"run"},
    "events": {"run", "actors", "recipients"},  # names as the document has them
    "participants": {"run"},
    "actors": {"names"},  # no aliases
    "copies": {"run"},
    "stories": {"run"},
}


def rows(engine, name: str) -> list[dict]:
    return [row for batch in engine.query(f"SELECT * FROM {name}") for row in batch.to_pylist()]


def same(engine, ledger) -> None:
    """Every view that both have, in every column that they have in common."""
    for name, unlike in UNLIKE.items():
        cursor = ledger.connection.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description if column[0] not in unlike]
        stored = [dict(zip([c[0] for c in cursor.description], row, strict=True)) for row in cursor]
        found = rows(engine, name)
        assert found, name
        assert set(columns) <= set(found[0]), name
        assert sorted(_plain(row, columns) for row in found) == sorted(_plain(row, columns) for row in stored), name


def _plain(row: dict, columns: list[str]) -> str:
    return repr([int(value) if isinstance(value, bool) else value for value in (row[name] for name in columns)])


def test_duckdb_says_what_the_ledger_says(tmp_path):
    with DuckDB() as engine, kept(tmp_path / "a.db") as ledger:
        across(engine, written(tmp_path / "corpus"))
        same(engine, ledger)


def test_the_corpus_holds_what_this_is_about(tmp_path):
    with DuckDB() as engine:
        across(engine, written(tmp_path / "corpus"))
        lund = {row["actor"] for row in rows(engine, "statements") if row["actor_name"] == "Ada Lund"}
        assert len(lund) == 1
        assert sum(row["actor"] in lund for row in rows(engine, "statements")) == 2, "the minister is not she"
        sizes = sorted(row["documents"] for row in rows(engine, "stories"))
        assert sizes == [1, 1, 1, 1, 1, 3], "the wire copies of the week are one story, that of March is another"
        union = next(row for row in rows(engine, "speakers") if row["actor_name"] == "Harbour Union")
        assert (union["statements"], union["documents"], union["stories"]) == (2, 2, 2), "one of three is unsure"


def test_the_order_of_the_shards_changes_no_story_and_no_actor(tmp_path, monkeypatch):
    def found(folder):
        with DuckDB() as engine:
            across(engine, written(folder))
            parts = {"copies": ["story", "document"], "actors": ["id", "documents"]}
            return {name: sorted(_plain(row, columns) for row in rows(engine, name)) for name, columns in parts.items()}

    before = found(tmp_path / "one")
    turned = records()[::-1]
    monkeypatch.setattr("corpora.records", lambda: turned)
    assert found(tmp_path / "other") == before


def test_what_is_no_corpus_is_said(tmp_path):
    with DuckDB() as engine, pytest.raises(OutputFailed, match="holds no corpus"):
        across(engine, Corpus(tmp_path))


def test_without_duckdb_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(OutputFailed, match=r"pip install 'onrecord\[corpus\]'"):
        DuckDB()


def test_the_command_answers_a_select_and_nothing_else(tmp_path):
    written(tmp_path / "corpus")
    command = ["corpus", "sql", str(tmp_path / "corpus")]
    query = "SELECT actor_name, statements FROM speakers WHERE link IS NULL ORDER BY statements DESC, actor_name"
    assert CliRunner().invoke(cli, [*command, query]).exit_code == 2, "speakers have no link"
    done = CliRunner().invoke(cli, [*command, query.replace("WHERE link IS NULL ", ""), "--json", "--limit", "1"])
    assert (done.exit_code, done.stdout) == (0, '{"actor_name": "Ada Lund", "statements": 2}\n')
    for evil in ("COPY documents TO 'stolen.csv'", "SELECT 1; DROP TABLE x", "CREATE TABLE x AS SELECT 1"):
        assert CliRunner().invoke(cli, [*command, evil]).exit_code == 2, evil
    assert CliRunner().invoke(cli, ["corpus", "sql", str(tmp_path), "SELECT 1"]).exit_code == 1
