"""Questions to a ledger: one function each, whose SQL stands under its name in `ledger/queries/`.

>>> with Ledger("onrecord.db", read_only=True) as ledger:   # doctest: +SKIP
...     for row in who(ledger, "Ada Lund", Asked(since="2024-08")).rows:
...         print(row)
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from onrecord.ledger import keys
from onrecord.ledger.connect import LedgerError, failures_named, open_for_reading
from onrecord.ledger.corrections import ALIAS_COLUMNS, find_actors
from onrecord.ledger.counts import covered
from onrecord.ledger.repeats import said_in
from onrecord.ledger.revisions import changes
from onrecord.ledger.store import Ledger

CONSIDERED = 4_000  # newest positions that are grouped: some 20 ms
SET_AGAINST = 1_000  # newest positions that are set against each other: all may be on one object
DISPUTE_DAYS = 31  # "the vote" of two dispatches further apart is not the same vote
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)
_SQL_BYTES = 64 << 20  # of one value in a free question
_SQL_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class UnknownName(LedgerError):
    """Nobody in the ledger bears the name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The limits of a question. Dates are ISO 8601, as precise as wanted, and inclusive: until 2021 is to its end.

    `as_of` leaves out what was published later. Rows without a date are given only where there is neither `since` nor
    `until`.
    `unsure` adds the rows below the threshold of confidence, `withdrawn` those of documents that were killed or
    replaced, `embargoed` those of documents whose embargo lies after `now` (by default, the clock).
    `after` is the `cursor` of the answer that this one goes on from, to the same question.
    """

    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    limit: int = 50
    unsure: bool = False
    withdrawn: bool = False
    embargoed: bool = False
    now: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until", "as_of", "now"):
            value = getattr(self, name)
            if value is not None and (not _DATE.fullmatch(value) or keys.low(value) < keys.DATED):
                raise ValueError(f"{name} is {value[:40]!r}; allowed: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM")
        if not 0 < self.limit < 1 << 31:
            raise ValueError(f"limit is {self.limit}; allowed: 1 and more")
        if self.after is not None and not (self.after.isdecimal() and self.after.isascii() and len(self.after) < 19):
            raise ValueError(f"after is {self.after[:40]!r}; allowed: the cursor of an answer")

    @property
    def parameters(self) -> dict[str, Any]:
        dated = self.since is not None or self.until is not None
        until = keys.LAST if self.until is None else keys.high(self.until)
        published = None if self.as_of is None else keys.high(self.as_of)
        due = until if self.after is None else min(until, int(self.after) - 1)
        return {
            "low": keys.low(self.since) or (keys.DATED if dated else 0),
            "due": due,
            # Nobody had said by then what they said later; it spares looking at all that was published since.
            "high": due if published is None else min(due, published),
            "dated": keys.DATED,
            "published": published,
            "limit": self.limit,
            "unsure": self.unsure,
            "withdrawn": self.withdrawn,
            "embargoed": self.embargoed,
            "now": self.now or keys.moment(datetime.now(UTC)),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows, and the cursor at which the answer to the same question goes on; None where that was all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cursor: str | None = None

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def who(ledger: Ledger, name: str, asked: Asked = Asked()) -> Answer:
    """What the actors of that name said, newest first, and sources with that name who are known as no entity."""
    actors = json.dumps([actor.key for actor in find_actors(ledger, name)])
    return _ask(ledger, "who", asked, actors=actors, words=_expression(name))


def search(
    ledger: Ledger, words: str, asked: Asked = Asked(), *, by: str | None = None, outlet: str | None = None
) -> Answer:
    """The statements with these words in what is said, newest first. Words in double quotes stand together."""
    by_whom = "" if by is None else f" AND actor : {_tokens(ledger, _meant(ledger, by))}"
    return _ask(ledger, "search", asked, words=f"words : ({_expression(words)}){by_whom}", outlet=outlet)


def search_documents(ledger: Ledger, words: str, asked: Asked = Asked(), *, outlet: str | None = None) -> Answer:
    """The documents with these words in title or text, newest first."""
    return _ask(ledger, "search_documents", asked, words=_expression(words), outlet=outlet)


def positions(ledger: Ledger, asked: Asked = Asked(), *, by: str | None = None, on: str | None = None) -> Answer:
    """Who is for or against what, since when: by a holder, on an object, or those taken last."""
    whole = replace(asked, after=None).parameters["high"]  # a group that begins on an earlier page is not a new one
    return _ask(ledger, "positions", asked, words=_taken(ledger, by, on), considered=CONSIDERED, high=whole)


def timeline(ledger: Ledger, name: str, asked: Asked = Asked()) -> Answer:
    """What the actors of that name did, underwent, said and held, in the order of time."""
    return _ask(ledger, "timeline", asked, actors=_meant(ledger, name))


def calendar(ledger: Ledger, asked: Asked = Asked()) -> Answer:
    """What is scheduled, earliest first."""
    given = asked.parameters
    if asked.after is not None:  # it goes on towards later days
        given |= {"low": int(asked.after) + 1, "due": replace(asked, after=None).parameters["due"]}
    return _ask(ledger, "calendar", asked, **given | {"high": given["due"]})


def story(ledger: Ledger, document: str) -> Answer:
    """What is said in a dispatch and in the wire copies of it, each statement once; by a document's id or address."""
    where = "SELECT document FROM appearances WHERE document = :name OR address = :name ORDER BY seen DESC LIMIT 1"
    found = ledger.ask(where, {"name": document})
    if not found:
        raise UnknownName(f"{ledger.path}: no document has the id or address {document[:80]!r}")
    columns = ("words", "speaker", "first", "appearances", "publishers", "statement", "statements")
    with failures_named(ledger.path):
        said = said_in(ledger.connection, found[0][0])
    rows = [
        (
            one.words, one.speaker, one.appearances[0].day, len(one.appearances),
            len({appearance.publisher for appearance in one.appearances if appearance.publisher}),
            one.appearances[0].statement, json.dumps([appearance.statement for appearance in one.appearances]),
        )
        for one in said
    ]  # fmt: skip
    return Answer(columns, tuple(rows))


