"""Who: names, antecedents, coreference, metonymy and the parse behind them, on dev data.

    python -m bench.who

Everything is read by the shipped weights from plain text, as a user's text is; gold mentions are given where a figure
says so. The GUM documents of training that are measured here (`train.is_slice`) taught nothing.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console

from bench import speakers as speaker_set
from bench.attribution import Score, ratio
from bench.gate import Measurement, NotMeasured
from onrecord import Reader, pairs
from onrecord.actors import sex_told
from onrecord.analysis import Analysis, Collector
from onrecord.chain import Ints
from onrecord.encode import MARGIN, WINDOW, Encoder, features, overlapping, word_pieces
from onrecord.record import Document, Entity, Statement
from onrecord.speakers import find
from train import texts
from train.corpora import HELD_GENRES, is_slice
from train.metonymy import cross_validated
from train.named import named

PART = "who"
CORPORA = texts.CORPORA
ROUNDS = 1000
PAGE = 3000  # characters
COUNTED = ("person", "organisation", "place")
Span = tuple[int, int]
Named = tuple[int, int, str]


def analysed(encoder: Encoder, text: str) -> Analysis:
    collector = Collector(encoder, text)
    for _ in collector.passing(encoder.encode(text, with_words=True)):
        pass
    return collector.analysis()


def gold_names(text: texts.Text) -> set[Named]:
    found, first, kind = set(), 0, ""
    for word, label in enumerate([*text.names, "O"]):
        if kind and (label[0] != "I" or label[2:] != kind):
            found.add((text.words[first][0], text.words[word - 1][1], kind.split("/")[0]))
            kind = ""
        if label[0] == "B":
            first, kind = word, label[2:]
    return {name for name in found if name[2] in COUNTED}


def read_names(text: texts.Text, analysis: Analysis) -> set[Named]:
    """As the corpus counts them: CoNLL has no facilities, and calls them places."""
    words = analysis.parse.words
    same = {"facility": "place"} if text.id.startswith("conllpp") else {}
    found = {(words[n.first].start, words[n.last].end, same.get(n.kind, n.kind)) for n in analysis.names}
    return {name for name in found if name[2] in COUNTED}


def names(encoder: Encoder, corpus: str, *, whole: bool = False) -> dict[str, Score]:
    """Exact spans and kinds, micro over persons, organisations and places, and each; `whole` as in `train.named`."""
    rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for text in named(corpus, "dev", whole=whole):
        gold, read = gold_names(text), read_names(text, analysed(encoder, text.text))
        for kind in ("names", *COUNTED):
            ours, theirs = ({n for n in some if kind in ("names", n[2])} for some in (read, gold))
            rows[kind].append((len(ours & theirs), len(ours), len(theirs)))
    return {kind: Score(np.array(some)) for kind, some in rows.items()}


@dataclass(frozen=True, slots=True)
class Parsed:
    """Counts of one document: right heads with label, right heads, words read, words there."""

    genre: str
    counts: tuple[int, int, int, int]


def parses(encoder: Encoder) -> list[Parsed]:
    """GUM dev from plain text: words and sentences are the reader's own (labels with their subtypes)."""
    found = []
    for text in texts.treebank("gum", "dev"):
        parse = analysed(encoder, text.text).parse
        spans = [(span.start, span.end) for span in parse.words]
        place = {span: number for number, span in enumerate(spans)}
        labelled = headed = 0
        for word, span in enumerate(text.words):
            number = place.get(span)
            if number is None:
                continue
            head = parse.heads[number]
            gold_head = text.heads[word]
            ours = spans[head] if head >= 0 else None
            theirs = text.words[gold_head] if gold_head >= 0 else None
            headed += ours == theirs
            labelled += ours == theirs and parse.relations[number] == text.relations[word]
        genre = text.id.split("GUM_")[1].split("_")[0]
        found.append(Parsed(genre, (labelled, headed, len(spans), len(text.words))))
    return found


def held_out() -> list[texts.Text]:
    """News, interviews, speeches and lives that taught nothing: GUM dev, and the slice of GUM train."""
    slice_ = [text for text in texts.treebank("gum", "train") if is_slice(text)]
    dev = [text for text in texts.treebank("gum", "dev") if text.id.split("GUM_")[1].split("_")[0] in HELD_GENRES]
    return slice_ + dev


