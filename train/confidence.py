"""Fits the confidence of events and positions on judged rows: logistic regression over traits, quadratic penalty.

    python -m train.confidence

Rows are those of part "fit" of `bench/judged.tsv`, read anew; the table lang/en/confidence.tsv is written. Precision
and the calibration error are estimated by five-fold cross-validation over documents, then all rows are fitted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bench import judged
from onrecord import Reader, confidence, events, positions
from onrecord.record import Record

PENALTY = {"event": 1.0, "position": 3.0}  # of 1 to 8, by the rows held out
LEAST = 4  # rows that a trait must be of
STEPS = 200
REMARKS = """\
# How much each trait of a row says for (above 0) or against it being right, in log-odds; docs/judging.md.
# Written by `python -m train.confidence`. kind: of which table a row is. Traits are made in confidence.py,
# events.py and positions.py.
"""
Floats = npt.NDArray[np.float64]
Kind = Literal["event", "position"]


def rows(reader: Reader) -> dict[Kind, list[tuple[str, list[str], bool]]]:
    """Document, traits and verdict of each judged row that is still found."""
    known = judged.judgements()
    found: dict[Kind, list[tuple[str, list[str], bool]]] = {"event": [], "position": []}
    for name, doc in judged.documents("fit"):
        scene = reader.scene(doc)
        made: dict[str, list[str]] = {}
        some_events = events.with_traits(scene, reader.lexicon)
        some_positions = positions.with_traits(scene, reader.lexicon)
        made |= {event.id: traits for event, traits in some_events}
        made |= {position.id: traits for position, traits in some_positions}
        record = Record(
            doc, tuple(scene.entities.values()), scene.times, scene.statements,
            tuple(event for event, _ in some_events), tuple(position for position, _ in some_positions),
        )  # fmt: skip
        for row, finding in judged.rows(name, record):
            if row.key in known:
                kind: Any = row.table
                found[kind].append((name, made[finding.id], known[row.key][0] == "right"))
    return found


def fitted(x: Floats, y: Floats, penalty: float) -> Floats:
    """Weights of maximal penalised likelihood, by Newton's steps; the first column, the bias, is free."""
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + ridge * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def matrix(some: list[tuple[str, list[str], bool]], names: list[str]) -> tuple[Floats, Floats]:
    column = {name: number for number, name in enumerate(names, 1)}
    x = np.zeros((len(some), len(names) + 1))
    x[:, 0] = 1
    for number, (_, traits, _) in enumerate(some):
        for trait in traits:
            if trait in column:
                x[number, column[trait]] = 1
    return x, np.array([float(right) for _, _, right in some])


def report(kind: Kind, some: list[tuple[str, list[str], bool]], names: list[str]) -> None:
    x, y = matrix(some, names)
    documents = sorted({name for name, _, _ in some})
    fold = np.array([documents.index(name) % 5 for name, _, _ in some])
    said = np.zeros(len(y))
    for part in range(5):
        weights = fitted(x[fold != part], y[fold != part], PENALTY[kind])
        said[fold == part] = 1 / (1 + np.exp(-x[fold == part] @ weights))
    loss = -np.mean(np.log(np.where(y == 1, said, 1 - said)))
    bins = np.digitize(said, np.quantile(said, (0.2, 0.4, 0.6, 0.8)))
    error = sum(abs(said[bins == one].sum() - y[bins == one].sum()) for one in range(5)) / len(y)
    print(f"{kind}: {len(y)} rows, {y.mean():.3f} right; held-out loss {loss:.4f}, calibration error {error:.3f}")
    for bound in (0.4, 0.5, 0.55, 0.6, 0.62, 0.64, 0.66, 0.68, 0.7, 0.75, 0.8):
        shown = said >= bound
        if shown.any():
            print(f"  from {bound:.2f}: {shown.sum():4} rows, {100 * y[shown].mean():.1f} % right")


def main() -> None:
    lines = [REMARKS + "kind\ttrait\tweight"]
    for kind, some in rows(Reader()).items():
        every = sorted({trait for _, traits, _ in some for trait in traits})
        names = [name for name in every if sum(name in traits for _, traits, _ in some) >= LEAST]
        report(kind, some, names)
        weights = fitted(*matrix(some, names), PENALTY[kind])
        lines += [
            f"{kind}\t{name}\t{weight:.3f}"
            for name, weight in zip(["bias", *names], weights, strict=True)
            if abs(weight) >= 0.0005
        ]
    Path(confidence.TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
