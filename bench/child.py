"""Runs a command and prints what it cost: `python -m bench.child COMMAND…` → one JSON object on the last line.

A process of its own, with nothing imported that is large: on Linux a child begins with the peak memory that its
parent had, so a large parent would be measured in its place.

    $ python -m bench.child python -c pass
    {"code": 0, "wall": 0.02, "cpu": 0.02, "peak": 10.9}
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.gate import NotMeasured

# One thread, whichever library would take more.
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB", "NUMEXPR", "RAYON")
}
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of one ru_maxrss


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: float  # MB (10^6 bytes) resident


def cost(command: Sequence[str]) -> Cost:
    """What a command costs, with one thread; `NotMeasured` with what it complained of unless it exits with 0."""
    run = [sys.executable, "-m", "bench.child", *command]
    done = subprocess.run(run, env=os.environ | ONE_THREAD, capture_output=True, text=True)
    if done.returncode:
        raise NotMeasured(f"exit code {done.returncode}: {last_line(done.stderr)}")
    found = json.loads(done.stdout.splitlines()[-1])
    if found["code"]:
        raise NotMeasured(f"exit code {found['code']} from {' '.join(command[:4])}…: {last_line(done.stderr)}")
    return Cost(found["wall"], found["cpu"], found["peak"])


def last_line(output: str) -> str:
    return (output.strip().splitlines() or ["no message"])[-1]


if __name__ == "__main__":
    begun = time.perf_counter()
    code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
    wall = time.perf_counter() - begun
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = usage.ru_maxrss * _PEAK_UNIT / 1e6
    print(json.dumps({"code": code, "wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}))
