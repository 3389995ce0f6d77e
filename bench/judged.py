"""Events and positions end to end: rows of whole dispatches that a person judged, found again and recounted.

`bench/judged.tsv` holds places and labels, no text. Part "measure" is 30 dispatches: the Wikinews articles, Wikinews
interviews and speeches of GUM dev (6) and 24 articles of PolNeAR dev, drawn by a seed; every row above the published
threshold was judged. Part "fit" is other dispatches, of GUM train and PolNeAR train: on these the confidence is fitted
(`python -m train.confidence`). How was judged stands in docs/judging.md.

A judgement is of all cells of a row: a row with another cell is a new row and counts as wrong until it is judged.
`python -m bench.judged` recounts; `--new` lists rows that nobody has judged with their sentences, `--wrong` those that
were judged wrong; `--fit` takes the other part; `--least X` takes another threshold.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import conllu
from bench.gate import Measurement, NotMeasured
from onrecord import Reader, events, positions
from onrecord.record import Document, Event, Participant, Position, Record, Span

JUDGED = Path(__file__).parent / "judged.tsv"
CORPORA = Path("../shared/corpora")
COLUMNS = ("part", "document", "table", "place", "said", "who", "whom", "verdict", "kind")
VERDICTS = ("right", "wrong")
KINDS = ("bare", "act", "actor", "object", "status", "time", "span")  # of what is wrong, the first of these
_DEV = ("news_homeopathic", "news_iodine", "interview_cyclone", "interview_gaming", "speech_impeachment",
        "speech_inauguration")  # fmt: skip
_SEED = {"measure": 20260127, "fit": 5}
_ARTICLES = {"measure": 24, "fit": 60}
_LONGEST = 12_000  # characters of a PolNeAR article; three longer ones would outweigh the others
TABLES = {"event": events.LEAST_CONFIDENCE, "position": positions.LEAST_CONFIDENCE}


@dataclass(frozen=True, slots=True)
class Row:
    """One event or position as places of its document: what a judgement is of."""

    document: str
    table: str
    place: str  # of the trigger, or of the evidence
    said: str  # "ASSAULT/beat happened", "recognises for"
    who: str  # each mention with the place of the entity's name
    whom: str  # the same of recipients, with time and place; of a position its object
    confidence: float

    @property
    def key(self) -> tuple[str, ...]:
        return self.document, self.table, self.place, self.said, self.who, self.whom


def documents(part: str, corpora: Path = CORPORA) -> Iterator[tuple[str, Document]]:
    """The dispatches of a part, each with its name."""
    folder = corpora / "gum" / ("dev" if part == "measure" else "train")
    paths = [folder / f"GUM_{name}.conllu" for name in _DEV]
    if part == "fit":
        paths = sorted(path for path in folder.glob("GUM_*.conllu") if path.stem.split("_")[1] in ("news", "speech"))
    for path in paths:
        if not path.exists():
            raise NotMeasured(f"no {path}")
        yield path.stem, conllu.read(path)[0].doc
    with gzip.open(corpora / f"polnear/{'dev' if part == 'measure' else 'train'}.jsonl.gz", "rt") as lines:
        articles = [json.loads(line) for line in lines]
    if part == "measure":
        articles = [article for article in articles if len(article["text"]) < _LONGEST]
    for article in random.Random(_SEED[part]).sample(articles, _ARTICLES[part]):
        yield article["id"], Document(article["text"], published=article["published"], title=article["title"])


def rows(name: str, record: Record) -> list[tuple[Row, Event | Position]]:
    """All rows of a record, those below the thresholds too."""
    named = {entity.id: _name_place(entity.name, entity.mentions, record.document.text) for entity in record.entities}
    when = {time.id: _place(time.span) for time in record.times}

    def cast(some: tuple[Participant, ...]) -> str:
        return ",".join(f"{_place(one.span)}@{named.get(one.entity, '')}" for one in some)

    found: list[tuple[Row, Event | Position]] = []
    for event in record.events:
        whom = ";".join((cast(event.recipients), when.get(event.time or "", ""), named.get(event.place or "", "")))
        said = f"{event.type}/{event.mode or ''} {event.status}"
        place = _place(event.trigger)
        found.append((Row(name, "event", place, said, cast(event.actors), whom, event.confidence), event))
    for position in record.positions:
        whom = f"{_place(position.object.span)}@{named.get(position.object.entity or '', '')}"
        place = ",".join(_place(span) for span in position.evidence)
        said = f"{position.relation} {position.polarity}"
        row = Row(name, "position", place, said, f"@{named.get(position.holder, '')}", whom, position.confidence)
        found.append((row, position))
    return found


def _place(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _name_place(name: str, mentions: tuple, text: str) -> str:  # type: ignore[type-arg]
    """Where an entity's name stands first, or else its first mention."""
    spans = [mention.span for mention in mentions if mention.span.of(text) == name] or [one.span for one in mentions]
    return _place(spans[0]) if spans else ""


