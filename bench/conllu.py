"""GUM and EWT as documents with their gold parse, and GUM's entities: what the stages that read a parse are measured
with.

The text is built from the words and SpaceAfter, with an empty line between paragraphs; spans are those of the build, so
nothing is searched for afterwards. A word within a multiword token ("do", "n't") takes its share of the token's
letters.

>>> [parsed] = documents(EXAMPLE.splitlines())
>>> parsed.doc.text, parsed.parse.tags[1], [entity.name for entity in parsed.entities]
('Berg resigned.', 'VBD', ['Berg'])
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.parse import Parse
from onrecord.record import Document, Entity, Mention, Span

EXAMPLE = """# newdoc id = example
# newpar
1\tBerg\tBerg\tPROPN\tNNP\t_\t2\tnsubj\t_\tEntity=(1-person-new-sgl)
2\tresigned\tresign\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_
"""
_TYPES = {"person": "person", "organization": "organisation", "place": "place"}  # GUM's other types are "other"
_OPEN_OR_CLOSE = re.compile(r"\((?P<one>[^()]+)\)|\((?P<open>[^()]+)|(?P<close>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Parsed:
    name: str
    doc: Document
    parse: Parse
    entities: tuple[Entity, ...]


def read(path: Path) -> list[Parsed]:
    """All documents of a CoNLL-U file, gzipped or not."""
    whole = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(documents(whole.decode().split("\n")))


def documents(lines: Iterable[str]) -> Iterator[Parsed]:
    some: list[str] = []
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("# newdoc") and some:
            yield _document(some)
            some = []
        some.append(line)
    if some:
        yield _document(some)


class _Builder:
    """The columns of one document while its lines are read."""

    def __init__(self) -> None:
        self.text = ""
        self.words: list[Span] = []
        self.tags: list[str] = []
        self.heads: list[int] = []
        self.relations: list[str] = []
        self.sentences: list[tuple[int, int]] = []
        self.first = 0
        self.token = (0, 0, False)  # last word, end in the text, and whether a space follows: of a multiword token
        self.open: list[tuple[str, str, int]] = []  # group, type, first word
        self.groups: dict[str, tuple[str, list[tuple[int, int]]]] = {}

    def row(self, cells: list[str]) -> None:
        if "." in cells[0]:
            return
        space = "SpaceAfter=No" not in cells[9]
        if "-" in cells[0]:
            self.token = (int(cells[0].split("-")[1]), len(self.text) + len(cells[1]), space)
            self.text += cells[1]
            self.at = len(self.text) - len(cells[1])
            return
        number, (last, end, token_space) = int(cells[0]), self.token
        if number <= last:
            start = self.at
            stop = end if number == last else min(start + len(cells[1]), end - (last - number))
            self.at = stop
            space = token_space and number == last
        else:
            start, stop = len(self.text), len(self.text) + len(cells[1])
            self.text += cells[1]
        self.words.append(Span(start, max(stop, start + 1)))
        self.tags.append(cells[4])
        self.heads.append(int(cells[6]) - 1 + self.first if cells[6] not in ("0", "_") else -1)
        self.relations.append(cells[7])
        self._entities(cells[9], len(self.words) - 1)
        if space:
            self.text += " "

    def _entities(self, misc: str, word: int) -> None:
        value = next((part[7:] for part in misc.split("|") if part.startswith("Entity=")), "")
        for match in _OPEN_OR_CLOSE.finditer(value):
            opened = match["one"] or match["open"]
            if opened:
                group, kind = [*opened.split("-"), "", ""][:2]
                self.open.append((group, kind, word))
            if match["one"] or match["close"]:
                group = (match["one"] or match["close"]).split("-")[0]
                place = next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i][0] == group), None)
                if place is not None:
                    _, kind, first = self.open.pop(place)
                    self.groups.setdefault(group, (kind, []))[1].append((first, word))

    def end_sentence(self) -> None:
        if len(self.words) > self.first:
            self.sentences.append((self.first, len(self.words)))
            self.first = len(self.words)
        self.token = (0, 0, False)

    def entities(self) -> tuple[Entity, ...]:
        return tuple(self._entity(group, kind, places) for group, (kind, places) in self.groups.items())

    def _entity(self, group: str, kind: str, places: list[tuple[int, int]]) -> Entity:
        mentions = tuple(
            Mention(Span(self.words[first].start, self.words[last].end), self._kind(first, last))
            for first, last in sorted(places)
        )
        best = min(
            mentions, key=lambda mention: (mention.kind != "name", mention.kind == "pronoun", mention.span.start)
        )
        return Entity(group, best.span.of(self.text), _TYPES.get(kind, "other"), (), None, mentions)

    def _kind(self, first: int, last: int) -> Any:
        if first == last and self.tags[first].startswith(("PRP", "W", "DT")):
            return "pronoun"
        head = next((w for w in range(first, last + 1) if not first <= self.heads[w] <= last), first)
        return "name" if self.tags[head].startswith("NNP") else "nominal"


def _document(lines: list[str]) -> Parsed:
    builder = _Builder()
    name, published = "", None
    for line in lines:
        if line.startswith("# newdoc id"):
            name = line.split("=")[1].strip()
        elif line.startswith("# meta::dateCreated"):
            published = line.split("=")[1].strip()
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            builder.text = builder.text.rstrip() + "\n\n" if builder.text else ""
        elif line and line[0] != "#":
            builder.row(line.split("\t"))
        elif not line:
            builder.end_sentence()
    builder.end_sentence()
    date = published if published and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", published) else None
    parse = Parse(
        tuple(builder.words),
        tuple(builder.tags),
        tuple(builder.heads),
        tuple(builder.relations),
        tuple(builder.sentences),
    )
    return Parsed(name, Document(builder.text.rstrip(), source=name, published=date), parse, builder.entities())
