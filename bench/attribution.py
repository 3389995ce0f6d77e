"""Scores of attribution: exact spans, whole attributions, tokens, calibration, each with its bootstrap interval.

Exact-span F1 is CofeNet's: micro over the spans of a role, every fragment of a discontinuous content its own span.
A whole attribution is right when its cue, its set of sources and its set of contents are all exact. Spans are
compared without the white space around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

Chars = tuple[int, int]
Parts = dict[str, tuple[Chars, ...]]  # "source", "cue", "content" → spans
ROLES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one measure, a row a document: right, predicted, gold."""

    counts: npt.NDArray[np.int64]

    @property
    def precision(self) -> float:
        return 100 * ratio(self.counts.sum(0)[0], self.counts.sum(0)[1])

    @property
    def recall(self) -> float:
        return 100 * ratio(self.counts.sum(0)[0], self.counts.sum(0)[2])

    @property
    def f1(self) -> float:
        return f1(self.counts.sum(0))

    @property
    def predicted(self) -> int:
        return int(self.counts.sum(0)[1])

    @property
    def gold(self) -> int:
        return int(self.counts.sum(0)[2])

    def interval(self, rounds: int = 1000) -> tuple[float, float]:
        """95 % bootstrap interval of F1 over documents; seed fixed."""
        draws = np.random.default_rng(7).integers(0, len(self.counts), (rounds, len(self.counts)))
        values = sorted(f1(self.counts[draw].sum(0)) for draw in draws)
        return values[round(0.025 * rounds)], values[round(0.975 * rounds) - 1]


def ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def f1(counts: npt.NDArray[np.int64]) -> float:
    right, predicted, gold = counts.tolist()
    return 100 * ratio(2 * right, predicted + gold)


def score(
    texts: Sequence[str], predicted: Sequence[Sequence[Parts]], gold: Sequence[Sequence[Parts]]
) -> dict[str, Score]:
    """Every measure by name: "source", "cue", "content", "whole", "token source" …"""
    measures: dict[str, Callable[[str, Sequence[Parts]], set[object]]] = {}
    for role in ROLES:
        measures[role] = partial(_spans, role)
    measures["whole"] = lambda _, found: set(map(whole, found))
    for role in ROLES:
        measures[f"token {role}"] = partial(_tokens, role)
    scores = {}
    for name, items in measures.items():
        rows = []
        for text, ours, theirs in zip(texts, predicted, gold, strict=True):
            found, wanted = items(text, ours), items(text, theirs)
            rows.append((len(found & wanted), len(found), len(wanted)))
        scores[name] = Score(np.array(rows))
    return scores


def whole(parts: Parts) -> tuple[frozenset[Chars], ...]:
    return tuple(frozenset(parts[role]) for role in ROLES)


def _spans(role: str, _: str, found: Sequence[Parts]) -> set[object]:
    return {span for parts in found for span in parts[role]}


def _tokens(role: str, text: str, found: Sequence[Parts]) -> set[object]:
    spans = [span for parts in found for span in parts[role]]
    return {token.start() + start for start, end in spans for token in _TOKEN.finditer(text[start:end])}


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over bins of equal count."""
    order = np.argsort(np.array(confidence), kind="stable")
    said, was = np.array(confidence)[order], np.array(right, dtype=float)[order]
    parts = [part for part in np.array_split(np.arange(len(said)), bins) if len(part)]
    return float(sum(len(part) * abs(said[part].mean() - was[part].mean()) for part in parts) / len(said))
