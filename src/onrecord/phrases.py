"""Phrases: the words that stand for what fills a role, as one unbroken span of the text.

Without the preposition, without what hangs on loosely, and without the clause whose predicate asks: of "the plan that
Lund rejects" the words are "the plan".

    >>> from onrecord.parse import Parse
    >>> text = "Lund rejects the plan."
    >>> spans = tuple(Span(*place) for place in ((0, 4), (5, 12), (13, 16), (17, 21), (21, 22)))
    >>> parse = Parse(spans, ("NNP", "VBZ", "DT", "NN", "."), (1, -1, 3, 1, 1),
    ...               ("nsubj", "root", "det", "obj", "punct"), ((0, 5),))
    >>> phrase(Clauses(text, parse), Filler(3, 3)).of(text)
    'the plan'
"""

from __future__ import annotations

from onrecord.arguments import Filler
from onrecord.clauses import Clauses
from onrecord.record import Span

_LOOSE = frozenset({"acl:relcl", "appos", "parataxis", "advcl", "conj", "cc", "discourse", "vocative", "dep", "list"})


def phrase(clauses: Clauses, filler: Filler, predicate: int = -1) -> Span:
    """The words of a filler as one span: without its preposition, what hangs on loosely, and signs at its ends;
    nor the clause that holds the predicate: "the plan" of "the plan that Lund rejects"."""
    over = _over(clauses, predicate)
    low = _block(clauses, filler.head, over)
    words = sorted({*low, *(_block(clauses, filler.to, over) if filler.to != filler.head else ())})
    return clauses.span(words[0], words[-1])


def _over(clauses: Clauses, word: int) -> frozenset[int]:
    """A word and its governors."""
    found: set[int] = set()
    while word >= 0 and word not in found:
        found.add(word)
        word = clauses.head(word)
    return frozenset(found)


def _block(clauses: Clauses, head: int, over: frozenset[int] = frozenset()) -> list[int]:
    """The unbroken run of words under a head that holds it, without the clause of a predicate under it."""
    verbal = clauses.is_verb(head) or clauses.child(head, "cop", "nsubj") is not None
    under: list[int] = []
    waiting = [head]
    while waiting:
        word = waiting.pop()
        under.append(word)
        for child in clauses.parse.children[word]:
            if (
                not _cut(clauses, child, word, head, verbal)
                and child not in over
                and clauses.together_in_text(head, child)
            ):
                waiting.append(child)
    mark = _that(clauses, head) if verbal else None
    if mark is not None:  # a clause begins after its "that", whatever its words hang on
        under += range(mark + 1, head)
    return _trimmed(clauses, head, set(under))


def _that(clauses: Clauses, head: int) -> int | None:
    marks = [c for c in clauses.parse.under(head, "mark") if clauses.forms[c] == "that" and c < head]
    return marks[0] if marks else None


def _cut(clauses: Clauses, child: int, word: int, head: int, verbal: bool) -> bool:
    relation = clauses.relation(child)
    if word != head:
        return False
    if relation in ("case", "mark", "cc", "cc:preconj", "punct") and child < head:
        return not (relation == "mark" and clauses.forms[child] == "to") and clauses.forms[child] not in ("$", "“", '"')
    if verbal:
        return relation in ("parataxis", "discourse", "vocative")
    if child in clauses.negators(head):
        return True
    if relation in ("conj", "parataxis", "discourse", "vocative", "dep", "list", "cop", "nsubj", "aux"):
        return True
    return relation in _LOOSE and _after_comma(clauses, child)


def _after_comma(clauses: Clauses, word: int) -> bool:
    first = clauses.parse.subtree(word)[0]
    return (first > 0 and clauses.forms[first - 1] in (",", "(", "–", "—", "-", ";")) or clauses.forms[first] in (
        ",",
        "(",
        "–",
        "—",
    )


def _trimmed(clauses: Clauses, head: int, under: set[int]) -> list[int]:
    first = last = head
    while first - 1 in under or (first - 2 in under and _is_sign(clauses, first - 1)):
        first -= 1
    while last + 1 in under or (last + 2 in under and _is_sign(clauses, last + 1)):
        last += 1
    while first < head and _is_sign(clauses, first):
        first += 1
    while last > head and (_is_sign(clauses, last) or clauses.tag(last) == "CC"):
        last -= 1
    return list(range(first, last + 1))


def _is_sign(clauses: Clauses, word: int) -> bool:
    return not any(letter.isalnum() or letter in "$€£%" for letter in clauses.forms[word])
