"""The lists of the ledger, as a table: what each is asked by, in which order it comes, and which SQL gives its rows.

A list is read newest first and a page at a time. The place to go on from is the last row's day and key (`after`), so a
page costs the same wherever it is; nothing is counted or skipped. Conditions are words of this module; what was asked
is only ever bound as a parameter.

>>> listed(ledger, LISTS["statements"], {"form": "direct"})   # doctest: +SKIP
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from onrecord.ledger.store import Ledger
from onrecord.queries import _expression
from onrecord.web.site import Refused

SIZE, MOST = 25, 200  # rows of a page; of a page as JSON or CSV at most
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_CURSOR = re.compile(r"([0-9TZ:+-]*)\.(\d{1,18})", re.ASCII)
_AFTER = "~"  # sorts after whatever can follow in a date

RELATIONS = (
    "recognises", "supports", "welcomes", "opposes", "condemns", "accuses", "rejects", "denies", "demands", "calls_for",
    "commits_to", "threatens", "warns", "claims", "doubts", "apologises",
)  # fmt: skip
STATUSES = ("happened", "ongoing", "scheduled", "hypothetical", "did_not_happen")


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter of a list: the condition it adds, and what may be given."""

    name: str
    condition: str  # with :name
    about: str
    kind: Literal["words", "name", "actor", "date", "choice", "id"] = "name"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    name: str  # its path, and the file of its SQL
    title: str
    about: str
    table: str
    day: str  # the column that orders it
    filters: tuple[Filter, ...]
    sure: bool = True  # whether rows below the threshold are left out unless asked for
    feed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[dict[str, Any]]
    next: str | None  # `after` of the next page


_OWN_ACTORS = (
    "(SELECT named.key FROM actor AS one JOIN actor AS named ON named.identity = one.identity WHERE one.id = :{})"
)


def _since(column: str) -> Filter:
    return Filter("since", f"{column} >= :since", "From this date on: 2021, 2021-01 or 2021-01-27.", "date")


def _until(column: str) -> Filter:
    return Filter("until", f"{column} <= :until", "Up to the end of this day, month or year.", "date")


def _outlet(document: str) -> Filter:
    return Filter(
        "outlet",
        f"EXISTS (SELECT 1 FROM appearance WHERE appearance.document = {document} "
        "AND (appearance.publisher = :outlet OR appearance.agency = :outlet))",
        "Printed by this publisher or agency, by its whole name.",
    )


LISTS: dict[str, Listing] = {
    listing.name: listing
    for listing in (
        Listing(
            "statements",
            "Statements",
            "What was said, newest first.",
            "statement",
            "statement.day",
            (
                Filter(
                    "q",
                    "statement.key IN (SELECT rowid FROM statement_words WHERE statement_words MATCH :q)",
                    "Words of what is said; in double quotes, words in a row.",
                    "words",
                ),
                Filter(
                    "actor", f"statement.actor IN {_OWN_ACTORS.format('actor')}", "Said by this actor (an id).", "actor"
                ),
                _outlet("statement.document"),
                Filter(
                    "form", "statement.form = :form", "How it is reported.", "choice", ("direct", "indirect", "mixed")
                ),
                Filter("kind", "statement.kind = :kind", "Said, or thought.", "choice", ("speech", "attitude")),
                Filter(
                    "polarity",
                    "statement.polarity = :polarity",
                    "Whether it is said to have been said.",
                    "choice",
                    ("affirmed", "negated", "hypothetical"),
                ),
                _since("statement.day"),
                _until("statement.day"),
            ),
            feed=True,
        ),
        Listing(
            "documents",
            "Documents",
            "Dispatches, the newest first.",
            "document",
            "appearance.day",
            (
                Filter(
                    "q",
                    "document.appearance IN (SELECT rowid FROM document_words WHERE document_words MATCH :q)",
                    "Words of the title or the text.",
                    "words",
                ),
                _outlet("document.key"),
                _since("appearance.day"),
                _until("appearance.day"),
            ),
            sure=False,
            feed=True,
        ),
        Listing(
            "positions",
            "Positions",
            "Who is for or against what, newest first.",
            "position",
            "position.day",
            (
                Filter(
                    "q",
                    "position.key IN (SELECT rowid FROM position_words WHERE position_words MATCH :q)",
                    "Words of what the position is on.",
                    "words",
                ),
                Filter(
                    "actor", f"position.actor IN {_OWN_ACTORS.format('actor')}", "Held by this actor (an id).", "actor"
                ),
                Filter(
                    "object",
                    f"position.object_actor IN {_OWN_ACTORS.format('object')}",
                    "On this actor (an id).",
                    "actor",
                ),
                Filter("topic", "position.topic = :topic", "On exactly this, as column topic has it.", "name"),
                Filter("relation", "position.relation = :relation", "What it is.", "choice", RELATIONS),
                Filter("polarity", "position.polarity = :polarity", "Held or refused.", "choice", ("for", "against")),
                _since("position.day"),
                _until("position.day"),
            ),
        ),
        Listing(
            "events",
            "What happened",
            "What is told to have happened, newest first.",
            "event",
            "event.day",
            (
                Filter("status", "event.status = :status", "Whether it came about.", "choice", STATUSES),
                Filter("type", "event.type = :type", "Its PLOVER type, such as CONSULT.", "name"),
                Filter(
                    "actor",
                    "event.key IN (SELECT participant.event FROM participant "
                    f"WHERE participant.actor IN {_OWN_ACTORS.format('actor')})",
                    "With this actor (an id) as doer or as the one it was done to.",
                    "actor",
                ),
                Filter(
                    "place",
                    "event.place IN (SELECT entity.key FROM entity "
                    f"WHERE entity.actor IN {_OWN_ACTORS.format('place')})",
                    "At this place (the id of an actor).",
                    "actor",
                ),
                _since("event.day"),
                _until("event.day"),
            ),
        ),
    )
}


