"""Mentions: every noun phrase, name and pronoun that may refer to something, before it is known to what.

The parse gives heads and extents, the names their kinds, the tables in lang/en/actors.toml what a noun stands for. All
things count here, events and abstractions too, since "it" may be any of them; which become entities is for
`onrecord.entities`.

    >>> [one.span.of(doc.text) for one in mentions(doc, analysis, types)]   # doctest: +SKIP
    ['President Lukashenko', 'the results']
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord import knowledge
from onrecord.actors import lists
from onrecord.analysis import Analysis
from onrecord.names import Name
from onrecord.pairs import PRONOUNS, Surface
from onrecord.quotation import Quotation
from onrecord.record import Span

LONGEST = 60  # words of a noun phrase
SURFACE = 12  # words of it that the ranker of antecedents sees; as in training

_NOT_HEADS = frozenset(
    {"amod", "compound", "flat", "fixed", "goeswith", "nmod:desc", "case", "mark", "cc", "discourse"}
)
# What hangs from a noun and is not part of its phrase, but says more of it or stands beside it.
_APART = frozenset(
    {"acl:relcl", "appos", "conj", "cc", "parataxis", "punct", "cop", "nsubj", "aux", "mark", "dep", "list"}
)
# Types of GUM, which taught them, as ours.
_TYPES = {"person": "person", "organization": "organisation", "place": "place"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words first … last, numbers of the parse; what they are called is not yet what they refer to."""

    first: int
    last: int
    head: int
    kind: Literal["name", "nominal", "pronoun"]
    type: str  # of `Entity`, or "" for a thing that is no actor and no place
    span: Span
    surface: Surface
    name: Name | None
    plural: bool
    definite: bool  # the, this, his …; a name is too
    people: str | None  # "Russian", of a phrase that has it as an adjective


def mentions(text: str, analysis: Analysis, types: list[str], quotes: tuple[Quotation, ...]) -> tuple[Candidate, ...]:
    """All of them, in the order of the text, the longer of two that begin together first."""
    parse = analysis.parse
    sentence_of = _sentences(analysis)
    quoted = _Quoted(quotes)
    found: list[Candidate] = []
    taken: set[int] = set()
    people: dict[int, str] = {}
    names = [*_glued(text, analysis), *_bodies(text, analysis)]
    for name in names:
        if name.first == name.last and _is_people(text, analysis, name):
            people[name.last] = parse.words[name.last].of(text)
        elif name.first not in taken and name.last not in taken:
            first, last = _without_titles(text, analysis, name)
            taken.update(range(first, last + 1))
            found.append(_named(text, analysis, name, first, last, sentence_of, quoted))
    before_people = {one.first - 1 for one in found if one.type == "person"}  # titles
    for word, tag in enumerate(parse.tags):
        if word in taken:
            continue
        spelt = parse.words[word].of(text).lower()
        relation = parse.relations[word]
        if tag in ("PRP", "PRP$") or (
            spelt in PRONOUNS and tag == "DT" and relation.split(":")[0] in ("nsubj", "obj", "obl")
        ):
            if relation != "expl" and spelt in PRONOUNS:
                found.append(_candidate(text, analysis, word, word, word, "pronoun", "", sentence_of, quoted, None))
        elif tag in ("NN", "NNS", "NNP", "NNPS") and relation not in _NOT_HEADS and word not in before_people:
            if tag.startswith("NNP") and spelt not in lists().titles and spelt not in lists().nouns:
                missed = _missed(text, analysis, types, word, taken)
                if missed is not None:
                    taken.update(range(missed.first, missed.last + 1))
                    found.append(_named(text, analysis, missed, missed.first, missed.last, sentence_of, quoted))
                    continue
            first, last = extent(analysis, word)
            adjective = next((people[child] for child in parse.children[word] if child in people), None)
            kind = _type(analysis, types, word, spelt, tag)
            found.append(_candidate(text, analysis, first, last, word, "nominal", kind, sentence_of, quoted, adjective))
    return tuple(sorted(found, key=lambda one: (one.first, -one.last)))


