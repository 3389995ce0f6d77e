"""The file: killed, full, read-only, damaged, foreign, newer: a clear message, and the old state intact."""

import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from ledgers import RUN, StubReader, opened, simple, state, text_of
from samples import full_record

from onrecord.ledger import Ledger, LedgerError, connect, corrections, migrate
from onrecord.ledger import check as check_module
from onrecord.ledger.adding import add_documents
from onrecord.ledger.check import check
from onrecord.record import Document

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and file modes")


@pytest.fixture
def path(tmp_path):
    """A ledger of ten documents, closed."""
    with opened(tmp_path / "onrecord.db") as ledger:
        for number in range(10):
            ledger.add(simple(f"no {number}", source=f"https://courier.example/{number}"), RUN)
    return tmp_path / "onrecord.db"


def documents(count):
    return [Document(text_of(f"no {n} " + "word " * 50), source=f"https://courier.example/{n}") for n in range(count)]


def adds(path, count, pause_s=0.0):
    """What a process of its own runs."""

    def slowly():
        for doc in documents(count):
            time.sleep(pause_s)
            yield doc

    with Ledger(path) as ledger:
        add_documents(ledger, slowly(), RUN, make_reader=StubReader)


@POSIX
def test_killed_at_random_moments_and_started_again_nothing_is_lost_or_doubled(tmp_path):
    path = tmp_path / "onrecord.db"
    code = f"from test_ledger_file import adds; adds({str(path)!r}, 120, 0.002)"
    command = [sys.executable, "-c", code]
    chance = random.Random(3)
    kills = 0
    for _ in range(40):
        child = subprocess.Popen(command, cwd=Path(__file__).parent, stderr=subprocess.DEVNULL)
        size = lambda: sum(file.stat().st_size for file in tmp_path.glob("onrecord.db*"))  # noqa: E731
        before, deadline = size(), time.monotonic() + 30
        while size() == before and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)  # it has begun to write
        time.sleep(chance.uniform(0, 0.05))
        if child.poll() is not None:
            break
        child.send_signal(signal.SIGKILL)
        child.wait()
        kills += 1
        if kills == 5:
            break
    assert kills >= 3
    subprocess.run(command, cwd=Path(__file__).parent, check=True)
    with opened(tmp_path / "whole.db") as whole, opened(path) as ledger:
        add_documents(whole, documents(120), RUN, make_reader=StubReader)
        assert list(check(ledger)) == []
        assert state(ledger) == state(whole)


def test_two_adds_at_once_store_each_document_once(tmp_path):
    path = tmp_path / "onrecord.db"
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=adds, args=(path, 60, pause_s)) for pause_s in (0.001, 0.002)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    with opened(path) as ledger:
        assert ledger.ask("SELECT count(*), count(DISTINCT id) FROM document") == [(60, 60)]
        assert ledger.ask("SELECT count(*) FROM statement") == [(60,)]
        assert list(check(ledger)) == []


def test_a_reader_sees_whole_documents_and_never_waits_for_a_writer(path):
    with opened(path) as writer, Ledger(path, read_only=True, busy_s=0) as reader:
        writer.connection.execute("BEGIN IMMEDIATE")
        writer.connection.execute("DELETE FROM statement_words")
        assert reader.ask("SELECT count(*) FROM statement_words WHERE statement_words MATCH 'no'") == [(10,)]
        writer.connection.execute("ROLLBACK")


def test_a_writer_that_waits_too_long_says_so(path):
    with opened(path) as one, opened(path, busy_s=0.05) as other:
        one.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"another program has been writing"):
            other.add(simple("yes"), RUN)
        one.connection.execute("ROLLBACK")


