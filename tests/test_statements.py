"""Statements: what must hold of every record whatever the text and whatever the weights."""

import unicodedata
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord import Reader
from onrecord.attribution import Attribution
from onrecord.quotation import paragraphs
from onrecord.record import Document, Span
from onrecord.statements import settled

READER = Reader()
DISPATCH = (
    "“We will not sign the treaty this year,” Foreign Minister Ada Lund told reporters on Monday.\n\n"
    "Her deputy denied that the union had agreed. According to the mayor, nobody was asked."
)


def shares(some: Span, other: Span) -> bool:
    return some.start < other.end and other.start < some.end


def check(text):
    """All that holds of the statements of any text; returns them."""
    statements = READER.read(Document(text)).statements
    blocks = list(paragraphs(text))
    by_id = {statement.id: statement for statement in statements}
    assert len(by_id) == len(statements), "two statements with one id"
    places = []
    for statement in statements:
        spans = (*statement.source, *statement.cue, *statement.content)
        assert statement.content, "nothing is said"
        assert statement.cue or statement.source
        for span in spans:
            assert span.end <= len(text)
            assert span.of(text).strip() == span.of(text) != "", "white space at an edge"
            assert any(start <= span.start and span.end <= end for start, end in blocks), "over the end of a paragraph"
        assert not any(shares(a, b) for a, b in combinations(spans, 2)), "source, cue and content overlap"
        assert list(statement.content) == sorted(statement.content)
        assert 0 <= statement.confidence <= 1
        if statement.within is not None:
            outer = by_id[statement.within]
            assert outer.within is None or outer.within != statement.id
            assert all(any(a.start <= b.start and b.end <= a.end for a in outer.content) for b in statement.content)
        places.append((min(span.start for span in spans), statement.within is not None))
    assert [place for place, _ in places] == sorted(place for place, _ in places), "not in the order of the text"
    for one, other in combinations(statements, 2):
        if one.within == other.within:
            assert not any(shares(a, b) for a in one.content for b in other.content), "the same words said twice"
    return statements


def rows(text):
    return [
        tuple(" | ".join(span.of(text) for span in part) for part in (one.source, one.cue, one.content))
        for one in check(text)
    ]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings(text):
    check(text)


fragments = st.sampled_from(
    [
        "Ada Lund", "the ministry", "She", " said", " told reporters", " denied", " according to ", " adding", " that ",
        "the vote was over", "“We will not go", "‘no’", ",” ", '"', "”", "’", ".", ",", " ", "\n\n", "\r\n", "\n“",
        "João", "e\u0301", "👍🏽", "\u00ad", "\u200b", "BERLIN (NW) - ", " – ", "İ", "東京", "$3.5m", "O’Neill", "…",
        "(", ")", ": ",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(fragments, max_size=40).map("".join))
def test_news_in_pieces(text):
    check(text)


@settings(max_examples=25)
@given(st.sampled_from([text for text in NAUGHTY if len(text) < 200]), st.integers(0, len(DISPATCH)))
def test_noise_within_a_dispatch(noise, place):
    check(DISPATCH[:place] + noise + DISPATCH[place:])


def test_a_dispatch_and_its_shapes():
    """The same statements whatever the line ends; and those in capitals are found as well."""
    expected = [
        ("Foreign Minister Ada Lund", "told", "“We will not sign the treaty this year,”"),
        ("Her deputy", "denied", "that the union had agreed"),
        ("the mayor", "According to", "nobody was asked"),
    ]
    found = rows(DISPATCH)
    assert found == expected
    assert rows(DISPATCH.replace("\n", "\r\n")) == found
    assert rows(DISPATCH.upper())
    assert rows(DISPATCH.lower())


def test_position_zero():
    ((source, cue, content),) = rows("“No,” she said.")
    assert (source, cue, content) == ("she", "said", "“No,”")
    (statement,) = check("“No,” she said.")
    assert statement.content == (Span(0, 5),)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "“”", "””““", '" " "', "’’’’", "word\n\n" * 10_000], ids=lambda text: repr(text[:9])
)
def test_nothing_is_said(text):
    assert check(text) == ()


def test_what_stands_before_moves_spans_and_nothing_else():
    """Emoji and marks outside the Basic Multilingual Plane count as one; a quotation keeps its form."""
    plain, shifted = check("“No,” she said."), check("👩🏽‍🚀\n\n“No,” she said.")
    (one,), (other,) = plain, shifted
    assert [span.start + 6 for span in (*one.source, *one.cue, *one.content)] == [
        span.start for span in (*other.source, *other.cue, *other.content)
    ]
    assert (
        (one.form, one.kind, one.polarity)
        == (other.form, other.kind, other.polarity)
        == ("direct", "speech", "affirmed")
    )
    assert one.id != other.id


def test_a_letter_keeps_its_accent():
    text = unicodedata.normalize("NFD", "The union said that it was over for José.")
    for statement in check(text):
        for span in (*statement.source, *statement.cue, *statement.content):
            assert not unicodedata.combining(text[span.end : span.end + 1] or " ")


def test_words_claimed_twice_go_to_the_likelier():
    def claim(cue, content, probability):
        return Attribution((), (Span(cue, cue + 1),), tuple(Span(*place) for place in content), probability, 1.0)

    first = claim(0, ((1, 5), (6, 10)), 0.6)
    second = claim(5, ((3, 9),), 0.5)
    third = claim(10, ((9, 10), (11, 13)), 0.9)
    assert settled(13, [first, second, third]) == [third, claim(0, ((1, 5),), 0.6)]
    assert settled(0, []) == []


def test_an_inner_statement_names_the_outer_that_holds_it():
    text = "The union said that Berg had told reporters that the ferry was late and that nobody had been hurt."
    outer, inner = check(text)
    assert (outer.within, inner.within) == (None, outer.id)
    assert [span.of(text) for span in inner.source + inner.cue] == ["Berg", "had told"]
