"""Feeds: Atom (RFC 4287) of searches and actors, iCalendar (RFC 5545) of what is scheduled.

Written with what the standard library escapes; characters that XML cannot hold are made visible first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.render import clipped, phrase, plain, shown_day

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_LINE = 73  # octets of a line of iCalendar, before it is folded


def atom(request: Request, title: str, rows: Sequence[dict[str, Any]], asked: str) -> Response:
    """Statements or documents as a feed; entries have the addresses of their pages as ids."""
    ElementTree.register_namespace("", ATOM)
    base = str(request.base_url).rstrip("/")
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    page = str(request.url).replace(".atom", "", 1)
    newest = max((moment(row["day"]) for row in rows), default="1970-01-01T00:00:00Z")
    _put(feed, "title", f"onrecord – {asked or title}")
    _put(feed, "id", page)
    _put(feed, "updated", newest)
    _put(feed, "link", None, rel="self", type="application/atom+xml", href=str(request.url))
    _put(feed, "link", None, rel="alternate", type="text/html", href=page)
    for row in rows:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        spoken = "words" in row
        address = f"{base}/{'statement' if spoken else 'document'}/{row['id']}"
        who = plain(row.get("actor_name") or row.get("source") or "") if spoken else plain(row["publisher"])
        words = plain(row["words"] if spoken else row["beginning"])
        _put(entry, "title", f"{who}: {clipped(words, 120)}" if spoken else plain(row["title"]) or clipped(words, 80))
        _put(entry, "id", address)
        _put(entry, "link", None, rel="alternate", type="text/html", href=address)
        _put(entry, "updated", moment(row["day"]))
        _put(ElementTree.SubElement(entry, f"{{{ATOM}}}author"), "name", who or "not named")
        _put(entry, "summary", words if spoken else clipped(words, 300), type="text")
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="utf-8")
    return Response(body, 200, {"cache-control": "no-cache"}, "application/atom+xml; charset=utf-8")


def _put(parent: ElementTree.Element, name: str, words: str | None, **attributes: str) -> None:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = None if words is None else _NOT_XML.sub("�", words)


def moment(day: str | None) -> str:
    """A date as Atom wants it, to the second: what is not known is taken as first."""
    found = _ISO.fullmatch(day or "")
    if not found:
        return "1970-01-01T00:00:00Z"
    year, month, date_, hour, minute, zone = found.groups()
    return f"{year}-{month or '01'}-{date_ or '01'}T{hour or '00'}:{minute or '00'}:00{zone or 'Z'}"


def icalendar(request: Request, rows: Sequence[dict[str, Any]], now: datetime) -> Response:
    """Scheduled events as a calendar that programs subscribe to."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//onrecord//calendar//EN", "X-WR-CALNAME:onrecord"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    base = str(request.base_url).rstrip("/")
    for row in rows:
        when = _period(row["begins"] or row["day"], row["ends"])
        if when is None:
            continue
        uid = hashlib.sha256(f"{row['document']} {row['id']}".encode()).hexdigest()[:32]
        told = [f"“{plain(row['words'])}”", plain(row["title"]), plain(row["publisher"]), shown_day(row["published"])]
        lines += ["BEGIN:VEVENT", f"UID:{uid}@onrecord", f"DTSTAMP:{stamp}", *when]
        lines.append(f"SUMMARY:{_text(summary(row))}")
        lines.append(f"DESCRIPTION:{_text(' · '.join(part for part in told if part))}")
        if row["place"]:
            lines.append(f"LOCATION:{_text(plain(row['place']))}")
        lines += [f"URL:{base}/document/{row['document']}", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    body = "".join(_folded(line) + "\r\n" for line in lines)
    headers = {"content-disposition": 'inline; filename="calendar.ics"', "cache-control": "no-cache"}
    return Response(body.encode(), 200, headers, "text/calendar; charset=utf-8")


def summary(row: dict[str, Any]) -> str:
    """A scheduled event in a line: who, what, with whom."""
    doers, others = plain(row["actors"]), plain(row["recipients"])
    what = plain(row["words"]) or phrase(row["type"])
    return f"{doers + ': ' if doers else ''}{what}{' – ' + others if others else ''}"


def _period(begins: str | None, ends: str | None) -> list[str] | None:
    begin = _ical(begins)
    if begin is None:
        return None
    end = _ical(ends)
    if "T" in begin:
        return [f"DTSTART:{begin}"] + ([f"DTEND:{end}"] if end and "T" in end and end > begin else [])
    first = date(int(begin[:4]), int(begin[4:6]), int(begin[6:8]))
    if end is None or end[:8] <= begin:
        try:
            end = (first + timedelta(days=1)).strftime("%Y%m%d")
        except OverflowError:
            return None
    return [f"DTSTART;VALUE=DATE:{begin}", f"DTEND;VALUE=DATE:{end[:8]}"]


def _ical(iso: str | None) -> str | None:
    found = _ISO.fullmatch(iso or "")
    if not found:
        return None
    try:
        if found[4] is None:
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).strftime("%Y%m%d").zfill(8)
        when = datetime.fromisoformat(str(iso))
        return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if when.tzinfo else when.strftime("%Y%m%dT%H%M%S")
    except (ValueError, OverflowError):
        return None


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, as the standard wants; no character is torn."""
    parts, part, size = [], "", 0
    for char in line:
        wide = len(char.encode())
        if size + wide > _LINE:
            parts.append(part)
            part, size = "", 0
        part += char
        size += wide
    return "\r\n ".join([*parts, part])
