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
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from onrecord.ledger.connect import LedgerError, failures_named, open_for_reading
from onrecord.ledger.corrections import ALIAS_COLUMNS, find_actors
from onrecord.ledger.repeats import said_in
from onrecord.ledger.revisions import changes
from onrecord.ledger.store import Ledger

CONSIDERED = 20_000  # newest positions of a holder or on an object: 0.2 s to group at 10^6 statements
NEWEST = 4_000  # newest positions where a question names neither
DISPUTE_DAYS = 31  # "the vote" of two dispatches further apart is not the same vote
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)
_AFTER = "~"  # sorts after whatever can follow in a date: "2021-01~" is later than all of January
_SQL_BYTES = 64 << 20  # of one value in a free question
_SQL_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class UnknownName(LedgerError):
    """Nobody in the ledger bears the name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The limits of a question. Dates are ISO 8601, as precise as wanted, and inclusive: until 2021 is to its end.

    `as_of` leaves out what was published later. Rows without a date are given only where there is neither `since` nor
    `until`.
    `unsure` adds the rows below the threshold of confidence.
    """

    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    limit: int = 50
    unsure: bool = False

    def __post_init__(self) -> None:
        for name in ("since", "until", "as_of"):
            value = getattr(self, name)
            if value is not None and not _DATE.fullmatch(value):
                raise ValueError(f"{name} is {value[:40]!r}; allowed: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM")
        if not 0 < self.limit < 1 << 31:
            raise ValueError(f"limit is {self.limit}; allowed: 1 and more")

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "since": self.since or "",
            "until": (self.until or "") + _AFTER,
            "as_of": self.as_of and self.as_of + _AFTER,
            "undated": self.since is None and self.until is None,
            "limit": self.limit,
            "unsure": self.unsure,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

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
    return _ask(ledger, "search", asked, words=_expression(words), actors=by and _actors(ledger, by), outlet=outlet)


def search_documents(ledger: Ledger, words: str, asked: Asked = Asked(), *, outlet: str | None = None) -> Answer:
    """The documents with these words in title or text, newest first."""
    return _ask(ledger, "search_documents", asked, words=_expression(words), outlet=outlet)


def positions(ledger: Ledger, asked: Asked = Asked(), *, by: str | None = None, on: str | None = None) -> Answer:
    """Who is for or against what, since when: by a holder, on an object, or those taken last."""
    name = "positions" + ("_by" if by is not None else "") + ("_on" if on is not None else "")
    considered = CONSIDERED if name != "positions" else NEWEST
    return _ask(ledger, name, asked, **_held_by(ledger, by), **_aimed_at(ledger, on), considered=considered)


def timeline(ledger: Ledger, name: str, asked: Asked = Asked()) -> Answer:
    """What the actors of that name did, underwent, said and held, in the order of time."""
    return _ask(ledger, "timeline", asked, actors=_actors(ledger, name))


def calendar(ledger: Ledger, asked: Asked = Asked()) -> Answer:
    """What is scheduled, earliest first."""
    return _ask(ledger, "calendar", asked)


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
    name = "disputes" if on is None else "disputes_on"
    return _ask(ledger, name, asked, **_aimed_at(ledger, on), considered=NEWEST, days=DISPUTE_DAYS)


def compare(ledger: Ledger, name: str, topic: str, asked: Asked = Asked()) -> Answer:
    """What the actors of that name said on a topic, each time beside the time before."""
    return _ask(ledger, "compare", asked, actors=_actors(ledger, name), words=_expression(topic))


def sources(ledger: Ledger, asked: Asked = Asked(), *, outlet: str | None = None) -> Answer:
    """How often which actor is quoted, in how many documents and outlets."""
    return _ask(ledger, "sources", asked, outlet=outlet)


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


def names(ledger: Ledger, name: str) -> Answer:
    """The actors that a name may mean, and every name that is joined to them."""
    return _ask(ledger, "names", Asked(), actors=_actors(ledger, name))


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
            connection.execute(f"SELECT 1 FROM {index} LIMIT 1").fetchone()
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


def _ask(ledger: Ledger, question: str, asked: Asked, **more: Any) -> Answer:
    with failures_named(ledger.path):
        cursor = ledger.connection.execute(sql_of(question), asked.parameters | more)
        return Answer(tuple(column[0] for column in cursor.description), tuple(map(tuple, cursor.fetchall())))


def _actors(ledger: Ledger, name: str) -> str:
    found = find_actors(ledger, name)
    if not found:
        raise UnknownName(f"{ledger.path}: nobody there is called {name[:80]!r}")
    return json.dumps([actor.key for actor in found])


def _held_by(ledger: Ledger, by: str | None) -> dict[str, str]:
    return {} if by is None else {"actors": _actors(ledger, by)}


def _aimed_at(ledger: Ledger, on: str | None) -> dict[str, str]:
    if on is None:
        return {}
    return {"words": _expression(on), "objects": json.dumps([actor.key for actor in find_actors(ledger, on)])}


def _expression(words: str) -> str:
    """Words as people write them, as an expression of FTS5: all must be there, those in quotation marks in a row."""
    parts = [phrase or word for phrase, word in re.findall(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)', words)]
    if not any(any(char.isalnum() for char in part) for part in parts):
        raise ValueError(f"words are {words[:80]!r}; allowed: one word and more")
    return " ".join(f'"{part}"' for part in parts if any(char.isalnum() for char in part))
