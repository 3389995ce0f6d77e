"""Fits what a packed model still lacks: the bias of cues, and confidence, both on PolNeAR dev.

    python -m train.calibrate src/onrecord/model

Confidence is a logistic regression on six numbers; its calibration error is estimated by five-fold
cross-validation over documents, then it is fitted on all of dev.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.attribution import ROLES, Parts, calibration_error, score, whole
from onrecord.attribution import Attribution, attributions
from onrecord.encode import Encoder, Encoding
from onrecord.statements import evidence, settled
from train import polnear

DEV = Path("../shared/corpora/polnear/dev.jsonl.gz")
BIASES = (-0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25)


def parts_of(attribution: Attribution) -> Parts:
    return {role: tuple((span.start, span.end) for span in getattr(attribution, role)) for role in ROLES}


def outer(encoder: Encoder, encodings: list[Encoding]) -> list[Attribution]:
    """The attributions of one text, without those within others."""
    found = [attribution for encoding in encodings for attribution in attributions(encoder, encoding)]
    return settled(len(encodings[0].text), found)


def calibrate(folder: Path) -> None:
    encoder = Encoder(folder)
    golds = polnear.load(DEV, every_annotator=False)
    encodings = [list(encoder.encode(gold.text)) for gold in golds]
    results = []
    for bias in BIASES:
        encoder.config["cue_bias"] = bias
        found = [outer(encoder, segments) for segments in encodings]
        rows = [[parts_of(attribution) for attribution in some] for some in found]
        scores = score([gold.text for gold in golds], rows, [gold.attributions for gold in golds])
        total = sum(scores[name].f1 for name in ("source", "cue", "content", "whole"))
        results.append((total, bias, found, rows))
        print(f"bias {bias:5}: " + ", ".join(f"{name} {scores[name].f1:.1f}" for name in scores))
    _, bias, found, rows = max(results, key=lambda result: result[0])
    features, right, documents = [], [], []
    for number, (gold, some, parts) in enumerate(zip(golds, found, rows, strict=True)):
        exact = {whole(wanted) for wanted in gold.attributions}
        features += [evidence(attribution) for attribution in some]
        right += [whole(part) in exact for part in parts]
        documents += [number] * len(parts)
    x, y, fold = np.array(features), np.array(right, dtype=float), np.array(documents) % 5
    said = np.zeros(len(y))
    for part in range(5):
        said[fold == part] = predict(logistic(x[fold != part], y[fold != part]), x[fold == part])
    print(f"bias {bias}; calibration error, cross-validated: {calibration_error(said, list(y > 0)):.4f} on {len(y)}")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = logistic(x, y)
    config |= {"cue_bias": bias, "calibration": [round(float(weight), 5) for weight in weights]}
    config["threshold"] = threshold(predict(weights, x), y, sum(len(gold.attributions) for gold in golds))
    (folder / "config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


def threshold(said: npt.NDArray[np.float64], right: npt.NDArray[np.float64], gold: int, loss: float = 0.02) -> float:
    """The highest confidence, in steps of .05, below which at most `loss` of the gold attributions are lost."""
    steps = [step / 20 for step in range(20) if right[said < step / 20].sum() <= loss * gold]
    return max(steps)


def predict(weights: npt.NDArray[np.float64], x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))


def logistic(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Newton's method with a little ridge."""
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = predict(weights, x)
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, x.T @ (y - p) - 1e-3 * weights)
    return weights


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    calibrate(parser.parse_args().folder)
