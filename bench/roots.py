"""Acts of whole sentences, actors given: PLOVER roots (PLV), quad classes (cameo_class), directed sentiment.

Two ways: the lexicon alone, by the first predicate between source and target and the words before it; and a light
linear model over the lexicon's hits and the words. PLV and cameo_class: even rows train, odd rows are reported. To
PLV's even rows the 322 gold records of the PLOVER project are added, less those whose words are half those of any PLV
sentence. Directed sentiment: its train part trains, its valid part is reported. `python -m bench.roots` prints counts
and intervals.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord import plover
from onrecord.clauses import word_set
from onrecord.lexicon import Lexicon, Predicate, built_in

CORPORA = Path("../shared/corpora")
ROOTS = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}  # PLV follows the older PLOVER, which has one root for both
ORDERS = 9  # one order of the rows, or another: macro-F1 on PLV is from 69 to 73; the mean of nine is steady
QUADS = ("0", "1", "2", "3", "4")
_TOKEN = re.compile(r"⟦[ST]|[ST]⟧|[A-Za-z]+(?:[-'’][A-Za-z]+)*|\d+|[^\w\s]")
_FUTURE = word_set(
    "will would 'll shall ready willing plan plans planned planning agree agreed agrees promise promised",
    "promises pledge pledged pledges offer offered offers intend intends intended vow vowed vows going",
    "set due expected decided prepared consider considering may could might can about wants want",
)
_NEGATIVE = word_set(
    "not n't never no refuse refused refuses refusing reject rejected rejects fail failed fails deny",
    "denied denies cancel cancelled cancels canceled withdraw withdrew withdraws stop stopped stops",
    "suspend suspended suspends halt halted block blocked blocks decline declined declines cannot cut",
    "cuts reduce reduced end ended ends without lack refusal freeze froze",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Lower-case words, of each whether it is in the source (S), in the target (T) or in neither (O), and the
    answer."""

    words: tuple[str, ...]
    where: str
    gold: int

    @property
    def between(self) -> tuple[int, int]:
        """First and one past the last word between source and target; the whole sentence where they are not marked."""
        sources, targets = ([i for i, mark in enumerate(self.where) if mark == kind] for kind in "ST")
        if not sources or not targets:
            return 0, len(self.words)
        if sources[0] < targets[0]:
            return sources[-1] + 1, targets[0]
        return targets[-1] + 1, sources[0]


def sentence(marked: str, gold: int) -> Sentence:
    """Of a text with ⟦S source S⟧ and ⟦T target T⟧."""
    words, where, mark = [], [], "O"
    for token in _TOKEN.findall(marked):
        if token.startswith("⟦"):
            mark = token[1]
        elif token.endswith("⟧"):
            mark = "O"
        else:
            words.append(token.lower())
            where.append(mark)
    return Sentence(tuple(words), "".join(where), gold)


def hits(lexicon: Lexicon, words: tuple[str, ...]) -> Iterator[tuple[int, Predicate]]:
    """Predicates by their words alone, without a parse: further words may follow within six."""
    for place, word in enumerate(words):
        best: tuple[int, Predicate] | None = None
        for table, is_verb in ((lexicon.verbs, True), (lexicon.nouns, False)):
            for entry in table.get(word, ()):
                rest = entry.predicate.split()[1:]
                if entry.root is None or (rest and not is_verb):
                    continue
                near = words[place + 1 : place + 7]
                if all(want in near or want + "s" in near for want in rest) and (best is None or len(rest) > best[0]):
                    best = (len(rest), entry)
        if best is not None:
            yield place, best[1]


def root_of(entry: Predicate) -> str:
    assert entry.root is not None
    return MERGED.get(entry.root, entry.root)


def derived(entry: Predicate, before: tuple[str, ...]) -> str:
    """The root with the status that the words before the predicate give it."""
    status = "did_not_happen" if _NEGATIVE & {*before} else "scheduled" if _FUTURE & {*before} else "happened"
    assert entry.root is not None
    if status == "did_not_happen" and entry.root in plover.HOSTILE:
        return "YIELD"  # an end of hostility
    if status == "did_not_happen" and entry.root == "AGREE":
        return "REJECT"
    root = plover.root(entry.root, status) or entry.root
    return MERGED.get(root, root)


def by_lexicon(lexicon: Lexicon, one: Sentence) -> str:
    """The first predicate between source and target, or else after them, or anywhere; ACCUSE where there is none."""
    low, high = one.between
    found = [(place, entry) for place, entry in hits(lexicon, one.words) if one.where[place] == "O"]
    for some in ([hit for hit in found if low <= hit[0] < high], [hit for hit in found if hit[0] >= high], found):
        if some:
            place, entry = some[0]
            return derived(entry, one.words[max(0, place - 5) : place])
    return "ACCUSE"


