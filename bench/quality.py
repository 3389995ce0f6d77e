"""Attribution on PolNeAR dev: the figures that the gate pins."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from bench.attribution import ROLES, Parts, Score, calibration_error, score, whole
from onrecord import Document, Reader
from onrecord.record import Spans

POLNEAR_DEV = Path("../shared/corpora/polnear/dev.jsonl.gz")


@dataclass(frozen=True, slots=True)
class Quality:
    data: str  # SHA-256 of the file, in hex
    documents: int
    gold: int
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
        raise SystemExit(f"bench: no documents in {path}")
    texts = [text for _, text, _ in golds]
    gold = [parts for _, _, parts in golds]
    predicted, said, right = [], [], []
    for text, wanted in zip(texts, gold, strict=True):
        exact = {whole(parts) for parts in wanted}
        rows = []
        # PolNeAR does not annotate statements within statements, so they are no error here.
        for statement in reader.read(Document(text)).statements:
            if statement.within is None:
                parts = {role: _pairs(getattr(statement, role)) for role in ROLES}
                rows.append(parts)
                said.append(statement.confidence)
                right.append(whole(parts) in exact)
        predicted.append(rows)
    by_publisher = {}
    for publisher in sorted({publisher for publisher, _, _ in golds}):
        chosen = [i for i, (name, _, _) in enumerate(golds) if name == publisher]
        by_publisher[publisher] = score(*([column[i] for i in chosen] for column in (texts, predicted, gold)))
    count = sum(map(len, gold))
    curve = []
    for threshold in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        kept = [was for confidence, was in zip(said, right, strict=True) if confidence >= threshold]
        if kept:
            curve.append((threshold, 100 * sum(kept) / len(kept), 100 * sum(kept) / count))
    return Quality(
        data=hashlib.sha256(path.read_bytes()).hexdigest(),
        documents=len(texts),
        gold=count,
        scores=score(texts, predicted, gold),
        by_publisher=by_publisher,
        calibration_error=calibration_error(said, right),
        curve=tuple(curve),
    )


def _pairs(spans: Spans) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in spans)
