"""The rules that put names right: by the tables, by their spelling, by each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord.actors import sex_told
from onrecord.names import Name, in_one_piece, one_kind, repeated, settled, with_legal_forms
from onrecord.namesakes import spelt_alike
from onrecord.words import words

KINDS = ("person", "organisation", "place", "people", "facility", "other")


def placed(text, *names):
    """Names by their words: ("Bank of Korea", kind, probability), the first of these words that are not taken yet."""
    spans, found, after = list(words(text)), [], 0
    for phrase, kind, probability in names:
        start = text.index(phrase, after)
        after = start + len(phrase)
        first = next(number for number, span in enumerate(spans) if span[0] == start)
        last = next(number for number, span in enumerate(spans) if span[1] == after)
        found.append(Name(first, last, kind, probability))
    return spans, [text[start:end] for start, end in spans], found


def read(text, spans, names):
    return [(text[spans[name.first][0] : spans[name.last][1]], name.kind) for name in names]


def test_what_the_tables_know_is_one_name():
    text = "The Bank of Korea raised rates."
    spans, _, found = placed(text, ("Bank", "organisation", 0.5), ("Korea", "place", 0.9))
    assert read(text, spans, in_one_piece(text, spans, found)) == [("Bank of Korea", "organisation")]


def test_what_goes_beyond_the_tables_stays_as_it_was_found():
    text = "The Bank of Korea Workers Union struck."
    spans, _, found = placed(text, ("Bank of Korea Workers Union", "organisation", 0.9))
    assert read(text, spans, in_one_piece(text, spans, found)) == [("Bank of Korea Workers Union", "organisation")]


@pytest.mark.parametrize(
    ("text", "name", "kind", "expected"),
    [
        ("Harrow Steel Ltd. closed.", "Harrow Steel", "person", [("Harrow Steel Ltd.", "organisation")]),
        ("Harrow Steel Co. Ltd closed.", "Harrow Steel", "organisation", [("Harrow Steel Co. Ltd", "organisation")]),
        ("Harrow Steel limited its losses.", "Harrow Steel", "organisation", [("Harrow Steel", "organisation")]),
    ],
)
def test_a_legal_form_ends_the_name_of_a_company(text, name, kind, expected):
    spans, spelt, found = placed(text, (name, kind, 0.8))
    assert read(text, spans, with_legal_forms(spelt, found)) == expected


def test_one_spelling_of_several_words_has_one_kind():
    text = "Port Ellery said so. Port Ellery lies north. Port Ellery agreed."
    spans, spelt, found = placed(
        text, ("Port Ellery", "person", 0.6), ("Port Ellery", "place", 0.9), ("Port Ellery", "place", 0.8)
    )
    assert {kind for _, kind in read(text, spans, one_kind(spelt, found))} == {"place"}


def test_what_is_a_name_once_is_one_wherever_it_is_spelt_so():
    text = "Mira Tolland spoke. Later Mira Tolland left; Mira Tolland Junior stayed, and mira did not."
    spans, spelt, found = placed(text, ("Mira Tolland", "person", 0.9))
    # Not where another capital follows, which may make it part of something else.
    assert read(text, spans, repeated(spelt, found)) == [("Mira Tolland", "person")] * 2


@pytest.mark.parametrize("probability", [0.2, 0.69])
def test_what_is_hardly_a_name_is_looked_for_nowhere_else(probability):
    text = "Mira Tolland spoke. Later Mira Tolland left."
    _, spelt, found = placed(text, ("Mira Tolland", "person", probability))
    assert repeated(spelt, found) == found


def test_a_single_common_word_is_looked_for_nowhere_else():
    text = "The Guardian reported it. Guardian angels did not."
    _, spelt, found = placed(text, ("Guardian", "organisation", 0.9))
    assert repeated(spelt, found) == found


@given(st.sampled_from(NAUGHTY), st.data())
def test_names_of_any_text_are_in_order_and_apart(text, data):
    spans = list(words(text))
    edges = sorted(data.draw(st.sets(st.integers(0, max(len(spans) - 1, 0)), max_size=6))) if spans else []
    found = [Name(edge, edge, data.draw(st.sampled_from(KINDS)), data.draw(st.floats(0.1, 1))) for edge in edges]
    made = settled(text, spans, found)
    assert all(0 <= name.first <= name.last < len(spans) for name in made)
    assert all(before.last < after.first for before, after in pairwise(made))
    assert settled(text, spans, found) == made


@pytest.mark.parametrize(
    ("phrase", "named", "expected"),
    [
        ("mrs. hill", True, "female"),
        ("former president mr hill", True, "male"),
        ("hillary benn", True, "female"),
        ("president vladimir hill", True, "male"),
        ("hillary", True, None),
        ("his late wife", False, "female"),
        ("the spokesman", False, "male"),
        ("the judge", False, None),
    ],
)
def test_the_words_of_a_mention_tell_the_sex(phrase, named, expected):
    some = phrase.split()
    assert sex_told(some, len(some) - 1, named) == expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("lukashenko", "lukashenka", True),
        ("tikhanovskaya", "tikhanouskaya", True),
        ("zelensky", "zelenskyy", True),
        ("gaddafi", "gadafi", True),
        ("ivanov", "ivanova", False),  # two people
        ("ashson", "ashton", False),
        ("johnson", "johnston", False),
        ("lukashenko", "lukashenko", False),
    ],
)
def test_surnames_that_transcribers_spell_otherwise(one, other, alike):
    assert spelt_alike(one, other) is alike
    assert spelt_alike(other, one) is alike
