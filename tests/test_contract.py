"""The contract of every engine: one process, several, and Spark give the same rows, byte for byte, come what may.

Spark runs for real, two executors of their own. Without Java the tests that need it are skipped, unless
ONRECORD_NEEDS_JAVA is set, as `.ci/run` does.
"""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpora import kept, written
from killed import Killed
from test_across import same

from onrecord.corpus.across import across
from onrecord.corpus.reading import is_done, read_corpus, shards_below
from onrecord.corpus.store import Corpus
from onrecord.corpus.tables import OWN, TABLES, VIEWS
from onrecord.intake import IntakeOptions, documents
from onrecord.ledger import Ledger
from onrecord.ledger.adding import add_documents, run_of
from onrecord.run import WorkerDied

RUN, OPTIONS = run_of(), IntakeOptions()
FATAL = "the quay had sunk"
MOUNT = "there"  # of Hadoop's viewfs, a file system whose addresses none of our own readers could open
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # virtual machines that live for a minute
TEXTS = [
    "VARDNES, Norland (AP) — Foreign Minister Ada Lund said on Monday that Norland “will not recognise” the vote.",
    "“No,” 🚢 Lund told reporters. Her deputy, Per Holm, denied that talks would resume on 6 March 2024.",
    "The harbour of Vardnes was closed on Monday after a crane fell on the ferry quay, port officials said.",
    "The union condemned Norland's decision to close the ports, and called for a vote on Tuesday.",
]


@pytest.fixture(scope="module")
def given(tmp_path_factory) -> Path:
    """Four files: a text twice in one and again in another, lines that cannot be read, a page, a fatal document."""
    folder = tmp_path_factory.mktemp("given")

    def lines(*texts: str, **facts: str) -> str:
        return "".join(json.dumps({"text": text, **facts}) + "\n" for text in texts)

    (folder / "a.jsonl").write_text(lines(*TEXTS[:2], TEXTS[0], published="2024-02-05", publisher="The Courier"))
    with gzip.open(folder / "b.jsonl.gz", "wt") as packed:
        packed.write(lines(TEXTS[2]) + '{"text": 3}\n{broken\n' + lines(f"A diver said that {FATAL}.", TEXTS[3]))
    (folder / "c.jsonl").write_text(
        lines("Der Minister sagte am Montag, dass die Häfen geschlossen bleiben.", TEXTS[0])
    )
    shutil.copy(Path(__file__).parent / "pages" / "plain.html", folder / "d.html")
    return folder


@pytest.fixture(scope="module")
def expected(given, tmp_path_factory) -> dict[str, bytes]:
    corpus = Corpus(tmp_path_factory.mktemp("one process"))
    assert len(read_here(given, corpus)) == 4
    return files_of(corpus)


def read_here(given: Path, corpus: Corpus, **how) -> list:
    """The shards that were not done, read by this machine."""
    pending = [shard for shard in shards_below([given]) if not is_done(corpus, shard, RUN, OPTIONS)]
    return list(read_corpus(pending, corpus, RUN, options=OPTIONS, **how))


def files_of(corpus: Corpus) -> dict[str, bytes]:
    root = Path(corpus.address)
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*.parquet"))}


def rows_of(corpus: Corpus, table: str) -> list[dict]:
    return [row for shard in corpus.shards() for row in corpus.table(table, shard).to_pylist()]


def rows_of_first(corpus: Corpus, view: str) -> list[dict]:
    """The rows of each document's first shard; of a ledger, that is the one whose reading counts."""
    found, met = [], set()
    for shard in corpus.shards():
        here = set(corpus.table("documents", shard)["id"].to_pylist()) - met
        met |= here
        column = "id" if view == "documents" else "document"
        found += [row for row in corpus.table(view, shard).to_pylist() if row.get(column) in here or column not in row]
    return found


def test_there_is_something_to_compare(given, expected, tmp_path):
    tables = {path.split("/")[0] for path in expected}
    assert tables == {*TABLES, *OWN, "shards"}
    corpus = Corpus(tmp_path)
    done = read_here(given, corpus)
    assert files_of(corpus) == expected, "a second time gives other bytes"
    assert sum(one.documents for one in done) == 7  # five texts and the page, one text in two shards
    assert sum(one.appearances for one in done) == 8
    assert sum(one.rejected for one in done) == 3
    assert all(rows_of(corpus, table) for table in TABLES if table not in ("claims", "notices"))


def test_two_processes(given, expected, tmp_path):
    corpus = Corpus(tmp_path)
    read_here(given, corpus, jobs=2)
    assert files_of(corpus) == expected


