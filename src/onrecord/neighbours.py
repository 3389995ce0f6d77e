"""Neighbours put together: "10 p.m." and "Wednesday", "the third quarter" and "of 1990"; modifiers taken in.

>>> from onrecord.timex import expressions, tokenize
>>> tokens = tokenize("It rang at noon on Friday.")
>>> [(one.first, one.end) for one in join(tokens, expressions(tokens))]
[(3, 6)]
"""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.calendar import tables
from onrecord.meaning import Expression, Meaning
from onrecord.timetokens import Tokens, duration

CLOCKS = ("clock", "part", "loose part")
_YEARLY = ("quarter", "half", "season", "month")
_CLOCK_FIRST = re.compile(r",?p?t?|o")  # 10 p.m. Wednesday; noon on Friday
_DAY_FIRST = re.compile(r",?(?:p?G?|i?t?|-|f)")  # Friday at noon; Friday, in the morning
_WEEK_OF = re.compile(r"o|(?:8|E)p?")  # the week of 6 March, the week ending 6 March
_INSIDE = re.compile(r"[oi]?t?|,")  # the third quarter of 1990; June last year
_OWNER = re.compile(r"'?")  # this year's third quarter; the 1988 second quarter
_MODIFIER = re.compile(r"(?:t?E(?:-|[oip])?|[bl]i?|G|tE_o)$")


def join(tokens: Tokens, found: list[Expression]) -> list[Expression]:
    """Neighbours put together, modifiers taken in; clock times and parts of day that nothing dates are kept."""
    joined: list[Expression] = []
    for expression in found:
        while joined:
            both = _together(tokens, joined[-1], expression)
            if both is None:
                gap = tokens.types[joined[-1].end : expression.first]
                if dated := _same_year(joined[-1].meaning, gap, expression.meaning):
                    joined[-1] = replace(joined[-1], meaning=dated)
                break
            joined.pop()
            expression = both
        joined.append(expression)
    ends = _dated_twice(tokens, _ranges(tokens, joined))
    standing = [kept for one in ends if (kept := _standing(tokens, one))]
    return [_modified(tokens, one, standing[i - 1].end if i else 0) for i, one in enumerate(standing)]


def _standing(tokens: Tokens, one: Expression) -> Expression | None:
    """An expression as it is by itself: "first week" is none where nothing says of what."""
    meaning = one.meaning
    if meaning.within is not None:
        return one
    if meaning.loose and meaning.count is not None and tokens.types[one.end - 1] == "=":
        # The day after, two days after she left: when that was only the text can say (`eventdates`).
        counted = tokens.types[one.first] != "t"
        size = abs(meaning.count)
        alone = Meaning(kind="duration", value=duration(size, meaning.unit or "day"), unit=meaning.unit)
        return Expression(one.first, one.end - 1, alone if counted else Meaning())
    if meaning.loose or meaning.unit == "loose part" or (meaning.unit or "").startswith("nth"):
        return None
    return one


_RANGE = re.compile(r"-|t?r(?:t|o)?|&")


def _ranges(tokens: Tokens, joined: list[Expression]) -> list[Expression]:
    """Between March and May, Tuesday to Friday: the second end is the first of its kind after the first end."""
    found = list(joined)
    for i in range(1, len(found)):
        left, right = found[i - 1], found[i]
        gap = tokens.types[left.end : right.first]
        if not _RANGE.fullmatch(gap) or (gap == "&" and "f" not in tokens.types[max(0, left.first - 1) : left.end]):
            continue
        alike = left.meaning.kind == "date" and bool(left.meaning.month) == bool(right.meaning.month)
        if alike and (left.meaning.month or left.meaning.weekday) and _is_undated(right.meaning):
            found[i] = replace(right, meaning=replace(right.meaning, follows=True))
    return found


def _dated_twice(tokens: Tokens, joined: list[Expression]) -> list[Expression]:
    """10:35 a.m. (0735 GMT) Friday: the day, which stands once, dates both clocks."""
    found = list(joined)
    for i in range(1, len(found)):
        left, right = found[i - 1].meaning, found[i].meaning
        before = tokens.types[found[i - 1].end : found[i].first]
        after = tokens.types[found[i].end : found[i].end + 1]
        if before != "(" or left.unit != "clock" or not right.clock:
            continue
        if right.unit == "clock" and after == ")" and i + 1 < len(found) and _is_day(found[i + 1].meaning):
            between = tokens.types[found[i].end + 1 : found[i + 1].first]
            day = found[i + 1].meaning
            if _CLOCK_FIRST.fullmatch(between) and not day.clock and not day.part:
                found[i - 1] = replace(found[i - 1], meaning=_timed(day, left))
                found[i] = replace(found[i], meaning=_timed(day, right))
        elif right.unit != "clock" and _is_day(right):
            found[i - 1] = replace(found[i - 1], meaning=_timed(replace(right, clock=None, zone=None), left))
    return found