def _is_people(text: str, analysis: Analysis, name: Name) -> bool:
    """Whether a name of one word is the adjective of a people: "Russian"."""
    if name.kind == "people":
        return analysis.parse.tags[name.last].startswith("JJ")
    return analysis.parse.relations[name.last] in ("amod", "compound") and any(
        each.form == "adjective" for each in knowledge.demonym(analysis.parse.words[name.last].of(text))
    )


def _bodies(text: str, analysis: Analysis) -> Iterator[Name]:
    """Public bodies that the model took for common nouns: capitalised words that end in "Ministry" and the like."""
    parse = analysis.parse
    inside = {word for name in analysis.names if name.kind != "people" for word in range(name.first, name.last + 1)}
    for word, span in enumerate(parse.words):
        spelt = span.of(text)
        if (
            word in inside
            or not spelt[0].isupper()
            or lists().nouns.get(spelt.lower()) not in ("government", "organisation")
        ):
            continue
        first, last = word, word
        while first and first - 1 not in inside and _is_capitalised(text, analysis, first - 1):
            first -= 1
        if last + 2 < len(parse.words) and parse.words[last + 1].of(text) in ("of", "for"):
            end = last + 2
            while (
                end + 1 < len(parse.words)
                and _is_capitalised(text, analysis, end)
                and _is_capitalised(text, analysis, end + 1)
            ):
                end += 1
            if _is_capitalised(text, analysis, end) and not set(range(last + 1, end + 1)) & inside:
                last = end
        if first < last:
            yield Name(first, last, "organisation", 0.5)


def _missed(text: str, analysis: Analysis, types: list[str], head: int, taken: set[int]) -> Name | None:
    """A proper noun that the model tagged as such but did not take for a name: the capitalised words around it."""
    words = analysis.parse.words
    spelt = words[head].of(text)
    if not spelt[:1].isupper() or len(spelt) < 2:
        return None
    first = last = head
    low, high = extent(analysis, head)
    while first > low and first - 1 not in taken and _proper(text, analysis, first - 1):
        first -= 1
    while last < high and last + 1 not in taken and _proper(text, analysis, last + 1):
        last += 1
    kind = {"person": "person", "organization": "organisation", "place": "place"}
    return Name(first, last, kind.get(types[int(analysis.types[head].argmax())], "other"), 0.3)


def _proper(text: str, analysis: Analysis, word: int) -> bool:
    return analysis.parse.tags[word].startswith("NNP") and analysis.parse.words[word].of(text)[:1].isupper()


def _glued(text: str, analysis: Analysis) -> list[Name]:
    """The names, with what a hyphen joins to them ("al-Sulaimi"), and pieces of one name put together again."""
    words = analysis.parse.words
    found: list[Name] = []

    def joined(one: int, other: int) -> bool:
        """A hyphen between them, and no space."""
        return other - one == 2 and words[one + 1].of(text) in "-‐‑’'" and words[one].end + 1 == words[other].start

    for name in analysis.names:
        first, last = name.first, name.last
        if name.kind != "people":
            while first > 1 and joined(first - 2, first) and words[first - 2].of(text).isalpha():
                first -= 2
            while last + 2 < len(words) and joined(last, last + 2) and words[last + 2].of(text)[:1].isupper():
                last += 2
            before = found[-1] if found else None
            apart = (
                before is not None and before.last + 1 == first and words[first].of(text).lower() not in ("al", "el")
            )
            if before is not None and before.kind == name.kind == "person" and before.last + 1 >= first and not apart:
                first = before.first
                found.pop()
            elif before is not None and before.last >= first:
                continue
        found.append(Name(first, last, name.kind, name.probability))
    return found


def _is_capitalised(text: str, analysis: Analysis, word: int) -> bool:
    spelt = analysis.parse.words[word].of(text)
    return spelt[:1].isupper() and analysis.parse.tags[word][:2] in ("NN", "JJ") and spelt.lower() not in lists().titles


