"""PolNeAR: JSON lines with attributions as character spans → windows of pieces with tags."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from onrecord.encode import features
from onrecord.statements import REACH, TAGS, cue_distances
from onrecord.wordpiece import Pieces, WordPiece
from train.model import Batch

CHARS = tuple[int, int]
# window, first and last piece of the cue, first piece of the chain, its states, and where in it cues are
PairRow = tuple[int, int, int, int, npt.NDArray[np.int64], npt.NDArray[np.int64]]


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
    features: npt.NDArray[np.int64]
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
    attributions = []
    for attribution in gold.attributions:
        placed: dict[str, list[CHARS]] = {}
        for role, spans in attribution.items():
            placed[role] = []
            for start, end in spans:
                first = int(np.searchsorted(pieces.ends, start, side="right"))
                last = int(np.searchsorted(pieces.starts, end, side="left")) - 1
                if first <= last:
                    placed[role].append((first, last))
        attributions.append(placed)
    return Example(pieces, features(gold.text, pieces), tuple(attributions))


def windows(examples: list[Example], length: int, rng: random.Random) -> list[tuple[Example, int, int]]:
    """Every example cut into windows of `length` pieces at most, from a random offset; shuffled."""
    cut = []
    for item in examples:
        count = len(item.pieces.ids)
        offset = rng.randrange(length // 2, length) if count > length else count
        edges = [0, *range(offset, count, length), count] if count else []
        cut += [(item, start, end) for start, end in zip(edges, edges[1:], strict=False) if end > start]
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
        cue_of = np.full(len(item.pieces.ids), -1)
        for number, attribution in enumerate(item.attributions):
            for role in ("source", "content", "cue"):
                for first, last in attribution[role]:
                    tags[first : last + 1] = TAGS.index(f"I-{role}")
                    tags[first] = TAGS.index(f"B-{role}")
            for first, last in attribution["cue"][:1]:
                cue_of[first : last + 1] = number
        flat[row, :size] = torch.from_numpy(tags[start:end])
        for number, attribution in enumerate(item.attributions):
            if len(attribution["cue"]) != 1 or len(attribution["source"]) > 1 or not attribution["content"]:
                continue
            first, last = attribution["cue"][0]
            low, high = max(start, first - REACH), min(end, last + REACH + 1)
            spans = attribution["source"] + attribution["content"]
            if first < start or last >= end or any(s < low or e >= high for s, e in spans):
                continue
            states = chain_states(attribution, low, high)
            cues = np.where(cue_of[low:high] == number, 1, np.where(cue_of[low:high] >= 0, 2, 0))
            pairs.append((row, first - start, last - start, low - start, states, cues))
    padding = None if bool(real.all()) else torch.zeros(len(rows), 1, 1, width).masked_fill(real[:, None, None] == 0, -1e4)
    return Batch(ids, feats, padding, real, flat, *pair_columns(pairs))


def pair_columns(pairs: list[PairRow]) -> tuple[torch.Tensor, ...]:
    """The columns of a Batch from `cue_window` on."""
    columns = torch.tensor([p[:3] for p in pairs], dtype=torch.long).reshape(-1, 3)
    count, reach = len(pairs), max((len(p[4]) for p in pairs), default=1)
    index = torch.zeros(count, reach, dtype=torch.long)
    mask, states_ = torch.zeros(count, reach), torch.zeros(count, reach, dtype=torch.long)
    distance, in_cue = torch.zeros(count, reach, dtype=torch.long), torch.zeros(count, reach, dtype=torch.long)
    for n, (_, first, last, low, states, cues) in enumerate(pairs):
        size = len(states)
        places = np.arange(low, low + size)
        index[n, :size] = torch.from_numpy(places)
        mask[n, :size] = 1
        states_[n, :size] = torch.from_numpy(states)
        distance[n, :size] = torch.from_numpy(cue_distances(places, first, last))
        in_cue[n, :size] = torch.from_numpy(cues)
    return *columns.T, index, mask, states_, distance, in_cue


def chain_states(attribution: dict[str, list[CHARS]], low: int, high: int) -> npt.NDArray[np.int64]:
    """States of the chain around a cue (see `onrecord.statements`), pieces low … high − 1."""
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