def listed(ledger: Ledger, listing: Listing, query: Mapping[str, str], size: int = SIZE, **fixed: str) -> Listed:
    """A page of a list; `fixed` parameters stand whatever is asked."""
    asked = {**query, **fixed}
    bound, conditions = conditions_of(listing, asked)
    where, place = _going_on(listing, asked.get("after"))
    conditions += where
    if listing.sure and asked.get("unsure") not in ("1", "on", "true"):
        conditions.append(f"{listing.table}.sure")
    rows = ask(ledger, listing.name, {**bound, **place, "limit": size + 1}, conditions, _ORDER.format(listing=listing))
    following = None
    if len(rows) > size:
        last = rows[size - 1]
        following = f"{last['day'] or ''}.{last['key']}"
    return Listed([{name: value for name, value in row.items() if name != "key"} for row in rows[:size]], following)


_ORDER = "{listing.day} DESC, {listing.table}.key DESC"


def _going_on(listing: Listing, after: str | None) -> tuple[list[str], dict[str, Any]]:
    """The condition that leaves out what was shown: rows without a day come last."""
    if not after:
        return [], {}
    found = _CURSOR.fullmatch(after)
    if not found:
        raise Refused(400, "after is not one of our addresses; start the list anew")
    day, key = found[1], int(found[2])
    if not day:
        return [f"{listing.day} IS NULL AND {listing.table}.key < :after_key"], {"after_key": key}
    later = f"({listing.day} < :after_day OR ({listing.day} = :after_day AND {listing.table}.key < :after_key)"
    return [f"{later} OR {listing.day} IS NULL)"], {"after_day": day, "after_key": key}


def conditions_of(listing: Listing, asked: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The parameters and conditions of what is asked; Refused where a value is none that is allowed."""
    bound: dict[str, Any] = {}
    conditions = []
    for one in listing.filters:
        value = (asked.get(one.name) or "").strip()
        if not value:
            continue
        bound[one.name] = _checked(one, value)
        conditions.append(f"({one.condition})")
    return bound, conditions


def _checked(one: Filter, value: str) -> str:
    if "\0" in value:
        raise Refused(400, f"{one.name} holds a character that no text here has")
    if one.kind == "choice" and value not in one.choices:
        raise Refused(400, f"{one.name} is {value[:40]!r}; allowed: {', '.join(one.choices)}")
    if one.kind == "date":
        if not _DATE.fullmatch(value):
            raise Refused(400, f"{one.name} is {value[:40]!r}; allowed: 2021, 2021-01 or 2021-01-27")
        return value + (_AFTER if one.name == "until" else "")
    if one.kind == "words":
        try:
            return _expression(value)
        except ValueError as error:
            raise Refused(400, str(error)) from None
    return value


def size_of(query: Mapping[str, str], default: int = SIZE) -> int:
    """How many rows are asked for."""
    value = query.get("limit") or str(default)
    if not value.isascii() or not value.isdigit() or not 0 < int(value[:9]) <= MOST:
        raise Refused(400, f"limit is {value[:40]!r}; allowed: 1 to {MOST}")
    return int(value)


def ask(
    ledger: Ledger, name: str, parameters: Mapping[str, Any] | None = None, conditions: list[str] | None = None,
    order: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of a question of the pages (`sql/NAME.sql`), each as a dictionary."""
    where = " AND ".join(conditions or ()) or "1"
    query = sql_of(name).replace("/*where*/", where).replace("/*order*/", order)
    try:
        cursor = ledger.connection.execute(query, dict(parameters or {}))
    except sqlite3.OperationalError as error:
        if "fts5" in str(error):
            raise Refused(400, "those words cannot be looked up; give letters or figures") from error
        raise
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@cache
def sql_of(name: str) -> str:
    return (resources.files("onrecord.web") / "sql" / f"{name}.sql").read_text("utf-8")
