"""Wire copies: whether two dispatches are one, abridged or framed, told from the word runs that they share.

A dispatch becomes the set of its *shingles*: hashed runs of five words. Of two dispatches the smaller set tells how
much of it stands in the other (containment); the measure of both together, which near-duplicate search commonly uses,
would miss a copy cut to its first third. Words inside quotation marks are left out, because independent reporters share
what was said and copies share what was written around it. Runs with a figure in them are counted once more by
themselves: two weather reports share their phrases and differ in their numbers.

Nothing here knows the ledger; `onrecord.ledger.stories` finds whom to compare, and keeps the groups.

    >>> told = "The harbour of Vardnes was closed on Monday after a crane fell on the ferry quay, port officials said."
    >>> same_dispatch(fingerprint(told * 2), fingerprint("HARBOUR SHUT\\n\\n" + told.upper() * 2))
    True
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from onrecord.quotation import quotations

RUN = 5  # words a shingle
SAMPLE = 4  # one shingle in so many is kept in the ledger's index: about 100 rows for a dispatch of 500 words
# Set with `python -m bench.folding --seed 1`; the published figures are those of another seed.
FEWEST = 16  # shingles that two dispatches must share, unless they agree FULLY
FULLY = 0.9  # of both
CONTAINED = 0.45  # share of the smaller dispatch that stands in the larger
RARE_CONTAINED = 0.35  # the same of the samples that are no boilerplate, where there are FEWEST_SAMPLES of them
FEWEST_SAMPLES = 4
COVERED = 0.12  # share of the larger one
LONG = 0.35  # share below which the larger one may be a round-up
NEARLY = 0.75  # share of the smaller one that a copy keeps where it shares its beginning, or its end, and no more
SIGN_OFF = 60  # shingles; what two dispatches have in common at their end and is shorter is no part of them
FIGURES_CONTAINED = 0.4  # share of the smaller one's runs with a figure in them
FEWEST_FIGURES = 4  # such runs from which the share is asked for

_WORD = re.compile(r"\d[\d.,:]*\d|\w+")  # "3,200" and "14:30" are one word each
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two dispatches are compared by. Hashes are below 2^39: two bytes less of each in the index than of 2^63."""

    order: tuple[int, ...]  # the shingles as they stand
    shingles: frozenset[int]
    figures: frozenset[int]  # of them, those with a digit

    @property
    def samples(self) -> frozenset[int]:
        """The shingles that stand in the index; which ones depends on nothing but their words."""
        return frozenset(shingle for shingle in self.shingles if shingle % SAMPLE == 0)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two fingerprints share: of the smaller, of the larger, and of the smaller's runs with figures."""

    shared: int
    contained: float
    covered: float
    figures: float | None  # None where the smaller has too few to tell
    where: Literal["throughout", "beginning", "middle", "end of both"]  # the one passage of the larger that is shared


def fingerprint(text: str) -> Fingerprint:
    """The shingles of a dispatch, without what stands in quotation marks where enough stands outside them."""
    own = _shingles(_words(_unquoted(text)))
    return own if len(own.shingles) >= FEWEST else _shingles(_words(text))


def overlap(one: Fingerprint, other: Fingerprint) -> Overlap:
    """What two fingerprints share."""
    smaller, larger = sorted((one, other), key=lambda part: len(part.shingles))
    shared = smaller.shingles & larger.shingles
    few = len(smaller.figures) < FEWEST_FIGURES
    return Overlap(
        len(shared),
        len(shared) / max(1, len(smaller.shingles)),
        len(shared) / max(1, len(larger.shingles)),
        None if few else len(smaller.figures & larger.figures) / len(smaller.figures),
        _where(smaller, larger, shared),
    )


def same_dispatch(one: Fingerprint, other: Fingerprint, common: Collection[int] = ()) -> bool:
    """Whether one is a copy of the other, or both of a third; `common` are those samples that are boilerplate."""
    found = overlap(one, other)
    if found.figures is not None and found.figures < FIGURES_CONTAINED:
        return False
    if found.contained >= FULLY and found.covered >= FULLY:
        return True
    if found.shared < FEWEST or found.contained < CONTAINED or found.covered < COVERED:
        return False
    if found.where == "middle" and found.covered < LONG:  # an item of a round-up
        return False
    if found.where == "beginning" and found.covered < LONG and found.contained < NEARLY:  # its first item
        return False
    if found.where == "end of both" and found.contained < NEARLY and found.shared < SIGN_OFF:
        return False
    smaller = min((one, other), key=lambda part: len(part.shingles))
    rare = smaller.samples.difference(common)
    shared = rare & one.shingles & other.shingles
    return len(rare) >= FEWEST_SAMPLES and len(shared) >= RARE_CONTAINED * len(rare)


def _where(
    smaller: Fingerprint, larger: Fingerprint, shared: frozenset[int]
) -> Literal["throughout", "beginning", "middle", "end of both"]:
    """Whether what is shared is one passage, and which: a copy is cut here and there, an item stands by itself."""
    begin, end, whole = _passage(larger, shared)
    if not whole:
        return "throughout"
    _, own_end, own_whole = _passage(smaller, shared)
    if own_whole and end > 0.9 and own_end > 0.9:
        return "end of both"
    return "beginning" if begin < 0.1 else "middle"


def _passage(part: Fingerprint, shared: frozenset[int]) -> tuple[float, float, bool]:
    """Where the shared shingles begin and end, as shares of the text, and whether little else stands between.

    A tenth at either end is left out of account: phrases that stand elsewhere too.
    """
    places = [place for place, shingle in enumerate(part.order) if shingle in shared]
    if not places:
        return 0.0, 0.0, False
    tenth = len(places) // 10
    low, high = places[tenth], places[-1 - tenth]
    within = len(places) - 2 * tenth
    return places[tenth] / len(part.order), places[-1] / len(part.order), high - low + 1 < 1.15 * within


def _unquoted(text: str) -> str:
    """The text with each quotation that opens and closes (or goes on) replaced by a space."""
    parts, done = [], 0
    for quotation in quotations(text):
        if quotation.depth == 1 and quotation.opened and (quotation.closed or quotation.continues):
            parts.append(text[done : quotation.start])
            done = quotation.end
    parts.append(text[done:])
    return " ".join(parts)


def _words(text: str) -> list[str]:
    return [word.replace(",", "") for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def _shingles(words: list[str]) -> Fingerprint:
    runs = (words[start : start + RUN] for start in range(len(words) - RUN + 1))
    hashed = [(_hash(" ".join(run)), any(map(_DIGIT.search, run))) for run in runs]
    order = tuple(one for one, _ in hashed)
    return Fingerprint(order, frozenset(order), frozenset(one for one, figure in hashed if figure))


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=5).digest(), "big") >> 1
