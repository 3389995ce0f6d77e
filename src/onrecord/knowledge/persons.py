"""People who held an office, by name: `person("Sergei Lavrov")`.

The exact name decides, levelled for case, accents and punctuation; only where nobody has it, transliterations are tried
(`onrecord.knowledge.names.loose_key`). All people of that name come back, so whoever links by name must ask for
exactly one. Only office-holders are in the table: that there is one Tony Hall in it does not say that there is one in
the world.

    >>> [(each.name, each.qid) for each in person("Sergei Lavrov")]
    [('Sergey Lavrov', 'Q58217')]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from onrecord.knowledge.holders import Holder, stretches_of
from onrecord.knowledge.names import LONGEST, key, loose_key
from onrecord.knowledge.tables import FOLDER


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    qid: str | None
    exact: bool  # the name as asked for, not a transliteration of it
    countries: tuple[str, ...]  # codes

    @property
    def offices(self) -> tuple[Holder, ...]:
        """Every stretch in office, by its start; reads the countries' lists on first use."""
        return stretches_of(self.name, self.qid, self.countries)


@cache
def _by_key() -> dict[str, str]:
    return _index("persons.tsv")


@cache
def _by_loose_key() -> dict[str, str]:
    return _index("persons_loose.tsv")


def _index(table: str) -> dict[str, str]:
    """First cell → the rest of the line, taken apart only when asked for: 25,000 lines in some 10 ms."""
    found = {}
    for line in (FOLDER / table).read_text("utf-8").splitlines():
        name, _, rest = line.partition("\t")
        found[name] = rest
    return found


def names() -> Iterable[str]:
    """The levelled names of everybody in the table."""
    return (name for name in _by_key() if name and not name.startswith("#"))


def person(name: str) -> tuple[Person, ...]:
    """Everybody of that name who held an office in the tables; () for nobody, and for a single word that many share."""
    if not name.strip() or len(name) > LONGEST:
        return ()
    wanted = key(name)
    found = _of(wanted, exact=True)
    if not found:
        loose = loose_key(name)
        names = [each for each in (loose, *_by_loose_key().get(loose, "").split("|")) if each]
        found = tuple(each for other in dict.fromkeys(names) for each in _of(other, exact=False))
    return found


def _of(wanted: str, *, exact: bool) -> tuple[Person, ...]:
    line = _by_key().get(wanted, "") if wanted and not wanted.startswith("#") else ""
    cells = (cell.split("|") for cell in line.split("\t") if cell)
    return tuple(Person(name, qid or None, exact, tuple(codes.split())) for qid, name, codes in cells)
