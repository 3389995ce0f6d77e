"""A profile of one document's way: CPU time of each stage of `Reader.read`, and of writing its record as JSON.

    $ python -m bench.profile                     # every fourth article of PolNeAR dev, or the examples without it
    $ python -m bench.profile --every 1 --rounds 3 --json profile.json

The functions of a stage are timed from outside, while they run as they always do. A stage is charged what passes in it
and not in a stage that it calls, so the rows add up to the whole. What a statement says is read once more, for
statements within it; that share of each stage has a column of its own. Time is the CPU time of this process
(`time.process_time`, one thread). Other programs on the machine still slow it, by caches and clock speed: compare two
profiles by shares, or by runs that took turns.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench.child import ONE_THREAD
from bench.memory import examples

AGAIN = "onrecord.statements:within"  # reads the content of a statement for statements within it
REST = "the rest"
# Stage → the functions that are it, as "module:name", where they are looked up when called.
STAGES = {
    "tokenise": ("onrecord.wordpiece:WordPiece.pieces", "onrecord.encode:features", "onrecord.encode:_Places.__init__"),
    "windows": ("onrecord.encode:Encoder.encode",),
    "attribution chains": ("onrecord.statements:attributions", "onrecord.statements:settled"),
    "statements": ("onrecord.statements:find",),
    "parse and names": ("onrecord.analysis:Collector._take", "onrecord.analysis:Collector.analysis"),
    "entities": ("onrecord.speakers:drafted", "onrecord.speakers:entities"),
    "speakers": ("onrecord.speakers:find",),
    "times": ("onrecord.times:find", "onrecord.times:said"),
    "scene": ("onrecord.scene:Scene.__init__",),
    "events": ("onrecord.events:find",),
    "positions": ("onrecord.positions:find",),
    "JSON": ("onrecord.output:json_line",),
    REST: ("onrecord.read:Reader.read",),
}
# The networks are told apart by the file that they were loaded from, whoever calls them.
NETWORKS = {"encoder.onnx": "encoder", "pair.onnx": "attribution pairs", "words.onnx": "heads over words"}
ORDER = (
    "tokenise",
    "windows",
    "encoder",
    "heads over words",
    "parse and names",
    "attribution pairs",
    "attribution chains",
    "statements",
    "entities",
    "speakers",
    "times",
    "scene",
    "events",
    "positions",
    REST,
    "JSON",
)
WARM_UP = 3  # documents


class Clock:
    """CPU seconds by stage: what passes within a stage and not within one that it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.again: dict[str, float] = defaultdict(float)  # of these, for statements within statements
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def within(self, stage: str) -> Iterator[None]:
        self._charge()
        self._open.append(stage)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def _charge(self) -> None:
        now = time.process_time()
        stage = next((name for name in reversed(self._open) if name != AGAIN), None)
        if stage is not None:
            self.spent[stage] += now - self._since
            if AGAIN in self._open:
                self.again[stage] += now - self._since
        self._since = now


@contextmanager
def watched(clock: Clock, stages: Mapping[str, tuple[str, ...]] = STAGES) -> Iterator[None]:
    """Within it, every function of the stages and every network is charged to its stage."""
    import onnxruntime

    places = [(stage, place) for stage, named in stages.items() for place in named] + [(AGAIN, AGAIN)]
    before: list[tuple[Any, str, Any]] = []
    try:
        for stage, place in places:
            owner, name = _owner(place)
            function = getattr(owner, name)
            before.append((owner, name, function))
            setattr(owner, name, _timed(clock, function, lambda _, stage=stage: stage))
        run = onnxruntime.InferenceSession.run
        before.append((onnxruntime.InferenceSession, "run", run))
        onnxruntime.InferenceSession.run = _timed(clock, run, lambda session: _network(session))
        yield
    finally:
        for owner, name, function in reversed(before):
            setattr(owner, name, function)


