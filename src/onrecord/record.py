"""The record: what a document says, as immutable values tied to spans of its text.

A `Document` goes in, a `Record` comes out; no stage edits either. Every `Span` counts Unicode code points of
`document.text`, half-open, so `span.of(document.text)` is what the text says there. This module knows nothing of how
findings are made; it imports nothing of ours.

    >>> doc = Document(text='"No," she said.')
    >>> Span(6, 9).of(doc.text)
    'she'
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


class UnreadableDocument(Exception):
    """A document that cannot be read: set aside with its reason while the run goes on."""

    def __init__(self, source: str, reason: str, place: str = "") -> None:
        super().__init__(source, reason, place)  # all three, so that it can be sent between processes
        self.source, self.reason, self.place = source, reason, place

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}" + (f" ({self.place})" if self.place else "")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}, {self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One piece that a wire service announces."""

    type: str | None = None  # "text", "picture", "video" …
    title: str | None = None
    due: str | None = None  # ISO 8601
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """What a wire service says of an item beside its text. The later version of an item replaces the earlier one."""

    item: str  # id, the same for all versions; the address where the service gives none
    version: str | None = None
    kind: Literal["publish", "update", "correction", "kill", "withhold", "planned"] = "publish"
    replaces: str | None = None  # id of another item that this one corrects or kills
    issued: str | None = None  # when this version was made, ISO 8601
    embargo: str | None = None  # not to be published before, ISO 8601
    provider: str | None = None
    slug: str | None = None
    urgency: int | None = None  # 1, the most urgent, to 9
    note: str | None = None  # to editors, not for publication
    coverage: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One dispatch: its exact text and what is known about it. Dates are ISO 8601, as precise as what is known."""

    text: str
    source: str = ""  # path or URL
    title: str | None = None
    published: str | None = None  # "2021-01-27", "2021-01-27T15:00Z", "2019"
    published_from: str | None = None  # how the date was found: "option", "field", "meta article:published_time" …
    publisher: str | None = None
    agency: str | None = None
    byline: str | None = None
    place: str | None = None  # of the dateline
    language: str | None = None  # BCP 47
    format: str | None = None  # "text", "html", "jsonl", "ninjs" …
    wire: Wire | None = None

    def __post_init__(self) -> None:
        if "\0" in self.text:
            raise UnreadableDocument(self.source, "NUL character in text", f"character {self.text.index(chr(0))}")
        try:
            self.text.encode()
        except UnicodeEncodeError as error:
            raise UnreadableDocument(self.source, "lone surrogate in text", f"character {error.start}") from None

    @property
    def id(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Interval:
    """Half-open stretch of time between two ISO 8601 points."""

    begin: str
    end: str


@dataclass(frozen=True, slots=True)
class Role:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    span: Span
    kind: Literal["name", "nominal", "pronoun", "metonym", "elided"]


@dataclass(frozen=True, slots=True)
class Link:
    id: str  # such as a Wikidata QID
    basis: Literal["name", "office and date", "metonym", "demonym", "coreference"]


@dataclass(frozen=True, slots=True)
class Entity:
    id: str
    name: str
    type: Literal["person", "organisation", "government", "country", "place", "group", "other"]
    roles: tuple[Role, ...]
    link: Link | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Time:
    id: str
    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]  # TIMEX3
    value: str | None
    begin: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said (or thinks) what: source, cue and content as in PARC and PolNeAR; each may be discontinuous."""

    id: str
    source: Spans  # empty when elided
    cue: Spans
    content: Spans
    form: Literal["direct", "indirect", "mixed"]
    kind: Literal["speech", "attitude"]
    polarity: Literal["affirmed", "negated", "hypothetical"]
    speaker: str | None  # entity id
    said: Interval | None
    within: str | None  # id of the statement whose content holds this one: A says that B said
    confidence: float  # probability that source, cue and content are all exact


@dataclass(frozen=True, slots=True)
class Participant:
    entity: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    trigger: Span
    type: str  # PLOVER
    mode: str | None
    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    time: str | None  # time id
    place: str | None  # entity id
    status: Literal["happened", "ongoing", "scheduled", "hypothetical", "did_not_happen"]
    status_cue: Span | None
    according_to: str | None  # statement id; None is the outlet itself
    confidence: float


@dataclass(frozen=True, slots=True)
class PositionObject:
    span: Span
    entity: str | None


@dataclass(frozen=True, slots=True)
class Position:
    id: str
    holder: str  # entity id
    relation: str
    polarity: Literal["for", "against"]
    object: PositionObject
    evidence: Spans
    according_to: str | None
    as_of: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Record:
    """All findings in one document, in the order of the text."""

    document: Document
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()


def finding_id(document_id: str, table: str, spans: Iterable[Span]) -> str:
    """Id of a finding: a hash of document, table and spans, so that a better model keeps permalinks."""
    places = ",".join(f"{span.start}-{span.end}" for span in spans)
    return hashlib.sha256(f"{document_id} {table} {places}".encode()).hexdigest()[:16]


def to_json(value: Any) -> Any:
    """Plain JSON values of a record or any part of it; a span is [start, end]."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if is_dataclass(value):
        plain = {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        return {"id": value.id, **plain} if isinstance(value, Document) else plain
    return [to_json(item) for item in value] if isinstance(value, tuple) else value


def from_json(kind: Any, plain: Any) -> Any:
    """The value of type `kind` that `to_json` wrote; KeyError, TypeError or ValueError where it is not one."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Span:
        return Span(*plain)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: from_json(hints[field.name], plain[field.name]) for field in fields(kind)})  # type: ignore[operator]
    if origin is tuple:
        return tuple(from_json(args[0], item) for item in plain)
    if origin in (Union, types.UnionType):
        return None if plain is None else from_json(next(arg for arg in args if arg is not type(None)), plain)
    if origin is Literal and plain not in args:
        raise ValueError(f"{plain!r} is not one of {', '.join(args)}")
    return plain
