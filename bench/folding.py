"""Wire copies folded: 2,000 altered copies among 20,000 other dispatches, through the ledger's own index.

Copies are trimmed, given another headline and lead, credited to another agency, robbed of sentences, reordered, or
several of these. The others hold what is easily taken for a copy: the same story told by another reporter with the
same quotations, the same with a paragraph in common, market, weather and football reports, briefs with a long common
sign-off, and round-ups.

Recall: of the copies, those that are in the story of their original. Precision: of all pairs of dispatches in one
story, those that are copies of one dispatch. `python -m bench.folding` prints both by kind. Seed 1 was looked at while
the thresholds were set; 2 is the default.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import combinations, islice

from bench.wire import AGENCIES, OUTLETS, Dispatch, Story, dispatch, formulaic, reframed, stories, tell
from onrecord.ledger.stories import place
from onrecord.record import Document

COPIES, OTHERS = 2000, 20_000
RECALL, PRECISION = 0.97, 0.99
_SENTENCE_END = re.compile(r"(?<=[.!?”]) (?=[A-Z“])")
_SIGN_OFF = (
    "This item was prepared by the newsroom from reports of our correspondents and may be corrected as more becomes "
    "known. Sign up for our morning letter, follow us on all channels and send tips to the desk at any hour of the day "
    "or night."
)


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    dispatch: int  # the same number for a dispatch and its copies
    document: Document


def corpus(seed: int, copies: int = COPIES, others: int = OTHERS) -> list[Told]:
    """Originals (counted among the others), their copies and the rest, in the order in which they come in."""
    dice = random.Random(f"folding {seed}")
    source = stories(seed)
    told: list[Told] = []
    originals: list[tuple[int, Story, Dispatch]] = []
    for number in range(others * 2 // 5):
        story = next(source)
        made = tell(story, dice.randrange(3), dice.choice(OUTLETS), dice.choice(AGENCIES), dice.randint(5, 10))
        originals.append((number, story, made))
        told.append(Told("original", number, made.document))
    told += islice(_negatives(dice, originals), others - len(told))
    kinds = list(_COPIES)
    for number, story, made in dice.sample(originals, min(len(originals), copies)):
        for kind in dice.choices(kinds, k=1):
            told.append(Told(kind, number, _COPIES[kind](dice, story, made).document))
    unique: dict[str, Told] = {}
    for one in told:
        unique.setdefault(one.document.text, one)  # the ledger holds a text once
    shuffled = list(unique.values())
    dice.shuffle(shuffled)
    return shuffled


def _negatives(dice: random.Random, originals: list[tuple[int, Story, Dispatch]]) -> Iterator[Told]:
    number = len(originals)
    while True:
        for kind in ("retold", "retold", "shared paragraph", "markets", "weather", "football", "brief", "round-up"):
            _, story, made = dice.choice(originals)
            number += 1
            if kind == "retold":
                document = _other_voice(dice, story, made, number).document
            elif kind == "shared paragraph":
                voice = _other_voice(dice, story, made, number)
                document = dispatch(voice.headline, [*voice.paragraphs, made.paragraphs[-1]], story, "Post").document
            elif kind == "brief":
                other = tell(story, number * 3, None, None, 2)
                document = dispatch(other.headline, [other.paragraphs[0], _SIGN_OFF], story, "Brief").document
            elif kind == "round-up":
                parts = [dice.choice(originals)[2].paragraphs for _ in range(5)]
                listed = [" ".join(part[:2]) for part in parts]
                document = dispatch("The day in brief", listed, story, dice.choice(OUTLETS)).document
            else:
                document = formulaic(kind, number, dice.getrandbits(30)).document
            yield Told(kind, number, document)


def _other_voice(dice: random.Random, story: Story, made: Dispatch, number: int) -> Dispatch:
    """The story in a stock of sentences that the dispatch at hand was not made from."""
    tellings = [tell(story, voice + 3 * number, dice.choice(OUTLETS), dice.choice(AGENCIES), 8) for voice in range(3)]
    openings = {" ".join(paragraph.split()[:2]) for paragraph in made.paragraphs}
    return min(tellings, key=lambda one: len(openings & {" ".join(text.split()[:2]) for text in one.paragraphs}))


def _trimmed(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    kept = max(2, round(len(made.paragraphs) * dice.uniform(0.3, 0.8)))
    return _again(dice, story, made.headline, list(made.paragraphs[:kept]), made.document.agency)


def _reframed(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    headline, lead = reframed(story, dice.getrandbits(30))
    return _again(dice, story, headline, [lead, *made.paragraphs[1:]], made.document.agency)


def _recredited(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    return _again(dice, story, made.headline, list(made.paragraphs), dice.choice((*AGENCIES, None)))


def _with_sentences_dropped(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    kept = []
    for paragraph in made.paragraphs:
        sentences = [one for one in _SENTENCE_END.split(paragraph) if dice.random() > 0.3]
        kept += [" ".join(sentences)] * bool(sentences)
    return _again(dice, story, made.headline, kept or list(made.paragraphs), made.document.agency)


def _reordered(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    rest = list(made.paragraphs[1:])
    dice.shuffle(rest)
    return _again(dice, story, made.headline, [made.paragraphs[0], *rest], made.document.agency)


def _several(dice: random.Random, story: Story, made: Dispatch) -> Dispatch:
    headline, lead = reframed(story, dice.getrandbits(30))
    rest = [paragraph for paragraph in made.paragraphs[1:] if dice.random() > 0.25]
    if dice.random() < 0.5:
        dice.shuffle(rest)
    thinner = [" ".join(one for one in _SENTENCE_END.split(text) if dice.random() > 0.15) for text in rest]
    return _again(dice, story, headline, [lead, *filter(None, thinner)], dice.choice((*AGENCIES, None)))


_COPIES: dict[str, Callable[[random.Random, Story, Dispatch], Dispatch]] = {
    "trimmed": _trimmed,
    "reframed": _reframed,
    "credit changed": _recredited,
    "sentences dropped": _with_sentences_dropped,
    "reordered": _reordered,
    "several": _several,
}


def _again(dice: random.Random, story: Story, headline: str, paragraphs: list[str], agency: str | None) -> Dispatch:
    return dispatch(headline, paragraphs, story, dice.choice(OUTLETS), agency, dice.choice((0, 0, 0, 1, 1, 2)))


def fold(told: list[Told]) -> tuple[list[int], float]:
    """The story of each dispatch, and the milliseconds of CPU time that each took."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(resources.files("onrecord.ledger").joinpath("schema.sql").read_text("utf-8"))
    begun = time.process_time()
    for row, one in enumerate(told):
        connection.execute(
            "INSERT INTO document (key, id, appearance, run, text) VALUES (?, ?, 0, 0, ?)",
            (row, one.document.id, one.document.text),
        )
        place(connection, row, one.document.text, one.document.published)
    cost = (time.process_time() - begun) / len(told) * 1000
    return [story for _, story in connection.execute("SELECT document, story FROM folded ORDER BY document")], cost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--others", type=int, default=OTHERS)
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="show N wrong pairs")
    options = parser.parse_args()
    told = corpus(options.seed, options.copies, options.others)
    found, cost = fold(told)
    original = {one.dispatch: row for row, one in enumerate(told) if one.kind == "original"}
    right, of_kind = Counter[str](), Counter[str]()
    for row, one in enumerate(told):
        if one.kind in _COPIES:
            of_kind[one.kind] += 1
            right[one.kind] += found[row] == found[original[one.dispatch]]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for row, story in enumerate(found):
        members[story].append(row)
    pairs = [pair for rows in members.values() for pair in combinations(rows, 2)]
    wrong = [(a, b) for a, b in pairs if told[a].dispatch != told[b].dispatch]
    for kind in _COPIES:
        print(f"{kind:20} recall {right[kind] / max(1, of_kind[kind]):.4f} of {of_kind[kind]}")
    for kinds, count in Counter(" + ".join(sorted((told[a].kind, told[b].kind))) for a, b in wrong).most_common():
        print(f"wrongly folded: {count:4} {kinds}")
    for a, b in wrong[: options.wrong]:
        print("-" * 80, told[a].document.text, "- " * 40, told[b].document.text, sep="\n")
    recall = right.total() / max(1, of_kind.total())
    precision = 1 - len(wrong) / max(1, len(pairs))
    print(f"{len(told)} dispatches, {of_kind.total()} copies, {len(members)} stories, {cost:.2f} ms a dispatch")
    print(f"recall {recall:.4f} (at least {RECALL})")
    print(f"precision {precision:.4f} (at least {PRECISION}) of {len(pairs)} pairs")
    return int(recall < RECALL or precision < PRECISION)


if __name__ == "__main__":
    raise SystemExit(main())
