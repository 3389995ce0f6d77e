"""Many documents: in order, in bounded memory, in any number of processes, and never a hang."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from samples import full_record

from onrecord import run
from onrecord.record import Document, Record, UnreadableDocument
from onrecord.run import IN_FLIGHT, WorkerDied, available_cores, confident, read_documents


class OddReader:
    """Answers by what the text asks for; the record's title names the process."""

    made = 0

    def __init__(self) -> None:
        OddReader.made += 1

    def read(self, doc: Document) -> Record:
        if doc.text == "die":
            os._exit(9)
        if doc.text == "refuse":
            raise UnreadableDocument(doc.source, "too odd", "line 1")
        if doc.text == "break":
            raise ZeroDivisionError("a defect")
        if doc.text == "slow":
            time.sleep(0.2)
        return Record(replace(doc, title=f"{os.getpid()} {OddReader.made}"))


def numbered(texts):
    return [Document(text, source=f"doc {number}") for number, text in enumerate(texts)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_order_with_what_was_set_aside_in_its_place(jobs):
    items = [*numbered(["slow", "a", "refuse", "slow", "b"] * 5)]
    items.insert(0, UnreadableDocument("first", "no text"))
    items.insert(9, UnreadableDocument("ninth", "no text"))
    outcomes = list(read_documents(items, jobs=jobs, make_reader=OddReader))
    sources = [o.source if isinstance(o, UnreadableDocument) else o.document.source for o in outcomes]
    assert sources == [item.source for item in items]
    aside = [str(o) for o in outcomes if isinstance(o, UnreadableDocument)]
    assert aside[:2] == ["first: no text", "doc 2: too odd (line 1)"] and len(aside) == 7
    titles = {o.document.title for o in outcomes if isinstance(o, Record)}
    assert len({title.split()[0] for title in titles}) <= jobs
    if jobs == 2:
        assert str(os.getpid()) not in {title.split()[0] for title in titles}
        assert {title.split()[1] for title in titles} == {"1"}, "each process makes one reader"


@pytest.mark.parametrize("jobs", [1, 2])
def test_documents_are_taken_only_as_they_are_needed(jobs):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield Document(f"text {taken}")

    outcomes = read_documents(endless(), jobs=jobs, make_reader=OddReader)
    for given in range(1, 301):
        assert next(outcomes).document.text == f"text {given}"
        assert taken - given < jobs * IN_FLIGHT
    outcomes.close()


def test_no_document_starts_no_reader():
    def forbidden():
        raise AssertionError("a reader was made")

    assert list(read_documents([UnreadableDocument("a", "b")], make_reader=forbidden))
    assert list(read_documents([], jobs=2, make_reader=forbidden)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_defect_in_the_reader_stops_the_run(jobs):
    with pytest.raises(ZeroDivisionError, match="a defect") as caught:
        list(read_documents(numbered(["a", "break", "b"]), jobs=jobs, make_reader=OddReader))
    assert caught.value.__notes__ == ["onrecord: this happened while reading doc 1"]
    assert not multiprocessing.active_children()


def test_a_process_that_dies_is_an_error_and_no_hang():
    with pytest.raises(WorkerDied, match=r"ended without an answer at or after doc \d+: .*--jobs 1"):
        list(read_documents(numbered(["a", "die"] + ["b"] * 50), jobs=2, make_reader=OddReader))
    assert not multiprocessing.active_children()


def test_closing_early_ends_the_processes():
    outcomes = read_documents(numbered(["a"] + ["slow"] * 50), jobs=2, make_reader=OddReader)
    next(outcomes)
    assert multiprocessing.active_children()
    start = time.monotonic()
    outcomes.close()
    assert not multiprocessing.active_children()
    assert time.monotonic() - start < 5


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_processes_end_when_their_parent_is_killed():
    code = (
        "import multiprocessing\n"
        "from test_run import OddReader, numbered\n"
        "from onrecord.run import read_documents\n"
        "if __name__ == '__main__':\n"
        "    outcomes = read_documents(numbered(['a'] + ['slow'] * 1000), jobs=2, make_reader=OddReader)\n"
        "    next(outcomes)\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "    list(outcomes)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    assert parent.stdout
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(alive, children)):
        assert time.monotonic() < deadline, "a process outlived its parent"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Running; a zombie that nobody has collected yet is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").exists()
    return state != "Z"


def test_zero_jobs_means_every_core():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
    assert len(list(read_documents(numbered(["a"] * 3), jobs=0, make_reader=OddReader))) == 3


def test_rows_below_the_confidence_asked_for_go_with_all_that_hangs_from_them():
    record = full_record()
    first, second, outer, inner = record.statements
    assert (outer.confidence, inner.confidence, inner.within) == (0.6, 0.8, outer.id)
    assert confident(record, 0.0) == record
    assert confident(record, 0.6) == replace(record, events=())
    assert confident(record, 0.7).statements == (first, second), "A says that B said never becomes: B said"
    assert confident(record, 0.7).positions == record.positions
    assert confident(record, 0.98) == replace(record, statements=(), events=(), positions=())
    doubted = replace(record, statements=(replace(first, confidence=0.1), second, outer, inner))
    assert confident(doubted, 0.2).positions == (), "nor does what a statement reports become the outlet's own word"


def test_memory_is_given_back_where_the_c_library_can_and_nothing_happens_elsewhere(monkeypatch):
    asked = []
    monkeypatch.setattr(run, "_trim", lambda: asked.append)
    run.give_back()
    assert asked == [0]
    monkeypatch.setattr(run, "_trim", lambda: None)
    run.give_back()
