"""The gate's part "acts": roots of sentences, status of mentions, and rows of whole dispatches that a person judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench import judged, roots, status
from bench.gate import Measurement, NotMeasured
from onrecord import Reader

PART = "acts"
NEEDED = ("events/plv", "events/plover", "events/cameo_class", "stance/directed-sentiment", "timeml/timebank", "gum")
# Name, way, and which of accuracy and macro-F1 is held.
_ROOTS: tuple[tuple[str, Callable[[Path], roots.Answers], tuple[str, ...]], ...] = (
    ("PLV roots", roots.plv_learned, ("accuracy", "macro-F1")),
    ("cameo_class quads", roots.cameo_class_learned, ("accuracy",)),
    ("directed sentiment", roots.sentiment_learned, ("macro-F1",)),
)


def measure(corpora: Path, progress: Callable[[str], None]) -> list[Measurement]:
    """Figures in per cent; NotMeasured where data is missing."""
    for folder in NEEDED:
        if not (corpora / folder).exists():
            raise NotMeasured(f"no {corpora / folder}")
    made = []
    for name, way, held in _ROOTS:
        progress(name)
        answers = way(corpora)
        found = dict(zip(("accuracy", "macro-F1"), roots.of(answers), strict=True))
        made += [
            Measurement(PART, f"{name} {one}", found[one], "%", "", len(answers.golds), exact=True) for one in held
        ]
    progress("status")
    reader = Reader()
    pairs = status.read_by_us(reader.encoder, corpora)
    for name, value in status.figures(pairs).items():
        of = len(pairs) if name == "accuracy" else sum(case.status == name for case, _ in pairs)
        made.append(
            Measurement(PART, f"status {name}{'' if name == 'accuracy' else ' F1'}", value, "%", f"of {of}", of)
        )
    progress("judged rows")
    return made + judged.measure(reader, corpora)
