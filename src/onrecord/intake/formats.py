"""Which format a stream is in, by its name and its first bytes, and the reader of each: the one table of formats.

The content wins where it plainly says another thing than the name. A reader is imported when a source needs it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from onrecord.intake.dates import iso_date
from onrecord.intake.decode import refuse_binary
from onrecord.intake.describe import describe
from onrecord.intake.jsonl import read_json, read_jsonl
from onrecord.intake.language import check_language
from onrecord.intake.options import Visit
from onrecord.intake.text import read_text
from onrecord.intake.walk import PEEK_BYTES, opened, read_bounded, too_large, unpacked_start
from onrecord.record import Document, UnreadableDocument

Found = Iterator[Document | UnreadableDocument]

_SUFFIXES = {
    suffix: kind
    for kind, suffixes in {
        "text": ".txt .text .md .docx .xlsx .pptx .odt .epub",  # the last five are told what to do
        "html": ".html .htm .xhtml .shtml",
        "jsonl": ".jsonl .ndjson",
        "json": ".json .ninjs",
        "warc": ".warc",
        "parquet": ".parquet .pq",
        "mail": ".eml",
        "mbox": ".mbox",
        "zip": ".zip",
        "tar": ".tar .tgz .tbz2 .txz",
    }.items()
    for suffix in suffixes.split()
}
_CONTENT_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "message/rfc822": "mail",
    "application/mbox": "mbox",
    "application/warc": "warc",
    "application/zip": "zip",
    "application/x-tar": "tar",
    "application/vnd.apache.parquet": "parquet",
}
_MAGIC = ((b"WARC/", "warc"), (b"PAR1", "parquet"), (b"PK\x03\x04", "zip"))
# The root element of XML decides what it is; namespaces come with any prefix or none.
_ROOTS = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "nitf": "nitf",
    "newsmessage": "newsml",
    "newsitem": "newsml",
    "planningitem": "newsml",
    "packageitem": "newsml",
    "conceptitem": "newsml",
    "knowledgeitem": "newsml",
    "html": "html",
}
_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(
    rb"(?:\s|<\?(?:[^?]|\?(?!>)){0,2000}\?>|<!--.{0,4000}?-->|<!DOCTYPE[^\[>]*(?:\[.{0,4000}?\]\s*)?>)*<(?:[\w.-]+:)?([A-Za-z]\w*)",
    re.DOTALL | re.IGNORECASE,
)
_XML = re.compile(rb"\s*<\?xml|\s*<(?:rss|feed|nitf|news|urlset|sitemapindex|planning)", re.IGNORECASE)
_JSON_KEY = re.compile(rb'\s*\{\s*"[^"\\\n]{1,60}"\s*:')
_MBOX = re.compile(rb"From \S+[^\n]*\d\d:\d\d[^\n]*\n>?[\w-]+:")
_MAIL = re.compile(rb"(from|to|subject|date|message-id|mime-version|received|return-path|content-type):", re.IGNORECASE)
_MAIL_HEADERS = 3  # different ones among the first lines; a text may well open with "Date:" or "Subject:"
_MARK = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader is given: bytes that can be peeked into, and what is known of them."""

    stream: io.BufferedReader
    source: str
    visit: Visit
    charset: str | None = None  # as a server declared it
    size: int | None = None  # as the source has it, before unpacking
    packed: bool = False
    within: bool = False  # an archive

    def all(self) -> bytes:
        limit = self.visit.options.max_bytes
        if self.size is not None and self.size > limit and not self.packed:
            raise too_large(self.source, limit, self.size)
        return read_bounded(self.stream, self.source, limit)

    def seekable(self) -> IO[bytes]:
        """The bytes as a file that can be sought in: itself, or all of it in memory."""
        if not self.packed and self.stream.seekable():
            return self.stream
        return io.BytesIO(read_bounded(self.stream, self.source, self.visit.options.max_bytes))


