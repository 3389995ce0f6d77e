"""What two mentions look like beside each other, before any meaning: the features that the ranker of antecedents sees.

Surface only (distance, spelling, which pronoun), so that they are the same in training, whose corpora have no common
parse, and in reading. What the words mean is in their vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

# Classes of pronouns; a nominal and a name are classes of their own.
CLASSES = ("name", "nominal", "he", "she", "it", "they", "i", "we", "you", "who", "this", "these", "that", "one")
_PRONOUNS = {
    "he": "he him his himself",
    "she": "she her hers herself",
    "it": "it its itself",
    "they": "they them their theirs themselves themself",
    "i": "i me my mine myself",
    "we": "we us our ours ourselves",
    "you": "you your yours yourself yourselves",
    "who": "who whom whose which",
    "this": "this",
    "these": "these those",
    "that": "that",
    "one": "one oneself",
}
PRONOUNS = {word: name for name, words in _PRONOUNS.items() for word in words.split()}

# Columns of the features, and how many values each has.
SIZES = (12, 10, len(CLASSES), len(CLASSES), 3, 3, 2, 4)
MENTION_REACH = 60  # mentions back from an anaphor


@dataclass(frozen=True, slots=True)
class Surface:
    """A mention as it is spelt, and where: numbers of words and of sentences count through the document."""

    words: tuple[str, ...]  # lower case
    head: int  # among these words
    cased: bool  # the head begins with a capital, and not only because it begins a sentence
    place: int  # number of the head in the document
    sentence: int
    quoted: bool

    @property
    def kind(self) -> int:
        """Its place in CLASSES."""
        if len(self.words) == 1 and self.words[0] in PRONOUNS:
            return CLASSES.index(PRONOUNS[self.words[0]])
        return 0 if self.cased else 1


def features(mentions: Sequence[Surface], anaphor: int, candidates: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """[candidates, 8]: mentions and sentences between, classes of both, heads alike, words alike, quoted, order of words."""
    one = mentions[anaphor]
    head, kind, words = one.words[one.head], one.kind, frozenset(one.words)
    rows: list[list[int]] = []
    for number in candidates.tolist():
        other = mentions[number]
        shared = len(words & frozenset(other.words)) / len(words)
        rows.append(
            [
                _bucket(anaphor - number, 12),
                _bucket(one.sentence - other.sentence, 10),
                kind,
                other.kind,
                2 if other.words == one.words else 1 if other.words[other.head] == head else 0,
                2 if shared >= 0.99 else 1 if shared > 0 else 0,
                int(one.quoted != other.quoted),
                min(3, len(other.words) // 2),
            ]
        )
    return np.array(rows, dtype=np.int64).reshape(-1, len(SIZES))


def _bucket(distance: int, count: int) -> int:
    """0, 1, 2, 3, then by doubling."""
    if distance < 4:
        return max(distance, 0)
    return min(count - 1, 2 + int(np.log2(distance)))


def scores(
    anaphor: npt.NDArray[Any],
    candidates: npt.NDArray[Any],
    feats: npt.NDArray[np.int64],
    weights: dict[str, npt.NDArray[Any]],
) -> npt.NDArray[np.float32]:
    """[candidates] how likely each is the antecedent; 0 is "none of them". Vectors [H] and [candidates, H]."""
    near = np.zeros_like(candidates)
    for column in range(len(SIZES)):
        near += weights[f"near.{column}"][feats[:, column]]
    mixed = anaphor + candidates + anaphor * candidates + near
    hidden = np.maximum(mixed, 0)
    return np.asarray(hidden @ weights["pair_out.weight"][0] + weights["pair_out.bias"], dtype=np.float32)
