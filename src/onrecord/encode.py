"""The encoder: text → per-piece vectors, scores and offsets. Batching lives here and only here.

A document is cut into overlapping windows, each piece taking its scores from the window in which it stands farthest
from an edge. Windows run one at a time: dynamic quantisation takes its scale over a whole input, so a window's result
would otherwise depend on its neighbours in a batch. Time and memory are linear in the length of the document.

    >>> encoding = next(Encoder().encode("It rained, she said."))   # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.chain import Bools, Floats, Ints
from onrecord.marks import MARKS, marks
from onrecord.model import FOLDER
from onrecord.quotation import paragraphs, quotations
from onrecord.wordpiece import Pieces, WordPiece
from onrecord.words import words

WINDOW = 254  # pieces, with [CLS] and [SEP] 256: PolNeAR dev whole F1 60.3 against 58.9 with 382, at .9 of the time
MARGIN = 16  # pieces that a window sees beyond those it answers for, where there are any
SEGMENT, CONTEXT = 16_384, 512  # pieces of a long document held at a time; the context takes in the reach of any cue

# Columns of the feature array: what an uncased vocabulary does not see.
CASE, QUOTED, BREAK, GLUED = range(4)
FEATURE_SIZES = (8, 3, 2, 2)
WORD_OUTPUTS = ["names", "tags", "begins", "types", "arcs", "relations", "vectors", "metonymy"]


def features(text: str, pieces: Pieces) -> npt.NDArray[np.uint8]:
    """[pieces, 4]: case of the surface, inside which quotation marks, first of its paragraph, no space before."""
    found = np.zeros((len(pieces.ids), len(FEATURE_SIZES)), dtype=np.uint8)
    quoted = np.zeros(len(text) + 1, dtype=np.uint8)
    for quotation in quotations(text):
        inside = quoted[quotation.start : quotation.end]
        np.maximum(inside, 2 if quotation.double else 1, out=inside)
    last_end = 0
    for index, (start, end) in enumerate(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)):
        gap = text[last_end:start]
        found[index, CASE] = _case(text[start:end])
        found[index, GLUED] = not gap
        last_end = end
    found[:, QUOTED] = quoted[pieces.starts]
    paragraph = np.searchsorted([start for start, _ in paragraphs(text)], pieces.starts, side="right")
    found[:, BREAK] = np.diff(paragraph, prepend=-1) > 0
    return found


def _case(surface: str) -> int:
    if surface.islower():
        return 1
    if surface.isupper():
        return 2 if len(surface) == 1 else 3
    if surface.istitle():
        return 4
    if surface.isdigit():
        return 5
    return 6 if surface.isalnum() else 0


@dataclass(frozen=True, slots=True)
class WordColumns:
    """What the heads over words say, a row a word of the segment; scores are not normalised."""

    starts: Ints  # [words] code points of the text
    ends: Ints
    names: Floats  # [words, config["names"]]
    tags: Floats  # [words, config["tags"]]
    begins: Floats  # [words] of a sentence, where above 0
    types: Floats  # [words, config["types"]]
    arcs: Floats  # [words, 2 · 128] as a dependent, as a head
    relations: Floats  # [words, 2 · 128] likewise
    vectors: Floats  # [words, 2 · 128] as an anaphor, as an antecedent
    metonymy: Floats  # [words] of a place that stands for who acts there, where above 0; of the last word of a name


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder says of one segment of a text, a row a piece."""

    text: str
    pieces: Pieces
    first: int  # findings from this piece …
    last: int  # … to before this one are this segment's to make; the rest is context
    breaks: Bools  # [pieces] first of its paragraph
    hidden: Floats  # [pieces, 384]
    cues: Floats  # [pieces, 2] probability that a cue begins here, that it goes on
    around: Floats  # [pieces, 512] a piece as seen from a cue
    words: WordColumns | None  # where asked for


