"""The command line: what it writes, how it ends, and that nothing is ever half-written."""

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from samples import WIRE, full_record, statement, wired_record

import onrecord
from onrecord.cli import cli
from onrecord.model import model_hash
from onrecord.output import Output, json_line, visible
from onrecord.record import Document, Record
from onrecord.show import render

PROGRAM = [sys.executable, "-m", "onrecord"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and devices as on POSIX")
GOOD = "Finland will sign the treaty in May, the minister said on Monday, adding that she expected no delay."


@pytest.fixture
def run():
    return lambda *arguments, **given: CliRunner().invoke(cli, [str(argument) for argument in arguments], **given)


@pytest.fixture
def folder(tmp_path):
    """Twelve readable dispatches and one that is none."""
    inside = tmp_path / "in"
    inside.mkdir()
    for number in range(12):
        (inside / f"{number:02}.txt").write_text(f"{GOOD} It was dispatch number {number} of the day.\n")
    (inside / "05.txt").write_bytes(b"\0\1\2\xff\xfe" * 50)
    return inside


def many(path: Path, count: int) -> Path:
    lines = (json.dumps({"text": f"{GOOD} It was dispatch number {number} of the day."}) for number in range(count))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_one_object_a_line_in_order_and_what_is_set_aside_is_said(run, folder):
    done = run("read", "--json", folder)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(record["document"]["source"]).name for record in records] == [
        f"{number:02}.txt" for number in range(12) if number != 5
    ]
    assert records[0]["document"]["text"].startswith(GOOD)
    (aside,) = done.stderr.splitlines()
    assert aside.startswith(f"set aside: {folder / '05.txt'}: ")
    assert done.exit_code == 1


def test_exit_code_0_when_all_is_well(run, folder):
    (folder / "05.txt").unlink()
    done = run("read", "--json", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 11


def test_the_same_bytes_from_any_number_of_processes(folder, tmp_path):
    outputs = []
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.jsonl"
        done = subprocess.run(
            [*PROGRAM, "read", "--json", "--jobs", jobs, "--out", str(out), str(folder)],
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 1
        outputs.append((out.read_bytes(), done.stderr))
    assert outputs[0] == outputs[1]
    assert outputs[0][0].count(b"\n") == 11


@pytest.mark.parametrize(
    "date", ["2021", "2021-01", "2021-01-27", "2021-01-27T15:00", "2021-01-27T15:00Z", "2021-01-27T15:00:30+05:30"]
)
def test_published_is_as_precise_as_it_was_given(run, date):
    done = run("read", "--json", "--published", date, "-", input=GOOD)
    document = json.loads(done.stdout)["document"]
    assert (document["published"], document["published_from"]) == (date, "option")


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "--published", "yesterday", "-"],
        ["read", "--published", "2021-13", "-"],
        ["read", "--published", "2021-02-30", "-"],
        ["read", "--published", "27/01/2021", "-"],
        ["read", "--published", "2021-01-27T25:00", "-"],
        ["read", "--published", "", "-"],
        ["read", ""],
        ["read", "ftp://example.org/a.txt"],
        ["read", "--jobs", "-1", "-"],
        ["read", "--min-confidence", "1.5", "-"],
        ["read", "--colour", "-"],
        ["read", "--out", ".", "-"],
        ["completion", "tcsh"],
        ["write"],
    ],
)
def test_exit_code_2_for_wrong_usage(run, arguments):
    done = run(*arguments, input=GOOD)
    assert done.exit_code == 2
    assert "Error: " in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_source_that_is_not_there_is_set_aside(run, tmp_path, folder):
    done = run("read", "--json", tmp_path / "none.txt", folder / "00.txt")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"set aside: {tmp_path / 'none.txt'}: ")
    assert done.stdout.count("\n") == 1


@POSIX
def test_a_file_name_that_is_no_text_harms_nothing(tmp_path):
    name = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\x1b[31m.txt"))
    name.write_text(GOOD)
    done = subprocess.run([*PROGRAM, "read", "--json", name], capture_output=True, timeout=60)
    assert b"\x1b" not in done.stdout + done.stderr
    if done.returncode == 0:
        assert json.loads(done.stdout.decode("utf-8"))["document"]["source"].endswith(".txt")
    else:
        assert done.stderr.startswith(b"set aside: ")


# --- nothing half-written


def test_out_appears_when_complete_and_keeps_its_mode(run, folder, tmp_path):
    out = tmp_path / "records.jsonl"
    out.write_text("old")
    out.chmod(0o600)
    done = run("read", "--json", "--out", out, folder / "00.txt")
    assert (done.exit_code, done.stdout) == (0, "")
    assert json.loads(out.read_text("utf-8"))["document"]["source"] == str(folder / "00.txt")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "records.jsonl"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(run, folder, tmp_path, monkeypatch):
    out = tmp_path / "records.jsonl"
    out.write_text("old")
    room = [3]
    enter = Output.__enter__

    class FullDisk(io.FileIO):
        def write(self, data):
            room[0] -= 1
            if room[0] < 0:
                raise OSError(28, "No space left on device")
            return super().write(data)

    def on_full_disk(output):
        enter(output)
        output._stream.close()
        output._stream = FullDisk(output._part, "w")
        return output

    monkeypatch.setattr(Output, "__enter__", on_full_disk)
    done = run("read", "--json", "--out", out, folder)
    assert done.exit_code == 1
    assert done.stderr == f"onrecord: cannot write {out}: No space left on device\n"
    assert room == [-1]
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "records.jsonl"]


