"""News sitemaps: addresses of articles with title, outlet and date; an index of sitemaps; and plain ones.

A sitemap holds no text, so its pages are read only where the visit fetches pages. An index leads to sitemaps, one
step deep.

    >>> page = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"
    >>> [entry.address for entry in entries_of_sitemap(page, source="a.xml")]
    ['https://a.example/1']
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from onrecord.intake.feeds import MAX_ENTRIES, Entry, read_entries
from onrecord.intake.options import Visit
from onrecord.intake.polite import guest
from onrecord.intake.walk import opened, read_bounded
from onrecord.intake.wire import moment
from onrecord.intake.xml import at, parse_xml
from onrecord.record import Document, UnreadableDocument

_MAX_SITEMAPS = 500


def read_sitemap(data: bytes, *, source: str, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    """The pages of a sitemap, or of the sitemaps that an index names; without `fetch_pages` nothing but the advice."""
    root = parse_xml(data, source)
    if not visit.options.fetch_pages:
        count = sum(1 for _ in root)
        raise UnreadableDocument(source, f"a sitemap of {count:,} addresses holds no text; --fetch-pages reads them")
    if root.tag == "urlset":
        yield from read_entries(_entries(root), source=source, visit=visit)
        return
    for number, sitemap in enumerate(root.iterfind("sitemap/loc")):
        if number == _MAX_SITEMAPS:
            yield UnreadableDocument(source, f"an index of more than {_MAX_SITEMAPS} sitemaps; the rest is not read")
            return
        address = (sitemap.text or "").strip()
        try:
            inner = parse_xml(_fetched(address, visit), address)
        except UnreadableDocument as error:
            yield error
            continue
        if inner.tag != "urlset":
            yield UnreadableDocument(address, f"a sitemap of an index must be a urlset, not {str(inner.tag)[:80]}")
            continue
        yield from read_entries(_entries(inner), source=address, visit=visit)


def entries_of_sitemap(data: bytes, *, source: str) -> list[Entry]:
    """The entries of one sitemap; UnreadableDocument where the data are none, or an index of others."""
    root = parse_xml(data, source)
    if root.tag != "urlset":
        raise UnreadableDocument(source, f"no sitemap: {str(root.tag)[:80]}; name one of the sitemaps that it lists")
    return list(_entries(root))


def _entries(root: Any) -> Iterator[Entry]:
    for number, url in enumerate(root.iterfind("url")):
        address = at(url, "loc")
        if number >= MAX_ENTRIES or not address:
            continue
        yield Entry(
            key=address,
            address=address,
            title=at(url, "news/title"),
            text=None,
            published=moment(at(url, "news/publication_date")),
            updated=moment(at(url, "lastmod")),
            byline=None,
            publisher=at(url, "news/publication/name"),
            language=at(url, "news/publication/language"),
        )


def _fetched(address: str, visit: Visit) -> bytes:
    """What the address answers, unpacked: sitemaps are often gzip files."""
    with opened(io.BytesIO(guest(visit).get(address).data), address) as (stream, _):
        return read_bounded(stream, address, visit.options.max_bytes)
