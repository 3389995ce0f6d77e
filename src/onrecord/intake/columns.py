"""One row of a table or line of JSON to a Document: which column holds what.

>>> row = {"body": "He said no.", "date": "2021-01-27"}
>>> read_object(row, source="a", columns=(("text", "body"), ("published", "date"))).published
'2021-01-27'
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from onrecord.intake.dates import ALLOWED, read_date
from onrecord.intake.ninjs import is_ninjs, read_item
from onrecord.intake.wire import read_wire
from onrecord.record import Document, UnreadableDocument

FIELDS = tuple(field.name for field in fields(Document) if field.name != "wire")

Columns = tuple[tuple[str, str], ...]


def read_object(plain: Any, *, source: str, columns: Columns = ()) -> Document:
    """The document of one JSON object; UnreadableDocument names the field that is wrong and what is allowed.

    `columns` names the fields that hold ours; those not named keep their name. A list of strings is a list of names.
    """
    if not isinstance(plain, dict):
        raise UnreadableDocument(source, f"a JSON {_json_type(plain)}, not an object with a text")
    named = dict(columns)
    if not named and is_ninjs(plain):
        return read_item(plain, source=source)
    known: dict[str, Any] = {}
    for name in FIELDS:
        theirs = named.get(name, name)
        if name == "text" and theirs not in plain:
            held = ", ".join(map(repr, list(plain)[:8]))
            raise UnreadableDocument(source, f"no field {theirs}; it has {held or 'none'}")
        value = _string(plain.get(theirs), listed=name in named)
        if value is None and name != "text":
            continue
        if not isinstance(value, str):
            raise UnreadableDocument(source, f"field {theirs} is a JSON {_json_type(value)}; allowed: a string")
        if name != "text" and any("\ud800" <= char <= "\udfff" for char in value):
            raise UnreadableDocument(source, f"lone surrogate in field {theirs}")
        if value.strip() or name == "text":
            known[name] = value
    if "published" in known:
        if (when := read_date(known["published"])) is None:
            said = f"field {named.get('published', 'published')} is {known['published'][:80]!r}"
            raise UnreadableDocument(source, f"{said}; allowed: {ALLOWED}")
        known["published"] = when
        known.setdefault("published_from", f"field {named.get('published', 'published')}")
    else:
        known.pop("published_from", None)
    told = plain.get("wire")  # in other tables often the name of an agency: a field that we do not have
    wire = read_wire(told, source) if isinstance(told, dict) and "item" in told else None
    try:
        return Document(**{"format": "jsonl", "source": source, **known, "wire": wire})
    except UnreadableDocument as error:  # it carries the document's own source; the line is where to look
        raise UnreadableDocument(source, error.reason, error.place) from None


def _string(value: Any, *, listed: bool) -> Any:
    """A date or, in a column that was named, a list of strings as the string that it is; anything else unchanged."""
    if isinstance(value, datetime):
        when = value.astimezone(UTC) if value.tzinfo else value
        return when.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if value.tzinfo else "")
    if isinstance(value, date):
        return value.isoformat()
    if listed and isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return value


def _json_type(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
