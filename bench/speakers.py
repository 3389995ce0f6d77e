"""Speaker identity on PolNeAR dev: who said it, where the source is a pronoun, a noun without a name, or left out.

`speakers.jsonl` holds statements drawn by `bench.speakers_draw`, each with the places where the article names its
speaker; no text. The speaker stage is measured alone: it is given every statement of the first annotator as a
`Statement`, in the order of the text, and answers with entities and the same statements with their speakers. A
statement of kind "elided" comes without its source. docs/speaker-set.md says how the set was made.

    >>> sum(len(article.cases) for article in load())  # doctest: +SKIP
    225
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from bench.attribution import Parts, ratio
from bench.gate import NotMeasured
from bench.quality import POLNEAR_DEV
from bench.quality import load as load_polnear
from onrecord.manner import form, kind_and_polarity
from onrecord.quotation import quotations
from onrecord.record import Document, Entity, Mention, Span, Spans, Statement, finding_id

CASES = Path(__file__).parent / "speakers.jsonl"
ROUNDS = 1000  # of the bootstrap over articles
Resolve = Callable[[Document, tuple[Statement, ...]], tuple[tuple[Entity, ...], tuple[Statement, ...]]]

_POSSESSIVE = re.compile(r"['’]s?$")
# A noun phrase that ends in a name, with one of these before it, is somebody else: "a spokesman for Ada Lund".
_LINKS = frozenset(
    {"about", "against", "at", "between", "by", "for", "from", "in", "of", "on", "over", "to", "under", "with"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement and its speaker. `speaker` is empty where the text tells of nobody."""

    source: Spans
    cue: Spans
    content: Spans
    kind: Literal["pronoun", "nominal", "elided"]
    type: str | None  # of `Entity`; "other" is a thing that cannot speak, such as a video
    named: bool | None  # the article names the speaker
    who: int | None  # the same number in one article is the same speaker
    speaker: Spans  # mentions: names where there are any, the fullest nouns otherwise
    hard: str | None  # why, where the reader of the article was unsure

    @property
    def speaks(self) -> bool:
        """Somebody said it: an answer is due."""
        return self.who is not None and self.type != "other"


