"""A quotation beside what was said: what is forgiven, what never is, and where each word stands."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.wording import ALLOWED, compare, is_negation, pieces, words
from tests.naughty import NAUGHTY

SAID = (
    "We have waited since November for an answer, and a treaty that only one side reads is not a treaty. "
    "Our boats cannot plan a season around silence. It costs 3,200 crowns, or 18%, a year."
)


@pytest.mark.parametrize(
    ("draft", "edits"),
    [
        ("Our boats cannot plan a season around silence", set()),
        ("our boats cannot plan a season around silence", {"case"}),
        ("[O]ur boats cannot plan a season around silence", {"bracket"}),
        ("Our boat[s] cannot plan a season around silence", {"bracket"}),
        ("Our [fishing boats] cannot plan a season around silence", {"bracket"}),
        ("Our boats cannot plan … silence", {"ellipsis"}),
        ("Our boats cannot plan [...] silence", {"ellipsis"}),
        ("We have waited since November for an answer", {"cut"}),
        ("We have waited since November for an answer — and a treaty", {"cut", "punctuation"}),
        ("We have waited … Our boats cannot plan a season around silence", {"ellipsis"}),
        ("It costs 3200 crowns, or 18 percent, a year", {"punctuation"}),
        ("It costs 3,200 crowns, or 18 per cent, a year", {"punctuation"}),
    ],
)
def test_what_is_forgiven_is_named(draft, edits):
    found = compare(pieces(draft), words(SAID))
    assert found.verbatim
    assert {edit.kind for edit in found.edits} == edits


@pytest.mark.parametrize(
    ("draft", "kinds"),
    [
        ("Our boats can plan a season around silence", {"replaced", "negation"}),
        ("Our boats plan a season around silence", {"dropped", "negation"}),
        ("a treaty that only one side reads is a treaty", {"dropped", "negation"}),
        ("a treaty that only one side reads is … a treaty", {"negation"}),
        ("a treaty that only one side reads [is] a treaty", {"negation"}),
        ("plan a season around silence", {"negation"}),
        ("It costs 3,300 crowns", {"replaced", "number"}),
        ("It costs [2,000] crowns", {"number"}),
        ("Our boats cannot ever plan a season around silence", {"added"}),
        ("Our boats cannot plan around silence", {"dropped"}),
        ("Our ferries cannot plan a season around silence", {"replaced"}),
        ("around silence our boats cannot plan a season", set()),
    ],
)
def test_what_is_altered_is_never_verbatim(draft, kinds):
    found = compare(pieces(draft), words(SAID))
    assert not found.verbatim
    assert kinds <= {edit.kind for edit in found.alterations}


@pytest.mark.parametrize("draft", ["The ships will sail at dawn", "Lamps burn in the old town", "", "…", "[sic]"])
def test_other_words_are_not_found(draft):
    assert compare(pieces(draft), words(SAID)) is None


def test_a_negation_between_commas_does_not_hide_behind_an_ellipsis():
    said = words("I will, under no circumstances, resign.")
    assert not compare(pieces("I will … resign"), said).verbatim


def test_a_later_clause_may_be_left_out_at_the_end_of_a_sentence():
    said = words("I will resign, but not today. My deputy stays.")
    assert compare(pieces("I will resign … My deputy stays"), said).verbatim


ROW = ["we", "they", "sign", "hold", "keep", "the", "a", "treaty", "harbour", "not", "never", "no", "7", "12"]


@given(st.lists(st.sampled_from(ROW), min_size=6, max_size=30))
def test_a_dropped_negation_or_changed_figure_is_never_verbatim(row):
    said = words(" ".join(row) + ".")
    for place, word in enumerate(row):
        changed = row[:place] + (["99"] if word.isdigit() else []) + row[place + 1 :]
        # What is left may stand elsewhere in the same words: "no no sign" says "no sign", too.
        elsewhere = f" {' '.join(changed)} " in f" {' '.join(row)} " and place > 0
        if (is_negation(word) or word.isdigit()) and not elsewhere and place < len(row) - 1:
            found = compare(pieces(" ".join(changed)), said)
            assert found is None or not found.verbatim


naughty = st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=60))


@given(naughty, naughty)
def test_spans_round_trip_whatever_the_texts(draft, said):
    for word in words(said):
        assert said[word.start : word.end] == word.text
    for piece in pieces(draft):
        assert draft[piece.start : piece.end] == piece.text
    found = compare(pieces(draft), words(said))
    if found:
        assert 0 <= found.start < found.end <= len(said)
        for edit in found.edits:
            for span, text in ((edit.draft_span, draft), (edit.source_span, said)):
                assert span is None or (0 <= span[0] < span[1] <= len(text))


@given(st.text(alphabet="abc déß’ ,.-—\n“”", max_size=80))
def test_every_text_is_verbatim_in_itself(text):
    found = compare(pieces(text), words(text))
    assert (found is None) == (not words(text)) or any(piece.kind != "word" for piece in pieces(text))
    if found and all(piece.kind == "word" for piece in pieces(text)):
        assert found.verbatim and found.share == 1


def test_the_diff_holds_every_word_of_both():
    dice = random.Random(1)
    said = words(SAID)
    row = [word.text for word in said[:20]]
    for _ in range(50):
        changed = [word for word in row if dice.random() > 0.2] + ["harbour"] * dice.randint(0, 2)
        found = compare(pieces(" ".join(changed)), said)
        mine = " ".join(part for _, part, _ in found.diff if part)
        assert mine == " ".join(changed)


def test_allowed_edits_are_no_alterations():
    assert {"negation", "number", "dropped", "replaced", "added", "reordered", "speakers"}.isdisjoint(ALLOWED)
