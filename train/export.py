"""From a trained network to the ONNX files inside the package.

The graphs are written by hand, operator by operator: no exporter, no optimiser that differs between versions, and the
fused operators of onnxruntime (com.microsoft) directly. Windows go through one at a time, because the scale of
dynamic quantisation is taken over a whole input and would tie the result to its neighbours in a batch.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from onrecord.attribution import TAGS
from train.model import CLS, HEADS, PAIR_WIDTH, SEP, WIDTH

# Outputs of the graph over words, and the heads that make them.
WORD_HEADS = {
    "names": "names", "tags": "tags", "begins": "begins", "types": "types", "arcs": "arc", "relations": "relation",
    "vectors": "pair",
}  # fmt: skip

Floats = npt.NDArray[np.float32]
Weights = dict[str, Floats]


class Graph:
    """A graph under construction; every method adds nodes and returns the name of their result."""

    def __init__(self, int8: bool) -> None:
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def op(self, kind: str, *inputs: str, outputs: int = 1, microsoft: bool = False, **attributes: object) -> str:
        names = [f"n{len(self.nodes)}_{i}" for i in range(outputs)]
        domain = "com.microsoft" if microsoft else ""
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else ",".join(names)

    def linear(self, x: str, weight: Floats, bias: Floats) -> str:
        """x @ weight.T + bias; weight [out, in], in 8 bits by output row, of which `train.rounding` then makes 7."""
        if not self.int8:
            return self.op("Add", self.op("MatMul", x, self.constant(weight.T)), self.constant(bias))
        scale = (np.abs(weight).max(1) / 127).astype(np.float32) + 1e-12
        whole = np.round(weight / scale[:, None]).astype(np.int8)
        zero = self.constant(np.zeros(len(scale), np.int8))
        inputs = (x, self.constant(whole.T), self.constant(scale), zero, self.constant(bias))
        return self.op("DynamicQuantizeMatMul", *inputs, microsoft=True)

    def rows(self, table: Floats, ids: str) -> str:
        """Rows of an embedding table, quantised by row."""
        if not self.int8 or len(table) < 1000:
            return self.op("Gather", self.constant(table), ids)
        scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32) + 1e-12
        whole = self.op("Gather", self.constant(np.round(table / scale).astype(np.int8)), ids)
        scales = self.op("Gather", self.constant(scale), ids)
        return self.op("Mul", self.op("Cast", whole, to=TensorProto.FLOAT), scales)

    def normed(self, x: str, y: str, scale: Floats, shift: Floats) -> str:
        """Norm of x + y; the operator that does both took five times as long as two."""
        shape = (self.constant(scale), self.constant(shift))
        return self.op("LayerNormalization", self.op("Add", y, x), *shape, axis=-1, epsilon=1e-12)

    def add(self, *names: str) -> str:
        total = names[0]
        for name in names[1:]:
            total = self.op("Add", total, name)
        return total

    def model(self, inputs: list[onnx.ValueInfoProto], outputs: dict[str, list[object]]) -> onnx.ModelProto:
        infos = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
        graph = helper.make_graph(self.nodes, "onrecord", inputs, infos, self.constants)
        domains = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=8)


def encoder(weights: Weights, int8: bool) -> onnx.ModelProto:
    """ids [1, T], features [1, T, 4] → hidden [T, 384], cues [T, 2] (begin, inside), pieces [T, 512]."""
    g = Graph(int8)

    def part(name: str) -> tuple[Floats, Floats]:
        return weights[f"{name}.weight"], weights[f"{name}.bias"]

    framed = g.op("Concat", g.constant(np.array([[CLS]])), "ids", g.constant(np.array([[SEP]])), axis=1)
    length = g.op("Gather", g.op("Shape", framed), g.constant(np.array(1)))
    places = g.op("Range", g.constant(np.array(0)), length, g.constant(np.array(1)))
    x = g.add(g.rows(weights["encoder.words.weight"], framed), g.rows(weights["encoder.positions.weight"], places))
    column = 0
    while f"encoder.features.{column}.weight" in weights:
        value = g.op("Gather", "features", g.constant(np.array(column)), axis=2)
        table = weights[f"encoder.features.{column}.weight"]
        # The frame pieces have no features: an extra row of zeros.
        framed_value = g.op("Pad", value, g.constant(np.array([0, 1, 0, 1])), g.constant(np.array(len(table))))
        x = g.add(x, g.op("Gather", g.constant(np.vstack([table, np.zeros((1, WIDTH), np.float32)])), framed_value))
        column += 1
    x = g.op("LayerNormalization", x, *map(g.constant, part("encoder.norm")), axis=-1, epsilon=1e-12)
    layer = 0
    while f"encoder.layers.{layer}.qkv.weight" in weights:
        stem = f"encoder.layers.{layer}"
        qkv = g.op("Split", g.linear(x, *part(f"{stem}.qkv")), outputs=3, axis=2).split(",")
        attended = g.op("MultiHeadAttention", *qkv, microsoft=True, num_heads=HEADS)
        x = g.normed(x, g.linear(attended, *part(f"{stem}.out")), *part(f"{stem}.norm1"))
        grown = g.op("Gelu", g.linear(x, *part(f"{stem}.up")), microsoft=True)
        x = g.normed(x, g.linear(grown, *part(f"{stem}.down")), *part(f"{stem}.norm2"))
        layer += 1
    inner = (g.constant(np.array([1])), g.constant(np.array([-1])), g.constant(np.array([1])))
    hidden = g.op("Squeeze", g.op("Slice", x, *inner), g.constant(np.array([0])))
    share = g.op("Softmax", g.linear(hidden, *part("attribution.flat")), axis=1)
    begin = TAGS.index("B-cue")
    bounds = (g.constant(np.array([begin])), g.constant(np.array([begin + 2])), g.constant(np.array([1])))
    cues = g.op("Slice", share, *bounds)
    pieces = g.linear(hidden, *part("attribution.piece"))
    for name, value in (("hidden", hidden), ("cues", cues), ("pieces", pieces)):
        g.nodes.append(helper.make_node("Identity", [value], [name]))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "T"]),
        helper.make_tensor_value_info("features", TensorProto.INT64, [1, "T", column]),
    ]
    return g.model(inputs, {"hidden": ["T", WIDTH], "cues": ["T", 2], "pieces": ["T", 2 * PAIR_WIDTH]})


def pair(weights: Weights, int8: bool) -> onnx.ModelProto:
    """hidden, pieces of a document and N cues → scores [N, W, 5] of the tags around each cue."""
    g = Graph(int8)

    def part(name: str) -> tuple[Floats, Floats]:
        return weights[f"attribution.{name}.weight"], weights[f"attribution.{name}.bias"]

    ends = [g.op("Gather", "hidden", which, axis=0) for which in ("first", "last")]
    weight, bias = part("cue")
    cue = g.op("Add", g.op("MatMul", g.op("Concat", *ends, axis=1), g.constant(weight.T)), g.constant(bias))
    cue = g.op("Unsqueeze", cue, g.constant(np.array([1])))
    halves = [g.op("Split", x, outputs=2, axis=2).split(",") for x in (g.op("Gather", "pieces", "index", axis=0), cue)]
    (add, gate), (cue_add, cue_gate) = halves
    near = g.add(
        g.op("Gather", g.constant(weights["attribution.distance.weight"]), "distance"),
        g.op("Gather", g.constant(weights["attribution.in_cue.weight"]), "in_cue"),
    )
    z = g.add(add, cue_add, g.op("Mul", gate, cue_gate), near)
    z = g.op("LayerNormalization", z, *(g.constant(value) for value in part("norm")), axis=-1, epsilon=1e-5)
    z = g.linear(g.op("Gelu", z, microsoft=True), *part("hidden"))
    weight, bias = part("tags")
    scores = g.op("Add", g.op("MatMul", g.op("Gelu", z, microsoft=True), g.constant(weight.T)), g.constant(bias))
    g.nodes.append(helper.make_node("Identity", [scores], ["scores"]))
    inputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["T", WIDTH])]
    inputs += [helper.make_tensor_value_info("pieces", TensorProto.FLOAT, ["T", 2 * PAIR_WIDTH])]
    inputs += [helper.make_tensor_value_info(name, TensorProto.INT64, ["N"]) for name in ("first", "last")]
    around = ("index", "distance", "in_cue")
    inputs += [helper.make_tensor_value_info(name, TensorProto.INT64, ["N", "W"]) for name in around]
    return g.model(inputs, {"scores": ["N", "W", 5]})


def words(weights: Weights, heads: int, metonymy: tuple[Floats, Floats]) -> onnx.ModelProto:
    """layers [T, 4 · 384], first and last piece of N words → a row of every head for each word; see `train.words`."""
    g = Graph(int8=True)

    def part(name: str) -> tuple[Floats, Floats]:
        return weights[f"{name}.weight"], weights[f"{name}.bias"]

    def normed(x: str, name: str) -> str:
        return g.op("LayerNormalization", x, *map(g.constant, part(name)), axis=-1, epsilon=1e-12)

    x = g.op("Unsqueeze", "layers", g.constant(np.array([0])))
    marks = g.op("Unsqueeze", "marks", g.constant(np.array([0])))
    marked = g.op("MatMul", marks, g.constant(weights["marks.weight"].T))
    x = normed(g.op("Add", g.linear(x, *part("mix")), marked), "mix_norm")
    layer = 0
    while f"layers.{layer}.qkv.weight" in weights:
        stem = f"layers.{layer}"
        qkv = g.op("Split", g.linear(x, *part(f"{stem}.qkv")), outputs=3, axis=2).split(",")
        attended = g.op("MultiHeadAttention", *qkv, microsoft=True, num_heads=heads)
        x = g.normed(x, g.linear(attended, *part(f"{stem}.out")), *part(f"{stem}.norm1"))
        grown = g.op("Gelu", g.linear(x, *part(f"{stem}.up")), microsoft=True)
        x = g.normed(x, g.linear(grown, *part(f"{stem}.down")), *part(f"{stem}.norm2"))
        layer += 1
    flat = g.op("Squeeze", x, g.constant(np.array([0])))
    ends = [g.op("Gather", flat, which, axis=0) for which in ("first", "last")]
    word = g.op("Gelu", g.linear(g.op("Concat", *ends, axis=1), *part("word")), microsoft=True)
    word = normed(word, "word_norm")
    outputs: dict[str, list[object]] = {}
    for output, name in WORD_HEADS.items():
        scores = g.linear(word, *part(name))
        g.nodes.append(helper.make_node("Identity", [scores], [output]))
        outputs[output] = ["N", len(weights[f"{name}.bias"])]
    # Places that act: straight from the layers, see `train.metonymy`.
    ends = [g.op("Gather", "layers", which, axis=0) for which in ("first", "last")]
    acting = g.op("MatMul", g.op("Concat", *ends, axis=1), g.constant(metonymy[0][:, None]))
    g.nodes.append(helper.make_node("Add", [acting, g.constant(metonymy[1].reshape(1))], ["metonymy"]))
    outputs["metonymy"] = ["N", 1]
    inputs = [helper.make_tensor_value_info("layers", TensorProto.FLOAT, ["T", weights["mix.weight"].shape[1]])]
    shape = ["T", weights["marks.weight"].shape[1]]
    inputs.append(helper.make_tensor_value_info("marks", TensorProto.FLOAT, shape))
    inputs += [helper.make_tensor_value_info(name, TensorProto.INT64, ["N"]) for name in ("first", "last")]
    return g.model(inputs, outputs)
