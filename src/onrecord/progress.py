"""How far a long run has come: documents read, rate and time left, on standard error.

Nothing is shown where standard error is no terminal, nor before two seconds have passed.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

PATIENCE_S = 2.0
_BLOCK = 1 << 20


def progress(sources: Sequence[str], *, shown: bool) -> AbstractContextManager[Callable[[], None]]:
    """A function to call after each document of the sources."""
    return counted(lambda: expected_documents(sources), shown=shown)


@contextmanager
def counted(
    expected: Callable[[], int | None], *, shown: bool, what: str = "documents"
) -> Iterator[Callable[[], None]]:
    """A function to call after each of `what`; `expected` tells, on another thread, about how many there will be."""
    if not shown:
        yield lambda: None
        return
    done = 0
    lock = threading.Lock()  # the display begins on a timer's thread
    advance_bar: Callable[[], object] | None = None

    def begin() -> None:
        nonlocal advance_bar
        total = expected()
        with lock:
            bar.start()
            task = bar.add_task("reading", total=total, completed=done)
            advance_bar = lambda: bar.advance(task)  # noqa: E731

    def advance() -> None:
        nonlocal done
        with lock:
            done += 1
            if advance_bar:
                advance_bar()

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} {what}/s" if task.speed else "")

    bar = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    timer = threading.Timer(PATIENCE_S, begin)
    timer.daemon = True
    timer.start()
    try:
        yield advance
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def expected_documents(sources: Sequence[str]) -> int | None:
    """About how many documents the sources hold, for the time left; None where only reading would tell."""
    from onrecord.intake.walk import files

    total = 0
    for source in sources:
        path = Path(source)
        if path.is_dir():
            total += sum(_documents_in(file) if isinstance(file, Path) else 1 for file in files(path))
        elif path.is_file():
            total += _documents_in(path)
        elif source == "-":
            return None
        else:
            total += 1  # an address, or a path that will be set aside
    return total


def _documents_in(file: Path) -> int:
    if file.suffix not in (".jsonl", ".ndjson"):
        return 1
    try:
        with file.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
    except OSError:
        return 1
