r"""The grammar of time expressions: patterns over the row of token types, each with the reader of what it says.

A place in a pattern's match is a token number; offsets come from the tokenizer alone. What an expression means without
any anchor is a `Meaning`; `resolve` gives it a value. Time is linear: each pattern looks at each token a bounded number
of times.

    >>> [(found.meaning.direction, found.meaning.unit) for found in expressions(tokenize("Prices rose last week."))]
    [(-1, 'week')]
"""

from __future__ import annotations

import re
from functools import cache

from onrecord import timeclocks as clocks
from onrecord import timedates as dates
from onrecord import timespans as spans
from onrecord import timeyears as years
from onrecord.meaning import Expression, Meaning, Reader
from onrecord.timetokens import COUNT, NUMBER, Tokens, tokenize

__all__ = ["Expression", "Meaning", "Tokens", "expressions", "tokenize"]

# The longest match from the left wins; of two alike, the upper.
PATTERNS: tuple[tuple[str, Reader], ...] = (
    (r"I", dates.iso),
    (r"J", dates.slashes),
    (r"(?:(?:[tT]?[LXT])?(?P<w>[Ww]),?)?(?P<m>[Mm])(?P<d>(?:N-?)?[DOs])(?![:N])(?:,?(?P<y>[Yy]))?", dates.day),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>(?:N-?)?[DO])-?(?P<m>[Mm])(?:[,-]?(?P<y>[Yy]))?", dates.day),
    (r"(?:(?P<w>[Ww]),?p?)?t?(?P<d>(?:N-?)?[DOs])o(?P<m>[Mm0])(?:,?(?P<y>[Yy]))?", dates.day),
    (r"t?(?P<rel>[LX])(?P<m>[Mm])(?P<d>[DO])", dates.day),
    (r"(?P<m>[Mm])(?P<d>[DO])[-r](?P<d2>[DO])(?!-?[M])(?:,?(?P<y>[Yy]))?", dates.day),
    (r"(?P<d>[DO])[-r](?P<d2>[DO])o?(?P<m>[Mm])(?:,?(?P<y>[Yy]))?", dates.day),
    (r"(?<=f)(?P<d>[DO])[&r](?P<d2>[DO])o?(?P<m>[Mm])(?:,?(?P<y>[Yy]))?", dates.day),
    (r"(?P<w>[W])t(?P<d>(?:N-?)?[Os])", dates.weekday_the_day),
    (r"t?(?P<d>(?:N-?)?[Os])o(?P<rel>[LXT^])U", dates.day_of_month),
    (r"(?<=[Mm][DO]&)(?P<d>[DO])(?:,?(?P<y>Y))?(?=[.,()|oip-]|$)", dates.second_day),
    (r"(?<=[pfro])t(?P<d>O)(?=[.,()|&]|$)", dates.day_alone),
    (r"(?P<m>[Mm]),?o?(?P<y>[Yy])", dates.month_year),
    (r"(?:t?(?P<rel>[LXT]))?(?P<m>[Mm])", dates.bare_month),
    (r"(?P<rel>\^)(?P<m>[Mm])(?P<p>[PU])", dates.that_day),
    (r"(?:[tT]?(?P<rel>[LXT^]))?(?P<w>[Ww])", dates.weekday),
    (r"(?:t?U)?(?P<y>[Yy])", years.bare_year),
    (r"d-(?P<y>Y)", years.beyond_year),
    (r"(?P<y>NN(?:-?N)?)", years.year_in_words),
    (r"(?P<y>Y)[.-](?P<y2>[DH])", years.years),
    (r"t?(?P<c>C)", years.decade),
    (r"t?(?P<n>[Os])-?c(?P<b>B)?", years.century),
    (r"(?:(?P<y>[DHYn])(?P<b>B))", years.bc),
    (r"(?:(?P<b>B)(?P<y>[DHY]))", years.bc),
    (r"t?(?:(?P<rel>[LXT])|(?P<f>u)-?)?(?P<n>[Os])q", dates.quarter),
    (r"(?:(?P<rel>[LXT])|(?P<f>u)-?)?(?P<n>[Os])-q", dates.quarter),
    (r"(?P<u>U)(?:'?|-)E", dates.year_end),
    (r"t?7o(?:t|_|t?(?P<rel>T))?(?:(?P<u>[Uq])|(?P<m>M)|(?P<y>Y))", dates.rest),
    (r"t?U-(?P<b>[gb])(?:(?P<n>[Os])?-?q|6)?", dates.year_earlier),
    (r"t?(?P<rel>[LXT])?(?P<n>Q)", dates.quarter),
    (r"t?(?P<n>[OsL])j(?=o(?:t?T?U|[LXT]U|u?[Yy]))", dates.half),
    (r"[tT]?(?P<rel>[LXT^])(?P<u>[Ucq])(?!-U)", spans.unit),
    (r"t(?P<u>[Uq])(?!-)", spans.the_unit),
    (r"T(?P<u>V)", spans.misspelt),
    (r"t(?P<u>[Uq])=t?(?P<rel>[XL])(?![UVWMmDHNnqcSPhOsva])", spans.after_next),
    (r"(?:G|<(?=a))?(?P<n>" + COUNT + r")-?(?P<u>[UVcqs])[gbl]", spans.offset(None)),
    (r"(?:G|<(?=a))?(?P<n>" + COUNT + r")(?P<u>[UVc])=(?=[.,()|]|$)", spans.offset(None)),
    (r"t(?P<n>)(?P<u>[U])[=b](?=[.,()|]|$)", spans.offset(None)),
    (r"(?:G|<(?=a))?(?P<n>" + COUNT + r")(?P<u>[UVc])'5", spans.offset(1)),
    (r"(?P<n>" + COUNT + r")(?P<u>U)(?P<h>&aj)[gbl]", spans.offset(None)),
    (r"t(?P<u>[U])=", spans.day_after),
    (r"G?(?P<n>" + COUNT + r")(?P<u>[UVc])=", spans.day_after),
    (r"(?P<n>)(?P<u>V)[g]", spans.offset(-1)),
    (r"(?P<n>" + COUNT + r")(?P<u>[UVc])f(?:F|R)", spans.offset(1)),
    (r"(?P<n>" + COUNT + r")(?P<u>[UVc])f(?=[MWhD])", spans.from_day),
    (
        r"(?:t?T?(?P<rel>[LXT]))?(?P<n>"
        + NUMBER
        + r"[UVs](?:(?:,|,?&)?"
        + NUMBER
        + r"[UVs]){1,3})(?P<a>[gbl])?(?!-?~|-!)",
        spans.sum_of_units,
    ),
    (r"(?P<n>" + COUNT + r")(?P<w>[W1])(?:(?P<a>[gl])|f(?:F|R))", spans.weekdays_on),
    (r"(?P<n>" + COUNT + r")_(?P<u>[UV])(?P<a>[gl])?", spans.business_days),
    (r"t?T?(?P<rel>[LXT])(?P<n>" + COUNT + r"|N?vo?|No)-?(?P<u>[UVcq])(?:6|(?!-?~|-!))", spans.lasting),
    (r"(?:G|<(?=a))?(?:t?O)?t?(?P<n>" + COUNT + r")(?P<u>[UVcqs])(?:&aj|6)?(?!-?~|-!)", spans.lasting),
    (r"G?(?P<n>" + NUMBER + r")\+(?P<u>V)(?!-?~|-!)", spans.lasting),
    (r"(?P<n>" + NUMBER + r"|j)-(?P<u>[UVcs])(?!-?~|-!)", spans.lasting),
    (r"(?P<n>" + NUMBER + r")[r&-]" + NUMBER + r"-?(?P<u>[UVcqs])", spans.lasting),
    (r"(?:[UVc]-)?!", spans.so_long),
    (r"(?P<u>V)", spans.bare_plural),
    (r"t?(?P<rel>[LX])v?(?P<u>V)", spans.vague),
    (r"t(?P<u>V)@", spans.lying_ahead),
    (r"(?:[tT]?(?P<rel>[LXT]))?t?(?P<s>S)(?:,?o?(?P<y>[Yy]))?", dates.season),
    (r"R", spans.day_from_now),
    (r"tL(?![UVDHNnvaWMmScqPhw9Os-])", spans.the_past),
    (r"9", dates.slashed_day),
    (r"F", spans.reference),
    (r"3", spans.each),
    (r"e(?:(?P<n>" + NUMBER + r")|(?P<other>%))?[UVWMSPq]", spans.every),
    (r"eWP|12|W2|1", spans.every),
    (r"(?:_|[ND]5)[ae_](?P<u>U)", spans.so_often),
    (r"t?uU?(?P<y>[Yy])", dates.fiscal),
    (r"t?(?P<rel>[LXT])?u-?U", dates.fiscal),
    (r"(?P<c>[DK])(?P<a>A)(?P<z>Z)?", clocks.clock),
    (r"(?P<c>N)(?P<a>A)(?P<z>Z)?", clocks.clock),
    (r"(?P<c>K)(?:t?(?P<z>Z))?", clocks.clock),
    (r"(?P<c>[Yn])(?P<z>Z)", clocks.clock),
    (r"(?P<c>x)", clocks.clock),
    (r"(?P<c>[DN])(?:it|p)(?P<p>P)", clocks.hour_of_part),
    (r"(?P<c>[DN])k.[_](?:(?:it|p)(?P<p>P))?", clocks.hour_of_part),
    (r"(?P<q>j|a?q)(?P<to>[Lr])(?P<c>[DN])(?:(?:it|p)(?P<p>P))?", clocks.hour_of_part),
    (r"t?(?P<rel>[LXT^])(?P<p>P)", clocks.part),
    (r"t?(?P<p>P)", clocks.part),
    (r"(?:(?P<rel>[LXT]))?(?P<h>h)(?:,?o?(?P<y>[Yy]))?", dates.holiday),
    (r"t?(?P<n>[OsL])(?P<u>[UW])(?=[oi]|t?[LXT]U)", dates.nth),
)


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern, reader in PATTERNS)


def expressions(tokens: Tokens) -> list[Expression]:
    """Simple expressions from left to right, none over another; `join` puts neighbours together."""
    found: list[tuple[int, int, int, re.Match[str], Reader]] = []
    for order, (pattern, reader) in enumerate(_compiled()):
        for match in pattern.finditer(tokens.types):
            if match.end() > match.start():
                found.append((match.start(), -match.end(), order, match, reader))
    found.sort(key=lambda entry: entry[:3])
    kept: list[Expression] = []
    done = 0
    for start, end, _, match, reader in found:
        if start < done:
            continue
        meaning = reader(tokens, match)
        if meaning is not None:
            kept.append(Expression(start, -end, meaning))
            done = -end
    return kept