def extent(analysis: Analysis, head: int) -> tuple[int, int]:
    """First and last word of a head's noun phrase: what leans on it without a break, less clauses and appositions."""
    parse = analysis.parse
    inside = {head}
    for child in parse.children[head]:
        relation = parse.relations[child]
        if relation in _APART or relation.split(":")[0] in _APART or relation == "case":
            continue
        if relation.startswith(("acl", "advcl")):
            continue
        inside.update(parse.subtree(child)[:LONGEST])
    first = last = head
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    while first < head and parse.tags[first] in (",", ":", ".", "CC", "IN"):
        first += 1
    while last > head and parse.tags[last] in (",", ":", ".", "CC", "IN"):
        last -= 1
    return first, last


def _named(
    text: str, analysis: Analysis, name: Name, first: int, last: int, sentence_of: list[int], quoted: _Quoted
) -> Candidate:
    parse = analysis.parse
    head = next((word for word in range(first, last + 1) if not first <= parse.heads[word] <= last), last)
    kind = {
        "person": "person",
        "organisation": "organisation",
        "place": "place",
        "people": "group",
        "facility": "place",
    }
    return _candidate(
        text, analysis, first, last, head, "name", kind.get(name.kind, "other"), sentence_of, quoted, None, name
    )


def _without_titles(text: str, analysis: Analysis, name: Name) -> tuple[int, int]:
    """First and last word of a name without the title before it and the possessive after."""
    first, last = name.first, name.last
    words = analysis.parse.words
    while name.kind == "person" and first < last and words[first].of(text).lower() in lists().titles:
        first += 1
    while last > first and words[last].of(text).lower() in ("'s", "’s", "'", "’"):
        last -= 1
    while first < last and words[first].of(text).lower() == "the":
        first += 1
    while first < last and words[last].of(text) in ("of", "and", "for", "the", "in", ",", "-", "("):
        last -= 1
    return first, last


def _candidate(
    text: str,
    analysis: Analysis,
    first: int,
    last: int,
    head: int,
    kind: Literal["name", "nominal", "pronoun"],
    type: str,
    sentence_of: list[int],
    quoted: _Quoted,
    people: str | None,
    name: Name | None = None,
) -> Candidate:
    parse = analysis.parse
    spelt = [parse.words[word].of(text) for word in range(first, min(last + 1, first + SURFACE))]
    place = min(head - first, len(spelt) - 1)
    begins = head == parse.sentences[sentence_of[head]][0]
    cased = spelt[place][:1].isupper() and not (begins and len(spelt) == 1 and kind != "name")
    surface = Surface(
        tuple(word.lower() for word in spelt),
        place,
        cased,
        head,
        sentence_of[head],
        quoted.holds(parse.words[head].start),
    )
    plural = parse.tags[head] in ("NNS", "NNPS") or surface.words[place] in ("they", "them", "their", "we", "us", "our")
    definite = kind != "nominal" or any(
        parse.relations[child] in ("nmod:poss", "det:poss")
        or parse.words[child].of(text).lower() in ("the", "this", "that", "these", "those")
        for child in parse.children[head]
        if child < head
    )
    span = Span(parse.words[first].start, parse.words[last].end)
    return Candidate(first, last, head, kind, type, span, surface, name, plural, definite, people)


def _type(analysis: Analysis, types: list[str], word: int, spelt: str, tag: str) -> str:
    listed = lists().nouns.get(spelt)
    if listed is None and tag == "NNS":
        listed = lists().nouns.get(spelt.removesuffix("s"))
        listed = "group" if listed == "person" else listed
    shares = analysis.types[word]
    best = int(shares.argmax())
    learned = _TYPES.get(types[best], "")
    if listed == "person" or (listed and learned) or (listed == "group" and tag == "NNS"):
        return str(listed)
    if not listed and learned and shares[best] >= 0.5:
        return "group" if learned == "person" and tag == "NNS" else learned
    return ""


def _sentences(analysis: Analysis) -> list[int]:
    """The number of the sentence of every word."""
    found = [0] * len(analysis.parse.words)
    for number, (start, end) in enumerate(analysis.parse.sentences):
        for word in range(start, end):
            found[word] = number
    return found


class _Quoted:
    """Whether a place stands inside quotation marks."""

    def __init__(self, quotes: tuple[Quotation, ...]) -> None:
        outer = [quote for quote in quotes if quote.depth == 1]
        self._starts = [quote.start for quote in outer]
        self._ends = [quote.end for quote in outer]

    def holds(self, place: int) -> bool:
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]