def antecedents(encoder: Encoder, some: Iterable[texts.Text]) -> dict[str, npt.NDArray[np.int64]]:
    """[documents, 2] right and all, for each class of pronoun, gold mentions given.

    A pronoun counts where its thing was mentioned before; right is any mention of it. As in reading, "he" and "she"
    take up nothing whose own words tell of the other sex.
    """
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for text in some:
        analysis = analysed(encoder, text.text)
        starts = np.array([span.start for span in analysis.parse.words])
        ours = [int(np.searchsorted(starts, text.words[m.head][0], side="right")) - 1 for m in text.mentions]
        sentence = np.searchsorted(text.sentences, np.arange(len(text.words)), side="right") - 1
        surfaces = texts.surfaces(text, sentence)
        told = [sex_told(each.words, each.head, each.kind == 0) for each in surfaces]
        half = analysis.vectors.shape[1] // 2
        counts: dict[str, list[int]] = {"he/she": [0, 0], "they": [0, 0], "it": [0, 0]}
        for number, one in enumerate(text.mentions):
            kind = pairs.CLASSES[surfaces[number].kind]
            group = {"he": "he/she", "she": "he/she", "they": "they", "it": "it"}.get(kind)
            if group is None or not any(other.entity == one.entity for other in text.mentions[:number]):
                continue
            counts[group][1] += 1
            low = max(0, number - pairs.MENTION_REACH)
            barred = {"he": "female", "she": "male"}.get(kind)
            rivals = [n for n in range(low, number) if text.mentions[n].head != one.head]
            near = np.array([n for n in rivals if not barred or told[n] != barred], dtype=np.int64)
            if len(near):
                rated = pairs.scores(
                    analysis.vectors[ours[number], :half].astype(np.float32),
                    analysis.vectors[[ours[n] for n in near], half:].astype(np.float32),
                    pairs.features(surfaces, number, near),
                    encoder.word_weights,
                )
                counts[group][0] += text.mentions[int(near[rated.argmax()])].entity == one.entity
        for group, (right, due) in counts.items():
            rows[group].append((right, due))
    return {group: np.array(found, dtype=np.int64) for group, found in rows.items()}


def coreference(reader: Reader, some: Iterable[texts.Text]) -> tuple[float, dict[str, float]]:
    """CoNLL F1 and its parts, end to end, without things mentioned once; spans must be exact."""
    gold, read = [], []
    for text in some:
        by_entity: dict[str, set[Span]] = defaultdict(set)
        for mention in text.mentions:
            by_entity[mention.entity].add((text.words[mention.first][0], text.words[mention.last][1]))
        gold.append([frozenset(spans) for spans in by_entity.values() if len(spans) > 1])
        found = [
            frozenset((m.span.start, m.span.end) for m in each.mentions)
            for each in reader.read(Document(text.text)).entities
        ]
        read.append([spans for spans in found if len(spans) > 1])
    parts = {"MUC": _muc(gold, read), "B³": _b_cubed(gold, read), "CEAFe": _ceaf(gold, read)}
    return sum(parts.values()) / 3, parts


Clusters = list[list[frozenset[Span]]]


def _muc(gold: Clusters, read: Clusters) -> float:
    def links(some: Clusters, others: Clusters) -> tuple[int, int]:
        kept = due = 0
        for clusters, rivals in zip(some, others, strict=True):
            owner = {span: number for number, cluster in enumerate(rivals) for span in cluster}
            for cluster in clusters:
                pieces = {owner.get(span, span) for span in cluster}
                kept += len(cluster) - len(pieces)
                due += len(cluster) - 1
        return kept, due

    return _harmonic(ratio(*links(read, gold)), ratio(*links(gold, read)))


def _b_cubed(gold: Clusters, read: Clusters) -> float:
    def share(some: Clusters, others: Clusters) -> float:
        total, count = 0.0, 0
        for clusters, rivals in zip(some, others, strict=True):
            owner = {span: cluster for cluster in rivals for span in cluster}
            for cluster in clusters:
                count += len(cluster)
                total += sum(len(cluster & owner.get(span, frozenset())) / len(cluster) for span in cluster)
        return ratio(total, count)

    return _harmonic(share(read, gold), share(gold, read))


def _ceaf(gold: Clusters, read: Clusters) -> float:
    """With the entities of each document aligned one to one as well as can be."""
    from scipy.optimize import linear_sum_assignment

    total = 0.0
    for theirs, ours in zip(gold, read, strict=True):
        if theirs and ours:
            alike = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in ours] for a in theirs])
            total += float(alike[linear_sum_assignment(-alike)].sum())
    return _harmonic(ratio(total, sum(map(len, read))), ratio(total, sum(map(len, gold))))


def _harmonic(precision: float, recall: float) -> float:
    return 100 * ratio(2 * precision * recall, precision + recall)


def metonymy(encoder: Encoder) -> npt.NDArray[np.bool_]:
    """[names] of ReLocaR train: read rightly by a head that had not seen them (ten folds)."""
    x, y = [], []
    for text in texts.relocar():
        pieces = encoder.wordpiece.pieces(text.text)
        layers = _layers(encoder, text.text, pieces.ids.astype(np.int64))
        first, last = word_pieces(pieces, *np.array(text.words).T)
        for begin, end, metonymic in text.metonyms:
            x.append(np.concatenate([layers[first[begin]], layers[last[end]]]).astype(np.float64))
            y.append(float(metonymic))
    return cross_validated(np.array(x), np.array(y))


