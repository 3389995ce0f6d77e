"""How likely a row of events or positions is right in all its cells: a logistic model over a few traits of the row.

Its weights are a table, lang/en/confidence.tsv, fitted on rows of judged dispatches (docs/judging.md); a trait that has
no weight says nothing. Conventions, the fit and what was measured: `python -m train.confidence`.

    >>> 0 < estimate("event", ["part verb", "actor name"]) < 1
    True
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from onrecord.record import Participant

if TYPE_CHECKING:
    from onrecord.scene import Scene

TABLE = Path(__file__).parent / "lang" / "en" / "confidence.tsv"
Kind = Literal["event", "position"]
# Below these, rows stay out of the default views. Of the rows on which the weights were fitted, 75.7 % of events and
# 79.7 % of positions above them are right by cross-validation; docs/judging.md has the curve of the others.
THRESHOLDS: dict[Kind, float] = {"event": 0.62, "position": 0.62}
LONG = 40  # words of a sentence that is easily parsed wrongly
FAR = 8  # words between a predicate and who does it


@cache
def weights(path: Path = TABLE) -> dict[tuple[str, str], float]:
    """By kind of row and trait; the trait "bias" is of every row."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["kind"], row["trait"]): float(row["weight"]) for row in rows}


def estimate(kind: Kind, traits: Iterable[str]) -> float:
    """The probability, between 0 and 1, with four digits."""
    table = weights()
    total = table.get((kind, "bias"), 0.0) + sum(table.get((kind, trait), 0.0) for trait in sorted({*traits}))
    return round(1 / (1 + math.exp(-total)), 4)


def of_predicate(scene: Scene, word: int) -> list[str]:
    """Traits of the place of a predicate: its governor, its sentence, whose words it is."""
    clauses = scene.clauses
    first, end = scene.sentence(word)
    found = ["long sentence"] if end - first > LONG else []
    found += ["told"] if scene.according_to(word) is not None else []
    found += ["headline"] if scene.is_headline(word) else []
    found += ["passive"] if clauses.is_passive(word) else []
    return found


def of_participants(scene: Scene, word: int, role: str, found: tuple[Participant, ...]) -> list[str]:
    """Traits of who fills a role: how they are mentioned, what they are, how far away they stand."""
    if not found:
        return [f"{role} none"]
    traits = [f"{role} {scene.kind_of(one.span)}" for one in found]
    if any(abs(scene.words_in(one.span)[0] - word) > FAR for one in found):
        traits.append(f"{role} far")
    return [*traits, f"{role} several"] if len(found) > 1 else traits
