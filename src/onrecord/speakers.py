"""Speakers: which entity made each statement.

The head of the source decides: a name, a noun or a pronoun that `onrecord.entities` has put in a cluster. A source that is
left out is looked for in the clause ("…, adding that") or, for a quotation, in the statement just before it. What a
speaker says of himself inside his quotation ("I", "our ministry") is his. Where nothing points to anybody: None.

    >>> found, statements = find(encoder, doc, analysis, statements)   # doctest: +SKIP
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace

import numpy as np

from onrecord.actors import lists
from onrecord.analysis import Analysis
from onrecord.encode import Encoder
from onrecord.entities import ACTORS, Cluster, Draft, entities
from onrecord.quotation import quotations
from onrecord.record import Document, Entity, Span, Statement

_FIRST = {"i": True, "me": True, "my": True, "mine": True, "myself": True, "we": False, "us": False, "our": False}
_FIRST |= {"ours": False, "ourselves": False}
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_UP = ("advcl", "conj", "xcomp", "ccomp", "parataxis", "dep")  # from a participle to the verb whose subject it shares
_GAP = 3  # characters between two quotations of one speaker


def find(
    encoder: Encoder, doc: Document, analysis: Analysis, statements: tuple[Statement, ...]
) -> tuple[tuple[Entity, ...], tuple[Statement, ...]]:
    """The entities of the document, and the statements, in the order of the text, with their speakers."""
    types = encoder.config["types"]
    draft = Draft(doc, analysis, types, encoder.word_weights, statements, quotations(doc.text))
    speaking = Speakers(draft, statements).resolve()
    made = list(entities(draft))
    ids = {id(cluster): entity.id for cluster, entity in made}
    named = tuple(
        replace(statement, speaker=ids.get(id(cluster)) if cluster else None)
        for statement in statements
        for cluster in (speaking[statement.id],)
    )
    return tuple(entity for _, entity in made), named


class Speakers:
    """Resolves the statements of one document, which are in the order of the text, the outer before the inner."""

    def __init__(self, draft: Draft, statements: tuple[Statement, ...]) -> None:
        self.draft = draft
        self.statements = statements
        self.parse = draft.analysis.parse
        self._starts = np.array([span.start for span in self.parse.words], dtype=np.int64)
        self._sentences = [first for first, _ in self.parse.sentences]
        self._ending: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(draft.candidates):
            self._ending[one.last].append(number)
        self.found: dict[str, Cluster | None] = {}

    def resolve(self) -> dict[str, Cluster | None]:
        """Statement → cluster; the draft gains the mentions that statements reveal."""
        for number, statement in enumerate(self.statements):
            self.found[statement.id] = self._speaker(number, statement)
        self._first_persons()
        for statement in self.statements:  # "I said" within a quotation, once it is known whose
            if self.found[statement.id] is None and statement.source:
                self.found[statement.id] = self._of_source(statement)
        return self.found

    def _speaker(self, number: int, statement: Statement) -> Cluster | None:
        if statement.source:
            return self._of_source(statement)
        cluster = self._by_clause(statement) or self._continued(number, statement)
        if cluster is not None and statement.cue:
            cluster.speaks = True
            cluster.extra.append((statement.cue[0], "elided"))
        return cluster

    def _words(self, span: Span) -> range:
        low, high = np.searchsorted(self._starts, (span.start, span.end)).tolist()
        return range(low, high)

    def _of_source(self, statement: Statement) -> Cluster | None:
        words = [word for span in statement.source for word in self._words(span)]
        if not words:
            return None
        inside = set(words)
        heads = [word for word in words if self.parse.heads[word] not in inside]
        heads.sort(key=lambda word: self.parse.relations[word].split(":")[0] in ("punct", "case", "mark", "cc", "det"))
        for head in heads:
            cluster = self._at(head, inside)
            if cluster is not None:
                return cluster
        # A name somewhere in it, then a noun: "according to a statement from the ministry".
        for kind in ("name", "nominal"):
            for word in words:
                number = self.draft.by_head.get(word)
                if number is not None and self.draft.candidates[number].kind == kind and number in self.draft.of:
                    cluster = self.draft.of[number]
                    if cluster.type:
                        return cluster
        return None

    def _at(self, head: int, inside: set[int]) -> Cluster | None:
        """The cluster whose mention has this head; of a title before a name, the name's."""
        draft = self.draft
        number = draft.by_head.get(head)
        if number is not None and number in draft.of:
            cluster = draft.of[number]
            if not cluster.type and draft.candidates[number].kind == "nominal":
                cluster.type = "group" if draft.candidates[number].plural else _speaking_type(draft, number)
            cluster.speaks = True
            return cluster
        spelt = self.parse.words[head].of(draft.text).lower()
        if spelt in _RELATIVES:
            verb = self.parse.heads[head]
            while verb >= 0 and not self.parse.relations[verb].startswith(("acl", "conj")):
                verb = self.parse.heads[verb]
            while verb >= 0 and self.parse.relations[verb].startswith(("conj", "acl")):
                verb = self.parse.heads[verb]
            found = self._at(verb, inside) if verb >= 0 and verb != head else None
            return found if found and found.type in ACTORS else self._just_before(head, spelt in ("who", "whom")) or found
        for child in self.parse.children[head]:  # "spokesman Dmitry Orlov" with the title for a head
            if child in inside and self.parse.relations[child].split(":")[0] in ("flat", "appos", "compound", "nmod"):
                number = draft.by_head.get(child)
                if number is not None and number in draft.of and draft.candidates[number].kind == "name":
                    return draft.of[number]
        return None

    def _just_before(self, relative: int, animate: bool) -> Cluster | None:
        """What ends right before a relative pronoun, but for a comma; of "who", else the last person or group before it."""
        last = relative - 1
        if last >= 0 and self.parse.words[last].of(self.draft.text) in (",", "–", "—", "-"):
            last -= 1
        low = self.parse.sentences[bisect_right(self._sentences, relative) - 1][0]
        for end in range(last, low - 1, -1):
            for number in self._ending.get(end, ()):
                cluster = self.draft.of.get(number)
                if cluster is not None and (cluster.type in ("person", "group") if animate else end == last):
                    return cluster
        return None

    def _by_clause(self, statement: Statement) -> Cluster | None:
        """The subject of the cue's verb, or of the verb that a participle leans on."""
        words = [word for span in statement.cue for word in self._words(span)]
        inside = set(words)
        content = [(span.start, span.end) for span in statement.content]
        heads = [word for word in words if self.parse.heads[word] not in inside]
        for head in heads:
            verb: int | None = head
            for _ in range(4):
                if verb is None or verb < 0:
                    break
                subjects = [
                    child
                    for child in self.parse.children[verb]
                    if self.parse.relations[child].split(":")[0] == "nsubj" and child not in inside
                ]
                outside = [
                    child
                    for child in subjects
                    if not any(start <= self.parse.words[child].start < end for start, end in content)
                ]
                passive = any(
                    self.parse.relations[child] in ("nsubj:pass", "aux:pass") for child in self.parse.children[verb]
                )
                bare = self.parse.tags[verb] == "VBN" and not any(self.parse.under(verb, "aux"))
                if (passive or bare) and verb == head:  # "was told", "known as": whoever says it is not its subject
                    return self._agent(verb)
                if outside and not passive:
                    return self._at(outside[0], set())
                if self.parse.relations[verb].split(":")[0] == "acl":
                    return self._at(self.parse.heads[verb], set())
                if self.parse.relations[verb].split(":")[0] not in _UP:
                    break
                verb = self.parse.heads[verb]
        return None

    def _agent(self, verb: int) -> Cluster | None:
        return next((self._at(child, set()) for child in self.parse.under(verb, "obl:agent")), None)

    def _continued(self, number: int, statement: Statement) -> Cluster | None:
        """Of a quotation without a source: the speaker of the one that ends just before it, in the same paragraph."""
        if not number:
            return None
        before = self.statements[number - 1]
        if self._is_participle(statement) and self._sentence(before) == self._sentence(statement):
            return self.found.get(before.id)
        if statement.form != "direct":
            return None
        if before.form == "indirect" or before.within != statement.within:
            return None
        end = max(span.end for span in before.content + before.cue + before.source)
        start = min(span.start for span in statement.content)
        between = self.draft.text[end:start] if end <= start else ""
        if end <= start and len(between.strip()) <= _GAP:
            return self.found.get(before.id)
        return None

    def _is_participle(self, statement: Statement) -> bool:
        words = [word for span in statement.cue for word in self._words(span)]
        return bool(words) and self.parse.tags[words[0]] == "VBG"

    def _sentence(self, statement: Statement) -> int:
        """Of the cue; −1 where there is none."""
        words = [word for span in statement.cue for word in self._words(span)]
        return bisect_right(self._sentences, words[0]) - 1 if words else -1

    def _first_persons(self) -> None:
        draft = self.draft
        holders = [
            (span.start, span.end, statement)
            for statement in self.statements
            if statement.form != "indirect"
            for span in statement.content
        ]
        holders.sort(key=lambda row: (row[0], -row[1]))
        starts = np.array([row[0] for row in holders], dtype=np.int64)
        for number, one in enumerate(draft.candidates):
            word = one.surface.words[0]
            if one.kind != "pronoun" or word not in _FIRST or number in draft.of or not one.surface.quoted:
                continue
            row = int(np.searchsorted(starts, one.span.start, side="right")) - 1
            while row >= 0 and holders[row][1] < one.span.end and row > 0 and starts[row - 1] >= one.span.start - 5000:
                row -= 1
            if row < 0 or not holders[row][0] <= one.span.start < holders[row][1]:
                continue
            cluster = self.found.get(holders[row][2].id)
            if cluster is None:
                continue
            # "I" is the person; "we" is the speaker's side, which a person alone is not.
            if not _FIRST[word] and cluster.type == "person":
                side = self._side(cluster)
                if side is not None:
                    draft.of[number] = side
                    side.add(one)
            elif not _FIRST[word] or cluster.type in ("person", "group"):
                draft.of[number] = cluster
                cluster.add(one)

    def _side(self, cluster: Cluster) -> Cluster | None:
        """The body that a person speaks for: what stands in his role, or depends on its noun."""
        for role in sorted(cluster.roles, key=lambda role: role.span):
            words = set(self._words(role.span))
            for word in sorted(words):
                words.update(self.parse.subtree(word)[:20] if self.parse.tags[word].startswith("NN") else ())
            for word in sorted(words):
                side = self.draft.of.get(self.draft.by_head.get(word, -1))
                if side is not None and side is not cluster and side.type in ("organisation", "government", "group"):
                    return side
        return None


def _speaking_type(draft: Draft, number: int) -> str:
    """Of a noun that the model took for no actor, and that is said to say something."""
    noun = draft.candidates[number].surface.words[draft.candidates[number].surface.head]
    return lists().nouns.get(noun, "other")