def features(lexicon: Lexicon, one: Sentence) -> dict[str, float]:
    found: dict[str, float] = {"bias": 1.0}

    def add(name: str, weight: float) -> None:
        found[name] = found.get(name, 0.0) + weight

    low, high = one.between
    words = one.words

    def zone(place: int) -> str:
        return "mid" if low <= place < high else "after" if place >= high else "before"

    made = [(place, entry) for place, entry in hits(lexicon, words) if one.where[place] == "O"]
    for place, entry in made:
        before = words[max(0, place - 5) : place]
        root = root_of(entry)
        add(f"root {root} {zone(place)}", 1.0)
        add(f"predicate {entry.predicate}", 1.0)
        add(f"derived {derived(entry, before)} {zone(place)}", 0.7)
        if entry.relation:
            add(f"relation {entry.relation} {zone(place)}", 1.0)
    main = [hit for hit in made if zone(hit[0]) == "mid"] or [hit for hit in made if zone(hit[0]) == "after"] or made
    for number, (place, entry) in enumerate(main[:3]):
        before = words[max(0, place - 5) : place]
        add(f"main {number} {derived(entry, before)}", 1.5 if number == 0 else 0.8)
        add(f"main {number} {root_of(entry)}", 1.0)
        add(f"open {root_of(entry)} {bool(_FUTURE & {*before})} {bool(_NEGATIVE & {*before})}", 1.0)
    add("roots " + " ".join(root_of(entry) for _, entry in main[:2]), 1.2)
    for place, word in enumerate(words):
        if one.where[place] != "O":
            continue
        add(f"word {word}", 0.7)
        add(f"word {zone(place)} {word}", 0.5)
        add(f"stem {word[:5]}", 0.4)
        if place + 1 < len(words) and one.where[place + 1] == "O":
            add(f"pair {word} {words[place + 1]}", 0.5)
    for word in [words[place] for place in range(low, min(low + 6, len(words))) if one.where[place] == "O"]:
        add(f"near {word}", 0.8)
        if word in _FUTURE:
            found["future"] = 1.0
        if word in _NEGATIVE:
            found["negative"] = 1.0
    first = next((mark for mark in one.where if mark != "O"), "O")
    found[f"first {first}"] = 1.0
    return found


class Linear:
    """Softmax regression by Adagrad over named features; mean weights of several orders of the rows, by fixed seeds."""

    def __init__(
        self, rows: list[dict[str, float]], golds: list[int], classes: int, *,
        epochs: int, least: int, balance: float, orders: int = ORDERS,
    ):  # fmt: skip
        counts: dict[str, int] = {}
        for row in rows:
            for name in row:
                counts[name] = counts.get(name, 0) + 1
        self.columns = {name: number for number, name in enumerate(n for n, count in counts.items() if count >= least)}
        self.weights = np.zeros((len(self.columns), classes))
        share = np.bincount(golds, minlength=classes) / len(golds)
        scale = (1 / np.maximum(share, 1e-6)) ** balance
        scale = scale / scale[golds].mean()
        made = [self._row(row) for row in rows]
        for seed in range(orders):
            self.weights += self._descended(made, golds, scale, epochs, seed) / orders

    def _descended(
        self, made: list[tuple[np.ndarray, np.ndarray]], golds: list[int], scale: np.ndarray, epochs: int, seed: int
    ) -> np.ndarray:
        weights = np.zeros_like(self.weights)
        gathered = np.full_like(weights, 1e-3)
        order = np.random.default_rng(7 + seed)
        for _ in range(epochs):
            for number in order.permutation(len(made)):
                index, values = made[number]
                p = _softmax(values @ weights[index])
                p[golds[number]] -= 1
                slope = scale[golds[number]] * values[:, None] * p + 1e-4 * weights[index]
                gathered[index] += slope**2
                weights[index] -= 0.15 * slope / np.sqrt(gathered[index])
        return weights

    def _row(self, row: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
        known = [(self.columns[name], value) for name, value in row.items() if name in self.columns]
        return np.array([column for column, _ in known], dtype=int), np.array([value for _, value in known])

    def predict(self, row: dict[str, float]) -> int:
        index, values = self._row(row)
        return int((values @ self.weights[index]).argmax())


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def scores(golds: np.ndarray, guesses: np.ndarray, classes: int) -> tuple[float, float]:
    """Accuracy and macro-F1 in per cent; a class without gold and guess is left out of the mean."""
    f1 = []
    for kind in range(classes):
        total = (golds == kind).sum() + (guesses == kind).sum()
        if total:
            f1.append(2 * ((golds == kind) & (guesses == kind)).sum() / total)
    return 100 * float((golds == guesses).mean()), 100 * float(np.mean(f1))


@dataclass(frozen=True, slots=True)
class Answers:
    """What a way of answering says to the sentences that are reported."""

    name: str
    golds: list[int]
    guesses: list[int]
    classes: int


def of(answers: Answers) -> tuple[float, float]:
    """Accuracy and macro-F1 in per cent."""
    return scores(np.array(answers.golds), np.array(answers.guesses), answers.classes)


def report(answers: Answers) -> None:
    gold, guess, classes = np.array(answers.golds), np.array(answers.guesses), answers.classes
    accuracy, macro = of(answers)
    draws = np.random.default_rng(7).integers(0, len(gold), (1000, len(gold)))
    low, high = np.percentile([scores(gold[draw], guess[draw], classes) for draw in draws], (2.5, 97.5), axis=0)
    print(f"{answers.name}: {len(gold)} sentences")
    print(
        f"  accuracy  {accuracy:5.1f}  ({low[0]:.1f}–{high[0]:.1f})\n"
        f"  macro-F1  {macro:5.1f}  ({low[1]:.1f}–{high[1]:.1f})"
    )


def plv(corpora: Path = CORPORA) -> list[Sentence]:
    marks = {"<s>": "⟦S ", "</s>": " S⟧", "<t>": "⟦T ", "</t>": " T⟧"}
    with (corpora / "events/plv/train.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        sentence(
            re.sub(r"</?[st]>", lambda match: marks[match[0]], row["marked_sentence"]), ROOTS.index(row["gold_root"])
        )
        for row in rows
        if row["gold_root"] in ROOTS
    ]


