"""Which of a page's blocks an extractor meant: its output aligned to the page, in order, by letters and digits alone.

Extractors squash words, drop links inside sentences, merge and split paragraphs. So neither white space nor punctuation
counts, equal blocks are anchors, and what stands between two anchors is compared by shared runs of letters. Nothing is
matched backwards.

    >>> aligned(["Home", "One two.", "He told the council in Riga no."], ["Onetwo.", "He told the in Riga no."])
    [False, True, True]
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

GRAM = 6  # letters; a dropped word spoils at most this many runs on either side
SHARED = 0.5  # of a block's runs that the extractor must have kept for the block to be meant

_NOT_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text, case folded, without accents: what survives an extractor's clean-up."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", text).casefold())


def aligned(blocks: Sequence[str], chosen: Sequence[str]) -> list[bool]:
    """For each of the page's blocks, whether it is among the texts an extractor chose. Linear but for sorting."""
    page, output = [letters(text) for text in blocks], [letters(text) for text in chosen]
    pairs = _anchors(page, output)
    pairs = _repeated(page, output, pairs)
    found = [False] * len(page)
    for at, _ in pairs:
        found[at] = True
    for (page_from, output_from), (page_to, output_to) in pairwise([(-1, -1), *pairs, (len(page), len(output))]):
        rest = "".join(output[output_from + 1 : output_to])
        between = range(page_from + 1, page_to)
        if rest and between:
            grams = set(_grams(rest))
            for at in between:
                found[at] = _mostly(page[at], grams)
    return found


def _anchors(page: list[str], output: list[str]) -> list[tuple[int, int]]:
    """Blocks that occur once on either side, as far as their order agrees (the longest such chain)."""
    page_counts, output_counts = Counter(page), Counter(output)
    place = {key: at for at, key in enumerate(page) if page_counts[key] == 1}
    return _longest_chain(
        (place[key], at) for at, key in enumerate(output) if key and output_counts[key] == 1 and key in place
    )


def _repeated(page: list[str], output: list[str], anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The anchors, and between each two of them the equal blocks that occur more than once, first come first served."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(page):
        places[key].append(at)
    pairs: list[tuple[int, int]] = []
    for (page_from, output_from), (page_to, output_to) in pairwise([(-1, -1), *anchors, (len(page), len(output))]):
        last = page_from
        for at in range(output_from + 1, output_to):
            candidates = places.get(output[at], []) if output[at] else []
            nearest = bisect_left(candidates, last + 1)
            if nearest < len(candidates) and candidates[nearest] < page_to:
                last = candidates[nearest]
                pairs.append((last, at))
        if page_to < len(page):
            pairs.append((page_to, output_to))
    return pairs


def _longest_chain(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs that rises on both sides (patience sorting); `pairs` come sorted by the second."""
    ends: list[int] = []
    tails: list[int] = []
    items: list[tuple[int, int]] = []
    before: list[int] = []
    for index, (at, other) in enumerate(pairs):
        items.append((at, other))
        length = bisect_left(ends, at)
        before.append(tails[length - 1] if length else -1)
        ends[length : length + 1] = [at]
        tails[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = tails[-1] if tails else -1
    while index >= 0:
        chain.append(items[index])
        index = before[index]
    return chain[::-1]


def _grams(key: str) -> Iterable[str]:
    return (key[at : at + GRAM] for at in range(len(key) - GRAM + 1))


def _mostly(key: str, grams: set[str]) -> bool:
    runs = list(_grams(key))
    return len(runs) >= GRAM and sum(run in grams for run in runs) >= SHARED * len(runs)
