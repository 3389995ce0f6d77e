"""A record as a page for people: each statement with its source, cue, words and place in the text.

Article text is untrusted: what a terminal would obey instead of show is made visible first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.output import visible
from onrecord.record import Record, Spans, Statement, Wire

UNSURE_BELOW = 0.5  # more likely wrong than right


def page(record: Record, left_out: int = 0) -> RenderableType:
    """The whole page of one record, ending with an empty line; `left_out` statements were too unsure to be on it."""
    lines = _LineNumbers(record.document.text)
    blocks: list[RenderableType] = [*_header(record, left_out), Text()]
    for number, (statement, depth) in enumerate(_nested(record.statements), start=1):
        indent = 2 + 4 * min(depth, 5)  # deeper than that, a narrow terminal would have no room for words
        blocks += [Padding(_statement(record, statement, number, lines), (0, 0, 0, indent)), Text()]
    return Group(*blocks)


def render(record: Record, console: Console, left_out: int = 0) -> str:
    """The page as `console` would print it, for one uninterrupted write."""
    with console.capture() as capture:
        console.print(page(record, left_out))
    return "".join(line.rstrip() + "\n" for line in capture.get().split("\n")[:-1])  # rich fills lines with spaces


class _LineNumbers:
    def __init__(self, text: str) -> None:
        self._breaks = [place for place, character in enumerate(text) if character == "\n"]

    def of(self, start: int) -> int:
        return bisect_left(self._breaks, start) + 1


def _header(record: Record, left_out: int) -> Iterator[Text]:
    doc = record.document
    if doc.title:
        yield Text(visible(doc.title), style="bold")
    date = f"{doc.published} ({doc.published_from})" if doc.published and doc.published_from else doc.published
    known = (doc.source or None, date, doc.agency, doc.place)
    yield Text(" · ".join(visible(part) for part in known if part), style="" if doc.title else "bold")
    if doc.wire is not None:
        yield from _wire(doc.wire)
    count = len(record.statements)
    found = "no statement found" if not count else "1 statement" if count == 1 else f"{count} statements"
    yield Text(found + (f"; {left_out} more below the threshold of confidence" if left_out else ""), style="dim")


# What a reader must see before anything else; an ordinary publication or update needs no word.
_NOTICES = {
    "kill": "KILLED",
    "withhold": "WITHHELD, not to be used",
    "correction": "Correction",
    "planned": "Planned",
}


def _wire(wire: Wire) -> Iterator[Text]:
    """What a wire says to editors: kill, correction, embargo, note, planned pieces."""
    if wire.embargo:
        yield Text(visible(f"EMBARGO until {wire.embargo}"), style="bold")
    notice = ": ".join(part for part in (_NOTICES.get(wire.kind), wire.note) if part)
    if notice:
        yield Text(visible(notice), style="bold" if wire.kind in _NOTICES else "")
    for piece in wire.coverage:
        parts = (piece.due, piece.type, piece.title, piece.note)
        yield Text("  " + " · ".join(visible(part) for part in parts if part))


def _nested(statements: tuple[Statement, ...]) -> Iterator[tuple[Statement, int]]:
    """Each statement with its depth: in the order of the text, but what stands within one comes right after it."""
    ids = {statement.id for statement in statements}
    inner: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.within in ids:
            inner[statement.within or ""].append(statement)
    ahead = [(statement, 0) for statement in reversed(statements) if statement.within not in ids]
    while ahead:
        statement, depth = ahead.pop()
        yield statement, depth
        ahead += [(held, depth + 1) for held in reversed(inner[statement.id])]


def _statement(record: Record, statement: Statement, number: int, lines: _LineNumbers) -> RenderableType:
    text = record.document.text
    who = Text(f"{number}. ")
    who.append(_words(text, statement.source).replace("␊", " ") or "(elided)", style="bold cyan")
    if statement.cue:
        who.append("  ").append(_words(text, statement.cue).replace("␊", " "), style="italic yellow")
    places = ", ".join(f"{span.start}–{span.end}" for span in statement.content)
    line = f"line {lines.of(statement.content[0].start)}, " if statement.content else ""
    sure = f"{statement.confidence:.2f}" + (" unsure" if statement.confidence < UNSURE_BELOW else "")
    said = f"said {statement.said.begin} · " if statement.said else ""
    marker = f"{statement.form} {statement.kind}, {statement.polarity} · {sure} · {said}{line}characters {places}"
    return Group(
        who,
        Padding(Text(_words(text, statement.content, keep="\n")), (0, 0, 0, 3)),
        Padding(Text(f" {marker} ", style="white on grey23"), (0, 0, 0, 2), expand=False),
    )


def _words(text: str, spans: Spans, keep: str = "") -> str:
    return " … ".join(visible(span.of(text).replace("\r\n", "\n"), keep) for span in spans)
