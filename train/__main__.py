"""The weights, from nothing, with one command: `make train`, about four hours on two cores.

1. a six-layer network learns PolNeAR (start: MiniLM);
2. it labels statements within statements, and a twelve-layer teacher learns PolNeAR (start: bge-small);
3. the six layers learn from the teacher and from those labels;
4. the result is packed as int8 ONNX, calibrated, and replaces the present model only if it scores higher on dev.

Each step leaves its result in `train/work` and is skipped when that is there; delete a folder to do its step again.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from bench.quality import POLNEAR_DEV, Quality, measure
from onrecord import Reader
from onrecord.model import FILES, FOLDER
from train import calibrate, card, inner, pack

WORK = Path("train/work")
COUNTED = ("source", "cue", "content", "whole")


def run(module: str, *args: str) -> None:
    """A step in a process of its own, so that its memory goes with it."""
    print(f"train: python -m train.{module} {' '.join(args)}", flush=True)
    subprocess.run([sys.executable, "-m", f"train.{module}", *args], check=True)


def total(quality: Quality) -> float:
    return sum(quality.scores[name].f1 for name in COUNTED)


def main(force: bool) -> None:
    first, labels, teacher, student, packed = (
        WORK / name for name in ("first", "inner.json", "teacher", "student", "packed")
    )
    if not (first / "done").exists():
        run("fit", "--base", "minilm", "--epochs", "6", "--out", str(first))
    if not labels.exists():
        pack.pack(first / "average.pt", WORK / "first-packed")
        calibrate.calibrate(WORK / "first-packed")
        run("inner", "--model", str(WORK / "first-packed"), "--out", str(labels))
    if not (teacher / "done").exists():
        run("fit", "--base", "bge", "--epochs", "5", "--rate", "1.5e-4", "--vary", "--seed", "3", "--out", str(teacher))
    if not (student / "done").exists():
        options = ("--inner", str(labels), "--out", str(student))
        run("distil", "--teacher", str(teacher / "average.pt"), "--student", str(first / "average.pt"), *options)
    pack.pack(student / "average.pt", packed)
    calibrate.calibrate(packed)
    inner.fit_bias(packed, WORK / "first-packed")
    new = measure(Reader(packed), POLNEAR_DEV)
    for name in COUNTED:
        print(f"train: {name} {new.scores[name].f1:.1f}")
    if (FOLDER / "encoder.onnx").exists() and not force:
        old = measure(Reader(), POLNEAR_DEV)
        if total(new) <= total(old):
            raise SystemExit(f"train: the present model is as good ({total(old):.1f}, {total(new):.1f}): kept")
    for name in FILES:
        shutil.copy(packed / name, FOLDER / name)
    card.write(new)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="replace the present model even by a worse one")
    main(parser.parse_args().force)
