"""Whether a ledger is whole: every promise that the tables make, looked after, each failure named.

It reads everything once; the words of the indexes are built anew, in memory, and compared.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import resources

from onrecord.ledger.connect import failures_named, statements_of
from onrecord.ledger.handles import handles
from onrecord.ledger.keys import LAST, high, low
from onrecord.ledger.names import name_key
from onrecord.ledger.rows import restore
from onrecord.ledger.store import Ledger

_LISTS = (("statement", ("source", "cue", "content")), ("position", ("evidence",)))
_SINGLES = (  # table, the join that leads to its document, start and stop
    ("role", "JOIN entity ON entity.key = role.entity", "role.start", "role.stop"),
    ("mention", "JOIN entity ON entity.key = mention.entity", "mention.start", "mention.stop"),
    ("time", "", "time.start", "time.stop"),
    ("event", "", "event.start", "event.stop"),
    ("event", "", "event.status_start", "event.status_stop"),
    ("participant", "JOIN event ON event.key = participant.event", "participant.start", "participant.stop"),
    ("position", "", "object_start", "object_stop"),
)
_WORDS = (
    ("document_words", "document_text", "title, text"),
    ("statement_words", "statement_text", "words, actor"),
    ("source_words", "source_text", "words"),
    ("position_words", "position_text", "words, holder, object"),
    ("alias_words", "alias", "name"),
)
_MOST = 20  # failures of one kind that are named one by one


def check(ledger: Ledger) -> Iterator[str]:
    """Each thing that is wrong, in words; nothing where the ledger is whole."""
    connection = ledger.connection
    for name, part in _PARTS:
        number = 0
        try:
            with failures_named(ledger.path):
                for failure in part(connection):
                    number += 1
                    if number <= _MOST:
                        yield f"{name}: {failure}"
        except Exception as error:  # a damaged page breaks any of them, and the others may still tell more
            yield f"{name}: could not be checked: {error}"
        if number > _MOST:
            yield f"{name}: {number - _MOST:,} more"


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield line


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    scratch = sqlite3.connect(":memory:")
    try:
        for statement in statements_of(resources.files("onrecord.ledger").joinpath("schema.sql").read_text("utf-8")):
            scratch.execute(statement)
        wanted, found = (
            {(kind, name): sql for kind, name, sql in made.execute("SELECT type, name, sql FROM sqlite_schema")}
            for made in (scratch, connection)
        )
    finally:
        scratch.close()
    for kind, name in sorted(wanted):
        if (kind, name) not in found:
            yield f"{kind} {name} is not there"
        elif found[kind, name] != wanted[kind, name]:
            yield f"{kind} {name} is not as this version makes it"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row} refers to a row of {parent} that is not there"


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    for key, ident, text in connection.execute("SELECT key, id, text FROM document"):
        if hashlib.sha256(text.encode()).hexdigest() != ident:
            yield f"document {key}: its text is not the one whose SHA-256 is its id, {ident}"
    for key, ident in connection.execute(
        "SELECT document.key, document.id FROM document JOIN appearance ON appearance.key = document.appearance "
        "WHERE appearance.document <> document.key"
    ):
        yield f"document {key} ({ident}): what it was read as is an appearance of another one"


def _spans(connection: sqlite3.Connection) -> Iterator[str]:
    for table, join, start, stop in _SINGLES:
        for (document,) in connection.execute(
            f"SELECT document.id FROM {table} {join} JOIN document ON document.key = document "
            f"WHERE {start} IS NOT NULL AND NOT (0 <= {start} AND {start} < {stop} AND {stop} <= length(document.text))"
        ):
            yield f"a {table} of document {document} has a span outside its text"
    for table, columns in _LISTS:
        for ident, length, *lists in connection.execute(
            f"SELECT {table}.id, length(document.text), {', '.join(columns)} "
            f"FROM {table} JOIN document ON document.key = {table}.document"
        ):
            for column, spans in zip(columns, lists, strict=True):
                if not _within(spans, length):
                    yield f"{table} {ident}: the spans of its {column}, {spans[:80]}, are not in its text"


def _within(spans: str, length: int) -> bool:
    try:
        return all(0 <= start < stop <= length for start, stop in json.loads(spans))
    except (ValueError, TypeError):
        return False


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    for table in ("statement", "event", "position"):
        for ident, count in connection.execute(
            f"SELECT id, count(*) FROM {table} GROUP BY id HAVING count(*) > 1 AND length(id) = 16"
        ):
            yield f"{count} rows of {table} have the id {ident}"


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    scratch = sqlite3.connect(":memory:")
    try:
        for table, content, columns in _WORDS:
            how = _tokenizer(connection, table)
            scratch.execute(f"CREATE VIRTUAL TABLE {table} USING fts5 ({columns}, content = '', {how})")
            marks = ", ".join("?" * len(columns.split(",")))
            scratch.executemany(
                f"INSERT INTO {table}(rowid, {columns}) VALUES (?, {marks})",
                connection.execute(f"SELECT key, {columns} FROM {content}"),
            )
            if _terms(scratch, table) != _terms(connection, table):
                yield f"{table} does not hold the words of {content}"
    finally:
        scratch.close()


def _tokenizer(connection: sqlite3.Connection, table: str) -> str:
    (made,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    return str(made[made.index("tokenize") :].rstrip().rstrip(")"))


def _terms(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """A fingerprint of the vocabulary: each term, in how many rows and how often."""
    name = f"temp.vocabulary_{table}"
    connection.execute("PRAGMA query_only = OFF")  # a table of this connection's own; the file is open for reading
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5vocab(main, {table}, row)")
    digest, count = hashlib.sha256(), 0
    for row in connection.execute(f"SELECT term, doc, cnt FROM {name} ORDER BY term"):
        digest.update(repr(row).encode())
        count += 1
    return count, digest.hexdigest()


def _identities(connection: sqlite3.Connection) -> Iterator[str]:
    for (ident,) in connection.execute(
        "SELECT actor.id FROM actor LEFT JOIN actor AS parent ON parent.key = actor.joined "
        "WHERE actor.identity <> coalesce(parent.identity, actor.key)"
    ):
        yield f"actor {ident}: its identity is not the one of what it is joined to"
    given = (
        "position.according_to IN (SELECT key FROM statement WHERE judged = 'speaker')"  # whose holder may be another
    )
    for table, column, actor, but in (
        ("statement", "speaker", "actor", "statement.judged IS 'speaker'"),
        ("position", "holder", "actor", given),
        ("position", "object_entity", "object_actor", "0"),
        ("event", "place", "place_actor", "0"),
    ):
        for (ident,) in connection.execute(
            f"SELECT {table}.id FROM {table} LEFT JOIN entity ON entity.key = {column} "
            f"WHERE {table}.{actor} IS NOT entity.actor AND NOT coalesce({but}, 0)"
        ):
            yield f"{table} {ident}: its actor is not the one of its {column}"
    counts = Counter((actor, name_key(name)) for name, actor in connection.execute("SELECT name, actor FROM entity"))
    stored = {
        (actor, spelt): count
        for actor, spelt, count in connection.execute("SELECT actor, name_key, entities FROM alias WHERE entities > 0")
    }
    for actor, spelt in sorted(set(stored) | set(counts)):
        if stored.get((actor, spelt), 0) != counts[actor, spelt]:
            yield f"the name {spelt[:60]!r} of actor {actor} is not counted as often as it is met"


def _judgements(connection: sqlite3.Connection) -> Iterator[str]:
    for table in ("statement", "event", "position"):
        for (ident,) in connection.execute(
            f"SELECT {table}.id FROM {table} JOIN document ON document.key = {table}.document "
            "LEFT JOIN judgements ON judgements.document = document.id AND finding = "
            f"{table}.id AND \"table\" = '{table}' AND current WHERE judged IS NOT nullif(verdict, 'clear')"
        ):
            yield f"{table} {ident}: it is not as it was judged"


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    """The counts that are kept, counted anew by SQL that shares nothing with `counts.count`."""
    standing = "document IN (SELECT key FROM document WHERE withdrawn IS NULL)"
    kept = dict(connection.execute("SELECT name, number FROM tally"))
    for name, counted in (
        ("documents", "document WHERE withdrawn IS NULL"),
        ("statements", f"statement WHERE sure AND {standing}"),
        ("events", f"event WHERE sure AND {standing}"),
        ("positions", f"position WHERE sure AND {standing}"),
        ("actors", "actor WHERE identity = key"),
    ):
        (number,) = connection.execute(f"SELECT count(*) FROM {counted}").fetchone()
        if kept.get(name) != number:
            yield f"{kept.get(name)} {name} are noted, {number} are there"
    said = f"SELECT actor, count(*) AS number FROM statement WHERE sure AND {standing} GROUP BY actor"
    for (ident,) in connection.execute(
        f"SELECT id FROM actor LEFT JOIN ({said}) AS said ON said.actor = key WHERE statements <> coalesce(number, 0)"
    ):
        yield f"actor {ident}: its statements are not counted as often as they are there"
    for (ident,) in connection.execute(
        "SELECT id FROM actor WHERE quoted <> (CASE identity WHEN key THEN "
        "(SELECT sum(named.statements) FROM actor AS named WHERE named.identity = actor.key) ELSE 0 END)"
    ):
        yield f"actor {ident}: what it is quoted with is not the sum of its names'"
    for period, kept_sums in connection.execute(
        "SELECT period, json_array(sum(statements), sum(documents)) FROM quoted GROUP BY period ORDER BY period"
    ).fetchall():
        low_, high_ = (low(period), high(period)) if period else (0, LAST)
        (sums,) = connection.execute(
            "SELECT json_array(sum(number), count(*)) FROM (SELECT count(*) AS number FROM document "
            "JOIN statement ON statement.document = document.key WHERE document.appearance BETWEEN ? AND ? "
            "AND sure AND actor IS NOT NULL AND withdrawn IS NULL GROUP BY document.key, actor)",
            (low_, high_),
        ).fetchone()
        if sums != kept_sums:
            yield f"who is quoted in {period or 'all time'} sums to {kept_sums}, counted anew to {sums}"


def _handles(connection: sqlite3.Connection) -> Iterator[str]:
    for (document,) in connection.execute("SELECT key FROM document").fetchall():
        record = restore(connection, document)
        given = handles(record)
        stored = connection.execute(
            "SELECT handle FROM entity JOIN actor ON actor.key = entity.actor WHERE document = ? ORDER BY entity.key",
            (document,),
        ).fetchall()
        for entity, (was,) in zip(record.entities, stored, strict=True):
            if not was.startswith("split|") and was != given[entity.id][0].text:
                yield f"entity {entity.id} of document {record.document.id} stands under another actor than its own"


_PARTS: tuple[tuple[str, Callable[[sqlite3.Connection], Iterator[str]]], ...] = (
    ("file", _file),
    ("schema", _schema),
    ("references", _references),
    ("texts", _texts),
    ("spans", _spans),
    ("ids", _ids),
    ("words", _indexes),
    ("identities", _identities),
    ("actors", _handles),
    ("judgements", _judgements),
    ("counts", _counts),
)
