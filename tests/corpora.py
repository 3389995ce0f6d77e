"""A small corpus with what takes more than one document: people, wire copies, and texts that come again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ledgers import MOMENT, RUN, Dispatch

from onrecord.corpus.store import Corpus, Reading, Shard
from onrecord.ledger import Ledger
from onrecord.record import Document, Record

WIRE = (
    "The harbour of Vardnes was closed on Monday after a crane fell on the ferry quay, port officials said. Nobody was "
    "hurt when the crane came down shortly after noon, but the quay is blocked and three ferries are held outside the "
    "breakwater until divers have looked at the piles. The port expects to open the northern basin again by Wednesday "
    "evening and the ferry quay a week later, when a floating crane from Holm has cleared the wreck. Fishing boats "
    "may use the old mole in the meantime, the officials said, as long as no more than six of them lie there at once."
)


def _said(number: int, *, lead: str = "", **facts: object) -> Dispatch:
    dispatch = Dispatch(source=f"https://news.example/{number}", **facts)
    if lead:
        dispatch.put(lead)
    return dispatch


def records() -> list[list[Record | Document]]:
    """By shard; a bare Document is a further appearance."""
    linked = _said(1, publisher="The Courier")
    linked.says(linked.who("Ada Lund", role="minister of Norland", link="Q7"), "it rains")
    linked.holds("Ada Lund", "supports", "the vote")
    lone = _said(2, publisher="The Post")
    lone.says(lone.who("Lund", role="minister of Norland"), "it snows")
    union = _said(3, publisher="The Post", published="2024-02-06")
    union.says(union.who("Harbour Union", type="organisation"), "nothing", confidence=0.2)
    union.says(union.who("Norland", type="country", link="Q1"), "no")
    union.plans("Norland", "will vote", "2024-03-01", "2024-03-02")
    again = _said(4, publisher="The Herald", published=None)
    again.says(again.who("Harbour Union", type="organisation"), "it would strike")
    first = _said(5, lead=WIRE, publisher="The Courier", agency="Northern Wire")
    copy = _said(6, lead="HARBOUR SHUT " + WIRE, publisher="The Post", published="2024-02-06")
    copy.says(copy.who("Harbour Union", type="organisation"), "enough")
    cut = _said(7, lead=WIRE[: len(WIRE) * 2 // 3], publisher="The Herald", published="2024-02-07")
    late = _said(8, lead="NEWS OF LAST MONTH " + WIRE, publisher="The Herald", published="2024-03-20")
    made = {number: one.record() for number, one in enumerate((linked, lone, union, again, first, copy, cut, late), 1)}

    def seen_at(number: int, address: str, **facts: object) -> Document:
        return replace(made[number].document, source=address, **facts)

    elsewhere = seen_at(1, "https://mirror.example/1", publisher="The Mirror")
    twice = replace(made[5], document=seen_at(5, "https://mirror.example/5", published="2024-02-05"))
    return [
        [made[1], elsewhere, made[2], made[6]],
        [made[3], made[5], made[7]],
        [twice, made[4], made[8]],
    ]


def written(folder: Path) -> Corpus:
    corpus = Corpus(folder)
    for number, shard in enumerate(records()):
        corpus.write(Shard(f"/crawl/{'abc'[number]}.warc.gz", number), Reading(shard, {}, RUN, "{}"))
    return corpus


def kept(path: Path) -> Ledger:
    """The ledger of the same documents, in the order of the shards."""
    ledger = Ledger(path, clock=lambda: MOMENT)
    for record in (one for shard in records() for one in shard):
        if isinstance(record, Document):
            assert ledger.note(record, RUN)
        else:
            ledger.add(record, RUN)
    return ledger
