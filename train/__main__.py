"""The weights, from nothing, with one command: `make train`, about an hour on two cores with AVX-512-BF16.

1. twelve layers (start: bge-small) learn PolNeAR, in layouts varied afresh each epoch;
2. the result is packed as int8 ONNX and calibrated;
3. over the packed encoder, whose weights stay, the heads over words learn names, parse, types, antecedents, metonymy:
   another hour and a half on two cores without AVX-512, half of it for the encoder's layers (5 GB on disk);
4. the whole replaces the present model only if it scores higher on dev.

Steps 1 and 3 leave their results in `train/work` and are skipped when these are there; delete it to do them again.
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
from train import calibrate, card, pack

WORK = Path("train/work")
COUNTED = ("source", "cue", "content", "whole")


def run(module: str, *args: str) -> None:
    """A step in a process of its own, so that its memory goes with it."""
    print(f"train: python -m train.{module} {' '.join(args)}", flush=True)
    subprocess.run([sys.executable, "-m", f"train.{module}", *args], check=True)


def total(quality: Quality) -> float:
    return sum(quality.scores[name].f1 for name in COUNTED)


def main(force: bool) -> None:
    network, packed = WORK / "network", WORK / "packed"
    if not (network / "done").exists():
        run("fit", "--base", "bge", "--epochs", "5", "--rate", "1.5e-4", "--vary", "--seed", "3", "--out", str(network))
    pack.pack(network / "average.pt", packed)
    calibrate.calibrate(packed)
    words, metonymy = WORK / "words", WORK / "metonymy.npz"
    if not (words / "done").exists():
        run("layers", "0", "1", "--model", str(packed))
        run("words", "--epochs", "7", "--rate", "1e-3", "--seed", "6", "--out", str(words))
        run("metonymy")
    pack.pack_words(words / "average.pt", metonymy, packed)
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