def session(model: Path | bytes) -> Any:
    """An onnxruntime session of one thread over a graph of ours, run as it is written."""
    import onnxruntime  # 0.1 s, so not before it is needed

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # which would keep the memory of the largest input: 100 MB for a long text
    # Further optimisation joins a sum and the norm after it into one operator, which takes five times as long.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class Encoder:
    """The network, loaded once. Sessions use one thread: processes are the unit of parallelism."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.wordpiece = WordPiece.load(folder / "vocab.txt")
        names = ["encoder.onnx", "pair.onnx", "words.onnx"]
        trained = (folder / names[-1]).exists()  # else the rest is measured while that is still to be learned
        self._encoder, self._pair, *heads = (session(folder / name) for name in names[: 2 + trained])
        self.word_weights: dict[str, Floats] = {}
        if heads:
            (self._words,) = heads
            with np.load(folder / "words.npz") as arrays:
                self.word_weights = {name: arrays[name].astype(np.float32) for name in arrays.files}

    def encode(self, text: str, *, with_words: bool = False) -> Iterator[Encoding]:
        """The text in segments of at most SEGMENT pieces, so that memory does not grow with its length."""
        pieces = self.wordpiece.pieces(text)
        feats = features(text, pieces)
        for start, end, first, last in overlapping(len(pieces.ids), SEGMENT, CONTEXT):
            part = Pieces(pieces.ids[start:end], pieces.starts[start:end], pieces.ends[start:end])
            places = _Places(text, part) if with_words else None
            hidden, cues, around = self._scores(part.ids.astype(np.int64), feats[start:end], places)
            breaks = feats[start:end, BREAK] > 0
            columns = places.columns() if places else None
            yield Encoding(text, part, first - start, last - start, breaks, hidden, cues, around, columns)

    def _scores(self, ids: Ints, feats: npt.NDArray[np.uint8], places: _Places | None) -> list[Floats]:
        columns: list[list[Floats]] = [[], [], []]
        for start, end, first, last in overlapping(len(ids), WINDOW, MARGIN):
            inputs = {"ids": ids[None, start:end], "features": feats[None, start:end].astype(np.int64)}
            wanted = ["hidden", "cues", "pieces"] if places is None else ["hidden", "cues", "pieces", "layers"]
            outputs = self._encoder.run(wanted, inputs)
            for column, scores in zip(columns, outputs, strict=False):
                column.append(scores[first - start : last - start])
            if places is not None:
                low, high = np.searchsorted(places.last, (first, last)).tolist()  # words answered for here
                if low < high:
                    begin = np.maximum(places.first[low:high] - start, 0)
                    stop = places.last[low:high] - start
                    of_words = {"layers": outputs[3], "marks": places.marks[start:end], "first": begin, "last": stop}
                    found = self._words.run(WORD_OUTPUTS, of_words)
                    places.rows.append(found)
        return [np.concatenate(column) for column in columns]

    def pair_scores(
        self, encoding: Encoding, first: Ints, last: Ints, index: Ints, distance: Ints, in_cue: Ints
    ) -> Floats:
        """[N, W, 5] scores of `attribution.PAIR_TAGS` for the pieces `index` [N, W] around cues first … last [N]."""
        cues = {"first": first, "last": last, "index": index, "distance": distance, "in_cue": in_cue}
        document = {"hidden": encoding.hidden, "pieces": encoding.around}
        scores: Floats = self._pair.run(["scores"], {**cues, **document})[0]
        return scores


class _Places:
    """The words of a segment, the pieces that each begins and ends with, and what the windows say of them."""

    def __init__(self, text: str, pieces: Pieces) -> None:
        low, high = (int(pieces.starts[0]), int(pieces.ends[-1])) if len(pieces.ids) else (0, 0)
        found = list(words(text, low, high))
        spans = np.array(found, dtype=np.int64).reshape(-1, 2)
        first, last = word_pieces(pieces, spans[:, 0], spans[:, 1])
        self.starts, self.ends = spans.T
        self.first, self.last = first, last
        self.marks = piece_marks(text, found, first, last, len(pieces.ids)).astype(np.float32)
        self.rows: list[list[Floats]] = []

    def columns(self) -> WordColumns | None:
        if not self.rows:
            return None
        columns = [np.concatenate(column) for column in zip(*self.rows, strict=True)]
        by_name = dict(zip(WORD_OUTPUTS, columns, strict=True))
        for flat in ("begins", "metonymy"):
            by_name[flat] = by_name[flat][:, 0]
        return WordColumns(self.starts, self.ends, **by_name)


def word_pieces(pieces: Pieces, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """First and last piece of each word; "do" and "n't" share the piece "don", and differ in the last."""
    first = np.minimum(np.searchsorted(pieces.ends, starts, side="right"), max(len(pieces.ids) - 1, 0))
    return first, np.maximum(np.searchsorted(pieces.starts, ends, side="left") - 1, first)


def piece_marks(
    text: str, spans: Sequence[tuple[int, int]], first: Ints, last: Ints, count: int
) -> npt.NDArray[np.uint8]:
    """[count, MARKS]: the marks of each word on all its pieces."""
    found = np.zeros((count, len(MARKS)), dtype=np.uint8)
    if count:
        reach = int((last - first).max(initial=0)) + 1
        of_words = marks(text, spans)
        for step in range(reach):
            place = np.minimum(first + step, last)
            np.maximum.at(found, place, of_words)
    return found


def overlapping(count: int, size: int, margin: int) -> list[tuple[int, int, int, int]]:
    """(start, end, first, last) of windows of at most `size` over `count` pieces.

    Each answers for the pieces first … last − 1, and sees at least `margin` more on either side where there are any.
    """
    if count <= size:
        return [(0, count, 0, count)] if count else []
    # Counted from the beginning, so that what is added below changes nothing above; the last one ends with the text.
    starts = [*range(0, count - size, size - 2 * margin), count - size]
    edges = [0, *((after + before + size) // 2 for before, after in pairwise(starts)), count]
    return [(start, start + size, *answers) for start, answers in zip(starts, pairwise(edges), strict=True)]
