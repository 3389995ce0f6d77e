"""Status: did it happen, is it going on, is it scheduled, only thought of, or did it not happen; and the words that
decide.

For any verb or noun of a parse, by the table lang/en/status.tsv. What is said of a governor passes down: in "may
refuse to sign" the signing is hypothetical, in "did not stop fighting" the fighting goes on. Tense is read from Penn
tags.

    >>> sorted({row.status for row in table().values() for row in row})[:3]
    ['as_governor', 'did_not_happen', 'ended']
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from onrecord.arguments import NOT, Clauses, word_set
from onrecord.cues import british, inflections
from onrecord.record import Span

TABLE = Path(__file__).parent / "lang" / "en" / "status.tsv"
Status = Literal["happened", "ongoing", "scheduled", "hypothetical", "did_not_happen"]
Placed = Callable[[int], "str | None"]  # of a word: "past" or "future", by a time that belongs to it
DEEPEST = 8  # governors above a word; deeper stacks are not read
_PRESENT = ("VBZ", "VBP")
_INFLECTED = ("governor", "dated", "opinion")
_STATES = frozenset({"crisis", "war", "conflict", "standoff", "siege", "occupation", "famine", "deadlock", "stalemate"})


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the table."""

    cue: str
    part: str
    status: str
    forms: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A status with the words that decide it; none where the tense of the word itself does."""

    status: Status
    words: tuple[int, ...] = ()


@cache
def table() -> dict[str, tuple[Cue, ...]]:
    """Rows by the forms of their first word, those of more words first."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)
        cues = [
            Cue(row["cue"], row["part"], row["status"], tuple(row["forms"].split()), row["example"]) for row in rows
        ]
    found: dict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        first = cue.cue.split()[0]
        forms = {first}
        if cue.part in _INFLECTED:
            forms |= inflections(first, cue.forms)
        for form in forms | {british(form) for form in forms}:
            found[form].append(cue)
    return {form: tuple(sorted(some, key=lambda cue: -len(cue.cue.split()))) for form, some in found.items()}


