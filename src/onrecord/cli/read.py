"""`onrecord read`: documents in, records out."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing
from itertools import chain
from pathlib import Path

import click

from onrecord.cli.options import counts_option, intake_options, jobs_option, lexicon_option
from onrecord.cli.terminal import BY_SIGNAL, SET_ASIDE, complain, html_writer, page_writer, tell_passed_over
from onrecord.intake.options import IntakeOptions
from onrecord.record import UnreadableDocument

_EXAMPLES = """\b
Examples:
  onrecord read dispatch.txt
  onrecord read --published 2021-01-27 dispatch.txt
  onrecord read --json https://example.org/news/article.html
  cat articles.jsonl | onrecord read --json - > records.jsonl
  onrecord read --json --jobs 0 --out records.jsonl corpus/
  onrecord read --lexicon my-verbs.tsv dispatch.txt
  onrecord read --html dispatch.html dispatch.txt
"""


@click.command(epilog=_EXAMPLES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line (see `onrecord schema`).")
@click.option(
    "--html",
    "html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write FILE, a page of one document that a browser shows without anything else.",
)
@jobs_option
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
@lexicon_option
@counts_option
@intake_options
def read(
    sources: tuple[str, ...],
    as_json: bool,
    html: Path | None,
    jobs: int,
    out: Path | None,
    min_confidence: float | None,
    lexicon: Path | None,
    counts_path: Path | None,
    intake: IntakeOptions,
) -> None:
    """Read documents and show what each puts on the record.

    A SOURCE is a file, a folder, an http(s) address, or - for standard input. Plain text, HTML, JSON lines, Parquet,
    RSS, Atom, news sitemaps, ninjs, NewsML-G2, NITF, mail, WARC, and ZIP and tar archives of them are known by name and
    content.

    Exit code 0: all well. 1: something was set aside, each on standard error with its reason, or could not be written.
    2: wrong usage. 130: interrupted.
    """
    from onrecord.intake import documents
    from onrecord.model import threshold
    from onrecord.output import Output, OutputFailed, ReaderGone, json_line
    from onrecord.progress import progress
    from onrecord.run import PackagedReader, WorkerDied, confident, read_documents

    if html and (as_json or out):
        raise click.UsageError("--html names its own file: give it without --json and --out")
    passed_over: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    try:
        found = chain.from_iterable([documents(source, intake, passed_over=passed_over) for source in sources])
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if min_confidence is None:
        min_confidence = 0.0 if as_json else threshold()
    page = html_writer() if html else page_writer(out)
    out = html or out
    busy_terminal = out is None and sys.stdout.isatty()  # the rows that appear there are progress enough
    code = 0
    try:
        with (
            Output(out) as output,
            closing(read_documents(found, jobs=jobs, make_reader=PackagedReader(lexicon))) as outcomes,
            progress(sources, shown=sys.stderr.isatty() and not busy_terminal) as advance,
        ):
            for outcome in outcomes:
                counts["set aside" if isinstance(outcome, UnreadableDocument) else "read"] += 1
                if isinstance(outcome, UnreadableDocument):
                    complain(f"set aside: {outcome}")
                    code = SET_ASIDE
                else:
                    shown = confident(outcome, min_confidence)
                    left_out = len(outcome.statements) - len(shown.statements)
                    output.write(json_line(shown) if as_json else page(shown, left_out=left_out))
                advance()
        tell_passed_over(passed_over, counts, counts_path)
    except ReaderGone:
        code = BY_SIGNAL + 13  # SIGPIPE, as for any program in a pipe
    except (OutputFailed, WorkerDied) as error:
        complain(f"onrecord: {error}")
        code = SET_ASIDE
    raise click.exceptions.Exit(code)
