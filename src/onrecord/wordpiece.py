"""Uncased WordPiece with exact offsets: text → piece ids, and where in the text each piece stands.

The rules are BERT's (basic tokenisation, accents stripped, greedy longest match); the tests check them against the
`tokenizers` library. Ours exists because offsets are our promise: they count code points of the text as received,
whatever normalisation drops (soft hyphens, zero-width characters) or expands (ligatures).

    >>> WordPiece.load(path).pieces("Étude")   # doctest: +SKIP
    Pieces(ids=array([2832]), starts=array([0]), ends=array([5]))
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]

UNKNOWN, CLS, SEP = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100  # BERT maps longer words to [UNK]
CACHE_LIMIT = 100_000  # distinct words; news repeats itself, and beyond this the cache costs more than it saves

# White space as BERT sees it: \x0b, \x0c and \x85 count as control characters there, and are dropped.
_CHUNK = re.compile("[^ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_PLAIN_WORD = re.compile("[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parallel arrays, one entry a piece: vocabulary id, first code point, one past the last."""

    ids: Ints
    starts: Ints
    ends: Ints


class WordPiece:
    def __init__(self, words: list[str]) -> None:
        self.vocabulary = {word: index for index, word in enumerate(words)}
        self.unknown, self.cls, self.sep = (self.vocabulary[special] for special in (UNKNOWN, CLS, SEP))
        self._cache: dict[str, tuple[tuple[int, int, int], ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        """Vocabulary file: one word a line, in the order of ids."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def pieces(self, text: str) -> Pieces:
        ids, starts, ends = array("i"), array("i"), array("i")  # a list would take nine times the memory
        cache = self._cache
        for match in _CHUNK.finditer(text):
            chunk, offset = match.group(), match.start()
            found = cache.get(chunk)
            if found is None:
                found = tuple(self._split(chunk))
                if len(cache) < CACHE_LIMIT and len(chunk) <= LONGEST_WORD:
                    cache[chunk] = found
            for piece, start, end in found:
                ids.append(piece)
                starts.append(offset + start)
                ends.append(offset + end)
        return Pieces(*(np.array(column, dtype=np.int32) for column in (ids, starts, ends)))

    def _split(self, chunk: str) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        word: list[str] = []  # normalised characters of the word under way …
        origin: list[int] = []  # … and where in the chunk each comes from
        if _PLAIN_WORD.fullmatch(chunk):
            return self._match(list(chunk.lower()), list(range(len(chunk))))
        for index, original in enumerate(chunk):
            if original in "\0\ufffd" or unicodedata.category(original)[0] == "C":
                continue
            alone = _is_cjk(original)
            if alone:
                found += self._match(word, origin)
                word, origin = [], []
            for char in unicodedata.normalize("NFD", original):
                if unicodedata.category(char) == "Mn":
                    continue
                for lowered in char.lower():
                    if _is_punctuation(lowered):
                        found += self._match(word, origin)
                        found += self._match([lowered], [index])
                        word, origin = [], []
                    else:
                        word.append(lowered)
                        origin.append(index)
            if alone:
                found += self._match(word, origin)
                word, origin = [], []
        return found + self._match(word, origin)

    def _match(self, word: list[str], origin: list[int]) -> list[tuple[int, int, int]]:
        """Greedy longest match from the left; one [UNK] for a word that cannot be covered."""
        if not word:
            return []
        whole = (self.unknown, origin[0], origin[-1] + 1)
        if len(word) > LONGEST_WORD:
            return [whole]
        found: list[tuple[int, int, int]] = []
        start, joined = 0, "".join(word)
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self.vocabulary.get(prefix + joined[start:end])
                if piece is not None:
                    found.append((piece, origin[start], origin[end - 1] + 1))
                    start = end
                    break
            else:
                return [whole]
        return found


def _is_punctuation(char: str) -> bool:
    code = ord(char)
    ascii_symbol = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_symbol or unicodedata.category(char)[0] == "P"


_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


def _is_cjk(char: str) -> bool:
    code = ord(char)
    return code >= 0x3400 and any(first <= code <= last for first, last in _CJK)
