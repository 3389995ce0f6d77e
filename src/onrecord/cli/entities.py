"""`onrecord entity`: who is who, as people know it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from onrecord.cli.options import ledger_option, question
from onrecord.cli.terminal import failures_told
from onrecord.output import visible

if TYPE_CHECKING:
    from onrecord.ledger.corrections import Actor
    from onrecord.ledger.store import Ledger
    from onrecord.queries import Answer

_EXAMPLES = """\b
Examples:
  onrecord entity show Lund
  onrecord entity merge 'A. Lund' 'Ada Lund'
  onrecord entity split 'Ada Lund' 61cd7a3dbf76…
  onrecord entity link 'Ada Lund' Q123
  onrecord entity export --csv --out names.csv
"""


@click.group(epilog=_EXAMPLES)
def entity() -> None:
    """Correct who is who.

    Corrections are kept apart from what is read, go before it, and stay when documents are read again.
    """


@entity.command()
@click.argument("name")
@question("actor", "actor_name", "type", "link", "name", "named_as", "basis", "entities", period=False)
def show(name: str, ledger: Ledger) -> Answer:
    """The actors that NAME may mean, and every name that is joined to them."""
    from onrecord import queries

    return queries.names(ledger, name)


@entity.command()
@click.argument("name")
@click.argument("into")
@ledger_option
def merge(name: str, into: str, ledger_path: Path) -> None:
    """Say that NAME is INTO."""
    from onrecord.ledger import corrections

    with _correcting(ledger_path) as ledger:
        _say(corrections.merge(ledger, name, into))


@entity.command()
@click.argument("name")
@click.argument("part")
@ledger_option
def split(name: str, part: str, ledger_path: Path) -> None:
    """Take PART off NAME and keep it apart.

    PART is a document's id (what is called NAME there is somebody else) or an actor's id that is joined to NAME.
    """
    from onrecord.ledger import corrections

    with _correcting(ledger_path) as ledger:
        _say(corrections.split(ledger, name, part))


@entity.command()
@click.argument("name")
@click.argument("new_name")
@ledger_option
def rename(name: str, new_name: str, ledger_path: Path) -> None:
    """Show NAME as NEW_NAME."""
    from onrecord.ledger import corrections

    with _correcting(ledger_path) as ledger:
        _say(corrections.rename(ledger, name, new_name))


@entity.command()
@click.argument("name")
@click.argument("link")
@ledger_option
def link(name: str, link: str, ledger_path: Path) -> None:
    """Say that NAME has the knowledge id LINK, such as Q123."""
    from onrecord.ledger import corrections

    with _correcting(ledger_path) as ledger:
        _say(corrections.link(ledger, name, link))


@entity.command()
@question(period=False)
def export(ledger: Ledger) -> Answer:
    """Every name and the actor that it stands for, as a table that `entity import` takes."""
    from onrecord import queries

    return queries.aliases(ledger)


@entity.command("import")
@click.argument("table", type=click.File(encoding="utf-8-sig"))
@ledger_option
def import_(table: TextIO, ledger_path: Path) -> None:
    """Take over a CSV TABLE of names: `name`, `type`, and `link` or `actor`. All of it or, with an error, nothing."""
    from onrecord.ledger import LedgerError, corrections

    with _correcting(ledger_path) as ledger:
        try:
            decided = corrections.import_aliases(ledger, csv.DictReader(table))
        except (csv.Error, UnicodeDecodeError) as error:
            raise LedgerError(f"{table.name}: no CSV: {error}") from error
    click.echo(f"{decided} names joined", err=True)


@contextmanager
def _correcting(path: Path) -> Iterator[Ledger]:
    """The ledger, open for writing, and what goes wrong told."""
    from onrecord.ledger.store import Ledger

    with failures_told(), Ledger(path, create=False) as ledger:
        yield ledger


def _say(actor: Actor) -> None:
    link = f", {actor.link}" if actor.link else ""
    click.echo(visible(f"{actor.id} {actor.name} ({actor.type}{link})"))
