"""Peak memory of `onrecord read --json`, and the time from nothing to the first record.

The dispatches are made from those in examples/: two paragraphs each, with other numbers and other names, so that no two
are alike and new words never cease. Peak memory is that of a process of its own (`bench.child`). It is flat when ten
times the documents take hardly more of it.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.child import Cost, cost
from bench.gate import Measurement, NotMeasured

EXAMPLES = Path(__file__).parent.parent / "examples"
LONG = 1_000_000  # characters
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"\b[A-Z]\w{5,}\b")
_SYLLABLES = ["ar", "bel", "cor", "dun", "el", "fen", "gra", "hol", "ist", "ka", "lund", "mor", "nes", "per", "tam"]
_FIRST = """
import onrecord
onrecord.read('''RIGA, June 5 - The ferry to Ventspils will stop in autumn, the port said on Monday. "We have no
choice," its director told reporters. The ministry denied that money was lacking.''')
"""
Progress = Callable[[str], None]


def examples() -> list[str]:
    """The text of the examples that are plain text or JSON lines, in the order of their names."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return texts


def dispatches(count: int) -> Iterator[str]:
    """Short dispatches, no two alike, the same in every run."""
    dice = random.Random(7)
    paragraphs = [part for text in examples() for part in text.split("\n\n") if len(part) > 100]

    def name(_: re.Match[str]) -> str:
        return "".join(dice.choices(_SYLLABLES, k=3)).title()

    for _ in range(count):
        text = "\n\n".join(dice.sample(paragraphs, 2))
        yield _NAME.sub(name, _NUMBER.sub(lambda _: str(dice.randint(0, 9)), text))


def long_dispatch(characters: int) -> str:
    return "\n\n".join(dispatches(characters // 300))[:characters]


def measure(count: int, long: int, progress: Progress) -> list[Measurement]:
    """Over `count` documents, over a tenth of them, and over one of `long` characters."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_read(Path(folder), dispatches(number), number, progress) for number in (count // 10, count))
        one = _read(Path(folder), iter([long_dispatch(long)]), 1, progress)
    note = f"{few.peak:.0f} MB after {count // 10:,} documents, {many.peak:.0f} MB after {count:,}"
    return [
        Measurement("memory", "peak over many documents", many.peak, "MB", f"{count:,} documents, --jobs 1"),
        Measurement("memory", "peak over one long document", one.peak, "MB", f"{long:,} characters"),
        Measurement("memory", "growth over ten times the documents", 100 * (many.peak / few.peak - 1), "%", note),
    ]


def _read(folder: Path, texts: Iterator[str], count: int, progress: Progress) -> Cost:
    progress(f"memory over {count:,} documents")
    given, got = folder / "documents.jsonl", folder / "records.jsonl"
    with given.open("w", encoding="utf-8") as lines:
        for text in texts:
            lines.write(json.dumps({"text": text}) + "\n")
    read = [sys.executable, "-m", "onrecord", "read", "--json", "--jobs", "1", "--out", str(got), str(given)]
    spent = cost(read)
    with got.open("rb") as records:
        written = sum(1 for _ in records)
    if written != count:
        raise NotMeasured(f"{written} records of {count} documents")
    return spent


def measure_start(progress: Progress, times: int = 5) -> list[Measurement]:
    """Wall time of a fresh process that imports, loads and reads one short dispatch."""
    progress("cold start")
    costs = [cost([sys.executable, "-c", _FIRST]) for _ in range(times)]
    walls = sorted(each.wall for each in costs)
    cpu = statistics.median(each.cpu for each in costs)
    note = f"median of {times}, {walls[0]:.2f} to {walls[-1]:.2f}; CPU {cpu:.2f} s"
    return [Measurement("start", "first short dispatch", statistics.median(walls), "s", note)]
