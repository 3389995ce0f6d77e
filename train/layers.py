"""What the heads over words learn from: the vectors of a few layers of the encoder, for every piece of every text.

    python -m train.layers 0 2      the first of two processes

The encoder stays as attribution left it, so that a new head costs attribution nothing, and its vectors are computed
once: by the packed int8 graph, as in reading, kept as float16 in `train/work/layers`, about 5 GB.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from onrecord.encode import MARGIN, WINDOW, features, overlapping, session
from onrecord.model import FOLDER
from onrecord.wordpiece import Pieces, WordPiece
from train.corpora import corpora

LAYERS = (3, 6, 9, 12)
FOLDER_OF_LAYERS = Path("train/work/layers")


def with_layers(model: onnx.ModelProto) -> onnx.ModelProto:
    """The encoder's graph with the output `layers` [T, 4 · 384]; what it computed before stays as it is."""
    graph = model.graph
    if any(output.name == "layers" for output in graph.output):
        return model
    norms = [node for node in graph.node if node.op_type == "LayerNormalization"][2::2]  # first: the embedding
    inner = next(node for node in graph.node if node.op_type == "Slice" and node.input[0] == norms[-1].output[0])
    squeeze = next(node for node in graph.node if node.op_type == "Squeeze" and node.input[0] == inner.output[0])
    joined = [norms[layer - 1].output[0] for layer in LAYERS]
    graph.node.append(helper.make_node("Concat", joined, ["layers_framed"], axis=2))
    graph.node.append(helper.make_node("Slice", ["layers_framed", *inner.input[1:]], ["layers_inner"]))
    graph.node.append(helper.make_node("Squeeze", ["layers_inner", squeeze.input[1]], ["layers"]))
    shape = ["T", len(LAYERS) * 384]
    graph.output.append(helper.make_tensor_value_info("layers", TensorProto.FLOAT, shape))
    return model


class LayerEncoder:
    """A packed encoder, giving its layers."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.wordpiece = WordPiece.load(folder / "vocab.txt")
        model = with_layers(onnx.load(str(folder / "encoder.onnx")))
        self._layers = session(model.SerializeToString())

    def layers(self, text: str) -> tuple[Pieces, npt.NDArray[np.float16]]:
        """Pieces of the text, and [pieces, 4 · 384]."""
        pieces = self.wordpiece.pieces(text)
        feats = features(text, pieces)
        found = [np.zeros((0, len(LAYERS) * 384), np.float16)]
        for start, end, first, last in overlapping(len(pieces.ids), WINDOW, MARGIN):
            ids = pieces.ids[None, start:end].astype(np.int64)
            inputs = {"ids": ids, "features": feats[None, start:end].astype(np.int64)}
            found.append(self._layers.run(["layers"], inputs)[0][first - start : last - start].astype(np.float16))
        return pieces, np.concatenate(found)


def path_of(text_id: str) -> Path:
    return FOLDER_OF_LAYERS / f"{text_id}.npy"


def main(part: int, parts: int, model: Path) -> None:
    encoder = LayerEncoder(model)
    started, done = time.time(), 0
    for name, some in corpora().items():
        for text in some[part::parts]:
            path = path_of(text.id)
            if not path.exists():
                pieces, found = encoder.layers(text.text)
                done += len(pieces.ids)
                path.parent.mkdir(parents=True, exist_ok=True)
                new = path.with_suffix(f".{part}.tmp")
                with new.open("wb") as out:
                    np.save(out, found)
                new.rename(path)
        print(f"{name}: {done} pieces after {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("part", type=int)
    parser.add_argument("parts", type=int)
    parser.add_argument("--model", type=Path, default=FOLDER)
    args = parser.parse_args()
    main(args.part, args.parts, args.model)
