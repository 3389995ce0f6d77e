"""`onrecord verify`: a draft beside what stands on record."""

from __future__ import annotations

import io
import sys
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import ledger_option
from onrecord.cli.terminal import SET_ASIDE, complain, failures_told
from onrecord.record import Document, UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.ledger.verify import Check

_EXAMPLES = """\b
Examples:
  onrecord verify draft.txt
  onrecord verify --ledger news.db --json draft.txt > checks.jsonl
  pandoc -t plain draft.odt | onrecord verify -
"""


@click.command(epilog=_EXAMPLES)
@click.argument("drafts", metavar="DRAFT...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object for each check.")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE, which appears when it is complete.",
)
@click.option("--any-language", is_flag=True, help="Read drafts that do not look English, too.")
def verify(drafts: tuple[str, ...], ledger_path: Path, as_json: bool, out: Path | None, any_language: bool) -> None:
    """Say of each quotation and attribution of a DRAFT whether the ledger has it.

    Verbatim, altered (with the difference word by word), said by another speaker, only paraphrased, or not found; with
    the source, its date and the id of the statement. What was cut, tidied, bracketed or left out behind an ellipsis is
    named. A DRAFT is a file, a folder, an http(s) address, or - for standard input.

    Exit code 0: every quotation is verbatim and every attribution borne out. 1: one is not, or a draft could not be
    read. 2: wrong usage.
    """
    from onrecord.intake import IntakeOptions, documents
    from onrecord.ledger.store import Ledger
    from onrecord.ledger.verify import verify as checks_of
    from onrecord.model import threshold
    from onrecord.output import Output
    from onrecord.run import confident, read_documents
    from onrecord.verdicts import json_line

    code = 0
    with failures_told():
        found = chain.from_iterable([documents(draft, IntakeOptions(any_language=any_language)) for draft in drafts])
        with (
            Ledger(ledger_path, read_only=True) as ledger,
            Output(out) as output,
            closing(read_documents(found)) as outcomes,
        ):
            for outcome in outcomes:
                if isinstance(outcome, UnreadableDocument):
                    complain(f"set aside: {outcome}")
                    code = SET_ASIDE
                    continue
                checks = checks_of(ledger.connection, confident(outcome, threshold()))
                if not all(check.passed for check in checks):
                    code = SET_ASIDE
                doc = outcome.document
                output.write("".join(json_line(doc, one) for one in checks) if as_json else _page(doc, checks, out))
    raise click.exceptions.Exit(code)


def _page(doc: Document, checks: Sequence[Check], out: Path | None) -> str:
    from rich.console import Console

    from onrecord.verdicts import page

    console = Console(file=io.StringIO(), color_system=None) if out else Console(file=sys.stdout)
    with console.capture() as capture:
        console.print(page(doc, checks))
    return "".join(line.rstrip() + "\n" for line in capture.get().split("\n")[:-1])
