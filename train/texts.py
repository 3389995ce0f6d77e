"""Annotated texts, one type for every corpus that teaches the heads over words: names, parse, mentions, metonyms.

Corpora that come as tokens without their spacing are written out again as a newspaper would print them, so that the
encoder sees in training what it sees in reading. Offsets are code points of that text.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, cast
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from onrecord.pairs import Surface
from onrecord.quotation import quotations

CORPORA = Path("../shared/corpora")
Chars = tuple[int, int]

@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to something: first and last word, the head among them, and what they refer to."""

    first: int
    last: int
    head: int
    entity: str  # the same for all mentions of one thing
    type: str = ""  # of GUM: "person", "organization" …


@dataclass(slots=True)
class Text:
    """One document; a layer that its corpus lacks is empty."""

    id: str
    text: str
    words: list[Chars]
    names: list[str] = field(default_factory=list)  # a word: "O", "B-person", "I-place/facility" …
    tags: list[str] = field(default_factory=list)  # Penn
    heads: list[int] = field(default_factory=list)  # −1 the root
    relations: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)  # first words
    mentions: list[Mention] = field(default_factory=list)
    choices: list[tuple[int, list[tuple[int, bool]]]] = field(default_factory=list)  # GAP: pronoun, (candidate, right)
    metonyms: list[tuple[int, int, bool]] = field(default_factory=list)  # ReLocaR: first and last word, metonymic
    meta: dict[str, str] = field(default_factory=dict)


_NO_SPACE_BEFORE = re.compile(r"[.,;:!?)\]}%]+|n't|'(?:s|re|ve|ll|d|m)|''|’s|\.\.\.", re.IGNORECASE)
_NO_SPACE_AFTER = frozenset(("(", "[", "{", "$", "``", "£", "€", "#"))


def printed(sentences: Iterable[list[str]], join: str = " ") -> tuple[str, list[Chars], list[int]]:
    """The text, where each token stands in it, and the first token of each sentence."""
    parts: list[str] = []
    words: list[Chars] = []
    firsts: list[int] = []
    at, open_quote = 0, False
    for tokens in sentences:
        firsts.append(len(words))
        glue = True
        if parts:
            parts.append(join)
            at += len(join)
        for token in tokens:
            closing = token == '"' and open_quote
            if not glue and not _NO_SPACE_BEFORE.fullmatch(token) and not closing:
                parts.append(" ")
                at += 1
            parts.append(token)
            words.append((at, at + len(token)))
            at += len(token)
            glue = token in _NO_SPACE_AFTER or (token == '"' and not open_quote)
            if token == '"':
                open_quote = not open_quote
        open_quote = False
    return "".join(parts), words, firsts


def _opened(path: Path) -> TextIO:
    opener = gzip.open if path.suffix == ".gz" else open
    return cast(TextIO, opener(path, "rt", encoding="utf-8"))


def columns(path: Path, separator: str | None, document: str) -> Iterator[tuple[str, list[list[list[str]]]]]:
    """(id, sentences of rows of columns) of a file with a token a line; `document` is how a line begins a document."""
    name, sentences, rows = "0", [], []
    with _opened(path) as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith(document) or not line.strip():
                if rows:
                    sentences.append(rows)
                    rows = []
                if line.startswith(document):
                    if sentences:
                        yield name, sentences
                    name, sentences = line[len(document) :].strip() or str(int(name) + 1 if name.isdigit() else 1), []
                continue
            rows.append(line.split(separator))
    if rows:
        sentences.append(rows)
    if sentences:
        yield name, sentences


_OPENING = re.compile(r"\(([^()]*)|([^()]+)\)|\)")


def treebank(corpus: str, part: str) -> Iterator[Text]:
    """GUM or EWT, document by document, in its own spacing."""
    if corpus == "gum":
        for path in sorted((CORPORA / "gum" / part).glob("*.conllu")):
            yield from _conllu(path, corpus, part)
    else:
        yield from _conllu(CORPORA / ("ewt/train.conllu.gz" if part == "train" else "ewt/dev.conllu"), corpus, part)


