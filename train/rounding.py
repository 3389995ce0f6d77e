"""Rounding of weights to integers of 7 bits, for products in 8-bit arithmetic.

    python -m train.rounding OLD.onnx NEW.onnx      an encoder whose weights have 8 bits, as the shipped one was made

Weights take whole values of at most LEVELS either way, so that two products of an unsigned 8-bit input and a weight fit
16 bits: 2 · 255 · 64 = 32,640. Processors without VNNI add them in 16 bits and would cut off larger sums; with 8-bit
weights onnxruntime has a mode that avoids this, in which products took five times as long where VNNI is at hand.

The columns of a matrix are rounded one after another, and what one loses the next ones make up for, as far as the
inputs seen let them (GPTQ; Frantar and others 2023): the error of outputs falls by a third to nine tenths. PolNeAR dev,
whole attributions, F1: 61.0 with 8 bits, 60.3 with 7 bits rounded to the nearest, 60.7 with 7 bits like this.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from onrecord.encode import MARGIN, WINDOW, features, overlapping, piece_marks, session, word_pieces
from onrecord.model import FOLDER
from onrecord.wordpiece import Pieces, WordPiece
from onrecord.words import words
from train import polnear

TRAIN = Path("../shared/corpora/polnear/train.jsonl.gz")

LEVELS = 64
SHRINKINGS = np.linspace(0.8, 1, 11)  # of the largest weight; cutting it off a little may round the others better
BLOCK = 64  # columns after which the rest of the matrix is mended
DAMPING = 0.01  # of the mean diagonal, so that inputs which hardly vary do not carry large corrections
EVERY, WINDOWS = 20, 3  # articles of PolNeAR train, and windows of each, that give the inputs

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Feed = dict[str, npt.NDArray[np.generic]]


def nearest(weight: Doubles) -> tuple[Doubles, Doubles]:
    """Whole values [out, in] and a scale a row [out], of all SHRINKINGS those with the least squared error."""
    largest = np.abs(weight).max(1) + 1e-12
    whole, scale = np.zeros(weight.shape), np.zeros(len(weight))
    least = np.full(len(weight), np.inf)
    for shrinking in SHRINKINGS:
        tried = largest * shrinking / LEVELS
        values = np.clip(np.round(weight / tried[:, None]), -LEVELS, LEVELS)
        error = ((values * tried[:, None] - weight) ** 2).sum(1)
        better = error < least
        whole[better], scale[better], least[better] = values[better], tried[better], error[better]
    return whole, scale


def compensated(weight: Doubles, scale: Doubles, gram: Doubles) -> Doubles:
    """Whole values [out, in] for inputs whose products with one another sum to `gram` [in, in]."""
    order = np.argsort(-np.diag(gram), kind="stable")  # the inputs that matter most first
    damped = gram + DAMPING * np.diag(gram).mean() * np.eye(len(gram))
    upper = np.linalg.cholesky(np.linalg.inv(damped[np.ix_(order, order)])).T
    left, whole = weight[:, order], np.zeros(weight.shape)
    for low in range(0, len(order), BLOCK):
        high = min(low + BLOCK, len(order))
        errors = np.zeros((len(weight), high - low))
        for column in range(low, high):
            whole[:, column] = np.clip(np.round(left[:, column] / scale), -LEVELS, LEVELS)
            error = (left[:, column] - whole[:, column] * scale) / upper[column, column]
            left[:, column + 1 : high] -= np.outer(error, upper[column, column + 1 : high])
            errors[:, column - low] = error
        left[:, high:] -= errors @ upper[low:high, high:]
    return whole[:, np.argsort(order)]


def round_again(model: onnx.ModelProto, feeds: Iterable[Feed]) -> None:
    """Rounds the weights of every integer product of a graph in place, by the inputs that `feeds` lead to."""
    products = [node for node in model.graph.node if node.op_type == "DynamicQuantizeMatMul"]
    grams = _grams(model, {node.input[0] for node in products}, feeds)
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in products:
        values, scales = (numpy_helper.to_array(constants[name]) for name in node.input[1:3])
        weight = (values * scales.astype(np.float64)).T
        _, scale = nearest(weight)
        whole = compensated(weight, scale, grams[node.input[0]])
        arrays = whole.T.astype(np.int8, order="C"), scale.astype(np.float32)
        for name, array in zip(node.input[1:3], arrays, strict=True):
            constants[name].CopyFrom(numpy_helper.from_array(array, name))


def _grams(model: onnx.ModelProto, names: set[str], feeds: Iterable[Feed]) -> dict[str, Doubles]:
    """[in, in] the sum of the products of the inputs of each name with one another."""
    computed = sorted(names - {value.name for value in model.graph.input})
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in computed)
    network = session(probe.SerializeToString())
    sums: dict[str, Doubles] = {}
    for feed in feeds:
        seen = feed | dict(zip(computed, network.run(computed, feed), strict=True))
        for name in names:
            flat = seen[name].reshape(-1, seen[name].shape[-1])
            sums[name] = sums.get(name, np.zeros(1)) + (flat.T @ flat).astype(np.float64)
    return sums


def _windows(wordpiece: WordPiece) -> Iterator[tuple[str, Pieces, npt.NDArray[np.uint8], int, int]]:
    """Windows of some articles of PolNeAR train: text, pieces, features, first piece and end."""
    for gold in polnear.load(TRAIN, every_annotator=False)[::EVERY]:
        pieces = wordpiece.pieces(gold.text)
        feats = features(gold.text, pieces)
        for start, end, _, _ in overlapping(len(pieces.ids), WINDOW, MARGIN)[:WINDOWS]:
            yield gold.text, pieces, feats, start, end


def for_encoder(folder: Path = FOLDER) -> Iterator[Feed]:
    for _, pieces, feats, start, end in _windows(WordPiece.load(folder / "vocab.txt")):
        ids, columns = pieces.ids[None, start:end], feats[None, start:end]
        yield {"ids": ids.astype(np.int64), "features": columns.astype(np.int64)}


def for_words(folder: Path) -> Iterator[Feed]:
    """What the heads over words are given, by the encoder in `folder`."""
    wordpiece, network = WordPiece.load(folder / "vocab.txt"), session(folder / "encoder.onnx")
    for feed, (text, pieces, _, start, end) in zip(for_encoder(folder), _windows(wordpiece), strict=True):
        some = Pieces(pieces.ids[start:end], pieces.starts[start:end], pieces.ends[start:end])
        found = list(words(text, int(some.starts[0]), int(some.ends[-1])))
        spans = np.array(found, dtype=np.int64)
        first, last = word_pieces(some, spans[:, 0], spans[:, 1])
        marks = piece_marks(text, found, first, last, len(some.ids)).astype(np.float32)
        (layers,) = network.run(["layers"], feed)
        yield {"layers": layers, "marks": marks, "first": first, "last": last}


def split_norms(model: onnx.ModelProto) -> None:
    """Makes each norm of a sum two operators, as `train.export` does now: together they took five times as long."""
    nodes = []
    for node in model.graph.node:
        if node.op_type == "SkipLayerNormalization":
            total = f"{node.output[0]}_sum"
            nodes.append(helper.make_node("Add", node.input[:2], [total]))
            node = helper.make_node("LayerNormalization", [total, *node.input[2:]], node.output, axis=-1, epsilon=1e-12)
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    args = parser.parse_args()
    graph = onnx.load(str(args.old))
    split_norms(graph)
    round_again(graph, for_encoder())
    onnx.save(graph, str(args.new))