def test_a_full_disk(path):
    with opened(path) as ledger:
        before = state(ledger)
        pages = ledger.ask("PRAGMA page_count")[0][0]
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(LedgerError, match=r"onrecord\.db: the disk is full; what was stored is intact"):
            ledger.add(simple("word " * 20_000, source="long"), RUN)
        assert state(ledger) == before and list(check(ledger)) == []
        ledger.connection.execute("PRAGMA max_page_count = 100000")
        assert ledger.add(simple("word " * 20_000, source="long"), RUN) == "added"
        assert list(check(ledger)) == []


@pytest.fixture
def locked(path):
    """The ledger in a folder where nothing may be written; for root too, who becomes nobody meanwhile."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(path, folder / "onrecord.db")
    (folder / "onrecord.db").chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield folder / "onrecord.db"
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@POSIX
def test_a_file_that_may_not_be_written(locked):
    with pytest.raises(LedgerError, match=r"it cannot be (written|opened)"), Ledger(locked) as ledger:
        ledger.add(simple("yes"), RUN)
    assert [file.name for file in locked.parent.iterdir()] == ["onrecord.db"]


@POSIX
def test_a_ledger_where_nothing_can_be_written_can_be_asked(locked):
    with Ledger(locked, read_only=True) as ledger:
        assert ledger.ask("SELECT count(*) FROM statements") == [(10,)]


def test_a_file_that_sqlite_finds_read_only(path):
    with opened(path) as ledger:
        before = state(ledger)
        ledger.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LedgerError, match=r"it cannot be written: the file, its folder or the disk is read-only"):
            ledger.add(simple("yes"), RUN)
        assert state(ledger) == before


def test_nothing_can_be_written_through_a_reader(path):
    with Ledger(path, read_only=True) as ledger, pytest.raises(LedgerError, match="it cannot be written"):
        ledger.add(simple("yes"), RUN)


def test_a_file_of_a_newer_version_is_left_alone(path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(LedgerError, match=r"made by a newer version .*ledger 99.*pip install --upgrade"):
            Ledger(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "books.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE book (title)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(LedgerError, match="no ledger of onrecord's"):
            Ledger(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "letter.db"
    path.write_bytes(b"Dear Sir or Madam, " * 200)
    for read_only in (False, True):
        with pytest.raises(LedgerError, match="it is not an SQLite file"):
            Ledger(path, read_only=read_only)


def test_a_ledger_that_is_not_there(tmp_path):
    for given in ({"read_only": True}, {"create": False}):
        with pytest.raises(LedgerError, match=r"there is no such ledger; `onrecord add --ledger"):
            Ledger(tmp_path / "onrecord.db", **given)
    with pytest.raises(LedgerError, match="it cannot be opened: no such folder"):
        Ledger(tmp_path / "nowhere" / "onrecord.db")
    assert list(tmp_path.iterdir()) == []


def test_damaged_pages_are_named(path):
    """Every page of the file in turn is overwritten: no question may take it for granted, and check must name it."""
    with opened(path) as ledger:
        ledger.connection.execute("PRAGMA journal_mode = DELETE")
    whole = path.read_bytes()
    size = 4096
    for page in range(1, len(whole) // size, 7):
        path.write_bytes(whole[: page * size] + b"\xa5" * size + whole[(page + 1) * size :])
        try:
            with Ledger(path, read_only=True) as ledger:
                failures = list(check(ledger))
        except LedgerError as error:
            failures = [str(error)]
        assert failures, f"page {page}"
        assert not any(failure.endswith(": ") for failure in failures)


def test_a_damaged_file_is_not_made_worse(path):
    with opened(path) as ledger:
        ledger.connection.execute("PRAGMA journal_mode = DELETE")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LedgerError, match=r"damaged.*onrecord check.*onrecord backup"), opened(path) as ledger:
        ledger.ask("SELECT * FROM statements")
        ledger.add(simple("yes"), RUN)


def test_a_network_path_is_refused(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path.resolve()}/far nfs4 rw 0 0\n")
    far, near = tmp_path / "far" / "onrecord.db", tmp_path / "onrecord.db"
    assert connect._network_file_system(far, mounts) == "nfs4"
    assert connect._network_file_system(near, mounts) is None
    assert connect._network_file_system(near, tmp_path / "none") is None
    monkeypatch.setattr(connect, "_network_file_system", lambda path: "nfs4")
    with pytest.raises(LedgerError, match="lies on a network path"):
        Ledger(near)


def test_a_backup_is_a_whole_ledger_also_while_it_is_written(path, tmp_path):
    copy = tmp_path / "copy.db"
    with opened(path) as writer, Ledger(path, read_only=True) as ledger:
        writer.connection.execute("BEGIN IMMEDIATE")
        writer.connection.execute("DELETE FROM participant")
        ledger.backup(copy)
        writer.connection.execute("ROLLBACK")
        ledger.backup(copy)
        with opened(copy) as copied:
            assert list(check(copied)) == [] and state(copied) == state(writer)
        with pytest.raises(LedgerError):
            ledger.backup(tmp_path / "nowhere" / "copy.db")
    assert not list(tmp_path.glob(".*"))


def of_version(number, path):
    """The ledger at `path` as that version kept it."""
    older = path.with_name(f"version-{number}.db")
    connection = sqlite3.connect(older)
    connection.executescript((Path(__file__).parent / "schemas" / f"ledger-{number}.sql").read_text("utf-8"))
    connection.execute("ATTACH ? AS new", (str(path),))
    made = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%' AND name NOT LIKE '%~_words~_%' ESCAPE '~'"
    for (table,) in connection.execute(made).fetchall():
        known = [row[1] for row in connection.execute(f"PRAGMA new.table_info({table})")]
        both = [f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] in known]
        if table != "stance":
            names = ", ".join(both)
            connection.execute(f"INSERT OR REPLACE INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
    for index, view, columns in check_module._WORDS:
        kept = [row[1] for row in connection.execute(f"PRAGMA main.table_info({index})")]
        names = ", ".join(name for name in columns.split(", ") if name in kept)
        connection.execute(f"INSERT INTO main.{index}(rowid, {names}) SELECT key, {names} FROM main.{view}")
    connection.execute(f"PRAGMA application_id = {connect.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {number}")
    connection.commit()
    connection.close()
    return older


@pytest.mark.parametrize("number", range(1, connect.VERSION))
def test_a_ledger_of_an_older_version_is_brought_up_to_date(path, number, monkeypatch):
    with opened(path) as ledger:
        ledger.add(full_record(), RUN)
        corrections.rename(ledger, "Q42", "Ada Lund of Norland")
        before = state(ledger)
        records = {ident: ledger.record(ident) for (ident,) in ledger.ask("SELECT id FROM documents")}
    older = of_version(number, path)
    with pytest.raises(LedgerError, match=r"of an older version of onrecord; any `onrecord add`"):
        Ledger(older, read_only=True)
    bytes_before = older.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(migrate, "migrations", lambda: dict.fromkeys(range(2, 99), "SELECT nothing;"))
        with pytest.raises(sqlite3.OperationalError):
            Ledger(older)
    assert sqlite3.connect(older).execute("PRAGMA user_version").fetchone() == (number,), "all or nothing"
    assert len(older.read_bytes()) == len(bytes_before)
    with opened(older) as ledger:
        assert ledger.ask("PRAGMA user_version") == [(connect.VERSION,)]
        assert list(check(ledger)) == []
        assert state(ledger) == before
        assert {ident: ledger.record(ident) for ident in records} == records


def test_every_version_has_its_migration():
    assert sorted(migrate.migrations()) == list(range(2, connect.VERSION + 1))


BREAKAGES = {
    "texts: document 3": "UPDATE document SET text = text || '!' WHERE key = 3",
    "references: statement row": "UPDATE statement SET speaker = 999 WHERE document = 3",
    "spans: statement": "UPDATE statement SET content = '[[3,99999]]' WHERE document = 3",
    "spans: statement ": "UPDATE statement SET content = '[[9,9]]' WHERE document = 3",
    "spans: a mention": "UPDATE mention SET stop = 99999 WHERE entity = 3",
    "words: statement_words": "INSERT INTO statement_words(rowid, words) VALUES (999, 'never said')",
    "words: document_words": "INSERT INTO document_words(document_words) VALUES ('delete-all')",
    "ids: 2 rows of statement": "UPDATE statement SET id = (SELECT id FROM statement WHERE document = 1) "
    "WHERE document = 2",
    "identities: actor": "INSERT INTO actor VALUES "
    "(999, 'x', 'x', 2, 'x', 'x', 'person', NULL, 1, 'name', 999, NULL, 0, 0)",
    "identities: statement": "UPDATE statement SET actor = NULL WHERE document = 3",
    "identities: the name": "UPDATE alias SET entities = 99",
    "counts: 9 statements": "UPDATE tally SET number = 9 WHERE name = 'statements'",
    "counts: actor": "UPDATE actor SET statements = 3 WHERE key = 1",
    "counts: who is quoted in 2024-02": "DELETE FROM quoted WHERE period = '2024-02'; INSERT INTO quoted VALUES "
    "('2024-02', 1, '', 3, 3)",
    "judgements: statement": "UPDATE statement SET judged = 'accept' WHERE document = 3",
    "actors: entity": "UPDATE actor SET handle = 'name|person|another' WHERE key = 1",
    "schema: index position_on_topic is not there": "DROP INDEX position_on_topic",
    "schema: view disputes is not as": "DROP VIEW disputes; CREATE VIEW disputes AS SELECT 1",
    "file: row ": "DROP INDEX appearance_by_publisher; CREATE INDEX appearance_by_publisher ON appearance (address) "
    "WHERE publisher IS NOT NULL; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET "
    "sql = replace(sql, '(address)', '(publisher)') WHERE name = 'appearance_by_publisher'",
}


@pytest.mark.parametrize("failure", BREAKAGES)
def test_check_names_what_is_broken(path, failure):
    connection = sqlite3.connect(path)
    for statement in BREAKAGES[failure].split("; "):
        connection.execute(statement)
    connection.commit()
    connection.close()
    with Ledger(path, read_only=True) as ledger:
        found = list(check(ledger))
    assert any(each.startswith(failure.rstrip()) for each in found), found


def test_the_program_says_it_in_one_line_and_ends_with_1(path, tmp_path):
    broken = tmp_path / "broken.db"
    shutil.copy(path, broken)
    connection = sqlite3.connect(broken)
    connection.execute("UPDATE document SET text = 'x' WHERE key = 3")
    connection.commit()
    connection.close()
    run = lambda *given: subprocess.run(  # noqa: E731
        [sys.executable, "-m", "onrecord", *map(str, given)], capture_output=True, text=True, timeout=60
    )
    done = run("check", "--ledger", path)
    assert (done.returncode, done.stdout) == (0, "10 documents, 10 statements: nothing wrong\n")
    done = run("check", "--ledger", broken)
    assert done.returncode == 1 and f"{broken}: texts: document 3: its text is not the one" in done.stderr
    done = run("who", "Ada Lund", "--ledger", tmp_path / "none.db")
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "there is no such ledger" in done.stderr
    done = run("backup", "--ledger", path, tmp_path / "copy.db")
    assert done.returncode == 0
    done = run("who", "Ada Lund", "--json", "--limit", "3", "--ledger", tmp_path / "copy.db")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 3


def test_a_ledger_in_memory_is_empty_each_time_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        with Ledger(":memory:") as ledger:
            assert ledger.ask("SELECT count(*) FROM document") == [(0,)]
            ledger.add(simple("the harbour would close"), RUN)
            assert ledger.ask("SELECT count(*) FROM statements") == [(1,)]
    assert not list(tmp_path.iterdir())
