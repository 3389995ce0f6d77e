"""A draft checked against the ledger: what it quotes, and whom, laid beside what stands on record.

Each quotation, and each statement reported without quotation marks, gets a verdict:

* verbatim: these words, in this order, stand in quotation marks in a dispatch of the ledger, said by the same speaker
  (or by one who cannot be told apart); what was tidied, cut or marked as left out is named;
* altered: nearly these words; the difference is shown word by word;
* other speaker: these words, but somebody else said them;
* paraphrased: the ledger has the statement only as reported speech, or in other words;
* not found: nothing in the ledger comes near; which says nothing about whether it was said.

Candidates come from the full-text index, rarest words first. Nothing is read by a model here: the draft is a Record.

    >>> [check.verdict for check in verify(ledger.connection, record)]   # doctest: +SKIP
    ['verbatim', 'altered']
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.ledger.archive import Archive, Dispatch, Stated, shared
from onrecord.ledger.speakers import Speaker, named, same
from onrecord.quotation import Quotation, quotations
from onrecord.record import Record, Span, Statement
from onrecord.wording import (
    Comparison,
    Edit,
    Piece,
    Word,
    compare,
    function_words,
    is_negation,
    is_number,
    pieces,
    words,
)

Verdict = Literal["verbatim", "altered", "other speaker", "paraphrased", "not found"]
RANK: dict[str, int] = {"verbatim": 0, "other speaker": 1, "altered": 2, "paraphrased": 3, "not found": 4}

LONE = 3  # words; shorter quotations that nobody is said to have spoken are titles, nicknames and irony
SAME_MATTER = 0.6  # weight of a statement's words, rare ones heavier, that another must share to be a paraphrase of it


@dataclass(frozen=True, slots=True)
class Found:
    """Where in the ledger: the words as they stand there, in which dispatch, by whom, and how said."""

    document: str  # id
    address: str
    title: str | None
    publisher: str | None
    published: str | None
    said: str | None  # when it was said, or published where that is not known
    statement: str | None  # id: the permalink; None where the reader found no statement around the words
    span: Span
    words: str
    speaker: str | None
    form: Literal["quoted", "reported"]


@dataclass(frozen=True, slots=True)
class Check:
    """One quotation or attribution of the draft, with what the ledger has for it."""

    kind: Literal["quotation", "attribution"]
    span: Span  # of the draft, without quotation marks
    words: str
    speaker: str | None
    verdict: Verdict
    found: Found | None
    speaker_agrees: bool | None  # None where it cannot be told
    edits: tuple[Edit, ...]
    diff: tuple[tuple[str, str, str], ...]
    documents: int  # in which these words were found with this verdict, among those looked at
    stories: int  # the same with wire copies counted once

    @property
    def passed(self) -> bool:
        """Whether nothing is to be done: a quotation that is verbatim, an attribution that the ledger bears out."""
        return self.verdict == "verbatim" or (self.kind == "attribution" and self.verdict == "paraphrased")


@dataclass(frozen=True, slots=True)
class _Candidate:
    verdict: Verdict
    dispatch: Dispatch
    found: Found
    agrees: bool | None
    comparison: Comparison | None
    edits: tuple[Edit, ...]
    closeness: float

    @property
    def order(self) -> tuple[object, ...]:
        """Best first: of equals the one whose speaker agrees, the closest, the earliest."""
        agreement = {True: 0, None: 1, False: 2}[self.agrees]
        return RANK[self.verdict], agreement, -self.closeness, self.dispatch.day or "9999", self.dispatch.key


def verify(connection: sqlite3.Connection, record: Record) -> tuple[Check, ...]:
    """The checks of a draft in the order of its text. `record` is what the reader made of the draft."""
    checker = _Checker(Archive(connection))
    text = record.document.text
    checks = []
    for quotation in quotations(text):
        span = _inner(text, quotation)
        if quotation.depth > 1 or span is None:
            continue
        statement = _statement_around(record.statements, span)
        if statement is None and len(words(text, span.start, span.end)) < LONE:
            continue
        checks.append(checker.quotation(record, span, statement))
    for statement in record.statements:
        if statement.form == "indirect" and statement.kind == "speech" and statement.polarity != "hypothetical":
            checks.append(checker.attribution(record, statement))
    return tuple(sorted(checks, key=lambda check: (check.span, check.kind)))


@dataclass
class _Checker:
    archive: Archive

    def quotation(self, record: Record, span: Span, statement: Statement | None) -> Check:
        text = record.document.text
        draft = pieces(text, span.start, span.end)
        speaker = _speaker(record, statement)
        keys = [piece.keys[0] for piece in draft if piece.kind == "word"]
        dispatches = [self.archive.dispatch(key) for key in self.archive.likely(keys, speaker)]
        candidates = [one for dispatch in dispatches if (one := self._in_quotes(draft, dispatch, speaker))]
        if not any(one.verdict == "verbatim" for one in candidates):
            candidates += [one for dispatch in dispatches for one in self._in_reports(draft, dispatch, speaker)]
        if not candidates:
            candidates = self._same_matter(keys, speaker)
            candidates = [one for one in candidates if one.agrees is not False]
        return self._check("quotation", span, text, speaker, candidates)

    def attribution(self, record: Record, statement: Statement) -> Check:
        text = record.document.text
        span = Span(statement.content[0].start, statement.content[-1].end)
        draft = [piece for part in statement.content for piece in pieces(text, part.start, part.end)]
        speaker = _speaker(record, statement)
        keys = [piece.keys[0] for piece in draft if piece.kind == "word"]
        candidates = self._same_matter(keys, speaker, draft, statement.polarity)
        return self._check("attribution", span, text, speaker, candidates)

    def _check(
        self, kind: Literal["quotation", "attribution"], span: Span, text: str, speaker: Speaker | None,
        candidates: list[_Candidate],
    ) -> Check:  # fmt: skip
        best = min(candidates, key=lambda one: one.order, default=None)
        shown = speaker.shown if speaker else None
        if best is None:
            return Check(kind, span, span.of(text), shown, "not found", None, None, (), (), 0, 0)
        alike = [one for one in candidates if one.verdict == best.verdict and one.agrees == best.agrees]
        diff = best.comparison.diff if best.comparison else ()
        return Check(
            kind, span, span.of(text), shown, best.verdict, best.found, best.agrees, best.edits, diff,
            len({one.dispatch.key for one in alike}), len({one.dispatch.story for one in alike}),
        )  # fmt: skip

    # Laying words beside words.

    def _in_quotes(self, draft: Sequence[Piece], dispatch: Dispatch, speaker: Speaker | None) -> _Candidate | None:
        """The quotation beside the words in quotation marks of a dispatch."""
        comparison = compare(draft, dispatch.quoted) if _shares_enough(draft, dispatch.quoted) else None
        if comparison is None or not _tells(draft, comparison):
            return None
        span = Span(comparison.start, comparison.end)
        edits = comparison.edits + self._two_speakers(dispatch, comparison)
        row = dispatch.around(span)
        agrees = same(speaker, row.speaker) if speaker and row else None
        verdict: Verdict = "altered"
        if comparison.verbatim and edits == comparison.edits:
            verdict = "other speaker" if agrees is False else "verbatim"
        found = _found(dispatch, span, row, "quoted")
        return _Candidate(verdict, dispatch, found, agrees, comparison, edits, comparison.share)

    def _two_speakers(self, dispatch: Dispatch, comparison: Comparison) -> tuple[Edit, ...]:
        """Words of two people run together are nobody's."""
        rows = [
            dispatch.around(Span(max(quote.start, comparison.start), min(quote.end, comparison.end)))
            for quote in (dispatch.quotes[number] for number in comparison.quotations)
        ]
        speakers = [row.speaker for row in rows if row]
        apart = [one for one in speakers[1:] if same(speakers[0], one) is False]
        return (Edit("speakers", (), (speakers[0].shown, apart[0].shown)),) if apart else ()

    def _in_reports(self, draft: Sequence[Piece], dispatch: Dispatch, speaker: Speaker | None) -> list[_Candidate]:
        """The quotation beside statements that are reported without quotation marks."""
        made = []
        for row in dispatch.statements:
            reported = [word for part in row.content for word in words(dispatch.text, part.start, part.end)]
            if row.form == "direct" or not _shares_enough(draft, reported):
                continue
            comparison = compare(draft, reported)
            if comparison is None or not _tells(draft, comparison):
                continue
            agrees = same(speaker, row.speaker) if speaker else None
            if agrees is False:
                continue
            found = _found(dispatch, Span(comparison.start, comparison.end), row, "reported")
            made.append(
                _Candidate("paraphrased", dispatch, found, agrees, comparison, comparison.edits, comparison.share)
            )
        return made

    def _same_matter(
        self, keys: list[str], speaker: Speaker | None, draft: Sequence[Piece] = (), polarity: str | None = None
    ) -> list[_Candidate]:
        """Statements of the ledger on the same matter, by their rarer words; with `draft`, also word by word."""
        weights = {_stem(key): self.archive.weight(key) for key in keys if key not in function_words()}
        whole = sum(weights.values())
        if len(weights) < 2:
            return []
        made = []
        for key, statement_id in self.archive.statements_with(keys):
            dispatch = self.archive.dispatch(key)
            row = next(row for row in dispatch.statements if row.id == statement_id)
            said = [word for part in row.content for word in words(dispatch.text, part.start, part.end)]
            stems = {_stem(word.key) for word in said}
            closeness = sum(weight for stem, weight in weights.items() if stem in stems) / whole
            comparison = compare(draft, said) if draft else None
            if closeness < SAME_MATTER and not comparison:
                continue
            agrees = same(speaker, row.speaker) if speaker else None
            edits = comparison.edits if comparison else ()
            verdict = _matter_verdict(keys, said, comparison, agrees, draft=bool(draft))
            if polarity and {polarity, row.polarity} == {"affirmed", "negated"}:
                verdict, edits = "altered", (*edits, Edit("negation", (polarity,), (row.polarity,)))
            form: Literal["quoted", "reported"] = "quoted" if row.form == "direct" else "reported"
            found = _found(dispatch, Span(row.content[0].start, row.content[-1].end), row, form)
            made.append(_Candidate(verdict, dispatch, found, agrees, comparison, edits, closeness))
        return made


