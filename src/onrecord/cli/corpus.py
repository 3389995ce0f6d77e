"""Corpora: `onrecord corpus read`, `onrecord corpus sql`, `onrecord import`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from onrecord.cli.options import form_options, ledger_option
from onrecord.cli.terminal import SET_ASIDE, complain, failures_told, write_answer
from onrecord.record import UnreadableDocument

_READ_EXAMPLES = """\b
Examples:
  onrecord corpus read crawl/ --out tables --jobs 0
  onrecord corpus read news-2024-02-05.warc.gz --out tables
"""
_COUNTED = ("documents", "statements", "rejected", "passed_over")


@click.group()
def corpus() -> None:
    """Read more documents than one ledger should hold, into Parquet."""


@corpus.command(epilog=_READ_EXAMPLES)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@click.option(
    "-o",
    "--out",
    required=True,
    metavar="FOLDER",
    help="Where the tables lie; also s3://, gs:// and hdfs:// addresses.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Read with N processes, each a file at a time; 0 for one a core.",
)
@click.option("--published", metavar="DATE", help="Date of documents that give none: 2021-01-27, 2021 …")
@click.option("--any-language", is_flag=True, help="Read documents that do not look English, too.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Of JSON lines and Parquet: NAME of ours (text, source, title, published …) stands in COLUMN.",
)
@click.option(
    "--every-page", is_flag=True, help="Of web archives, look closely also at pages that look like no article."
)
def read(
    paths: tuple[str, ...],
    out: str,
    jobs: int,
    published: str | None,
    any_language: bool,
    columns: tuple[str, ...],
    every_page: bool,
) -> None:
    """Read the documents of each file into Parquet tables with the columns of the ledger's views.

    Each file below a PATH is one shard. A shard that is done is passed over: the same command goes on after an
    interruption, and a second time reads nothing. Documents that cannot be read are rows of the table `rejected`.

    Exit code 0: all well. 1: something was set aside, or could not be written. 2: wrong usage. 130: interrupted.
    """
    from onrecord.corpus.reading import Failed, is_done, read_corpus, shards_below
    from onrecord.corpus.store import Corpus, Shard
    from onrecord.intake import IntakeOptions
    from onrecord.ledger.adding import run_of
    from onrecord.progress import counted

    with failures_told():
        options = IntakeOptions(
            published=published,
            any_language=any_language,
            columns=tuple((name, column) for name, _, column in (given.partition("=") for given in columns)),
            every_page=every_page,
        )
        run = run_of(any_language=any_language)
        tables = Corpus(out)
        found: Counter[str] = Counter()
        pending: list[Shard] = []
        for shard in shards_below(paths):
            if isinstance(shard, UnreadableDocument):
                complain(f"set aside: {shard}")
                found["set aside"] += 1
            elif is_done(tables, shard, run, options):
                found["known"] += 1
            else:
                pending.append(shard)
        with counted(lambda: len(pending), shown=sys.stderr.isatty(), what="shards") as advance:
            for outcome in read_corpus(pending, tables, run, options=options, jobs=jobs):
                if isinstance(outcome, Failed):
                    complain(f"set aside: {outcome.shard.source}: {outcome.reason}")
                    found["set aside"] += 1
                else:
                    found["read"] += 1
                    for name in _COUNTED:
                        found[name] += getattr(outcome, name)
                advance()
    shards = ", ".join(f"{found[name]:,} {name}" for name in ("read", "known", "set aside") if found[name])
    complain(f"shards: {shards or 'none'}")
    if found["read"]:
        complain(", ".join(f"{found[name]:,} {name.replace('_', ' ')}" for name in _COUNTED))
    raise click.exceptions.Exit(SET_ASIDE if found["set aside"] or found["rejected"] else 0)


_IMPORT_EXAMPLES = """\b
Examples:
  onrecord import tables --ledger feb.db --since 2024-02 --until 2024-02
  onrecord import tables --speaker 'Ada Lund' --publisher 'The Courier'
"""


@click.command("import", epilog=_IMPORT_EXAMPLES)
@click.argument("folder")
@ledger_option
@click.option("--since", metavar="DATE", help="Documents from DATE on: 2021, 2021-01, 2021-01-27.")
@click.option("--until", metavar="DATE", help="Documents up to DATE, to the end of that day, month or year.")
@click.option("--publisher", metavar="NAME", help="Documents of this publisher.")
@click.option(
    "--speaker", metavar="NAME", help="Documents in which NAME (or the id of an actor or a link) says something."
)
def import_(
    folder: str, ledger_path: Path, since: str | None, until: str | None, publisher: str | None, speaker: str | None
) -> None:
    """Bring a slice of a corpus into a ledger: the rows that `onrecord add` would store of the same files.

    FOLDER is what `onrecord corpus read` or `onrecord.spark` wrote. What the ledger holds is passed over: a second time
    adds nothing.

    Exit code 0: all well. 1: something could not be read or written. 2: wrong usage.
    """
    from onrecord.corpus.slice import Slice, bring_in
    from onrecord.corpus.store import Corpus
    from onrecord.ledger.store import Ledger
    from onrecord.progress import counted

    with failures_told():
        wanted = Slice(since, until, publisher, speaker)
        tables = Corpus(folder)
        with (
            Ledger(ledger_path) as ledger,
            counted(lambda: len(tables.shards()), shown=sys.stderr.isatty(), what="shards") as advance,
        ):
            counts = bring_in(ledger, tables, wanted, told=lambda _: advance())
    complain(", ".join(f"{number:,} {outcome}" for outcome, number in sorted(counts.items())) or "nothing found")


@corpus.command(
    epilog="\b\nExamples:\n  onrecord corpus sql tables 'SELECT * FROM speakers ORDER BY stories DESC'\n"
    "  onrecord corpus sql tables 'SELECT * FROM stories WHERE publishers > 3' --csv --limit 100000 > stories.csv\n"
)
@click.argument("folder")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, metavar="N", help="Most rows.")
@form_options
def sql(folder: str, query: str, limit: int, form: str | None, out: Path | None) -> None:
    """The answer to one SELECT over the views of a whole corpus, by DuckDB.

    Over all shards: who is who, wire copies folded, a text that stands in several shards counted once. docs/corpus.md
    lists the views.
    """
    from onrecord.corpus.across import DuckDB, across, asked
    from onrecord.corpus.store import Corpus

    with failures_told(), DuckDB() as engine:
        across(engine, Corpus(folder))
        write_answer(asked(engine, query, limit), form or "table", out)
