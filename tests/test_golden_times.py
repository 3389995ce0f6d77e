"""Golden dates: in dispatches of ours every time expression with the value and the interval that a person reads there.

`golden/times/NAME.txt` holds a line on what it is, the date of the document and, below `---`, the marked text:
`{Friday=2021-01-29}`, `{daily=SET P1D}`, `{Feb. 30=-}` for no value. The interval is that of the value, unless another
stands behind it: `{now=PRESENT_REF 2021-01-27..2021-01-28}`. What is not marked must not be found.

Dates need no model, so they are the same on every processor; the `times` of the records in `golden/` are pinned here.
"""

import json
import re
from pathlib import Path

import pytest

from onrecord import calendar, times
from onrecord.record import Document

GOLDEN = Path(__file__).parent / "golden"
MARK = re.compile(
    r"\{(?P<words>[^={}]+)=(?:(?P<set>SET) )?(?P<value>[^ {}]+)(?: (?P<begin>[^ {}.]*)\.\.(?P<end>[^ {}]*))?\}"
)
Row = tuple[str, str, str | None, str | None, str | None]  # words, type, value, begin, end


def parse(path: Path) -> tuple[Document, list[tuple[int, Row]]]:
    """The dispatch and its expected rows, each with the character at which it begins."""
    header, marked = path.read_text("utf-8").split("---\n", 1)
    text, done, rows = "", 0, []
    for match in MARK.finditer(marked):
        text += marked[done : match.start()]
        value = None if match["value"] == "-" else match["value"]
        begin, end = calendar.interval(value or "-")
        if match["begin"] is not None:
            begin, end = match["begin"] or None, match["end"] or None
        rows.append((len(text), (match["words"], match["set"] or kind(value), value, begin, end)))
        text, done = text + match["words"], match.end()
    return Document(text + marked[done:], published=header.splitlines()[1] or None), rows


def kind(value: str | None) -> str:
    if value is None or value.endswith("_REF"):
        return "DATE"
    return "DURATION" if value.startswith("P") else "TIME" if "T" in value else "DATE"


DISPATCHES = {path.stem: parse(path) for path in sorted((GOLDEN / "times").glob("*.txt"))}


@pytest.mark.parametrize("name", DISPATCHES)
def test_every_expression_is_read_as_by_a_person(name):
    doc, expected = DISPATCHES[name]
    assert "{" not in doc.text
    found = [
        (one.span.start, (one.span.of(doc.text), one.type, one.value, one.begin, one.end)) for one in times.find(doc)
    ]
    assert found == expected


def test_there_are_dispatches_with_every_type():
    assert len(DISPATCHES) >= 5
    types = {row[1] for _, rows in DISPATCHES.values() for _, row in rows}
    assert types == {"DATE", "TIME", "DURATION", "SET"}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_the_times_of_the_golden_records_are_the_stored_ones(path, pytestconfig):
    if path.name == "missed.json":
        pytest.skip("no record")
    from test_golden import GOLD, readable

    from onrecord.record import Record

    doc = Document(GOLD[path.stem][0])
    stored = json.loads(path.read_text("utf-8"))
    found = json.loads(readable(Record(doc, times=times.find(doc))))["times"]
    if pytestconfig.getoption("update_golden") and found != stored["times"]:
        stored["times"] = found
        path.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert found == stored["times"]
