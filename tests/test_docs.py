"""Documentation is tested: its blocks run, and every command, option and column is described.

A ```console block holds commands after `$ ` and what they print; a line `...` stands for any lines. The commands that
start with `$ onrecord` are run. A ```pycon block is run as a doctest. After a wanted change run
`pytest tests/test_docs.py --update-docs`, then read the diff.
"""

import doctest
import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import click
import pytest

from onrecord import record as record_module
from onrecord.cli import cli
from onrecord.ledger.connect import statements_of

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANY_LINES = "..."
READING = ("read", "add", "who", "search", "sources", "check", "sql")  # what they print depends on what a reader found


def printed_by(command: str, ledger: Path) -> str:
    """What a shell command prints in the root of the project, with `onrecord` being this one and a ledger at hand."""
    bash = f"set -o pipefail; onrecord() {{ '{sys.executable}' -m onrecord \"$@\"; }}; {command}"
    environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    environment |= {"ONRECORD_LEDGER": str(ledger)}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        ["bash", "-c", bash], cwd=ROOT, env=environment, text=True, timeout=120,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.stdout


def commands_of(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def matches(wanted: str, got: str) -> bool:
    pattern = "".join(
        "(?:.*\n)*?" if line.strip() == ANY_LINES else re.escape(line) + "\n"
        for line in comparable(wanted).splitlines()
    )
    return re.fullmatch(pattern, comparable(got)) is not None


def comparable(output: str) -> str:
    """Without the confidence of rows: its last digit depends on how a processor multiplies small integers."""
    return re.sub(r"· [01]\.\d\d( unsure)? ·", "· … ·", clean(output))


def clean(output: str) -> str:
    return "".join(line.rstrip() + "\n" for line in output.strip("\n").splitlines())


def cases(kind):
    return [
        pytest.param(page, found[2], id=f"{page.name}:{page.read_text('utf-8')[: found.start()].count(chr(10)) + 1}")
        for page in PAGES
        for found in BLOCK.finditer(page.read_text("utf-8"))
        if found[1] == kind
    ]


def replace_in(page: Path, old: str, new: str) -> None:
    text = page.read_text("utf-8")
    assert text.count(old) == 1, f"{page.name} holds this block more than once"
    page.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(("page", "block"), cases("console"))
def test_commands_print_what_the_page_says(page, block, request, same_arithmetic, tmp_path):
    updated = block
    for command, wanted in commands_of(block):
        if not command.startswith("onrecord "):
            continue
        got = printed_by(command, tmp_path / "onrecord.db")
        found = not command.endswith("--help") and command.split()[1] in READING
        if matches(wanted, got) or (found and not same_arithmetic and len(got) > 20):
            continue
        if not request.config.getoption("--update-docs") or ANY_LINES in wanted.splitlines():
            assert clean(got) == clean(wanted), f"{page.name}: $ {command}"
        updated = updated.replace(f"$ {command}\n{wanted}", f"$ {command}\n{clean(got)}")
    if updated != block:
        replace_in(page, block, updated)


@pytest.mark.parametrize(("page", "block"), cases("pycon"))
def test_python_answers_what_the_page_says(page, block, request, monkeypatch, same_arithmetic):
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(block, {}, page.name, str(page), 0)
    answers: list[tuple[doctest.Example, str]] = []

    class Runner(doctest.DocTestRunner):
        def report_failure(self, out, test, example, got):
            answers.append((example, got))

        def report_unexpected_exception(self, out, test, example, exc_info):
            raise exc_info[1]

    Runner(verbose=False).run(test, out=lambda _: None)
    if request.config.getoption("--update-docs"):
        updated = block
        for example, got in answers:
            source = "".join(
                f"{'... ' if n else '>>> '}{line}" for n, line in enumerate(example.source.splitlines(True))
            )
            updated = updated.replace(source + example.want, source + got)
        replace_in(page, block, updated)
    elif same_arithmetic:
        assert not answers, "\n".join(f"{example.source}wanted {example.want}got {got}" for example, got in answers)


def test_pages_hold_blocks_to_run():
    assert cases("console") and cases("pycon")


def every_command(command: click.Command, name: str = "onrecord"):
    yield name, command
    if isinstance(command, click.Group):
        for sub_name, sub_command in command.commands.items():
            yield from every_command(sub_command, f"{name} {sub_name}")


def test_every_command_and_option_is_described():
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name, command in every_command(cli):
        assert f"$ {name} --help\n" in page, f"docs/cli.md does not describe {name}"
        for option in command.params:
            assert all(text in page for text in option.opts if text.startswith("-")), f"{name} {option.opts}"


def test_every_column_is_described():
    """docs/record.md has a section for each value of the record and a row for each field, in the order of the code."""
    page = (ROOT / "docs" / "record.md").read_text("utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    values = [kind for kind in vars(record_module).values() if is_dataclass(kind) and kind.__name__ != "Record"]
    assert values
    for kind in values:
        described = re.findall(r"^\| `(\w+)` \|", sections[kind.__name__], re.MULTILINE)
        expected = [field.name for field in fields(kind)]
        assert sorted(described) == sorted(expected + ["id"] * (kind.__name__ == "Document")), kind.__name__


def test_every_table_view_and_column_of_the_ledger_is_described():
    """docs/ledger.md has a section for each table and view of the schema and a row for each column, in their order."""
    schema = "\n".join(statements_of((ROOT / "src/onrecord/ledger/schema.sql").read_text("utf-8")))
    ledger = sqlite3.connect(":memory:")
    ledger.executescript(schema)
    words = [name for (name,) in ledger.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")]
    made = [
        name
        for (name,) in ledger.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        if not name.startswith("sqlite_") and not any(name.startswith(f"{index}_") for index in words)
    ]
    page = (ROOT / "docs" / "ledger.md").read_text("utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert sorted(sections) == sorted(made)
    for name in made:
        described = [
            column
            for line in re.findall(r"^\| (`.*?`) \|", sections[name], re.MULTILINE)
            for column in re.findall(r"`(\w+)`", line)
        ]
        assert described == [row[1] for row in ledger.execute(f"PRAGMA table_info({name})")], name


def test_local_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
