"""Status of nouns: of "the visit", by what is said of it beside it, by the word that governs it, and by its date.

The order is in docs/events.md; a noun that nothing decides happened, unless it names a state that goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.clauses import Clauses, word_set
from onrecord.statuscues import STATUSES, Reading, beside, combined, nearest_predicate, row_of, words_of

Of = Callable[[int], Reading]  # the status of another word

_STATES = frozenset({"crisis", "war", "conflict", "standoff", "siege", "occupation", "famine", "deadlock", "stalemate"})
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


def of_noun(clauses: Clauses, word: int, of: Of, placed_by: Callable[[int], str | None]) -> Reading:
    """The status of a noun; `placed_by` says whether a time sets a word in the past or the future."""
    after_it = beside(clauses, word)
    for child in dict.fromkeys((*clauses.parse.children[word], *(() if after_it is None else (after_it,)))):
        relation = clauses.relation(child).split(":")[0]
        if relation == "det" and clauses.forms[child] in ("no", "neither"):
            return Reading("did_not_happen", (child,))
        if relation in ("amod", "acl", "advmod", "det") or child == after_it:
            cue = row_of(clauses, child, "modifier")
            if cue is None and relation == "acl" and clauses.is_passive(child):
                cue = row_of(clauses, child, "governor")
                if cue and cue.status in ("as_governor", "ended"):
                    cue = None
            if cue:
                after = [
                    place
                    for n in clauses.parse.children[child]
                    for place in clauses.parse.under(n, "case")
                    if place == child + 1
                ]
                return Reading(cue.status, (*words_of(clauses, child, cue), *after))  # type: ignore[arg-type]
    placed = placed_by(word)
    governed = _governed(clauses, word, 0, of)
    if governed is not None and (governed.words or governed.status != "happened"):  # noqa: SIM102
        if not (placed == "past" and governed.status in ("ongoing", "scheduled")):
            return governed
    if placed == "past" and clauses.relation(word) in ("obj", "nsubj:pass") and not _is_owned(clauses, word):
        told = of(clauses.head(word))
        if told.status in ("scheduled", "hypothetical"):
            return told  # "they expect her to win Monday's debate"
    if placed is not None:
        return Reading("happened" if placed == "past" else "scheduled")
    if governed is not None:
        return governed
    above = nearest_predicate(clauses, clauses.head(word)) if clauses.head(word) >= 0 else None
    if clauses.forms[word] not in _STATES and above is not None and not _is_owned(clauses, word):
        status = of(above).status
        if status == "scheduled" or (status == "hypothetical" and not _is_definite(clauses, word)):
            return of(above)  # "it will require cooperation"
    if clauses.forms[word] in _STATES and (above is None or of(above).status == "ongoing"):
        return Reading("ongoing")
    return Reading("happened")


def _is_owned(clauses: Clauses, word: int) -> bool:
    """Whether a noun is somebody's: "his victory" is a fact, whatever is said of it."""
    return clauses.child(word, "nmod:poss") is not None


def _is_definite(clauses: Clauses, word: int) -> bool:
    """Whether a noun has "the", "this" or a number before it."""
    parse = clauses.parse
    return any(clauses.forms[child] not in ("a", "an", "any") for child in parse.under(word, "det"))


def _governed(clauses: Clauses, word: int, depth: int, of: Of) -> Reading | None:
    """What the verb, noun or preposition over a noun makes of it; None where it is only mentioned."""
    head, relation = clauses.head(word), clauses.relation(word).split(":")[0]
    if head < 0 or depth > 4:
        return None
    if relation == "conj":
        return _governed(clauses, head, depth + 1, of)
    for case in clauses.parse.under(word, "case"):
        cue = row_of(clauses, case, "governor", "mark")
        if cue and cue.cue not in ("until",):
            return Reading(cue.status, words_of(clauses, case, cue))  # type: ignore[arg-type]
    marks = set(clauses.marks(word))
    if relation in ("obj", "nsubj", "obl", "nmod", "acl", "ccomp", "xcomp") or clauses.relation(word) == "nsubj:pass":
        direct = relation in ("obj", "nsubj") or bool(
            marks & {"for", "of", "to", "on", "about", "against", "in", "from", "into", "with"}
        )
        if relation == "nsubj" and clauses.relation(word) == "nsubj" and clauses.is_verb(head):
            direct = False
            cue = row_of(clauses, head, "governor")
            if cue and (cue.status in ("as_governor", "ended") or cue.cue in ("due", "set for")):
                return combined(clauses, cue, head, of(head))
            if cue is None and of(head).status in ("did_not_happen", "scheduled", "hypothetical"):  # noqa: SIM102
                if clauses.forms[head] in _HAPPENING:
                    return of(head)
        if relation == "nsubj" and not clauses.is_verb(head):  # "the visit is due", "talks are under way"
            cue = row_of(clauses, head, "governor", "modifier")
            phrase = next((row_of(clauses, c, "modifier", "governor") for c in clauses.parse.under(head, "case")), None)
            if cue:
                status = cue.status if cue.status in STATUSES else "ongoing"
                return Reading(status, words_of(clauses, head, cue))  # type: ignore[arg-type]
            if phrase:
                first = min(clauses.parse.under(head, "case"))
                return Reading(phrase.status, tuple(range(first, head + 1)))  # type: ignore[arg-type]
            for advmod in clauses.parse.under(head, "advmod"):
                if row_of(clauses, advmod, "modifier"):
                    return Reading("ongoing", (advmod,))
            return None
        if direct:
            cue = row_of(clauses, head, "governor")
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
                above = of(head)
                after = [
                    place for place in clauses.parse.under(head, "obl") for place in clauses.parse.under(place, "case")
                ]
                reading = combined(clauses, cue, head, above)
                if passive and head + 1 in after and reading.words == (head,):
                    reading = Reading(reading.status, (head, head + 1))
                return reading
            if relation == "nmod" and clauses.is_noun(head) and cue is None and marks & {"of"}:
                return _governed(clauses, head, depth + 1, of)
            if relation == "obj" or passive:
                above = of(head)
                if above.status != "happened" and clauses.forms[head] in _MAKING:
                    return above
    return None
