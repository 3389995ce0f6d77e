"""The words by which entities are told apart: titles, sexes, what a noun stands for; lang/en/actors.toml, read once.

    >>> lists().nouns["ministry"], lists().titles["mrs."]
    ('government', 'female')
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "lang" / "en" / "actors.toml"


@dataclass(frozen=True, slots=True)
class Lists:
    titles: dict[str, str]  # title → "male", "female" or "any"
    sexes: dict[str, str]
    given: dict[str, str]
    nouns: dict[str, str]  # noun → type of entity
    states: frozenset[str]
    takes_up: dict[str, str]
    written_out: dict[str, str]  # "gov." → "governor"


@cache
def lists() -> Lists:
    """lang/en/actors.toml."""
    raw = tomllib.loads(TABLE.read_text("utf-8"))

    def turned(name: str) -> dict[str, str]:
        return {word: kind for kind, some in raw[name].items() for word in some}

    states = frozenset(raw["states"]["nouns"])
    return Lists(turned("titles"), turned("sexes"), turned("given"), turned("nouns"), states, turned("takes_up"), raw["written_out"])
