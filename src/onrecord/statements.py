"""Statements: who said (or thinks) what. From attributions to statements that do not contradict each other.

>>> [statement.form for statement in find(Encoder(), Document('"No," the minister said.'))]
['direct']
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from onrecord.attribution import Attribution, attributions
from onrecord.encode import Encoder
from onrecord.manner import form, kind_and_polarity
from onrecord.quotation import Quotation, quotations
from onrecord.record import Document, Statement, finding_id


def find(encoder: Encoder, doc: Document) -> tuple[Statement, ...]:
    """Every statement in the document, in the order of the text; the outer before those within it."""
    made = [attribution for encoding in encoder.encode(doc.text) for attribution in attributions(encoder, encoding)]
    quotes, weights, document_id = quotations(doc.text), encoder.config["calibration"], doc.id
    outer, inner = (
        [
            _statement(document_id, doc.text, quotes, one, confidence(weights, one))
            for one in settled(len(doc.text), [one for one in made if one.inner is inside])
        ]
        for inside in (False, True)
    )
    return tuple(sorted(outer + nested(len(doc.text), inner, outer), key=_in_text))


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


def nested(length: int, inner: list[Statement], outer: list[Statement]) -> list[Statement]:
    """The inner statements whose cue and content lie within one outer content, naming it; the others are dropped."""
    if not inner:
        return []
    holder = np.full(length, -1, dtype=np.int32)
    for number, statement in enumerate(outer):
        for span in statement.content:
            holder[span.start : span.end] = number
    kept = []
    for statement in inner:
        places = np.concatenate([holder[span.start : span.end] for span in statement.cue + statement.content])
        number = int(places[0])
        if number >= 0 and (places == number).all() and statement.content != outer[number].content:
            kept.append(replace(statement, within=outer[number].id))
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
