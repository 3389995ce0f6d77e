"""From a checkpoint to the model folder of the package: ONNX files, vocabulary, configuration.

    python -m train.pack train/work/minilm6/average.pt --out src/onrecord/model
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from onrecord.attribution import allowed_moves
from train import base, export
from train.model import WIDTH


def pack(checkpoint: Path, out: Path, int8: bool = True) -> None:
    saved = torch.load(checkpoint, weights_only=True)["network"]
    weights = {key: value.float().numpy() for key, value in saved.items()}
    if "attribution.inner.weight" not in weights:  # never trained: says "none" everywhere
        weights["attribution.inner.weight"] = np.zeros((3, WIDTH), np.float32)
        weights["attribution.inner.bias"] = np.array([20, 0, 0], np.float32)
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(export.encoder(weights, int8), str(out / "encoder.onnx"))
    onnx.save(export.pair(weights, int8=False), str(out / "pair.onnx"))
    (out / "vocab.txt").write_text(base.vocabulary(), encoding="utf-8")
    moves, begins = allowed_moves()
    config = {
        "cue_bias": 0.0,
        "inner_bias": 0.0,
        "moves": (weights["attribution.moves"].clip(-1e4) + moves.clip(-1e4)).round(4).tolist(),
        "begins": (weights["attribution.begins"] + begins).round(4).tolist(),
    }
    (out / "config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", action="store_true")
    args = parser.parse_args()
    pack(args.checkpoint, args.out, not args.fp32)
