"""What office a phrase names: "Minister of Foreign Affairs", "foreign minister" and "MFA head" are one office.

The words stand in lang/en/offices.toml. The phrases of a question and the labels of the tables are read by the same
rules, so that a phrase added there works on both sides. Which country is meant decides some of them: "secretary of
state" is the foreign minister in the United States, a member of the cabinet in Britain and below the minister in
France.

    >>> parse("Secretary of State", "US").name, parse("deputy minister of foreign affairs", "RU").name
    ('foreign minister', 'deputy foreign minister')
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from onrecord.knowledge.names import key
from onrecord.knowledge.places import countries
from onrecord.knowledge.tables import LANGUAGE

LONGEST = 200  # characters; no label in the tables has more
_SPELLINGS = {
    "defense": "defence",
    "labor": "labour",
    "advisor": "adviser",
    "program": "programme",
    "chairperson": "chairman",
    "chairwoman": "chairman",
    "chair": "chairman",
    "undersecretary": "under secretary",
    "ministers": "minister",
    "affair": "affairs",
    "the": "",
}
_OF_MINISTRY = r"(?:of|for|in charge of|responsible for|at|in|to)"
_MINISTER = re.compile(
    rf"(?:minister|(?:head|chief|chairman) {_OF_MINISTRY} (?:federal )?(?:ministry|department|office)"
    rf"|minister (?:and )?head) {_OF_MINISTRY} (?:ministry {_OF_MINISTRY} )?(?P<portfolio>.+)"
    r"|(?P<before>.+?) (?:minister|ministry (?:head|chief)|department (?:head|chief))"
    r"|(?:head|chief) of (?P<ministry>.+) (?:ministry|department)"
    r"|(?P<acronym>mfa|mod|mvd) (?:head|chief)"
)
_SECRETARY = re.compile(
    rf"(?:secretary of state|secretary) {_OF_MINISTRY} (?:department {_OF_MINISTRY} )?(?P<portfolio>.+)"
    r"|(?P<before>.+?) secretary"
)
_APART = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Office:
    """An office as words name it, apart from the country."""

    name: str  # normalised: "president", "foreign minister", "deputy finance minister", or the label itself
    kind: str  # post, ministry, label, or either: "head of state"
    portfolios: tuple[str, ...] = ()
    deputy: bool = False
    acting: bool = False
    several: bool = False  # held by more than one at a time

    def rank(self, asked: Office) -> tuple[int, int] | None:
        """How near this office, of a label, is to the one asked for: (0, 0) is the same; None: another one."""
        if self.kind != asked.kind or self.deputy != asked.deputy:
            return None
        if self.kind != "ministry":
            return (0, 0) if self.name == asked.name else None
        if not set(asked.portfolios) <= set(self.portfolios):
            return None
        return int(self.portfolios[0] != asked.portfolios[0]), len(self.portfolios) - len(asked.portfolios)


def level(words: str) -> str:
    """Lower case, no accents, no "the", one spelling; commas stay, as they part portfolios."""
    parts = (
        " ".join(filter(None, (_SPELLINGS.get(word, word) for word in key(part).split()))) for part in words.split(",")
    )
    return ", ".join(parts)


@cache
def tables() -> dict[str, Any]:
    """lang/en/offices.toml, its phrases levelled."""
    raw = tomllib.loads((LANGUAGE / "offices.toml").read_text("utf-8"))

    def longest_first(name: str) -> list[str]:
        return sorted((level(word) for word in raw[name]), key=len, reverse=True)

    return {
        **{name: longest_first(name) for name in ("drop", "acting", "past", "coming", "never", "deputy")},
        "secretaries": frozenset(raw["secretaries"]),
        "ministers_of_state": frozenset(raw["ministers_of_state"]),
        "portfolios": {level(phrase): name for name, phrases in raw["portfolios"].items() for phrase in phrases},
        "posts": {
            level(word): Office(post["name"], "post", several=post.get("several", False))
            for post in raw["posts"]
            for word in (*post["words"], *post["labels"], post["name"])
        },
        "either": {level(words): tuple(posts) for words, posts in raw["either"].items()},
        "organisations": {words: code for code, names in raw["organisations"].items() for words in names},
        "countries": {
            code: {level(phrase): to for phrase, to in table.items()} for code, table in raw["countries"].items()
        },
    }


@cache
def _own_names(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a label says of its own country: "of Belarus" at its end, "Belarusian" at its front."""
    names: set[str] = set()
    adjectives: set[str] = set()
    for country in countries():
        if country.place.code == code:
            names |= {level(name) for name in country.names}
            adjectives |= {level(word) for word in country.adjectives}
    names |= {level(words) for words, other in tables()["organisations"].items() if other == code}
    after = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    before = "|".join(sorted(map(re.escape, adjectives | names), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?: (?:of|for|in))? (?:republic of )?(?:{after})$"), re.compile(rf"^(?:{before}) (?=\w)")


@cache
def _by_first_word(name: str) -> dict[str, list[str]]:
    """The phrases of a list of offices.toml by their first word, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in tables()[name]:
        found.setdefault(phrase.partition(" ")[0], []).append(phrase)
    return found


def _off(text: str, name: str) -> str | None:
    """The text without the phrase of that list that stands at its front; None where none does."""
    for phrase in _by_first_word(name).get(text.partition(" ")[0], ()):
        if text.startswith(phrase + " "):
            return text[len(phrase) + 1 :]
    return None


def parse(words: str, code: str = "") -> Office | None:
    """The office that the words name in the country of that code; None where they name nobody who holds one.

    That is so of former and future holders, spokespeople, spouses and shadow ministers.
    """
    if len(words) > LONGEST:
        return None
    text = level(words)
    if not text:
        return None
    after, before = _own_names(code)
    acting = False
    table = tables()
    changed = True
    while changed:
        changed = False
        for name in ("drop", "acting"):
            rest = _off(text, name)
            if rest is not None:
                acting |= name == "acting"
                text, changed = rest, True
        shorter = before.sub("", after.sub("", text))
        if shorter != text and shorter not in ("", "office"):
            text, changed = shorter, True
    if _off(text + " ", "past") is not None or text.split(" ")[-1] in table["coming"] or _off(text, "coming"):
        return None
    if set(text.split()) & set(table["never"]) and text not in table["posts"] and text not in _mapped(code):
        return None
    office = _named(text, code)
    return replace(office, acting=True) if office and acting else office


def _mapped(code: str) -> dict[str, str]:
    found: dict[str, str] = tables()["countries"].get(code, {})
    return found


def _named(text: str, code: str, *, mapped: bool = True) -> Office | None:
    table = tables()
    if mapped and text in _mapped(code):
        to = _mapped(code)[text]
        if to == "no such office":
            return None
        return Office(level(to[6:]), "label") if to.startswith("label ") else _named(level(to), code, mapped=False)
    if text in table["posts"]:
        office: Office = table["posts"][text]
        return office
    if text in table["either"]:
        return Office(text, "either")
    rest, below = _without_deputy(text, code)
    portfolios = _portfolios(rest, code, below)
    if not portfolios:
        return Office(text, "label")
    name = f"{' and '.join(portfolios)} minister"
    return Office(f"deputy {name}" if below else name, "ministry", portfolios, bool(below))


def _without_deputy(text: str, code: str) -> tuple[str, str]:
    """The text without the words that put it below the post, and those words."""
    if text.startswith("minister of state"):
        if code in tables()["ministers_of_state"]:
            return text.replace("minister of state", "minister", 1), ""
        if text.startswith("minister of state minister"):  # the French honour: no junior
            return text.removeprefix("minister of state "), ""
    rest, words = text, []
    while (shorter := _off(rest, "deputy")) is not None:
        words.append(rest[: len(rest) - len(shorter)])
        rest = shorter
    return rest, "".join(words)


def _portfolios(text: str, code: str, below: str) -> tuple[str, ...]:
    match = _MINISTER.fullmatch(text)
    if not match and (code in tables()["secretaries"] or below):
        match = _SECRETARY.fullmatch(text)
    if not match and (
        "minister" in below or "secretary" in below
    ):  # "state secretary for …": the post is in those words
        match = re.fullmatch(rf"(?:{_OF_MINISTRY} )?(?:ministry {_OF_MINISTRY} )?(?P<portfolio>.+)", text)
    if not match:
        return ()
    named = match.groupdict()
    phrase = next((named[part] for part in ("portfolio", "before", "ministry", "acronym") if named.get(part)), "")
    if phrase in ("prime", "first", "chief"):  # no portfolios: heads of governments, which the posts name
        return ()
    return split(phrase)


def split(phrase: str) -> tuple[str, ...]:
    """The portfolios in a phrase, in order and each once: "foreign affairs and trade" is foreign and trade."""
    whole = _portfolio(phrase.replace(",", ""))
    if whole in tables()["portfolios"].values():
        return (whole,)
    parts = [_portfolio(part) for part in _APART.split(phrase) if part]
    return tuple(dict.fromkeys(part for part in parts if part))


def _portfolio(phrase: str) -> str:
    known: dict[str, str] = tables()["portfolios"]
    phrase = phrase.strip()
    for candidate in (
        phrase,
        re.sub(r" (?:affairs|matters|policy|ministry|issues)$", "", phrase),
        phrase.removeprefix("national "),
    ):
        if candidate in known:
            return known[candidate]
    return re.sub(r" (?:affairs|matters)$", "", phrase)