def _conllu(path: Path, corpus: str, part: str) -> Iterator[Text]:
    with _opened(path) as lines:
        builder: _Builder | None = None
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc id = "):
                if builder:
                    yield builder.done()
                builder = _Builder(f"{corpus}/{part}/{line[14:]}")
            elif builder:
                builder.read(line)
        if builder:
            yield builder.done()


class _Builder:
    """Puts one document of CoNLL-U together, line by line."""

    def __init__(self, name: str) -> None:
        self.made = Text(name, "", [])
        self.parts: list[str] = []
        self.at, self.first, self.glue = 0, 0, ""
        self.surface: tuple[int, int, int] | None = None  # first and last word and start of a multiword token
        self.open: list[tuple[str, str, int, str]] = []
        self.spoken: list[tuple[int, int, str, str, str]] = []

    def read(self, line: str) -> None:
        if line.startswith("# meta::"):
            key, _, value = line[8:].partition(" = ")
            self.made.meta[key] = value
        elif line.startswith("# newpar") and self.parts and not line.startswith("# newpar_block"):
            self.glue = "\n\n"
        elif line.startswith("#") or not line:
            return
        else:
            self._token(line.split("\t"))

    def _token(self, row: list[str]) -> None:
        number = row[0]
        if "." in number:
            return
        made = self.made
        if "-" in number:
            low, high = map(int, number.split("-"))
            self._print(row[1], "SpaceAfter=No" in row[9])
            self.surface = (low, high, self.at - len(row[1]))
            return
        index = int(number)
        if index == 1:
            self.first = len(made.words)
            made.sentences.append(self.first)
        if self.surface and self.surface[0] <= index <= self.surface[1]:
            start = made.words[-1][1] if index > self.surface[0] else self.surface[2]
            # A word that is spelt otherwise than it stands ("gonna") takes the letters that are left.
            end = self.at if index == self.surface[1] else min(start + len(row[1]), self.at - 1)
            span = (min(start, end - 1), end)
            if index == self.surface[1]:
                self.surface = None
        else:
            self._print(row[1], "SpaceAfter=No" in row[9])
            span = (self.at - len(row[1]), self.at)
        made.words.append(span)
        made.tags.append(row[4])
        made.heads.append(int(row[6]) - 1 + self.first if row[6] != "0" else -1)
        made.relations.append(row[7])
        entity = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        for match in _OPENING.finditer(entity):
            if match.group(1) is not None:
                self.open.append((*_labels(match.group(1)), len(made.words) - 1))
            elif self.open:
                wanted = match.group(2)
                place = max((i for i, one in enumerate(self.open) if one[0] == wanted), default=len(self.open) - 1)
                name, kind, minspan, first = self.open.pop(place)
                self.spoken.append((first, len(made.words) - 1, name, kind, minspan))

    def _print(self, form: str, glued: bool) -> None:
        self.parts += [self.glue, form]
        self.at += len(self.glue) + len(form)
        self.glue = "" if glued else " "

    def done(self) -> Text:
        made = self.made
        made.text = "".join(self.parts)
        for first, last, entity, kind, minspan in sorted(self.spoken):
            within = [word for word in range(first, last + 1) if not first <= made.heads[word] <= last]
            start = minspan.split(",")[0]
            head = within[0] if within else first + (int(start) - 1 if start.isdigit() else 0)
            made.mentions.append(Mention(first, last, min(head, last), entity, kind))
        return made


def _labels(opened: str) -> tuple[str, str, str]:
    """(entity, type, minspan) of "12-person-new-ssnsn-cf3-2-coref"."""
    parts = opened.split("-")
    return parts[0], parts[1] if len(parts) > 1 else "", parts[5] if len(parts) > 5 else "1"


