"""A draft against a ledger that was built by hand: each verdict, and what it says."""

import pytest

from onrecord.ledger import Ledger, Run
from onrecord.ledger.repeats import said_in
from onrecord.ledger.speakers import named, same
from onrecord.ledger.verify import verify
from onrecord.record import Document, Record
from tests.samples import statement

SOURCE = (
    "“We will not close the harbour before June, and 40 boats may stay,” Ada Lund said.\n\n"
    "“The ferry is older than its captain,” Bo Berg said.\n\n"
    "Ada Lund said that talks about the northern lighthouse would resume.\n"
)


def source_record(address="wire/1", text=SOURCE, published="2024-01-02"):
    direct = {"form": "direct"}
    harbour = "We will not close the harbour before June, and 40 boats may stay"
    rows = (
        statement(text, "Ada Lund said.", "", harbour, **direct),
        statement(text, "Bo Berg", "", "The ferry is older than its captain", **direct),
        statement(text, "Ada Lund said that", "", "that talks about the northern lighthouse would resume"),
    )
    return Record(Document(text, source=address, published=published, publisher=address), statements=rows)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.db") as made:
        made.connection.execute("PRAGMA synchronous = OFF")
        made.add(source_record(), Run("0", "m"))
        yield made


def check(ledger, words, speaker="Ada Lund"):
    text = f"A draft.\n\n“{words},” {speaker} said.\n"
    record = Record(Document(text), statements=(statement(text, speaker, "", words, form="direct"),))
    (found,) = verify(ledger.connection, record)
    assert found.span.of(text) == found.words == words
    if found.found:
        assert found.found.span.of(SOURCE) == found.found.words
    return found


@pytest.mark.parametrize(
    ("words", "speaker", "verdict"),
    [
        ("We will not close the harbour before June", "Ada Lund", "verbatim"),
        ("we will not close the harbour … and 40 boats may stay", "Ms Lund", "verbatim"),
        ("We will not close the harbour before June", "she", "verbatim"),
        ("We will close the harbour before June", "Ada Lund", "altered"),
        ("We will … close the harbour before June", "Ada Lund", "altered"),
        ("We will not close the harbour before June, and 50 boats may stay", "Ada Lund", "altered"),
        ("The ferry is older than its captain", "Ada Lund", "other speaker"),
        ("talks about the northern lighthouse would resume", "Ada Lund", "paraphrased"),
        ("Gulls have eaten the last of the bread", "Ada Lund", "not found"),
    ],
)
def test_verdicts(ledger, words, speaker, verdict):
    found = check(ledger, words, speaker)
    assert found.verdict == verdict
    assert found.passed == (verdict == "verbatim")


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ("INSERT INTO notice (item, version, kind, address, seen, run) VALUES ('i', '2', 'kill', 'a', '2026', 1); "
         "UPDATE document SET withdrawn = 1", "not found"),
        ("UPDATE document SET embargo = '2999-01-01T00:00Z'", "not found"),
        ("UPDATE document SET embargo = '2001-01-01T00:00Z'", "verbatim"),
    ],
)  # fmt: skip
def test_what_is_withdrawn_or_under_embargo_bears_nothing_out(ledger, change, verdict):
    ledger.connection.executescript(change)
    assert check(ledger, "We will not close the harbour before June").verdict == verdict


def test_the_source_is_named(ledger):
    found = check(ledger, "The ferry is older than its captain", "Bo Berg").found
    assert (found.address, found.published, found.speaker) == ("wire/1", "2024-01-02", "Bo Berg")
    assert found.statement == source_record().statements[1].id


def test_words_of_two_speakers_run_together_are_altered(ledger):
    found = check(ledger, "and 40 boats may stay. The ferry is older than its captain")
    assert found.verdict == "altered"
    assert "speakers" in {edit.kind for edit in found.edits}


def test_an_attribution_with_another_polarity_is_altered(ledger):
    text = "Ada Lund denied that talks about the northern lighthouse would resume.\n"
    said = "that talks about the northern lighthouse would resume"
    denied = statement(text, "Ada Lund", "denied", said, polarity="negated")
    (found,) = verify(ledger.connection, Record(Document(text), statements=(denied,)))
    assert (found.kind, found.verdict, found.passed) == ("attribution", "altered", False)


def test_copies_count_as_one_source_and_their_statements_as_one(ledger):
    ledger.add(source_record("outlet/2", SOURCE + "\nMore soon.\n", "2024-01-03"), Run("0", "m"))
    found = check(ledger, "The ferry is older than its captain", "Bo Berg")
    assert (found.documents, found.stories) == (2, 1)
    said = said_in(ledger.connection, source_record().document.id)
    assert [len(one.appearances) for one in said] == [2, 2, 2]
    assert [one.appearances[0].address for one in said] == ["wire/1"] * 3


def test_hostile_drafts_are_no_queries(ledger):
    for words in ('a" OR "harbour', "harbour* NEAR(close)", "'; DROP TABLE document; --", "😀 😀 😀"):
        record = Record(Document(f"“{words} and more of it”"))
        assert all(one.verdict == "not found" for one in verify(ledger.connection, record))


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Fisheries Minister Katrín Thórsdóttir", "Thorsdottir", True),
        ("Mr Lindvik", "State Secretary Anders Lindvik", True),
        ("John Smith", "Jane Smith", False),
        ("J. Smith", "Jane Smith", True),
        ("IAEA", "International Atomic Energy Agency", True),
        ("Ministry of Finance", "Ministry of Health", False),
        ("the minister", "Ada Lund", None),
        ("she", "Ada Lund", None),
        ("President of Norland", "Ada Lund", None),
        ("", "Ada Lund", None),
    ],
)
def test_speakers(one, other, answer):
    assert same(named(one), named(other)) is same(named(other), named(one)) is answer