class StatusReader:
    """Reads the status of words of one parse; `placed` says whether a time sets a word in the past or the future."""

    def __init__(
        self, clauses: Clauses, placed: Placed = lambda word: None, *, is_headline: Callable[[int], bool] | None = None
    ):
        self.clauses, self.placed = clauses, placed
        self.is_headline = is_headline or (lambda word: False)
        self._known: dict[int, Reading] = {}
        self._depth = 0

    def of(self, word: int) -> Reading:
        if word not in self._known:
            if self._depth >= DEEPEST:
                return Reading("happened")
            self._depth += 1
            self._known[word] = Reading("happened")  # a circle ends here
            self._known[word] = self._noun(word) if self._is_nominal(word) else self._verb(word)
            self._depth -= 1
        return self._known[word]

    def span(self, reading: Reading) -> Span | None:
        """The deciding words as one span: the last unbroken run of them."""
        if not reading.words:
            return None
        words = sorted(reading.words)
        first = last = words[-1]
        while first - 1 in words or first - 2 in words:
            first = first - 1 if first - 1 in words else first - 2
        return self.clauses.span(first, last)

    def negation(self, word: int) -> tuple[int, ...]:
        """The words that negate a predicate in its own clause: "did not", "never", "no" of its subject or object."""
        clauses = self.clauses
        own = [
            child
            for child in clauses.parse.children[word]
            if clauses.forms[child] in NOT and clauses.tag(child) != "CC"
        ]
        own = [child for child in own if not self._is_focus(word, child) and not self._is_of_infinitive(word, child)]
        if own:
            lead = [aux for aux in clauses.auxiliaries(word) if aux + 1 == own[0]]
            return (*lead, own[0])
        for child in clauses.parse.children[word]:
            form, relation = clauses.forms[child], clauses.relation(child).split(":")[0]
            if relation in ("advmod", "cc", "det", "advcl") and self._row(child, "negator"):
                longer = self._row(child, "negator")
                return (child, child + 1) if longer and " " in longer.cue else (child,)
            if relation in ("nsubj", "obj"):
                if form in ("nobody", "none", "nothing", "neither"):
                    return (child,)
                denied = next(
                    (d for d in clauses.parse.under(child, "det") if clauses.forms[d] in ("no", "neither")), None
                )
                if denied is not None:
                    return (denied,)
        return ()

    def _is_focus(self, word: int, negator: int) -> bool:
        """ "not only", "not just": nothing is negated."""
        following = self.clauses.forms[negator + 1] if negator + 1 < len(self.clauses.forms) else ""
        return following in ("only", "just", "merely", "simply", "least")

    def _is_of_infinitive(self, word: int, negator: int) -> bool:
        """ "Asked them not to come": the coming is negated, whatever a parser hangs "not" on."""
        forms = self.clauses.forms
        return negator > word + 1 and negator + 1 < len(forms) and forms[negator + 1] == "to"

    # Rows of the table.

    def _row(self, word: int, *parts: str) -> Cue | None:
        """The row of this word, with its second word after it or depending on it."""
        forms = self.clauses.forms
        for cue in table().get(forms[word], ()):
            if cue.part not in parts:
                continue
            rest = cue.cue.split()[1:]
            if not rest or list(forms[word + 1 : word + 1 + len(rest)]) == rest:
                return cue
            if cue.part in _INFLECTED and len(rest) == 1 and self._second(word, rest[0]) is not None:
                return cue
        return None

    def _second(self, word: int, form: str) -> int | None:
        clauses = self.clauses
        for child in clauses.parse.children[word]:
            if clauses.forms[child] == form and clauses.relation(child) in ("compound:prt", "advmod", "mark", "case"):
                return child
            for nested in clauses.parse.under(child, "case", "mark"):
                if clauses.forms[nested] == form and child > word:
                    return nested
        return None

    def _cue_words(self, word: int, cue: Cue) -> tuple[int, ...]:
        forms, rest = self.clauses.forms, cue.cue.split()[1:]
        if not rest:
            return (word,)
        if list(forms[word + 1 : word + 1 + len(rest)]) == rest:
            return tuple(range(word, word + 1 + len(rest)))
        second = self._second(word, rest[0])
        return (word,) if second is None else (word, second)

    def dates(self, word: int) -> bool:
        """Whether the time of this word is the time of its noun: "was held on Monday"."""
        return self._row(word, "dated") is not None

    def beside(self, word: int) -> int | None:
        """The participle right after a noun, or after its comma, that schedules it: "the assembly, scheduled for
        May"."""
        forms = self.clauses.forms
        place = word + 2 if word + 1 < len(forms) and forms[word + 1] == "," else word + 1
        if place >= len(forms) or self.clauses.tag(place) not in ("VBN", "JJ"):
            return None
        row = self._row(place, "modifier")
        return place if row is not None and row.status == "scheduled" else None

    # Verbs and other predicates.

    def _is_nominal(self, word: int) -> bool:
        clauses = self.clauses
        return not clauses.is_verb(word) and clauses.child(word, "cop", "aux") is None

    def _verb(self, word: int) -> Reading:
        reading = self._own(word)
        clauses = self.clauses
        marks = [child for child in clauses.parse.under(word, "mark", "case", "cc", "advmod") if child < word]
        if clauses.relation(word) == "conj" and clauses.finite(word):  # "if it fails and the bank closes"
            marks += [
                child
                for child in clauses.parse.under(clauses.head(word), "mark")
                if clauses.forms[child] in ("if", "unless")
            ]
        for mark in marks:
            cue = self._row(mark, "mark", "adverb")
            if cue and (cue.cue != "until" or reading.status != "happened"):
                if cue.status == "hypothetical" and reading.status == "did_not_happen":
                    continue
                return Reading(cue.status, self._cue_words(mark, cue))  # type: ignore[arg-type]
        negation = self.negation(word)
        if negation and not (reading.status == "hypothetical" and (self._is_open(reading) or not clauses.finite(word))):
            lead = tuple(place for place in reading.words if place + 1 in negation or place + 2 in negation)
            reading = Reading("did_not_happen", tuple(sorted({*lead, *negation})))
        if reading.status in ("scheduled", "ongoing") and (condition := self._condition(word)) is not None:
            return Reading("hypothetical", (condition,))
        if reading.status in ("happened", "ongoing") and self._is_asked(word):
            return Reading("hypothetical")
        return reading

    def _is_open(self, reading: Reading) -> bool:
        """Modals that a "not" leaves open: "may not come"."""
        return any(self.clauses.forms[place] in ("may", "might", "should", "must", "need") for place in reading.words)

    def _condition(self, word: int) -> int | None:
        for child in self.clauses.parse.under(word, "advcl"):
            for mark in self.clauses.parse.under(child, "mark"):
                if self.clauses.forms[mark] in ("if", "unless"):
                    return mark
        return None

    def _is_asked(self, word: int) -> bool:
        parse = self.clauses.parse
        top = word
        while parse.heads[top] >= 0 and parse.relations[top] in ("conj", "xcomp"):
            top = parse.heads[top]
        if parse.heads[top] >= 0 or not any(self.clauses.forms[child] == "?" for child in parse.children[top]):
            return False
        return not any(
            self.clauses.tag(place).startswith("W") for place in parse.subtree(top)
        )  # "why did he leave": he did

    def _own(self, word: int) -> Reading:
        """By modal, tense and governor, before negation."""
        clauses = self.clauses
        auxiliaries = clauses.auxiliaries(word)
        for aux in auxiliaries:
            if clauses.tag(aux) == "MD" or clauses.forms[aux] in ("'ll", "’ll"):
                cue = self._row(aux, "modal")
                if cue:
                    perfect = any(clauses.forms[place] == "have" for place in auxiliaries)
                    if cue.status == "hypothetical" and perfect and clauses.forms[aux] in ("would", "could", "should"):
                        return Reading("hypothetical", (aux,))
                    return Reading(cue.status, (aux,))  # type: ignore[arg-type]
                return Reading("hypothetical", (aux,))
        bearers = [place for place in (*auxiliaries, word) if clauses.tag(place) in ("VBD", "VBZ", "VBP")]
        to = any(clauses.forms[child] == "to" for child in clauses.parse.under(word, "mark")) or any(
            clauses.forms[aux] == "to" for aux in auxiliaries
        )
        if bearers and not to:
            return self._finite(word, bearers[0], auxiliaries)
        if to:
            return self._infinitive(word, bearers)
        if not bearers and clauses.relation(word) == "conj" and self._continues(word):
            return self.of(clauses.head(word))
        if any(clauses.tag(aux) == "VB" for aux in auxiliaries):
            return Reading("hypothetical")  # "it is time that a judge be appointed"
        if clauses.tag(word) == "VBN":
            return self._participle(word)
        if clauses.tag(word) == "VBG":
            return self._gerund(word)
        if clauses.tag(word) == "VBD":
            return Reading("happened")
        return self._bare(word)

    def _continues(self, word: int) -> bool:
        """Whether a coordinated verb shares the auxiliaries of the first: "will meet and sign"."""
        clauses = self.clauses
        head = clauses.head(word)
        return clauses.child(word, "nsubj") is None and (
            clauses.is_verb(head) or clauses.child(head, "cop") is not None
        )

    def _finite(self, word: int, bearer: int, auxiliaries: list[int]) -> Reading:
        clauses = self.clauses
        governed = self._clause_governor(word)
        if governed:
            return governed
        aux = tuple(place for place in auxiliaries if place != word)
        if clauses.tag(bearer) == "VBD":
            return Reading("happened", aux[:1])
        tag = clauses.tag(word)
        forms = [clauses.forms[place] for place in auxiliaries]
        if any(form in ("has", "have", "'ve", "’ve") for form in forms) or (
            clauses.forms[bearer] in ("has", "'s", "’s") and tag == "VBN" and not clauses.is_passive(word)
        ):
            return Reading("ongoing" if tag == "VBG" else "happened", aux[:1])
        if self.placed(word) == "future":
            return Reading("scheduled", aux[:1])
        if self.is_headline(word):
            return Reading("happened")
        if clauses.relation(word) == "advcl" and {"when", "once", "until", "before", "after", "as soon"} & {
            clauses.forms[child] for child in clauses.parse.under(word, "mark", "advmod")
        }:
            above = self.of(clauses.head(word))
            if above.status in ("scheduled", "hypothetical"):  # "when the trial begins, she will"
                return above
        return Reading("ongoing", aux[:1])

    def _clause_governor(self, word: int) -> Reading | None:
        """What a verb of hoping or denying makes of its finite clause."""
        clauses = self.clauses
        if clauses.relation(word) not in ("ccomp", "acl", "csubj"):
            return None
        head = clauses.head(word)
        cue = self._row(head, "opinion")
        return None if cue is None else self._combined(cue, head, self.of(head))

    def _infinitive(self, word: int, bearers: list[int]) -> Reading:
        clauses = self.clauses
        head, relation = clauses.head(word), clauses.relation(word)
        if bearers:  # "is to sign"
            return Reading("scheduled", (bearers[0],))
        if relation == "conj" and self._continues(word):
            return self.of(head)
        if head < 0:
            return Reading("scheduled", tuple(clauses.parse.under(word, "mark"))[:1])  # "Lund to visit Velia"
        cue = self._row(head, "governor")
        if cue is not None and relation != "acl:relcl":
            if cue.cue == "be":
                return Reading("scheduled", (head,))
            if cue.cue == "going" and clauses.tag(head) != "VBG":
                return Reading("hypothetical")
            return self._combined(cue, head, self.of(head))
        ordinals = [head, *clauses.parse.children[head]] if relation == "acl" else [head]
        if any(clauses.forms[place] in ("first", "last", "only", "latest") for place in ordinals):
            return Reading("happened")
        perfect = any(clauses.forms[aux] == "have" for aux in clauses.auxiliaries(word))
        return Reading("happened" if perfect else "hypothetical", tuple(clauses.parse.under(word, "mark"))[:1])

    def _participle(self, word: int) -> Reading:
        clauses = self.clauses
        head = clauses.head(word)
        if head >= 0 and clauses.relation(word) == "xcomp":
            cue = self._row(head, "governor")
            if cue:
                return self._combined(cue, head, self.of(head))
        return Reading("happened")

    def _gerund(self, word: int) -> Reading:
        clauses = self.clauses
        head, relation = clauses.head(word), clauses.relation(word).split(":")[0]
        if head < 0:
            return Reading("ongoing")
        cue = self._row(head, "governor")
        if cue and (  # noqa: SIM102
            relation in ("xcomp", "obj", "ccomp")
            or (relation in ("advcl", "obl", "acl", "nmod") and clauses.marks(word))
        ):
            if (
                cue.status == "did_not_happen"
                or relation != "advcl"
                or {"of", "from", "about", "on", "for"} & {*clauses.marks(word)}
            ):
                return self._combined(cue, head, self.of(head))
        if relation in ("amod", "acl"):
            above = self._nearest_predicate(head)
            return Reading("happened" if above is None or self.of(above).status == "happened" else "ongoing")
        above = self._nearest_predicate(head)
        if above is None:
            return Reading("ongoing")
        reading = self.of(above)
        first = clauses.parse.subtree(word)[0]
        apart = word < above or "," in (clauses.forms[first], clauses.forms[first - 1])
        return Reading("happened") if reading.status == "did_not_happen" and apart else reading

    def _nearest_predicate(self, word: int) -> int | None:
        clauses, steps = self.clauses, 0
        while word >= 0 and steps < DEEPEST:
            if clauses.is_verb(word) or clauses.child(word, "cop") is not None:
                return word
            word, steps = clauses.head(word), steps + 1
        return None

    def _bare(self, word: int) -> Reading:
        clauses = self.clauses
        head = clauses.head(word)
        if head >= 0:
            cue = self._row(head, "governor")
            if cue:
                return self._combined(cue, head, self.of(head))
            if not clauses.is_verb(word):
                return self.of(head) if clauses.is_verb(head) else Reading("ongoing")
        return Reading("hypothetical")

    def _combined(self, cue: Cue, governor: int, above: Reading) -> Reading:
        words = self._cue_words(governor, cue)
        unreal = above.status == "hypothetical"
        match cue.status:
            case "as_governor":
                return Reading(above.status, above.words if above.status != "happened" else ())
            case "once_done":
                if above.status == "did_not_happen":
                    return Reading("did_not_happen", (*above.words, *words))
                return Reading("happened" if above.status == "happened" else "hypothetical", words)
            case "ended":
                if above.status == "did_not_happen":
                    return Reading("ongoing", (*above.words, *words))
                return Reading("happened" if above.status in ("happened", "ongoing") else "ongoing", words)
            case "did_not_happen":
                if above.status == "did_not_happen":
                    return Reading("happened", (*above.words, *words))
                if above.status in ("hypothetical", "scheduled"):
                    return Reading("hypothetical", (*above.words, *words))
                return Reading("did_not_happen", words)
            case "scheduled":
                if above.status == "did_not_happen":
                    return Reading("did_not_happen", (*above.words, *words))
                return Reading("hypothetical" if unreal else "scheduled", (*(above.words if unreal else ()), *words))
        return Reading("hypothetical", words)

    # Nouns.

    def _noun(self, word: int) -> Reading:
        clauses = self.clauses
        beside = self.beside(word)
        for child in dict.fromkeys((*clauses.parse.children[word], *(() if beside is None else (beside,)))):
            relation = clauses.relation(child).split(":")[0]
            if relation == "det" and clauses.forms[child] in ("no", "neither"):
                return Reading("did_not_happen", (child,))
            if relation in ("amod", "acl", "advmod", "det") or child == beside:
                cue = self._row(child, "modifier")
                if cue is None and relation == "acl" and clauses.is_passive(child):
                    cue = self._row(child, "governor")
                    if cue and cue.status in ("as_governor", "ended"):
                        cue = None
                if cue:
                    after = [
                        place
                        for n in clauses.parse.children[child]
                        for place in clauses.parse.under(n, "case")
                        if place == child + 1
                    ]
                    return Reading(cue.status, (*self._cue_words(child, cue), *after))  # type: ignore[arg-type]
        placed = self.placed(word)
        governed = self._nominal_governor(word, 0)
        if governed is not None and (governed.words or governed.status != "happened"):  # noqa: SIM102
            if not (placed == "past" and governed.status in ("ongoing", "scheduled")):
                return governed
        if placed is not None:
            return Reading("happened" if placed == "past" else "scheduled")
        if governed is not None:
            return governed
        above = self._nearest_predicate(clauses.head(word)) if clauses.head(word) >= 0 else None
        if clauses.forms[word] not in _STATES and above is not None and not self._is_owned(word):
            status = self.of(above).status
            if status == "scheduled" or (status == "hypothetical" and not self._is_definite(word)):
                return self.of(above)  # "it will require cooperation"
        if clauses.forms[word] in _STATES and (above is None or self.of(above).status == "ongoing"):
            return Reading("ongoing")
        return Reading("happened")

    def _is_owned(self, word: int) -> bool:
        """Whether a noun is somebody's: "his victory" is a fact, whatever is said of it."""
        return self.clauses.child(word, "nmod:poss") is not None

    def _is_definite(self, word: int) -> bool:
        """Whether a noun has "the", "this" or a number before it."""
        parse = self.clauses.parse
        return any(self.clauses.forms[child] not in ("a", "an", "any") for child in parse.under(word, "det"))

    def _nominal_governor(self, word: int, depth: int) -> Reading | None:
        """What the verb, noun or preposition over a noun makes of it; None where it is only mentioned."""
        clauses = self.clauses
        head, relation = clauses.head(word), clauses.relation(word).split(":")[0]
        if head < 0 or depth > 4:
            return None
        if relation == "conj":
            return self._nominal_governor(head, depth + 1)
        for case in clauses.parse.under(word, "case"):
            cue = self._row(case, "governor", "mark")
            if cue and cue.cue not in ("until",):
                return Reading(cue.status, self._cue_words(case, cue))  # type: ignore[arg-type]
        marks = set(clauses.marks(word))
        if (
            relation in ("obj", "nsubj", "obl", "nmod", "acl", "ccomp", "xcomp")
            or clauses.relation(word) == "nsubj:pass"
        ):
            direct = relation in ("obj", "nsubj") or bool(
                marks & {"for", "of", "to", "on", "about", "against", "in", "from", "into", "with"}
            )
            if relation == "nsubj" and clauses.relation(word) == "nsubj" and clauses.is_verb(head):
                direct = False
                cue = self._row(head, "governor")
                if cue and (cue.status in ("as_governor", "ended") or cue.cue in ("due", "set for")):
                    return self._combined(cue, head, self.of(head))
                if cue is None and self.of(head).status in ("did_not_happen", "scheduled", "hypothetical"):  # noqa: SIM102
                    if clauses.forms[head] in _HAPPENING:
                        return self.of(head)
            if relation == "nsubj" and not clauses.is_verb(head):  # "the visit is due", "talks are under way"
                cue = self._row(head, "governor", "modifier")
                phrase = next((self._row(c, "modifier", "governor") for c in clauses.parse.under(head, "case")), None)
                if cue:
                    status = cue.status if cue.status in STATUSES else "ongoing"
                    return Reading(status, self._cue_words(head, cue))  # type: ignore[arg-type]
                if phrase:
                    first = min(clauses.parse.under(head, "case"))
                    return Reading(phrase.status, tuple(range(first, head + 1)))  # type: ignore[arg-type]
                for advmod in clauses.parse.under(head, "advmod"):
                    if self._row(advmod, "modifier"):
                        return Reading("ongoing", (advmod,))
                return None
            if direct:
                cue = self._row(head, "governor")
                passive = clauses.relation(word) == "nsubj:pass"
                if cue and (relation != "nsubj" or passive) and (relation != "obl" or cue.status != "as_governor"):
                    if (  # noqa: SIM102
                        relation == "obl"
                        and "for" not in marks
                        and cue.status in ("scheduled", "hypothetical")
                        and clauses.is_verb(head)
                    ):
                        if not marks & {"of", "from", "on", "about", "against"}:
                            return None
                    above = self.of(head)
                    after = [
                        place
                        for place in clauses.parse.under(head, "obl")
                        for place in clauses.parse.under(place, "case")
                    ]
                    reading = self._combined(cue, head, above)
                    if passive and head + 1 in after and reading.words == (head,):
                        reading = Reading(reading.status, (head, head + 1))
                    return reading
                if relation == "nmod" and clauses.is_noun(head) and cue is None and marks & {"of"}:
                    return self._nominal_governor(head, depth + 1)
                if relation == "obj" or passive:
                    above = self.of(head)
                    if above.status != "happened" and clauses.forms[head] in _MAKING:
                        return above
        if clauses.child(word, "cop") is not None:
            return self._own(word)
        return None


STATUSES = ("happened", "ongoing", "scheduled", "hypothetical", "did_not_happen")
# Verbs whose subject is what happens, or whose object is what is made to happen: their status is its own.
_HAPPENING = word_set(
    "begin began begun start started open opened end ended follow followed come come came resume resumed",
    "go erupt",
)
_MAKING = word_set(
    "hold held have had has make made give given take taken run win won sign signed conduct conducted",
    "launch launched stage staged carry carried lead led call called declare declared impose imposed",
    "reach reached form formed order ordered",
)


def cues(parts: Iterable[str]) -> list[Cue]:
    """All rows of these parts, for documentation and tests."""
    wanted = set(parts)
    return list(dict.fromkeys(cue for some in table().values() for cue in some if cue.part in wanted))
