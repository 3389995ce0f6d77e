"""The figures for people: tables on a terminal, with the published marks beside ours.

Nothing here decides; `bench.gate` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.attribution import ROLES
from bench.gate import Floors, Measurement, Verdict
from bench.quality import Quality

# Exact-span F1 of source, cue, content and whole attribution, all on PolNeAR *test* (84 articles; the two annotators on
# 20 of them): other articles than ours, so marks to aim at and no comparison.
ANCHORS = {
    "CofeNet (BERT-base, 110 M)": (83.2, 75.3, 72.9, None),
    "two trained annotators": (79.1, 70.3, 68.6, 52.8),
    "Citron, trained on PolNeAR": (62.2, 51.8, 44.8, 29.7),
}
_MEASURES = (*ROLES, "whole")
_STYLES = {"passed": "green", "failed": "bold red", "not measured": "yellow"}


def show_quality(console: Console, quality: Quality, floors: Floors) -> None:
    console.print(_scores(quality, floors))
    console.print(_anchors(quality))
    console.print(_publishers(quality))
    console.print(_confidence(quality))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _scores(quality: Quality, floors: Floors) -> Table:
    title = (
        f"PolNeAR dev, {quality.documents} articles, {quality.gold:,} attributions "
        f"({quality.nested} statements within statements found and not scored)"
    )
    table = _table(title, "exact spans", "F1", "95 %", "precision", "recall", "gold", "predicted", "floor")
    for name, score in quality.scores.items():
        low, high = score.interval()
        floor = floors.pinned.get("quality", {}).get(f"{name} F1")
        figures = (f"{score.f1:.1f}", f"{low:.1f}–{high:.1f}", f"{score.precision:.1f}", f"{score.recall:.1f}")
        table.add_row(name, *figures, f"{score.gold:,}", f"{score.predicted:,}", str(floor or "none"))
    return table


def _anchors(quality: Quality) -> Table:
    table = _table("Published, on PolNeAR test: other articles than ours", "exact F1", *_MEASURES)
    table.add_row("onrecord, on dev", *(f"{quality.scores[name].f1:.1f}" for name in _MEASURES))
    for who, marks in ANCHORS.items():
        table.add_row(who, *("–" if mark is None else f"{mark:.1f}" for mark in marks))
    return table


def _publishers(quality: Quality) -> Table:
    table = _table("By publisher, exact F1", "publisher", *_MEASURES, "whole, 95 %", "gold")
    for publisher, scores in quality.by_publisher.items():
        low, high = scores["whole"].interval()
        values = (f"{scores[name].f1:.1f}" for name in _MEASURES)
        table.add_row(publisher, *values, f"{low:.1f}–{high:.1f}", f"{scores['whole'].gold:,}")
    return table


def _confidence(quality: Quality) -> Table:
    title = f"Whole attributions by confidence; expected calibration error {quality.calibration_error:.3f}"
    table = _table(title, "confidence at least", "precision", "recall")
    for threshold, precision, recall in quality.curve:
        table.add_row(f"{threshold:.1f}", f"{precision:.1f}", f"{recall:.1f}")
    return table


def show_measurements(console: Console, title: str, measurements: Sequence[Measurement]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold", show_header=False)
    for each in measurements:
        table.add_row(each.name, Text(_number(each.value), justify="right"), each.unit, each.note)
    console.print(table)


def show_verdicts(console: Console, verdicts: Sequence[Verdict]) -> None:
    table = _table("The gate", "check", "measured", "limit", "outcome")
    left_out = Counter(verdict.part for verdict in verdicts if verdict.outcome == "not measured")
    for part, count in left_out.items():
        table.add_row(part, "", f"{count} limits", Text("not measured: left out", _STYLES["not measured"]))
    for verdict in verdicts:
        if verdict.outcome == "not measured":
            continue
        value = "" if verdict.value is None else _number(verdict.value)
        outcome = verdict.outcome + (f": {verdict.reason}" if verdict.reason else "")
        limit = str(verdict.limit) if verdict.limit else ""
        table.add_row(f"{verdict.part}: {verdict.name}", value, limit, Text(outcome, _STYLES[verdict.outcome]))
    console.print(table)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
