"""Time expressions: every one found, with its TIMEX3 type and value, and the half-open interval that it denotes.

The date of the document is the anchor; without it what needs one stays without a value, and never becomes today. This
stage does not find expressions without a word of time ("after the vote") and knows English only.

    >>> doc = Document("They met on Wednesday.", published="2021-01-27")
    >>> [(time.span.of(doc.text), time.value, time.end) for time in find(doc)]
    [('Wednesday', '2021-01-27', '2021-01-28')]
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import partial
from itertools import pairwise

from onrecord import calendar, chooser
from onrecord.calendar import Point
from onrecord.eventdates import anchored
from onrecord.nameddays import with_named_days
from onrecord.record import Document, Interval, Span, Statement, Time, finding_id
from onrecord.resolve import Context, Reading, join, lasting_from, reading
from onrecord.timex import Expression, Tokens, expressions, tokenize

_REACH = 400  # characters from a cue; a time beyond the content is further away than any on the cue's side
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘])")
# Share of years written out that are not the document's, for months with a year and for all years: above it, undated
# days follow the story. On WikiWars this is worth 5 points of value F1; lower shares cost as much on AQUAINT.
_TELLING, _TELLING_ALL = 0.6, 0.85


def find(doc: Document) -> tuple[Time, ...]:
    """Every time expression in the text, in its order."""
    tokens = tokenize(doc.text)
    found = join(tokens, expressions(tokens))
    anchor = calendar.point(doc.published)
    context = Context(anchor, narrative=_is_narrative(found, anchor))
    choices = chooser.Choices(tokens)
    doc_id = doc.id
    readings = []
    for one in found:
        context.coming = partial(choices.coming, one.first, one.end)
        read = reading(one.meaning, context)
        readings.append((one, read))
        context.mention(one.meaning, read)
    times = []
    for one, read in with_named_days(tokens, anchored(tokens, _begun(tokens, readings))):
        span = Span(tokens.starts[one.first], tokens.ends[one.end - 1])
        times.append(Time(finding_id(doc_id, "time", (span,)), span, read.type, read.value, *read.bounds))  # type: ignore[arg-type]
    return tuple(times)


_BEGINS = re.compile(r",?(?:[8E]p?|8?f)")  # a week starting on Monday; two weeks from 20 May


_ENDS = frozenset(("to", "through", "until", "ended", "ending"))  # the three months to December


def _begun(tokens: Tokens, found: list[tuple[Expression, Reading]]) -> list[tuple[Expression, Reading]]:
    """With the stretch of each duration that a date right after it begins or ends."""
    begun = list(found)
    for place, ((one, read), (other, date)) in enumerate(pairwise(found)):
        start = calendar.point((date.bounds[0] or "")[:10])
        if read.type != "DURATION" or start is None or date.type not in ("DATE", "TIME"):
            continue
        if tokens.words[other.first - 1] != "ending" and _BEGINS.fullmatch(tokens.types[one.end : other.first]):
            begun[place] = one, replace(read, bounds=lasting_from(one.meaning, start))
        gap, last = tokens.words[one.end : other.first], calendar.point(date.bounds[1])
        if last and len(gap) == 1 and gap[0] in _ENDS and tokens.types[one.first] == "t":
            begun[place] = one, replace(read, bounds=lasting_from(replace(one.meaning, direction=-1), last))
    return begun


def _is_narrative(found: list[Expression], anchor: Point | None) -> bool:
    """Whether the text tells of other years: then a day without a year follows the date last mentioned."""
    years = [one.meaning.year for one in found if one.meaning.year is not None]
    dated = [one.meaning.year for one in found if one.meaning.year is not None and one.meaning.month is not None]
    undated = sum(one.meaning.year is None and one.meaning.month is not None for one in found)
    if anchor is None:
        return bool(years)
    kinds = [(dated, 3, _TELLING), (years, 10, _TELLING_ALL)]
    if undated > len(years):
        kinds.append((years, 5, _TELLING_ALL))
    return any(
        len(some) >= fewest and sum(abs(year - anchor.year) > 1 for year in some) > share * len(some)
        for some, fewest, share in kinds
    )


def said(doc: Document, times: tuple[Time, ...], statement: Statement) -> Interval | None:
    """When it was said: the nearest time in the cue's sentence and outside the content, or else the document's date."""
    low = min((cue.start for cue in statement.cue), default=0)
    high = max((cue.end for cue in statement.cue), default=0)
    first = bisect_left(times, low - _REACH, key=lambda time: time.span.start)
    last = bisect_right(times, high + _REACH, key=lambda time: time.span.start)
    near = [(distance, time) for time in times[first:last] if (distance := _distance(doc, time, statement)) is not None]
    if near:
        time = min(near, key=lambda pair: pair[0])[1]
        assert time.begin is not None and time.end is not None
        return Interval(time.begin, time.end)
    point = calendar.point(doc.published)
    if point is None:
        return None
    value = f"{point.value}T{point.clock}" if point.clock and doc.published else point.value
    begin, end = calendar.interval(point.value if point.clock else value)
    return Interval(begin, end) if begin and end else None


def _distance(doc: Document, time: Time, statement: Statement) -> int | None:
    """Characters between a time and the cue, where the time may date the saying; None where it may not."""
    if time.begin is None or time.end is None or time.type not in ("DATE", "TIME") or not time.value:
        return None
    taken = (*statement.content, *statement.source)  # the date in "the 2019 winner said" is the win's
    if any(span.start < time.span.end and time.span.start < span.end for span in taken):
        return None
    if doc.published and time.begin[:10] > doc.published[:10]:
        return None  # nobody has said it yet
    distances = []
    for cue in statement.cue:
        low, high = min(cue.start, time.span.start), max(cue.end, time.span.end)
        if high - low > _REACH:
            continue
        between = doc.text[min(cue.end, time.span.end) : max(cue.start, time.span.start)]
        # An abbreviation's full stop is no end of a sentence here: what follows it is lower-case, or a quotation's.
        if _ends_sentence(between):
            continue
        crossed = any(
            span.start < max(cue.start, time.span.start) and min(cue.end, time.span.end) < span.end
            for span in statement.content
        )
        distances.append(len(between) + (_REACH if crossed else 0))
    return min(distances, default=None)


def _ends_sentence(between: str) -> bool:
    return _SENTENCE_END.search(between) is not None or "\n\n" in between
