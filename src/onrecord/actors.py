"""The words by which entities are told apart: titles, sexes, what a noun stands for; lang/en/actors.toml, read once.

>>> lists().nouns["ministry"], lists().titles["mrs."]
('government', 'female')
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
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
    forms: frozenset[str]  # "ltd."


@cache
def lists() -> Lists:
    """lang/en/actors.toml."""
    raw = tomllib.loads(TABLE.read_text("utf-8"))

    def turned(name: str) -> dict[str, str]:
        return {word: kind for kind, some in raw[name].items() for word in some}

    states = frozenset(raw["states"]["nouns"])
    return Lists(
        turned("titles"),
        turned("sexes"),
        turned("given"),
        turned("nouns"),
        states,
        turned("takes_up"),
        raw["written_out"],
        frozenset(raw["legal_forms"]["words"]),
    )


def sex_told(words: Sequence[str], head: int, named: bool) -> str | None:
    """ "male" or "female" where the words of a mention, in lower case, tell it: a title, a noun, a given name.

    >>> sex_told(("mr.", "hill"), 1, True), sex_told(("his", "late", "wife"), 2, False), sex_told(("hill",), 0, True)
    ('male', 'female', None)
    """
    title = next((sex for word in words[:head] if (sex := lists().titles.get(word, "any")) != "any"), None)
    if title or not named:
        return title or lists().sexes.get(words[head])
    start = next((at for at, word in enumerate(words) if word not in lists().titles), 0)
    return lists().given.get(words[start]) if len(words) - start > 1 else None
