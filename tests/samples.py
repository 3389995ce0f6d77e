"""Records built by hand, and strategies that build any record: most tests need no model."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from onrecord.record import (
    Coverage,
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
    Wire,
    finding_id,
)

TEXT = (
    "Ministers differ\n\n"
    "Foreign Minister Ada Lund told parliament on Monday that Norland “will not recognise” the vote, "
    "adding that talks would resume.\n\n"
    "Her deputy claimed that the union had said no."
)


def span_of(words: str, text: str = TEXT) -> Span:
    """The span of words that stand once in the text."""
    assert text.count(words) == 1, words
    return Span(text.index(words), text.index(words) + len(words))


def statement(text: str, source: str, cue: str, content: str, **fields: object) -> Statement:
    doc = Document(text)
    spans = {
        name: (span_of(words, text),) if words else ()
        for name, words in (("source", source), ("cue", cue), ("content", content))
    }
    given = {
        "form": "indirect",
        "kind": "speech",
        "polarity": "affirmed",
        "speaker": None,
        "said": None,
        "within": None,
        "confidence": 0.9,
    }
    return Statement(finding_id(doc.id, "statement", [*spans["cue"], *spans["content"]]), **spans, **given | fields)  # type: ignore[arg-type]


def full_record() -> Record:
    """A record with something in every table and every field."""
    doc = Document(
        TEXT, source="wire/lund.txt", title="Ministers differ", published="2024-01-02T15:00Z", published_from="option",
        publisher="The Courier", agency="Northern Wire", byline="A. Reporter", place="OSLO",
        language="en", format="text",
    )  # fmt: skip
    lund = Entity(
        "e1", "Ada Lund", "person", (Role("Foreign Minister", span_of("Foreign Minister")),), Link("Q1", "name"),
        (Mention(span_of("Foreign Minister Ada Lund"), "name"), Mention(span_of("Her"), "pronoun")),
    )  # fmt: skip
    norland = Entity("e2", "Norland", "country", (), None, (Mention(span_of("Norland"), "name"),))
    monday = Time("t1", span_of("Monday"), "DATE", "2024-01-01", "2024-01-01", "2024-01-02")
    first = statement(
        TEXT, "Foreign Minister Ada Lund", "told", "that Norland “will not recognise” the vote", form="mixed",
        polarity="negated", speaker="e1", said=Interval("2024-01-01", "2024-01-02"), confidence=0.97,
    )  # fmt: skip
    second = statement(TEXT, "", "adding", "that talks would resume", speaker="e1")
    outer = statement(TEXT, "Her deputy", "claimed", "that the union had said no", confidence=0.6)
    inner = statement(TEXT, "the union", "had said", "no.", within=outer.id, confidence=0.8)
    recognise = span_of("recognise")
    event = Event(
        "v1", recognise, "CONSULT", "meet", (Participant("e1", span_of("Foreign Minister Ada Lund")),),
        (Participant("e2", span_of("Norland")),), "t1", "e2", "did_not_happen", span_of("not"), first.id, 0.5,
    )  # fmt: skip
    position = Position(
        "p1", "e2", "recognises", "against", PositionObject(span_of("the vote"), None), (recognise, span_of("not")),
        first.id, "2024-01-01", 0.7,
    )  # fmt: skip
    return Record(doc, (lund, norland), (monday,), (first, second, outer, inner), (event,), (position,))


WIRE = Wire(
    "urn:newsml:northern.example:20240102:vote", "2", "correction", "urn:newsml:northern.example:20240101:vote",
    "2024-01-02T15:00Z", "2024-01-02T16:00Z", "Northern Wire", "NORLAND-VOTE", 3, "CORRECTS spelling in headline.",
    (Coverage("picture", "The vote", "2024-01-03T09:00Z", "with caption"),),
)  # fmt: skip


def wired_record() -> Record:
    """A full record of a dispatch that came by wire."""
    record = full_record()
    return replace(record, document=replace(record.document, wire=WIRE))


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
spans = st.tuples(st.integers(0, 10**7), st.integers(1, 10**6)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
st.register_type_strategy(Span, spans)
st.register_type_strategy(str, texts)
st.register_type_strategy(float, st.floats(0, 1))
records = st.from_type(Record)