@dataclass(frozen=True, slots=True)
class Article:
    publisher: str
    document: Document
    statements: tuple[Statement, ...]  # of the first annotator, speakers not known
    cases: tuple[Case, ...]
    places: tuple[int, ...]  # of each case: which of the statements it is


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer to a case is worth."""

    case: Case
    answered: bool
    right: bool
    conflated: bool  # the right mentions, and those of another speaker beside them


@dataclass(frozen=True, slots=True)
class Shares:
    """Percentages of a group of cases, with their 95 % bootstrap intervals over articles."""

    cases: int
    answered: tuple[float, float, float]  # share answered, low, high
    precise: tuple[float, float, float]  # right among the answered
    right: tuple[float, float, float]  # right among all


def load(cases: Path = CASES, polnear: Path = POLNEAR_DEV) -> list[Article]:
    """Articles that hold a case, in the order of the file; NotMeasured where the texts are not those annotated."""
    if not polnear.exists():
        raise NotMeasured(f"no data found: {polnear}")
    golds = load_polnear(polnear)
    by_article: dict[int, list[Case]] = {}
    for number, line in enumerate(cases.read_text(encoding="utf-8").splitlines(), start=1):
        plain = json.loads(line)
        text = golds[plain["article"]][1]
        if hashlib.sha256(text.encode()).hexdigest()[:16] != plain["text"]:
            raise NotMeasured(f"{cases.name} line {number}: article {plain['article']} of {polnear} has another text")
        by_article.setdefault(plain["article"], []).append(_case(plain))
    articles = []
    for number, found in sorted(by_article.items()):
        publisher, text, gold = golds[number]
        articles.append(article(publisher, text, gold, found))
    return articles


def article(publisher: str, text: str, gold: Sequence[Parts], cases: Sequence[Case]) -> Article:
    """The article with its gold statements in the order of the text; those of elided cases without a source."""
    document = Document(text)
    quotes, document_id = quotations(text), document.id
    by_parts = {(case.source, case.cue, case.content): case for case in cases}
    rows: list[tuple[Statement, Case | None]] = []
    for parts in gold:
        source, cue, content = (tuple(Span(*span) for span in parts[role]) for role in ("source", "cue", "content"))
        if not (cue and content):
            continue
        case = by_parts.pop((source, cue, content), None)
        source = () if case is not None and case.kind == "elided" else source
        kind, polarity = kind_and_polarity(text, source, cue, content)
        statement = Statement(
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
            confidence=1.0,
        )
        rows.append((statement, case))
    if by_parts:
        raise NotMeasured(f"{len(by_parts)} cases are no statements of their article: cue at {next(iter(by_parts))[1]}")
    rows.sort(key=lambda row: min(row[0].source + row[0].cue + row[0].content))
    chosen = [(place, case) for place, (_, case) in enumerate(rows) if case is not None]
    return Article(
        publisher,
        document,
        tuple(statement for statement, _ in rows),
        tuple(case for _, case in chosen),
        tuple(place for place, _ in chosen),
    )


def _case(plain: dict[str, object]) -> Case:
    spans = {role: tuple(Span(*span) for span in plain[role]) for role in ("source", "cue", "content", "speaker")}  # type: ignore[attr-defined]
    rest = {name: plain[name] for name in ("kind", "type", "named", "who", "hard")}
    return Case(**spans, **rest)  # type: ignore[arg-type]


def ask(resolve: Resolve, articles: Iterable[Article]) -> list[list[Judged]]:
    """Every case of every article, judged; ValueError where the statements given back are not those asked about."""
    judged = []
    for each in articles:
        entities, statements = resolve(each.document, each.statements)
        if [statement.id for statement in statements] != [statement.id for statement in each.statements]:
            raise ValueError("the statements given back are not the statements asked about")
        by_id = {entity.id: entity for entity in entities}
        answers = [statements[place].speaker for place in each.places]
        judged.append(judge(each, [None if answer is None else by_id[answer] for answer in answers]))
    return judged


def judge(article: Article, answers: Sequence[Entity | None]) -> list[Judged]:
    """Each answer: right when it holds a mention of the speaker and none of another speaker of the article.

    Where nobody speaks, silence is right, and so is an entity that holds what the text has instead ("the video").
    """
    text, found = article.document.text, []
    for case, entity in zip(article.cases, answers, strict=True):
        held = entity is not None and _holds(text, entity, case)
        others = [other for other in article.cases if other.who not in (None, case.who)]
        conflated = entity is not None and held and any(_holds(text, entity, other) for other in others)
        right = (held and not conflated) if case.speaks or entity is not None else True
        found.append(Judged(case, entity is not None, right, conflated))
    return found


def _holds(text: str, entity: Entity, case: Case) -> bool:
    return any(same(text, mention, span, bool(case.named)) for mention in entity.mentions for span in case.speaker)


def same(text: str, mention: Mention, gold: Span, named: bool) -> bool:
    """Whether a mention is the one annotated: the same span, or one within the other with the same head.

    The head of a name is its last word, without "’s". A noun without a name may go on after its head ("voters making
    more"), so that for one the first word may be shared instead. Two people named together are not one of them.
    """
    ours, theirs = _bare(text, mention.span), _bare(text, gold)
    if ours == theirs:
        return True
    short, long = (ours, theirs) if ours in theirs else (theirs, ours)
    if short not in long:
        return False
    before = set(text[long.start : short.start].lower().split())
    titled = long == ours and mention.kind == "name"  # "Minister of State Ada Lund"
    apart = "and" in before or (not titled and not before.isdisjoint(_LINKS))
    return (ours.end == theirs.end and not apart) or (not named and ours.start == theirs.start)


def _bare(text: str, span: Span) -> Span:
    words = span.of(text)
    end = span.start + len(_POSSESSIVE.sub("", words))
    return Span(span.start, end) if end > span.start else span


def shares(judged: Sequence[Sequence[Judged]], chosen: Callable[[Case], bool]) -> Shares:
    """Of the chosen cases in which somebody speaks."""
    rows = []
    for article in judged:
        due = [each for each in article if each.case.speaks and chosen(each.case)]
        right = sum(each.right for each in due if each.answered)
        rows.append((right, sum(each.answered for each in due), len(due)))
    counts = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Shares(int(counts[:, 2].sum()), _share(counts, 1, 2), _share(counts, 0, 1), _share(counts, 0, 2))


def _share(counts: npt.NDArray[np.int64], part: int, whole: int) -> tuple[float, float, float]:
    """Per cent, and its 95 % bootstrap interval over the rows; seed fixed."""
    if not len(counts):
        return 0.0, 0.0, 0.0
    draws = np.random.default_rng(7).integers(0, len(counts), (ROUNDS, len(counts)))
    values = sorted(100 * ratio(*counts[draw].sum(0)[[part, whole]].tolist()) for draw in draws)
    value = 100 * ratio(*counts.sum(0)[[part, whole]].tolist())
    return value, values[round(0.025 * ROUNDS)], values[round(0.975 * ROUNDS) - 1]


GROUPS: dict[str, Callable[[Case], bool]] = {
    "all": lambda case: True,
    "pronoun": lambda case: case.kind == "pronoun",
    "nominal": lambda case: case.kind == "nominal",
    "elided": lambda case: case.kind == "elided",
    "named in the article": lambda case: case.named is True,
    "never named": lambda case: case.named is False,
    "not marked hard": lambda case: case.hard is None,
}


def silences(judged: Iterable[Iterable[Judged]]) -> tuple[int, int]:
    """Cases in which nobody speaks, and how many of them got an answer that is wrong."""
    due = [each for article in judged for each in article if not each.case.speaks]
    return len(due), sum(not each.right for each in due)


def show(console: Console, title: str, judged: Sequence[Sequence[Judged]]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in ("cases", "answered, %", "right of answered, %", "right, %"):
        table.add_column(column, justify="right")
    for name, chosen in GROUPS.items():
        found = shares(judged, chosen)
        cells = [f"{v:.1f} ({low:.1f}–{high:.1f})" for v, low, high in (found.answered, found.precise, found.right)]
        table.add_row(name, str(found.cases), *cells)
    console.print(table)
    silent, broken = silences(judged)
    merged = sum(each.conflated for article in judged for each in article)
    console.print(f"Nobody speaks in {silent} more: {broken} of them got a speaker. One entity for two: {merged}.")


_NAME = re.compile(r"(?:[A-Z][\w.’'-]*\s)*[A-Z][\w-]+")
_NO_NAMES = frozenset({"He", "I", "It", "She", "The", "They", "We"})


def last_named(doc: Document, statements: tuple[Statement, ...]) -> tuple[tuple[Entity, ...], tuple[Statement, ...]]:
    """What is to be beaten: the last source before that holds a name; one entity for all names with its last word."""
    mentions: dict[str, list[Mention]] = {}
    speakers: list[str | None] = []
    last: str | None = None
    for statement in statements:
        names = [name for span in statement.source for name in _NAME.finditer(doc.text, span.start, span.end)]
        for name in [name for name in names if name.group() not in _NO_NAMES][-1:]:
            last = name.group().split()[-1]
            mentions.setdefault(last, []).append(Mention(Span(*name.span()), "name"))
        speakers.append(last)
    entities = tuple(Entity(key, key, "other", (), None, tuple(found)) for key, found in mentions.items())
    return entities, tuple(replace(s, speaker=key) for s, key in zip(statements, speakers, strict=True))


if __name__ == "__main__":
    show(Console(width=100), "Speakers on PolNeAR dev: the last source that holds a name", ask(last_named, load()))