def _is_undated(meaning: Meaning) -> bool:
    """A month, a day in a month or a weekday, with nothing said of the year or the week."""
    plain = meaning.kind == "date" and meaning.year is None and meaning.direction is None and meaning.within is None
    return plain and (meaning.month is not None or meaning.weekday is not None)


def _together(tokens: Tokens, left: Expression, right: Expression) -> Expression | None:
    if right.first - left.end > 3:
        return None
    gap = tokens.types[left.end : right.first]
    words = tokens.words[left.end : right.first]
    meaning = _joint(left.meaning, gap, right.meaning, "and" in words or "to" in words)
    last = tokens.words[left.end - 1]
    if meaning is None and gap == "" and last == "from" and tokens.types[right.end : right.end + 1] in ("r", "-"):
        return None  # 64 days from 21 November to 31 January
    if meaning is None and gap == "" and last in ("after", "before", "from"):
        meaning = _counted_from(left.meaning, right.meaning)
    if meaning is None and gap == "" and last == "ago":
        meaning = _so_long_before(left.meaning, right.meaning)
    return None if meaning is None else Expression(left.first, right.end, meaning)


def _same_year(left: Meaning, gap: str, right: Meaning) -> Meaning | None:
    """23 January - 9 March 2014: the year stands once, at the end."""
    if (
        gap not in ("-", "r", "&")
        or left.month is None
        or right.month is None
        or right.year is None
        or left.year is not None
    ):
        return None
    if (left.day is None) != (right.day is None) or left.direction is not None or left.within is not None:
        return None
    return replace(left, year=right.year - (left.month > right.month))


def _counted_from(left: Meaning, right: Meaning) -> Meaning | None:
    """Two days after Christmas."""
    if left.count is None or not left.loose or right.kind != "date" or right.clock or right.part:
        return None
    return replace(left, within=right, mentioned=False, loose=False)


def _so_long_before(left: Meaning, right: Meaning) -> Meaning | None:
    """Three years ago tomorrow, a week ago Sunday: as precise as what it is counted from."""
    unit = right.unit or ""
    counted = unit == "day" and (right.count is not None or right.weekday is not None)
    if left.count is None or left.kind != "date" or not (counted or right.direction is not None):
        return None
    if unit not in ("day", "week", "month", "year") or right.within is not None or right.clock:
        return None
    within = replace(right, part=None)
    return Meaning(unit=unit, parts=((left.count, left.unit or ""), (0.0, unit)), within=within, part=right.part)


def _clock_of_set(left: Meaning, gap: str, right: Meaning) -> Meaning | None:
    """Every Saturday at 8 p.m., 9am on Sundays."""
    clock, often = (left, right) if right.kind == "set" else (right, left)
    if clock.unit != "clock" or not clock.clock or often.kind != "set" or not _CLOCK_FIRST.fullmatch(gap):
        return None
    days = "XXXX-XX-XX" if often.value == "P1D" else (often.value or "").partition("T")[0]
    timed = days.startswith("XXXX") and len(days) >= 10
    return replace(often, value=f"{days}T{clock.clock}{clock.zone or ''}") if timed else None


def _joint(left: Meaning, gap: str, right: Meaning, listed: bool) -> Meaning | None:
    if "set" in (left.kind, right.kind):
        return _clock_of_set(left, gap, right)
    if left.kind != "date" or right.kind != "date" or listed or right.loose:
        return None
    if left.unit in ("week", "weekend") and left.direction == 0 and _WEEK_OF.fullmatch(gap) and right.day:
        return replace(left, within=right, loose=False)
    if left.unit == "week" and left.direction is not None and gap in ("p", "f") and right.weekday and not right.day:
        return _inside(right, left) if right.direction is None and right.within is None else None
    if left.loose:
        return None
    if left.weekday and right.day and right.month and gap in ("", ",") and left.month is None and left.within is None:
        return replace(right, weekday=left.weekday if right.year is None else None)
    if (
        left.unit in CLOCKS
        and _is_day(right)
        and _CLOCK_FIRST.fullmatch(gap)
        and not (left.unit == "loose part" and gap[:1] == ",")  # the opening night, Thursday
        and not (right.clock or (right.part and left.part))
    ):
        return _timed(right, left)
    if (
        _is_day(left)
        and right.unit in CLOCKS
        and (not left.clock or (gap == "" and not right.clock))  # half past three on Tuesday afternoon
        and _DAY_FIRST.fullmatch(gap)
        and not (left.part and right.part)
    ):
        return _timed(left, right)
    if left.unit == "clock" and right.unit in ("part", "loose part") and gap in ("i", "it", "o", "ot"):
        return _timed(left, right)
    if left.within is None and _INSIDE.fullmatch(gap) and _may_hold(right, left, bool(gap.strip(","))):
        return _inside(left, right)
    if (
        right.within is None
        and _OWNER.fullmatch(gap)
        and left.unit in ("year", "week")
        and _may_hold(left, right, True)
    ):
        return _inside(right, left)
    return None


