"""`onrecord export`: a ledger in the formats of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.options import ledger_option
from onrecord.cli.terminal import complain, failures_told

_EXAMPLES = """\b
Examples:
  onrecord export --format parquet --out tables/
  onrecord export --format webannotation --out annotations.jsonl
  onrecord export --format dna --ledger news.db > positions.csv
"""
_FORMATS = ("parquet", "csv", "jsonl", "jsonld", "webannotation", "plover", "dna")


@click.command(epilog=_EXAMPLES)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="parquet, csv: the ledger's views, a file each, in a folder. jsonl: records, as `read --json` writes them. "
    "jsonld: schema.org. webannotation: W3C annotations. plover: events. dna: positions, for the Discourse Network "
    "Analyzer.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write to this folder (parquet, csv: required) or file, which appears when it is complete.",
)
@ledger_option
def export(form: str, out: Path | None, ledger_path: Path) -> None:
    """Write the whole ledger in the format of another program.

    Exit code 0: all well. 1: something could not be written, or was left out, and is named. 2: wrong usage.
    """
    from onrecord.export import TABLES, lines, records
    from onrecord.export.plover import undated
    from onrecord.export.tables import write
    from onrecord.ledger.store import Ledger
    from onrecord.output import Output

    if form in TABLES and out is None:
        raise click.UsageError(f"--format {form} writes a file for each table: name a folder with --out")
    left_out = 0
    with failures_told(), Ledger(ledger_path, read_only=True) as ledger:
        if form in TABLES and out is not None:
            counts = write(ledger, form, out)
            complain(", ".join(f"{count:,} {view}" for view, count in counts.items() if count) or "nothing to write")
            return
        with Output(out) as output:
            for line in lines(form, records(ledger)):
                output.write(line)
        left_out = sum(map(undated, records(ledger))) if form == "plover" else 0
    if left_out:
        complain(f"left out: {left_out:,} events without any date, which PLOVER requires")
        raise click.exceptions.Exit(1)