def _matter_verdict(
    keys: list[str], said: list[Word], comparison: Comparison | None, agrees: bool | None, *, draft: bool
) -> Verdict:
    """For a statement reported without quotation marks: borne out, turned round, or another's."""
    if agrees is False:
        return "other speaker"
    if not draft:
        return "paraphrased"
    if comparison and comparison.verbatim:
        return "verbatim"
    there = [word.key for word in said]
    figures = [{key for key in row if is_number(key)} for row in (keys, there)]
    negated = [sum(map(is_negation, row)) % 2 for row in (keys, there)]
    if comparison and (negated[0] != negated[1] or not figures[0] <= figures[1] or _names_replaced(comparison)):
        return "altered"
    return "paraphrased"


def _names_replaced(comparison: Comparison) -> bool:
    """A name, a month or a day of the week in the place of another."""
    return any(
        edit.kind == "replaced"
        and len(edit.draft) == len(edit.source)
        and any(a[:1].isupper() and b[:1].isupper() for a, b in zip(edit.draft, edit.source, strict=True))
        for edit in comparison.edits
    )


def _inner(text: str, quotation: Quotation) -> Span | None:
    """A quotation without its marks and white space; None where no word is left."""
    inside = words(text, quotation.start, quotation.end)
    made = pieces(text, quotation.start, quotation.end)
    if not inside or not made:
        return None
    return Span(min(inside[0].start, made[0].start), max(inside[-1].end, made[-1].end))