def _is_day(meaning: Meaning) -> bool:
    counted = meaning.unit == "day" and (meaning.within is None or bool(meaning.parts))
    return counted or meaning.day is not None or meaning.holiday is not None


def _timed(day: Meaning, clock: Meaning) -> Meaning:
    hours = clock.clock or day.clock
    part = clock.part or day.part
    if hours and part in ("AF", "EV", "NI") and "01:00" <= hours < "12:00" and not (part == "NI" and hours < "06:00"):
        hours = f"{int(hours[:2]) + 12}{hours[2:]}"
    return replace(day, clock=hours, zone=clock.zone or day.zone, part=None if hours else part)


def _may_hold(outer: Meaning, inner: Meaning, linked: bool) -> bool:
    """Whether `outer` can say which year, month or week `inner` lies in."""
    if outer.kind != "date" or inner.year is not None or inner.direction is not None or inner.value:
        return False
    if outer.unit == "year" and (inner.unit in _YEARLY or (inner.day and inner.month) or inner.holiday):
        return True
    if (
        inner.weekday is not None
        and outer.unit == "week"
        and inner.month is None
        and not (inner.unit or "").startswith("nth")
    ):
        return outer.direction is not None  # Tuesday of last week, Friday next week
    nth = (inner.unit or "").startswith("nth")
    if not linked and not (nth and outer.direction is not None and outer.unit in ("year", "month")):
        return False
    if nth:
        return outer.unit in ("week", "month", "year", "season", "quarter") and f"nth {outer.unit}" != inner.unit
    return False


def _inside(inner: Meaning, outer: Meaning) -> Meaning:
    if outer.year is not None and outer.unit == "year" and not outer.bc and not (inner.unit or "").startswith("nth"):
        return replace(inner, year=outer.year, fiscal=outer.fiscal)
    return replace(inner, within=outer)


def _modified(tokens: Tokens, expression: Expression, since: int) -> Expression:
    """With "early", "the end of", "around" taken in; the interval is that of the part (`portions`)."""
    meaning = expression.meaning
    if meaning.kind != "date" or meaning.value in ("PAST_REF", "FUTURE_REF"):
        return expression
    match = _MODIFIER.search(tokens.types, max(since, expression.first - 4), expression.first)
    if match is None:
        if tokens.types[max(since, expression.first - 1) : expression.first] == "t" and meaning.quarter:
            return Expression(expression.first - 1, expression.end, meaning)  # the 1988 third quarter
        return expression
    word = tokens.words[expression.first - 1] if match[0] == "G" else ""
    if word and word not in ("around", "about", "nearly", "almost", "roughly", "approximately"):
        return expression
    if match[0][-1] not in "oi" and tokens.words[match.end() - 1] in (
        "end",
        "beginning",
        "start",
        "close",
        "turn",
        "part",
        "middle",
        "latter",
    ):
        return expression
    if match[0] in ("b", "l", "bi", "li") and tokens.types[expression.first] not in "TLtRWY":
        return expression
    if match[0].endswith("Ep") and tokens.words[match.end() - 1] not in ("on",):
        return expression
    part = meaning.modifier or _part_of(tokens, match)
    return Expression(match.start(), expression.end, replace(meaning, modifier=part))


def _part_of(tokens: Tokens, modifier: re.Match[str]) -> str | None:
    """Which part a modifier says: by the end of the year, the last day; late in the year, the second half."""
    said = [tokens.words[place] for place in range(*modifier.span()) if tokens.types[place] in "Ebl"]
    part = tables()["portions"]["words"].get(said[0]) if said else None
    by = tokens.words[modifier.start() - 1 : modifier.start()]
    return "last day" if said[:1] == ["end"] and by and by[0] in tables()["portions"]["limits"] else part
