"""The checks of a draft as a page for people and as JSON lines.

On the page draft and source are shown as one: `[-only in the source-]`, `{+only in the draft+}`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.ledger.verify import RANK, Check
from onrecord.output import escaped, visible
from onrecord.record import Document, to_json
from onrecord.wording import Edit

_STYLE = {
    "verbatim": "green",
    "paraphrased": "yellow",
    "altered": "bold red",
    "other speaker": "bold red",
    "not found": "red",
}
_MADE = {
    "ellipsis": "left out behind {draft}: {source}",
    "bracket": "{draft} stands for {source}",
    "case": "case: {draft} for {source}",
    "punctuation": "punctuation tidied: {draft} for {source}",
    "cut": "cut beside: {source}",
    "joined": "two parts run together: {source}",
    "replaced": "replaced: {draft} for {source}",
    "added": "added: {draft}",
    "dropped": "dropped without a mark: {source}",
    "reordered": "put in another order",
    "negation": "a negation differs: {draft} for {source}",
    "number": "a number differs: {draft} for {source}",
    "speakers": "words of two speakers run together: {source}",
}


def json_line(doc: Document, check: Check) -> str:
    """One check as a line of JSON, newline included."""
    plain: dict[str, Any] = {"draft": doc.source, **to_json(check), "passed": check.passed}
    return escaped(json.dumps(plain, ensure_ascii=False, allow_nan=False)) + "\n"


def page(doc: Document, checks: Sequence[Check]) -> RenderableType:
    """All checks of a draft, ending with an empty line."""
    counts = Counter[str](check.verdict for check in checks)
    found = ", ".join(f"{counts[verdict]} {verdict}" for verdict in RANK if counts[verdict])
    blocks: list[RenderableType] = [
        Text(visible(f"{doc.source or 'draft'}: {found or 'nothing to check'}"), style="bold")
    ]
    for number, check in enumerate(checks, start=1):
        blocks += [Text(), *_check(doc.text, number, check)]
    return Group(*blocks, Text())


def _check(text: str, number: int, check: Check) -> Iterator[RenderableType]:
    head = Text(f"{number}. ").append(check.verdict, style=_STYLE[check.verdict])
    line = text.count("\n", 0, check.span.start) + 1
    given = f" · given to {_plain(check.speaker)}" if check.speaker else ""
    head.append(f" · {check.kind} · line {line}, characters {check.span.start}–{check.span.end}{given}", style="dim")
    yield head
    yield Padding(_words(check), (0, 0, 0, 3))
    for edit in check.edits:
        yield Padding(Text(made(edit)), (0, 0, 0, 3))
    if check.found is None:
        return
    place = check.found
    who = _plain(place.speaker) if place.speaker else "nobody named"
    agrees = {True: "", False: ", somebody else", None: "" if check.speaker is None else ", speaker not compared"}
    yield Padding(Text(f"on record: {who} ({place.form}){agrees[check.speaker_agrees]}"), (0, 0, 0, 3))
    if check.verdict == "paraphrased":
        yield Padding(Text(f"there: {_plain(place.words)}"), (0, 0, 0, 3))
    where = [
        place.published,
        place.publisher,
        place.address,
        f"characters {place.span.start}–{place.span.end}",
    ]
    where.append(f"statement {place.statement}" if place.statement else f"document {place.document[:16]}")
    if check.documents > 1:
        sources = "1 source" if check.stories == 1 else f"{check.stories} sources"
        where.append(f"in {check.documents} documents of {sources}")
    yield Padding(Text(" · ".join(_plain(part) for part in where if part), style="dim"), (0, 0, 0, 3))


def _words(check: Check) -> Text:
    if check.verdict != "altered" or not check.diff:
        return Text(f"“{_plain(check.words)}”")
    shown = Text()
    for sign, mine, theirs in check.diff:
        shown.append(" " if shown else "")
        if sign == "=":
            shown.append(_plain(mine))
            continue
        if theirs:
            shown.append(f"[-{_plain(theirs)}-]", style="red")
        if mine:
            shown.append(f"{{+{_plain(mine)}+}}", style="green")
    return shown


def made(edit: Edit) -> str:
    draft, source = (f"“{_plain(' '.join(part))}”" if any(part) else "nothing" for part in (edit.draft, edit.source))
    return _MADE[edit.kind].format(draft=draft, source=source)


def _plain(words: str) -> str:
    return visible(" ".join(words.split()))
