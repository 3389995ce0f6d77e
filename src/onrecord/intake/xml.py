"""XML to a tree of plain names, from hands that may be hostile: no entity is expanded, nothing is loaded.

A document type of the newspaper industry may be named, as NITF files do, but is not loaded; characters that HTML names
(`&nbsp;`) are known without it. One that declares entities of its own is refused.

    >>> parse_xml(b"<nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'><p>No&nbsp;one.</p></nitf>", "a.xml")[0].text
    'No\\xa0one.'
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from lxml import etree

from onrecord.record import UnreadableDocument

MAX_BYTES = 16 << 20  # a message of a wire or a feed; a hundred times what is usual
MAX_ELEMENTS = 500_000
_NAMED = re.compile(rb"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});", re.DOTALL)


def parse_xml(data: bytes, source: str) -> Any:
    """The root element; names of elements and attributes without their namespace, that of `xml:lang` as `lang`.

    UnreadableDocument where the data are too large, not well-formed, or declare entities.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(source, f"XML of {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise UnreadableDocument(source, "XML that declares entities of its own, which are not expanded")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_NAMED.sub(_character, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        place = f"line {error.lineno}" if isinstance(error, etree.XMLSyntaxError) and error.lineno else ""
        raise UnreadableDocument(source, f"broken XML: {_words(error)}", place) from None
    for count, element in enumerate(root.iter(), 1):
        if count > MAX_ELEMENTS:
            raise UnreadableDocument(source, f"XML of more than {MAX_ELEMENTS:,} elements")
        if element.tag is etree.Entity:
            raise UnreadableDocument(source, f"broken XML: unknown entity &{element.name};")
        element.tag = _plain(element.tag)
        for name in [name for name in element.attrib if name.startswith("{")]:
            value = element.attrib.pop(name)
            if _plain(name) not in element.attrib:
                element.set(_plain(name), value)
    return root


def words_of(element: Any) -> str | None:
    """All text within an element as one line; None where there is no element, or nothing in it."""
    return (None if element is None else " ".join("".join(element.itertext()).split())) or None


def at(root: Any, path: str) -> str | None:
    """The words of the first element at `path`."""
    return words_of(root.find(path))


def _character(found: re.Match[bytes]) -> bytes:
    """A named character of HTML as a reference by number; another name is left for the parser to refuse."""
    meant = html5.get(f"{found[1].decode()};") if found[1] else None
    return found[0] if meant is None else "".join(f"&#{ord(char)};" for char in meant).encode()


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def _words(error: Exception) -> str:
    return str(error).partition(", line ")[0][:200]
