"""Clauses: plain questions about the words of a parse: its tag, what depends on it, whether it is passive, finite,
negated.

    >>> from onrecord.parse import Parse
    >>> spans = tuple(Span(*place) for place in ((0, 4), (5, 8), (9, 15), (15, 16)))
    >>> relations = ("nsubj:pass", "aux:pass", "root", "punct")
    >>> parse = Parse(spans, ("NNP", "VBD", "VBN", "."), (2, 2, -1, 2), relations, ((0, 4),))
    >>> Clauses("Berg was sacked.", parse).is_passive(2)
    True
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from onrecord.parse import Parse
from onrecord.record import Span


def word_set(*lines: str) -> frozenset[str]:
    """The words of these lines."""
    return frozenset(" ".join(lines).split())


NOT = frozenset({"not", "n't", "n’t", "never"})


class Clauses:
    """A parse with the letters of its words in lower case."""

    def __init__(self, text: str, parse: Parse) -> None:
        self.text = text
        self.forms = tuple(span.of(text).lower() for span in parse.words)
        self.subjects: dict[int, tuple[int, ...]] = {}  # kept by onrecord.subjects
        stops = 0
        self._stretch = tuple(stops := stops + (form in (".", "?", "!")) for form in self.forms)  # full stops so far
        mended = list(self._mended(parse))
        heads, relations = (tuple(column) for column in zip(*mended, strict=True)) if mended else ((), ())
        self.parse = replace(parse, heads=heads, relations=relations)

    def _mended(self, parse: Parse) -> Iterator[tuple[int, str]]:
        """Heads and relations; a subject whose verb stands in another sentence of a quotation gets the next verb of its
        own, and so does a noun that is read as a clause though a verb without a subject before it follows."""

        def bears_tense(place: int) -> bool:
            if not parse.tags[place].startswith("VB") or parse.relations[place].split(":")[0] in ("aux", "cop", "acl"):
                return False
            tags = (parse.tags[place], *(parse.tags[aux] for aux in parse.under(place, "aux")))
            return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags)

        for word, (head, relation) in enumerate(zip(parse.heads, parse.relations, strict=True)):
            astray = relation.startswith("nsubj") and not self.together_in_text(word, head)
            alone = relation in ("ccomp", "parataxis") and parse.tags[word] in ("NN", "NNS")
            alone = alone and next(parse.under(word, "cop", "nsubj", "aux"), None) is None
            if head >= 0 and (astray or alone):
                later = range(word + 1, len(parse.words))
                stretch = takewhile(lambda place, word=word: self.together_in_text(word, place), later)  # type: ignore[misc]
                verb = next(filter(bears_tense, stretch), None)
                if alone and verb is not None and any(child < verb for child in parse.under(verb, "nsubj", "csubj")):
                    verb = None
                if verb is not None:
                    yield verb, relation if astray else "nsubj"
                    continue
            yield head, relation

    def tag(self, word: int) -> str:
        return self.parse.tags[word]

    def relation(self, word: int) -> str:
        return self.parse.relations[word]

    def head(self, word: int) -> int:
        return self.parse.heads[word]

    def is_verb(self, word: int) -> bool:
        return self.tag(word).startswith("VB")

    def is_noun(self, word: int) -> bool:
        return self.tag(word).startswith("NN")

    def child(self, word: int, *relations: str) -> int | None:
        return next(self.parse.under(word, *relations), None)

    def marks(self, word: int) -> list[str]:
        """What introduces a word: its case and mark words, with what is fixed to them: "of", "because of"."""
        return [self._whole(child) for child in self.parse.under(word, "case", "mark")]

    def _whole(self, word: int) -> str:
        return " ".join([self.forms[word], *(self.forms[child] for child in self.parse.under(word, "fixed"))])

    def auxiliaries(self, word: int) -> list[int]:
        return [child for child in self.parse.under(word, "aux", "cop") if child < word]

    def is_passive(self, word: int) -> bool:
        """Whether the grammatical subject of a verb is what is done to."""
        if not self.is_verb(word):
            return False
        if any(self.relation(child) in ("aux:pass", "nsubj:pass", "csubj:pass") for child in self.parse.children[word]):
            return True
        if self.child(word, "aux", "nsubj") is not None or not (self.tag(word) == "VBN" or self.is_reduced(word)):
            return False
        if self.relation(word) == "conj":
            return self.is_passive(self.head(word))
        return self.relation(word) in ("acl", "advcl", "amod", "xcomp", "acl:relcl") and self.child(word, "obj") is None

    def is_reduced(self, word: int) -> bool:
        """A participle with "by" after it, read as a past: "the election, won by Lund"."""
        return (
            self.tag(word) == "VBD"
            and self.relation(word) in ("acl", "advcl")
            and self.forms[word + 1 : word + 2] == ("by",)
            and self.child(word, "obj", "nsubj", "aux") is None
        )

    def finite(self, word: int) -> bool:
        """A predicate with a tense or a modal of its own."""
        places = (word, *self.auxiliaries(word))
        return any(self.tag(place) in ("VBD", "VBZ", "VBP", "MD") for place in places)

    def is_question(self, word: int) -> bool:
        """Whether an auxiliary stands before the subject of a predicate."""
        subject = self.child(word, "nsubj")
        return subject is not None and any(aux < subject for aux in self.auxiliaries(word))

    def together_in_text(self, word: int, other: int) -> bool:
        """Whether no full stop stands between two words: a parser may join the sentences of a quotation."""
        return self._stretch[word] == self._stretch[other]

    def negators(self, word: int) -> list[int]:
        """ "not" and "never" on a word itself, or before it after "and" or "but"."""
        return [
            child
            for child in self.parse.children[word]
            if self.forms[child] in NOT and self.relation(child).split(":")[0] in ("advmod", "cc", "det", "dep")
        ]

    def span(self, first: int, last: int) -> Span:
        return Span(self.parse.words[first].start, self.parse.words[last].end)

    def subject_right_before(self, word: int) -> int | None:
        """The pronoun or name that stands right before a finite verb as some verb's subject."""
        place = word - 1
        while place >= 0 and (self.tag(place) in ("MD", "RB") or self.relation(place).split(":")[0] == "aux"):
            place -= 1
        is_subject = place >= 0 and self.relation(place).startswith("nsubj")
        return place if is_subject and self.tag(place) in ("PRP", "NNP", "NNPS") and self.finite(word) else None

    def is_predicate(self, word: int) -> bool:
        """Whether a noun or adjective has a copula or subject of its own."""
        return self.child(word, "cop", "nsubj") is not None
