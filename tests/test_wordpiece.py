"""WordPiece: equal to the `tokenizers` library in ids and offsets, but for what is listed here with its reason."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import NAUGHTY
from tokenizers import Tokenizer
from tokenizers.models import WordPiece as LibraryWordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from onrecord.model import FOLDER
from onrecord.wordpiece import LONGEST_WORD, UNKNOWN, WordPiece

VOCABULARY = FOLDER / "vocab.txt"
OURS = WordPiece.load(VOCABULARY)
THEIRS = Tokenizer(LibraryWordPiece.from_file(str(VOCABULARY), unk_token=UNKNOWN))
THEIRS.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
THEIRS.pre_tokenizer = BertPreTokenizer()
NAMES = {index: word for word, index in OURS.vocabulary.items()}


def is_the_same_to_both(char):
    """False for what may differ: we take Unicode's tables from Python, and the library has older ones of its own.

    Code points that Unicode has not assigned are dropped by us as by BERT, and unknown words to the library; marks,
    format characters and punctuation that are younger than its tables are letters to it; a few changed sides since.
    """
    now, before = unicodedata.category(char), unicodedata.ucd_3_2_0.category(char)
    if before == "Cn":
        return now not in ("Cn", "Mn", "Mc", "Cf") and now[0] != "P"
    return now == before


def ours(text):
    pieces = OURS.pieces(text)
    return list(zip(pieces.ids.tolist(), pieces.starts.tolist(), pieces.ends.tolist(), strict=True))


def theirs(text):
    encoded = THEIRS.encode(text, add_special_tokens=False)
    return [(piece, *offsets) for piece, offsets in zip(encoded.ids, encoded.offsets, strict=True)]


def pieces_of(text):
    return [(NAMES[piece], text[start:end]) for piece, start, end in ours(text)]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings_equal_the_library(text):
    text = "".join(filter(is_the_same_to_both, text))
    assert ours(text) == theirs(text)


characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0").filter(is_the_same_to_both)
fragments = st.sampled_from(["said", "reporters’ ", "Łódź", "naïveté", "ﬁne", "ẞ", "İz", "…", "\u00ad", " "])


@given(st.lists(characters | fragments, max_size=40).map("".join))
def test_any_text_equals_the_library(text):
    assert ours(text) == theirs(text)


def test_every_character_equals_the_library():
    chars = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    same = [char for char in chars if is_the_same_to_both(char) and unicodedata.category(char) != "Co"]
    assert len(same) > 100_000
    # The common case first: all in one text, so that a character that differs is looked for only where there is one.
    for low in range(0, len(same), 10_000):
        text = " ".join(f"a{char}b" for char in same[low : low + 10_000])
        if ours(text) != theirs(text):
            differ = [char for char in same[low : low + 10_000] if ours(f"a{char}b") != theirs(f"a{char}b")]
            assert [hex(ord(char)) for char in differ] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \r\n\t\u2028", []),
        ("Étude", [("et", "Ét"), ("##ude", "ude")]),
        ("e\u0301tude", [("et", "e\u0301t"), ("##ude", "ude")]),
        ("un\u00adsaid \u200bno\u200d", [("un", "un"), ("##sai", "sai"), ("##d", "d"), ("no", "no")]),
        ("re\u00adport", [("report", "re\u00adport")]),
        ("ﬁne", [("ﬁ", "ﬁ"), ("##ne", "ne")]),
        ("ﬀ", [("[UNK]", "ﬀ")]),
        ("Straße", [("st", "St"), ("##raße", "raße")]),
        ("İzmir", [("i", "İ"), ("##z", "z"), ("##mir", "mir")]),
        ("O’Neill", [("o", "O"), ("’", "’"), ("neill", "Neill")]),
        ("👨\u200d👩\u200d👧 said", [("[UNK]", "👨\u200d👩\u200d👧"), ("said", "said")]),
        ("東京 said", [("東", "東"), ("京", "京"), ("said", "said")]),
        ("a" * 100_000 + " said", [("[UNK]", "a" * 100_000), ("said", "said")]),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_examples(text, expected):
    assert pieces_of(text) == expected


def check(text):
    found = ours(text)
    for _, start, end in found:
        assert 0 <= start < end <= len(text)
        assert not text[start].isspace() or text[start] in "\x0b\x0c\x1c\x1d\x1e\x1f\x85", "a piece begins with a space"
        assert text[start:end].strip(), "a piece covers white space only"
    assert all(before[1] <= after[1] and before[2] <= after[2] for before, after in pairwise(found))
    # Only a character that normalisation expands can stand in two pieces.
    assert all(before[2] <= after[1] or after[1] == before[2] - 1 for before, after in pairwise(found))
    return found


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(NAUGHTY))
def test_spans_stand_in_the_text_in_order(text):
    assert check(text) == check(text), "the cache changes nothing"


@given(st.lists(st.sampled_from(["said", "Łódź", "12,5", "“no”", "ﬁ", "\u00ad", "東京"]), min_size=1, max_size=8))
def test_white_space_only_moves_the_pieces(parts):
    text, spaced = " ".join(parts), " \r\n\u00a0" + "\n\n\t".join(parts) + "\u2028"
    assert [text[start:end] for _, start, end in ours(text)] == [spaced[start:end] for _, start, end in ours(spaced)]


def test_nothing_that_can_be_seen_is_lost():
    text = "The ‘new’ rate: 3.5% — “up” (from $2) said A. B. Č/Đ & co @x #y 100€ ²"
    covered = {place for _, start, end in ours(text) for place in range(start, end)}
    assert {place for place, char in enumerate(text) if not char.isspace()} == covered


def test_a_word_of_bert_s_greatest_length_is_still_split():
    assert len(ours("a" * LONGEST_WORD)) > 1
    assert pieces_of("a" * (LONGEST_WORD + 1)) == [(UNKNOWN, "a" * (LONGEST_WORD + 1))]


@pytest.mark.parametrize("unit", ["a", "“", "said ", "é", "\u0301", "'a", "東", "👍", "x" * 100 + " ", "\u00ad", "ﬀ"])
def test_time_is_linear(unit):
    def seconds(count: int) -> float:
        text, fresh = unit * count, WordPiece(list(OURS.vocabulary))
        began = time.process_time()
        fresh.pieces(text)
        return time.process_time() - began

    # Sixteen times the text takes about sixteen times as long; anything quadratic takes 256 times.
    small = min(seconds(1_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(2)) < 64 * small + 0.05