def test_a_process_that_is_killed_and_the_same_command_again(given, expected, tmp_path):
    corpus = Corpus(tmp_path / "out")
    with pytest.raises(WorkerDied, match="goes on"):
        read_here(given, corpus, jobs=2, make_reader=Killed(FATAL, str(tmp_path / "flag")))
    assert len(corpus.shards()) < 4
    read_here(given, corpus, jobs=2)
    assert files_of(corpus) == expected
    assert not list((tmp_path / "out" / "_aside").iterdir()), "an attempt that was killed has left something"


def test_the_rows_are_those_of_a_ledger(given, expected, tmp_path):
    """Every column that does not depend on other documents, of every row; who is who is decided later."""
    corpus = Corpus(tmp_path / "corpus")
    read_here(given, corpus)
    with Ledger(tmp_path / "a.db", clock=lambda: "") as ledger:
        for file in sorted(given.iterdir()):
            add_documents(ledger, documents(str(file), OPTIONS), RUN)
        for view in VIEWS:
            cursor = ledger.connection.execute(f"SELECT * FROM {view}")
            names = [column[0] for column in cursor.description]
            assert names == corpus.table(view, corpus.shards()[0]).schema.names
            across = {"actor", "actor_name", "object_actor", "object_actor_name", "actors", "recipients", "appearances"}
            kept = [name for name in names if name not in across and name != "read_as"]
            stored = {tuple(dict(zip(names, row, strict=True))[name] for name in kept) for row in cursor}
            rows = rows_of(corpus, view) if view == "appearances" else rows_of_first(corpus, view)
            assert {tuple(row[name] for name in kept) for row in rows} == stored, view
        rejected = set(ledger.ask("SELECT address, place, reason FROM rejected"))
    assert {(row["address"], row["place"], row["reason"]) for row in rows_of(corpus, "rejected")} == rejected


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Iterator:
    if shutil.which("java") is None:
        assert not os.environ.get("ONRECORD_NEEDS_JAVA"), "java is not installed"
        pytest.skip("Spark needs Java: apt-get install default-jre-headless")
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_WORKER_DIR", str(folder / "work"))
        patch.setenv("SPARK_LOCAL_DIRS", str(folder / "local"))
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("onrecord contract")
        settings = {
            "spark.ui.enabled": "false",
            "spark.executor.memory": "512m",
            "spark.executorEnv.PYTHONPATH": str(Path(__file__).parent),  # for tests.killed
            f"spark.hadoop.fs.viewfs.mounttable.{MOUNT}.link./all": tmp_path_factory.getbasetemp().as_uri(),
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.extraJavaOptions": BRIEF,
            "spark.executor.extraJavaOptions": BRIEF,
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
        made.sparkContext.setLogLevel("OFF")
        yield made
        made.stop()


def test_spark(session, given, expected, tmp_path, tmp_path_factory):
    """One test, because each process of pytest would start a Spark of its own."""
    from onrecord.spark import SparkEngine
    from onrecord.spark import read_corpus as read_with_spark

    # An executor is killed in the middle.

    flag = tmp_path / "flag"
    killed = read_with_spark(
        session, [str(given)], str(tmp_path / "killed"), make_reader=Killed(FATAL, str(flag), "executor")
    )
    assert flag.exists(), "no executor was killed"
    assert (len(killed.read), killed.failed, killed.missing) == (4, (), ())
    assert files_of(Corpus(tmp_path / "killed")) == expected

    # Half of it done before, by another engine.
    corpus = Corpus(tmp_path / "half")
    half = list(shards_below([given]))[:2]
    list(read_corpus(half, corpus, RUN, options=OPTIONS))
    went_on = read_with_spark(session, [str(given)], corpus.address)
    assert (len(went_on.known), len(went_on.read)) == (2, 2)
    assert files_of(corpus) == expected

    # Through Spark's own reader.
    base = str(tmp_path_factory.getbasetemp())
    address = str(given).replace(base, f"viewfs://{MOUNT}/all")
    through = Corpus(tmp_path / "through")
    report = read_with_spark(session, [address], through.address)
    assert (len(report.read), report.failed) == (4, ())
    here = Corpus(tmp_path / "half")
    for table in TABLES:
        found = json.dumps(rows_of(through, table)).replace(address, str(given))
        assert found == json.dumps(rows_of(here, table)), table

    # Over all shards: the same SQL as DuckDB, the same rows as a ledger.
    engine = SparkEngine(session)
    across(engine, written(tmp_path / "several"))
    with kept(tmp_path / "several.db") as ledger:
        same(engine, ledger)
