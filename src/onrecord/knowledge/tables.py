"""How the tables are read: lines of tab-separated cells, comments after #, values of one cell apart by |."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGE = FOLDER.parent / "lang" / "en"


def rows(path: Path, cells: int) -> Iterator[list[str]]:
    """The rows of a table, filled up with "" to so many cells; ValueError names the line that has more."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            row = line.split("\t")
            if len(row) > cells:
                raise ValueError(
                    f"{path.name}, line {number}: {len(row)} cells where {cells} are wanted: {line[:80]!r}"
                )
            yield row + [""] * (cells - len(row))


def values(cell: str) -> list[str]:
    return cell.split("|") if cell else []


@cache
def sources() -> tuple[tuple[str, str, str, str], ...]:
    """Table, source, licence and cut-off of all that is compiled in."""
    return tuple((row[0], row[1], row[2], row[3]) for row in rows(FOLDER / "sources.tsv", 4))
