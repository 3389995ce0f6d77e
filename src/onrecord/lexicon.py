"""The lexicon, lang/en/predicates.tsv: which words say an act or a position, and where their parts stand.

A file of one's own, in the same format, adds rows and replaces those of the same predicate and part. The columns are
explained in docs/lexicon.md.

    >>> entry = next(entry for entry in read(TABLE) if entry.predicate == "call on")
    >>> entry.relation, entry.object
    ('calls_for', ('on+infinitive',))
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onrecord.clauses import Clauses, word_set
from onrecord.cues import british, inflections, third_person

TABLE = Path(__file__).parent / "lang" / "en" / "predicates.tsv"
COLUMNS = (
    "predicate",
    "part",
    "relation",
    "polarity",
    "event",
    "mode",
    "plover",
    "actor",
    "recipient",
    "object",
    "forms",
    "example",
)
PARTS = ("verb", "noun", "name", "adjective", "phrase", "light")
RELATIONS = (
    "recognises", "supports", "welcomes", "opposes", "condemns", "accuses", "rejects", "denies", "demands", "calls_for",
    "commits_to", "threatens", "warns", "claims", "doubts", "apologises",
)  # fmt: skip
PLOVER = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
ROLES = frozenset(
    {"subject", "object", "indirect", "clause", "infinitive", "gerund", "complement", "possessor", "compound"}
)
_ROLE = re.compile(r"[a-z_]+(?:\+[a-z_]+)?")
_NO_OBJECT = "no_object"
_TYPE = re.compile(r"[a-z][a-z_]*")
_PARTICLES = word_set(
    "in out up down off over back away on around aside through forward together",
)
_TIGHT = frozenset({"stand", "fire", "talk", "speak"})  # "stand in line for", "fire five shots on": another sense
CLAUSAL = frozenset({"clause", "infinitive", "gerund", "complement"})  # roles that no entity fills


class LexiconError(ValueError):
    """A row of a lexicon that cannot be used: the file, the line, what stands there and what may."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """One row of the table."""

    predicate: str
    part: str
    relation: str | None
    polarity: str
    event: str | None
    mode: str | None
    plover: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    object: tuple[str, ...]
    forms: tuple[str, ...]
    example: str
    acting: frozenset[str] = frozenset()  # roles that hold one who can act, where they are filled
    needed: frozenset[str] = frozenset()  # roles of which one holds one who can act
    crowd: bool = False  # no act of one person alone
    intransitive: bool = False

    @property
    def root(self) -> str | None:
        """The PLOVER root that this predicate stands for when the act is done."""
        return self.plover or (self.event if self.event in PLOVER else None)


@dataclass(frozen=True, slots=True)
class Match:
    """A predicate found in a parse: its head, all its words, and the light verb that a noun stands under."""

    head: int
    words: tuple[int, ...]
    entry: Predicate
    carrier: int | None = None
    light: Predicate | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by the form of their first word, the more particular first."""

    verbs: dict[str, tuple[Predicate, ...]]
    nouns: dict[str, tuple[Predicate, ...]]
    names: dict[str, tuple[Predicate, ...]]
    others: dict[str, tuple[Predicate, ...]]
    lights: dict[str, tuple[Predicate, ...]]


