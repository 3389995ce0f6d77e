"""Statements: who said (or thinks) what. From the encoder's scores to source, cue and content spans.

A cue is tagged first ("said", "according to"). Then, for each cue, a linear chain over the pieces around it tags
its source and its content together, so that links need no second step, and content may be discontinuous or cross
sentences and paragraphs.
"""

from __future__ import annotations

import numpy as np

from onrecord.chain import IMPOSSIBLE, Floats, Ints

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


def allowed_moves() -> tuple[Floats, Floats]:
    """([8, 8], [8]): 0 where a step (a start) is allowed, IMPOSSIBLE elsewhere."""
    moves = np.full((8, 8), IMPOSSIBLE, dtype=np.float32)
    for before, after in _MOVES.items():
        moves[before, list(after)] = 0
    begins = np.full(8, IMPOSSIBLE, dtype=np.float32)
    begins[list(_BEGINS)] = 0
    return moves, begins


def cue_distances(places: Ints, first: int, last: int) -> Ints:
    """Signed pieces to the cue, 0 within it, clipped and shifted to 0 … 2 REACH."""
    away = np.where(places < first, places - first, np.where(places > last, places - last, 0))
    return np.clip(away, -REACH, REACH) + REACH
