"""Bodies by name: parliaments, ministries, courts, parties, organisations; and the seats that stand for them.

`body` looks up a whole phrase, as written: a name of the tables ("State Duma", "NATO"), a metonym ("Kremlin", "Downing
Street"), or a kind of body with its country ("the Russian Foreign Ministry", "Japan's foreign ministry", "Ministry of
Foreign Affairs of Japan"). Whether a metonym acts or is a place is for the reader of the sentence to decide; `basis`
says which it was. A capital stands for the government of its country: ask `seat_of`.

    >>> body("the Russian Foreign Ministry")[0].name, body("Foggy Bottom")[0].basis
    ('Ministry of Foreign Affairs of Russia', 'metonym')
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.knowledge.names import LONGEST, key
from onrecord.knowledge.places import Place, capitalised, country, demonym, place, spoken
from onrecord.knowledge.tables import FOLDER, LANGUAGE, rows, values

BodyKind = Literal[
    "government", "presidency", "monarchy", "parliament", "chamber", "ministry", "central bank", "court", "police",
    "military", "intelligence", "agency", "prosecutor", "party", "church", "mission", "organisation", "armed group",
    "rights group", "news agency",
]  # fmt: skip
# In this order where one phrase names several: what "the Duma" and "Congress" mean first.
_BASES = ("name", "metonym", "pattern")


@dataclass(frozen=True, slots=True)
class Body:
    name: str  # the same however it was written, so that it joins mentions
    kind: BodyKind
    country: str | None  # code; None for what belongs to none
    qid: str | None
    basis: Literal["name", "metonym", "pattern"]


@cache
def _named() -> dict[str, tuple[Body, ...]]:
    found: dict[str, list[Body]] = {}

    def add(words: str, body: Body) -> None:
        have = found.setdefault(words, [])
        if not any((other.name, other.country) == (body.name, body.country) for other in have):
            have.append(body)

    for code, kind, name, qid, others, metonyms in rows(LANGUAGE / "bodies.tsv", 6):
        body = Body(name, kind, code, qid or None, "name")  # type: ignore[arg-type]
        for words in (name, *values(others)):
            add(words, body)
        for words in values(metonyms):
            add(words, replace(body, basis="metonym"))
    for name, kind, qid, others in rows(LANGUAGE / "organisations.tsv", 4):
        owner = "EU" if name in found else None  # the European Union's stand in both tables
        body = Body(name, kind, owner, qid or None, "name")  # type: ignore[arg-type]
        for words in (name, *values(others)):
            add(words, body)
    for code, kind, name, others, _ in rows(FOLDER / "bodies.tsv", 5):
        phrases = (name, *values(others))
        ours = [
            body for words in phrases for body in found.get(words, ()) if body.country == code and body.basis == "name"
        ]
        body = ours[0] if ours else Body(name, kind, code, None, "name")  # type: ignore[arg-type]
        for words in phrases:
            add(words, body)
    return {words: tuple(sorted(bodies, key=lambda each: _BASES.index(each.basis))) for words, bodies in found.items()}


@cache
def _folded() -> dict[str, str]:
    """Names in lower case and without accents → as the table writes them; acronyms are not among them."""
    return {key(words): words for words in _named() if len(words) > 5 and not words.isupper()}


@cache
def _kinds() -> dict[str, tuple[str, str]]:
    """Words for a kind of body → (kind, name with a star)."""
    return {words: (kind, name) for kind, name, cell in rows(LANGUAGE / "body_kinds.tsv", 3) for words in values(cell)}


def body(words: str) -> tuple[Body, ...]:
    """Every body that the phrase names by itself; () where it names none. Countries' own words come before patterns."""
    phrase = spoken(words)
    if not phrase:
        return ()
    named = _named().get(phrase, ())
    if not named and (capitalised(phrase) or phrase[0].isupper()):
        named = _named().get(_folded().get(key(phrase), ""), ())
    return named or _by_pattern(phrase)


