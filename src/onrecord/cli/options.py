"""Options that commands share: which ledger, which part of it, and in what form the rows are given."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from onrecord.cli.terminal import failures_told, write_answer


def ledger_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--ledger",
        "ledger_path",
        type=click.Path(dir_okay=False, path_type=Path),
        default="onrecord.db",
        show_default=True,
        envvar="ONRECORD_LEDGER",
        metavar="FILE",
        help="The ledger; the variable ONRECORD_LEDGER can name it, too.",
    )(command)


def lexicon_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--lexicon; the command gets `lexicon`, a file whose rows can all be used, or None."""

    def checked(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
        if path is not None:
            from onrecord import lexicon

            try:
                lexicon.read(path)
            except lexicon.LexiconError as error:
                raise click.BadParameter(str(error)) from None
        return path

    return click.option(
        "--lexicon",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        callback=checked,
        metavar="FILE",
        help="Rows of your own for acts and positions, between tabs (see docs/lexicon.md).",
    )(command)


def form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--json, --csv and --out; the command gets `form` and `out`."""
    for option in (
        click.option(
            "-o",
            "--out",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Write to FILE, which appears when it is complete.",
        ),
        click.option("--csv", "form", flag_value="csv", help="Write CSV, all columns."),
        click.option("--json", "form", flag_value="json", help="Write one JSON object a line, all columns."),
    ):
        command = option(command)
    return command


def counts_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--counts",
        "counts_path",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write how many documents had which outcome, and why pages were passed over, as JSON.",
    )(command)


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=0),
        default=1,
        show_default=True,
        metavar="N",
        help="Read with N processes; 0 for one a core. The order stays that of the input.",
    )(command)


def intake_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How sources are read; the command gets it together as `intake`."""

    @functools.wraps(command)
    def reading(*arguments: Any, columns: str | None, **given: Any) -> Any:
        from onrecord.intake.options import IntakeOptions

        pairs = tuple((ours.strip(), theirs) for ours, _, theirs in (p.partition("=") for p in _parts(columns)))
        with failures_told():
            intake = IntakeOptions(columns=pairs, **{name: given.pop(name) for name in _READING})
        return command(*arguments, intake=intake, **given)

    reading_: Callable[..., Any] = reading
    for option in (
        click.option("--local-addresses", is_flag=True, help="Fetch from addresses inside this network, too."),
        click.option(
            "--every-page", is_flag=True, help="Of web archives, parse pages that do not look like articles, too."
        ),
        click.option("--fetch-pages", is_flag=True, help="Of feeds and sitemaps, read the pages that they name."),
        click.option("--any-language", is_flag=True, help="Read documents that do not look English, too."),
        click.option(
            "--columns", metavar="LIST", help="Of JSON lines and Parquet, which holds what: text=body,published=date …"
        ),
        click.option("--published", metavar="DATE", help="Date of documents that give none: 2021-01-27, 2021 …"),
    ):
        reading_ = option(reading_)
    return reading_


def _parts(columns: str | None) -> list[str]:
    return [part for part in (columns or "").split(",") if part.strip()]


_READING = ("published", "any_language", "fetch_pages", "every_page", "local_addresses")
_LIMITS = ("since", "until", "as_of", "limit", "unsure", "withdrawn", "embargoed")


def period_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--since, --until, --as-of, --limit and what is left out otherwise; the command gets them together as `asked`."""

    @functools.wraps(command)
    def asking(*arguments: Any, **given: Any) -> Any:
        from onrecord.queries import Asked

        limits = {name: given.pop(name) for name in _LIMITS}
        with failures_told():
            asked = Asked(**limits)
        return command(*arguments, asked=asked, **given)

    asking_: Callable[..., Any] = asking
    for option in (
        click.option("--embargoed", is_flag=True, help="Rows of documents whose embargo has not ended, too."),
        click.option("--withdrawn", is_flag=True, help="Rows of documents that were killed or replaced, too."),
        click.option("--unsure", is_flag=True, help="Rows below the threshold of confidence, too."),
        click.option(
            "--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, metavar="N", help="Most rows."
        ),
        click.option("--as-of", metavar="DATE", help="Leave out what was published after DATE."),
        click.option("--until", metavar="DATE", help="Up to DATE, to the end of that day, month or year."),
        click.option("--since", metavar="DATE", help="From DATE on: 2021, 2021-01, 2021-01-27."),
    ):
        asking_ = option(asking_)
    return asking_


def question(*shown: str, period: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command that returns an Answer: it gets `ledger` open for reading, and its rows are written as asked.

    `shown` are the columns of the table for people.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def answering(*arguments: Any, ledger_path: Path, form: str | None, out: Path | None, **given: Any) -> None:
            from onrecord.ledger.store import Ledger

            with failures_told(), Ledger(ledger_path, read_only=True) as ledger:
                answer = command(*arguments, ledger=ledger, **given)
                write_answer(answer, form or "table", out, shown or None)

        decorated = ledger_option(form_options(answering))
        return period_options(decorated) if period else decorated

    return decorate
