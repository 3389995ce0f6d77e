"""Keeping a ledger: `onrecord add`, `versions`, `check`, `backup`."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import counts_option, intake_options, jobs_option, ledger_option, lexicon_option, question
from onrecord.cli.terminal import SET_ASIDE, complain, failures_told, tell_passed_over, told_counts
from onrecord.intake.options import IntakeOptions
from onrecord.record import Document, UnreadableDocument

if TYPE_CHECKING:
    from onrecord.ledger.store import Ledger, Run
    from onrecord.queries import Answer

_ADD_EXAMPLES = """\b
Examples:
  onrecord add dispatch.txt https://example.org/news/article.html
  onrecord add --jobs 0 corpus/
  cat articles.jsonl | onrecord add --ledger news.db -
  onrecord add --reread
"""
_OUTCOMES = ("added", "seen elsewhere", "read again", "known", "noted", "set aside")


@click.command(epilog=_ADD_EXAMPLES)
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=click.Path(allow_dash=True))
@ledger_option
@jobs_option
@lexicon_option
@click.option("--reread", is_flag=True, help="Then read again what another program or model has read.")
@counts_option
@intake_options
def add(
    sources: tuple[str, ...],
    ledger_path: Path,
    jobs: int,
    lexicon: Path | None,
    reread: bool,
    counts_path: Path | None,
    intake: IntakeOptions,
) -> None:
    """Read documents and keep what each puts on the record.

    A SOURCE is a file, a folder, an http(s) address, or - for standard input, in any format that `onrecord read`
    knows. Of a wire's items a kill withdraws what it names, and a later version replaces the earlier one; both stay
    visible as withdrawn.

    What the ledger holds is not read again: the same command goes on after an interruption, and a second time adds
    nothing. --reread replaces the findings of older programs and models, and keeps documents, ids and corrections.

    Exit code 0: all well. 1: something was set aside, each on standard error with its reason, or could not be written.
    2: wrong usage. 130: interrupted.
    """
    from onrecord.intake import documents
    from onrecord.ledger.adding import add_documents, read_again, run_of
    from onrecord.ledger.store import Ledger
    from onrecord.progress import counted
    from onrecord.run import PackagedReader

    if not sources and not reread:
        raise click.UsageError("name a SOURCE, or give --reread")
    with failures_told():
        passed_over: Counter[str] = Counter()
        found = chain.from_iterable([documents(source, intake, passed_over=passed_over) for source in sources])
        run = run_of(any_language=intake.any_language, lexicon=lexicon)
        reader = PackagedReader(lexicon)
        with Ledger(ledger_path) as ledger:
            total = lambda: _expected(sources, ledger_path, run if reread else None)  # noqa: E731
            with counted(total, shown=sys.stderr.isatty()) as advance:

                def told(outcome: str, item: Document | UnreadableDocument) -> None:
                    if outcome == "set aside":
                        complain(f"set aside: {item}")
                    advance()

                counts = add_documents(ledger, found, run, jobs=jobs, make_reader=reader, told=told)
                if reread:
                    counts += read_again(ledger, run, jobs=jobs, make_reader=reader, told=told)
            older = ledger.count_unread_by(run)
        tell_passed_over(passed_over, counts, counts_path)
    complain(told_counts(counts, _OUTCOMES) or "nothing found")
    if older:
        complain(f"{older:,} documents were read by another program or model: onrecord add --reread reads them again")
    raise click.exceptions.Exit(SET_ASIDE if counts["set aside"] else 0)


@click.command(epilog="\b\nExample:\n  onrecord versions https://example.org/news/article.html\n")
@click.argument("address")
@question("version", "seen", "change", "words", "before", period=False)
def versions(address: str, ledger: Ledger) -> Answer:
    """The texts that have stood at ADDRESS, and which quotations each added, altered or dropped."""
    from onrecord import queries

    return queries.versions(ledger, address)


@click.command(epilog="\b\nExample:\n  onrecord check --ledger news.db\n")
@ledger_option
def check(ledger_path: Path) -> None:
    """Check that the ledger is whole: file, references, indexes, hashes of texts, spans, ids, identities.

    Each failure is named. Exit code 0: nothing was found. 1: something was.
    """
    from onrecord.ledger.check import check as failures_of
    from onrecord.ledger.store import Ledger

    found = 0
    with failures_told(), Ledger(ledger_path, read_only=True) as ledger:
        for failure in failures_of(ledger):
            found += 1
            complain(f"{ledger_path}: {failure}")
        documents, statements = (ledger.ask(f"SELECT count(*) FROM {name}")[0][0] for name in ("document", "statement"))
    if found:
        complain(f"{found:,} failures; a copy made by `onrecord backup` before them replaces the file")
        raise click.exceptions.Exit(SET_ASIDE)
    click.echo(f"{documents:,} documents, {statements:,} statements: nothing wrong")


@click.command(epilog="\b\nExample:\n  onrecord backup --ledger news.db news-2024-02-05.db\n")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@ledger_option
def backup(target: Path, ledger_path: Path) -> None:
    """Copy the whole ledger to TARGET, also while others write to it; TARGET appears when it is complete."""
    from onrecord.ledger.store import Ledger

    with failures_told(), Ledger(ledger_path, read_only=True) as ledger:
        ledger.backup(target)


def _expected(sources: tuple[str, ...], ledger_path: Path, run: Run | None) -> int | None:
    """About how many documents there are to see to; asked on a thread of its own."""
    from onrecord.ledger.store import Ledger
    from onrecord.progress import expected_documents

    total = expected_documents(sources)
    if total is not None and run is not None:
        with Ledger(ledger_path, read_only=True) as ledger:
            total += ledger.count_unread_by(run)
    return total