def test_out_in_no_folder_is_said_before_anything_is_read(run, tmp_path):
    done = run("read", "--json", "--out", tmp_path / "none" / "records.jsonl", tmp_path / "none.txt")
    assert done.exit_code == 1
    assert done.stderr == f"onrecord: cannot write {tmp_path / 'none' / 'records.jsonl'}: No such file or directory\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("page", [[], ["--json"]])
def test_a_full_standard_output(page, folder):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "read", *page, folder / "00.txt"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr == "onrecord: cannot write standard output: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_never_replaced(run, folder):
    done = run("read", "--json", "--out", "/dev/full", folder / "00.txt")
    assert done.stderr == "onrecord: cannot write /dev/full: No space left on device\n"
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    assert not list(Path("/dev").glob(".full*"))


@POSIX
def test_a_reader_that_stops_reading_is_no_reason_for_a_message(tmp_path):
    source = many(tmp_path / "many.jsonl", 3000)
    process = subprocess.Popen(
        [*PROGRAM, "read", "--json", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    json.loads(process.stdout.readline())
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) == 128 + signal.SIGPIPE


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_everything_between_two_lines(tmp_path, jobs, number):
    source, out = many(tmp_path / "many.jsonl", 20000), tmp_path / "out.jsonl"
    read = [*PROGRAM, "read", "--json", "--jobs", jobs]
    with (tmp_path / "lines").open("wb") as lines:
        to_stdout = subprocess.Popen([*read, source], stdout=lines, stderr=subprocess.PIPE, start_new_session=True)
    to_file = subprocess.Popen([*read, "--out", out, source], stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / "lines").stat().st_size or not list(tmp_path.glob(".out.jsonl.*.part")):
        assert time.monotonic() < deadline and to_stdout.poll() is None
        time.sleep(0.02)
    time.sleep(0.3)
    for process in (to_stdout, to_file):
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)  # Ctrl-C: to all
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 128 + number
        assert errors == b"onrecord: interrupted\n"
        assert gone(process.pid), "a process of the group is left"
    written = (tmp_path / "lines").read_bytes()
    assert written.endswith(b"}\n")
    assert 0 < len([json.loads(line) for line in written.splitlines()]) < 20000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines", "many.jsonl"]


@POSIX
@pytest.mark.parametrize("signals", [1, 2])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_line_is_finished_before_an_interrupt_but_a_second_one_is_obeyed_at_once(signals, unbuffered):
    code = (
        "from onrecord.output import Interrupted, Output\n"
        "try:\n"
        "    with Output(None) as output:\n"
        "        while True:\n"
        "            output.write('{' + 'x' * 1_000_000 + '}\\n')\n"
        "except Interrupted as error:\n"
        "    raise SystemExit(error.signal_number)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": unbuffered}
    )
    assert process.stdout
    start = process.stdout.read(1)  # more than a pipe holds has still to be written, and nobody reads
    for _ in range(signals):
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None or signals == 2
    written = start + process.stdout.read()
    process.stdout.close()
    assert process.wait(10) == signal.SIGINT
    assert written.endswith(b"}\n") == (signals == 1)


