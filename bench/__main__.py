"""`python -m bench`: quality, dates, who, acts, pages, speed, memory, cold start and install size, held to floors.json.

Exit code 0: every limit is kept. 1: one is not, or something could not be measured. docs/bench.md says what each figure
means and how a floor is pinned.
"""

from __future__ import annotations

import dataclasses
import json
import platform
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click
from rich.console import Console

import onrecord
from bench import acts, date_gate, gate, install, memory, offices, pages, quality, report, speed, who
from bench.attribution import Score
from bench.gate import QUALITY, Floors, Measurement, NotMeasured
from bench.quality import CORPORA, Quality

PARTS = (QUALITY, date_gate.PART, who.PART, acts.PART, "offices", "pages", "speed", "memory", "start", "install")
PINNED = {QUALITY, date_gate.PART, who.PART, acts.PART}  # their floors are set from what was measured
WIDTH = 120
_PATH = click.Path(path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpora",
    type=_PATH,
    metavar="DIR",
    default=CORPORA,
    show_default=True,
    help="Where polnear/, timeml/ and gum/ are.",
)
@click.option(
    "--floors", "floors_file", type=_PATH, metavar="FILE", default=gate.FLOORS, help="Other limits than ours."
)
@click.option("--json", "json_file", type=_PATH, metavar="FILE", help="Write the figures to FILE.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Measure this part only; may be repeated.")
@click.option("--quick", is_flag=True, help="A tenth of the documents for memory, a third of the articles for speed.")
@click.option("--no-install", is_flag=True, help="Leave out the install size, which needs a package index.")
@click.option("--pin", is_flag=True, help="Set the floors anew from what is measured.")
@click.option("--lower", metavar="REASON", help="With --pin: allow floors to fall; prints the line for the changelog.")
def main(
    corpora: Path,
    floors_file: Path,
    json_file: Path | None,
    only: tuple[str, ...],
    quick: bool,
    no_install: bool,
    pin: bool,
    lower: str | None,
) -> None:
    """Measure onrecord and hold it to bench/floors.json."""
    chosen = [part for part in only or PARTS if not (no_install and part == "install")]
    if pin and not PINNED & set(chosen):
        raise click.UsageError("--pin sets the floors of quality, dates, who and acts, which --only leaves out")
    if lower is not None and not pin:
        raise click.UsageError("--lower goes with --pin")
    if not chosen:
        raise click.UsageError("--no-install leaves nothing of --only install")
    console = Console(width=max(WIDTH, Console().width) if sys.stdout.isatty() else WIDTH, markup=False)
    floors = Floors.load(floors_file)
    data_file = corpora / quality.POLNEAR_DEV.relative_to(CORPORA)
    measured, broken = _measured(console, chosen, corpora, quick)
    scored: Quality | None = None
    if QUALITY in chosen:
        try:
            scored = _quality(data_file)
        except NotMeasured as error:
            broken[QUALITY] = str(error)
        else:
            measured += quality.measurements(scored)
    data = quality.data(scored, data_file) if scored else None
    lowered: list[str] = []
    if pin and measured and not PINNED & set(broken):
        new, lowered = gate.pin(floors, measured, data)
        if lower is not None or not lowered:
            new.save(floors_file)
            floors = new
    if scored:
        report.show_quality(console, scored, floors)
    left_out = set(PARTS) - set(chosen)
    verdicts = gate.judge(measured, floors, data=data, broken=broken, left_out=left_out)
    report.show_verdicts(console, verdicts)
    failed = [verdict for verdict in verdicts if verdict.outcome == "failed"]
    if json_file:
        plain = _plain(scored, measured) | {
            "data": dataclasses.asdict(data) if data else None,
            "verdicts": [dataclasses.asdict(verdict) for verdict in verdicts],
            "passed": not failed,
        }
        json_file.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if lowered and lower is None:
        _say("bench: nothing is pinned, because floors would fall; give the reason with --lower REASON:", *lowered)
    elif lowered:
        _say("bench: for CHANGELOG.md:", *(f"- Floor lowered: {line}. {lower}" for line in lowered))
    if failed:
        _say(f"bench: {len(failed)} of {len(verdicts)} checks failed:", *(_line(verdict) for verdict in failed))
    elif left_out:
        _say(f"bench: all that was measured passed; left out: {', '.join(sorted(left_out))}")
    sys.exit(1 if failed or (lowered and lower is None) else 0)


