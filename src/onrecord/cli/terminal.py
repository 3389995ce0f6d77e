"""How commands end and what they print: complaints, tables, JSON lines, CSV. Only this package prints."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.output import visible

if TYPE_CHECKING:
    from onrecord.queries import Answer
    from onrecord.record import Record

SET_ASIDE, BY_SIGNAL = 1, 128  # a signal's number is added to the latter, as shells do
WEB_MISSING = 'pages need a few packages more: pip install "onrecord[web]"'
_CELL = 2000  # characters of a cell in a table for people


def complain(message: str) -> None:
    click.echo(visible(message), err=True)


def told_counts(counts: Mapping[str, int], names: Sequence[str] | None = None) -> str:
    """ "3 added, 1 set aside": the counts that are not 0, of `names` or, where there are none, the largest first."""
    order = names or sorted(counts, key=lambda name: (-counts[name], name))
    return ", ".join(f"{counts[name]:,} {name}" for name in order if counts[name])


def tell_passed_over(passed_over: Mapping[str, int], counts: Mapping[str, int], path: Path | None) -> None:
    """How many pages of web archives were passed over, and why; with the other counts as JSON where a path is given."""
    if passed_over:
        complain(f"{sum(passed_over.values()):,} pages passed over: {told_counts(passed_over)}")
    if path is not None:
        from onrecord.output import Output

        with Output(path) as output:
            output.write(json.dumps({"documents": dict(counts), "passed_over": dict(passed_over)}, indent=1) + "\n")


@contextmanager
def failures_told() -> Iterator[None]:
    """What a ledger or an output cannot do, as one line and exit code 1; a wrong value, as wrong usage."""
    from onrecord.ledger.connect import LedgerError
    from onrecord.output import OutputFailed, ReaderGone
    from onrecord.run import WorkerDied

    try:
        yield
    except ReaderGone:
        raise click.exceptions.Exit(BY_SIGNAL + 13) from None  # SIGPIPE, as for any program in a pipe
    except (LedgerError, OutputFailed, WorkerDied) as error:
        complain(f"onrecord: {error}")
        raise click.exceptions.Exit(SET_ASIDE) from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def page_writer(out: Path | None) -> Callable[..., str]:
    from rich.console import Console

    from onrecord.show import render

    if out:
        return partial(render, console=Console(file=io.StringIO(), color_system=None))
    real = Console(file=sys.stdout)  # knows the width and colours; but it would write to the terminal by itself
    alike = Console(
        file=io.StringIO(),
        width=real.width,
        force_terminal=real.is_terminal,
        color_system=real.color_system,  # type: ignore[arg-type]
    )
    return partial(render, console=alike)


def html_writer() -> Callable[..., str]:
    """Writes the page of one record, and refuses a second one."""
    try:
        from onrecord.web.single import single
    except ImportError as error:
        complain(f"onrecord: {WEB_MISSING} ({error})")
        raise click.exceptions.Exit(SET_ASIDE) from None
    written: list[str] = []

    def page(record: Record, left_out: int = 0) -> str:
        if written:
            raise click.UsageError(
                f"--html shows one document, and there are more: {visible(record.document.source)} after {written[0]}"
            )
        written.append(visible(record.document.source))
        return single(record, left_out=left_out)

    return page


def write_answer(answer: Answer, form: str, out: Path | None, shown: Sequence[str] | None = None) -> None:
    """The rows as JSON lines, CSV or a table for people, which has the columns `shown`."""
    from onrecord.output import Output

    with Output(out) as output:
        for part in _PARTS[form](answer, shown):
            output.write(part)


def _json_lines(answer: Answer, _: Sequence[str] | None) -> Iterator[str]:
    from onrecord.output import escaped

    for row in answer.dicts():
        yield escaped(json.dumps(row, ensure_ascii=False, default=_no_text)) + "\n"


def _csv(answer: Answer, _: Sequence[str] | None) -> Iterator[str]:
    for row in (answer.columns, *answer.rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def _table(answer: Answer, shown: Sequence[str] | None) -> Iterator[str]:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not answer.rows:
        yield "nothing found\n"
        return
    columns = [column for column in shown or answer.columns if column in answer.columns]
    places = [answer.columns.index(column) for column in columns]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(_cell(columns[at], row[place])) for at, place in enumerate(places)))
    console = Console(file=sys.stdout)
    with console.capture() as capture:
        console.print(table)
    yield "".join(line.rstrip() + "\n" for line in capture.get().split("\n")[:-1])


def _cell(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    words = str(_no_text(value) if isinstance(value, bytes) else value)
    if column in ("day", "since", "latest", "first", "last") or column.endswith("_day"):
        words = words[:10]
    return visible(" ".join(words[:_CELL].split())) + ("…" if len(words) > _CELL else "")


def _no_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


_PARTS: dict[str, Callable[[Answer, Sequence[str] | None], Iterator[str]]] = {
    "json": _json_lines,
    "csv": _csv,
    "table": _table,
}
