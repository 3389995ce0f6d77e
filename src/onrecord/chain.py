"""Linear chains of tags: the best path, and the probability of paths. Pure numpy, batched over chains.

Scores are [N, W, L] (chains, positions, states), lengths [N]; `moves` [L, L] scores a step from row to column,
`begins` [L] the first state. Everything is a log weight; IMPOSSIBLE stands for minus infinity.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

IMPOSSIBLE = -1e4


def best_paths(scores: Floats, lengths: Ints, moves: Floats, begins: Floats) -> Ints:
    """Viterbi: [N, W] states of the best path of each chain; past its length, the last state repeats."""
    count, width, states = scores.shape
    back = np.empty((width, count, states), dtype=np.int64)
    at = begins + scores[:, 0]
    stay = np.arange(states)
    for t in range(1, width):
        steps = at[:, :, None] + moves  # [N, from, to]
        back[t] = steps.argmax(1)
        new = steps.max(1) + scores[:, t]
        live = (t < lengths)[:, None]
        at, back[t] = np.where(live, new, at), np.where(live, back[t], stay)
    path = np.empty((count, width), dtype=np.int64)
    path[:, -1] = at.argmax(1)
    for t in range(width - 1, 0, -1):
        path[:, t - 1] = back[t][np.arange(count), path[:, t]]
    return path


def log_partition(scores: Floats, lengths: Ints, moves: Floats, begins: Floats) -> Floats:
    """[N] log of the summed weight of all paths."""
    at = begins + scores[:, 0]
    shift = moves.max()
    weights = np.exp(moves - shift)
    for t in range(1, scores.shape[1]):
        top = at.max(1, keepdims=True)
        with np.errstate(divide="ignore"):
            new = np.log(np.exp(at - top) @ weights) + top + shift + scores[:, t]
        at = np.where((t < lengths)[:, None], new, at)
    top = at.max(1, keepdims=True)
    return np.asarray(np.log(np.exp(at - top).sum(1)) + top[:, 0], dtype=np.float32)


def path_scores(path: Ints, scores: Floats, lengths: Ints, moves: Floats, begins: Floats) -> Floats:
    """[N] weight of one path a chain."""
    live = np.arange(scores.shape[1]) < lengths[:, None]
    emitted = (np.take_along_axis(scores, path[:, :, None], 2)[:, :, 0] * live).sum(1)
    moved = (moves[path[:, :-1], path[:, 1:]] * live[:, 1:]).sum(1)
    return np.asarray(begins[path[:, 0]] + emitted + moved, dtype=np.float32)