def _measured(
    console: Console, chosen: Collection[str], corpora: Path, quick: bool
) -> tuple[list[Measurement], dict[str, str]]:
    """All but quality: what was measured, and by part why it could not be."""
    measured: list[Measurement] = []
    broken: dict[str, str] = {}
    for part, title, measure in _measures(corpora, quick):
        if part in chosen:
            try:
                found = measure()
            except NotMeasured as error:
                broken[part] = str(error)
            else:
                report.show_measurements(console, title, found)
                measured += found
    return measured, broken


def _measures(corpora: Path, quick: bool) -> list[tuple[str, str, Callable[[], list[Measurement]]]]:
    """Part, title and measurement, in the order in which they are made."""
    documents, characters = (1_000, memory.LONG // 5) if quick else (10_000, memory.LONG)

    data_file = corpora / quality.POLNEAR_DEV.relative_to(CORPORA)
    articles = data_file.exists()

    def texts() -> list[str]:
        if articles:
            return [text for _, text, _ in quality.load(data_file)][:: 3 if quick else 1]
        return memory.examples() * 20

    return [
        (
            "speed",
            f"Speed, on {'PolNeAR dev' if articles else 'the examples'}",
            lambda: speed.measure(texts(), _progress),
        ),
        ("start", "Cold start", lambda: memory.measure_start(_progress)),
        ("memory", "Memory", lambda: memory.measure(documents, characters, _progress)),
        ("install", "Install size", lambda: install.measure(_progress)),
        ("pages", "Web pages of our own", pages.measure),
        (
            date_gate.PART,
            "Dates: TempEval-3 F1 and shares, 95 % intervals over documents",
            lambda: date_gate.measure(corpora),
        ),
        ("offices", "Office-holders by date", offices.measure),
        (who.PART, "Who: names, antecedents, metonymy, parse, speakers", lambda: who.measure(corpora, _progress)),
        (acts.PART, "Acts: roots, status, rows that were judged", lambda: acts.measure(corpora, _progress)),
    ]


def _quality(data_file: Path) -> Quality:
    if not data_file.exists():
        raise NotMeasured(f"{data_file} is missing; name the folder that holds polnear/ with --corpora")
    _progress("quality")
    return quality.measure(onrecord.Reader(), data_file)


def _plain(scored: Quality | None, measured: list[Measurement]) -> dict[str, Any]:
    """What stands in the JSON file besides the verdicts."""
    from onrecord.model import model_hash

    def scores(found: dict[str, Score]) -> dict[str, Any]:
        return {
            name: {
                "f1": score.f1,
                "interval": score.interval(),
                "precision": score.precision,
                "recall": score.recall,
                "gold": score.gold,
                "predicted": score.predicted,
            }
            for name, score in found.items()
        }

    plain: dict[str, Any] = {
        "version": onrecord.__version__,
        "model": model_hash(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "measurements": [dataclasses.asdict(each) for each in measured],
    }
    if scored:
        plain["quality"] = {
            "scores": scores(scored.scores),
            "by_publisher": {name: scores(found) for name, found in scored.by_publisher.items()},
            "calibration_error": scored.calibration_error,
            "curve": scored.curve,
            "nested": scored.nested,
            "published_on_test": report.ANCHORS,
        }
    return plain


def _line(verdict: gate.Verdict) -> str:
    value = f" is {verdict.value:.4g}" if verdict.value is not None else ""
    limit = f", limit {verdict.limit}" if verdict.limit else ""
    return f"{verdict.part}: {verdict.name}{value}{limit}" + (f" ({verdict.reason})" if verdict.reason else "")


def _say(first: str, *lines: str) -> None:
    click.echo("\n  ".join([first, *lines]), err=True)


def _progress(what: str) -> None:
    click.echo(f"bench: {what} …", err=True)


if __name__ == "__main__":
    main(prog_name="python -m bench")
