"""Parses built by hand: a block of lines "form tag head relation", heads counted from 1 in their sentence, 0 the root.

A form that ends in "~" is followed by the next without a space; an empty line ends a sentence, a line "#" a paragraph.
"""

from onrecord import events, positions
from onrecord.parse import Parse
from onrecord.record import Document, Entity, Mention, Record, Span, Statement, Time
from onrecord.scene import Scene


class Built:
    """A document with a hand-built parse, whose parts are named by their words."""

    def __init__(self, block: str, published: str | None = "2021-01-27") -> None:
        text, words, tags, heads, relations, sentences = "", [], [], [], [], []
        first = 0
        for line in [*(line.strip() for line in block.strip().splitlines()), ""]:
            if line in ("", "#"):
                if len(words) > first:
                    sentences.append((first, len(words)))
                    first = len(words)
                if line == "#":
                    text = text.rstrip() + "\n\n"
                continue
            form, tag, head, relation = line.split()
            shown = form.rstrip("~")
            words.append(Span(len(text), len(text) + len(shown)))
            text += shown + ("" if form.endswith("~") else " ")
            tags.append(tag)
            heads.append(int(head) - 1 + first if head != "0" else -1)
            relations.append(relation)
        self.doc = Document(text.rstrip(), published=published)
        self.parse = Parse(tuple(words), tuple(tags), tuple(heads), tuple(relations), tuple(sentences))
        self.entities: list[Entity] = []
        self.times: list[Time] = []
        self.statements: list[Statement] = []

    def span(self, words: str, occurrence: int = 0) -> Span:
        start = -1
        for _ in range(occurrence + 1):
            start = self.doc.text.index(words, start + 1)
        return Span(start, start + len(words))

    def entity(self, *mentions: str, type_: str = "person", kind: str = "name") -> "Built":
        """An entity named by its first mention; "we:1" is the second "we" in the text."""
        spans = []
        for mention in mentions:
            words, _, number = mention.partition(":")
            spans.append(Mention(self.span(words, int(number or 0)), kind if words[0].isupper() else "pronoun"))
        name = mentions[0].partition(":")[0]
        self.entities.append(Entity(name, name, type_, (), None, tuple(sorted(spans, key=lambda m: m.span))))
        return self

    def time(self, words: str, begin: str, end: str) -> "Built":
        self.times.append(Time(words, self.span(words), "DATE", begin, begin, end))
        return self

    def statement(self, content: str, cue: str, speaker: str | None, within: str | None = None) -> "Built":
        self.statements.append(
            Statement(
                cue,
                (),
                (self.span(cue),),
                (self.span(content),),
                "indirect",
                "speech",
                "affirmed",
                speaker,
                None,
                within,
                1.0,
            )
        )
        return self

    @property
    def parts(self):
        return self.doc, self.parse, tuple(self.entities), tuple(self.times), tuple(self.statements)

    @property
    def scene(self) -> Scene:
        return Scene(*self.parts)

    @property
    def record(self) -> Record:
        doc, _, entities, times, statements = self.parts
        scene = self.scene
        return Record(doc, entities, times, statements, events.find(scene), positions.find(scene))

    def events(self):
        """(type, trigger, actors, recipients, time, status, cue) of every event."""
        text = self.doc.text
        return [
            (
                event.type,
                event.trigger.of(text),
                [one.entity for one in event.actors],
                [one.entity for one in event.recipients],
                event.time,
                event.status,
                event.status_cue.of(text) if event.status_cue else None,
            )
            for event in events.find(self.scene)
        ]

    def positions(self):
        """(holder, relation, polarity, object, evidence) of every position."""
        text = self.doc.text
        return [
            (one.holder, one.relation, one.polarity, one.object.span.of(text), [span.of(text) for span in one.evidence])
            for one in positions.find(self.scene)
        ]

    def status(self, word: str, occurrence: int = 0) -> tuple[str, str | None]:
        """The status of a word, and the words that decide it."""
        scene = self.scene
        start = self.span(word, occurrence).start
        number = next(i for i, span in enumerate(self.parse.words) if span.start == start)
        reading = scene.status.of(number)
        cue = scene.status.span(reading)
        return reading.status, cue.of(self.doc.text) if cue else None