def read(path: Path) -> tuple[Predicate, ...]:
    """All rows of a file. LexiconError names the file, the line, the value and the values allowed."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 at byte {error.start}; save the table as UTF-8") from None
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise LexiconError(f"{path}: no rows; the first line must name the columns: {', '.join(COLUMNS)}")
    header = numbered[0][1].split("\t")
    if tuple(header) != COLUMNS:
        raise LexiconError(
            f"{path}: line {numbered[0][0]}: the columns are {', '.join(header)}; "
            f"needed, between tabs: {', '.join(COLUMNS)}"
        )
    rows = csv.reader((line for _, line in numbered[1:]), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(_row(f"{path}: line {number}", cells) for (number, _), cells in zip(numbered[1:], rows, strict=True))


def _row(place: str, cells: list[str]) -> Predicate:
    if len(cells) != len(COLUMNS):
        raise LexiconError(f"{place}: {len(cells)} cells; {len(COLUMNS)} are needed: {', '.join(COLUMNS)}")
    row = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))

    def need(column: str, allowed: Iterable[str], *, empty: bool = False) -> None:
        if not (empty and not row[column]) and row[column] not in allowed:
            raise LexiconError(f"{place}: {column} is {row[column]!r}; allowed: {', '.join(allowed)}")

    if not row["predicate"]:
        raise LexiconError(f"{place}: predicate is empty")
    need("part", PARTS)
    need("relation", RELATIONS, empty=True)
    need("polarity", ("for", "against"))
    need("plover", PLOVER, empty=True)
    if row["event"] and row["event"] not in PLOVER and not _TYPE.fullmatch(row["event"]):
        raise LexiconError(
            f"{place}: event is {row['event']!r}; allowed: {', '.join(PLOVER)}, "
            "or a name in small letters such as 'election'"
        )
    if row["part"] != "light" and not row["relation"] and not row["event"]:
        raise LexiconError(f"{place}: neither relation nor event is filled for {row['predicate']!r}")
    if row["relation"] and not row["object"]:
        raise LexiconError(f"{place}: object is empty; a position needs to know where its object stands")
    actor, recipient = row["actor"], row["recipient"]
    return Predicate(
        predicate=row["predicate"].lower(),
        part=row["part"],
        relation=row["relation"] or None,
        polarity=row["polarity"],
        event=row["event"] or None,
        mode=row["mode"] or None,
        plover=row["plover"] or None,
        actor=_roles(place, "actor", actor.replace("^", "")),
        recipient=tuple(role for role in _roles(place, "recipient", recipient.replace("!", "")) if role != _NO_OBJECT),
        object=_roles(place, "object", row["object"]),
        forms=tuple(row["forms"].split()),
        example=row["example"],
        acting=frozenset(re.findall(r"([a-z_]+)!", recipient)),
        needed=frozenset(re.findall(r"([a-z_]+)!!", recipient)),
        crowd="^" in actor,
        intransitive=_NO_OBJECT in recipient,
    )


def _roles(place: str, column: str, cell: str) -> tuple[str, ...]:
    roles = tuple(role.strip() for role in cell.split(",") if role.strip())
    wrong = next((role for role in roles if not _ROLE.fullmatch(role)), None)
    if wrong is not None:
        raise LexiconError(
            f"{place}: {column} is {wrong!r}; allowed: {', '.join(sorted(ROLES))}, a preposition, "
            "or two joined by +, with commas between"
        )
    return roles


@cache
def built_in() -> Lexicon:
    return lexicon(read(TABLE))


def load(own: Path | None = None) -> Lexicon:
    """The lexicon in use: ours, with a user's own rows in the place of ours for the same predicate and part."""
    if own is None:
        return built_in()
    mine = read(own)
    replaced = {(entry.predicate, entry.part) for entry in mine}
    return lexicon((*mine, *(entry for entry in read(TABLE) if (entry.predicate, entry.part) not in replaced)))


def lexicon(entries: Iterable[Predicate]) -> Lexicon:
    tables: dict[str, dict[str, list[Predicate]]] = {part: defaultdict(list) for part in PARTS}
    for entry in entries:
        for form in _forms(entry):
            tables[entry.part][form].append(entry)
    for form, found in tables["phrase"].items():
        tables["adjective"][form] += found

    def settled(part: str) -> dict[str, tuple[Predicate, ...]]:
        return {form: tuple(sorted(found, key=_particular)) for form, found in tables[part].items()}

    return Lexicon(settled("verb"), settled("noun"), settled("name"), settled("adjective"), settled("light"))


def _particular(entry: Predicate) -> tuple[int, bool, bool]:
    """More words first; of as many, those whose object is more particular."""
    first = entry.object[0] if entry.object else ""
    return -len(entry.predicate.split()), "+" not in first, first not in CLAUSAL


