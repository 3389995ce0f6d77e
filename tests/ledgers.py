"""Small records for tests of the ledger, built from pieces: who says what, of whom and when."""

from __future__ import annotations

from dataclasses import replace

from onrecord.ledger import Ledger, Run
from onrecord.record import (
    Document,
    Entity,
    Event,
    Link,
    Mention,
    Participant,
    Position,
    PositionObject,
    Record,
    Role,
    Span,
    Statement,
    Time,
    UnreadableDocument,
    finding_id,
)

RUN = Run("1.0", "aaaa", threshold=0.5)
NEWER = Run("1.1", "bbbb", threshold=0.5)
MOMENT = "2026-01-01T00:00:00Z"


def opened(path, **given) -> Ledger:
    ledger = Ledger(path, clock=lambda: MOMENT, **given)
    ledger.connection.execute("PRAGMA synchronous = OFF")  # a third of the time of these tests is waiting for the disk
    return ledger


class Dispatch:
    """A text that grows piece by piece, and the findings in it."""

    def __init__(self, **facts) -> None:
        self.facts = {
            "source": "https://courier.example/1",
            "published": "2024-02-05",
            "publisher": "The Courier",
        } | facts
        self.text = ""
        self.entities: dict[str, dict] = {}
        self.said: list[tuple] = []
        self.events: list[tuple] = []
        self.held: list[tuple] = []

    def put(self, words: str) -> Span:
        self.text += words + " "
        return Span(len(self.text) - len(words) - 1, len(self.text) - 1)

    def who(self, name: str, *, type="person", link=None, basis="name", role=None, kind="name", full=None) -> str:
        """Name somebody in the text, as an entity whose best name is `full`."""
        roles = (Role(role, self.put(role)),) if role else ()
        entity = self.entities.setdefault(
            full or name, {"type": type, "link": link and Link(link, basis), "roles": (), "mentions": ()}
        )
        entity["mentions"] += (Mention(self.put(name), kind),)
        entity["roles"] += roles
        return full or name

    def says(self, who: str | None, words: str, *, cue="said", form="indirect", confidence=0.9, polarity="affirmed"):
        source = (self.entities[who]["mentions"][-1].span,) if who else (self.put("Somebody"),)
        self.said.append((who, source, self.put(cue), self.put(words), form, confidence, polarity))
        return self

    def holds(self, who: str, relation: str, words: str, *, polarity="for", on=None, confidence=0.9):
        self.held.append((who, relation, polarity, self.put(words), on, confidence))
        return self

    def plans(self, who: str, words: str, begin: str, end: str, *, status="scheduled", confidence=0.9):
        self.events.append((who, self.put(words), self.put("on that day"), begin, end, status, confidence))
        return self

    def record(self) -> Record:
        doc = Document(self.text, **self.facts)
        ids = {name: finding_id(doc.id, "entity", [m.span for m in e["mentions"]]) for name, e in self.entities.items()}
        times = tuple(
            Time(finding_id(doc.id, "time", [when]), when, "DATE", begin, begin, end)
            for _, _, when, begin, end, *_ in self.events
        )
        return Record(
            doc,
            tuple(
                Entity(ids[name], name, e["type"], e["roles"], e["link"], e["mentions"])
                for name, e in self.entities.items()
            ),
            times,
            tuple(
                Statement(
                    finding_id(doc.id, "statement", [cue, content]), source, (cue,), (content,), form, "speech",
                    polarity, who and ids[who], None, None, confidence,
                )
                for who, source, cue, content, form, confidence, polarity in self.said
            ),
            tuple(
                Event(
                    finding_id(doc.id, "event", [trigger]), trigger, "CONSULT", None,
                    (Participant(ids[who], self.entities[who]["mentions"][-1].span),), (), time.id, None, status, None,
                    None, confidence,
                )
                for (who, trigger, _, _, _, status, confidence), time in zip(self.events, times, strict=True)
            ),
            tuple(
                Position(
                    finding_id(doc.id, "position", [words]), ids[who], relation, polarity,
                    PositionObject(words, on and ids[on]), (words,), None, None, confidence,
                )
                for who, relation, polarity, words, on, confidence in self.held
            ),
        )  # fmt: skip


def simple(words: str, **facts) -> Record:
    """A dispatch in which Ada Lund, whom a link tells from all others, says `words`."""
    dispatch = Dispatch(**facts)
    dispatch.says(dispatch.who("Ada Lund", link="Q42"), words)
    return dispatch.record()


class StubReader:
    """Finds one statement of Ada Lund, who begins the text, in each document; no model."""

    model_confidence = 0.9

    def read(self, doc: Document) -> Record:
        if doc.text.startswith("unreadable"):
            raise UnreadableDocument(doc.source, "too odd", "character 0")
        made = simple(doc.text.removeprefix("Ada Lund said ").removesuffix(" "))
        assert made.document.text == doc.text
        return replace(made, document=doc)


def text_of(words: str) -> str:
    """The text that `StubReader` finds `words` in."""
    return simple(words).document.text


def state(ledger: Ledger) -> dict[str, list[tuple]]:
    """Everything that the public views show, without what depends on when it was added."""
    found = {}
    for view in (
        "documents",
        "appearances",
        "actors",
        "aliases",
        "entities",
        "times",
        "statements",
        "positions",
        "events",
    ):
        columns = [row[1] for row in ledger.ask(f"PRAGMA table_info({view})") if row[1] not in ("run", "seen")]
        found[view] = sorted(ledger.ask(f"SELECT {', '.join(columns)} FROM {view}"), key=repr)
    return found
