"""Wire copies: what is one dispatch, and the stories that a ledger makes of them."""

import random

import pytest

from bench.folding import corpus, fold
from bench.wire import dispatch, formulaic, reframed, stories, tell
from onrecord.ledger import Ledger, Run
from onrecord.ledger.stories import day_of, refold
from onrecord.ledger.syndication import fingerprint, overlap, same_dispatch
from onrecord.record import Document, Record
from tests.naughty import NAUGHTY

STORY = next(stories(7))
TOLD = tell(STORY, 0, "Harrow Post", "Northern Wire")


def same(one, other):
    return same_dispatch(fingerprint(one), fingerprint(other))


def test_copies_are_one():
    headline, lead = reframed(STORY, 1)
    dice = random.Random(1)
    shuffled = list(TOLD.paragraphs)
    dice.shuffle(shuffled)
    for paragraphs in ([lead, *TOLD.paragraphs[1:]], list(TOLD.paragraphs[:4]), shuffled):
        assert same(TOLD.text, dispatch(headline, paragraphs, STORY).text)
    assert same(TOLD.text, TOLD.text.upper().replace("“", '"').replace("”", '"'))


def test_the_same_story_with_the_same_quotations_is_not_one():
    assert not same(TOLD.text, tell(STORY, 1).text)
    assert not same(TOLD.text, tell(STORY, 2).text)


@pytest.mark.parametrize("kind", ["markets", "weather", "football"])
def test_reports_of_one_form_are_not_one(kind):
    assert not same(formulaic(kind, 3, 1).text, formulaic(kind, 28, 1).text)


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_text_has_a_fingerprint(text):
    mark = fingerprint(text)
    assert all(0 <= shingle < 1 << 63 for shingle in mark.shingles)
    assert overlap(mark, mark).shared == len(mark.shingles)


def test_fingerprints_are_the_same_on_every_machine():
    assert min(fingerprint("one two three four five six").shingles) == 239956542227


DATES = [("2024-01-02", True), ("2024-01", False), (None, False), ("2024-13-99", False)]


@pytest.mark.parametrize(("published", "known"), DATES)
def test_days(published, known):
    assert (day_of(published) > 0) == known


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.db") as made:
        made.connection.execute("PRAGMA synchronous = OFF")
        yield made


def add(ledger, told, days=0, **facts):
    doc = dispatch(told.headline, list(told.paragraphs), STORY, days=days, **facts).document
    ledger.add(Record(doc), Run("0", "m"))
    return doc


def test_a_story_has_its_origin_and_its_copies(ledger):
    add(ledger, TOLD, 1, outlet="Lindale Post")
    first = add(ledger, TOLD, 0, outlet="Harrow Post", agency="Northern Wire")
    add(ledger, tell(STORY, 1), 0, outlet="Eastport Herald")
    rows = ledger.ask("SELECT id, first_seen, agency, documents, publishers FROM stories ORDER BY documents DESC")
    assert rows[0] == (first.id, first.published, "Northern Wire", 2, 2)
    assert [row[3] for row in rows] == [2, 1]


def test_a_copy_after_the_window_is_a_source_of_its_own(ledger):
    add(ledger, TOLD, 0)
    add(ledger, TOLD, 9, outlet="Harrow Post", agency="Delta News Agency")
    assert ledger.ask("SELECT count(*) FROM stories") == [(2,)]


def test_reading_again_and_folding_again_change_nothing(ledger):
    docs = [add(ledger, TOLD, 0), add(ledger, TOLD, 1, agency="Northern Wire"), add(ledger, tell(STORY, 2), 0)]
    before = ledger.ask("SELECT story, document FROM copies ORDER BY document")
    index = ledger.ask("SELECT * FROM shingle")
    for doc in docs:
        assert ledger.add(Record(doc), Run("1", "m")) == "read again"
    assert refold(ledger.connection) == 2
    assert ledger.ask("SELECT story, document FROM copies ORDER BY document") == before
    assert ledger.ask("SELECT * FROM shingle") == index


def test_undated_documents_are_compared_with_each_other(ledger):
    for extra in ("", "\n\nMore."):
        ledger.add(Record(Document(TOLD.text + extra)), Run("0", "m"))
    add(ledger, TOLD, 0)
    assert sorted(ledger.ask("SELECT documents FROM stories")) == [(1,), (2,)]


def test_folding_a_small_corpus():
    told = corpus(3, 40, 300)
    found, _ = fold(told)
    original = {one.dispatch: found[row] for row, one in enumerate(told) if one.kind == "original"}
    copies = [(found[row], original[one.dispatch]) for row, one in enumerate(told) if row and one.dispatch in original]
    assert sum(a == b for a, b in copies) / len(copies) > 0.95
    assert len(set(found)) > 290
