"""The command line: one module a group of commands, one `cli` that holds them.

It parses, prints and exits; everything else is done elsewhere. Heavy imports stand inside the commands, so that
`--help` and shell completion answer at once.
"""

from __future__ import annotations

import sys
from importlib import resources

import click

import onrecord
from onrecord.cli.corpus import corpus, import_
from onrecord.cli.entities import entity
from onrecord.cli.export import export
from onrecord.cli.keeping import add, backup, check, versions
from onrecord.cli.office import office
from onrecord.cli.questions import (
    calendar,
    compare,
    disputes,
    notices,
    positions,
    search,
    sources,
    sql,
    story,
    timeline,
    who,
)
from onrecord.cli.read import read
from onrecord.cli.serve import serve
from onrecord.cli.terminal import BY_SIGNAL, complain
from onrecord.cli.verify import verify
from onrecord.cli.watch import watch
from onrecord.output import Interrupted, Interrupts

_EXAMPLES = """\b
Examples:
  onrecord read dispatch.txt
  onrecord read --json --jobs 0 --out records.jsonl corpus/
  onrecord add corpus/
  onrecord who 'Ada Lund' --since 2024-08
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


_READING = (read, add, watch)
_ASKING = (who, search, positions, timeline, calendar, disputes, compare, sources, sql)
_ABOUT = (versions, story, notices, verify)
_KEEPING = (entity, check, backup, export, corpus, import_, office, serve)
for _command in (*_READING, *_ASKING, *_ABOUT, *_KEEPING):
    cli.add_command(_command)


def main() -> None:
    """The entry point of the `onrecord` program."""
    try:
        with Interrupts():
            cli(prog_name="onrecord")
    except Interrupted as error:
        complain("onrecord: interrupted")
        sys.exit(BY_SIGNAL + error.signal_number)
