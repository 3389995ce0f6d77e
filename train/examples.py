"""Examples for the heads over words: a text as pieces, windows and numbers; which windows make a step.

Shapes: B windows, T pieces, N words of all windows of a batch.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from onrecord import pairs
from onrecord.encode import piece_marks, word_pieces
from onrecord.marks import MARKS
from onrecord.wordpiece import WordPiece
from train.layers import LAYERS, path_of
from train.texts import Text, surfaces

INPUT = 384 * len(LAYERS)
KINDS = ("person", "organisation", "place", "people", "facility", "other")
NAME_TAGS = ("O", *(f"{begin}-{kind}" for kind in KINDS for begin in "BI"))
WINDOW = 250
ROWS = 12  # windows of one document that a step takes at most


@dataclass(slots=True)
class Example:
    """A text ready for training: words as first and last pieces, and every layer as numbers."""

    text: Text
    first: npt.NDArray[np.int64]  # [words] pieces
    last: npt.NDArray[np.int64]
    windows: list[tuple[int, int]]  # word ranges
    marks: npt.NDArray[np.uint8]  # [pieces, MARKS]
    sentence: npt.NDArray[np.int64]  # [words] number of its sentence, or −1
    names: npt.NDArray[np.float32] | None  # [words, NAME_TAGS] 0 where allowed, −inf elsewhere
    tags: npt.NDArray[np.int64] | None
    relations: npt.NDArray[np.int64] | None
    surfaces: list[pairs.Surface]
    feats: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict)  # of pairs, kept from epoch to epoch

    def pair_features(self, anaphor: int, candidates: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The features of `candidates`, which end before `anaphor` and stand within its reach."""
        low = max(0, anaphor - pairs.MENTION_REACH)
        if anaphor not in self.feats:
            every = np.arange(low, anaphor)
            self.feats[anaphor] = pairs.features(self.surfaces, anaphor, every).astype(np.uint8)
        return self.feats[anaphor][candidates - low].astype(np.int64)


class Inventory:
    """Tags and relations of the treebanks, in a fixed order."""

    def __init__(self, some: list[Text]) -> None:
        self.tags = sorted({tag for text in some for tag in text.tags})
        self.relations = sorted({relation for text in some for relation in text.relations})


def example(text: Text, wordpiece: WordPiece, inventory: Inventory) -> Example:
    pieces = wordpiece.pieces(text.text)
    first, last = word_pieces(pieces, *np.array(text.words).T)
    sentence = np.full(len(text.words), -1)
    if text.sentences:
        sentence = np.searchsorted(text.sentences, np.arange(len(text.words)), side="right") - 1
    windows = cut(first, last, sentence)
    names = None
    if text.names:
        names = np.full((len(text.words), len(NAME_TAGS)), -1e4, np.float32)
        for row, label in enumerate(text.names):
            begin, _, kinds = label.partition("-")
            for kind in kinds.split("/"):
                names[row, NAME_TAGS.index(f"{begin}-{kind}" if kind else "O")] = 0
    tags = np.array([inventory.tags.index(tag) for tag in text.tags]) if text.tags else None
    relations = np.array([inventory.relations.index(one) for one in text.relations]) if text.relations else None
    marks = piece_marks(text.text, text.words, first, last, len(pieces.ids))
    return Example(text, first, last, windows, marks, sentence, names, tags, relations, surfaces(text, sentence))


def cut(
    first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], sentence: npt.NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Word ranges of at most WINDOW pieces, at the ends of sentences where one is near."""
    windows, start, count = [], 0, len(first)
    while start < count:
        end = int(np.searchsorted(last, first[start] + WINDOW))
        if end < count and sentence[start] >= 0:
            whole = end
            while whole > start and sentence[whole] == sentence[whole - 1]:
                whole -= 1
            end = whole if whole > start + (end - start) // 2 else end
        windows.append((start, max(end, start + 1)))
        start = max(end, start + 1)
    return windows


@dataclass(frozen=True, slots=True)
class Row:
    example: Example
    start: int  # words
    end: int


def loaded(rows: list[Row]) -> tuple[Tensor, Tensor, Tensor | None, Tensor, Tensor]:
    """Inputs of `Words.forward` for some windows."""
    arrays, sizes = [], []
    files: dict[str, npt.NDArray[np.float16]] = {}
    for row in rows:
        name = row.example.text.id
        if name not in files:
            files[name] = np.load(path_of(name), mmap_mode="r")
        low, high = int(row.example.first[row.start]), int(row.example.last[row.start : row.end].max()) + 1
        arrays.append((files[name][low:high], low))
        sizes.append(high - low)
    width = max(sizes)
    x, marks = torch.zeros(len(rows), width, INPUT), torch.zeros(len(rows), width, len(MARKS))
    mask = torch.zeros(len(rows), 1, 1, width)
    firsts, lasts = [], []
    for number, (row, (array, low)) in enumerate(zip(rows, arrays, strict=True)):
        x[number, : sizes[number]] = torch.from_numpy(np.array(array)).float()
        marks[number, : sizes[number]] = torch.from_numpy(row.example.marks[low : low + sizes[number]]).float()
        mask[number, :, :, sizes[number] :] = -1e4
        firsts.append(row.example.first[row.start : row.end] - low + number * width)
        lasts.append(row.example.last[row.start : row.end] - low + number * width)
    first, last = (torch.from_numpy(np.concatenate(some)) for some in (firsts, lasts))
    return x, marks, None if min(sizes) == width else mask, first, last


def steps(examples: dict[str, list[Example]], shares: dict[str, float], rng: random.Random) -> list[list[Row]]:
    """The steps of an epoch: consecutive windows of one document; short texts together."""
    made = []
    for name, some in examples.items():
        share = shares[name]
        chosen = some * int(share) + rng.sample(some, round(len(some) * (share - int(share))))
        waiting: list[Row] = []
        for one in chosen:
            rows = [Row(one, start, end) for start, end in one.windows]
            if len(rows) <= 2 and name != "litbank":
                waiting += rows
                if len(waiting) >= (16 if name in ("gap", "relocar") else ROWS):
                    made.append(waiting)
                    waiting = []
                continue
            offset = rng.randrange(ROWS) if len(rows) > ROWS else 0
            edges = sorted({0, *range(offset, len(rows), ROWS), len(rows)})
            made += [rows[low:high] for low, high in pairwise(edges)]
        if waiting:
            made.append(waiting)
    rng.shuffle(made)
    return made
