"""Counts that are kept beside the rows: how many there are, and how often whom which outlet quotes.

`count` adds what one document gives, or takes it away, in the transaction that changes its findings. Sure rows count,
of documents that are not withdrawn.

    >>> count(connection, document, -1)   # doctest: +SKIP
"""

from __future__ import annotations

import sqlite3

from onrecord.ledger.keys import date_of, high, low


def count(connection: sqlite3.Connection, document: int, sign: int) -> None:
    """Add (1) what the findings of a document give, or take it away (-1)."""
    appearance, publisher = connection.execute(
        "SELECT appearance.key, coalesce(appearance.publisher, '') FROM document "
        "JOIN appearance ON appearance.key = document.appearance WHERE document.key = ?",
        (document,),
    ).fetchone()
    tell(connection, "documents", sign)
    for table in ("event", "position"):
        (number,) = connection.execute(
            f"SELECT count(*) FROM {table} WHERE document = ? AND sure", (document,)
        ).fetchone()
        tell(connection, f"{table}s", sign * number)
    said = connection.execute(
        "SELECT actor, count(*) FROM statement WHERE document = ? AND sure GROUP BY actor", (document,)
    ).fetchall()
    tell(connection, "statements", sign * sum(number for _, number in said))
    by_actor = [(actor, sign * number) for actor, number in said if actor is not None]
    connection.executemany(
        "UPDATE actor SET statements = statements + ? WHERE key = ?", [(number, actor) for actor, number in by_actor]
    )
    connection.executemany(
        "UPDATE actor SET quoted = quoted + ? WHERE key = (SELECT identity FROM actor WHERE key = ?)",
        [(number, actor) for actor, number in by_actor],
    )
    periods = periods_of(appearance)
    connection.executemany(
        "INSERT INTO quoted VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
        "SET statements = statements + excluded.statements, documents = documents + excluded.documents",
        [(period, actor, publisher, number, sign) for period in periods for actor, number in by_actor],
    )
    if sign < 0:
        connection.executemany(
            "DELETE FROM quoted WHERE period = ? AND actor = ? AND publisher = ? AND documents = 0",
            [(period, actor, publisher) for period in periods for actor, _ in by_actor],
        )


def periods_of(appearance: int) -> tuple[str, ...]:
    """The periods in which a document counts, by the key of its appearance: all time, its year and its month."""
    day = date_of(appearance)
    return ("",) if day is None else ("", day.isoformat()[:4], day.isoformat()[:7])


def covered(first: int, last: int) -> tuple[list[str], list[tuple[int, int]]]:
    """The time from one key to another, both with a date, as whole years and months, and what is left of it."""
    periods: list[str] = []
    ranges: list[tuple[int, int]] = []
    while first <= last:
        day = date_of(first)
        assert day is not None
        for period in (day.isoformat()[:4], day.isoformat()[:7]):
            if low(period) == first and high(period) <= last:
                periods.append(period)
                break
        else:
            ranges.append((first, min(last, high(period))))
        first = high(period) + 1
    return periods, ranges


def tell(connection: sqlite3.Connection, name: str, change: int) -> None:
    """Change one of the counts of the whole ledger."""
    if change:
        connection.execute("UPDATE tally SET number = number + ? WHERE name = ?", (change, name))
