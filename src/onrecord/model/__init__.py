"""The weights: ONNX graphs, vocabulary and configuration, written by `make train`; docs/model-card.md tells of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = ("config.json", "encoder.onnx", "pair.onnx", "vocab.txt", "words.npz", "words.onnx")


def threshold(folder: Path = FOLDER) -> float:
    """Statements whose confidence is below this are kept, but stay out of views made for people.

    Set in training: the highest that loses at most two points of recall on PolNeAR dev; see docs/model-card.md.
    """
    return float(json.loads((folder / "config.json").read_text(encoding="utf-8"))["threshold"])


def model_hash(folder: Path = FOLDER) -> str:
    """First 16 hex digits of the SHA-256 over the model's files: names the model in records and reports."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
