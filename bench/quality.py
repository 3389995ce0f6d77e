"""Attribution on PolNeAR dev: the figures that the gate pins.

Scored against the first annotator. PolNeAR annotates no statement within another (no cue in dev lies in the content of
another attribution), so rows that name a statement they are `within` are left out of every score, and counted.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from bench.attribution import ROLES, Parts, Score, calibration_error, score, whole
from bench.gate import QUALITY, Data, Measurement, NotMeasured
from onrecord import Document, Reader
from onrecord.record import Spans

CORPORA = Path("../shared/corpora")
POLNEAR_DEV = CORPORA / "polnear/dev.jsonl.gz"
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Quality:
    data: str  # SHA-256 of the file, in hex
    documents: int
    gold: int
    nested: int  # statements within statements: not scored
    scores: dict[str, Score]
    by_publisher: dict[str, dict[str, Score]]
    calibration_error: float
    curve: tuple[tuple[float, float, float], ...]  # threshold, precision, recall of whole attributions


def load(path: Path = POLNEAR_DEV) -> list[tuple[str, str, list[Parts]]]:
    """(publisher, text, attributions of the first annotator), spans without the white space around them."""
    golds = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            first = next(iter(entry["attributions"].values()))
            golds.append((entry["publisher"], entry["text"], [trimmed(entry["text"], parts) for parts in first]))
    return golds


def trimmed(text: str, parts: dict[str, list[list[int]]]) -> Parts:
    found: Parts = {}
    for role in ROLES:
        spans = [(start, end, text[start:end]) for start, end in parts[role] if text[start:end].strip()]
        found[role] = tuple((s + len(w) - len(w.lstrip()), e - len(w) + len(w.rstrip())) for s, e, w in spans)
    return found


def measure(reader: Reader, path: Path = POLNEAR_DEV) -> Quality:
    golds = load(path)
    if not golds:
        raise NotMeasured(f"no documents in {path}")
    texts = [text for _, text, _ in golds]
    gold = [parts for _, _, parts in golds]
    predicted, said, right, nested = [], [], [], 0
    for text, wanted in zip(texts, gold, strict=True):
        exact = {whole(parts) for parts in wanted}
        rows = []
        for statement in reader.read(Document(text)).statements:
            if statement.within is not None:
                nested += 1
                continue
            parts = {role: _pairs(getattr(statement, role)) for role in ROLES}
            rows.append(parts)
            said.append(statement.confidence)
            right.append(whole(parts) in exact)
        predicted.append(rows)
    by_publisher = {}
    for publisher in sorted({publisher for publisher, _, _ in golds}):
        chosen = [i for i, (name, _, _) in enumerate(golds) if name == publisher]
        by_publisher[publisher] = score(
            [texts[i] for i in chosen], [predicted[i] for i in chosen], [gold[i] for i in chosen]
        )
    count = sum(map(len, gold))
    curve = []
    for threshold in THRESHOLDS:
        kept = [was for confidence, was in zip(said, right, strict=True) if confidence >= threshold]
        if kept:
            curve.append((threshold, 100 * sum(kept) / len(kept), 100 * sum(kept) / count))
    return Quality(
        data=hashlib.sha256(path.read_bytes()).hexdigest(),
        documents=len(texts),
        gold=count,
        nested=nested,
        scores=score(texts, predicted, gold),
        by_publisher=by_publisher,
        calibration_error=calibration_error(said, right),
        curve=tuple(curve),
    )


def data(quality: Quality, path: Path = POLNEAR_DEV) -> Data:
    return Data("/".join(path.parts[-2:]), quality.data, quality.documents, quality.gold)


def measurements(quality: Quality) -> list[Measurement]:
    """What the gate looks at. A token score moves by whole spans, so its items are the gold spans."""
    found = [_f1(f"{name} F1", each, quality.scores[name.split()[-1]]) for name, each in quality.scores.items()]
    for publisher, scores in quality.by_publisher.items():
        found.append(_f1(f"whole F1, {publisher}", scores["whole"], scores["whole"]))
    return [*found, Measurement(QUALITY, "calibration error", quality.calibration_error)]


def _f1(name: str, score: Score, items: Score) -> Measurement:
    low, high = score.interval()
    note = f"{low:.1f}–{high:.1f}, {score.gold:,} gold"
    return Measurement(QUALITY, name, score.f1, note=note, items=items.gold)


def _pairs(spans: Spans) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in spans)
