"""The day after the vote: a day counted from an event that the text itself dates elsewhere.

"The vote" is dated where a day stands right beside such a noun: "Sunday's vote", "the May 5 presidential vote", "the
vote was held on Sunday". Where the text dates it twice and not alike, or another vote only ("the local vote"), nothing
is claimed. Nouns of events are a table, lang/en/times.toml `events`; verbs ("the day after she left") are not read.

    >>> from onrecord.timex import tokenize
    >>> dated_events(tokenize("They gathered after Sunday's vote."), [(3, 4, "2021-01-24")])
    {'vote': [('2021-01-24', frozenset())]}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from onrecord import calendar
from onrecord.calendar import interval, step, tables
from onrecord.meaning import Expression
from onrecord.timetokens import Tokens, number, unit_of
from onrecord.undated import Reading

Dated = dict[str, list[tuple[str, frozenset[str]]]]  # event noun → day and the words before the noun
_FARTHEST = 4  # words between a date and its noun; "the May 5 early parliamentary run-off vote" has three


def anchored(tokens: Tokens, found: list[tuple[Expression, Reading]]) -> list[tuple[Expression, Reading]]:
    """The same expressions, those counted from an event that is dated in the text with their value and whole span."""
    counted = [
        (place, noun)
        for place, (one, _) in enumerate(found)
        if tokens.types[one.end : one.end + 1] == "=" and (noun := _noun_phrase(tokens, one.end + 1)) is not None
    ]
    if not counted:
        return found
    days = [(one.first, one.end, read.value[:10]) for one, read in found if read.value and is_day(read)]
    events = dated_events(tokens, days)
    result = list(found)
    for place, (head, words) in counted:
        one = found[place][0]
        value = _day_of(events.get(_event(tokens.words[head]) or "", []), words)
        value = value and _counted(tokens, one, value)
        if value:
            result[place] = Expression(one.first, head + 1, one.meaning), Reading("DATE", value, interval(value))
    return result


def dated_events(tokens: Tokens, days: Iterable[tuple[int, int, str]]) -> Dated:
    """The events that stand right beside a day; `days` are (first token, token after the last, ISO day)."""
    found: Dated = defaultdict(list)
    for first, end, day in days:
        after = _noun_phrase(tokens, end)
        before = _noun_before(tokens, first)
        for noun in (after, before):
            if noun is not None and (event := _event(tokens.words[noun[0]])):
                found[event].append((day, noun[1]))
    return dict(found)


def is_day(read: Reading) -> bool:
    """Whether a reading is of one day, with or without a clock."""
    value = read.value or ""
    return read.type in ("DATE", "TIME") and len(value) >= 10 and calendar.point(value[:10]) is not None


def _noun_phrase(tokens: Tokens, place: int) -> tuple[int, frozenset[str]] | None:
    """Place of the event noun that ends the noun phrase at `place`, and the words before it; None without one."""
    start = place
    while tokens.types[start : start + 1] in ("t", "a", "'") or tokens.words[start : start + 1] in _OWNERS:
        start += 1
    for head in range(start, min(start + _FARTHEST, len(tokens.words))):
        word = tokens.words[head]
        if word in _breaks() or tokens.types[head] not in "_O":
            return None
        if _event(word):
            following = tokens.words[head + 1] if head + 1 < len(tokens.words) else "."
            if tokens.types[head + 1 : head + 2] == "_" and following not in _breaks():
                continue  # the election commission
            return head, frozenset(tokens.words[start:head])
    return None


def _noun_before(tokens: Tokens, place: int) -> tuple[int, frozenset[str]] | None:
    """The vote was held on Sunday, an election scheduled for May 5: the noun before the date and what links the two."""
    links = tables()["events"]["links"]
    head = place - 1
    while head >= max(0, place - 6) and tokens.words[head] in links:
        head -= 1
    if head < 0 or not _event(tokens.words[head]):
        return None
    start = head
    for start in range(head, max(0, head - _FARTHEST), -1):
        if tokens.types[start - 1] != "_" or tokens.words[start - 1] in _breaks():
            break
    return head, frozenset(tokens.words[start:head])


def _day_of(mentions: list[tuple[str, frozenset[str]]], words: frozenset[str]) -> str | None:
    """The one day of the event; None where there are several, or where only others of its kind are dated."""
    days = {day for day, others in mentions if not words or not others or words & others}
    return days.pop() if len(days) == 1 else None


def _counted(tokens: Tokens, one: Expression, day: str) -> str | None:
    """Two weeks after that day: as precise as the unit."""
    place = one.end - 1
    if tokens.types[place] not in "UVc":
        return None
    unit = unit_of(tokens, place)
    article = tokens.types[one.first] == "t"
    count = 1.0 if article else number(tokens, one.first, place)
    anchor = calendar.point(day)
    if count is None or count != int(count) or unit not in calendar.DATED or anchor is None:
        return None
    sign = -1 if tokens.words[one.end] == "before" else 1
    return step(anchor, sign * int(count), unit)


@cache
def _nouns() -> frozenset[str]:
    return frozenset(tables()["events"]["nouns"])


@cache
def _breaks() -> frozenset[str]:
    return frozenset(tables()["events"]["breaks"])


_OWNERS = (["his"], ["her"], ["its"], ["their"], ["our"], ["this"], ["that"])


def _event(word: str) -> str | None:
    """The noun in the singular, where it is one of an event."""
    return word if word in _nouns() else word[:-1] if word.endswith("s") and word[:-1] in _nouns() else None
