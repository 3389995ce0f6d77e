"""The lists of the ledger, as a table: what each is asked by, in which order it comes, and which SQL gives its rows.

A list is read newest first and a page at a time: keys are in the order of time, and the key of the last row is where
the next page goes on (`after`). A page looks at no more than CONSIDERED rows, which an index gives in that order: of a
word, of an actor, of a topic, or all; what else was asked is looked up on each. So a page costs the same wherever it is
and however large the ledger; it may hold fewer rows than asked for, and still say where the next one goes on.
Conditions are words of this module; what was asked is only ever bound as a parameter.

>>> listed(ledger, LISTS["statements"], {"form": "direct"})   # doctest: +SKIP
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

from onrecord.ledger import keys
from onrecord.ledger.store import Ledger
from onrecord.queries import _expression
from onrecord.web.site import Refused

SIZE, MOST = 25, 200  # rows of a page; of a page as JSON or CSV at most
CONSIDERED = 6_000  # rows that a page looks at: 30 ms where each needs a look into another table
NAMES = 400  # ways of naming one actor that are looked up
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_TRUE = ("1", "on", "true")

RELATIONS = (
    "recognises", "supports", "welcomes", "opposes", "condemns", "accuses", "rejects", "denies", "demands", "calls_for",
    "commits_to", "threatens", "warns", "claims", "doubts", "apologises",
)  # fmt: skip
STATUSES = ("happened", "ongoing", "scheduled", "hypothetical", "did_not_happen")


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter of a list: what may be given, and what finds its rows."""

    name: str
    about: str
    kind: Literal["words", "name", "actor", "date", "choice"] = "name"
    choices: tuple[str, ...] = ()
    condition: str = ""  # on a row, with :name; of an actor, :name is the JSON list of its keys
    column: str = ""  # of the index of words, which then gives the rows
    walk: str = ""  # SQL that gives the keys of its rows, newest first


@dataclass(frozen=True, slots=True)
class Listing:
    name: str  # its path, and the file of its SQL
    title: str
    about: str
    table: str  # whose keys order it
    filters: tuple[Filter, ...]
    words: str = ""  # its index of words
    sure: bool = True  # whether rows below the threshold are left out unless asked for
    feed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[dict[str, Any]]
    next: str | None  # `after` of the next page
    reached: str | None = field(default=None)  # the day down to which was looked, where that is not the last row's


_WALK = "SELECT key FROM {table} WHERE {condition} AND key BETWEEN :low AND :high ORDER BY key DESC LIMIT :considered"
_EACH = (
    "SELECT DISTINCT walked.value AS key FROM json_each(:{name}) AS one JOIN json_each((SELECT json_group_array(key) "
    "FROM (SELECT {key} AS key FROM {table} WHERE {column} = one.value AND {key} BETWEEN :low AND :high "
    "ORDER BY {key} DESC LIMIT :considered))) AS walked ORDER BY key DESC LIMIT :considered"
)
_MATCH = (
    "SELECT rowid AS key FROM {words} WHERE {words} MATCH :match AND rowid BETWEEN :low AND :high "
    "ORDER BY rowid DESC LIMIT :considered"
)
_PRINTED = (
    "EXISTS (SELECT 1 FROM appearance WHERE appearance.document = {} "
    "AND (appearance.publisher = :outlet OR appearance.agency = :outlet))"
)
_PUBLISHED = (
    "SELECT key FROM (SELECT key FROM appearance WHERE publisher = :outlet AND key BETWEEN :low AND :high "
    "UNION SELECT key FROM appearance WHERE agency = :outlet AND key BETWEEN :low AND :high) "
    "ORDER BY key DESC LIMIT :considered"
)
_SINCE = Filter("since", "From this date on: 2021, 2021-01 or 2021-01-27.", "date")
_UNTIL = Filter("until", "Up to the end of this day, month or year.", "date")

