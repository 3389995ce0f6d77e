"""A ledger of an older version made one of this version, in one transaction: all of it or nothing.

The findings are read back from the old tables and stored in the new ones as if they were added now, so that whatever a
version changed about keys, identity, counts and indexes of words holds for what is there already. What people have
decided, and what was rejected, is copied. A script a version, `migrations/0002.sql`, makes the tables of the version
before look like its own, by temporary views on a connection of their own, which sees the file as it was.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

from onrecord.ledger import identity, keys, placing, rows, stories
from onrecord.ledger.connect import VERSION, LedgerError, make, statements_of
from onrecord.ledger.handles import strength_of

_COPIED = (
    "run", "document", "appearance", "notice", "rejected", "feed", "feed_entry", "correction", "judgement",
)  # fmt: skip


def migrations() -> dict[int, str]:
    """The script that leads to each version from the one before."""
    folder = resources.files("onrecord.ledger") / "migrations"
    return {int(file.name[:4]): file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}


def bring_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Make the file one of this version, in the transaction that is open on it."""
    steps = migrations()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("BEGIN")
        for number in range(version + 1, VERSION + 1):
            for statement in statements_of(steps[number]):
                old.execute(statement)
        _drop_all(connection)
        make(connection)
        for table in _COPIED:
            _copy(old, connection, table)
        _copy_decided(old, connection)
        for (document,) in old.execute("SELECT key FROM document ORDER BY key"):
            (threshold,) = connection.execute(
                "SELECT threshold FROM document JOIN run ON run.key = document.run WHERE document.key = ?", (document,)
            ).fetchone()
            rows.index_document(connection, document)
            record = rows.restore(old, document)
            placing.place(connection, document, record, threshold)
            stories.place(connection, document, record.document.text, record.document.published)
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise LedgerError(
                f"{path}: version {version} cannot be brought up to date: a row of {broken[0]} refers to one "
                f"of {broken[2]} that is not there; `onrecord check` of the version that made it tells more"
            )
        identity.join(connection, [key for (key,) in connection.execute("SELECT key FROM actor").fetchall()])
        renamed = "SELECT identity FROM actor JOIN correction ON correction.actor = actor.id WHERE kind = 'rename'"
        for (root,) in connection.execute(renamed).fetchall():
            identity.rename(connection, root)


def _drop_all(connection: sqlite3.Connection) -> None:
    """Every table and view; those of the indexes of words go with them."""
    for kind in ("VIEW", "VIRTUAL TABLE", "TABLE"):
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE sql LIKE ? AND name NOT LIKE 'sqlite_%'", (f"CREATE {kind}%",)
        ).fetchall():
            connection.execute(f'DROP {kind.split()[-1]} IF EXISTS "{name}"')


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    """The columns that both versions have; an appearance has its key from its day."""
    known = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})") if row[1] in known]
    if not columns:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    order = "key" if "key" in columns else columns[0]
    for row in old.execute(f"SELECT {names} FROM {table} ORDER BY {order}"):
        values = dict(zip(columns, row, strict=True))
        if table == "appearance":
            (values["key"],) = keys.assigned(new, table, [values["day"]])
            new.execute("UPDATE document SET appearance = ? WHERE key = ? AND appearance = ?",
                        (-values["key"], values["document"], row[columns.index("key")]))  # fmt: skip
        new.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
    if table == "appearance":
        new.execute("UPDATE document SET appearance = -appearance")


def _copy_decided(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """The actors that people named in corrections and judgements, which no document need give."""
    known = {row[1] for row in old.execute("PRAGMA table_info(judgement)")}
    speakers = "UNION SELECT speaker FROM judgement" if known else ""
    for row in old.execute(
        "SELECT key, id, handle, strength, name, name_key, type, link FROM actor "
        f"WHERE id IN (SELECT actor FROM correction UNION SELECT object FROM correction {speakers}) ORDER BY key"
    ):
        new.execute(
            "INSERT INTO actor (key, id, handle, strength, name, name_key, type, link, identity) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row[:3], int(strength_of(row[2])), *row[4:], row[0]),
        )
        new.execute("UPDATE tally SET number = number + 1 WHERE name = 'actors'")
