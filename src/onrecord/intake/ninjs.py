"""ninjs, IPTC's news in JSON, versions 1.0 to 3.3: one object is one item.

The versions differ in the case of names (`versioncreated`, `versionCreated`), in `headline` and `body_…` against lists
of `headlines` and `bodies`, and in `byline` against `by`; read without regard to case, and with both, they are one
format.
Items that are associated with an item (pictures, sidebars) are no part of it.

    >>> item = {"uri": "urn:x:1", "type": "text", "headline": "No", "body_text": "The minister said no."}
    >>> read_item(item, source="a.json").wire.item
    'urn:x:1'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.intake.wire import kind_of, moment, short, urgency
from onrecord.record import Coverage, Document, UnreadableDocument, Wire

_SIGNS = {
    *("pubstatus", "versioncreated", "firstcreated", "representationtype", "embargoed", "embargoeduntil", "slugline"),
    *("headline", "headlines", "body_text", "body_xhtml", "body_html", "bodies", "renditions", "associations"),
    *("copyrightholder", "plannedcoverage", "eventdetails"),
}
_WORDED = ("text", "composite", None)  # types that hold words; a picture's caption is no dispatch
_MARKUP_KINDS = ("html", "xhtml", "nitf", "xml")


def is_ninjs(plain: Any) -> bool:
    """Whether a JSON object is an item of ninjs: it names itself by `uri`, has no `text`, and says what ninjs says."""
    if not isinstance(plain, dict) or "uri" not in plain or "text" in plain:
        return False
    standard = plain.get("standard") or plain.get("$standard")
    named = isinstance(standard, dict) and str(standard.get("name", "")).casefold() == "ninjs"
    return named or bool(_SIGNS & {name.casefold() for name in plain})


def read_item(plain: dict[str, Any], *, source: str) -> Document:
    """The document of one item; UnreadableDocument where it has no words, or a field is not what ninjs says."""
    item = {name.casefold(): value for name, value in plain.items()}
    uri = short(item.get("uri"))
    if uri is None:
        raise UnreadableDocument(source, "ninjs item: field uri is no string, or empty")
    body = "\n\n".join(_first(_bodies(item), source))
    title = next((text for _, text in _headlines(item)), None) or short(item.get("title"))
    note, version = short(item.get("ednote")), _text(item.get("version"))
    kind = kind_of(short(item.get("pubstatus")), version=version, note=note)
    coverage = tuple(_coverage(item))
    if item.get("type") in ("planning", "event") or (coverage and not body):
        kind = kind if kind in ("kill", "withhold") else "planned"
    withdrawn = kind in ("kill", "withhold", "planned")
    what = short(item.get("type"))
    if what not in _WORDED and not withdrawn:
        raise UnreadableDocument(source, f"ninjs item of type {what}, not a text: {uri}")
    if not body.strip() and not withdrawn:
        raise UnreadableDocument(source, f"ninjs item without a body: {uri}")
    issued = moment(_text(item.get("versioncreated")))
    wire = Wire(
        item=uri,
        version=version,
        kind=kind,
        issued=issued,
        embargo=moment(_text(item.get("embargoeduntil") or item.get("embargoed"))),
        provider=short(item.get("copyrightholder")) or next(_names(item, "infosources", "infosource"), None),
        slug=short(item.get("slugline")),
        urgency=urgency(item.get("urgency")),
        note=note,
        coverage=coverage,
    )
    return Document(
        body if body.strip() else "",
        source=source,
        title=short(title),
        published=issued,
        published_from="field versioncreated" if issued else None,
        publisher=wire.provider,
        byline=short(item.get("by") or item.get("byline")),
        place=short(item.get("located")),
        language=short(item.get("language")),
        format="ninjs",
        wire=wire,
    )


def _headlines(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(role, headline), the main one first."""
    found = list(_values(item.get("headlines"), "value"))
    yield from sorted(found, key=lambda pair: pair[0] not in ("", "main"))
    if headline := _text(item.get("headline")):
        yield "main", headline


def _bodies(item: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """(whether it is marked up, text) of each body; marked up first, because it has paragraphs."""
    from onrecord.intake.markup import is_markup  # loads lxml, which most JSON can do without

    found: list[tuple[bool, bool, str]] = []
    for entry in item.get("bodies") or [] if isinstance(item.get("bodies"), list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            plain = {name.casefold(): value for name, value in entry.items()}
            kind = str(plain.get("contenttype") or plain.get("role") or "").casefold()
            marked = any(word in kind for word in _MARKUP_KINDS) or ("plain" not in kind and is_markup(entry["value"]))
            found.append((plain.get("role") not in ("main", None), marked, entry["value"]))
    for name, value in item.items():
        if name.startswith("body_") and isinstance(value, str):
            found.append((False, any(word in name for word in _MARKUP_KINDS), value))
    for _, marked, text in sorted(found, key=lambda body: (not body[1], body[0])):
        yield marked, text


def _first(bodies: Iterator[tuple[bool, str]], source: str) -> Iterator[str]:
    from onrecord.intake.markup import fragment_text

    for marked, text in bodies:
        if words := fragment_text(text, source) if marked else text:
            yield words
            return


def _coverage(item: dict[str, Any]) -> Iterator[Coverage]:
    plans = item.get("plannedcoverage")
    for plan in plans if isinstance(plans, list) else []:
        if isinstance(plan, dict):
            dates = plan.get("dates")
            dates = dates if isinstance(dates, dict) else {}
            due = _text(dates.get("startDate") or dates.get("expectedStartDate"))
            yield Coverage(short(plan.get("type")), short(plan.get("title")), moment(due), short(plan.get("edNote")))


def _names(item: dict[str, Any], *fields: str) -> Iterator[str]:
    for field in fields:
        yield from (name for _, name in _values(item.get(field), "name"))


def _values(entries: Any, name: str) -> Iterator[tuple[str, str]]:
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and (value := short(entry.get(name))):
            yield str(entry.get("role") or ""), value


def _text(value: Any) -> str | None:
    """A string, or a number as one: versions are written as either."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
