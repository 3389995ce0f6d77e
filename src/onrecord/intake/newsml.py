"""NewsML-G2, IPTC's envelope of news: items with text in NITF, XHTML or plain, planning items, and messages of many.

Of an item the later version replaces the earlier; its publication status and signals tell of corrections and kills.
Packages, concepts and knowledge items hold no text and are passed by where they come with items that do.

    >>> text = b'<contentSet><inlineData>He said no.</inlineData></contentSet>'
    >>> page = b'<newsItem guid="x1" version="2">' + text + b"</newsItem>"
    >>> [(item.text, item.wire.version) for item in read_newsml(page, source="a.xml")]
    [('He said no.', '2')]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.intake.markup import tree_text
from onrecord.intake.nitf import body_text
from onrecord.intake.wire import kind_of, moment, short, urgency
from onrecord.intake.xml import at, parse_xml, words_of
from onrecord.record import Coverage, Document, UnreadableDocument, Wire

ROOTS = ("newsMessage", "newsItem", "planningItem", "packageItem", "conceptItem", "knowledgeItem", "catalogItem")
_WITHOUT_TEXT = ("packageItem", "conceptItem", "knowledgeItem", "catalogItem")


def read_newsml(data: bytes, *, source: str) -> Iterator[Document | UnreadableDocument]:
    """The documents of one file, in its order; what is set aside is named by file and id of the item."""
    root = parse_xml(data, source)
    items = [root] if root.tag != "newsMessage" else [item for group in root.iterfind("itemSet") for item in group]
    several = len(items) > 1
    readable = [item for item in items if item.tag in ("newsItem", "planningItem")]
    if not readable:
        kinds = ", ".join(sorted({item.tag for item in items})) or "nothing"
        yield UnreadableDocument(source, f"NewsML-G2 without a news item; it holds {kinds[:200]}")
    for item in readable:
        guid = short(item.get("guid"))
        place = f"{source}#{guid}" if several and guid else source
        try:
            if guid is None:
                raise UnreadableDocument(place, f"NewsML-G2: {item.tag} without guid")
            yield (_news if item.tag == "newsItem" else _planning)(item, guid, place)
        except UnreadableDocument as error:
            yield error


def _news(item: Any, guid: str, source: str) -> Document:
    wire = _wire(item, guid)
    nature = (_code(item.find("itemMeta/itemClass")) or "text").rpartition(":")[2].rpartition("/")[2]
    text = _text(item)
    if wire.kind not in ("kill", "withhold"):
        if nature not in ("text", "composite"):
            raise UnreadableDocument(source, f"NewsML-G2 item of class {nature}, not a text")
        if not text:
            raise UnreadableDocument(source, "NewsML-G2 item without text in inlineXML or inlineData")
    return _document(item, text, source, wire)


def _planning(item: Any, guid: str, source: str) -> Document:
    plans = item.iterfind("newsCoverageSet/newsCoverage/planning")
    coverage = tuple(
        Coverage(
            (_code(plan.find("itemClass")) or "").rpartition(":")[2].rpartition("/")[2] or at(plan, "g2contentType"),
            at(plan, "headline"),
            moment(at(plan, "scheduled")),
            short(at(plan, "edNote")),
        )
        for plan in plans
    )
    return _document(item, "", source, _wire(item, guid, planned=True, coverage=coverage))


def _document(item: Any, text: str, source: str, wire: Wire) -> Document:
    meta = "contentMeta"
    language = item.find(f"{meta}/language")
    return Document(
        text,
        source=source,
        title=at(item, f"{meta}/headline") or at(item, "itemMeta/title"),
        published=wire.issued,
        published_from="versionCreated" if wire.issued else None,
        publisher=wire.provider,
        agency=_name(item.find(f"{meta}/infoSource")),
        byline=at(item, f"{meta}/by") or _name(item.find(f"{meta}/creator")),
        place=_name(item.find(f"{meta}/located")),
        language=short(language.get("tag") if language is not None else item.get("lang")),
        format="newsml",
        wire=wire,
    )


def _wire(item: Any, guid: str, *, planned: bool = False, coverage: tuple[Coverage, ...] = ()) -> Wire:
    version = short(item.get("version"))
    note = short(at(item, "itemMeta/edNote"))
    signals = [code for signal in item.iterfind("itemMeta/signal") if (code := _code(signal))]
    links = {(_code(link, "rel") or "").casefold(): link for link in item.iterfind("itemMeta/link")}
    corrected = next((link for rel, link in links.items() if "correct" in rel), None)
    if corrected is not None:
        signals.append("correction")
    kind = kind_of(_code(item.find("itemMeta/pubStatus")), version=version, signals=signals, note=note)
    return Wire(
        item=guid,
        version=version,
        kind="planned" if planned and kind not in ("kill", "withhold") else kind,
        replaces=short(corrected.get("residref") or corrected.get("href")) if corrected is not None else None,
        issued=moment(at(item, "itemMeta/versionCreated")),
        embargo=moment(at(item, "itemMeta/embargoed")),
        provider=_name(item.find("itemMeta/provider")) or _name(item.find("rightsInfo/copyrightHolder")),
        slug=short(at(item, "contentMeta/slugline")),
        urgency=urgency(at(item, "contentMeta/urgency")),
        note=note,
        coverage=coverage,
    )


def _text(item: Any) -> str:
    """The words of the first content that has some: marked up before plain, because it has paragraphs."""
    for content in item.iterfind("contentSet/inlineXML"):
        for inner in content:
            text = body_text(inner) if inner.tag == "nitf" else tree_text(_body(inner))
            if text:
                return text
    for content in item.iterfind("contentSet/inlineData"):
        kind = content.get("contenttype") or "text/plain"
        text = "".join(content.itertext())
        if kind.startswith("text/plain") and text.strip():
            return text
        if "html" in kind and text.strip():
            from onrecord.intake.markup import fragment_text

            return fragment_text(text, "")
    return ""


def _body(inner: Any) -> Any:
    """The body of an XHTML document, or the element itself."""
    body = inner.find("body") if inner.tag == "html" else None
    return inner if body is None else body


def _code(element: Any, name: str = "qcode") -> str | None:
    if element is None:
        return None
    return short(element.get(name) or element.get("uri") or element.get("literal"))


def _name(element: Any) -> str | None:
    """What a party or place is called: its name, or the last part of its code."""
    if element is None:
        return None
    named = at(element, "name") or words_of(element)
    code = _code(element)
    return named or (code.rpartition(":")[2] if code and "://" not in code else code)
