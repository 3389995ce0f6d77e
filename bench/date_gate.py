"""What the gate knows of dates: F1 on TimeML corpora, GUM, the specifications, and speed.

Dates are found by rules and a table of weights in double precision, so the figures are the same on every machine: a
pinned floor is the figure itself. The corpora are told by their hashes; other data is not measured.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np

from bench import date_gum, date_specs
from bench.dates import bootstrap, counts, figures, timeml
from bench.gate import Measurement, NotMeasured
from onrecord import Document, times

PART = "dates"
# Folder → the first 16 hex digits of the SHA-256 over names and bytes of its files.
DATA = {
    "timeml/aquaint": "1906204cc3591b1e",
    "timeml/timebank": "e14babc9d6ba4a77",
    "timeml/wikiwars": "4c5fe0d3e21323c4",
    "timeml/recognizers-specs": "af865de5ef757a15",
    "gum": "4ff91756ba692694",
}
MEASURES = ("strict", "relaxed", "value")
# What the rules were written on is named first; AQUAINT, WikiWars and GUM are development data.
NAMES = {"timebank": "TimeBank", "aquaint": "AQUAINT", "wikiwars": "WikiWars"}


def measure(corpora: Path) -> list[Measurement]:
    """All figures of dates. NotMeasured where a corpus is missing or is another one."""
    for folder, digest in DATA.items():
        found = fingerprint(corpora / folder)
        if found != digest:
            raise NotMeasured(f"{corpora / folder}: SHA-256 {found or 'none: no such data'}, not {digest}")
    measured = []
    for folder, name in NAMES.items():
        measured += _f1(name, corpora / "timeml" / folder)
    rows = date_gum.scored(corpora / date_gum.FOLDER)
    measured.append(_exact("GUM right value", *date_gum.share(rows), int(rows.sum(0)[0])))
    for family in date_specs.NEWS_FAMILIES:
        right, kept, _, count = date_specs.shares(family, corpora / "timeml" / "recognizers-specs")
        note = f"{right} of {kept} that make sense in news, of {count}"
        measured.append(
            Measurement(PART, f"Recognizers {family} solved", 100 * right / kept, "%", note, items=kept, exact=True)
        )
    return [*measured, speed(corpora)]


def speed(corpora: Path) -> Measurement:
    """Characters a CPU-second, one thread, over TimeBank's text in one document; the best of three."""
    text = "".join(one.doc.text for one in timeml(corpora / "timeml" / "timebank"))
    doc = Document(text, published="1998-01-08")
    spent = []
    for _ in range(3):
        begun = time.process_time()
        times.find(doc)
        spent.append(time.process_time() - begun)
    return Measurement(PART, "characters a CPU-second", len(text) / min(spent), "", f"over {len(text):,}")


def fingerprint(folder: Path) -> str:
    """First digits of the SHA-256 over the names and bytes of all files below a folder; "" where there is none."""
    digest = hashlib.sha256()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16] if files else ""


def _f1(name: str, folder: Path) -> list[Measurement]:
    rows = np.array([counts(one)[0] for one in timeml(folder)])
    bounds, scores = bootstrap(rows), figures(rows.sum(0))
    gold = int(rows.sum(0)[0])
    return [_exact(f"{name} {measure} F1", scores[measure], *bounds[measure], gold) for measure in MEASURES]


def _exact(name: str, value: float, low: float, high: float, gold: int) -> Measurement:
    return Measurement(PART, name, value, note=f"{low:.1f}–{high:.1f}, {gold:,} gold", items=gold, exact=True)
