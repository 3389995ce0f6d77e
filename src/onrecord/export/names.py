"""What documents, findings and knowledge ids are called outside: addresses (IRIs) that mean the same everywhere."""

from __future__ import annotations

import re
from urllib.parse import quote

from onrecord.record import Document

_WIKIDATA = re.compile(r"[QP][1-9]\d*", re.ASCII)
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII)


def of_document(doc: Document) -> str:
    return f"urn:onrecord:document:{doc.id}"


def of_finding(doc: Document, table: str, finding: str) -> str:
    """A finding's own id tells it apart within its document; the document's before it, everywhere."""
    return f"urn:onrecord:{table}:{doc.id}:{quote(finding, safe='')}"


def of_link(link: str) -> str:
    """A Wikidata id as its address, another knowledge id as it is if it is an address, else as a name of ours."""
    if _WIKIDATA.fullmatch(link):
        return f"http://www.wikidata.org/entity/{link}"
    return link if _WEB.fullmatch(link) else f"urn:onrecord:link:{quote(link, safe='')}"


def web_address(doc: Document) -> str | None:
    """Where the document can be read by anybody, if it came from there."""
    return doc.source if _WEB.fullmatch(doc.source) else None
