"""Dispatches made by rule, with the records a reader would make of them: material for measuring the ledger alone.

Actors, words and outlets are drawn as often as in news: the n-th most frequent about 1/n as often as the first (Zipf).
A dispatch has a length and a number of statements that vary as in PolNeAR train (8 statements and 300 words on
average). Everything follows from a number, so a dispatch can be made again from its own text.
"""

from __future__ import annotations

import bisect
import datetime
import itertools
import random
from functools import cache

from onrecord.record import (
    Document,
    Entity,
    Event,
    Interval,
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
    finding_id,
)

ACTORS, WORDS, OUTLETS, DAYS = 20_000, 30_000, 300, 3_650
FIRST_DAY = datetime.date(2014, 1, 1)
_BEGINNINGS = ("b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "st", "tr", "kl")
_SYLLABLES = [beginning + end for beginning in _BEGINNINGS for end in ("a", "e", "i", "o", "u", "ai", "or", "en")]
_CUES = ["said", "told reporters", "denied", "warned", "announced", "insisted", "added", "claimed"]
_RELATIONS = ["supports", "opposes", "recognises", "rejects", "welcomes", "condemns", "demands", "denies"]
_ROLES = ["foreign minister", "president", "spokeswoman", "mayor", "central banker", "general secretary"]


@cache
def _weights(count: int) -> list[float]:
    return list(itertools.accumulate(1 / (rank + 2) for rank in range(count)))


def drawn(chance: random.Random, count: int) -> int:
    weights = _weights(count)
    return bisect.bisect(weights, chance.random() * weights[-1])


@cache
def word(rank: int) -> str:
    chance = random.Random(f"word {rank}")
    return "".join(chance.choices(_SYLLABLES, k=1 + min(3, rank // 40)))


@cache
def actor(rank: int) -> tuple[str, str, str | None]:
    """Name, type and link of an actor: one in two is a person, one in five of all is linked."""
    chance = random.Random(f"actor {rank}")
    name = [chance.choice(_SYLLABLES).capitalize() + chance.choice(_SYLLABLES) for _ in range(2)]
    name[1] += word(100 + rank % 1000)
    link = f"Q{rank + 1}" if rank % 5 == 0 else None
    kind = ("person", "organisation", "person", "country")[rank % 4]
    return (name[1].capitalize() if kind == "country" else f"{name[0]} {name[1].capitalize()}"), kind, link


class _Text:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def put(self, words: str) -> Span:
        start = self.length
        self.parts.append(words)
        self.length += len(words)
        return Span(start, self.length)


def record(number: int, *, days: int = DAYS) -> Record:
    """The record of dispatch `number`."""
    chance = random.Random(f"dispatch {number}")
    day = FIRST_DAY + datetime.timedelta(days=number * days // 1_000_000 if number < 1_000_000 else days)
    text = _Text()
    text.put(f"Dispatch {number}\n\n")
    ranks = list(dict.fromkeys(drawn(chance, ACTORS) for _ in range(chance.randint(3, 12))))
    spans: dict[int, list[Mention]] = {rank: [] for rank in ranks}
    roles: dict[int, tuple[Role, ...]] = {}
    said: list[tuple[int, Span, Span, Span]] = []
    held: list[tuple[int, Span, int | None, Span]] = []
    scheduled: list[tuple[int, Span, Span, int]] = []
    for turn in range(max(1, round(chance.gammavariate(2, 4)))):
        rank = chance.choice(ranks)
        name = actor(rank)[0]
        if rank not in roles and chance.random() < 0.5:
            role = f"{chance.choice(_ROLES)} of {actor(rank // 7)[0]}"
            roles[rank] = (Role(role, text.put(role)),)
            text.put(" ")
        source = text.put(name)
        spans[rank].append(Mention(source, "name"))
        text.put(" ")
        cue = text.put(chance.choice(_CUES))
        text.put(" ")
        content = text.put(_sentence(chance, chance.randint(6, 30)))
        text.put(". ")
        said.append((rank, source, cue, content))
        if chance.random() < 0.3:
            other = chance.choice(ranks)
            named = chance.random() < 0.4
            thing = f"the {word(drawn(chance, WORDS))} {word(drawn(chance, 300))}"
            aim = text.put(actor(other)[0] if named else thing)
            if named:
                spans[other].append(Mention(aim, "name"))
            text.put(". ")
            held.append((rank, aim, other if named else None, cue))
        if chance.random() < 0.25:
            trigger = text.put(word(drawn(chance, 500)))
            text.put(" ")
            when = text.put(f"in {turn + 2} days")
            text.put(". ")
            scheduled.append((rank, trigger, when, turn + 2))
        text.put(_sentence(chance, chance.randint(5, 30)) + ("\n\n" if turn % 3 == 2 else ". "))
    return _assembled("".join(text.parts), number, day, chance, spans, roles, said, held, scheduled)


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(word(drawn(chance, WORDS)) for _ in range(length))


def _assembled(
    words: str,
    number: int,
    day: datetime.date,
    chance: random.Random,
    spans: dict[int, list[Mention]],
    roles: dict[int, tuple[Role, ...]],
    said: list[tuple[int, Span, Span, Span]],
    held: list[tuple[int, Span, int | None, Span]],
    scheduled: list[tuple[int, Span, Span, int]],
) -> Record:
    outlet = drawn(chance, OUTLETS)
    doc = Document(
        words, source=f"https://news{outlet}.example/{number}", title=f"Dispatch {number}",
        published=day.isoformat(), published_from="field", publisher=f"Outlet {outlet}", language="en", format="jsonl",
    )  # fmt: skip
    ids = {rank: finding_id(doc.id, "entity", [m.span for m in found]) for rank, found in spans.items() if found}
    entities = []
    for rank, ident in ids.items():
        name, kind, link = actor(rank)
        linked = Link(link, "name") if link and chance.random() < 0.9 else None
        entities.append(Entity(ident, name, kind, roles.get(rank, ()), linked, tuple(spans[rank])))  # type: ignore[arg-type]
    times = []
    events = []
    for rank, trigger, when, after in scheduled:
        begin, end = (day + datetime.timedelta(days=days) for days in (after, after + 1))
        time = Time(
            finding_id(doc.id, "time", [when]), when, "DATE", begin.isoformat(), begin.isoformat(), end.isoformat()
        )
        times.append(time)
        events.append(
            Event(
                finding_id(doc.id, "event", [trigger]), trigger, "CONSULT", "meet",
                (Participant(ids[rank], spans[rank][0].span),), (), time.id, None,
                "scheduled" if chance.random() < 0.4 else "happened", None, None, round(chance.uniform(0.4, 1), 3),
            )
        )  # fmt: skip
    today = Interval(day.isoformat(), (day + datetime.timedelta(days=1)).isoformat())
    statements = [
        Statement(
            finding_id(doc.id, "statement", [cue, content]), (source,), (cue,), (content,), "indirect", "speech",
            "affirmed", ids[rank], today if chance.random() < 0.3 else None, None, round(chance.uniform(0.3, 1), 3),
        )
        for rank, source, cue, content in said
    ]  # fmt: skip
    positions = [
        Position(
            finding_id(doc.id, "position", [aim]), ids[rank], chance.choice(_RELATIONS),
            chance.choice(("for", "against")),  # type: ignore[arg-type]
            PositionObject(aim, None if other is None else ids[other]), (evidence,), None, None,
            round(chance.uniform(0.4, 1), 3),
        )
        for rank, aim, other, evidence in held
    ]  # fmt: skip
    return Record(doc, tuple(entities), tuple(times), tuple(statements), tuple(events), tuple(positions))


class StubReader:
    """Reads no text: a dispatch names its number, and from that follows what a reader would have found."""

    def read(self, doc: Document) -> Record:
        made = record(int(doc.text.split()[1]))
        assert made.document.text == doc.text, "not one of these dispatches"
        return Record(doc, made.entities, made.times, made.statements, made.events, made.positions)