def gold_records(apart_from: list[Sentence], corpora: Path = CORPORA) -> list[Sentence]:
    """The gold records of PLOVER with their marked sources and targets, without any that `apart_from` may hold too."""
    older = {"FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", **MERGED}
    marks = {"SRC": "⟦S {} S⟧", "TAR": "⟦T {} T⟧", "EVT": "{}"}
    whole = (corpora / "events/plover/PLOVER_GSR_CAMEO.txt").read_text("utf-8", errors="replace")
    records = re.findall(r'"event": "(\w+)".*?"markup": "(.*?)"', whole, re.DOTALL)
    taken = [_long_words(one) for one in apart_from]
    found = []
    for root, markup in records:
        root = older.get(root, root)
        if root not in ROOTS:
            continue
        marked = re.sub(r"\((SRC|TAR|EVT)(?:/\w+)?: ([^()]*)\)", lambda match: marks[match[1]].format(match[2]), markup)
        one = sentence(marked, ROOTS.index(root))
        own = _long_words(one)
        if own and all(2 * len(own & other) < min(len(own), len(other)) for other in taken):
            found.append(one)
    return found


def _long_words(one: Sentence) -> frozenset[str]:
    return frozenset(word for word in one.words if len(word) > 4)


def cameo_class(corpora: Path = CORPORA) -> list[Sentence]:
    lines = (corpora / "events/cameo_class/train.tsv").read_text("utf-8").splitlines()
    return [sentence(text, QUADS.index(label.strip())) for text, label in (line.split("\t") for line in lines if line)]


def directed_sentiment(part: str, corpora: Path = CORPORA) -> list[Sentence]:
    found = []
    for line in (corpora / f"stance/directed-sentiment/{part}.txt").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) != 4:
            continue
        marked = re.sub(r"\[([^\]]*)\]", r"⟦S \1 S⟧", cells[0], count=1)
        marked = re.sub(r"\[([^\]]*)\]", r"⟦T \1 T⟧", marked)
        found.append(sentence(marked, int(cells[3])))
    return found


def learned(
    train: list[Sentence], test: list[Sentence], classes: int, *, epochs: int, least: int, balance: float
) -> list[int]:
    lexicon = built_in()
    model = Linear(
        [features(lexicon, one) for one in train],
        [one.gold for one in train],
        classes,
        epochs=epochs,
        least=least,
        balance=balance,
    )
    return [model.predict(features(lexicon, one)) for one in test]


def plv_by_lexicon(corpora: Path = CORPORA) -> Answers:
    test = plv(corpora)[1::2]
    guesses = [ROOTS.index(by_lexicon(built_in(), one)) for one in test]
    return Answers("PLV, odd rows, lexicon", [one.gold for one in test], guesses, len(ROOTS))


def plv_learned(corpora: Path = CORPORA) -> Answers:
    rows = plv(corpora)
    more = gold_records(rows, corpora)
    guesses = learned(rows[::2] + more, rows[1::2], len(ROOTS), epochs=20, least=1, balance=1.0)
    name = f"PLV, odd rows, linear model trained on {len(rows[::2])} even rows and {len(more)} gold records"
    return Answers(name, [one.gold for one in rows[1::2]], guesses, len(ROOTS))


def cameo_class_learned(corpora: Path = CORPORA) -> Answers:
    rows = cameo_class(corpora)
    guesses = learned(rows[::2], rows[1::2], len(QUADS), epochs=20, least=2, balance=0.0)
    name = "cameo_class, odd rows, linear model trained on even rows"
    return Answers(name, [one.gold for one in rows[1::2]], guesses, len(QUADS))


def sentiment_learned(corpora: Path = CORPORA) -> Answers:
    train, test = directed_sentiment("train", corpora), directed_sentiment("valid", corpora)
    guesses = learned(train, test, 5, epochs=6, least=3, balance=0.4)
    name = "directed sentiment, valid, linear model trained on train"
    return Answers(name, [one.gold for one in test], guesses, 5)


WAYS = {
    "plv": (plv_by_lexicon, plv_learned),
    "cameo_class": (cameo_class_learned,),
    "sentiment": (sentiment_learned,),
}


def main(arguments: list[str]) -> None:
    for name, ways in WAYS.items():
        if not arguments or name in arguments:
            for way in ways:
                report(way())


if __name__ == "__main__":
    main(sys.argv[1:])
