"""Feeds, news sitemaps and folders into a ledger, again and again: what is new or has changed since the last round.

What was seen is kept in the ledger: the ETag and date of each feed, so that one that has not changed is not sent again,
and a digest of each entry, so that only new or changed ones are read. Both are noted after the entries are stored: a
round that is interrupted is made up for by the next. A feed that fails is noted and stops nothing.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from onrecord.intake import documents
from onrecord.intake.feeds import Entry, entries_of_feed, read_entry
from onrecord.intake.fetch import Fetched
from onrecord.intake.formats import finished
from onrecord.intake.options import Visit
from onrecord.intake.polite import NotFetched, guest
from onrecord.intake.sitemap import entries_of_sitemap
from onrecord.intake.walk import opened, read_bounded
from onrecord.ledger.adding import Told, add_documents
from onrecord.ledger.connect import failures_named, writing
from onrecord.ledger.store import Ledger, Run
from onrecord.record import Document, UnreadableDocument
from onrecord.run import Reads

FAILED = "feed failed"


def look(
    ledger: Ledger,
    sources: Sequence[str],
    run: Run,
    visit: Visit,
    *,
    jobs: int = 1,
    make_reader: Callable[[], Reads] | None = None,
    told: Told = lambda outcome, item: None,
) -> Counter[str]:
    """One round over all sources; how many documents had which outcome, and how many feeds failed.

    An http(s) address is a feed or sitemap; any other source is read as `documents` does. `told` hears of each outcome.
    """
    counts: Counter[str] = Counter()
    for source in sources:
        if source.startswith(("http://", "https://")):
            counts += _feed(ledger, source, run, visit, jobs, make_reader, told)
        else:
            found = documents(source, visit.options, passed_over=visit.passed_over)
            counts += add_documents(ledger, found, run, jobs=jobs, make_reader=make_reader, told=told)
    return counts


def _feed(
    ledger: Ledger,
    address: str,
    run: Run,
    visit: Visit,
    jobs: int,
    make_reader: Callable[[], Reads] | None,
    told: Told,
) -> Counter[str]:
    known = ledger.ask("SELECT etag, modified FROM feed WHERE address = ?", (address,))
    etag, modified = known[0] if known else (None, None)
    try:
        fetched = guest(visit).get(address, etag=etag, modified=modified, named=True)
        entries = [] if fetched.unchanged else _entries(fetched, visit)
    except UnreadableDocument as error:
        _note_failure(ledger, address, error)
        told(FAILED, error)
        return Counter({FAILED: 1})
    digests = dict(ledger.ask("SELECT entry, digest FROM feed_entry WHERE feed = ?", (address,)))
    fresh = [one for one in entries if isinstance(one, UnreadableDocument) or digests.get(one.key) != one.digest]
    if not known:
        _note_feed(ledger, address, None, changed=False)  # entries refer to it
    waiting: dict[str, Entry] = {}  # read and not yet stored, by the address of their document
    missed = 0

    def read() -> Iterator[Document | UnreadableDocument]:
        nonlocal missed
        for entry in fresh:
            if isinstance(entry, UnreadableDocument):
                yield entry
                continue
            try:
                item: Document | UnreadableDocument = read_entry(entry, source=address, visit=visit)
            except NotFetched as error:
                missed += 1
                yield error
                continue
            except UnreadableDocument as error:
                item = error
            waiting[item.source] = entry
            if (done := finished(item, visit)) is not None:
                yield done

    def noted(outcome: str, item: Document | UnreadableDocument) -> None:
        if (entry := waiting.pop(item.source, None)) is not None:
            _note_entry(ledger, address, entry)
        told(outcome, item)

    counts = add_documents(ledger, read(), run, jobs=jobs, make_reader=make_reader, told=noted)
    # With its ETag the feed would not be sent again, and what could not be fetched this time would be lost.
    _note_feed(ledger, address, None if missed else fetched, changed=bool(fresh), keep=fetched.unchanged)
    return counts


def _entries(fetched: Fetched, visit: Visit) -> list[Entry | UnreadableDocument]:
    with opened(io.BytesIO(fetched.data), fetched.url) as (stream, _):
        data = read_bounded(stream, fetched.url, visit.options.max_bytes)
    if b"<urlset" in data[:4096]:
        return list(entries_of_sitemap(data, source=fetched.url))
    return entries_of_feed(data, source=fetched.url)


def _note_feed(ledger: Ledger, address: str, fetched: Fetched | None, *, changed: bool, keep: bool = False) -> None:
    now = ledger.clock()
    with failures_named(ledger.path), writing(ledger.connection):
        ledger.connection.execute(
            "INSERT INTO feed (address, checked) VALUES (?, ?) ON CONFLICT DO UPDATE "
            "SET checked = excluded.checked, failure = NULL, failures = 0",
            (address, now),
        )
        if not keep:
            ledger.connection.execute(
                "UPDATE feed SET etag = ?, modified = ?, changed = iif(?, ?, changed) WHERE address = ?",
                (fetched and fetched.etag, fetched and fetched.modified, changed, now, address),
            )


def _note_entry(ledger: Ledger, address: str, entry: Entry) -> None:
    with failures_named(ledger.path), writing(ledger.connection):
        ledger.connection.execute(
            "INSERT INTO feed_entry VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET digest = excluded.digest, seen = excluded.seen",
            (address, entry.key, entry.digest, ledger.clock()),
        )


def _note_failure(ledger: Ledger, address: str, error: UnreadableDocument) -> None:
    why = f"{error.reason} ({error.place})" if error.place else error.reason
    with failures_named(ledger.path), writing(ledger.connection):
        ledger.connection.execute(
            "INSERT INTO feed (address, checked, failure, failures) VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE "
            "SET checked = excluded.checked, failure = excluded.failure, failures = failures + 1",
            (address, ledger.clock(), why.encode(errors="backslashreplace").decode()),
        )
