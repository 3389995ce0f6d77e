"""From a checkpoint to the model folder of the package: ONNX files, vocabulary, configuration.

python -m train.pack train/work/network/average.pt --out src/onrecord/model
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from onrecord import pairs
from onrecord.attribution import allowed_moves
from train import base, export, rounding
from train.examples import NAME_TAGS
from train.layers import with_layers
from train.words import HEADS, REUTERS, TYPES


def pack(checkpoint: Path, out: Path, int8: bool = True) -> None:
    saved = torch.load(checkpoint, weights_only=True)["network"]
    weights = {key: value.float().numpy() for key, value in saved.items()}
    out.mkdir(parents=True, exist_ok=True)
    (out / "vocab.txt").write_text(base.vocabulary(), encoding="utf-8")
    encoder = export.encoder(weights, int8)
    rounding.round_again(encoder, rounding.for_encoder(out) if int8 else ())
    onnx.save(encoder, str(out / "encoder.onnx"))
    onnx.save(export.pair(weights, int8=False), str(out / "pair.onnx"))
    moves, begins = allowed_moves()
    config = {
        "cue_bias": 0.0,
        "moves": (weights["attribution.moves"].clip(-1e4) + moves.clip(-1e4)).round(4).tolist(),
        "begins": (weights["attribution.begins"] + begins).round(4).tolist(),
    }
    (out / "config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


def pack_words(checkpoint: Path, metonymy: Path, folder: Path) -> None:
    """Adds the heads over words to a packed model: they need its encoder to give its layers."""
    saved = torch.load(checkpoint, weights_only=True)
    weights = {key: value.float().numpy() for key, value in saved["network"].items()}
    for part in ("weight", "bias"):
        weights[f"names.{part}"] += REUTERS * weights[f"reuters.{part}"]
    encoder = with_layers(onnx.load(str(folder / "encoder.onnx")))
    onnx.save(encoder, str(folder / "encoder.onnx"))
    with np.load(metonymy) as arrays:
        acting = arrays["weights"], arrays["bias"]
    heads = export.words(weights, HEADS, acting)
    rounding.round_again(heads, rounding.for_words(folder))
    onnx.save(heads, str(folder / "words.onnx"))
    small = {name: weights[name] for name in ("arc_product", "arc_root", "relation_root")}
    for name in ("arc_bias", "relation_out", "pair_out"):
        small |= {f"{name}.{part}": weights[f"{name}.{part}"] for part in ("weight", "bias")}
    tables = np.split(weights["near.weight"], np.cumsum(pairs.SIZES)[:-1])
    small |= {f"near.{column}": table for column, table in enumerate(tables)}
    np.savez(folder / "words.npz", **{name: value.astype(np.float16) for name, value in small.items()})
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"names": NAME_TAGS, "types": TYPES, "tags": saved["tags"], "relations": saved["relations"]}
    (folder / "config.json").write_text(json.dumps(config) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", action="store_true")
    args = parser.parse_args()
    pack(args.checkpoint, args.out, not args.fp32)