def judgements(path: Path = JUDGED) -> dict[tuple[str, ...], tuple[str, str]]:
    """(verdict, kind of what is wrong) by the key of a row."""
    found = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["verdict"] not in VERDICTS or (row["verdict"] == "wrong") != (row["kind"] in KINDS):
                raise ValueError(f"{path}: {row}: verdict is one of {VERDICTS}; of a wrong row, kind one of {KINDS}")
            found[tuple(row[column] for column in COLUMNS[1:7])] = row["verdict"], row["kind"]
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """Of one table: rows shown, of these right and unjudged, and right rows at any confidence."""

    shown: int
    right: int
    new: int
    pool: int

    @property
    def precision(self) -> float:
        """In percent of the rows shown, those that nobody judged counted as wrong."""
        return 100 * self.right / max(1, self.shown)


def count(found: list[Row], table: str, least: float, known: dict[tuple[str, ...], tuple[str, str]]) -> Count:
    some = [row for row in found if row.table == table]
    shown = [row for row in some if row.confidence >= least]
    right = [row for row in some if known.get(row.key, ("", ""))[0] == "right"]
    return Count(
        len(shown), len([row for row in right if row.confidence >= least]),
        len([row for row in shown if row.key not in known]), len(right),
    )  # fmt: skip


def interval(found: list[Row], table: str, least: float, known: dict[tuple[str, ...], tuple[str, str]]) -> str:
    """95 % bootstrap interval of the precision, over documents."""
    names = sorted({row.document for row in found})
    by_name = {name: count([row for row in found if row.document == name], table, least, known) for name in names}
    pairs = np.array([(one.right, one.shown) for one in by_name.values()])
    draws = np.random.default_rng(7).integers(0, len(pairs), (1000, len(pairs)))
    sums = pairs[draws].sum(1)
    low, high = np.percentile(100 * sums[:, 0] / np.maximum(1, sums[:, 1]), (2.5, 97.5))
    return f"{low:.1f}–{high:.1f}"


def read(reader: Reader, part: str = "measure", corpora: Path = CORPORA) -> list[tuple[Row, Event | Position, Record]]:
    return [
        (row, finding, record)
        for name, doc in documents(part, corpora)
        for record in (reader.read(doc),)
        for row, finding in rows(name, record)
    ]


def measure(reader: Reader, corpora: Path = CORPORA) -> list[Measurement]:
    """What the gate holds to its floors: precision of the rows of part "measure" that are shown."""
    found = [row for row, _, _ in read(reader, corpora=corpora)]
    known = judgements()
    made = []
    for table, least in TABLES.items():
        one = count(found, table, least, known)
        note = f"{one.right} of {one.shown} rows, {one.new} unjudged, {interval(found, table, least, known)}"
        made.append(Measurement("acts", f"{table} precision, judged", one.precision, "%", note, one.shown))
    return made


def described(row: Row, finding: Event | Position, record: Record) -> str:
    """A row with the words of its cells and its sentence, for who judges."""
    text = record.document.text
    names = {entity.id: entity.name for entity in record.entities}
    speaker = next((one.speaker for one in record.statements if one.id == finding.according_to), None)
    told = f" ACCORDING TO {names.get(speaker or '', 'a statement')}" if finding.according_to else ""

    def cast(some: tuple[Participant, ...]) -> str:
        return ", ".join(f"{names.get(one.entity, '?')} <{one.span.of(text)}>" for one in some) or "-"

    if isinstance(finding, Event):
        time = next((time.span.of(text) for time in record.times if time.id == finding.time), "-")
        cue = finding.status_cue.of(text) if finding.status_cue else ""
        place = names.get(finding.place or "", "-")
        cells = f"{cast(finding.actors)} → {cast(finding.recipients)} | {cue} | {time} | {place}"
        span = finding.trigger
    else:
        about = finding.object
        entity = f" = {names.get(about.entity, '?')}" if about.entity else ""
        evidence = " … ".join(one.of(text) for one in finding.evidence)
        cells = f"{names.get(finding.holder, '?')} | {about.span.of(text)}{entity} | {evidence}"
        span = finding.evidence[0]
    around = f"{text[max(0, span.start - 160) : span.start]}[{span.of(text)}]{text[span.end : span.end + 200]}"
    return f"{row.table} {row.said} | {cells}{told} ({row.confidence:.2f})\n      {' '.join(around.split())}"


def main(arguments: list[str]) -> None:
    part = "fit" if "--fit" in arguments else "measure"
    least = next((float(arguments[i + 1]) for i, one in enumerate(arguments) if one == "--least"), None)
    found = read(Reader(), part)
    known = judgements()
    wanted = {"--new": None, "--wrong": "wrong"}
    for flag, verdict in wanted.items():
        if flag in arguments:
            for row, finding, record in found:
                shown = row.confidence >= (TABLES[row.table] if least is None else least)
                if shown and known.get(row.key, (None, ""))[0] == verdict:
                    print("\t".join((part, *row.key)), known.get(row.key, ("", ""))[1])
                    print("   ", described(row, finding, record))
    all_rows = [row for row, _, _ in found]
    print(f"{part}: {len({row.document for row in all_rows})} dispatches with rows")
    for table, published in TABLES.items():
        for bound in sorted({published if least is None else least, *(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)}):
            one = count(all_rows, table, bound, known)
            mark = "  <- published" if bound == published else ""
            print(
                f"{table:8} from {bound:.2f}: {one.right:4} right of {one.shown:4} shown = {one.precision:5.1f} % "
                f"({interval(all_rows, table, bound, known)}), {one.new} unjudged, of {one.pool} right at any "
                f"confidence{mark}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