LISTS: dict[str, Listing] = {
    listing.name: listing
    for listing in (
        Listing(
            "statements",
            "Statements",
            "What was said, newest first.",
            "statement",
            (
                Filter("q", "Words of what is said; in double quotes, words in a row.", "words", column="words"),
                Filter("actor", "Said by this actor (an id).", "actor", column="actor"),
                Filter(
                    "outlet",
                    "Printed by this publisher or agency, by its whole name.",
                    condition=_PRINTED.format("statement.document"),
                ),
                Filter(
                    "form",
                    "How it is reported.",
                    "choice",
                    ("direct", "indirect", "mixed"),
                    condition="statement.form = :form",
                ),
                Filter(
                    "kind", "Said, or thought.", "choice", ("speech", "attitude"), condition="statement.kind = :kind"
                ),
                Filter(
                    "polarity",
                    "Whether it is said to have been said.",
                    "choice",
                    ("affirmed", "negated", "hypothetical"),
                    condition="statement.polarity = :polarity",
                ),
                _SINCE,
                _UNTIL,
            ),
            words="statement_words",
            feed=True,
        ),
        Listing(
            "documents",
            "Documents",
            "Dispatches, the newest first.",
            "appearance",
            (
                Filter("q", "Words of the title or the text.", "words", column="{title text}"),
                Filter(
                    "outlet",
                    "Printed by this publisher or agency, by its whole name.",
                    condition=_PRINTED.format("document.key"),
                    walk=_PUBLISHED,
                ),
                _SINCE,
                _UNTIL,
            ),
            words="document_words",
            sure=False,
            feed=True,
        ),
        Listing(
            "positions",
            "Positions",
            "Who is for or against what, newest first.",
            "position",
            (
                Filter("q", "Words of what the position is on.", "words", column="words"),
                Filter("actor", "Held by this actor (an id).", "actor", column="holder"),
                Filter("object", "On this actor (an id).", "actor", column="object"),
                Filter(
                    "topic",
                    "On exactly this, as column topic has it.",
                    condition="position.topic = :topic",
                    walk=_WALK.format(table="position", condition="topic = :topic"),
                ),
                Filter("relation", "What it is.", "choice", RELATIONS, condition="position.relation = :relation"),
                Filter(
                    "polarity",
                    "Held or refused.",
                    "choice",
                    ("for", "against"),
                    condition="position.polarity = :polarity",
                ),
                _SINCE,
                _UNTIL,
            ),
            words="position_words",
        ),
        Listing(
            "events",
            "What happened",
            "What is told to have happened, newest first.",
            "event",
            (
                Filter(
                    "actor",
                    "With this actor (an id) as doer or as the one it was done to.",
                    "actor",
                    condition="EXISTS (SELECT 1 FROM participant WHERE participant.event = event.key "
                    "AND participant.actor IN (SELECT value FROM json_each(:actor)))",
                    walk=_EACH.format(name="actor", table="participant", column="actor", key="event"),
                ),
                Filter(
                    "place",
                    "At this place (the id of an actor).",
                    "actor",
                    condition="event.place_actor IN (SELECT value FROM json_each(:place))",
                    walk=_EACH.format(name="place", table="event", column="place_actor", key="key"),
                ),
                Filter(
                    "status",
                    "Whether it came about.",
                    "choice",
                    STATUSES,
                    condition="event.status = :status",
                    walk=_WALK.format(table="event", condition="status = :status"),
                ),
                Filter("type", "Its PLOVER type, such as CONSULT.", condition="event.type = :type"),
                _SINCE,
                _UNTIL,
            ),
        ),
    )
}


@dataclass(slots=True)
class Plan:
    """What is looked up: the rows that an index gives, the conditions on each, what is bound."""

    candidate: str
    conditions: list[str]
    bound: dict[str, Any]


def listed(ledger: Ledger, listing: Listing, query: Mapping[str, str], size: int = SIZE, **fixed: str) -> Listed:
    """A page of a list; `fixed` parameters stand whatever is asked."""
    asked = {**query, **fixed}
    plan = plan_of(ledger, listing, asked)
    after = asked.get("after")
    if after:
        plan.bound["high"] = min(plan.bound["high"], cursor_of(after) - 1)
    rows = ask(ledger, listing.name, {**plan.bound, "limit": size + 1}, plan.candidate, plan.conditions)
    following, reached = None, None
    if len(rows) > size:
        following = str(rows[size - 1]["key"])
    elif plan.conditions and (last := _looked_at(ledger, plan)):
        following, reached = str(last), (day.isoformat() if (day := keys.date_of(last)) else None)
    shown = [{name: value for name, value in row.items() if name != "key"} for row in rows[:size]]
    return Listed(shown, following, reached)