def disputes(ledger: Ledger, asked: Asked = Asked(), *, on: str | None = None) -> Answer:
    """Who is for and who against the same object, each with their last words, newest first."""
    near = {"minutes": DISPUTE_DAYS * 1440, "bits": keys.BITS}
    return _ask(ledger, "disputes", asked, words=_taken(ledger, None, on), considered=SET_AGAINST, **near)


def compare(ledger: Ledger, name: str, topic: str, asked: Asked = Asked()) -> Answer:
    """What the actors of that name said on a topic, each time beside the time before."""
    words = f"words : ({_expression(topic)}) AND actor : {_tokens(ledger, _meant(ledger, name))}"
    return _ask(ledger, "compare", asked, words=words)


def sources(ledger: Ledger, asked: Asked = Asked(), *, outlet: str | None = None) -> Answer:
    """How often which actor is quoted in what was published in a time, in how many documents and outlets."""
    counted = outlet is not None or asked.unsure or asked.withdrawn
    given = asked.parameters
    low = given["low"] if given["published"] is None else max(given["low"], keys.DATED)
    high = given["high"]
    whole = not counted and (low, high) == (0, keys.LAST)
    first, last = ledger.ask("SELECT min(key), max(key) FROM appearance WHERE key >= ?", (keys.DATED,))[0]
    periods, ranges = list[str](), [(low, high)]
    if whole:
        ranges = []
    elif not counted and first is not None:
        periods, ranges = covered(max(low, keys.month(first)[0]), min(high, keys.month(last)[1]))
    parts = {"periods": json.dumps(periods), "ranges": json.dumps(ranges)}
    return _ask(ledger, "sources", asked, outlet=outlet, whole=whole, **parts)


def versions(ledger: Ledger, address: str, *, unsure: bool = False) -> Answer:
    """The texts that have stood at an address, in the order they were first seen, and how their quotations changed.

    A version has a row for each quotation that it added, altered or dropped, or one that says nothing changed.
    """
    found: list[tuple[Any, ...]] = []
    before: list[str] | None = None
    for row in _ask(ledger, "versions", Asked(), address=address).rows:
        document = row[1]
        quoted = [words for (words,) in ledger.ask(sql_of("quotations"), {"document": document, "unsure": unsure})]
        made = [] if before is None else changes(before, quoted)
        whole = "first" if before is None else "no quotation changed"
        found += [(*row, change.kind, change.before, change.words) for change in made] or [(*row, whole, None, None)]
        before = quoted
    columns = ("version", "document", "title", "published", "seen", "statements", "change", "before", "words")
    return Answer(columns, tuple(found))


def notices(ledger: Ledger, *, kind: str | None = None, limit: int = 50) -> Answer:
    """What wire services said of their items, the latest seen first: publications, corrections, kills, plans."""
    return _ask(ledger, "notices", Asked(limit=limit), kind=kind)


def names(ledger: Ledger, name: str) -> Answer:
    """The actors that a name may mean, and every name that is joined to them."""
    return _ask(ledger, "names", Asked(), actors=_meant(ledger, name))


def aliases(ledger: Ledger) -> Answer:
    """Every name and the actor that it stands for."""
    found = ledger.ask(sql_of("aliases"))
    return Answer(ALIAS_COLUMNS, tuple(found))