def names() -> tuple[str, ...]:
    """Every name of a body in the tables, as they write it; not what a pattern makes."""
    return tuple(_named())


def body_of(words: str, code: str) -> Body | None:
    """The body of that country that a phrase without its name means: "Foreign Ministry" of RU, "parliament" of IL."""
    found = _kinds().get(_level(spoken(words)))
    if found is None:
        return next((each for each in _named().get(spoken(words), ()) if each.country == code), None)
    return _of_kind(*found, code)


def seat_of(words: str) -> tuple[Body, ...]:
    """The governments for which a capital, a country's or a disputed territory's name stands when it acts."""
    found: dict[str, Body] = {}
    for each in place(words):
        if each.kind in ("capital", "seat", "country", "disputed") and each.country not in found:
            found[each.country] = government(each.country)
    return tuple(found.values())


def government(code: str) -> Body:
    """The government of that country; ValueError where the tables have no such code."""
    return _of_kind("government", "Government of *", code)


def _of_kind(kind: str, name: str, code: str) -> Body:
    """The one body of that kind in the tables, if there is one, else the body that the pattern makes."""
    there = country(code)
    if there is None:
        raise ValueError(f"{code!r} is no code of places.tsv")
    full = name.replace("*", _with_article(there.place.name))
    particular = _particular().get((code, name))
    return replace(particular, basis="pattern") if particular else Body(full, kind, code, None, "pattern")  # type: ignore[arg-type]


# Bodies of bodies.tsv that a pattern means, by (country, pattern): "the US foreign ministry" is the State Department.
_PARTICULAR = {
    ("US", "Ministry of Foreign Affairs of *"): "United States Department of State",
    ("US", "Ministry of Defence of *"): "United States Department of Defense",
    ("US", "Ministry of Finance of *"): "United States Department of the Treasury",
    ("US", "Ministry of Justice of *"): "United States Department of Justice",
    ("US", "Parliament of *"): "United States Congress",
    ("US", "Senate of *"): "United States Senate",
    ("US", "Lower house of *"): "United States House of Representatives",
    ("US", "Supreme Court of *"): "Supreme Court of the United States",
    ("US", "Presidency of *"): "Presidency of the United States",
    ("RU", "Presidency of *"): "Presidency of Russia",
    ("EU", "Government of *"): "European Union",
    ("US", "Government of *"): "Federal government of the United States",
    ("US", "Armed Forces of *"): "United States Armed Forces",
    ("US", "Central bank of *"): "Federal Reserve",
    ("GB", "Ministry of Foreign Affairs of *"): "Foreign Office",
    ("GB", "Ministry of the Interior of *"): "Home Office",
    ("GB", "Ministry of Finance of *"): "Treasury of the United Kingdom",
    ("GB", "Parliament of *"): "Parliament of the United Kingdom",
    ("GB", "Lower house of *"): "House of Commons",
    ("GB", "Government of *"): "Government of the United Kingdom",
    ("GB", "Central bank of *"): "Bank of England",
    ("DE", "Ministry of Foreign Affairs of *"): "Federal Foreign Office",
    ("DE", "Government of *"): "Federal Government of Germany",
    ("DE", "Parliament of *"): "Bundestag",
    ("DE", "Armed Forces of *"): "Bundeswehr",
    ("DE", "Constitutional Court of *"): "Federal Constitutional Court",
    ("RU", "Lower house of *"): "State Duma",
    ("RU", "Central bank of *"): "Central Bank of Russia",
    ("RU", "Parliament of *"): "Federal Assembly of Russia",
    ("IL", "Parliament of *"): "Knesset",
    ("IL", "Armed Forces of *"): "Israel Defense Forces",
    ("UA", "Parliament of *"): "Verkhovna Rada",
    ("UA", "Armed Forces of *"): "Armed Forces of Ukraine",
    ("IN", "Ministry of Foreign Affairs of *"): "Ministry of External Affairs",
    ("IN", "Central bank of *"): "Reserve Bank of India",
    ("JP", "Parliament of *"): "National Diet",
    ("JP", "Central bank of *"): "Bank of Japan",
    ("SE", "Parliament of *"): "Riksdag",
    ("NO", "Parliament of *"): "Storting",
    ("DK", "Parliament of *"): "Folketing",
    ("IR", "Parliament of *"): "Islamic Consultative Assembly",
    ("CN", "Parliament of *"): "National People's Congress",
    ("CN", "Armed Forces of *"): "People's Liberation Army",
    ("CN", "Central bank of *"): "People's Bank of China",
    ("CN", "Government of *"): "State Council of the People's Republic of China",
    ("PL", "Lower house of *"): "Sejm",
}


