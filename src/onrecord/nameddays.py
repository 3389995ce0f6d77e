"""Days that a text names and dates once: "on Saturday, the opening night, …"; "Monday, day five of the tournament".

Where such a name stands in apposition to a day, every mention of it in the text is that day: "day five" in the
headline, "the opening night" further down. A name that is dated twice and not alike, or never, is no expression.

    >>> from onrecord.timex import tokenize
    >>> tokens = tokenize("They came on Monday, the opening day. The opening day was calm.")
    >>> monday = Expression(3, 4, Meaning()), Reading("DATE", "2021-01-25", interval("2021-01-25"))
    >>> [(one.first, one.end, read.value) for one, read in with_named_days(tokens, [monday])]
    [(3, 4, '2021-01-25'), (5, 8, '2021-01-25'), (9, 12, '2021-01-25')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from onrecord.calendar import interval, tables
from onrecord.eventdates import is_day
from onrecord.meaning import Expression, Meaning
from onrecord.timetokens import Tokens
from onrecord.undated import Reading

_NAME = re.compile(r"t?(?:[_OLs][UP]|U[ND])")
_EVENT = re.compile(r"ot?_")
_MORE = re.compile(r"(?:ot?)?_")
_BETWEEN = re.compile(r"[,(-]")  # Saturday, the opening night; day five (Monday)


def with_named_days(tokens: Tokens, found: list[tuple[Expression, Reading]]) -> list[tuple[Expression, Reading]]:
    """The same expressions and every mention of a name that a day in apposition dates, from left to right."""
    names = list(_names(tokens))
    if not names:
        return found
    days = [(one, (read.value or "")[:10]) for one, read in found if is_day(read)]
    begins, ends = ({getattr(one, side): day for one, day in days} for side in ("first", "end"))
    dated: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for first, end, name in names:
        for day, mark in ((ends.get(first - 1), first - 1), (begins.get(end + 1), end)):
            if day and _BETWEEN.fullmatch(tokens.types[mark : mark + 1]):
                dated[name].add(day)
    taken = {place for one, _ in found for place in range(one.first, one.end)}
    added = [
        (Expression(first, _with_event(tokens, end, taken), Meaning()), _reading(min(dated[name]), name[-1]))
        for first, end, name in names
        if len(dated.get(name, ())) == 1 and not taken.intersection(range(first, end))
    ]
    return sorted([*found, *added], key=lambda pair: pair[0].first) if added else found


def _with_event(tokens: Tokens, end: int, taken: set[int]) -> int:
    """The token after the event that a name is of: the first day "of the trial", "of the Battle of the Somme"."""
    match = _EVENT.match(tokens.types, end)
    if match is None:
        return end
    last = match.end() - 1
    while _is_name(tokens, last) and (more := _MORE.match(tokens.types, last + 1)) and _is_name(tokens, more.end() - 1):
        last = more.end() - 1
    return end if taken.intersection(range(end, last + 1)) else last + 1


def _is_name(tokens: Tokens, place: int) -> bool:
    return tokens.text[tokens.starts[place]].isupper()


def _reading(day: str, last: str) -> Reading:
    part = tables()["parts"].get(last)
    value = f"{day}T{part}" if part else day
    return Reading("TIME" if part else "DATE", value, interval(value))


def _names(tokens: Tokens) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Places of the names, and their words without the article: ("opening", "night"), ("day", "five")."""
    table = tables()["named_days"]
    for match in _NAME.finditer(tokens.types):
        first, end = match.span()
        words = tuple(tokens.words[first + (tokens.types[first] == "t") : end])
        if (words[0] in table["which"] and words[1] in table["days"]) or words[0] == "day":
            yield first, end, words
