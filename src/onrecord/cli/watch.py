"""`onrecord watch`: a ledger kept up to date with feeds."""

from __future__ import annotations

import time
from pathlib import Path

import click

from onrecord.cli.options import intake_options, jobs_option, ledger_option
from onrecord.cli.terminal import SET_ASIDE, complain, failures_told, told_counts
from onrecord.intake.options import IntakeOptions
from onrecord.record import Document, UnreadableDocument

_EXAMPLES = """\b
Examples:
  onrecord watch https://example.org/news.rss
  onrecord watch --ledger news.db --fetch-pages --every 10 https://example.org/news.rss https://example.net/news-sitemap.xml
  onrecord watch --once incoming/ https://example.org/news.rss
"""
_OUTCOMES = ("added", "seen elsewhere", "read again", "noted", "set aside", "feed failed")


@click.command(epilog=_EXAMPLES)
@click.argument("feeds", metavar="FEED...", nargs=-1, required=True)
@ledger_option
@click.option("--once", is_flag=True, help="One round, and end.")
@click.option(
    "--every",
    type=click.FloatRange(0, min_open=True),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="From the end of one round to the beginning of the next.",
)
@jobs_option
@intake_options
def watch(
    feeds: tuple[str, ...], ledger_path: Path, once: bool, every: float, jobs: int, intake: IntakeOptions
) -> None:
    """Keep a ledger up to date with feeds.

    A FEED is the http(s) address of an RSS or Atom feed or of a news sitemap (which needs --fetch-pages), or a file or
    folder, such as one that a wire service delivers to. Only what is new or has changed is read. What was seen is kept
    in the ledger: after a restart nothing is read twice, and nothing is missed that a feed still holds. A feed that
    fails is named, and asked again in the next round.

    Exit code, with --once: 0: all well. 1: a feed failed or something was set aside, each on standard error. 2: wrong
    usage. Without --once it runs until it is interrupted: 130.
    """
    from functools import cache

    from onrecord.intake.options import Visit
    from onrecord.ledger.adding import run_of
    from onrecord.ledger.store import Ledger
    from onrecord.ledger.watch import look
    from onrecord.read import Reader

    with failures_told():
        for feed in feeds:
            _check(feed)
        visit, run, reader = Visit(intake), run_of(any_language=intake.any_language), cache(Reader)
        while True:
            with Ledger(ledger_path) as ledger:
                # With several processes each makes its own reader; with one it is made once and kept.
                make_reader = reader if jobs == 1 else None
                counts = look(ledger, feeds, run, visit, jobs=jobs, make_reader=make_reader, told=_told)
            complain(told_counts(counts, _OUTCOMES) or "nothing new")
            if once:
                failed = counts["set aside"] or counts["feed failed"]
                raise click.exceptions.Exit(SET_ASIDE if failed else 0)
            time.sleep(60 * every)


def _check(feed: str) -> None:
    if "://" in feed:
        from onrecord.intake.fetch import check_url

        check_url(feed)
    elif not Path(feed).exists():
        raise ValueError(f"{feed!r} is neither an http(s) address nor a file or folder")


def _told(outcome: str, item: Document | UnreadableDocument) -> None:
    if isinstance(item, UnreadableDocument):
        complain(f"{outcome}: {item}")