@cache
def _particular() -> dict[tuple[str, str], Body]:
    bodies = {(each.country, each.name): each for found in _named().values() for each in found}
    compiled = {(row[0], row[4]): row[2] for row in rows(FOLDER / "bodies.tsv", 5) if row[4]}
    found = {}
    for (code, pattern), name in (compiled | _PARTICULAR).items():
        # A compiled name that is another one of ours leads to ours.
        one = bodies.get((code, name)) or next(each for each in _named()[name] if each.country == code)
        found[code, pattern] = replace(one, basis="name")
    return found


def _with_article(name: str) -> str:
    plural = (
        "United",
        "Netherlands",
        "Philippines",
        "Bahamas",
        "Gambia",
        "Maldives",
        "Seychelles",
        "Comoros",
        "Republic",
        "Democratic Republic",
        "Solomon",
        "Marshall",
        "Czech Republic",
        "Central African",
        "Dominican Republic",
        "Holy See",
        "European Union",
        "Soviet Union",
    )
    return f"the {name}" if name.startswith(plural) else name


def _level(phrase: str) -> str:
    text = phrase.lower().replace("defense", "defence").replace("labor ", "labour ").replace(" the ", " ")
    return re.sub(r"^the ", "", text)


def _by_pattern(phrase: str) -> tuple[Body, ...]:
    """Bodies named by a kind and a country: "Russian Foreign Ministry", "Ministry of Defence of Ukraine"."""
    words = phrase.split(" ")
    if len(words) > 12:
        return ()
    found: dict[str, Body] = {}
    for cut in range(1, len(words)):
        front, back = " ".join(words[:cut]), " ".join(words[cut:])
        named = [each for each in _named().get(back, ()) if each.basis == "name"]
        if named:
            codes = _codes(front, possessive=True)
            theirs = tuple(each for each in named if each.country in codes)
            if theirs:
                return theirs
        kind = _kinds().get(_level(back))
        if kind:
            for code in _codes(front, possessive=True):
                found[code] = _of_kind(*kind, code)
        kind = (
            _kinds().get(_level(re.sub(r" (?:of|in)(?: the)?$", "", front)))
            if re.search(r" (?:of|in)(?: the)?$", front)
            else None
        )
        if kind:
            for code in _codes(back, possessive=False):
                found[code] = _of_kind(*kind, code)
        if found:
            break
    return tuple(found.values())


def _codes(words: str, *, possessive: bool) -> list[str]:
    """Codes of the countries that a demonym, or a name in the possessive or after "of", means."""
    places: list[Place] = [each.place for each in demonym(words) if each.form == "adjective"] if possessive else []
    if not possessive or words.endswith(("'s", "'", "’s", "’")) or words.isupper() or "." in words:
        places += [
            each for each in place(words) if each.kind in ("country", "disputed", "territory", "union", "historical")
        ]
    return list(dict.fromkeys(each.code for each in places))


def longest() -> int:
    """Most words in any phrase that `body` finds by name; for those who scan a text."""
    return max(len(words.split()) for words in _named() if len(words) <= LONGEST)
