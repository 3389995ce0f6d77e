"""RSS and Atom: the entries of a feed, in its order, each with the words that it holds, or with the page that it names.

feedparser reads the feed, and neither cleans nor fetches anything. An entry is read from its content where it has one,
else from its summary; a summary is often all that there is, and it is what the outlet says. With `fetch_pages` the
entry's page is read instead.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from onrecord.intake.html import MAX_BYTES as MAX_PAGE_BYTES
from onrecord.intake.html import read_html
from onrecord.intake.markup import fragment_text, is_markup
from onrecord.intake.needed import needed
from onrecord.intake.options import Visit
from onrecord.intake.polite import guest
from onrecord.intake.wire import moment, short
from onrecord.intake.xml import parse_xml
from onrecord.record import Document, UnreadableDocument, Wire

MAX_BROKEN_BYTES = 2 << 20  # of a feed that is not well-formed: reading it costs up to 5 s a megabyte
MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed or news sitemap, before it is read."""

    key: str  # its id, the same while its words change
    address: str  # of its page; "" where it gives none
    title: str | None
    text: str | None  # what the feed itself holds of it, None where that is nothing
    published: str | None
    updated: str | None
    byline: str | None
    publisher: str | None
    language: str | None

    @property
    def digest(self) -> str:
        """Changes when anything that the feed says of the entry does."""
        said = (self.address, self.title, self.text, self.published, self.updated)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def read_feed(data: bytes, *, source: str, visit: Visit) -> Iterator[Document | UnreadableDocument]:
    """The documents of a feed that came from `source`, and what of it cannot be read."""
    return read_entries(entries_of_feed(data, source=source), source=source, visit=visit)


def read_entries(
    entries: Iterable[Entry | UnreadableDocument], *, source: str, visit: Visit
) -> Iterator[Document | UnreadableDocument]:
    for entry in entries:
        if isinstance(entry, UnreadableDocument):
            yield entry
            continue
        try:
            yield read_entry(entry, source=source, visit=visit)
        except UnreadableDocument as error:
            yield error


def read_entry(entry: Entry, *, source: str, visit: Visit) -> Document:
    """The document of an entry: its page if the visit fetches pages, else what the feed holds."""
    address = entry.address or f"{source}#{entry.key}"
    if visit.options.fetch_pages:
        doc = _page(entry, address, visit)
    elif entry.text:
        doc = Document(entry.text, source=address, format="feed")
    else:
        raise UnreadableDocument(address, "the feed holds no text of this entry; --fetch-pages reads its page")
    published = doc.published or entry.published or entry.updated
    return replace(
        doc,
        title=doc.title or entry.title,
        published=published,
        published_from=doc.published_from or ("feed" if published else None),
        publisher=doc.publisher or entry.publisher,
        byline=doc.byline or entry.byline,
        language=doc.language or entry.language,
        wire=Wire(item=entry.key, issued=entry.updated or entry.published, provider=entry.publisher),
    )


def entries_of_feed(data: bytes, *, source: str) -> list[Entry | UnreadableDocument]:
    """The entries of RSS 0.9 to 2.0 or Atom; UnreadableDocument where the data are no feed."""
    needed("feedparser", "feeds", source)
    import feedparser  # type: ignore[import-untyped]

    try:
        parse_xml(data, source)
    except UnreadableDocument as error:  # many feeds are broken, and most of these can be read all the same
        if "entities of its own" in error.reason or len(data) > MAX_BROKEN_BYTES:
            raise
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        raise UnreadableDocument(source, f"no feed: {short(str(feed.get('bozo_exception') or 'not RSS, not Atom'))}")
    if not feed.entries:
        raise UnreadableDocument(source, "a feed without entries")
    base = source if "://" in source else ""
    found: list[Entry | UnreadableDocument] = []
    for number, plain in enumerate(feed.entries[:MAX_ENTRIES], 1):
        try:
            found.append(_entry(plain, feed.feed, base))
        except UnreadableDocument as error:
            found.append(UnreadableDocument(f"{source}#{number}", error.reason, error.place))
    if len(feed.entries) > MAX_ENTRIES:
        found.append(UnreadableDocument(source, f"a feed of more than {MAX_ENTRIES:,} entries; the rest is not read"))
    return found


def _entry(plain: Any, feed: Any, base: str) -> Entry:
    address = short(plain.get("link")) or ""
    title = short(plain.get("title"))
    text = _text(plain)
    key = short(plain.get("id")) or address or hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16]
    publisher = plain.get("source") if isinstance(plain.get("source"), dict) else feed
    return Entry(
        key=key,
        address=urljoin(base, address) if address else "",
        title=_line(title),
        text=text,
        published=moment(plain.get("published") or plain.get("created")),
        updated=moment(plain["updated"]) if "updated" in plain else None,  # get() would give `published`
        byline=_line(short(plain.get("author"))),
        publisher=_line(short(publisher.get("title"))),
        language=short(feed.get("language")),
    )


def _text(plain: Any) -> str | None:
    """The words of the first part that has some: contents before the summary."""
    parts = [*plain.get("content", ()), plain.get("summary_detail") or {}]
    for part in parts:
        value, kind = part.get("value"), part.get("type") or ""
        if isinstance(value, str) and value.strip():
            marked = "html" in kind and is_markup(value)
            text = fragment_text(value, "") if marked else value
            if text.strip():
                return text
    return None


def _line(text: str | None) -> str | None:
    """A title without the markup that some feeds put in it."""
    return short(fragment_text(text, "").replace("\n", " ")) if text and is_markup(text) else text


def _page(entry: Entry, address: str, visit: Visit) -> Document:
    if not address.startswith(("http://", "https://")):
        raise UnreadableDocument(address, "the entry gives no address of a page")
    fetched = guest(visit).get(address)
    if len(fetched.data) > MAX_PAGE_BYTES:
        raise UnreadableDocument(address, f"page of {len(fetched.data):,} bytes; at most {MAX_PAGE_BYTES:,} are read")
    return replace(read_html(fetched.data, source=fetched.url, charset=fetched.charset), source=address)
