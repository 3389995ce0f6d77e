"""What office a phrase names: "Minister of Foreign Affairs", "foreign minister" and "MFA head" are one; a deputy is another.

The words stand in lang/en/offices.toml. The phrases of a question and the labels of the tables are read by the same rules, so
that a phrase added there works on both sides. Which country is meant decides some of them: "secretary of state" is the
foreign minister in the United States, a member of the cabinet in Britain and below the minister in France.

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
_SPELLINGS = (
    (r"\bdefense\b", "defence"),
    (r"\blabor\b", "labour"),
    (r"\badvisor\b", "adviser"),
    (r"\bprogram\b", "programme"),
    (r"\bchair(?:person|woman)?\b", "chairman"),
    (r"\bof state for of\b", "of state for"),
    (r"\bministress\b", "minister"),
    (r"\bundersecretary\b", "under secretary"),
    (r"\bex\b", "ex"),
    (r"\bministers\b", "minister"),
    (r"\baffair\b", "affairs"),
)
_OF_MINISTRY = r"(?:of|for|in charge of|responsible for|at|in|to)"
_MINISTER = re.compile(
    rf"(?:minister|(?:head|chief|chairman) {_OF_MINISTRY} (?:federal )?(?:ministry|department|office)"
    rf"|minister (?:and )?head) {_OF_MINISTRY} (?:ministry {_OF_MINISTRY} )?(?P<portfolio>.+)"
    r"|(?P<before>.+?) (?:minister|ministry (?:head|chief)|department (?:head|chief))"
    r"|(?:head|chief) of (?P<ministry>.+) (?:ministry|department)"
    r"|(?P<acronym>mfa|mod|mvd) (?:head|chief)"
)
_SECRETARY = re.compile(
    rf"(?:secretary|secretary of state) {_OF_MINISTRY} (?:department {_OF_MINISTRY} )?(?P<portfolio>.+)|(?P<before>.+?) secretary"
)
_APART = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class Office:
    """An office as words name it, apart from the country."""

    name: str  # normalised: "president", "foreign minister", "deputy finance minister", or the label itself
    kind: str  # post, ministry or label
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


NOT_AN_OFFICE = Office("", "label")


def level(words: str) -> str:
    """Lower case, no accents, no "the", one spelling; commas stay, as they part portfolios."""
    parts = [key(part).removeprefix("the ") for part in words.split(",")]
    text = ", ".join(re.sub(r"\bthe ", "", part) for part in parts)
    for pattern, replacement in _SPELLINGS:
        text = re.sub(pattern, replacement, text)
    return text


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
    after = "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"
    before = "|".join(sorted(map(re.escape, adjectives | names), key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?: (?:of|for|in))? (?:republic of )?(?:{after})$"), re.compile(rf"^(?:{before}) (?=\w)")


def _off(text: str, words: list[str]) -> str | None:
    """The text without the first of the words that stands at its front; None where none does."""
    for word in words:
        if text.startswith(word + " "):
            return text[len(word) + 1 :].removeprefix("of ") if word == "chief executive and" else text[len(word) + 1 :]
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
            rest = _off(text, table[name])
            if rest is not None:
                acting |= name == "acting"
                text, changed = rest, True
        shorter = before.sub("", after.sub("", text))
        if shorter != text and shorter not in ("", "office"):
            text, changed = shorter, True
    if (
        _off(text + " ", table["past"]) is not None
        or text.split(" ")[-1] in table["coming"]
        or _off(text, table["coming"])
    ):
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
    rest, deputy = text, False
    if code not in table["ministers_of_state"] or not text.startswith("minister of state"):
        shorter = _off(text, table["deputy"])
        if (
            shorter is not None
            and re.match(r"(?:minister|head|chief)\b", shorter)
            and text.startswith("minister of state")
        ):
            rest = shorter  # the French minister of state, minister of the interior, is no junior
        elif shorter is not None:
            rest, deputy = shorter, True
            while (shorter := _off(rest, table["deputy"])) is not None:
                rest = shorter
    else:
        rest = text.replace("minister of state", "minister", 1)
    portfolios = _portfolios(rest, code, deputy)
    if not portfolios:
        return Office(text, "label")
    return Office(f"{'deputy ' * deputy}{' and '.join(portfolios)} minister", "ministry", portfolios, deputy)


def _portfolios(text: str, code: str, deputy: bool) -> tuple[str, ...]:
    match = _MINISTER.fullmatch(text)
    if not match and (code in tables()["secretaries"] or deputy):
        match = _SECRETARY.fullmatch(text)
    if not match and deputy:
        match = re.fullmatch(rf"(?:{_OF_MINISTRY} )?(?:ministry {_OF_MINISTRY} )?(?P<portfolio>.+)", text)
        if match and match["portfolio"].split()[0] in (
            "president",
            "prime",
            "governor",
            "mayor",
            "chairman",
            "speaker",
            "head",
        ):
            return ()
    if not match:
        return ()
    named = match.groupdict()
    phrase = named.get("portfolio") or named.get("before") or named.get("ministry") or named.get("acronym") or ""
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
