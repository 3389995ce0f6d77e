"""Attribution: from the encoder's scores to cues, and to the source and content of each, as spans of the text.

A cue is tagged first ("said", "according to"). Then, for each cue, a linear chain over the pieces around it tags
its source and its content together, so that links need no second step, and content may be discontinuous or cross
sentences and paragraphs.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onrecord.chain import IMPOSSIBLE, Bools, Floats, Ints, best_paths, log_partition, path_scores
from onrecord.encode import Encoder, Encoding
from onrecord.record import Span, Spans

Place = tuple[int, int]  # first and last piece
Cue = tuple[Place, float]  # and its probability

# Flat tags of every piece.
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
# Tags of the pieces around one cue.
PAIR_TAGS = ("O", "B-source", "I-source", "B-content", "I-content")
REACH = 160  # pieces on either side of a cue; 99 % of sources and contents in PolNeAR train end within 343 characters

# The chain around a cue has at most one source, so "before the source" and "after it" are different states.
STATE_TAGS = np.array([0, 3, 4, 1, 2, 0, 3, 4])  # the PAIR_TAGS of each state
_O0, _BC0, _IC0, _BS, _IS, _O1, _BC1, _IC1 = range(8)
_MOVES = {
    _O0: (_O0, _BC0, _BS),
    _BC0: (_O0, _BC0, _IC0, _BS),
    _IC0: (_O0, _BC0, _IC0, _BS),
    _BS: (_IS, _O1, _BC1),
    _IS: (_IS, _O1, _BC1),
    _O1: (_O1, _BC1),
    _BC1: (_O1, _BC1, _IC1),
    _IC1: (_O1, _BC1, _IC1),
}
_BEGINS = (_O0, _BC0, _BS)

# No span runs over the end of a paragraph (in PolNeAR train at most 2 of 69,594 do): a content goes on anew there.
_AT_BREAKS = np.array([0, 0, IMPOSSIBLE, 0, IMPOSSIBLE], dtype=np.float32)
CUES_AT_ONCE = 64  # bounds memory; fixed, so that nothing depends on it
_CUE_MOVES = np.array([[0, 0, IMPOSSIBLE], [0, 0, 0], [0, 0, 0]], dtype=np.float32)  # O, B, I
_CUE_BEGINS = np.array([0, 0, IMPOSSIBLE], dtype=np.float32)


def allowed_moves() -> tuple[Floats, Floats]:
    """([8, 8], [8]): 0 where a step (a start) is allowed, IMPOSSIBLE elsewhere."""
    moves = np.full((8, 8), IMPOSSIBLE, dtype=np.float32)
    for before, after in _MOVES.items():
        moves[before, list(after)] = 0
    begins = np.full(8, IMPOSSIBLE, dtype=np.float32)
    begins[list(_BEGINS)] = 0
    return moves, begins


def cue_distances(places: Ints, first: Ints | int, last: Ints | int) -> Ints:
    """Signed pieces to the cue, 0 within it, clipped and shifted to 0 … 2 REACH."""
    away = np.where(places < first, places - first, np.where(places > last, places - last, 0))
    return np.clip(away, -REACH, REACH) + REACH


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue and what belongs to it, with the model's own probabilities."""

    source: Spans  # none or one
    cue: Spans  # one
    content: Spans
    cue_probability: float
    pair_probability: float  # of source and content, given the cue


def attributions(encoder: Encoder, encoding: Encoding) -> list[Attribution]:
    """All attributions that are this segment's to make, in the order of their cues."""
    cues = find_cues(encoding.cues, encoding.breaks, encoder.config["cue_bias"])
    places = [place for place, _ in cues]
    chosen = [i for i in range(len(cues)) if encoding.first <= places[i][0] < encoding.last]
    moves = np.array(encoder.config["moves"], dtype=np.float32)
    begins = np.array(encoder.config["begins"], dtype=np.float32)
    paragraph = np.cumsum(encoding.breaks)
    found = []
    for low in range(0, len(chosen), CUES_AT_ONCE):
        some = chosen[low : low + CUES_AT_ONCE]
        *chain, lengths = _around(places, some, len(encoding.cues))
        index = chain[2]
        tags = encoder.pair_scores(encoding, *chain)
        tags[encoding.breaks[index]] += _AT_BREAKS
        elsewhere = paragraph[index] != paragraph[chain[0]][:, None]
        tags[elsewhere, 1:3] += IMPOSSIBLE
        scores = tags[:, :, STATE_TAGS]
        paths = best_paths(scores, lengths, moves, begins)
        weights = path_scores(paths, scores, lengths, moves, begins) - log_partition(scores, lengths, moves, begins)
        for row, cue in enumerate(some):
            source, content = _places(paths[row, : lengths[row]], int(index[row, 0]))
            if content:  # a cue with nothing said is none
                found.append(
                    Attribution(
                        source=_spans(encoding, source),
                        cue=_spans(encoding, [places[cue]]),
                        content=_spans(encoding, content),
                        cue_probability=cues[cue][1],
                        pair_probability=math.exp(min(0.0, float(weights[row]))),
                    )
                )
    return found


