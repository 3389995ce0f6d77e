"""The command line: `onrecord read`, `onrecord office`, `onrecord schema`, `onrecord completion`.

It parses, prints and exits; everything else is done elsewhere. Heavy imports stand inside the commands, so that
`--help` and shell completion answer at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from importlib import resources
from itertools import chain
from pathlib import Path

import click

import onrecord
from onrecord.output import Interrupted, Interrupts, visible
from onrecord.record import UnreadableDocument

SET_ASIDE, BY_SIGNAL = 1, 128  # a signal's number is added to the latter, as shells do

_EXAMPLES = """\b
Examples:
  onrecord read dispatch.txt
  onrecord read --json --jobs 0 --out records.jsonl corpus/
  onrecord schema > record.schema.json
"""
_READ_EXAMPLES = """\b
Examples:
  onrecord read dispatch.txt
  onrecord read --published 2021-01-27 dispatch.txt
  onrecord read --json https://example.org/news/article.html
  cat articles.jsonl | onrecord read --json - > records.jsonl
  onrecord read --json --jobs 0 --out records.jsonl corpus/
"""


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from onrecord.model import model_hash

        click.echo(f"onrecord {onrecord.__version__} (model {model_hash()})")
        context.exit()


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version of the program and of its model, and exit.",
)
def cli() -> None:
    """Put the news on the record: who said what, each answer tied to the words that support it."""


@cli.command(epilog=_READ_EXAMPLES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line (see `onrecord schema`).")
@click.option("--published", metavar="DATE", help="Date of documents that give none: 2021-01-27, 2021 …")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Read with N processes; 0 for one a core. The output stays in the order of the input.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE, which appears when it is complete.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Leave out rows whose confidence is below X, and what stands within them. "
    "[default: 0 with --json, the model's threshold on pages for people]",
)
@click.option("--any-language", is_flag=True, help="Read documents that do not look English, too.")
@click.option("--local-addresses", is_flag=True, help="Fetch from addresses inside this network, too.")
def read(
    sources: tuple[str, ...],
    as_json: bool,
    published: str | None,
    jobs: int,
    out: Path | None,
    min_confidence: float | None,
    any_language: bool,
    local_addresses: bool,
) -> None:
    """Read documents and show what each puts on the record.

    A SOURCE is a file (plain text, HTML, JSON lines), a folder, an http(s) address, or - for standard input.

    Exit code 0: all well. 1: something was set aside, each on standard error with its reason, or could not be written.
    2: wrong usage. 130: interrupted.
    """
    from onrecord.intake import IntakeOptions, documents
    from onrecord.model import threshold
    from onrecord.output import Output, OutputFailed, ReaderGone, json_line
    from onrecord.progress import progress
    from onrecord.run import WorkerDied, confident, read_documents

    try:
        options = IntakeOptions(published=published, any_language=any_language, local_addresses=local_addresses)
        found = chain.from_iterable([documents(source, options) for source in sources])
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if min_confidence is None:
        min_confidence = 0.0 if as_json else threshold()
    page = _page_writer(out)
    busy_terminal = out is None and sys.stdout.isatty()  # the rows that appear there are progress enough
    code = 0
    try:
        with (
            Output(out) as output,
            closing(read_documents(found, jobs=jobs)) as outcomes,
            progress(sources, shown=sys.stderr.isatty() and not busy_terminal) as advance,
        ):
            for outcome in outcomes:
                if isinstance(outcome, UnreadableDocument):
                    _complain(f"set aside: {outcome}")
                    code = SET_ASIDE
                else:
                    shown = confident(outcome, min_confidence)
                    left_out = len(outcome.statements) - len(shown.statements)
                    output.write(json_line(shown) if as_json else page(shown, left_out=left_out))
                advance()
    except ReaderGone:
        code = BY_SIGNAL + 13  # SIGPIPE, as for any program in a pipe
    except (OutputFailed, WorkerDied) as error:
        _complain(f"onrecord: {error}")
        code = SET_ASIDE
    raise click.exceptions.Exit(code)


_OFFICE_EXAMPLES = """\b
Examples:
  onrecord office "foreign minister" Britain 2016-08-01
  onrecord office president Belarusian 2021
  onrecord office --json "defence minister" UA 2022-03
"""


@cli.command(epilog=_OFFICE_EXAMPLES)
@click.argument("office", metavar="OFFICE")
@click.argument("country", metavar="COUNTRY")
@click.argument("date", metavar="DATE")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def office(office: str, country: str, date: str, as_json: bool) -> None:
    """Say who held an office on a date, as far as the tables know.

    OFFICE is as news writes it. COUNTRY is a name, a demonym, an ISO 3166-1 code or a Wikidata item. DATE is a year, a
    month or a day: 2016, 2016-07, 2016-07-14.

    Exit code 0: somebody is known. 1: nobody is, or the date lies beyond what the tables know. 2: wrong usage.
    """
    import json

    from onrecord.knowledge.offices import described, office_holder
    from onrecord.record import to_json

    try:
        answer = office_holder(office, country, date)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    plain = to_json(answer) | {"sure": answer.sure is not None}
    click.echo(json.dumps(plain, ensure_ascii=False) if as_json else "\n".join(map(visible, described(answer))))
    raise click.exceptions.Exit(0 if answer.outcome in ("one", "several") else SET_ASIDE)


@cli.command(epilog="\b\nExample:\n  onrecord schema > record.schema.json\n")
def schema() -> None:
    """Print the JSON Schema of what `onrecord read --json` writes."""
    click.echo(resources.files(onrecord).joinpath("record.schema.json").read_text("utf-8"), nl=False)


@cli.command(
    epilog='\b\nExamples:\n  eval "$(onrecord completion bash)"\n'
    "  onrecord completion fish > ~/.config/fish/completions/onrecord.fish\n"
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes onrecord's commands, options and files in a shell."""
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(cli, {}, "onrecord", "_ONRECORD_COMPLETE").source())


def _page_writer(out: Path | None) -> Callable[..., str]:
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


def _complain(message: str) -> None:
    click.echo(visible(message), err=True)


def main() -> None:
    """The entry point of the `onrecord` program."""
    try:
        with Interrupts():
            cli(prog_name="onrecord")
    except Interrupted as error:
        _complain("onrecord: interrupted")
        sys.exit(BY_SIGNAL + error.signal_number)