def plan_of(ledger: Ledger, listing: Listing, asked: Mapping[str, str], considered: int | None = None) -> Plan:
    """How the rows are found; Refused where a value is none that is allowed."""
    bound: dict[str, Any] = {
        "low": 0,
        "high": keys.LAST,
        "considered": considered or CONSIDERED,
        "now": keys.moment(datetime.now(UTC)),
    }
    conditions, matched, walk = [], [], ""
    for one in listing.filters:
        value = (asked.get(one.name) or "").strip()
        if not value:
            continue
        checked = _checked(one, value)
        if one.kind == "date":
            bound["low"] = max(bound["low"], keys.low(checked) if one.name == "since" else keys.DATED)
            bound["high"] = min(bound["high"], keys.high(checked) if one.name == "until" else keys.LAST)
        elif one.column:
            words = tokens(ledger, checked) if one.kind == "actor" else f"({checked})"
            matched.append(f"{one.column} : {words}")
        else:
            bound[one.name] = own_keys(ledger, checked) if one.kind == "actor" else checked
            if one.walk and not walk and not matched:
                walk = one.walk
            else:
                conditions.append(one.condition)
    if matched:
        bound["match"] = " AND ".join(matched)
        walk = _MATCH.format(words=listing.words)
    if listing.sure:
        row = listing.table
        unsure = asked.get("unsure") in _TRUE
        conditions.append(f"{row}.judged IS NOT 'reject'" if unsure else f"{row}.sure")
    return Plan(walk or _WALK.format(table=listing.table, condition="1"), conditions, bound)


def _looked_at(ledger: Ledger, plan: Plan) -> int | None:
    """The last row that was looked at, where there may be more behind it."""
    found = ledger.ask(
        f"SELECT key FROM ({plan.candidate}) LIMIT 1 OFFSET :last", {**plan.bound, "last": plan.bound["considered"] - 1}
    )
    return int(found[0][0]) if found else None


def own_keys(ledger: Ledger, ident: str) -> str:
    """The keys of all ways of naming an actor, as a JSON list; empty for an unknown id."""
    return str(
        ledger.ask(
            "SELECT json_group_array(key) FROM (SELECT named.key FROM actor AS one JOIN actor AS named "
            "ON named.identity = one.identity WHERE one.id = ? ORDER BY named.quoted DESC, named.key LIMIT ?)",
            (ident, NAMES),
        )[0][0]
    )


def tokens(ledger: Ledger, ident: str) -> str:
    """The words by which the indexes know an actor, an expression of FTS5."""
    found = own_keys(ledger, ident)[1:-1]
    return "(" + " OR ".join(f"a{key}" for key in found.split(",")) + ")" if found else '("")'


def cursor_of(after: str) -> int:
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Refused(400, "after is not one of our addresses; start the list anew")
    return int(after)


def _checked(one: Filter, value: str) -> str:
    if "\0" in value:
        raise Refused(400, f"{one.name} holds a character that no text here has")
    if one.kind == "choice" and value not in one.choices:
        raise Refused(400, f"{one.name} is {value[:40]!r}; allowed: {', '.join(one.choices)}")
    if one.kind == "date" and (not _DATE.fullmatch(value) or keys.low(value) < keys.DATED):
        raise Refused(400, f"{one.name} is {value[:40]!r}; allowed: 2021, 2021-01 or 2021-01-27")
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
    ledger: Ledger,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    candidate: str = "",
    conditions: list[str] | None = None,
) -> list[dict[str, Any]]:
    """The rows of a question of the pages (`sql/NAME.sql`), each as a dictionary."""
    query = sql_of(name).replace("/*candidate*/", candidate).replace("/*where*/", " AND ".join(conditions or ()) or "1")
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
