"""The questions to a ledger: one command each, over the function and the SQL of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args, get_type_hints

import click

from onrecord.cli.options import question
from onrecord.record import Wire

if TYPE_CHECKING:
    from onrecord.ledger.store import Ledger
    from onrecord.queries import Answer, Asked

KINDS = get_args(get_type_hints(Wire)["kind"])


@click.command(epilog="\b\nExamples:\n  onrecord who 'Ada Lund' --since 2024-08\n  onrecord who Q123 --json\n")
@click.argument("name")
@question("day", "source", "name", "words", "polarity", "publisher", "address")
def who(name: str, ledger: Ledger, asked: Asked) -> Answer:
    """What NAME said, newest first.

    NAME is a whole name, words of one, an actor's id or a knowledge id; all that it may mean are shown.
    """
    from onrecord import queries

    return queries.who(ledger, name, asked)


@click.command(
    epilog="\b\nExamples:\n  onrecord search ceasefire --by 'Ada Lund'\n  onrecord search '\"not one inch\"'\n"
)
@click.argument("words", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Only what NAME said.")
@click.option("--outlet", metavar="NAME", help="Only of this publisher or agency.")
@click.option("--documents", is_flag=True, help="Search whole texts and titles, not only what is said.")
@question("day", "source", "name", "words", "title", "publisher", "address")
def search(
    words: tuple[str, ...], by: str | None, outlet: str | None, documents: bool, ledger: Ledger, asked: Asked
) -> Answer:
    """Statements in which all WORDS stand, newest first; in any inflection, or "in a row" within quotation marks."""
    from onrecord import queries

    if documents and by is not None:
        raise click.UsageError("--by is of statements; leave out --documents")
    if documents:
        return queries.search_documents(ledger, " ".join(words), asked, outlet=outlet)
    return queries.search(ledger, " ".join(words), asked, by=by, outlet=outlet)


@click.command(
    epilog="\b\nExamples:\n  onrecord positions --on Norland\n  onrecord positions --by 'Ada Lund' --since 2024\n"
)
@click.option("--by", metavar="NAME", help="Held by NAME.")
@click.option("--on", metavar="WORDS", help="On an object with these words, or of this name.")
@question("since", "latest", "times", "name", "relation", "polarity", "object", "publisher")
def positions(by: str | None, on: str | None, ledger: Ledger, asked: Asked) -> Answer:
    """Who is for or against what, since when, and how often it was reported."""
    from onrecord import queries

    return queries.positions(ledger, asked, by=by, on=on)


@click.command(epilog="\b\nExample:\n  onrecord timeline 'Ada Lund' --since 2024-01 --until 2024-06\n")
@click.argument("name")
@question("day", "table", "type", "status", "words", "publisher")
def timeline(name: str, ledger: Ledger, asked: Asked) -> Answer:
    """What NAME did, underwent, said and held, in the order of time."""
    from onrecord import queries

    return queries.timeline(ledger, name, asked)


@click.command(epilog="\b\nExample:\n  onrecord calendar --since 2024-02-05 --until 2024-02-11\n")
@question("begins", "type", "words", "actors", "recipients", "place", "publisher")
def calendar(ledger: Ledger, asked: Asked) -> Answer:
    """What is scheduled, earliest first.

    --as-of DATE asks what was known by then to be ahead.
    """
    from onrecord import queries

    return queries.calendar(ledger, asked)


@click.command(epilog="\b\nExample:\n  onrecord disputes --on Norland\n")
@click.option("--on", metavar="WORDS", help="Over an object with these words, or of this name.")
@question("object", "for_name", "for_relation", "for_day", "against_name", "against_relation", "against_day")
def disputes(on: str | None, ledger: Ledger, asked: Asked) -> Answer:
    """Who is for and who against the same thing, newest first."""
    from onrecord import queries

    return queries.disputes(ledger, asked, on=on)


@click.command(epilog="\b\nExample:\n  onrecord compare 'Ada Lund' sanctions\n")
@click.argument("name")
@click.argument("topic")
@question("earlier_day", "earlier_words", "later_day", "later_words", "publisher")
def compare(name: str, topic: str, ledger: Ledger, asked: Asked) -> Answer:
    """What NAME said on TOPIC, earlier and later words side by side."""
    from onrecord import queries

    return queries.compare(ledger, name, topic, asked)


@click.command(epilog="\b\nExample:\n  onrecord sources --outlet 'The Courier' --since 2024\n")
@click.option("--outlet", metavar="NAME", help="Only of this publisher or agency.")
@question("name", "type", "statements", "documents", "outlets", "first", "last")
def sources(outlet: str | None, ledger: Ledger, asked: Asked) -> Answer:
    """How often which actor is quoted, in how many documents and outlets.

    --since and --until go by the day of publication.
    """
    from onrecord import queries

    return queries.sources(ledger, asked, outlet=outlet)


@click.command(epilog="\b\nExamples:\n  onrecord notices\n  onrecord notices --kind kill\n")
@click.option("--kind", type=click.Choice(KINDS), help="Only notices of this kind.")
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, metavar="N", help="Most rows."
)
@question("issued", "kind", "slug", "item", "version", "note", "embargo", "withdrawn", period=False)
def notices(kind: str | None, limit: int, ledger: Ledger) -> Answer:
    """What wire services said of their items, the latest seen first: versions, corrections, kills, plans.

    `withdrawn` is set where the text of that notice no longer stands, and says what withdrew it.
    """
    from onrecord import queries

    return queries.notices(ledger, kind=kind, limit=limit)


@click.command(epilog="\b\nExample:\n  onrecord sql 'SELECT form, count(*) FROM statements GROUP BY form'\n")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, metavar="N", help="Most rows.")
@click.option("--seconds", type=click.FloatRange(0.1), default=30, show_default=True, metavar="S", help="Most time.")
@question(period=False)
def sql(query: str, limit: int, seconds: float, ledger: Ledger) -> Answer:
    """The answer to one SELECT over the views that docs/ledger.md lists; nothing can be written with it."""
    from onrecord import queries

    return queries.sql(ledger, query, limit=limit, seconds=seconds)


@click.command(epilog="\b\nExample:\n  onrecord story https://example.org/news/article.html\n")
@click.argument("document")
@question("first", "speaker", "words", "appearances", "publishers", period=False)
def story(document: str, ledger: Ledger) -> Answer:
    """What is said in DOCUMENT and in the wire copies of it, each statement once.

    DOCUMENT is an id or an address. `onrecord sql 'SELECT * FROM stories'` lists the stories.
    """
    from onrecord import queries

    return queries.story(ledger, document)
