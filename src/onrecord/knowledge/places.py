"""Countries, territories, regions and cities by the words that news uses for them: names, demonyms, capitals.

Lookups are of whole phrases, as written: "Turkey" is a country, "turkey" is nothing; "the" at the front and "'s" at
the end are taken off; words all in capitals are also tried in any case, but "us" is never "US". What several places
share ("Congo", "Georgia", "Dominican") gives all of them, countries first. Disputed territories are rows of their
own, with who claims and who governs them as data; nothing here decides whose they are.

    >>> [place.code for place in place("Britain's")], place("Kiev")[0].name
    (['GB'], 'Kyiv')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord.knowledge.names import LONGEST, key
from onrecord.knowledge.tables import FOLDER, LANGUAGE, rows, values

PlaceKind = Literal["country", "disputed", "territory", "region", "union", "historical", "capital", "seat", "city"]
Form = Literal["adjective", "noun", "plural"]
_ORDER = ("country", "disputed", "union", "territory", "capital", "seat", "city", "region", "historical")


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    kind: PlaceKind
    code: str  # ISO 3166-1 alpha-2 or the table's own; a city has its country's
    qid: str | None
    country: str  # code of the country that it belongs to, its own for a country; its own where that is disputed
    claimed_by: tuple[str, ...] = ()  # codes, of disputed territories only; "who claims", never "whose it is"
    governed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with all its English words."""

    place: Place
    alpha3: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    plurals: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demonym:
    form: Form
    place: Place


@cache
def _disputed() -> dict[str, list[str]]:
    return {row[0]: row for row in rows(FOLDER / "disputed.tsv", 4)}


@cache
def _countries() -> dict[str, Country]:
    """By code, in the order of the table."""
    found = {}
    capitals: dict[str, list[str]] = {}
    for code, role, name, _, _ in rows(LANGUAGE / "cities.tsv", 5):
        if role == "capital":
            capitals.setdefault(code, []).append(name)
    for code, kind, name, qid, alpha3, parent, *words in rows(FOLDER / "places.tsv", 10):
        contest = _disputed().get(code)
        place = Place(
            name,
            kind,  # type: ignore[arg-type]
            code,
            qid or None,
            parent or code,
            tuple(contest[1].split()) if contest else (),
            tuple(contest[2].split()) if contest else (),
        )
        aliases, adjectives, nouns, plurals = (tuple(values(cell)) for cell in words)
        found[code] = Country(
            place, alpha3, (name, *aliases), adjectives, nouns, plurals, tuple(capitals.get(code, ()))
        )
    return found


@cache
def _cities() -> tuple[tuple[Place, tuple[str, ...]], ...]:
    return tuple(
        (Place(name, role, code, qid or None, _countries()[code].place.country), (name, *values(others)))  # type: ignore[arg-type]
        for code, role, name, qid, others in rows(LANGUAGE / "cities.tsv", 5)
    )


@cache
def _by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for country in _countries().values():
        for name in country.names:
            found.setdefault(name, []).append(country.place)
    for place, names in _cities():
        for name in names:
            if place not in found.setdefault(name, []):
                found[name].append(place)
    for places in found.values():  # the city of Berlin is the Land of Berlin; New York is a city and a state
        capitals = {each.country for each in places if each.kind in ("capital", "seat")}
        places[:] = [each for each in places if not (each.kind == "region" and each.country in capitals)]
    return {name: tuple(sorted(places, key=lambda each: _ORDER.index(each.kind))) for name, places in found.items()}


@cache
def _by_demonym() -> dict[str, tuple[Demonym, ...]]:
    found: dict[str, list[Demonym]] = {}
    for country in _countries().values():
        forms: tuple[tuple[Form, tuple[str, ...]], ...] = (
            ("adjective", country.adjectives),
            ("noun", country.nouns),
            ("plural", country.plurals),
        )
        for form, words in forms:
            for word in words:
                found.setdefault(word, []).append(Demonym(form, country.place))
    return {
        word: tuple(sorted(demonyms, key=lambda each: _ORDER.index(each.place.kind)))
        for word, demonyms in found.items()
    }


def spoken(words: str) -> str:
    """The phrase without what news puts around it: white space, "the", a possessive ending, curly apostrophes."""
    if len(words) > LONGEST:
        return ""
    plain = " ".join(words.replace("’", "'").split())
    plain = plain[:-2] if plain.endswith("'s") else plain[:-1] if plain.endswith("s'") else plain
    return plain[4:] if plain[:4] in ("the ", "The ", "THE ") else plain


def capitalised(words: str) -> bool:
    """Whether the phrase is all in capitals and long enough to be no acronym."""
    return words.isupper() and len(words) > 3


@cache
def _folded(table: Literal["name", "demonym"]) -> dict[str, str]:
    """Phrases in lower case and without accents → as the table writes them; acronyms are not among them."""
    phrases = _by_name() if table == "name" else _by_demonym()
    return {key(phrase): phrase for phrase in phrases if not (phrase.isupper() or ("." in phrase and len(phrase) < 6))}


def _found(words: str, table: Literal["name", "demonym"]) -> str:
    phrase = spoken(words)
    phrases = _by_name() if table == "name" else _by_demonym()
    if phrase in phrases:
        return phrase
    if phrase and (capitalised(phrase) or (phrase[0].isupper() and not phrase.isupper())):
        return _folded(table).get(key(phrase), "")
    return ""


def place(words: str) -> tuple[Place, ...]:
    """Every country, territory, region and city of that name; () where there is none."""
    return _by_name().get(_found(words, "name"), ())


def names() -> tuple[str, ...]:
    """Every name of every place, as the tables write it."""
    return tuple(_by_name())


def demonym(words: str) -> tuple[Demonym, ...]:
    """Every country or territory whose adjective or people the word names: "Belarusian", "Britons", "Dutch"."""
    return _by_demonym().get(_found(words, "demonym"), ())


def country(words: str) -> Country | None:
    """The one country or territory that a name or a code means; None where there is none or more than one.

    Codes are ISO 3166-1 alpha-2 and alpha-3 in capitals, the table's own (GB-SCT, UA-CRI) and Wikidata items (Q184).
    """
    code = words.strip() if len(words) <= LONGEST else ""
    if code in _by_code():
        return _countries()[_by_code()[code]]
    named = [each for each in place(words) if each.kind in ("country", "disputed", "territory", "union")]
    named = named or [each for each in place(words) if each.kind in ("region", "historical")]
    return _countries()[named[0].code] if len(named) == 1 else None


def countries() -> tuple[Country, ...]:
    """All countries, territories and regions, by code."""
    return tuple(_countries().values())


@cache
def _by_code() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, country in _countries().items():
        for name in (code, country.alpha3, country.place.qid):
            if name:
                found.setdefault(name, code)
    return found
