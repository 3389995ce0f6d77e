"""Kills, corrections, later versions and embargoes of wire items: what an editor expects of the ledger after each."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledgers import RUN, Dispatch, opened
from samples import wired_record

from onrecord import queries
from onrecord.intake import documents
from onrecord.ledger import Ledger
from onrecord.ledger.adding import add_documents
from onrecord.ledger.check import check
from onrecord.queries import Asked
from onrecord.record import Coverage, Document, Record, Wire

WIRES = Path(__file__).parent / "wire"
ITEM = "urn:newsml:northern.example:ferry"


def version(number: int, words: str, **told: Any) -> Record:
    """Version `number` of an item, in which Ada Lund says `words`."""
    dispatch = Dispatch(source=f"wire/{number}.json")
    dispatch.who("Ada Lund")
    record = dispatch.says("Ada Lund", words).record()
    kind = told.pop("kind", "update" if number > 1 else "publish")
    wire = Wire(ITEM, str(number), kind, issued=f"2024-02-05T{10 + number}:00Z", **told)
    return replace(record, document=replace(record.document, wire=wire))


def under(record: Record, wire: Wire, source: str = "wire/3.json") -> Record:
    return replace(record, document=replace(record.document, wire=wire, source=source))


def notice(number: int, kind: str, **told: Any) -> Document:
    return Document("", source=f"wire/{number}.json", wire=Wire(ITEM, str(number), kind, **told))  # type: ignore[arg-type]


def said(ledger: Ledger, **asked: Any) -> list[str]:
    rows = queries.search(ledger, "ferry", Asked(**asked)).dicts()
    return sorted(row["words"] for row in rows)


FIRST, SECOND = version(1, "the ferry stays"), version(2, "the ferry goes", kind="correction")
KILL = notice(3, "kill", note="MANDATORY KILL")


def put(ledger: Ledger, *arrived: Record | Document) -> list[str]:
    return [ledger.add(one, RUN) if isinstance(one, Record) else ledger.notify(one, RUN) for one in arrived]


def test_a_correction_replaces_and_the_old_version_stays_visible_as_withdrawn(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        assert put(ledger, FIRST) == ["added"] and said(ledger) == ["the ferry stays"]
        put(ledger, SECOND)
        assert said(ledger) == ["the ferry goes"]
        assert said(ledger, withdrawn=True) == ["the ferry goes", "the ferry stays"]
        assert ledger.ask("SELECT withdrawn, text LIKE '%stays%' FROM documents ORDER BY 2") == [
            (None, 0), ("correction", 1),
        ]  # fmt: skip
        assert list(check(ledger)) == []


def test_a_kill_withdraws_every_version_and_its_own_words_are_not_read(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        assert put(ledger, FIRST, SECOND, KILL) == ["added", "added", "noted"]
        assert said(ledger) == [] and len(said(ledger, withdrawn=True)) == 2
        assert ledger.ask("SELECT DISTINCT withdrawn FROM documents") == [("kill",)]
        assert ledger.ask("SELECT kind, version, note, document IS NULL FROM notices WHERE kind = 'kill'") == [
            ("kill", "3", "MANDATORY KILL", 1)
        ]
        assert put(ledger, KILL) == ["known"] and list(check(ledger)) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_arrival_changes_nothing(order: tuple[int, ...], tmp_path: Path) -> None:
    arrived = [FIRST, SECOND, KILL]
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, *(arrived[place] for place in order))
        assert ledger.ask("SELECT id, withdrawn FROM documents ORDER BY id") == sorted(
            [(FIRST.document.id, "kill"), (SECOND.document.id, "kill")]
        )
        assert list(check(ledger)) == []


def test_what_is_withheld_comes_back_when_it_is_usable_again(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, FIRST, notice(2, "withhold"))
        assert said(ledger) == []
        put(ledger, under(FIRST, Wire(ITEM, "3", "update")))
        assert said(ledger) == ["the ferry stays"] and list(check(ledger)) == []


def test_a_kill_of_another_item_by_its_id_withdraws_that(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, FIRST, Document("", source="k", wire=Wire("urn:other", "1", "kill", replaces=ITEM)))
        assert said(ledger) == []


def test_other_items_and_other_texts_are_left_alone(tmp_path: Path) -> None:
    other = Dispatch(source="https://courier.example/2")
    other.who("Tom Arden")
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, other.says("Tom Arden", "the ferry is old").record(), FIRST, KILL)
        assert said(ledger) == ["the ferry is old"]


def test_a_note_to_editors_without_a_text_replaces_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, FIRST, notice(2, "correction", note="CORRECTS byline only"))
        assert said(ledger) == ["the ferry stays"]


def test_other_words_under_one_id_and_address_replace_the_first_ones(tmp_path: Path) -> None:
    def entry(words: str, address: str = "https://a.example/1") -> Record:
        return under(version(1, words), Wire("guid-1"), address)

    with opened(tmp_path / "a.db") as ledger:
        for words in ("the ferry stays", "the ferry goes", "the ferry is sold"):
            put(ledger, entry(words))
            assert said(ledger) == [words]
        put(ledger, entry("the ferry is red", "https://a.example/2"))
        assert said(ledger) == ["the ferry is red", "the ferry is sold"]  # one id at two addresses is a careless feed
        assert list(check(ledger)) == []


def test_rows_under_embargo_are_left_out_until_it_ends(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, version(1, "the ferry stays", embargo="2024-02-05T18:00:00+01:00"))
        assert ledger.ask("SELECT embargo FROM documents") == [("2024-02-05T17:00Z",)]
        assert said(ledger, now="2024-02-05T16:59Z") == []
        assert said(ledger, now="2024-02-05T16:59Z", embargoed=True) == ["the ferry stays"]
        assert said(ledger, now="2024-02-05T17:00Z") == ["the ferry stays"]
        put(ledger, version(2, "the ferry stays"))
        assert said(ledger, now="2024-02-05T16:00Z") == ["the ferry stays"]  # the later version lifts it


def test_what_is_planned_is_kept_with_its_coverage(tmp_path: Path) -> None:
    plan = notice(1, "planned", coverage=(Coverage("text", "The vote", "2024-02-09T18:00Z", None),))
    with opened(tmp_path / "a.db") as ledger:
        assert put(ledger, plan) == ["noted"]
        ((kind, coverage),) = ledger.ask("SELECT kind, json_extract(coverage, '$[0].title') FROM notices")
        assert (kind, coverage) == ("planned", "The vote")


def test_notices_are_listed_with_what_became_of_their_text(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:
        put(ledger, FIRST, SECOND, KILL)
        rows = queries.notices(ledger).dicts()
        assert [(row["kind"], row["version"], row["withdrawn"]) for row in rows] == [
            ("kill", "3", None), ("correction", "2", "kill"), ("publish", "1", "kill"),
        ]  # fmt: skip
        assert [row["note"] for row in queries.notices(ledger, kind="kill", limit=1).dicts()] == ["MANDATORY KILL"]


def test_a_document_comes_back_with_its_wire(tmp_path: Path) -> None:
    record = wired_record()
    with opened(tmp_path / "a.db") as ledger:
        ledger.add(record, RUN)
        assert ledger.record(record.document.id) == record
        assert [doc.wire for doc in ledger.unread_by(replace(RUN, model="other"))] == [record.document.wire]


class Silent:
    """A reader that finds nothing, and has not to read notices."""

    def read(self, doc: Document) -> Record:
        assert doc.text
        return Record(doc)


def test_the_files_of_a_wire_go_in_as_an_editor_expects(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as ledger:

        def add(*names: str) -> Counter[str]:
            found = itertools.chain.from_iterable(documents(str(WIRES / name)) for name in names)
            return add_documents(ledger, found, RUN, make_reader=Silent)

        assert add("ninjs-1.4.json", "newsml-text.xml") == {"added": 2}
        assert add("ninjs-2.1.json") == {"added": 1}
        assert add("newsml-message.xml") == {"added": 1, "noted": 1, "set aside": 1}
        assert add("ninjs-3.0-kill.json", "newsml-planning.xml") == {"noted": 2}
        assert add("ninjs-1.4.json", "ninjs-3.0-kill.json", "newsml-message.xml") == {"known": 4, "set aside": 1}
        states = ledger.ask("SELECT title, withdrawn FROM documents ORDER BY 1, 2")
        assert states == [
            ("Ostra Point passes its budget", None),
            ("Ostra Point passes its budget", "correction"),
            ("Velmora keeps its ferry", "kill"),
            ("Velmora keeps its ferry", "kill"),
        ]
        assert list(check(ledger)) == []