def _forms(entry: Predicate) -> set[str]:
    words = entry.predicate.split()
    if entry.part in ("verb", "light"):
        forms = {words[0], *inflections(words[0], entry.forms)}
        if words[0].endswith("l"):
            forms |= {words[0] + "led", words[0] + "ling"}
        forms.discard("having" if words[0] != "have" else "")
    elif entry.part in ("noun", "name"):
        last = words[-1]
        forms = {last, third_person(last), *entry.forms}
    else:
        forms = {words[0]}
    return (
        forms
        | {british(form) for form in forms}
        | {form.replace("isation", "ization") for form in forms}
        | {form.replace("ization", "isation") for form in forms}
    )


def matches(clauses: Clauses, lexicon: Lexicon) -> Iterator[Match]:
    """Every predicate in a parse, in the order of the text; a word is the head of one at most, the longest.

    Of one row's rivals for the same words all are given, the more particular first: the arguments decide.
    """
    found = [match for word in range(len(clauses.forms)) for match in _longest(_at(clauses, lexicon, word))]
    held = {word: {*match.words} for match in found if len(match.words) > 1 for word in match.words}
    for match in found:
        over = held.get(match.head, set())
        if not {*match.words} < over:
            yield match


def _longest(rivals: list[Match]) -> list[Match]:
    longest = max((len(match.words) for match in rivals), default=0)
    return [match for match in rivals if len(match.words) == longest]


def _at(clauses: Clauses, lexicon: Lexicon, word: int) -> list[Match]:
    form, tag = clauses.forms[word], clauses.tag(word)
    made: Iterator[Match | None] = iter(())
    if tag == "VBN" and word > 0 and clauses.forms[word - 1] == "-":
        return []  # "re-elected Lund" in three words is a description
    if tag.startswith("VB") or (tag in ("JJ", "NN") and clauses.child(word, "aux:pass", "obl:agent") is not None):
        entries = lexicon.verbs.get(form, ())
        made = (_verb(clauses, word, entry) for entry in entries)
    elif tag in ("NN", "NNS"):
        made = (_noun(clauses, lexicon, word, entry) for entry in lexicon.nouns.get(form, ()))
    elif tag in ("NNP", "NNPS"):
        made = (_noun(clauses, lexicon, word, entry) for entry in lexicon.names.get(form, ()))
    found = [match for match in made if match is not None]
    if not found:
        others = (_consecutive(clauses, word, entry) for entry in lexicon.others.get(form, ()))
        found = [match for match in others if match is not None]
    return found


def _verb(clauses: Clauses, word: int, entry: Predicate) -> Match | None:
    """The verb with each further word of the predicate under it: a particle, a preposition, an object's noun."""
    first, *rest = entry.predicate.split()
    if clauses.forms[word] == first and clauses.tag(word) in ("VBD", "VBN") and first not in entry.forms:
        return None  # "found" is the past of another verb
    words = [word]
    near = _near(clauses, word)
    introduced = {mark for role in (*entry.actor, *entry.recipient, *entry.object) for mark in role.split("+")}
    for number, wanted in enumerate(rest, 2):
        places = [other for other in near if clauses.forms[other] == wanted and other not in words]
        if wanted in _PARTICLES and wanted not in introduced and number == len(rest) + 1:
            places = [other for other in places if clauses.relation(other) in ("compound:prt", "advmod")]
        place = next(iter(places), None)
        if place is None:
            plural = third_person(wanted)
            place = next((other for other in near if clauses.forms[other] == plural and clauses.is_noun(other)), None)
        if place is None:
            return None
        words.append(place)
    if any(
        clauses.forms[other] in _PARTICLES and other not in words for other in clauses.parse.under(word, "compound:prt")
    ):
        return None  # "strike up" is not "strike"
    if first in _TIGHT and len(rest) == 1 and words[-1] != word + 1:
        return None
    return Match(word, tuple(sorted(words)), entry)


