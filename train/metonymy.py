"""Fits the head that tells a place from who acts there ("Moscow recognised …"): `python -m train.metonymy`.

Logistic regression on the layers of the encoder at the first and last piece of the name, on ReLocaR train; its accuracy
is estimated by ten-fold cross-validation. The penalty was chosen among 100, 1000 and 5000 by the same folds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.encode import word_pieces
from onrecord.wordpiece import WordPiece
from train import base, texts

OUT = Path("train/work/metonymy.npz")
PENALTY, FOLDS, SEED = 100.0, 10, 3
Array = npt.NDArray[np.float64]


def rows(some: Iterable[texts.Text], wordpiece: WordPiece) -> tuple[Array, Array]:
    """[names, 2 · 4 · 384] and [names] 1 where metonymic."""
    from train.layers import path_of  # needs what only training needs; the bench uses the rest

    found, right = [], []
    for text in some:
        layers = np.load(path_of(text.id)).astype(np.float64)
        first, last = word_pieces(wordpiece.pieces(text.text), *np.array(text.words).T)
        for begin, end, metonymic in text.metonyms:
            found.append(np.concatenate([layers[first[begin]], layers[last[end]]]))
            right.append(float(metonymic))
    return np.array(found), np.array(right)


def fit(x: Array, y: Array, penalty: float = PENALTY) -> tuple[Array, float]:
    """Weights and bias on the raw columns; Newton's method in the space of the examples, which are fewer than columns."""
    mean, spread = x.mean(0), x.std(0) + 1e-3
    z = (x - mean) / spread
    kernel, alpha, bias = z @ z.T, np.zeros(len(y)), 0.0
    for _ in range(15):
        share = 1 / (1 + np.exp(-(kernel @ alpha + bias)))
        weight = np.clip(share * (1 - share), 1e-4, None)
        target = kernel @ alpha + bias + (y - share) / weight
        solved = np.linalg.solve(kernel + penalty * np.diag(1 / weight), np.stack([target, np.ones(len(y))], 1))
        bias = float(solved[:, 0].sum() / solved[:, 1].sum())
        alpha = solved[:, 0] - bias * solved[:, 1]
    weights = z.T @ alpha / spread
    return weights, float(bias - weights @ mean)


def cross_validated(x: Array, y: Array) -> npt.NDArray[np.bool_]:
    """[names] whether each was read rightly by a head that had not seen its fold."""
    fold = np.random.default_rng(SEED).permutation(len(y)) % FOLDS
    right = np.zeros(len(y), bool)
    for number in range(FOLDS):
        held = fold == number
        weights, bias = fit(x[~held], y[~held])
        right[held] = (x[held] @ weights + bias > 0) == (y[held] > 0)
    return right


def main() -> None:
    x, y = rows(texts.relocar(), WordPiece(base.vocabulary().split("\n")[:-1]))
    right = cross_validated(x, y)
    print(f"metonymy: {len(y)} names of ReLocaR train, {100 * right.mean():.1f} % right, cross-validated")
    weights, bias = fit(x, y)
    np.savez(OUT, weights=weights.astype(np.float32), bias=np.float32(bias))


if __name__ == "__main__":
    main()