def _layers(encoder: Encoder, text: str, ids: Ints) -> npt.NDArray[Any]:
    feats = features(text, encoder.wordpiece.pieces(text))
    found = []
    for start, end, first, last in overlapping(len(ids), WINDOW, MARGIN):
        inputs = {"ids": ids[None, start:end], "features": feats[None, start:end].astype(np.int64)}
        found.append(encoder._encoder.run(["layers"], inputs)[0][first - start : last - start])
    return np.concatenate(found)


def growth(reader: Reader) -> float:
    """CPU time of the whole reader for a character of a report of 200 pages, over that of one of 20."""
    pages = "\n\n".join(text.text for text in named("worldwide", "train"))
    reader.read(Document(pages[:PAGE]))  # loads what is loaded once
    spent = []
    for count in (20, 200):
        before = time.process_time()
        reader.read(Document(pages[: count * PAGE]))
        spent.append((time.process_time() - before) / count)
    return spent[1] / spent[0]


def interval(counts: npt.NDArray[np.int64]) -> tuple[float, float]:
    """95 % bootstrap interval, in per cent, of the share of two columns, over rows; seed fixed."""
    draws = np.random.default_rng(7).integers(0, len(counts), (ROUNDS, len(counts)))
    values = sorted(100 * ratio(*counts[draw].sum(0).tolist()) for draw in draws)
    return values[round(0.025 * ROUNDS)], values[round(0.975 * ROUNDS) - 1]


def measure(corpora: Path = CORPORA, progress: Callable[[str], None] = print) -> list[Measurement]:
    """All of it; NotMeasured where the corpora are missing. About six minutes on one core."""
    if corpora != CORPORA or not corpora.exists():
        raise NotMeasured(f"no data found: {corpora / 'gum'}")
    reader = Reader()
    encoder = reader.encoder
    made: list[Measurement] = []

    def put(name: str, value: float, low: float, high: float, items: int, what: str) -> None:
        made.append(Measurement(PART, name, value, note=f"{low:.1f}–{high:.1f}, {items:,} {what}", items=items))

    for corpus, title, whole in (
        ("conllpp", "CoNLL++ dev", False),
        ("worldwide", "Worldwide, held-out sources", False),
        ("worldwide", "Worldwide, names within names joined", True),
    ):
        progress(f"names, {title}")
        for kind, score in names(encoder, corpus, whole=whole).items():
            put(f"{kind} F1, {title}", score.f1, *score.interval(), score.gold, "gold")
    progress("antecedents")
    documents = held_out()
    for group, counts in antecedents(encoder, documents).items():
        right, due = counts.sum(0).tolist()
        put(f"antecedent of {group}, gold mentions", 100 * ratio(right, due), *interval(counts), due, "pronouns")
    progress("coreference")
    total, parts = coreference(reader, documents)
    note = ", ".join(f"{name} {value:.1f}" for name, value in parts.items())
    made.append(
        Measurement(PART, "coreference CoNLL F1, end to end", total, note=f"{note}; {len(documents)} documents")
    )
    progress("metonymy")
    right = metonymy(encoder)
    rows = np.stack([right, np.ones_like(right)], 1).astype(np.int64)
    put("metonymy, ReLocaR train cross-validated", 100 * float(right.mean()), *interval(rows), len(right), "names")
    progress("a long report")
    note = f"{PAGE} characters a page, news joined, one process"
    made.append(Measurement(PART, "CPU per character, 200 pages over 20", growth(reader), note=note))
    progress("parse")
    parsed = parses(encoder)
    for name, column in (("LAS", 0), ("UAS", 1)):
        score = Score(np.array([[p.counts[column], p.counts[2], p.counts[3]] for p in parsed]))
        put(f"{name}, GUM dev", score.f1, *score.interval(), score.gold, "words")
    progress("speakers")

    def resolve(doc: Document, some: tuple[Statement, ...]) -> tuple[tuple[Entity, ...], tuple[Statement, ...]]:
        return find(encoder, doc, analysed(encoder, doc.text), some)

    judged = speaker_set.ask(resolve, speaker_set.load())
    every = speaker_set.shares(judged, speaker_set.GROUPS["all"])
    for name, found in (("speakers answered", every.answered), ("speakers right, of answered", every.precise)):
        put(f"{name}, PolNeAR dev", *found, every.cases, "statements by pronoun, noun or nobody")
    return made


def shown(some: Sequence[Measurement], console: Console) -> None:
    for each in some:
        console.print(f"{each.name:<55} {each.value:6.1f}   {each.note}")


if __name__ == "__main__":
    shown(measure(), Console(width=120))