def _near(clauses: Clauses, word: int) -> list[int]:
    """Words that may be part of a predicate with this verb: what depends on it, and what introduces or fills that."""
    near: list[int] = []
    if clauses.relation(word).startswith("acl") and clauses.head(word) >= 0:
        near.append(clauses.head(word))  # "the election won by Lund"
    participle = clauses.tag(word) == "VBN" or clauses.is_reduced(word)
    if participle and clauses.relation(word) in ("acl", "advcl", "acl:relcl"):
        before = word - 2 if word > 1 and clauses.forms[word - 1] == "," else word - 1
        near += [before] if before >= 0 and clauses.is_noun(before) else []  # "the election, won by Lund"
    for child in clauses.parse.children[word]:
        relation = clauses.relation(child)
        if relation.split(":")[0] in ("nsubj", "ccomp", "parataxis", "conj", "acl") and relation != "nsubj:pass":
            near += [place for place in clauses.parse.under(child, "mark") if relation == "ccomp"]
            continue
        near.append(child)
        if relation.split(":")[0] in ("obl", "obj", "xcomp", "advcl", "advmod", "nsubj"):
            near += list(clauses.parse.under(child, "case", "mark", "fixed"))
        if relation in ("obj", "nsubj:pass", "obl"):
            near += [
                place
                for place in clauses.parse.children[child]
                if clauses.relation(place) in ("compound", "nmod", "amod")
            ]
            for nested in clauses.parse.under(child, "nmod"):
                near += list(clauses.parse.under(nested, "case"))
    return sorted(set(near))


def _noun(clauses: Clauses, lexicon: Lexicon, word: int, entry: Predicate) -> Match | None:
    words = [word]
    before = entry.predicate.split()[:-1]
    for number, wanted in enumerate(reversed(before), 1):
        if word - number < 0 or clauses.forms[word - number] != wanted:
            return None
        words.append(word - number)
    if clauses.relation(word) in ("compound", "amod", "nmod:desc", "flat"):
        return None  # "election commission" is no election
    carrier, light = _carrier(clauses, lexicon, word)
    return Match(word, tuple(sorted(words)), entry, carrier, light)


def _carrier(clauses: Clauses, lexicon: Lexicon, word: int) -> tuple[int | None, Predicate | None]:
    """The light verb that a noun stands under as its object, or as its subject in the passive."""
    place, relation = word, clauses.relation(word)
    if relation == "conj" and clauses.is_noun(clauses.head(word)):
        place = clauses.head(word)
        relation = clauses.relation(place)
    head = clauses.head(place)
    owner = clauses.child(word, "nmod:poss")
    if head < 0 or (owner is not None and not clauses.tag(owner).startswith("PRP")):
        return None, None  # "joined Lund's call": it is Lund's
    if relation in ("obj", "nsubj:pass") or (relation == "obl" and clauses.forms[head].startswith("enter")):
        lights = lexicon.lights.get(clauses.forms[head], ())
        return (head, lights[0]) if lights else (None, None)
    for child in clauses.parse.under(word, "acl"):  # "support voiced by Norland": the participle stands under the noun
        lights = lexicon.lights.get(clauses.forms[child], ())
        if lights and clauses.is_passive(child):
            return child, lights[0]
    return None, None


def _consecutive(clauses: Clauses, word: int, entry: Predicate) -> Match | None:
    """An adjective or phrase, its words side by side; its head is the one that the others hang on."""
    wanted = entry.predicate.split()
    if list(clauses.forms[word : word + len(wanted)]) != wanted:
        return None
    words = tuple(range(word, word + len(wanted)))
    if entry.part == "adjective":
        if not clauses.tag(word).startswith(("JJ", "VB", "RB")):
            return None
        return Match(word, words, entry)
    inner = [place for place in words if clauses.head(place) not in words]
    head = next((place for place in words if clauses.is_noun(place)), inner[0] if inner else word)
    return Match(head, words, entry)
