"""Statements: who said (or thinks) what. From the encoder's scores to source, cue and content spans.

A cue is tagged first ("said", "according to"). Then, for each cue, a linear chain over the pieces around it tags
its source and its content together, so that links need no second step, and content may be discontinuous or cross
sentences and paragraphs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from onrecord.chain import IMPOSSIBLE, Bools, Floats, Ints, best_paths, log_partition, path_scores
from onrecord.encode import Encoder, Encoding
from onrecord.manner import form, kind_and_polarity
from onrecord.quotation import Quotation, quotations
from onrecord.record import Document, Span, Statement, finding_id

Place = tuple[int, int]  # first and last piece
Cue = tuple[Place, float]  # and its probability

# Flat tags of every piece.
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
# Tags of the pieces around one cue.
PAIR_TAGS = ("O", "B-source", "I-source", "B-content", "I-content")
REACH = 160  # pieces on either side of a cue; 99 % of sources and contents begin and end within 90

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

# No span runs over the end of a paragraph (of 69,594 in PolNeAR train, 2 do): a content goes on as a new fragment.
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


def find(encoder: Encoder, doc: Document) -> tuple[Statement, ...]:
    """Every statement in the document, in the order of the text; the outer before those within it."""
    quotes = quotations(doc.text)
    document_id = doc.id
    found: list[Statement] = []
    for encoding in encoder.encode(doc.text):
        made = attributions(encoder, encoding)
        outer = [
            _statement(encoder, document_id, doc.text, quotes, encoding, one)
            for one in settled([one for one in made if not one.inner])
        ]
        inner = [
            _statement(encoder, document_id, doc.text, quotes, encoding, one)
            for one in settled([one for one in made if one.inner])
        ]
        found += outer + nested(inner, outer)
    found.sort(key=lambda statement: min(statement.source + statement.cue + statement.content))
    return tuple(found)


def nested(inner: list[Statement], outer: list[Statement]) -> list[Statement]:
    """The inner statements that lie within the content of an outer one, each naming it; the others are dropped."""
    kept = []
    for statement in inner:
        words = statement.cue + statement.content
        holders = [holder for holder in outer if all(any(b in a for a in holder.content) for b in words)]
        if len(holders) == 1 and statement.content != holders[0].content:
            kept.append(replace(statement, within=holders[0].id))
    return kept


def _statement(
    encoder: Encoder,
    document_id: str,
    text: str,
    quotes: tuple[Quotation, ...],
    encoding: Encoding,
    attribution: Attribution,
) -> Statement:
    def span(place: Place) -> Span:
        return Span(int(encoding.pieces.starts[place[0]]), int(encoding.pieces.ends[place[1]]))

    source = tuple(span(place) for place in ([attribution.source] if attribution.source else []))
    cue, content = (span(attribution.cue),), tuple(span(place) for place in attribution.content)
    kind, polarity = kind_and_polarity(text, source, cue, content)
    return Statement(
        id=finding_id(document_id, "statement", source + cue + content),
        source=source,
        cue=cue,
        content=content,
        form=form(text, content, quotes),
        kind=kind,
        polarity=polarity,
        speaker=None,
        said=None,
        within=None,
        confidence=confidence(encoder.config["calibration"], attribution),
    )


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue and what belongs to it, as (first, last) pieces, with the model's own probabilities."""

    cue: Place
    source: Place | None
    content: tuple[Place, ...]
    cue_probability: float
    pair_probability: float  # of source and content, given the cue
    inner: bool = False  # its cue stands within the content of another


def attributions(encoder: Encoder, encoding: Encoding) -> list[Attribution]:
    """All attributions that are this segment's to make, in the order of their cues; then the inner ones."""
    bias = encoder.config["cue_bias"]
    outer, inner = (find_cues(encoding.cues[:, i : i + 2], encoding.breaks, bias) for i in (0, 2))
    # The chain of an outer cue knows of the outer cues only; that of an inner one, of all.
    found = _attributed(encoder, encoding, outer, 0)
    return found + [replace(one, inner=True) for one in _attributed(encoder, encoding, outer + inner, len(outer))]