def _statement_around(statements: Iterable[Statement], span: Span) -> Statement | None:
    held = [(one, sum(shared(part, span) for part in one.content)) for one in statements]
    held = [(one, size) for one, size in held if 2 * size >= span.end - span.start]
    return max(held, key=lambda pair: (pair[0].within is not None, pair[1]), default=(None, 0))[0]


def _speaker(record: Record, statement: Statement | None) -> Speaker | None:
    """Who the draft says it was; None where it says nothing."""
    if statement is None:
        return None
    text = record.document.text
    entity = next((one for one in record.entities if one.id == statement.speaker), None)
    if entity:
        names = [entity.name, *(mention.span.of(text) for mention in entity.mentions if mention.kind == "name")]
        return Speaker(entity.name, tuple(names), entity.type, entity.link.id if entity.link else None)
    return named(" ".join(span.of(text) for span in statement.source)) if statement.source else None


def _shares_enough(draft: Sequence[Piece], source: Sequence[Word]) -> bool:
    """Half the words of the quotation, in any order: without them no alignment is worth its time."""
    keys = [piece.keys[0] for piece in draft if piece.kind == "word"]
    there = {word.key for word in source}
    return 2 * sum(key in there for key in keys) >= len(keys) > 0


def _tells(draft: Sequence[Piece], comparison: Comparison) -> bool:
    """Whether a match is more than chance: two words of content, or all there are."""
    own = sum(piece.kind == "word" and piece.keys[0] not in function_words() for piece in draft)
    return comparison.verbatim or comparison.content >= min(2, own) > 0


def _found(dispatch: Dispatch, span: Span, row: Stated | None, form: Literal["quoted", "reported"]) -> Found:
    speaker = row.speaker.shown if row and row.speaker.shown else None
    return Found(
        dispatch.id, dispatch.address, dispatch.title, dispatch.publisher, dispatch.published,
        row.day if row else dispatch.day,
        row.id if row else None, span, span.of(dispatch.text), speaker, form,
    )  # fmt: skip


def _stem(key: str) -> str:
    """A word without its commonest endings: enough to find "extend" in "extended"."""
    for ending in ("ing", "ies", "ed", "es", "s", "y", "e"):
        if key.endswith(ending) and len(key) - len(ending) >= 4:
            return key[: -len(ending)]
    return key
