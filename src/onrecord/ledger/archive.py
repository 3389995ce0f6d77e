"""What the ledger has that a draft may quote: the dispatches and statements that share its words, rarest first.

What is withdrawn, under embargo or rejected is no source. Everything comes from the indexes of words; what was looked
at once is kept while a draft is checked.

    >>> Archive(connection).likely(["waited", "since", "november"], None)   # doctest: +SKIP
    [17, 4]
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from onrecord.ledger.keys import moment
from onrecord.ledger.speakers import Speaker, named
from onrecord.quotation import Quotation, quotations
from onrecord.record import Span
from onrecord.wording import Word, function_words, titles, words

CANDIDATES = 24  # dispatches that a quotation is laid beside
RARE = 2000  # dispatches; a word that stands in more is not looked up by itself
LOOKED_UP = 24  # words of a quotation
PHRASE = 3  # words of the phrases that are looked up where no word is rare

_OPEN = "document.withdrawn IS NULL AND (document.embargo IS NULL OR document.embargo <= :now)"


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the ledger."""

    id: str
    content: tuple[Span, ...]
    speaker: Speaker
    form: str
    polarity: str
    day: str | None
    inner: bool  # within another statement


@dataclass(frozen=True)
class Dispatch:
    key: int
    id: str
    text: str
    address: str
    title: str | None
    publisher: str | None
    published: str | None
    day: str | None
    story: int
    statements: tuple[Stated, ...]

    @cached_property
    def quotes(self) -> tuple[Quotation, ...]:
        return tuple(quotation for quotation in quotations(self.text) if quotation.depth == 1)

    @cached_property
    def quoted(self) -> list[Word]:
        """The words within quotation marks, as one row."""
        return [word for n, q in enumerate(self.quotes) for word in words(self.text, q.start, q.end, n)]

    def around(self, span: Span) -> Stated | None:
        """The statement that the words are of: the innermost, then the one that holds most of them."""
        held = [(row, sum(shared(part, span) for part in row.content)) for row in self.statements]
        held = [(row, size) for row, size in held if 2 * size >= span.end - span.start]
        return max(held, key=lambda pair: (pair[0].inner, pair[1]), default=(None, 0))[0]


@dataclass
class Archive:
    """The ledger as a draft is laid beside it."""

    connection: sqlite3.Connection
    known: dict[int, Dispatch] = field(default_factory=dict)
    speakers: dict[tuple[int | None, str], Speaker] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    now: str = field(default_factory=lambda: moment(datetime.now(UTC)))

    def likely(self, keys: list[str], speaker: Speaker | None) -> list[int]:
        """The dispatches that share most of the rare words, or, where no word is rare, phrases.

        Of those with the same words, the ones that name the speaker come first: stock phrases are said by many.
        """
        asked = sorted(set(keys) - function_words(), key=lambda key: (-len(key), key))[:LOOKED_UP]
        score: Counter[int] = Counter()
        for word in asked:
            count = self._count(word)
            if 0 < count < RARE:
                for (document,) in self._matching("document_words", f'"{word}"', RARE):
                    score[document] += math.ceil(100 * self.weight(word))
        if len(score) < CANDIDATES:
            for start in range(0, max(1, len(keys) - PHRASE + 1), 1 if len(keys) < 12 else 3):
                phrase = " ".join(keys[start : start + PHRASE])
                for (document,) in self._matching("document_words", f'"{phrase}"', CANDIDATES):
                    score[document] += 100
        names = {word.key for name in (speaker.names if speaker else ()) for word in words(name)}
        for name in sorted(names - function_words() - titles()):
            if 0 < self._count(name) < RARE:
                for (document,) in self._matching("document_words", f'"{name}"', RARE):
                    if document in score:
                        score[document] += math.ceil(100 * self.weight(name))
        best = sorted(score.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
        query = f"SELECT key FROM document WHERE appearance = :key AND {_OPEN}"
        return [key for row, _ in best for (key,) in self.connection.execute(query, {"key": row, "now": self.now})]

    def statements_with(self, keys: list[str]) -> list[tuple[int, str]]:
        """The document and id of the statements that share most of the rare words."""
        asked = sorted(set(keys) - function_words(), key=lambda key: (self._count(key), key))
        score: Counter[int] = Counter()
        for word in asked[:LOOKED_UP]:
            if self._count(word):
                for (statement,) in self._matching("statement_words", f'words : "{word}"', RARE):
                    score[statement] += math.ceil(100 * self.weight(word))
        best = sorted(score.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
        query = (
            "SELECT document, statement.id FROM statement JOIN document ON document.key = statement.document "
            f"WHERE statement.key = :key AND judged IS NOT 'reject' AND {_OPEN}"
        )
        return [row for key, _ in best for row in self.connection.execute(query, {"key": key, "now": self.now})]

    def _matching(self, table: str, query: str, limit: int) -> Iterable[tuple[int]]:
        return self.connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?", (query, limit))

    def _count(self, word: str) -> int:
        """In how many dispatches a word stands; at most RARE."""
        if word not in self.counts:
            self.counts[word] = sum(1 for _ in self._matching("document_words", f'"{word}"', RARE))
        return self.counts[word]

    def weight(self, word: str) -> float:
        return math.log(2 * RARE / (1 + self._count(word)))

    def dispatch(self, key: int) -> Dispatch:
        if key not in self.known:
            about = self.connection.execute(
                "SELECT document.id, document.text, address, title, publisher, published, day FROM document "
                "JOIN appearance ON appearance.key = document.appearance WHERE document.key = ?",
                (key,),
            ).fetchone()
            story = self.connection.execute("SELECT story FROM folded WHERE document = ?", (key,)).fetchone()
            rows = self.connection.execute(
                "SELECT id, source, content, form, polarity, day, within, actor FROM statement WHERE document = ? "
                "AND judged IS NOT 'reject'",
                (key,),
            )
            made = []
            for statement_id, source, content, form, polarity, said, within, actor in rows.fetchall():
                speaker = self._of_ledger(actor, _spans(source), about[1])
                made.append(Stated(statement_id, _spans(content), speaker, form, polarity, said, within is not None))
            id_, text, address, title, publisher, published, day = about
            numbered = story[0] if story else key
            self.known[key] = Dispatch(key, id_, text, address, title, publisher, published, day, numbered, tuple(made))
        return self.known[key]

    def _of_ledger(self, actor: int | None, source: tuple[Span, ...], text: str) -> Speaker:
        surface = " ".join(span.of(text) for span in source)
        if actor is None:
            return named(surface)
        if (actor, surface) not in self.speakers:
            name, kind, link, identity = self.connection.execute(
                "SELECT coalesce(actor.renamed, actor.name), actor.type, actor.link, actor.key FROM actor AS named "
                "JOIN actor ON actor.key = named.identity WHERE named.key = ?",
                (actor,),
            ).fetchone()
            aliases = self.connection.execute(
                "SELECT DISTINCT alias.name FROM alias JOIN actor AS named ON named.key = alias.actor "
                "WHERE named.identity = ? AND alias.entities > 0 ORDER BY alias.entities DESC LIMIT 50",
                (identity,),
            )
            names = (name, *(alias for (alias,) in aliases))
            self.speakers[actor, surface] = Speaker(name, names, kind, link)
        return self.speakers[actor, surface]


def shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _spans(stored: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored))
