"""The scene: what the stages after the parse ask about a document: which entity a word stands for, whose statement it
is in, what time and place belong to a predicate. Nothing is taken from another clause: where the clause does not say,
it is None.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

from onrecord import calendar
from onrecord.clauses import Clauses, word_set
from onrecord.parse import Parse
from onrecord.record import Document, Entity, Participant, Span, Statement, Time
from onrecord.status import StatusReader
from onrecord.statuscues import beside, dates

FIRST_PERSON = frozenset({"i", "we", "us", "me", "our", "my", "ourselves"})
_PLACING = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout", "around"})
_NO_DATE = frozenset(
    {"after", "before", "since", "until", "till", "by", "from", "following", "ahead of", "prior to", "despite"}
)
_PAPERS = word_set(
    "returns records figures photos photographs pictures images emails e-mails messages letters documents files pages",
    "papers data numbers results tapes videos transcripts statements reports details taxes",
)
_DATING = ("obl", "nmod", "compound", "advmod", "nummod", "amod", "dep", "appos")


class Scene:
    """One document with its parse and the findings of earlier stages."""

    def __init__(
        self,
        doc: Document,
        parse: Parse,
        entities: tuple[Entity, ...],
        times: tuple[Time, ...],
        statements: tuple[Statement, ...],
    ) -> None:
        self.doc, self.times, self.statements = doc, times, statements
        self.entities = {entity.id: entity for entity in entities}
        self.clauses = Clauses(doc.text, parse)
        self.parse = self.clauses.parse
        self.status = StatusReader(self.clauses, self.placed, is_headline=self.is_headline)
        self._voices: dict[int, Statement | None] = {}
        self._mentions = sorted(
            (mention.span, mention.kind, entity.id)
            for entity in entities
            for mention in entity.mentions
            if mention.kind != "elided"
        )

    @cached_property
    def _by_word(self) -> list[list[tuple[int, int, str, str]]]:
        """Of every word the mentions that cover it: (first, last word, kind, entity)."""
        covering: list[list[tuple[int, int, str, str]]] = [[] for _ in self.parse.words]
        for span, kind, entity in self._mentions:
            inside = self.words_in(span)
            if inside:
                for word in range(inside[0], inside[-1] + 1):
                    covering[word].append((inside[0], inside[-1], kind, entity))
        return covering

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.parse.words]

    def words_in(self, span: Span) -> range:
        """The words that a span holds, whole or in part."""
        low = max(0, bisect_right(self._starts, span.start) - 1)
        if low < len(self.parse.words) and self.parse.words[low].end <= span.start:
            low += 1
        return range(low, bisect_left(self._starts, span.end))

    # Who.

    def who(self, head: int) -> Participant | None:
        """The entity whose mention has this word as its head, and that mention; a first person without one is the
        speaker."""
        rivals = []
        for first, last, kind, entity in self._by_word[head]:
            heads = [word for word in range(first, last + 1) if not first <= self.parse.heads[word] <= last]
            if head in heads or (kind == "name" and not any(self.clauses.is_verb(word) for word in heads)):
                rivals.append((head not in heads, last - first, first, last, entity))
        if rivals:
            _, _, first, last, entity = min(rivals)
            return Participant(entity, self.clauses.span(first, last))
        if self.clauses.forms[head] in FIRST_PERSON:
            statement = self.according_to(head)
            if statement is not None and statement.speaker is not None:
                return Participant(statement.speaker, self.parse.words[head])
        return None

    def cast(self, heads: list[int]) -> tuple[Participant, ...]:
        """Participants of these heads, each entity once."""
        found: dict[str, Participant] = {}
        for head in heads:
            one = self.who(head)
            if one is not None and self.may_act(one):
                found.setdefault(one.entity, one)
        return tuple(found.values())

    def may_act(self, participant: Participant) -> bool:
        """Whether a mention is of somebody: not of a thing, nor of papers that a model takes for a group."""
        entity = self.entities.get(participant.entity)
        head = participant.span.of(self.doc.text).rpartition(" ")[2].lower()
        return (entity is None or entity.type != "other") and head not in _PAPERS

    def kind_of(self, span: Span) -> str:
        """How the entity at this span is mentioned: "name", "nominal", "pronoun" …; a first person is "first"."""
        if span.of(self.doc.text).lower() in FIRST_PERSON:
            return "first"
        low = bisect_left(self._mentions, (span, "", ""))
        return self._mentions[low][1] if low < len(self._mentions) and self._mentions[low][0] == span else "other"

    def is_plural(self, span: Span) -> bool:
        """Whether a mention is of several: a plural noun, "they", "we"."""
        word = self.words_in(span)[-1]
        return self.clauses.tag(word) in ("NNS", "NNPS") or self.clauses.forms[word] in ("they", "we", "them", "us")

    # Whose.

    def according_to(self, word: int) -> Statement | None:
        """The innermost statement whose content holds a word; None is the outlet itself."""
        if word not in self._voices:
            self._voices[word] = self._voice(self.parse.words[word])
        return self._voices[word]

    def _voice(self, span: Span) -> Statement | None:
        holding = [one for one in self.statements if any(span in content for content in one.content)]
        if not holding:
            return None
        depth = {one.id: one for one in self.statements}

        def deep(statement: Statement) -> int:
            steps = 0
            while statement.within is not None and statement.within in depth and steps < 9:
                statement, steps = depth[statement.within], steps + 1
            return steps

        return max(holding, key=lambda one: (deep(one), -sum(span.end - span.start for span in one.content), one.id))

    def content_of(self, word: int, head: int) -> Span | None:
        """Where a predicate is the cue of a statement, what is said: the span of its content that holds this word,
        after "that"."""
        cue, place = self.parse.words[word], self.parse.words[head]
        for statement in self.statements:
            if any(cue in span for span in statement.cue):
                content = next((content for content in statement.content if place in content), None)
                return self._bare(content) if content else None
        return None

    def _bare(self, span: Span) -> Span:
        """A span without "that" at its beginning and commas at its ends."""
        words = list(self.words_in(span))
        while len(words) > 1 and self.clauses.forms[words[0]] in ("that", ",", ":"):
            words.pop(0)
        while len(words) > 1 and self.clauses.forms[words[-1]] in (",", ":"):
            words.pop()
        return Span(max(span.start, self.parse.words[words[0]].start), min(span.end, self.parse.words[words[-1]].end))

    def shares(self, word: int, other: int) -> bool:
        """Whether a word may be an argument of another: what a statement says has its arguments in what it says."""
        statement = self.according_to(word)
        return statement is None or any(self.parse.words[other] in content for content in statement.content)

    # When and where.

    def bearers(self, word: int, carrier: int | None = None) -> list[int]:
        """The words whose time and place are those of a predicate."""
        clauses = self.clauses
        found = [word] if carrier is None else [word, carrier]
        head = self.parse.heads[word]
        if not clauses.is_verb(word):
            found += [
                child
                for child in self.parse.under(word, "acl")
                if clauses.relation(child) != "acl:relcl" and dates(clauses, child)
            ]
            after = beside(clauses, word)
            found += [after] if after is not None and after not in found and dates(clauses, after) else []
            if head >= 0 and clauses.relation(word).split(":")[0] in ("obj", "nsubj") and dates(clauses, head):
                found.append(head)
        elif (
            clauses.relation(word) == "conj" and head >= 0 and clauses.child(word, "nsubj") is None and word - head < 4
        ):
            found.append(head)  # "arrested and jailed on Monday"
        return found

    @cached_property
    def _dated(self) -> dict[int, list[tuple[Time, int]]]:
        """By the word that it hangs on: each time with its own head word."""
        found: dict[int, list[tuple[Time, int]]] = {}
        for time in self.times:
            inside = self.words_in(time.span)
            for word in inside:
                head = self.parse.heads[word]
                if head >= 0 and head not in inside:
                    found.setdefault(head, []).append((time, word))
        return found

    def time_of(self, word: int, carrier: int | None = None) -> Time | None:
        """The date or clock time that hangs on a predicate, or on what carries it."""
        for bearer in self.bearers(word, carrier):
            for time, head in self._dated.get(bearer, ()):
                relation = self.clauses.relation(head).split(":")[0]
                if time.type in ("DATE", "TIME") and relation in _DATING and not _NO_DATE & {*self.clauses.marks(head)}:
                    return time
        return None

    def placed(self, word: int) -> str | None:
        """Whether a time that belongs to a predicate sets it before or after the document's date."""
        time = self.time_of(word)
        published = calendar.point(self.doc.published)
        if time is None or published is None or time.begin is None or time.end is None:
            return None
        day = published.value[:10]
        if len(day) < 10:
            return None
        if time.begin[:10] > day:
            return "future"
        return "past" if time.end[:10] <= day else None

    def place_of(self, word: int, carrier: int | None = None) -> str | None:
        """The entity of a place that a predicate is said to happen "in", "at" or "near"."""
        for bearer in self.bearers(word, carrier):
            for child in self.parse.under(bearer, "obl", "nmod"):
                if _PLACING & {*self.clauses.marks(child)}:
                    one = self.who(child)
                    kind = self.entities[one.entity].type if one else ""
                    if one is not None and kind in ("place", "country") and self.kind_of(one.span) == "name":
                        return one.entity
        return None

    def sentence(self, word: int) -> tuple[int, int]:
        """The first word of the sentence of a word, and one past its last."""
        number = bisect_right(self.parse.sentences, word, key=lambda sentence: sentence[0]) - 1
        return self.parse.sentences[number]

    def is_headline(self, word: int) -> bool:
        """Whether a word stands in a sentence that is a paragraph of its own and has no full stop."""
        sentence = self.sentence(word)
        first, last = self.parse.words[sentence[0]], self.parse.words[sentence[1] - 1]
        text = self.doc.text
        before, after = (
            text[max(0, first.start - 9) : first.start].rstrip(" "),
            text[last.end : last.end + 9].lstrip(" "),
        )
        alone = (not before or before.endswith("\n")) and (not after or after.startswith("\n"))
        words = text[first.start : last.end]
        titled = self.doc.title is not None and words.rstrip(".") == self.doc.title.rstrip(".")
        return alone and (titled or last.of(text)[-1] not in ".?!:;,")