def _attributed(encoder: Encoder, encoding: Encoding, cues: list[Cue], since: int) -> list[Attribution]:
    """The source and content of each cue from number `since` on."""
    places = [place for place, _ in cues]
    chosen = [i for i in range(since, len(cues)) if encoding.first <= places[i][0] < encoding.last]
    moves = np.array(encoder.config["moves"], dtype=np.float32)
    begins = np.array(encoder.config["begins"], dtype=np.float32)
    found = []
    for low in range(0, len(chosen), CUES_AT_ONCE):
        some = chosen[low : low + CUES_AT_ONCE]
        *chain, lengths = _around(places, some, len(encoding.cues))
        index = chain[2]
        tags = encoder.pair_scores(encoding, *chain)
        tags[encoding.breaks[index]] += _AT_BREAKS
        scores = tags[:, :, STATE_TAGS]
        paths = best_paths(scores, lengths, moves, begins)
        weights = path_scores(paths, scores, lengths, moves, begins) - log_partition(scores, lengths, moves, begins)
        for row, cue in enumerate(some):
            source, content = _spans(paths[row, : lengths[row]], int(index[row, 0]))
            if content:  # a cue with nothing said is none
                sure = math.exp(min(0.0, float(weights[row])))
                found.append(Attribution(places[cue], source, content, cues[cue][1], sure))
    return found


def settled(rivals: list[Attribution]) -> list[Attribution]:
    """No words said twice: a fragment that two cues claim goes to the likelier attribution."""
    kept: list[tuple[int, Attribution]] = []
    taken: list[Place] = []
    likeliest_first = sorted(enumerate(rivals), key=lambda pair: -pair[1].cue_probability * pair[1].pair_probability)
    for order, rival in likeliest_first:
        free = tuple(place for place in rival.content if not any(place[0] <= b and a <= place[1] for a, b in taken))
        if free:
            kept.append((order, replace(rival, content=free)))
            taken += free
    return [attribution for _, attribution in sorted(kept, key=lambda pair: pair[0])]


def confidence(weights: list[float], attribution: Attribution) -> float:
    """Probability that cue, source and content are all exact: a logistic function, fitted in `train.calibrate`."""
    total = float(np.dot(weights, evidence(attribution)))
    return round(1 / (1 + math.exp(-total)), 4)


def evidence(attribution: Attribution) -> tuple[float, ...]:
    """What confidence is computed from."""

    def logit(share: float) -> float:
        return math.log(max(share, 1e-4) / max(1 - share, 1e-4))

    pieces = sum(last - first + 1 for first, last in attribution.content)
    return (
        1.0,
        logit(attribution.cue_probability),
        logit(attribution.pair_probability),
        float(attribution.source is None),
        float(len(attribution.content) > 1),
        math.log(pieces),
    )


def find_cues(share: Floats, breaks: Bools, bias: float) -> list[Cue]:
    """Cues as (first, last) pieces with their probabilities: the best path over begin, inside, outside.

    `share` [pieces, 2] holds the probabilities of begin and inside; `bias` is added to the logarithm of both.
    """
    begin, inside = share[:, 0], share[:, 1]
    outside = np.maximum(1 - begin - inside, 1e-6)
    likely = np.flatnonzero(outside < 0.98)
    if not len(likely):
        return []
    # Chains only over islands of likely cue pieces, with one piece of shore on either side.
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


def _spans(path: Ints, offset: int) -> tuple[Place | None, tuple[Place, ...]]:
    tags = STATE_TAGS[path]
    sources = [(first + offset, last + offset) for first, last in _runs(tags, 1, 2)]
    return (sources[0] if sources else None), tuple((a + offset, b + offset) for a, b in _runs(tags, 3, 4))


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
