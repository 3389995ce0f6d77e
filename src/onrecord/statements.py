"""Statements: who said (or thinks) what. From attributions to statements that do not contradict each other.

>>> encoder, doc = Encoder(), Document('"No," the minister said.')
>>> [statement.form for statement in find(encoder, doc, encoder.encode(doc.text))]
['direct']
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from onrecord.attribution import Attribution, attributions
from onrecord.cues import holds_cue
from onrecord.encode import Encoder, Encoding
from onrecord.manner import form, kind_and_polarity
from onrecord.quotation import Quotation, quotations
from onrecord.record import Document, Span, Statement, finding_id

LEAST_WITHIN = 0.45  # set by looking through 73 findings of an earlier model, not by annotated data
SHORTEST = 25  # characters of a content that can hold a statement
_LEAD = re.compile(r"\A(?:[\s“”\"‘'„«]|(?:that|whether)\b)+", re.IGNORECASE)  # without it, a clause reads as a sentence


def find(encoder: Encoder, doc: Document, encodings: Iterable[Encoding]) -> tuple[Statement, ...]:
    """Every statement in the document, in the order of the text; the outer before those within it.

    `encodings` are those of the document's text, which other stages read in passing.
    """
    quotes, document_id = quotations(doc.text), doc.id
    weights = encoder.config["calibration"]
    found: list[Statement] = []
    for attribution in _settled_in(encoder, doc.text, encodings):
        outer = _statement(document_id, doc.text, quotes, attribution, confidence(weights, attribution))
        found.append(outer)
        for one in within(encoder, doc.text, attribution):
            inner = _statement(document_id, doc.text, quotes, one, confidence(weights, one))
            if inner.confidence >= LEAST_WITHIN and inner.content != outer.content:
                found.append(replace(inner, within=outer.id))
    return tuple(sorted(found, key=_in_text))


def _settled_in(encoder: Encoder, text: str, encodings: Iterable[Encoding]) -> list[Attribution]:
    made = [attribution for encoding in encodings for attribution in attributions(encoder, encoding)]
    return settled(len(text), made)


def within(encoder: Encoder, text: str, outer: Attribution) -> list[Attribution]:
    """Attributions inside the content of another: A says that B said.

    PolNeAR, from which the model learned, marks none there, so it finds none in passing. Shown the content alone, it
    reads "Obama hopes that …" in "she said Obama hopes that …" as it would anywhere.
    """
    found: list[Attribution] = []
    for place in outer.content:
        words = place.of(text)
        lead = len(words) - len(_LEAD.sub("", words, count=1))
        if len(words) >= SHORTEST and holds_cue(words):
            found += [_moved(one, place.start + lead) for one in _alone(encoder, words[lead:])]
    return found


def _alone(encoder: Encoder, text: str) -> list[Attribution]:
    return _settled_in(encoder, text, encoder.encode(text))


def _moved(attribution: Attribution, by: int) -> Attribution:
    source, cue, content = (
        tuple(Span(span.start + by, span.end + by) for span in part)
        for part in (attribution.source, attribution.cue, attribution.content)
    )
    return replace(attribution, source=source, cue=cue, content=content)


def _statement(
    document_id: str, text: str, quotes: tuple[Quotation, ...], attribution: Attribution, confidence: float
) -> Statement:
    source, cue, content = attribution.source, attribution.cue, attribution.content
    kind, polarity = kind_and_polarity(text, source, cue, content)
    return Statement(
        id=finding_id(document_id, "statement", source + cue + content),
        source=source,
        cue=cue,
        content=content,
        form=form(text, content, quotes),
        kind=kind,
        polarity=polarity,
        speaker=None,
        said=None,
        within=None,
        confidence=confidence,
    )


def settled(length: int, rivals: Iterable[Attribution]) -> list[Attribution]:
    """No words said twice in a text of `length`: a fragment that two cues claim goes to the likelier attribution.

    PolNeAR dev, exact whole attributions: F1 57.8 with this, 57.2 without, on an early checkpoint.
    """
    kept: list[Attribution] = []
    taken = bytearray(length)
    for rival in sorted(rivals, key=lambda rival: -rival.cue_probability * rival.pair_probability):
        free = tuple(span for span in rival.content if not any(taken[span.start : span.end]))
        if free:
            kept.append(replace(rival, content=free))
            for span in free:
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return kept


def _in_text(statement: Statement) -> tuple[int, int, bool]:
    """Where a statement begins; of two that begin together, the outer first, which is the longer or holds the other."""
    spans = statement.source + statement.cue + statement.content
    return min(span.start for span in spans), -max(span.end for span in spans), statement.within is not None


def confidence(weights: list[float], attribution: Attribution) -> float:
    """Probability that cue, source and content are all exact: a logistic function, fitted in `train.calibrate`."""
    total = float(np.dot(weights, evidence(attribution)))
    return round(1 / (1 + math.exp(-total)), 4)


def evidence(attribution: Attribution) -> tuple[float, ...]:
    """What confidence is computed from."""

    def logit(share: float) -> float:
        return math.log(max(share, 1e-4) / max(1 - share, 1e-4))

    return (
        1.0,
        logit(attribution.cue_probability),
        logit(attribution.pair_probability),
        float(not attribution.source),
        float(len(attribution.content) > 1),
        math.log(sum(span.end - span.start for span in attribution.content)),
    )
