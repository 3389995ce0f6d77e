"""The parse: words, sentences, parts of speech and dependencies, as Universal Dependencies has them.

Not part of the record: entities, speakers, events and positions are read from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from onrecord.record import Spans


@dataclass(frozen=True)
class Parse:
    """Columns of one row a word, in the order of the text; words are numbered through the document."""

    words: Spans
    tags: tuple[str, ...]  # Penn Treebank: "VBD", "NNP" …
    heads: tuple[int, ...]  # the number of the word that governs this one; −1 for the root of a sentence
    relations: tuple[str, ...]  # Universal Dependencies 2, with subtypes: "nsubj:pass", "acl:relcl" …
    sentences: tuple[tuple[int, int], ...]  # first word, and the one after the last

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The words that each word governs, in the order of the text."""
        found: list[list[int]] = [[] for _ in self.words]
        for word, head in enumerate(self.heads):
            if head >= 0:
                found[head].append(word)
        return tuple(map(tuple, found))

    def under(self, word: int, *relations: str) -> Iterator[int]:
        """The words that depend on `word` by one of these relations; "nsubj" takes in its subtypes."""
        for child in self.children[word]:
            relation = self.relations[child]
            if relation in relations or relation.split(":")[0] in relations:
                yield child

    def subtree(self, word: int) -> list[int]:
        """The word and all that depends on it, in the order of the text; a circle, which no parser makes, ends it."""
        found, waiting = {word}, [word]
        while waiting:
            for child in self.children[waiting.pop()]:
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return sorted(found)
