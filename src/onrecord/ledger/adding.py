"""Documents into a ledger: what is known is passed over, the rest is read by several processes and stored by one.

An interrupted run needs no memory of its own: what the ledger holds is what need not be read again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from onrecord import __version__
from onrecord.ledger.notices import is_alone
from onrecord.ledger.store import Ledger, Outcome, Run
from onrecord.model import FOLDER, model_hash, threshold
from onrecord.record import Document, Record, UnreadableDocument
from onrecord.run import Reads, read_documents

Told = Callable[[str, Document | UnreadableDocument], None]


def run_of(*, any_language: bool = False, model: Path = FOLDER, lexicon: Path | None = None) -> Run:
    """The run of this program with these weights; a lexicon of one's own is known by its hash."""
    options: list[tuple[str, object]] = [("any_language", any_language)]
    if lexicon is not None:
        options.append(("lexicon", hashlib.sha256(lexicon.read_bytes()).hexdigest()))
    return Run(__version__, model_hash(model), tuple(options), threshold(model))


def add_documents(
    ledger: Ledger,
    found: Iterable[Document | UnreadableDocument],
    run: Run,
    *,
    jobs: int = 1,
    make_reader: Callable[[], Reads] | None = None,
    told: Told = lambda outcome, item: None,
) -> Counter[str]:
    """Store what is found; how many had which outcome: added, seen elsewhere, read again, known, noted, set aside.

    `told` hears of each as it happens. `jobs` and `make_reader` are those of `read_documents`.
    """
    counts: Counter[str] = Counter()

    def tell(outcome: str, item: Document | UnreadableDocument) -> None:
        counts[outcome] += 1
        told(outcome, item)

    def unread() -> Iterator[Document | UnreadableDocument]:
        for item in found:
            outcome = _known(ledger, item, run)
            if outcome and isinstance(item, Document):
                tell(outcome, item)
            else:
                yield item

    _store(ledger, unread(), run, jobs, make_reader, tell)
    return counts


def _known(ledger: Ledger, item: Document | UnreadableDocument, run: Run) -> Outcome | None:
    """What became of a document that need not be read; None where it must be, or cannot."""
    if isinstance(item, UnreadableDocument):
        return None
    if is_alone(item):
        return ledger.notify(item, run)
    return ledger.note(item, run)


def read_again(
    ledger: Ledger,
    run: Run,
    *,
    jobs: int = 1,
    make_reader: Callable[[], Reads] | None = None,
    told: Told = lambda outcome, item: None,
) -> Counter[str]:
    """Read every document that another program or model has read, from the text that the ledger holds."""
    counts: Counter[str] = Counter()

    def tell(outcome: str, item: Document | UnreadableDocument) -> None:
        counts[outcome] += 1
        told(outcome, item)

    _store(ledger, ledger.unread_by(run), run, jobs, make_reader, tell)
    return counts


def _store(
    ledger: Ledger,
    documents: Iterable[Document | UnreadableDocument],
    run: Run,
    jobs: int,
    make_reader: Callable[[], Reads] | None,
    tell: Told,
) -> None:
    with closing(read_documents(documents, jobs=jobs, make_reader=make_reader)) as outcomes:
        for outcome in outcomes:
            try:
                if isinstance(outcome, Record):
                    tell(ledger.add(outcome, run), outcome.document)
                    continue
                unreadable = outcome
            except UnreadableDocument as error:  # rows that do not hold together
                unreadable = error
            ledger.reject(unreadable, run)
            tell("set aside", unreadable)
