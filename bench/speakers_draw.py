"""Which statements of PolNeAR dev the speaker set was annotated on: a seeded, stratified draw.

`python -m bench.speakers_draw` prints article, kind and cue of each. Strata are pronouns, nominals without a name,
statements without a source, and participles (", adding that"), whose source PolNeAR takes from the main clause while a
reader may find none: they count as elided. Rare strata are drawn first. No two cues stand within `APART` characters of
each other, so that no sentence counts twice.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.attribution import Parts
from bench.quality import load

SEED = 20260127
QUOTAS = {
    "I": 5,
    "we": 5,
    "it": 9,
    "who": 9,
    "they": 14,
    "she": 24,
    "he": 42,
    "elided": 38,
    "nominal": 70,
    "participle": 25,
}
PER_ARTICLE, PER_PUBLISHER = 4, 36
MORE_PARTICIPLES = 2  # an article may hold so many above PER_ARTICLE; there is no limit a publisher
APART = 200  # characters between two cues drawn from one article
# Nominals that say nothing of who speaks: documents, shares of a poll, and slips of the annotation.
NOBODY = re.compile(
    r"account|ad|ads|analysis|article|averages|book|data|emails|exit|film|law|leaflet|letter|memo|one|percent"
    r"|piece|poll|polls|records|report|reports|research|returns|review|rulings|said|section|statement|story"
    r"|study|submission|survey|surveys|that|there|these|video|which"
)
PARTICIPLES = re.compile(
    r"accusing|adding|arguing|asserting|claiming|emphasizing|promising|saying|suggesting|telling|warning", re.IGNORECASE
)
PRONOUNS = re.compile(r"he|her|him|his|i|it|its|me|my|our|she|their|them|they|us|we|who|you|your", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Drawn:
    article: int  # from 0, in the order of the file
    kind: str  # "pronoun", "nominal", "elided"
    parts: Parts


def draw() -> list[Drawn]:
    """The statements, in the order of the file and of their cues."""
    golds = load()
    lowered = _usually_lower([text for _, text, _ in golds])
    pools: dict[str, list[tuple[int, Parts]]] = {name: [] for name in QUOTAS}
    for article, (_, text, found) in enumerate(golds):
        for parts in found:
            pool = stratum([text[start:end] for start, end in parts["source"]], lowered)
            if pool and parts["cue"] and parts["content"]:
                pools[pool].append((article, parts))
            if _participle(text, parts):
                pools["participle"].append((article, parts))
    rng = random.Random(SEED)
    drawn: list[Drawn] = []
    by_article: Counter[int] = Counter()
    by_publisher: Counter[str] = Counter()
    for name, quota in QUOTAS.items():
        rng.shuffle(pools[name])
        taken = 0
        for article, parts in pools[name]:
            (publisher, text, _), cue = golds[article], parts["cue"][0][0]
            near = any(d.article == article and abs(d.parts["cue"][0][0] - cue) < APART for d in drawn)
            full = by_article[article] >= PER_ARTICLE or by_publisher[publisher] >= PER_PUBLISHER
            if name == "participle":
                full = by_article[article] >= PER_ARTICLE + MORE_PARTICIPLES
            if taken == quota or near or full:
                continue
            words = [text[start:end] for start, end in parts["source"]]
            drawn.append(Drawn(article, "elided" if name == "participle" else _kind(words), parts))
            taken += 1
            by_article[article] += 1
            by_publisher[publisher] += 1
    return sorted(drawn, key=lambda d: (d.article, d.parts["cue"]))


def stratum(sources: Sequence[str], lowered: frozenset[str]) -> str | None:
    """The stratum of a statement by the words of its sources; None where they hold a name."""
    words = " ".join(sources).split()
    if not words:
        return "elided"
    if len(words) == 1 and words[0].lower() in {"i", "we", "it", "who", "they", "she", "he"}:
        return "I" if words[0] == "I" else words[0].lower()
    first, rest = words[0], words[1:]
    if any(map(_CAPITAL.search, rest)) or (_CAPITAL.search(first) and first.lower() not in lowered):
        return None
    bare = {word.lower().strip("’'.,") for word in words}
    return None if any(map(NOBODY.fullmatch, bare)) or "=" in first else "nominal"


def _participle(text: str, parts: Parts) -> bool:
    """A participle of saying begins the cue, after a comma, and the source stands before the comma."""
    if not (parts["source"] and parts["cue"] and parts["content"]):
        return False
    start, end = parts["cue"][0]
    return bool(
        PARTICIPLES.fullmatch(text[start:end].split()[0])
        and text[max(0, start - 2) : start] == ", "
        and parts["source"][-1][1] < start - 2
    )


def _kind(sources: Sequence[str]) -> str:
    if not sources:
        return "elided"
    return "pronoun" if PRONOUNS.fullmatch(sources[0]) else "nominal"


def _usually_lower(texts: Sequence[str]) -> frozenset[str]:
    """Words that stand in small letters more often than with a capital: their capitals are not of names."""
    seen = Counter(word for text in texts for word in re.findall(r"[A-Za-z]+", text))
    return frozenset(word for word in seen if word.islower() and seen[word] > seen[word.capitalize()])


if __name__ == "__main__":
    for drawn in draw():
        print(drawn.article, drawn.kind, drawn.parts["cue"][0])
