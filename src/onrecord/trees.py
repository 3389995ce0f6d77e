"""Dependency trees: from the scores of arcs to the best tree of a sentence with one root (Chu and Liu 1965, Edmonds 1967).

>>> best_tree(np.array([[0.0, 2.0, 9.0], [3.0, 0.0, 1.0]]))   # of two words: the last column is the root
[-1, 0]
"""

from __future__ import annotations

import numpy as np

from onrecord.chain import Floats

_NEVER = -1e9


def best_tree(scores: Floats) -> list[int]:
    """Heads of the n words of a sentence, −1 for the root; `scores` [n, n + 1] rates each head of each word.

    Nearly always the best head of each word makes a tree already. Else one root is settled first (the word that loses
    least by it, which is not always the best tree's), and circles are broken at least cost.
    """
    count = len(scores)
    if not count:
        return []
    scores = scores.astype(np.float64)
    scores[np.arange(count), np.arange(count)] = _NEVER
    heads = scores.argmax(1)
    roots = np.flatnonzero(heads == count)
    if len(roots) != 1:
        # The word that loses least by being the only root; the others take their best head that is a word.
        inner = scores[:, :count].max(1) if count > 1 else np.full(1, _NEVER)
        root = int((scores[:, count] - inner).argmax())
        scores[:, count] = _NEVER
        scores[root] = _NEVER
        scores[root, count] = 0
        heads = scores.argmax(1)
    elif count > 1:
        root = int(roots[0])
        scores[np.arange(count) != root, count] = _NEVER
    heads[heads == count] = -1
    if _circle(heads.tolist()):
        # [head, dependent], with the root in place 0.
        square = np.full((count + 1, count + 1), _NEVER)
        square[1:, 1:] = scores[:, :count].T
        square[0, 1:] = scores[:, count]
        heads = np.array(_arborescence(square)[1:]) - 1
    return [int(head) for head in heads]


def _circle(heads: list[int]) -> list[int]:
    """The words of one circle, or none."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path, word = [], start
        while word >= 0 and not state[word]:
            state[word] = 1
            path.append(word)
            word = heads[word]
        if word >= 0 and state[word] == 1:
            return path[path.index(word) :]
        for seen in path:
            state[seen] = 2
    return []


def _arborescence(square: np.ndarray) -> list[int]:
    """Heads of the best tree under place 0; every round takes one circle for a single word, and undoes it afterwards."""
    square = square.copy()
    count = len(square)
    np.fill_diagonal(square, _NEVER)
    square[:, 0] = _NEVER
    heads = [-1, *square[:, 1:].argmax(0).tolist()]
    circle = _circle(heads)
    if not circle:
        return heads
    inside = set(circle)
    outer = [place for place in range(count) if place not in inside]
    kept = np.array([square[heads[word], word] for word in circle])
    small = np.full((len(outer) + 1, len(outer) + 1), _NEVER)
    small[:-1, :-1] = square[np.ix_(outer, outer)]
    entering = square[np.ix_(outer, circle)] - kept  # what it costs to enter the circle at each word
    small[:-1, -1] = entering.max(1) + kept.sum()
    enters_at = entering.argmax(1)
    leaving = square[np.ix_(circle, outer)]
    small[-1, :-1] = leaving.max(0)
    leaves_from = leaving.argmax(0)
    inner = _arborescence(small)
    result = list(heads)
    result[0] = -1
    for place, word in enumerate(outer):
        if place and inner[place] >= 0:
            head = inner[place]
            result[word] = circle[leaves_from[place]] if head == len(outer) else outer[head]
    entry = inner[len(outer)]
    result[circle[enters_at[entry]]] = outer[entry]
    return result