_AFTER_HEAD = frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "who",
        "whom",
        "whose",
        "which",
        "that",
        ",",
        "to",
        "and",
        "or",
        "as",
        "into",
        "upon",
        "(",
        ";",
    ]
)


def litbank() -> Iterator[Text]:
    """Literary coreference; the head of a mention is its last word before a preposition, comma or relative."""
    for path in sorted((CORPORA / "coref/litbank").glob("*.conll")):
        for _, sentences in columns(path, "\t", "#"):
            text, words, firsts = printed([[row[3] for row in rows] for rows in sentences])
            forms = [row[3].lower() for rows in sentences for row in rows]
            made = Text(f"litbank/train/{path.stem}", text, words, sentences=firsts)
            opened: list[tuple[str, int]] = []
            for number, row in enumerate(row for rows in sentences for row in rows):
                for part in row[-1].split("|") if row[-1].strip("_ ") else ():
                    name = part.strip("()")
                    if part.startswith("("):
                        opened.append((name, number))
                    if part.endswith(")") and any(one == name for one, _ in opened):
                        place = max(i for i, one in enumerate(opened) if one[0] == name)
                        first = opened.pop(place)[1]
                        stop = next((i for i in range(first + 1, number + 1) if forms[i] in _AFTER_HEAD), number + 1)
                        made.mentions.append(Mention(first, number, stop - 1, name))
            made.mentions.sort(key=lambda mention: (mention.first, -mention.last))
            yield made


_WORD = re.compile(r"\w+|[^\w\s]")


def gap() -> Iterator[Text]:
    """Ambiguous pronouns of Wikipedia, each with two names, at most one of them right."""
    for part in ("development", "validation"):
        with (CORPORA / f"coref/gap/gap-{part}.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                words = [match.span() for match in _WORD.finditer(row["Text"])]
                made = Text(f"gap/train/{row['ID']}", row["Text"], words)

                def word_at(place: int, words: list[Chars] = words) -> int:
                    return next((i for i, (start, end) in enumerate(words) if start <= place < end), -1)

                rivals = []
                for name in ("A", "B"):
                    end = int(row[f"{name}-offset"]) + len(row[name]) - 1
                    rivals.append((word_at(end), row[f"{name}-coref"] == "TRUE"))
                made.choices.append((word_at(int(row["Pronoun-offset"])), rivals))
                yield made


def relocar() -> Iterator[Text]:
    """Places that are meant as such, or stand for who acts there."""
    for sample in ElementTree.parse(CORPORA / "metonymy/ReLocaR_Train.xml").getroot():
        text, marked = (sample.text or "").lstrip(), []
        for loc in sample:
            start = len(text)
            text += loc.text or ""
            marked.append((start, len(text), loc.get("reading") != "lit"))
            text += loc.tail or ""
        words = [match.span() for match in _WORD.finditer(text)]
        made = Text(f"relocar/train/{sample.get('number')}", text.rstrip(), words)
        for start, end, metonymic in marked:
            inside = [i for i, (low, high) in enumerate(words) if start <= low and high <= end]
            if inside:
                made.metonyms.append((inside[0], inside[-1], metonymic))
        yield made


def surfaces(text: Text, sentence: npt.NDArray[np.int64]) -> list[Surface]:
    quoted = np.zeros(len(text.text) + 1, bool)
    for quotation in quotations(text.text):
        quoted[quotation.start : quotation.end] = True
    found = []
    for mention in text.mentions:
        words = [text.text[slice(*text.words[word])] for word in range(mention.first, mention.last + 1)][:12]
        head = min(mention.head - mention.first, len(words) - 1)
        begins = mention.head == 0 or sentence[mention.head] != sentence[mention.head - 1]
        cased = words[head][:1].isupper() and not (begins and len(words) == 1)
        start = text.words[mention.head][0]
        spelt = tuple(word.lower() for word in words)
        found.append(Surface(spelt, head, cased, mention.head, int(sentence[mention.head]), bool(quoted[start])))
    return found