def sql(
    ledger: Ledger,
    query: str,
    *,
    limit: int = 1000,
    seconds: float = 30.0,
    clock: Callable[[], float] = time.monotonic,
) -> Answer:
    """The answer to one SELECT of your own, on a connection that can only read; LedgerError past the limits."""
    connection = open_for_reading(ledger.path)
    started = clock()
    try:
        indexes = connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'").fetchall()
        for (index,) in indexes:  # opening one declares a table, which is refused from here on
            connection.execute(f"SELECT 1 FROM {index} LIMIT 0")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _SQL_BYTES)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_allowed)
        connection.set_progress_handler(lambda: clock() - started > seconds, _SQL_STEPS)
        with failures_named(ledger.path):
            try:
                cursor = connection.execute(query)
                rows = cursor.fetchmany(limit)
            except sqlite3.ProgrammingError as error:
                raise LedgerError(f"one statement at a time: {error}") from error
            except sqlite3.DatabaseError as error:
                name = getattr(error, "sqlite_errorname", "") or ""
                if name == "SQLITE_INTERRUPT":
                    raise LedgerError(f"the question took longer than {seconds:g} s; --seconds allows more") from error
                if name == "SQLITE_AUTH" or "prohibited" in str(error) or "not authorized" in str(error):
                    raise LedgerError(f"only questions are allowed here (SELECT): {error}") from error
                if name in ("SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "SQLITE_RANGE"):
                    raise LedgerError(f"SQL: {error}") from error
                raise
        if cursor.description is None:
            raise LedgerError("only questions are allowed here (SELECT)")
        return Answer(tuple(column[0] for column in cursor.description), tuple(map(tuple, rows)))
    finally:
        connection.close()


_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {"data_version", "table_info", "table_list", "table_xinfo", "index_list"}
_FUNCTIONS_REFUSED = {"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"}


def _allowed(action: int, first: str | None, second: str | None, _: str | None, __: str | None) -> int:
    right = (
        action in _ACTIONS
        or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FUNCTIONS_REFUSED)
        or (action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if right else sqlite3.SQLITE_DENY


@cache
def sql_of(name: str) -> str:
    """The SQL of a named question."""
    return (resources.files("onrecord.ledger") / "queries" / f"{name}.sql").read_text("utf-8")


_LAST = {"timeline": 0, "compare": 0}  # the row at which a page ends, where it is not the last one


def _ask(ledger: Ledger, question: str, asked: Asked, **more: Any) -> Answer:
    """The rows of a named question; where it pages, its last column is the key, which is kept for the cursor."""
    with failures_named(ledger.path):
        cursor = ledger.connection.execute(sql_of(question), asked.parameters | more)
        columns = tuple(column[0] for column in cursor.description)
        rows = [tuple(row) for row in cursor.fetchall()]
    if columns[-1] != "key":
        return Answer(columns, tuple(rows))
    last = str(rows[_LAST.get(question, -1)][-1]) if len(rows) >= asked.limit else None
    return Answer(columns[:-1], tuple(row[:-1] for row in rows), last)


def _meant(ledger: Ledger, name: str) -> str:
    """The keys of the actors that a name may mean, as a JSON list."""
    found = find_actors(ledger, name)
    if not found:
        raise UnknownName(f"{ledger.path}: nobody there is called {name[:80]!r}")
    return json.dumps([actor.key for actor in found])


def _tokens(ledger: Ledger, actors: str) -> str:
    """The words by which the indexes know the actors, all that are joined to them, too."""
    named = ledger.ask(
        "SELECT actor.key FROM json_each(?) AS wanted JOIN actor ON actor.identity = wanted.value ORDER BY 1", (actors,)
    )
    return f"({' OR '.join(f'a{key}' for (key,) in named)})"


def _taken(ledger: Ledger, by: str | None, on: str | None) -> str | None:
    """An expression for the positions of a holder, on an object with the words or of that name."""
    parts = [] if by is None else [f"holder : {_tokens(ledger, _meant(ledger, by))}"]
    if on is not None:
        aimed = f"words : ({_expression(on)})"
        if objects := find_actors(ledger, on):
            aimed += f" OR object : {_tokens(ledger, json.dumps([actor.key for actor in objects]))}"
        parts.append(f"({aimed})")
    return " AND ".join(parts) or None


def _expression(words: str) -> str:
    """Words as people write them, as an expression of FTS5: all must be there, those in quotation marks in a row."""
    parts = [phrase or word for phrase, word in re.findall(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)', words)]
    if not any(any(char.isalnum() for char in part) for part in parts):
        raise ValueError(f"words are {words[:80]!r}; allowed: one word and more")
    return " ".join(f'"{part}"' for part in parts if any(char.isalnum() for char in part))
