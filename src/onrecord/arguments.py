"""Arguments: who does what to whom in a parse, through passives, coordination, relative clauses, control and light
verbs.

Everything is a question about one word of `Clauses`, answered in numbers of words. What the grammar leaves open is
not filled: an actor never comes from another clause than the one that shares it by a rule written here.

    >>> from onrecord.parse import Parse
    >>> from onrecord.record import Span
    >>> text = "Berg was sacked by Lund."
    >>> spans = tuple(Span(*place) for place in ((0, 4), (5, 8), (9, 15), (16, 18), (19, 23), (23, 24)))
    >>> parse = Parse(spans, ("NNP", "VBD", "VBN", "IN", "NNP", "."), (2, 2, -1, 4, 2, 2),
    ...               ("nsubj:pass", "aux:pass", "root", "case", "obl:agent", "punct"), ((0, 6),))
    >>> clauses = Clauses(text, parse)
    >>> fill(clauses, 2, "subject"), fill(clauses, 2, "object")
    ([Filler(head=4, to=4)], [Filler(head=0, to=0)])
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.clauses import Clauses
from onrecord.subjects import agents, antecedent, surface_subjects, together

_RELATIVE = frozenset({"who", "whom", "which", "that"})


@dataclass(frozen=True, slots=True)
class Filler:
    """A word that fills a role, and the last head that belongs to the same span: of a+b roles the head of b."""

    head: int
    to: int


def fill(clauses: Clauses, word: int, role: str, carrier: int | None = None) -> list[Filler]:
    """What fills a role of the lexicon; `carrier` is the light verb that a noun stands under."""
    first, plus, second = role.partition("+")
    if plus:
        return [
            Filler(one.head, two.to)
            for one in fill(clauses, word, first, carrier)[:1]
            for two in fill(clauses, word, second, carrier)[:1]
            if two.to > one.head
        ]
    return [Filler(head, head) for head in _fill(clauses, word, role, carrier) if clauses.together_in_text(word, head)]


def _fill(clauses: Clauses, word: int, role: str, carrier: int | None) -> list[int]:
    match role:
        case "subject":
            return agents(clauses, word)
        case "object":
            return patients(clauses, word)
        case "indirect":
            found = list(clauses.parse.under(word, "iobj"))
            if not found and clauses.is_passive(word) and clauses.child(word, "obj") is not None:
                found = surface_subjects(clauses, word)
            return together(clauses, found)
        case "clause":
            return _clauses_of(clauses, word)
        case "infinitive":
            return _infinitives(clauses, word)
        case "gerund":
            under = clauses.parse.under(word, "xcomp", "ccomp", "obj", "advcl")
            return [child for child in under if clauses.tag(child) == "VBG" and not clauses.marks(child)]
        case "complement":
            under = clauses.parse.under(word, "xcomp")
            return [child for child in under if not clauses.is_verb(child) and not clauses.marks(child)]
        case "possessor":
            return together(clauses, [child for child in clauses.parse.under(word, "nmod:poss") if child < word])
        case "compound":
            under = clauses.parse.under(word, "compound", "amod", "nmod:desc")
            return [child for child in under if clauses.tag(child) in ("NNP", "NNPS", "JJ")]
    return _introduced(clauses, word, role.replace("_", " "), carrier)


def _introduced(clauses: Clauses, word: int, mark: str, carrier: int | None) -> list[int]:
    """Phrases and clauses under a word, or under its light verb, that this preposition introduces."""
    found = []
    for place in (word, carrier):
        if place is None:
            continue
        for child in clauses.parse.under(place, "obl", "nmod", "advcl", "ccomp", "xcomp", "acl", "iobj", "obj"):
            if mark == "to" and clauses.is_verb(child) and clauses.tag(child) != "VBG":
                continue  # an infinitive
            if child != word and mark in clauses.marks(child) and clauses.relation(child) != "acl:relcl":
                found += together(clauses, [child]) if not clauses.is_verb(child) else [child]
        if found:
            break
    return found


def _clauses_of(clauses: Clauses, word: int) -> list[int]:
    relations = ("ccomp",) if not clauses.is_noun(word) else ("acl", "ccomp", "appos")
    found = []
    for child in clauses.parse.under(word, *relations):
        if clauses.relation(child) in ("acl:relcl", "appos") and "that" not in clauses.marks(child):
            continue
        if clauses.is_noun(word) and not (clauses.finite(child) and "that" in clauses.marks(child)):
            continue
        if clauses.tag(child) == "VBG" and clauses.child(child, "aux", "nsubj") is None:
            continue
        found.append(child)
    return found


def _infinitives(clauses: Clauses, word: int) -> list[int]:
    relations = ("acl", "xcomp", "ccomp") if clauses.is_noun(word) else ("xcomp", "ccomp", "advcl")
    return [
        child
        for child in clauses.parse.under(word, *relations)
        if "to" in clauses.marks(child)
        and clauses.relation(child) != "acl:relcl"
        and not clauses.finite(child)
        # An adverbial clause may be a purpose: only after an adjective is it what the adjective takes.
        and (clauses.relation(child) != "advcl" or not clauses.is_verb(word))
    ]


def patients(clauses: Clauses, word: int) -> list[int]:
    """What it is done to: the object of an active verb, the subject of a passive one, the head of a gap."""
    objects = _objects(clauses, word)
    if clauses.is_passive(word):
        return together(clauses, objects) if objects else surface_subjects(clauses, word)
    if objects:
        return together(clauses, [antecedent(clauses, child) for child in objects])
    if clauses.relation(word) == "conj" and clauses.is_verb(clauses.head(word)) and _shares_object(clauses, word):
        return patients(clauses, clauses.head(word))
    later = [c for c in clauses.parse.under(word, "conj") if clauses.is_verb(c) and _shares_later(clauses, word, c)]
    if later:  # "condemned and rejected the plan": the object stands under the last, or under the first
        return patients(clauses, later[-1])
    if clauses.relation(word) == "acl:relcl" and clauses.head(word) >= 0:
        subject = clauses.child(word, "nsubj")
        under = clauses.parse.children[word]
        relative = [c for c in under if clauses.forms[c] in _RELATIVE and clauses.tag(c)[0] == "W"]
        own = subject is not None and clauses.forms[subject] not in _RELATIVE
        gap = own and not any(clauses.tag(c) == "WRB" for c in clauses.parse.children[word])
        if (
            gap
            and (not relative or clauses.relation(relative[0]) == "obj")
            and clauses.child(word, "ccomp", "xcomp") is None
        ):
            return [clauses.head(word)]
    return []


def _objects(clauses: Clauses, word: int) -> list[int]:
    """The one object of a verb: a bare phrase after it, or a relative pronoun; a parser may give more."""
    under = [c for c in clauses.parse.under(word, "obj") if not clauses.marks(c) and clauses.together_in_text(word, c)]
    after = [
        child
        for child in under
        if child > word or clauses.tag(child).startswith("W") or clauses.relation(word) == "acl:relcl"
    ]
    if not after and not under and not clauses.is_passive(word):
        for child in clauses.parse.under(word, "xcomp"):  # "recognized re-elected Lund", read as if he did something
            if clauses.tag(child) == "VBN" and not clauses.marks(child) and clauses.child(child, "aux") is None:
                after = [inner for inner in clauses.parse.under(child, "obj") if inner > child]
        # "We recognize Lund", read as if Lund came after his verb
        late = [c for c in clauses.parse.under(word, "nsubj") if c > word and clauses.is_noun(c)]
        after = after or (late if clauses.subject_right_before(word) is not None else [])
    return after[:1]


def _shares_object(clauses: Clauses, word: int) -> bool:
    """Whether a coordinated verb without an object has that of the first verb, which stands after both."""
    first = clauses.child(clauses.head(word), "obj")
    return first is not None and first > word


def _shares_later(clauses: Clauses, word: int, other: int) -> bool:
    between = range(word + 1, other)
    free = all(clauses.relation(w) in ("cc", "advmod", "punct", "aux") or clauses.forms[w] == "," for w in between)
    return free and clauses.child(other, "obj") is not None
