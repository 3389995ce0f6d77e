"""From a checkpoint to the model folder of the package: ONNX files, vocabulary, configuration.

    python -m train.pack train/work/network/average.pt --out src/onrecord/model
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch

from onrecord.attribution import allowed_moves
from train import base, export


def pack(checkpoint: Path, out: Path, int8: bool = True) -> None:
    saved = torch.load(checkpoint, weights_only=True)["network"]
    weights = {key: value.float().numpy() for key, value in saved.items()}
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(export.encoder(weights, int8), str(out / "encoder.onnx"))
    onnx.save(export.pair(weights, int8=False), str(out / "pair.onnx"))
    (out / "vocab.txt").write_text(base.vocabulary(), encoding="utf-8")
    moves, begins = allowed_moves()
    config = {
        "cue_bias": 0.0,
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
