"""Wording: a quotation laid beside the words that were said, word by word, with the place of each in both texts.

A quotation may be marked as edited: an ellipsis stands for words left out, square brackets for words put in or changed.
Marks, quotation marks, case and the punctuation between words are not what was said, and differences in them are named
and forgiven. A negation or a figure is never forgiven: behind an ellipsis, in brackets, or right before a place where
the quotation was cut, it makes the quotation altered.

    >>> said = "We have waited since November, and we will not wait until 2025."
    >>> found = compare(pieces("We have waited … and we will wait until 2025"), words(said))
    >>> found.verbatim, [(edit.kind, edit.source) for edit in found.edits if edit.kind == "dropped"]
    (False, [('dropped', ('not',))])
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

# What was made of the words: allowed edits, and alterations.
Kind = Literal[
    "ellipsis", "bracket", "case", "punctuation", "cut", "joined",
    "replaced", "added", "dropped", "reordered", "negation", "number", "speakers",
]  # fmt: skip
ALLOWED: frozenset[str] = frozenset({"ellipsis", "bracket", "case", "punctuation", "cut", "joined"})

IN_BRACKETS = 6  # words that a pair of brackets may stand for
BEFORE_CUT = 8  # words of the same clause before a cut in which a negation bears on what follows
_JOINED_WITHIN = 400  # characters between two parts of a quotation that are run together
_FRESH = 3  # letters that a word changed in brackets keeps: state[s]
ALIKE = 0.55  # share of a quotation's words that stand in the source, in order, for it to be an altered one
REORDERED = 0.85  # the same in any order

_ELLIPSIS = r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.\s?\.(?:\s?\.)?"
_WORD = r"\d+(?:[.,:]\d+)*|per\scent\b|\w+(?:['’]\w+)*|[%$€£]"
_PIECE = re.compile(
    rf"(?P<ellipsis>{_ELLIPSIS})|(?P<inside>\w*\[\w+\]\w+|\w+\[\w+\]\w*)|\[(?P<bracket>[^\[\]]{{1,120}})\]|(?P<word>{_WORD})",
    re.IGNORECASE,
)
_ANY_WORD = re.compile(_WORD, re.IGNORECASE)
_FIRST_LETTER = re.compile(r"\[\w\]\w*")  # [W]e: the word, with another first letter
_ENDS = re.compile(r"[.!?…]")
_CLAUSE = re.compile(r"[,;:–—()]|\s-\s")
_MARKS = re.compile(r"[\s'\"“”‘’«»„‟‚‛‹›`.,;:!?…()-]|–|—")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the source: `key` is what is compared, `quotation` the number of the quotation it stands in."""

    key: str
    text: str
    start: int
    end: int
    quotation: int = 0
    between: str = ""  # what stands between it and the next word


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the draft, or a mark of editing that stands for some number of words."""

    kind: Literal["word", "ellipsis", "bracket"]
    keys: tuple[str, ...]
    text: str
    start: int
    end: int
    between: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference: the words as the draft has them, and as the source does; spans where there are words."""

    kind: Kind
    draft: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    draft_span: tuple[int, int] | None = None
    source_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation beside its source: where it stands there, how much of it does, and what was made of it."""

    start: int  # of the source text
    end: int
    share: float  # of the quotation's words that stand there in order
    content: int  # matched words that are not function words
    quotations: tuple[int, ...]  # of the source that it takes words from
    edits: tuple[Edit, ...]
    diff: tuple[tuple[str, str, str], ...]  # ("=", "-", "+", "~"), words of the draft, words of the source

    @property
    def verbatim(self) -> bool:
        return all(edit.kind in ALLOWED for edit in self.edits)

    @property
    def alterations(self) -> tuple[Edit, ...]:
        return tuple(edit for edit in self.edits if edit.kind not in ALLOWED)


def key(word: str) -> str:
    """What must be equal for two words to be one: not case, not the form of an apostrophe, not commas in figures."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    if plain[0].isdigit():
        return plain.replace(",", "")
    return "percent" if plain == "%" or (plain.startswith("per") and plain.split() == ["per", "cent"]) else plain


def words(text: str, start: int = 0, end: int | None = None, quotation: int = 0) -> list[Word]:
    """The words of a stretch of text, in order."""
    end = len(text) if end is None else end
    found = list(_ANY_WORD.finditer(text, start, end))
    stops = [*(match.start() for match in found[1:]), end][: len(found)]
    return [
        Word(key(match[0]), match[0], match.start(), match.end(), quotation, text[match.end() : stop])
        for match, stop in zip(found, stops, strict=True)
    ]


