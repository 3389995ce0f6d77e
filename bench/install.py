"""Size of the base install: the wheel and all that it needs in a folder of their own, without byte code.

Needs pip and a package index. The size is the sum over files, in MB (10^6 bytes). What is there must suffice to read a
web page, or it is no install.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.child import last_line
from bench.gate import Measurement, NotMeasured

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "examples" / "tagus.html"
LARGEST = 6  # named in the note


def measure(progress: Callable[[str], None]) -> list[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        wheels, site = Path(folder) / "wheels", Path(folder) / "site"
        progress("building the wheel")
        _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
        progress("installing the wheel")
        (wheel,) = wheels.glob("*.whl")
        _pip("install", "--no-compile", "--target", str(site), str(wheel))
        try_out(site)
        return [size(site)]


def try_out(site: Path) -> None:
    """Read a web page with what is in the folder and with nothing else that is installed."""
    read = [sys.executable, "-S", "-m", "onrecord", "read", "--json", str(PAGE)]
    environment = os.environ | {"PYTHONPATH": str(site)}
    done = subprocess.run(read, cwd=site, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise NotMeasured(f"the base install cannot read a web page: {last_line(done.stderr)}")


def size(site: Path) -> Measurement:
    """Sum of the sizes of all files under a folder, and which of its entries are the largest."""
    sizes: Counter[str] = Counter()
    for path in site.rglob("*"):
        if path.is_file() and not path.is_symlink():
            sizes[path.relative_to(site).parts[0]] += path.stat().st_size
    note = ", ".join(f"{name} {count / 1e6:.0f}" for name, count in sizes.most_common(LARGEST))
    return Measurement("install", "site-packages", sizes.total() / 1e6, "MB", note)


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotMeasured(f"pip {arguments[0]}: {last_line(done.stderr)}")
