"""NITF, IPTC's XML of news text, versions 2.5 to 3.6: the paragraphs of `body.content`, and what its head says.

Media and their captions are left out, as figures of web pages are. Nothing outside the file is loaded.

    >>> page = b'<nitf><head><docdata><doc-id id-string="x1"/></docdata></head>'
    >>> page += b'<body><body.content><p>The minister said no.</p></body.content></body></nitf>'
    >>> read_nitf(page, source="a.xml").wire.item
    'x1'
"""

from __future__ import annotations

from typing import Any

from onrecord.intake.markup import NITF_BLOCKS, tree_text
from onrecord.intake.wire import kind_of, moment, short, urgency
from onrecord.intake.xml import at, parse_xml, words_of
from onrecord.record import Document, UnreadableDocument, Wire


def read_nitf(data: bytes, *, source: str) -> Document:
    """The document of one NITF file; UnreadableDocument where it is broken or has no text that could be used."""
    return document_of(parse_xml(data, source), source)


def document_of(root: Any, source: str) -> Document:
    """The document of a `nitf` element; the tree is changed."""
    data = root.find("head/docdata")
    data = data if data is not None else root.find("head")  # a head without docdata says nothing of these
    item = _get(data, "doc-id", "id-string")
    version = _get(data, "du-key", "version")
    issued = moment(_get(data, "date.issue", "norm") or _get(data, "date.release", "norm"))
    release = moment(_get(data, "date.release", "norm"))
    status = short(data.get("management-status")) if data is not None else None
    within = _editors_note(root)
    note = _get(data, "ed-msg", "info") or within
    correction = data.find("correction") if data is not None else None
    signals = ["correction"] if correction is not None else []
    embargoed = (status or "").casefold() == "embargoed" or (release and issued and release > issued)
    wire = Wire(
        item=item or source,
        version=version,
        kind=kind_of(status, version=version, signals=signals, note=note),
        replaces=short(correction.get("id-string")) if correction is not None else None,
        issued=issued,
        embargo=release if embargoed else None,
        provider=_get(data, "doc.copyright", "holder") or _get(data, "doc-id", "regsrc"),
        slug=_get(data, "du-key", "key") or _meta(root, "anpa-keyword", "slug", "slugline"),
        urgency=urgency(_get(data, "urgency", "ed-urg")),
        note=note or (short(correction.get("info")) if correction is not None else None),
    )
    title = at(root, "body/body.head/hedline/hl1") or at(root, "head/title")
    byline = at(root, "body/body.head/byline")
    place = at(root, "body/body.head/dateline/location")
    language = short(root.get("lang")) or _get(root, "body", "lang")
    text = body_text(root)
    if not text and wire.kind not in ("kill", "withhold"):
        raise UnreadableDocument(source, "NITF without text in body.content")
    return Document(
        text,
        source=source,
        title=title,
        published=issued,
        published_from="date.issue" if issued else None,
        publisher=wire.provider,
        agency=at(root, "body/body.head/distributor"),
        byline=byline,
        place=place,
        language=language,
        format="nitf",
        wire=wire,
    )


def body_text(root: Any) -> str:
    """The paragraphs of all `body.content` elements of a `nitf` element; the tree is changed."""
    contents = root.findall("body/body.content")
    return "\n\n".join(filter(None, (tree_text(content, block_tags=NITF_BLOCKS) for content in contents)))


def _editors_note(root: Any) -> str | None:
    """Notes within the text that are meant for editors are taken out of it."""
    found = []
    for note in [*root.iter("note")]:
        if note.get("noteclass") == "editorsnote":
            found.append(words_of(note))
            note.tag = "ednote"
    return short(" ".join(filter(None, found)))


def _meta(root: Any, *names: str) -> str | None:
    for meta in root.iterfind("head/meta"):
        if (meta.get("name") or "").casefold() in names:
            return short(meta.get("content"))
    return None


def _get(root: Any, path: str, name: str) -> str | None:
    element = root.find(path) if root is not None else None
    return None if element is None else short(element.get(name))