def gone(group: int) -> bool:
    """Whether a process group is empty; the standard library's resource tracker needs a moment to notice its end."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


# --- the page for people


def shown(record: Record, width: int = 80, **options: object) -> str:
    return render(record, Console(file=io.StringIO(), width=width, **options))  # type: ignore[arg-type]


def test_the_page_says_who_said_what_and_where():
    page = shown(full_record())
    head, *rows = page.split("\n\n")
    assert head.splitlines() == [
        "Ministers differ",
        "wire/lund.txt · 2024-01-02T15:00Z (option) · Northern Wire · OSLO",
        "4 statements",
    ]
    assert " ".join(rows[0].split()) == (
        "1. Foreign Minister Ada Lund told that Norland “will not recognise” the vote "
        "mixed speech, negated · 0.97 · said 2024-01-01 · line 3, characters 70–112"
    )
    assert "2. (elided)  adding" in rows[1]
    indents = [len(row.splitlines()[0]) - len(row.splitlines()[0].lstrip()) for row in rows[:4]]
    assert indents == [2, 2, 2, 6], "what the union said stands within what the deputy claimed"
    assert shown(Record(Document("Nobody spoke."))).split("\n")[:2] == ["", "no statement found"]


def test_the_unsure_is_marked_unsure():
    doubtful = statement(GOOD, "the minister", "said", "Finland will sign the treaty in May", confidence=0.3)
    assert "0.30 unsure" in shown(Record(Document(GOOD), statements=(doubtful,)))
    assert "unsure" not in shown(full_record())


def test_a_page_says_first_what_a_wire_says_to_editors():
    page = shown(wired_record())
    assert "EMBARGO until 2024-01-02T16:00Z\nCorrection: CORRECTS spelling in headline.\n" in page
    assert "2024-01-03T09:00Z · picture · The vote · with caption" in page
    killed = replace(wired_record().document, wire=replace(WIRE, kind="kill", embargo=None, note="Not so."))
    assert "KILLED: Not so." in shown(Record(killed))
    assert "EMBARGO" not in shown(full_record())


def test_a_narrow_terminal_loses_no_word():
    page = shown(full_record(), width=24)
    assert max(map(len, page.splitlines())) <= 24
    first = full_record().statements[0]
    for span in (*first.source, *first.cue, *first.content):
        assert all(word in page for word in span.of(full_record().document.text).split())


HOSTILE = "He said \x1b]0;owned\x07 \x1b[2J\x9b31m \u202egnp.exe\u2066 \u200f\r\x08\x7f \u2028 [bold red]x[/] 👩‍🚀 no."


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_in_a_text_reaches_the_terminal_as_a_command(terminal):
    content = HOSTILE.removeprefix("He said ")
    doc = Document(
        HOSTILE, source="\x1b[31m.txt", title="T\x1b[5m\u202e", agency="\x9bA", place="\nP", published="\x07"
    )
    row = statement(HOSTILE, "He", "said", content)
    page = shown(Record(doc, statements=(row,)), width=200, force_terminal=terminal)
    if terminal:
        assert "\x1b[" in page, "our own colours are there"
        page = re.sub(r"\x1b\[[0-9;]*m", "", page)  # and what is left of them is only the text
    assert visible(page, keep="\n") == page
    assert "␛]0;owned␇ ␛[2J<U+009B>31m <U+202E>gnp.exe<U+2066> <U+200F>␍␈␡ <U+2028> [bold red]x[/] 👩‍🚀 no." in page


def test_json_is_safe_to_look_at_too():
    line = json_line(Record(Document(HOSTILE, source="\udce9.txt")))
    assert visible(line, keep="\n\u200d") == line
    assert json.loads(line)["document"]["text"] == HOSTILE
    assert "👩‍🚀" in line, "ordinary text stays as it is"
    line.encode()


# --- the program


def test_version(run):
    done = run("--version")
    assert done.stdout == f"onrecord {onrecord.__version__} (model {model_hash()})\n"


def test_schema_is_printed_as_published(run):
    assert json.loads(run("schema").stdout)["title"] == "onrecord record"


@pytest.mark.parametrize("command", [[], ["read"], ["schema"], ["completion"]])
def test_every_help_gives_examples(run, command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    examples = done.stdout.partition("Example")[2].splitlines()[1:]
    assert examples and all("onrecord" in line for line in examples)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_completes(run, shell):
    script = run("completion", shell)
    assert script.exit_code == 0 and f"_ONRECORD_COMPLETE={shell}_complete" in script.stdout
    words = {"COMP_WORDS": "onrecord re", "COMP_CWORD": "re" if shell == "fish" else "1"}
    done = subprocess.run(
        PROGRAM, env=os.environ | words | {"_ONRECORD_COMPLETE": f"{shell}_complete"}, capture_output=True, text=True
    )
    assert "read" in done.stdout.replace(",", "\n").split()


@POSIX
def test_progress_shows_on_a_terminal_and_only_there(tmp_path):
    import pty

    source = many(tmp_path / "many.jsonl", 20000)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "read", "--json", "--out", tmp_path / "out", source],
        stderr=slave, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"}, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    seen = b""
    deadline = time.monotonic() + 30
    while b"documents/s" not in seen and time.monotonic() < deadline:
        seen += os.read(master, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    os.close(master)
    assert b"/20000" in seen and b"documents/s" in seen