def _owner(place: str) -> tuple[Any, str]:
    module, _, path = place.partition(":")
    *outer, name = path.split(".")
    owner = functools.reduce(getattr, outer, importlib.import_module(module))
    if not hasattr(owner, name):
        raise click.ClickException(f"{module} has no {path} any more: mend STAGES in bench/profile.py")
    return owner, name


def _network(session: Any) -> str:
    file = Path(str(session._model_path)).name
    return NETWORKS.get(file, file)


def _timed(clock: Clock, function: Callable[..., Any], stage_of: Callable[[Any], str]) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def each(*args: Any, **options: Any) -> Iterator[Any]:
            steps, stage = function(*args, **options), stage_of(args[0])
            while True:
                with clock.within(stage):
                    try:
                        item = next(steps)
                    except StopIteration:
                        return
                yield item

        return each

    @functools.wraps(function)
    def once(*args: Any, **options: Any) -> Any:
        with clock.within(stage_of(args[0])):
            return function(*args, **options)

    return once


def measure(texts: list[str], rounds: int = 1) -> dict[str, Any]:
    """CPU milliseconds a document by stage, the median of the rounds, and the words of a CPU-second of the whole."""
    import onrecord.output
    from onrecord.read import Reader
    from onrecord.record import Document

    reader = Reader()
    clocks = []
    for number in range(-1, rounds):
        clock = Clock()
        with watched(clock):
            for text in texts if number >= 0 else texts[:WARM_UP]:
                onrecord.output.json_line(reader.read(Document(text)))
        if number >= 0:
            clocks.append(clock)
    stages = {}
    for stage in [*ORDER, *sorted({stage for clock in clocks for stage in clock.spent} - set(ORDER))]:
        of_all, of_again = (
            statistics.median(getattr(clock, kind)[stage] for clock in clocks) * 1000 / len(texts)
            for kind in ("spent", "again")
        )
        stages[stage] = {"ms": of_all, "again": of_again}
    total = sum(stage["ms"] for stage in stages.values())
    words = sum(len(text.split()) for text in texts)
    return {
        "documents": len(texts),
        "words": words,
        "ms": total,
        "words per CPU-second": words / len(texts) / total * 1000,
        "stages": stages,
    }


def show(console: Console, found: dict[str, Any]) -> None:
    length = found["words"] / found["documents"]
    title = (
        f"CPU milliseconds a document ({found['documents']} documents of {length:.0f} words); "
        f"{found['words per CPU-second']:,.0f} words a CPU-second"
    )
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in ("stage", "ms", "share", "of it, contents read again"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for stage, spent in found["stages"].items():
        table.add_row(stage, f"{spent['ms']:.1f}", f"{100 * spent['ms'] / found['ms']:.1f} %", f"{spent['again']:.1f}")
    again = sum(spent["again"] for spent in found["stages"].values())
    table.add_row("all", f"{found['ms']:.1f}", "100.0 %", f"{again:.1f}", style="bold")
    console.print(table)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpora", type=click.Path(path_type=Path), metavar="DIR", help="Where polnear/ is.")
@click.option("--every", type=click.IntRange(1), default=4, show_default=True, help="Every so many articles.")
@click.option("--rounds", type=click.IntRange(1), default=1, show_default=True, help="The median of so many counts.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the figures to FILE.")
def main(corpora: Path | None, every: int, rounds: int, json_file: Path | None) -> None:
    """Profile one document's way through the reader, by stage."""
    os.environ.update(ONE_THREAD)  # it counts when numpy is imported, so that is not done before
    from bench import quality

    path = (corpora or quality.CORPORA) / quality.POLNEAR_DEV.relative_to(quality.CORPORA)
    texts = [text for _, text, _ in quality.load(path)][::every] if path.exists() else examples()
    found = measure(texts, rounds)
    show(Console(width=100), found)
    if json_file:
        json_file.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(prog_name="python -m bench.profile")