def pieces(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """The words and marks of editing of a quotation, given without its quotation marks."""
    end = len(text) if end is None else end
    found = list(_PIECE.finditer(text, start, end))
    stops = [*(match.start() for match in found[1:]), end][: len(found)]
    made: list[Piece] = []
    for match, stop in zip(found, stops, strict=True):
        between = text[match.end() : stop]
        if match["word"] or _FIRST_LETTER.fullmatch(match[0]):
            made.append(Piece("word", (key(_unbracketed(match[0])),), match[0], match.start(), match.end(), between))
        elif match["ellipsis"]:
            made.append(Piece("ellipsis", (), match[0], match.start(), match.end(), between))
        else:
            inner = match[0] if match["inside"] else match["bracket"]
            keys = tuple(key(word[0]) for word in _ANY_WORD.finditer(_unbracketed(inner)))
            made.append(Piece("bracket", keys, match[0], match.start(), match.end(), between))
    return made


def _unbracketed(text: str) -> str:
    return text.replace("[", "").replace("]", "")


def compare(draft: Sequence[Piece], source: Sequence[Word]) -> Comparison | None:
    """The quotation beside the stretch of `source` that it fits best; None where it fits none."""
    whole = [piece for piece in draft if piece.kind == "word"]
    if not whole or not source:
        return None
    steps = _aligned(draft, source)
    matched = [(i, j) for i, j in steps if i is not None and j is not None and _equal(draft[i], source[j])]
    if not matched:
        return None
    first, last = matched[0][1], matched[-1][1]
    share = len(matched) / len(whole)
    content = sum(draft[i].keys[0] not in function_words() for i, _ in matched)
    near = Counter(word.key for word in source[max(0, first - len(whole)) : last + 1 + len(whole)])
    in_any_order = sum((Counter(piece.keys[0] for piece in whole) & near).values()) / len(whole)
    if share < ALIKE and in_any_order < REORDERED:
        return None
    edits = list(_edits(draft, source, steps, first, last))
    kept = tuple(dict.fromkeys(source[j].quotation for _, j in matched))
    return Comparison(
        source[first].start, source[last].end, share, content, kept, tuple(edits), tuple(_diff(draft, source, steps))
    )


_Step = tuple[int | None, int | None]  # a piece of the draft, a word of the source


def _equal(piece: Piece, word: Word) -> bool:
    return piece.kind == "word" and piece.keys[0] == word.key


def _aligned(draft: Sequence[Piece], source: Sequence[Word]) -> list[_Step]:
    """The cheapest way to lay all of the draft along some stretch of the source.

    A word for another and a word more cost 4; a word less 3, so that what is dropped is looked for before the words
    behind it count as added; a word for one beyond the end or the beginning of a sentence 6, so that what was added
    there stays added. Words behind an ellipsis or brackets cost nothing.
    """
    width = len(source) + 1
    begins = [j == 0 or _ends_sentence(source, j - 1) for j in range(len(source))]
    ends = [_ends_sentence(source, j) for j in range(len(source))]

    def across(i: int, j: int) -> int:
        if _equal(draft[i], source[j]):
            return 0
        return 6 if (begins[j] and i) or (ends[j] and not i) else 4

    costs = [[0] * width]
    for i, piece in enumerate(draft):
        above, free = costs[-1], piece.kind != "word"
        skip, step = (0, 0) if free else (3, 4)
        row = [above[0] + step]
        for j in range(1, width):
            best = above[j] + step
            if not free:
                best = min(best, above[j - 1] + across(i, j - 1))
            row.append(min(best, row[j - 1] + skip))
        costs.append(row)
    i, j = len(draft), min(range(width), key=lambda at: costs[-1][at])
    steps: list[_Step] = []
    while i:
        free, here = draft[i - 1].kind != "word", costs[i][j]
        if j and not free and here == costs[i - 1][j - 1] + across(i - 1, j - 1):
            i, j = i - 1, j - 1
            steps.append((i, j))
        elif here == costs[i - 1][j] + (0 if free else 4):
            i -= 1
            steps.append((i, None))
        else:
            j -= 1
            steps.append((None, j))
    return steps[::-1]


def _edits(draft: Sequence[Piece], source: Sequence[Word], steps: list[_Step], first: int, last: int) -> Iterator[Edit]:
    """Everything that distinguishes the draft from the source between its first and last matching word."""
    yield from _marked(draft, source, steps, first, last)
    yield from _unmarked(draft, source, steps, first, last)
    yield from _tidied(draft, source, steps)
    yield from _cut(draft, source, first, last)


def _marked(
    draft: Sequence[Piece], source: Sequence[Word], steps: list[_Step], first: int, last: int
) -> Iterator[Edit]:
    """Ellipses and brackets, each with the words behind it."""
    for place, (i, _) in enumerate(steps):
        if i is None or draft[i].kind == "word":
            continue
        piece = draft[i]
        behind = []
        for i_next, j in steps[place + 1 :]:
            if i_next is not None or j is None:
                break
            behind.append(j)
        behind = [j for j in behind if first <= j <= last]
        gone = tuple(source[j].text for j in behind)
        span = (source[behind[0]].start, source[behind[-1]].end) if behind else None
        yield Edit(piece.kind, (piece.text,), gone, (piece.start, piece.end), span)  # type: ignore[arg-type]
        keys = tuple(source[j].key for j in behind)
        wrong: Kind | None = None
        if piece.kind == "ellipsis":
            if any(map(is_negation, _bearing(source, behind))):
                wrong = "negation"
        elif set(filter(is_negation, keys)) != set(filter(is_negation, piece.keys)):
            wrong = "negation"
        elif set(filter(is_number, keys)) != set(filter(is_number, piece.keys)):
            wrong = "number"
        elif len(keys) > IN_BRACKETS or ("[" in piece.text[1:] and not _is_form_of(piece.keys, keys)):
            wrong = "replaced"
        if wrong:
            yield Edit(wrong, (piece.text,), gone, (piece.start, piece.end), span)


def _bearing(source: Sequence[Word], behind: list[int]) -> list[str]:
    """Of the words left out, those that may bear on what was kept.

    All of them where both sides are of one sentence; where the ellipsis takes in the end of a sentence, those of the
    clause that was broken off, and of the clause whose beginning is gone.
    """
    ends = [j for j in behind if _ends_sentence(source, j)]
    if not ends:
        return [source[j].key for j in behind]
    kept: list[str] = []
    if behind[0] > 0 and not _ends_sentence(source, behind[0] - 1):
        for j in range(behind[0] - 1, ends[0]):
            if _CLAUSE.search(source[j].between):
                break
            kept.append(source[j + 1].key)
    for j in range(behind[-1], ends[-1], -1):
        if _CLAUSE.search(source[j].between):
            break
        kept.append(source[j].key)
    return kept


def _is_form_of(changed: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a word with letters in brackets is a form of the one word that was said."""
    return len(said) == len(changed) == 1 and (
        changed[0] == said[0] or (changed[0][:_FRESH] == said[0][:_FRESH] and len(said[0]) >= _FRESH)
    )


def _unmarked(
    draft: Sequence[Piece], source: Sequence[Word], steps: list[_Step], first: int, last: int
) -> Iterator[Edit]:
    """Words replaced, added and dropped without a mark; runs of them are one edit."""
    added: list[int] = []
    dropped: list[int] = []
    found: list[tuple[list[int], list[int]]] = []
    free = False
    for i, j in [*steps, (None, None)]:
        if i is None and j is not None:
            if not free:
                dropped.append(j)
            continue
        is_word = i is not None and draft[i].kind == "word"
        equal = is_word and j is not None and _equal(draft[i], source[j])  # type: ignore[index]
        if is_word and not equal:
            added.append(i)  # type: ignore[arg-type]
            dropped += [j] if j is not None else []
        elif added or dropped:
            found.append((added, dropped))
            added, dropped = [], []
        free = i is not None and draft[i].kind != "word"
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    for mine, theirs in found:
        inside = [j for j in theirs if first <= j <= last or mine]
        if not mine and not inside:
            continue
        kind: Kind = "replaced" if mine and inside else "added" if mine else "dropped"
        keys = [key for i in mine for key in draft[i].keys], [source[j].key for j in inside]
        come.update(keys[0])
        gone.update(keys[1])
        yield Edit(
            kind,
            tuple(draft[i].text for i in mine),
            tuple(source[j].text for j in inside),
            (draft[mine[0]].start, draft[mine[-1]].end) if mine else None,
            (source[inside[0]].start, source[inside[-1]].end) if inside else None,
        )
        for name, is_one in (("negation", is_negation), ("number", is_number)):
            if Counter(filter(is_one, keys[0])) != Counter(filter(is_one, keys[1])):
                lost, put = ([one for one in part if is_one(one)] for part in (keys[1], keys[0]))
                yield Edit(name, tuple(put), tuple(lost))  # type: ignore[arg-type]
    if come and come == gone:
        yield Edit("reordered")


def _tidied(draft: Sequence[Piece], source: Sequence[Word], steps: list[_Step]) -> Iterator[Edit]:
    """Case, punctuation, and parts of a quotation run together, each named once."""
    case = punctuation = joined = None
    for (i, j), (i_next, j_next) in zip(steps, [*steps[1:], (None, None)], strict=True):
        if i is None or j is None or not _equal(draft[i], source[j]):
            continue
        piece, word = draft[i], source[j]
        if piece.text[0] == "[":
            yield Edit("bracket", (piece.text,), (word.text,), (piece.start, piece.end), (word.start, word.end))
        elif piece.text != word.text and piece.text.casefold() == word.text.casefold():
            case = case or Edit("case", (piece.text,), (word.text,), (piece.start, piece.end), (word.start, word.end))
        elif piece.text.replace("’", "'").casefold() != word.text.replace("’", "'").casefold():
            punctuation = punctuation or Edit("punctuation", (piece.text,), (word.text,))
        if i_next is None or j_next is None or not _equal(draft[i_next], source[j_next]):
            continue
        after = source[j_next]
        if word.quotation != after.quotation:
            joined = joined or Edit(
                "joined", (piece.text, draft[i_next].text), (word.text, after.text), None, (word.start, after.end)
            )
            if after.start - word.end > _JOINED_WITHIN:
                yield Edit("dropped", (), (), None, (word.end, after.start))
        elif _plain_marks(piece.between) != _plain_marks(word.between):
            punctuation = punctuation or Edit("punctuation", (piece.between.strip(),), (word.between.strip(),))
    yield from filter(None, (case, punctuation, joined))


def _plain_marks(between: str) -> str:
    """Punctuation between words without white space, in one form of dash and without quotation marks."""
    plain = re.sub(r"[\s'\"“”‘’«»„‟‚‛‹›`]", "", between)
    return re.sub(r"[-–—]+", "-", plain)


def _cut(draft: Sequence[Piece], source: Sequence[Word], first: int, last: int) -> Iterator[Edit]:
    """Where a quotation begins or ends inside a sentence; a negation right before it would bear on it."""
    if first > 0 and source[first - 1].quotation == source[first].quotation and not _ends_sentence(source, first - 1):
        clause: list[Word] = []
        for word in reversed(source[max(0, first - BEFORE_CUT) : first]):
            if word.quotation != source[first].quotation or _ENDS.search(word.between) or _CLAUSE.search(word.between):
                break
            clause.insert(0, word)
        shown = tuple(word.text for word in clause)
        span = (clause[0].start, clause[-1].end) if clause else None
        yield Edit("cut", (), shown, None, span)
        if any(is_negation(word.key) for word in clause):
            yield Edit("negation", (), shown, None, span)
    after = source[last + 1] if last + 1 < len(source) else None
    if after and after.quotation == source[last].quotation and not _ends_sentence(source, last):
        yield Edit("cut", (), (after.text,), None, (after.start, after.end))


def _ends_sentence(source: Sequence[Word], j: int) -> bool:
    word = source[j]
    if j + 1 == len(source) or _ENDS.search(word.between):
        return True
    after = source[j + 1]
    return word.quotation != after.quotation and after.text[:1].isupper()


def _diff(draft: Sequence[Piece], source: Sequence[Word], steps: list[_Step]) -> Iterator[tuple[str, str, str]]:
    """The two texts side by side in runs: equal, dropped (only in the source), added (only in the draft), replaced."""
    run: list[tuple[str, str, str]] = []

    def flush() -> Iterator[tuple[str, str, str]]:
        if run:
            yield (
                run[0][0],
                " ".join(filter(None, (a for _, a, _ in run))),
                " ".join(filter(None, (b for *_, b in run))),
            )
            run.clear()

    for i, j in steps:
        mine = draft[i].text if i is not None else ""
        theirs = source[j].text if j is not None else ""
        if i is not None and j is not None:
            sign = "=" if _equal(draft[i], source[j]) else "~"
        else:
            sign = "+" if i is not None else "-"
        if run and run[0][0] != sign:
            yield from flush()
        run.append((sign, mine, theirs))
    yield from flush()


def is_negation(word: str) -> bool:
    return word in _tables()["negations"] or word.endswith("n't")


def is_number(word: str) -> bool:
    return word[:1].isdigit() or word in _tables()["numbers"]


def function_words() -> frozenset[str]:
    return _tables()["function_words"]


def titles() -> frozenset[str]:
    return _tables()["titles"]


def pronouns() -> frozenset[str]:
    return _tables()["pronouns"]


@cache
def _tables() -> dict[str, frozenset[str]]:
    table = Path(__file__).parent / "lang" / "en" / "wording.toml"
    return {name: frozenset(row) for name, row in tomllib.loads(table.read_text("utf-8")).items()}
