"""PolNeAR: JSON lines with attributions as character spans → windows of pieces with tags."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from onrecord.attribution import REACH, TAGS, cue_distances
from onrecord.encode import features
from onrecord.wordpiece import Pieces, WordPiece
from train.model import Batch, PairRow

CHARS = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotator's attributions of one text, spans trimmed of white space."""

    id: str
    publisher: str
    text: str
    attributions: tuple[dict[str, tuple[CHARS, ...]], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text in pieces: parallel arrays, and each attribution as lists of (first, last) pieces."""

    pieces: Pieces
    features: npt.NDArray[np.uint8]
    attributions: tuple[dict[str, list[CHARS]], ...]


def load(path: Path, every_annotator: bool) -> list[Gold]:
    golds = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            layers = list(entry["attributions"].values())
            for layer in layers if every_annotator else layers[:1]:
                trimmed = tuple(_trimmed(entry["text"], attribution) for attribution in layer)
                golds.append(Gold(entry["id"], entry["publisher"], entry["text"], trimmed))
    return golds


def _trimmed(text: str, attribution: dict[str, Any]) -> dict[str, tuple[CHARS, ...]]:
    found: dict[str, tuple[CHARS, ...]] = {}
    for role in ("source", "cue", "content"):
        spans = []
        for start, end in attribution[role]:
            words = text[start:end]
            start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
            if start < end:
                spans.append((start, end))
        found[role] = tuple(spans)
    return found


def example(gold: Gold, wordpiece: WordPiece) -> Example:
    pieces = wordpiece.pieces(gold.text)

    def placed(attribution: dict[str, tuple[CHARS, ...]]) -> dict[str, list[CHARS]]:
        found: dict[str, list[CHARS]] = {}
        for role, spans in attribution.items():
            found[role] = []
            for start, end in spans:
                first = int(np.searchsorted(pieces.ends, start, side="right"))
                last = int(np.searchsorted(pieces.starts, end, side="left")) - 1
                if first <= last:
                    found[role].append((first, last))
        return found

    return Example(pieces, features(gold.text, pieces), tuple(placed(attribution) for attribution in gold.attributions))


def windows(examples: list[Example], length: int, rng: random.Random) -> list[tuple[Example, int, int]]:
    """Every example cut into windows of `length` pieces at most, from a random offset; shuffled."""
    cut = []
    for item in examples:
        count = len(item.pieces.ids)
        offset = rng.randrange(length // 2, length) if count > length else count
        edges = [0, *range(offset, count, length), count] if count else []
        cut += [(item, start, end) for start, end in pairwise(edges) if end > start]
    rng.shuffle(cut)
    return cut


def batch(rows: list[tuple[Example, int, int]]) -> Batch:
    width = max(end - start for _, start, end in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    feats = torch.zeros(len(rows), width, rows[0][0].features.shape[1], dtype=torch.long)
    real = torch.zeros(len(rows), width)
    flat = torch.zeros(len(rows), width, dtype=torch.long)
    pairs: list[PairRow] = []
    for row, (item, start, end) in enumerate(rows):
        size = end - start
        ids[row, :size] = torch.from_numpy(item.pieces.ids[start:end].astype(np.int64))
        feats[row, :size] = torch.from_numpy(item.features[start:end])
        real[row, :size] = 1
        tags = np.zeros(len(item.pieces.ids), dtype=np.int64)
        owner = np.full(len(item.pieces.ids), -1)
        for attribution in item.attributions:
            for role in ("source", "content", "cue"):
                mark(tags, attribution[role], TAGS.index(f"B-{role}"))
        flat[row, :size] = torch.from_numpy(tags[start:end])
        for number, attribution in enumerate(item.attributions):
            for first, last in attribution["cue"][:1]:
                owner[first : last + 1] = number
        for number, attribution in enumerate(item.attributions):
            if len(attribution["cue"]) != 1 or len(attribution["source"]) > 1 or not attribution["content"]:
                continue
            first, last = attribution["cue"][0]
            low, high = max(start, first - REACH), min(end, last + REACH + 1)
            spans = attribution["source"] + attribution["content"]
            if first < start or last >= end or any(s < low or e >= high for s, e in spans):
                continue
            states, cues = chain_states(attribution, low, high), near(owner[low:high], number)
            pairs.append(PairRow(row, first - start, last - start, low - start, states, cues))
    padding = torch.zeros(len(rows), 1, 1, width).masked_fill(real[:, None, None] == 0, -1e4)
    padding = None if bool(real.all()) else padding
    return Batch(ids, feats, padding, real, flat, *pair_columns(pairs))


def pair_columns(pairs: list[PairRow]) -> tuple[torch.Tensor, ...]:
    """The columns of a Batch from `cue_window` on."""
    columns = torch.tensor([[p.window, p.first, p.last] for p in pairs], dtype=torch.long).reshape(-1, 3)
    count, reach = len(pairs), max((len(p.states) for p in pairs), default=1)
    index, states, distance, in_cue = (torch.zeros(count, reach, dtype=torch.long) for _ in range(4))
    mask = torch.zeros(count, reach)
    for n, pair in enumerate(pairs):
        size = len(pair.states)
        places = np.arange(pair.low, pair.low + size)
        index[n, :size] = torch.from_numpy(places)
        mask[n, :size] = 1
        states[n, :size] = torch.from_numpy(pair.states)
        distance[n, :size] = torch.from_numpy(cue_distances(places, pair.first, pair.last))
        in_cue[n, :size] = torch.from_numpy(pair.cues)
    return *columns.T, index, mask, states, distance, in_cue


def mark(tags: npt.NDArray[np.int64], spans: list[CHARS], begin: int) -> None:
    for first, last in spans:
        tags[first : last + 1] = begin + 1
        tags[first] = begin


def near(owner: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    """0 no cue, 1 this cue, 2 another."""
    return np.where(owner == number, 1, np.where(owner >= 0, 2, 0))


def chain_states(attribution: dict[str, list[CHARS]], low: int, high: int) -> npt.NDArray[np.int64]:
    """States of the chain around a cue (see `onrecord.attribution`), pieces low … high − 1."""
    states = np.zeros(high - low, dtype=np.int64)
    for first, last in attribution["content"]:
        states[first - low : last - low + 1] = 2
        states[first - low] = 1
    for first, last in attribution["source"]:
        after = slice(last - low + 1, None)
        states[after] += 5
        states[first - low : last - low + 1] = 4
        states[first - low] = 3
    return states