def kind_of_name(name: str) -> str | None:
    """The format that a file's name says, `.gz` and other packing aside; None for another name."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    while suffixes and suffixes[-1] in (".gz", ".bz2", ".xz"):
        if suffixes.pop() != ".gz" and suffixes[-1:] != [".tar"]:
            return None  # only a tar archive is unpacked from these
    return _SUFFIXES.get(suffixes[-1]) if suffixes else None


def kind_of_content_type(content_type: str | None) -> str | None:
    return _CONTENT_TYPES.get(content_type or "")


def read_stream(
    raw: IO[bytes],
    source: str,
    kind: str | None,
    visit: Visit,
    *,
    size: int | None = None,
    charset: str | None = None,
    within: bool = False,
) -> Found:
    """The documents that `raw` holds, checked for language and described, and what of it is set aside.

    `kind` is the format that the name says. UnreadableDocument is raised where nothing more can be read.
    """
    with opened(raw, source, as_it_is=lambda start: start.startswith(b"WARC/")) as (stream, packed):
        head = stream.peek(PEEK_BYTES)
        kind = _kind(head if packed else unpacked_start(head), kind) or "text"
        found = _READERS[kind](Given(stream, source, visit, charset, size, packed, within))
        for item in found:
            if kind in _ARCHIVES:  # its files have been through here themselves
                yield item
            elif (done := finished(item, visit, counted=kind == "warc")) is not None:
                yield done


def finished(
    item: Document | UnreadableDocument, visit: Visit, *, counted: bool = False
) -> Document | UnreadableDocument | None:
    """A document with its language, described; what is no article in English is set aside, or `counted` and None."""
    options = visit.options
    try:
        if isinstance(item, UnreadableDocument):
            raise item
        if item.wire is not None and item.wire.kind in _TEXTLESS and not item.text:
            return item
        doc = check_language(item, any_language=options.any_language)
    except UnreadableDocument as error:
        why = next((why for why in _NO_ARTICLE if error.reason.startswith(why)), None)
        if counted and why:
            visit.passed_over[why] += 1
            return None
        return error
    return describe(doc, published=options.published and iso_date(options.published))


def _kind(head: bytes, kind: str | None) -> str | None:
    """The format of what begins with `head`: the one its name says, unless the content plainly says another."""
    plain = _MARK.sub(b"", head[:4096]).replace(b"\0", b"")  # of UTF-16, the bytes that matter
    if kind == "json" and _first_line_is_object(head):
        return "jsonl"
    if kind in (None, "text") and _HTML.match(plain):
        return "html"
    if kind in (None, "html") and _XML.match(plain):  # servers send feeds as text/html, too
        root = _ROOT.match(plain)
        return _ROOTS.get(root[1].decode().lower() if root else "", kind or "xml")
    if kind is not None:
        return kind
    if magic := next((found for magic, found in _MAGIC if head.startswith(magic)), None):
        return magic
    if head[257:262] == b"ustar":
        return "tar"
    if _JSON_KEY.match(plain) and (_first_line_is_object(head) or b'"text"' in head or b'"uri"' in head):
        return "jsonl" if _first_line_is_object(head) or b"\n" not in head else "json"
    if _MBOX.match(head):
        return "mbox"
    headers = {found[1].lower() for line in head[:4096].splitlines()[:12] if (found := _MAIL.match(line))}
    return "mail" if len(headers) >= _MAIL_HEADERS and _MAIL.match(head) else None


def _first_line_is_object(head: bytes) -> bool:
    """Whether the first line is a whole JSON object, or opens one and goes on past `head`."""
    line, end, _ = _MARK.sub(b"", head).lstrip().partition(b"\n")
    if not end and len(head) >= PEEK_BYTES:
        return bool(_JSON_KEY.match(line))
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


# The readers, one a format. Imports stand inside, because most of them load a library.


def _text(given: Given) -> Found:
    yield read_text(given.all(), source=given.source, charset=given.charset)


def _html(given: Given) -> Found:
    data = given.all()
    refuse_binary(data, source=given.source)
    from onrecord.intake.html import read_html  # lxml and trafilatura, 0.3 s

    yield read_html(data, source=given.source, charset=given.charset)


def _jsonl(given: Given) -> Found:
    options = given.visit.options
    return read_jsonl(given.stream, source=given.source, max_bytes=options.max_bytes, columns=options.columns)


def _json(given: Given) -> Found:
    return read_json(given.all(), source=given.source, columns=given.visit.options.columns)


def _warc(given: Given) -> Found:
    from onrecord.intake.warc import read_warc

    return read_warc(given.stream, source=given.source, visit=given.visit)


def _parquet(given: Given) -> Found:
    from onrecord.intake.parquet import read_parquet

    options = given.visit.options
    file = given.seekable()
    return read_parquet(file, source=given.source, max_bytes=options.max_bytes, columns=options.columns)


def _nitf(given: Given) -> Found:
    from onrecord.intake.nitf import read_nitf

    yield read_nitf(given.all(), source=given.source)


def _newsml(given: Given) -> Found:
    from onrecord.intake.newsml import read_newsml

    return read_newsml(given.all(), source=given.source)


def _feed(given: Given) -> Found:
    from onrecord.intake.feeds import read_feed

    return read_feed(given.all(), source=given.source, visit=given.visit)


def _sitemap(given: Given) -> Found:
    from onrecord.intake.sitemap import read_sitemap

    return read_sitemap(given.all(), source=given.source, visit=given.visit)


def _xml(given: Given) -> Found:
    raise UnreadableDocument(
        given.source, "XML of another kind; allowed: RSS, Atom, sitemaps, NITF, NewsML-G2 and web pages"
    )


def _mail(given: Given) -> Found:
    from onrecord.intake.mail import read_message

    yield read_message(given.all(), source=given.source)


def _mbox(given: Given) -> Found:
    from onrecord.intake.mail import read_mbox

    return read_mbox(given.stream, source=given.source, max_bytes=given.visit.options.max_bytes)


def _zip(given: Given) -> Found:
    from onrecord.intake.archive import read_zip

    file = given.seekable()
    return read_zip(file, source=given.source, size=file.seek(0, io.SEEK_END), read=_member_reader(given))


def _tar(given: Given) -> Found:
    from onrecord.intake.archive import read_tar

    return read_tar(given.stream, source=given.source, size=given.size, read=_member_reader(given))


def _member_reader(given: Given) -> Callable[[IO[bytes], str], Found]:
    """What reads one file of an archive."""
    if given.within:
        raise UnreadableDocument(given.source, "an archive within an archive; unpack the outer one")
    return lambda raw, name: read_stream(raw, name, kind_of_name(name), given.visit, within=True)


_ARCHIVES = ("zip", "tar")
_TEXTLESS = ("kill", "withhold", "planned")  # notices, which need no words
_NO_ARTICLE = ("not an article", "not English", "empty")  # how the reasons of html_choice and language begin
_READERS: dict[str, Callable[[Given], Found]] = {
    "text": _text,
    "html": _html,
    "jsonl": _jsonl,
    "json": _json,
    "warc": _warc,
    "parquet": _parquet,
    "nitf": _nitf,
    "newsml": _newsml,
    "feed": _feed,
    "sitemap": _sitemap,
    "xml": _xml,
    "mail": _mail,
    "mbox": _mbox,
    "zip": _zip,
    "tar": _tar,
}
