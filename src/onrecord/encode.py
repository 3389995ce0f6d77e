"""The encoder: text → per-piece vectors, scores and offsets. Batching lives here and only here.

    >>> encoding = Encoder.load().encode("It rained, she said.")   # doctest: +SKIP
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onrecord.quotation import quotations
from onrecord.wordpiece import Pieces

# Columns of the feature array: what an uncased vocabulary does not see.
CASE, QUOTED, BREAK, GLUED = range(4)
FEATURE_SIZES = (8, 3, 2, 2)


def features(text: str, pieces: Pieces) -> npt.NDArray[np.int64]:
    """[pieces, 4]: case of the surface, inside which quotation marks, first of its paragraph, no space before."""
    found = np.zeros((len(pieces.ids), len(FEATURE_SIZES)), dtype=np.int64)
    quoted = np.zeros(len(text) + 1, dtype=np.int64)
    for quotation in quotations(text):
        inside = quoted[quotation.start : quotation.end]
        np.maximum(inside, 2 if quotation.double else 1, out=inside)
    last_end = 0
    for index, (start, end) in enumerate(zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)):
        gap = text[last_end:start]
        found[index, CASE] = _case(text[start:end])
        found[index, BREAK] = index == 0 or "\n" in gap
        found[index, GLUED] = not gap
        last_end = end
    found[:, QUOTED] = quoted[pieces.starts]
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
