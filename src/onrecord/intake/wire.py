"""What wire formats say beside the text, in the words that they share: dates, status, signals, kinds of notice.

The vocabularies are IPTC's: publication status (usable, withheld, canceled) and editorial signals. A correction that is
told only in the note to editors is known by the note's first words (lang/en/wire.toml).

    >>> kind_of("canceled", version="3"), kind_of("usable", version="2"), kind_of(None, note="CORRECTS name of mayor")
    ('kill', 'update', 'correction')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, get_args, get_type_hints

from onrecord.intake.dates import TABLES, iso_date, read_date
from onrecord.record import Coverage, UnreadableDocument, Wire

Kind = Any  # one of the words of Wire.kind
KINDS: tuple[str, ...] = get_args(get_type_hints(Wire)["kind"])
_STATUS = {"withheld": "withhold", "canceled": "kill", "cancelled": "kill", "killed": "kill"}  # "usable" says nothing
_SIGNALS = {"correction": "correction", "corrected": "correction", "kill": "kill", "update": "update"}
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_MAX_CHARACTERS = 2_000  # of a slug, note or id; what is longer is cut


def moment(value: str | None) -> str | None:
    """A date as wires and feeds write it (ISO 8601 in either form, or as mail does), in ISO 8601; None for another."""
    text = (value or "").strip()
    if basic := _BASIC.fullmatch(text):
        year, month, day, hour, minute, second, zone = basic.groups()
        clock = f"T{hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        text = f"{year}-{month}-{day}{clock}{zone or ''}"
    if found := iso_date(text) or read_date(text):
        return found
    try:
        when = parsedate_to_datetime(text)
        if when.tzinfo is not None:
            when = when.astimezone(UTC)
        return iso_date(when.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if when.tzinfo else ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def kind_of(
    status: str | None, *, version: str | None = None, signals: Iterable[str] = (), note: str | None = None
) -> Kind:
    """What an item is, from its publication status, its signals, its note to editors and its version."""
    stated = _STATUS.get(_code(status or ""))
    told = {_SIGNALS.get(_code(signal)) for signal in signals}
    first = (note or "").strip().casefold()
    if stated or "kill" in told:
        return stated or "kill"
    if "correction" in told or any(re.match(rf"\W*{re.escape(word)}\b", first) for word in _words()["corrections"]):
        return "correction"
    later = bool(version and version.strip().isdigit() and int(version[:18]) > 1)
    return "update" if later or "update" in told else "publish"


def urgency(value: Any) -> int | None:
    """An editorial urgency, 1 to 9; None for anything else."""
    text = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch("[1-9]", text) else None


def short(value: Any) -> str | None:
    """A string of metadata as one line; None where it is none, or empty."""
    words = " ".join(value[:_MAX_CHARACTERS].split()) if isinstance(value, str) else ""
    return words.encode(errors="replace").decode() or None


def read_wire(plain: Any, source: str) -> Wire:
    """The Wire of a JSON object as `onrecord read --json` writes it; what is missing is unknown."""
    try:
        given = _only(Wire, plain)
        given["coverage"] = tuple(Coverage(**_only(Coverage, piece)) for piece in given.get("coverage") or ())
        if given.get("kind", "publish") not in KINDS or not given.get("item"):
            raise ValueError(f"kind {given.get('kind')!r} of item {given.get('item')!r}")
        level = given.get("urgency")
        if level is not None and urgency(level) != level:
            raise ValueError(f"urgency {level!r}")
        texts = [value for name, value in given.items() if name not in ("urgency", "coverage")]
        texts += [getattr(piece, name) for piece in given["coverage"] for name in Coverage.__slots__]
        if not all(value is None or isinstance(value, str) for value in texts):
            raise ValueError("a value that is no string")
        "".join(value for value in texts if value).encode()  # a lone surrogate is a ValueError
        dates = [given.get("issued"), given.get("embargo"), *(piece.due for piece in given["coverage"])]
        if not all(value is None or iso_date(value) == value for value in dates):
            raise ValueError(f"a date of {dates!r}")
        return Wire(**given)
    except (TypeError, ValueError) as error:
        raise UnreadableDocument(source, f"field wire is not as docs/record.md says: {str(error)[:200]}") from None


def _only(kind: type[Any], plain: Any) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise TypeError(f"{type(plain).__name__}, not an object")
    if strange := set(plain) - {field.name for field in fields(kind)}:
        raise ValueError(f"unknown {', '.join(sorted(map(repr, strange)))}")
    return dict(plain)


def _code(value: str) -> str:
    """The last part of "stat:canceled" or "http://cv.iptc.org/newscodes/pubstatusg2/canceled", in small letters."""
    return re.split(r"[:/]", value.strip())[-1].casefold()


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads((TABLES / "wire.toml").read_text("utf-8"))
