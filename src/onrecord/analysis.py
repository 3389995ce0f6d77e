"""What the heads over words say of a document: its parse, its names, what kind of thing each word stands for.

Collected segment by segment while attribution reads the same encodings, so that the text is encoded once and memory
stays bounded.

    >>> collector = Collector(encoder, doc.text)                           # doctest: +SKIP
    >>> made = statements.find(encoder, doc, collector.passing(encodings)) # doctest: +SKIP
    >>> collector.analysis().parse.heads                                   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onrecord.chain import IMPOSSIBLE, Floats, best_paths
from onrecord.encode import Encoder, Encoding
from onrecord.names import Name, settled
from onrecord.parse import Parse
from onrecord.quotation import paragraphs
from onrecord.record import Span
from onrecord.trees import best_tree

LONGEST_SENTENCE = 200  # words; a list of ten thousand names without a full stop is cut, so that no step is quadratic


@dataclass(frozen=True)
class Analysis:
    parse: Parse
    names: tuple[Name, ...]
    types: npt.NDArray[np.float16]  # [words, config["types"]] what kind of thing a noun stands for
    vectors: npt.NDArray[np.float16]  # [words, 256] as an anaphor, as an antecedent; see onrecord.pairs
    acting: npt.NDArray[np.bool_]  # [words] of the last word of a place's name: it stands for who acts there


class Collector:
    """Takes the columns of words out of passing encodings, and turns them into an Analysis."""

    def __init__(self, encoder: Encoder, text: str) -> None:
        self._config = encoder.config
        self._weights = encoder.word_weights
        self._text = text
        self._breaks = {start for start, _ in paragraphs(text)}
        self._spans: list[tuple[int, int]] = []
        self._tags: list[str] = []
        self._heads: list[int] = []
        self._relations: list[str] = []
        self._sentences: list[tuple[int, int]] = []
        self._names: list[Name] = []
        self._types: list[npt.NDArray[np.float16]] = []
        self._vectors: list[npt.NDArray[np.float16]] = []
        self._acting: list[npt.NDArray[np.bool_]] = []
        tags = self._config["names"]
        self._moves = np.array([[_allowed(before, after) for after in tags] for before in tags], dtype=np.float32)
        self._begins = np.array([_allowed("O", after) for after in tags], dtype=np.float32)

    def passing(self, encodings: Iterable[Encoding]) -> Iterator[Encoding]:
        for encoding in encodings:
            self._take(encoding)
            yield encoding

    def analysis(self) -> Analysis:
        words = tuple(Span(start, end) for start, end in self._spans)
        parse = Parse(words, tuple(self._tags), tuple(self._heads), tuple(self._relations), tuple(self._sentences))
        width = len(self._config["types"])
        types = np.concatenate([np.zeros((0, width), np.float16), *self._types])
        vectors = np.concatenate([np.zeros((0, 256), np.float16), *self._vectors])
        acting = np.concatenate([np.zeros(0, bool), *self._acting])
        names = settled(self._text, self._spans, self._names)
        return Analysis(parse, tuple(names), types, vectors, acting)

    def _take(self, encoding: Encoding) -> None:
        """The sentences that begin where this segment answers, less what the segment before went on to."""
        columns = encoding.words
        if columns is None or not len(columns.starts):
            return
        starts = columns.starts.tolist()
        begins = columns.begins > 0
        begins |= np.array([start in self._breaks for start in starts])
        begins[0] = True
        for long in range(LONGEST_SENTENCE, len(begins), LONGEST_SENTENCE):
            if not begins[long - LONGEST_SENTENCE + 1 : long + 1].any():
                begins[long] = True
        edges = [*np.flatnonzero(begins).tolist(), len(starts)]
        done = self._spans[-1][1] if self._spans else 0
        limit = int(encoding.pieces.starts[encoding.last]) if encoding.last < len(encoding.pieces.starts) else None
        chosen = []
        for low, high in pairwise(edges):
            if limit is not None and starts[low] >= limit:
                break
            if starts[high - 1] >= done:
                first = low
                while starts[first] < done:
                    first += 1
                chosen.append((first, high))
        if chosen:
            self._sentences_of(encoding, chosen)

    def _sentences_of(self, encoding: Encoding, chosen: list[tuple[int, int]]) -> None:
        columns = encoding.words
        assert columns is not None
        low, high = chosen[0][0], chosen[-1][1]
        offset = len(self._spans) - low
        self._spans += zip(columns.starts[low:high].tolist(), columns.ends[low:high].tolist(), strict=True)
        self._tags += [self._config["tags"][tag] for tag in columns.tags[low:high].argmax(1).tolist()]
        exp = np.exp(columns.types[low:high] - columns.types[low:high].max(1, keepdims=True))
        self._types.append((exp / exp.sum(1, keepdims=True)).astype(np.float16))
        self._vectors.append(columns.vectors[low:high].astype(np.float16))
        self._acting.append(columns.metonymy[low:high] > 0)
        dependents, heads = np.split(columns.arcs, 2, axis=1)
        rel_dependents, rel_heads = np.split(columns.relations, 2, axis=1)
        weights = self._weights
        for first, end in chosen:
            candidates = np.concatenate([heads[first:end], weights["arc_root"][None]])
            scores = dependents[first:end] @ weights["arc_product"] @ candidates.T
            scores += (candidates @ weights["arc_bias.weight"].T + weights["arc_bias.bias"]).T
            tree = best_tree(scores)
            governed = np.concatenate([rel_heads[first:end], weights["relation_root"][None]])[tree]
            own = rel_dependents[first:end]
            hidden = np.maximum(own + governed + own * governed, 0)
            named = hidden @ weights["relation_out.weight"].T + weights["relation_out.bias"]
            relations = self._config["relations"]
            roots = np.array(tree) < 0
            named[:, relations.index("root")] = np.where(roots, 1e4, IMPOSSIBLE)
            self._relations += [relations[number] for number in named.argmax(1).tolist()]
            self._heads += [head + first + offset if head >= 0 else -1 for head in tree]
            self._sentences.append((first + offset, end + offset))
        self._name(columns.names, chosen, offset)

    def _name(self, scores: Floats, chosen: list[tuple[int, int]], offset: int) -> None:
        tags = self._config["names"]
        lengths = np.array([end - first for first, end in chosen])
        for low in range(0, len(chosen), 64):  # bounds memory
            some, counts = chosen[low : low + 64], lengths[low : low + 64]
            padded = np.zeros((len(some), int(counts.max()), len(tags)), dtype=np.float32)
            for row, (first, end) in enumerate(some):
                part = scores[first:end]
                top = part.max(1, keepdims=True)
                padded[row, : end - first] = part - top - np.log(np.exp(part - top).sum(1, keepdims=True))
            paths = best_paths(padded, counts, self._moves, self._begins)
            for row, (first, end) in enumerate(some):
                path = [tags[tag] for tag in paths[row, : end - first].tolist()]
                for begin, stop in _runs(path):
                    sure = padded[row, np.arange(begin, stop), paths[row, begin:stop]].min()
                    kind = path[begin][2:]
                    place = first + offset
                    self._names.append(Name(begin + place, stop - 1 + place, kind, float(np.exp(sure))))


def _allowed(before: str, after: str) -> float:
    return IMPOSSIBLE if after[0] == "I" and before[1:] != after[1:] else 0.0


def _runs(path: list[str]) -> Iterator[tuple[int, int]]:
    start = None
    for place, tag in enumerate([*path, "O"]):
        if start is not None and tag[0] != "I":
            yield start, place
            start = None
        if tag[0] == "B":
            start = place