def find_cues(share: Floats, breaks: Bools, bias: float) -> list[Cue]:
    """Cues as (first, last) pieces with their probabilities: the best path over begin, inside, outside.

    `share` [pieces, 2] holds the probabilities of begin and inside; `bias` is added to the logarithm of both.
    """
    begin, inside = share[:, 0], share[:, 1]
    outside = np.maximum(1 - begin - inside, 1e-6)
    likely = np.flatnonzero(outside < 0.98)
    if not len(likely):
        return []
    # Chains only over islands of likely cue pieces.
    islands = np.split(likely, np.flatnonzero(np.diff(likely) > 1) + 1)
    lengths = np.array([len(island) for island in islands])
    scores = np.zeros((len(islands), int(lengths.max()), 3), dtype=np.float32)
    logs = np.log(np.stack([outside, np.maximum(begin, 1e-9), np.maximum(inside, 1e-9)], 1))
    logs[:, 1:] += bias
    logs[breaks, 2] = IMPOSSIBLE
    for row, island in enumerate(islands):
        scores[row, : len(island)] = logs[island]
    paths = best_paths(scores, lengths, _CUE_MOVES, _CUE_BEGINS)
    weights = path_scores(paths, scores, lengths, _CUE_MOVES, _CUE_BEGINS)
    weights -= log_partition(scores, lengths, _CUE_MOVES, _CUE_BEGINS)
    found: list[Cue] = []
    for row, island in enumerate(islands):
        for first, last in _runs(paths[row, : lengths[row]], 1, 2):
            found.append(((int(island[first]), int(island[last])), float(np.exp(min(0.0, float(weights[row]))))))
    return found


def _around(places: list[Place], some: list[int], count: int) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """first, last [N]; index, distance, in_cue [N, W]; lengths [N] of the chains around some of the cues."""
    owner = np.full(count, -1)
    for number, (first, last) in enumerate(places):
        owner[first : last + 1] = number
    firsts, lasts = (np.array([places[cue][end] for cue in some]) for end in (0, 1))
    lows, highs = np.maximum(0, firsts - REACH), np.minimum(count, lasts + REACH + 1)
    index = np.minimum(lows[:, None] + np.arange((highs - lows).max()), count - 1)
    owners = owner[index]
    in_cue = np.where(owners == np.array(some)[:, None], 1, np.where(owners >= 0, 2, 0))
    return firsts, lasts, index, cue_distances(index, firsts[:, None], lasts[:, None]), in_cue, highs - lows


def _places(path: Ints, offset: int) -> tuple[list[Place], list[Place]]:
    """Source and content of one path."""
    tags = STATE_TAGS[path]
    source, content = ([(a + offset, b + offset) for a, b in _runs(tags, begin, begin + 1)] for begin in (1, 3))
    return source, content


def _spans(encoding: Encoding, places: list[Place]) -> Spans:
    return tuple(_span(encoding, first, last) for first, last in places)


def _span(encoding: Encoding, first: int, last: int) -> Span:
    end = int(encoding.pieces.ends[last])
    while end < len(encoding.text) and unicodedata.combining(encoding.text[end]):
        end += 1  # an accent of its own is no piece, but it is part of the letter before it
    return Span(int(encoding.pieces.starts[first]), end)


def _runs(tags: Ints, begin: int, inside: int) -> Iterator[Place]:
    """(first, last) of each begin-inside run."""
    first = None
    for place, tag in enumerate(tags.tolist()):
        if first is not None and tag != inside:
            yield first, place - 1
            first = None
        if tag == begin:
            first = place
    if first is not None:
        yield first, len(tags) - 1
