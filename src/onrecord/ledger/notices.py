"""What wire services say of their items, and what follows for the documents: kills, corrections, updates, embargoes.

Of an item the latest version counts: by its number, then by when it was issued, whatever the order of arrival. Killed
or withheld, it withdraws every text of the item; corrected or updated, every other one. A notice that names another
item it replaces does so to that one. Nothing is deleted: a withdrawn document keeps its text, its findings and the
notice that withdrew it, and no longer counts.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

from onrecord.ledger import counts
from onrecord.ledger.rows import day_of
from onrecord.record import Coverage, Document, Wire, to_json

WITHOUT_TEXT = ("kill", "planned")  # kinds whose words, if any, are of the notice and not of a dispatch
_STOPS = ("kill", "withhold")
_FOLLOWS = ("update", "correction")
_TOLD = ("document", "provider", "slug", "urgency", "embargo", "issued", "note", "replaces", "coverage")
_COLUMNS = ("item", "version", "kind", "address", *_TOLD, "seen", "run")


def is_alone(doc: Document) -> bool:
    """Whether a document is a notice that brings no dispatch of its own, such as a kill."""
    return doc.wire is not None and (doc.wire.kind in WITHOUT_TEXT or not doc.text)


def keep(connection: sqlite3.Connection, doc: Document, document: int | None, *, seen: str, run: int) -> bool:
    """Within a transaction: note what came with a document, and draw the consequences; whether it was news.

    `document` is its key in the ledger, None for a notice whose words are not kept as a dispatch.
    """
    wire = doc.wire
    if wire is None:
        return False
    wire = _as_met(connection, wire, doc.source, document)
    coverage = json.dumps(to_json(wire.coverage), ensure_ascii=False)
    told = {name: getattr(wire, name) for name in Wire.__slots__} | {
        "version": wire.version or "",
        "document": document,
        "address": doc.source,
        "coverage": coverage,
        "seen": seen,
        "run": run,
    }
    before = connection.execute(
        f"SELECT {', '.join(_TOLD)} FROM notice WHERE item = ? AND version = ? AND kind = ? AND address = ?",
        (wire.item, told["version"], wire.kind, doc.source),
    ).fetchone()
    if before is not None and tuple(before) == tuple(told[name] for name in _TOLD):
        return False
    replaced = None if before is None or before[0] in (None, document) else before[0]
    (key,) = connection.execute(
        f"INSERT INTO notice ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
        "ON CONFLICT (item, version, kind, address) DO UPDATE "
        f"SET {', '.join(f'{name} = excluded.{name}' for name in _TOLD)} RETURNING key",
        [told[name] for name in _COLUMNS],
    ).fetchone()
    if replaced is not None:  # the same version at the same address, with other words
        _withdraw(connection, replaced, key)
    for item in filter(None, (wire.item, wire.replaces)):
        _settle(connection, item)
    return True


def with_wire(connection: sqlite3.Connection, doc: Document) -> Document:
    """A document of the ledger with what a wire said of it where it was read."""
    names = ", ".join(f"notice.{name}" for name in Wire.__slots__)
    row = connection.execute(
        f"SELECT {names} FROM notice JOIN document ON document.key = notice.document "
        "WHERE document.id = ? AND address = ? ORDER BY notice.key DESC LIMIT 1",
        (doc.id, doc.source),
    ).fetchone()
    if row is None:
        return doc
    said = dict(zip(Wire.__slots__, row, strict=True))
    coverage = tuple(Coverage(**one) for one in json.loads(said["coverage"]))
    return replace(doc, wire=Wire(**said | {"version": said["version"] or None, "coverage": coverage}))


def _as_met(connection: sqlite3.Connection, wire: Wire, address: str, document: int | None) -> Wire:
    """Other words under the id and address of an item that gives no version are an update of it."""
    if wire.kind != "publish" or document is None:
        return wire
    known = connection.execute(
        "SELECT document FROM notice WHERE item = ? AND version = ? AND kind = 'publish' AND address = ?",
        (wire.item, wire.version or "", address),
    ).fetchone()
    return replace(wire, kind="update") if known and known[0] not in (None, document) else wire


def _settle(connection: sqlite3.Connection, item: str) -> None:
    """Withdraw, or let stand, each document of an item as the latest notice of it says."""
    documents = connection.execute(
        "SELECT DISTINCT document FROM notice WHERE item = ? AND document IS NOT NULL ORDER BY document", (item,)
    ).fetchall()
    for (document,) in documents:
        items = connection.execute("SELECT DISTINCT item FROM notice WHERE document = ?", (document,)).fetchall()
        verdicts = [_verdict(connection, one, document) for (one,) in items]
        stopped = [key for key, kind in verdicts if kind in _STOPS]
        standing = any(key is None for key, _ in verdicts)
        _withdraw(connection, document, stopped[0] if stopped else None if standing else verdicts[-1][0])
        _put_under_embargo(connection, document)


def _verdict(connection: sqlite3.Connection, item: str, document: int) -> tuple[int | None, str]:
    """The notice of an item that withdraws a document, and its kind; None where the item lets it stand."""
    # A note to editors without a text changes no text.
    found = [one for one in _notices(connection, item) if one[1] in _STOPS or one[2] is not None]
    latest, kind, _ = found[-1]
    if kind in _STOPS:
        return latest, kind
    own = max(place for place, (_, _, text) in enumerate(found) if text == document)
    later = [(key, kind) for key, kind, text in found[own + 1 :] if kind in _FOLLOWS and text is not None]
    return later[-1] if later else (None, kind)


def _notices(connection: sqlite3.Connection, item: str) -> list[tuple[int, str, int | None]]:
    """(key, kind, document) of what was said of an item, in the order in which it counts."""
    said = connection.execute(
        "SELECT key, version, kind, document, issued, item <> ?1 FROM notice WHERE item = ?1 OR key IN "
        "(SELECT key FROM notice WHERE replaces = ?1)",
        (item,),
    ).fetchall()

    def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
        key, version, _, _, issued, of_another = row
        number = int(version[:18]) if version.isdigit() and version.isascii() else 0
        return of_another, number, day_of(issued) or "", key

    return [(key, kind, document) for key, _, kind, document, _, _ in sorted(said, key=place)]


def _withdraw(connection: sqlite3.Connection, document: int, notice: int | None) -> None:
    (before,) = connection.execute("SELECT withdrawn FROM document WHERE key = ?", (document,)).fetchone()
    if before == notice:
        return
    if before is None:
        counts.count(connection, document, -1)
    connection.execute("UPDATE document SET withdrawn = ? WHERE key = ?", (notice, document))
    if notice is None:
        counts.count(connection, document, 1)


def _put_under_embargo(connection: sqlite3.Connection, document: int) -> None:
    """The embargo that the latest notice with this text gives; one that it no longer gives is lifted."""
    found = connection.execute(
        "SELECT embargo FROM notice WHERE document = ? ORDER BY coalesce(issued, ''), key", (document,)
    ).fetchall()
    connection.execute(
        "UPDATE document SET embargo = ? WHERE key = ?", (day_of(found[-1][0]) if found else None, document)
    )
