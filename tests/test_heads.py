"""Words, marks, trees and features of pairs: what the heads over words are given, and what is made of their scores."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord import Reader
from onrecord.analysis import Collector
from onrecord.encode import piece_marks, word_pieces
from onrecord.marks import MARKS, known_phrases, marks
from onrecord.pairs import CLASSES, SIZES, Surface, features
from onrecord.trees import best_tree
from onrecord.words import words


@pytest.fixture(scope="module")
def encoder():
    return Reader().encoder


def cut(text):
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They didn't ask.", ["They", "did", "n't", "ask", "."]),
        ("We cannot say Lund’s name", ["We", "can", "not", "say", "Lund", "’s", "name"]),
        ("the U.S. said at 10:30 a.m. that", ["the", "U.S.", "said", "at", "10:30", "a.m.", "that"]),
        ("Mr. O'Brien paid $1,500.50.", ["Mr.", "O'Brien", "paid", "$", "1,500.50", "."]),
        ("re-elected on Feb. 3", ["re", "-", "elected", "on", "Feb.", "3"]),
        ("see https://x.example/a?b=1.", ["see", "https://x.example/a?b=1", "."]),
        ("“No…”", ["“", "No", "…", "”"]),
        ("", []),
    ],
)
def test_words_are_cut_as_universal_dependencies_cuts_them(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize("text", NAUGHTY)
def test_words_of_hostile_text_hold_everything_but_white_space(text):
    spans = list(words(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(-50, 50), min_size=n + 1, max_size=n + 1), min_size=n, max_size=n)
    )
)
def test_a_tree_has_one_root_and_no_circle(rows):
    heads = best_tree(np.array(rows, dtype=np.float32))
    assert sum(head < 0 for head in heads) == 1
    for word in range(len(heads)):
        seen = set()
        while word >= 0:
            assert word not in seen
            seen.add(word)
            word = heads[word]


def test_the_best_tree_by_hand():
    # "She saw him": the verb is the root; greedy heads would make a circle of the two pronouns.
    scores = np.array([[0, 4, 5, 0], [1, 0, 1, 9], [5, 4, 0, 0]], dtype=np.float32)
    assert best_tree(scores) in ([1, -1, 0], [2, -1, 1])
    assert best_tree(np.zeros((0, 1), dtype=np.float32)) == []
    assert best_tree(np.array([[3.0, -2.0]], dtype=np.float32)) == [-1]


def test_marks_see_shapes_and_tables():
    text = "MOSCOW told the State Department and Angela."
    spans = list(words(text))
    found = marks(text, spans)
    by_word = {text[a:b]: {MARKS[i] for i in np.flatnonzero(row)} for (a, b), row in zip(spans, found, strict=True)}
    assert by_word["MOSCOW"] == {"upper case", "place"}
    assert {"title case", "body"} <= by_word["State"] & by_word["Department"]
    assert "given name" in by_word["Angela"]
    assert by_word["told"] == {"lower case"}
    assert ("body", "State Department") in {
        (t, text[spans[a][0] : spans[b - 1][1]]) for a, b, t in known_phrases(text, spans)
    }


def test_words_share_pieces_where_the_vocabulary_does(encoder):
    text = "They don't."
    pieces = encoder.wordpiece.pieces(text)
    spans = np.array(list(words(text)))
    first, last = word_pieces(pieces, *spans.T)
    assert (first <= last).all()
    assert len({(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)}) == len(spans), (
        "each word has its own pair"
    )
    assert piece_marks(text, spans.tolist(), first, last, len(pieces.ids)).shape == (len(pieces.ids), len(MARKS))


def surface(spelt, head, cased, place, sentence, quoted=False):
    return Surface(tuple(spelt.split()), head, cased, place, sentence, quoted)


def test_features_of_pairs_by_hand():
    mentions = [
        surface("alexander lukashenko", 1, True, 1, 0),
        surface("the opposition", 1, False, 5, 0),
        surface("he", 0, False, 9, 1),
    ]
    found = features(mentions, 2, np.array([0, 1]))
    he, name, nominal = (CLASSES.index(each) for each in ("he", "name", "nominal"))
    assert found.tolist() == [[2, 1, he, name, 0, 0, 0, 1], [1, 1, he, nominal, 0, 0, 0, 1]]
    assert (found < np.array(SIZES)).all()


@given(
    st.lists(
        st.tuples(st.sampled_from(["he", "the man", "Ada Lund", "it"]), st.integers(0, 400)), min_size=2, max_size=30
    )
)
def test_features_of_pairs_stay_within_their_tables(rows):
    mentions = [surface(spelt, 0, spelt[0].isupper(), i, sentence) for i, (spelt, sentence) in enumerate(rows)]
    found = features(mentions, len(rows) - 1, np.arange(len(rows) - 1))
    assert found.min() >= 0
    assert (found < np.array(SIZES)).all()


def analysed(encoder, text):
    collector = Collector(encoder, text)
    for _ in collector.passing(encoder.encode(text, with_words=True)):
        pass
    return collector.analysis()


def test_an_analysis_has_a_tree_a_sentence(encoder):
    text = "Ada Lund met the Kazakh minister in Paris on Friday. He did not comment.\n\nThe talks failed."
    parse = analysed(encoder, text).parse
    assert [parse.words[first].of(text) for first, _ in parse.sentences] == ["Ada", "He", "The"]
    for first, end in parse.sentences:
        heads = parse.heads[first:end]
        assert sum(head < 0 for head in heads) == 1
        assert all(head < 0 or first <= head < end for head in heads)


@pytest.mark.parametrize("text", [text for text in NAUGHTY if len(text) < 2000])
def test_hostile_text_is_analysed(encoder, text):
    analysis = analysed(encoder, text)
    assert len(analysis.parse.words) == len(analysis.parse.heads) == len(analysis.types) == len(analysis.vectors)


def test_a_list_of_ten_thousand_names_takes_no_quadratic_step(encoder):
    text = " ".join(f"Ada Lund{number}" for number in range(3_000))
    parse = analysed(encoder, text).parse
    assert max(end - first for first, end in parse.sentences) <= 400


def test_a_long_text_is_cut_into_the_same_words(encoder, monkeypatch):
    text = "The minister said it rained in Paris. He left. " * 40
    whole = analysed(encoder, text).parse
    monkeypatch.setattr("onrecord.encode.SEGMENT", 300)
    monkeypatch.setattr("onrecord.encode.CONTEXT", 100)
    parts = analysed(encoder, text).parse
    assert parts.words == whole.words, "no word is lost or doubled between segments"
