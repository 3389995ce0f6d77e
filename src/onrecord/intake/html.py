"""A web page to its article: the text of the DOM nodes that hold it, paragraph by paragraph, and what is said of it.

trafilatura chooses the blocks, the page's own tree supplies their text; the rules are in `docs/html.md`. This module
does not fetch, and it does not guess a language or a date that the page does not give.

    >>> page = b"<title>Vote</title><p>The council of Velmora voted on Wednesday night to reopen the ferry.</p>"
    >>> read_html(page, source="vote.html").text
    'The council of Velmora voted on Wednesday night to reopen the ferry.'
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree, html

from onrecord.intake.describe import describe, read_header
from onrecord.intake.html_blocks import Layout, blank_unseen, layout
from onrecord.intake.html_charset import decode_html
from onrecord.intake.html_choice import Choice, choose, open_layout_tables, read_signs, refuse_unless_article
from onrecord.intake.html_metadata import read_metadata
from onrecord.record import Document, UnreadableDocument

MAX_BYTES = 8 * 2**20  # the largest article pages in use, live blogs with their state in a script, stay below 5 MB
MAX_TAGS = 150_000  # in such a page; each costs about a kilobyte while the page is read
MAX_DEPTH = 512  # where browsers stop nesting elements
_MAX_NAMES = 1000  # characters of a class, id or style that are looked at; the patterns cost a microsecond for each
_LINES_ABOVE = 4  # blocks above the text that may be its byline and date; further up stands the site's own
_LINES_WITHIN = 3  # first blocks of a text that may be header lines: "PRESS RELEASE 3/2021", then "Lorne, 3 March 2021"
MAX_NESTING = (
    5_000_000  # depths of all tags together, which is what trafilatura's time goes by; a page in use has 200,000
)
PARAGRAPH = "\n\n"  # between two blocks


def read_html(data: bytes, *, source: str, charset: str | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """The article of a web page; `charset` is what the transport says of the encoding.

    UnreadableDocument where the page is too large, cannot be parsed, holds NUL or is not an article.
    """
    if len(data) > max_bytes:
        raise UnreadableDocument(source, f"page of {len(data):,} bytes; at most {max_bytes:,} are read")
    text = decode_html(data, charset).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise UnreadableDocument(source, "NUL character in page", _place(text, text.index("\0")))
    if (tags := text.count("<")) > MAX_TAGS:
        raise UnreadableDocument(source, f"page of {tags:,} tags; at most {MAX_TAGS:,} are read")
    root = parse(text, source)
    metadata = read_metadata(root, source)
    signs = read_signs(root, title=metadata.title, says_article=metadata.says_article)
    blank_unseen(root)
    open_layout_tables(root)
    page = layout(root)
    choice = choose(root, page, title=metadata.title, says_article=metadata.says_article, source=source)
    refuse_unless_article(choice, page, signs, source)
    doc = Document(
        text=PARAGRAPH.join(block.text for block in choice.blocks),
        source=source,
        title=metadata.title,
        published=metadata.published,
        published_from=metadata.published_from,
        publisher=metadata.publisher,
        agency=metadata.agency,
        byline=metadata.byline,
        language=metadata.language,
        format="html",
    )
    doc = _with_header_lines(describe(doc), page, choice)
    if doc.published is None and metadata.address_date:
        doc = replace(doc, published=metadata.address_date, published_from="address")
    return doc


def _with_header_lines(doc: Document, page: Layout, choice: Choice) -> Document:
    """`doc` with byline, place and date, where still unknown, from the lines about the start of its text.

    Those are the blocks above the text and its first ones, where each is a header line on its own: "By Jane Doe",
    "Brussels, 3 March 2021".
    """
    first = page.blocks.index(choice.blocks[0])
    above = page.blocks[max(0, first - _LINES_ABOVE) : first]
    for block in (*above, *choice.blocks[:_LINES_WITHIN]):
        header, rest = read_header(block.text.split("\n"))
        if rest:
            continue
        date = header.date.iso if header.date else None
        if doc.published is None and date:
            doc = replace(doc, published=date, published_from="dateline" if header.place else "header line")
        doc = replace(
            doc, byline=doc.byline or header.byline, place=doc.place or header.place, agency=doc.agency or header.agency
        )
    return doc


def parse(text: str, source: str) -> Any:
    """The tree of a page or of a fragment of one; UnreadableDocument where it is empty or too deep to read in time."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise UnreadableDocument(source, "not an article: the page is empty") from None
    depth = deepest = nesting = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        nesting += depth
        if event == "start" and element.attrib:
            for name in ("class", "id", "style"):
                if len(value := element.get(name, "")) > _MAX_NAMES:
                    element.set(name, value[:_MAX_NAMES])
    if deepest > MAX_DEPTH:
        raise UnreadableDocument(source, f"elements nested {deepest:,} deep or deeper; at most {MAX_DEPTH} are read")
    if nesting > MAX_NESTING:
        raise UnreadableDocument(source, f"elements nested {nesting:,} in sum; at most {MAX_NESTING:,} are read")
    return root


def _place(text: str, index: int) -> str:
    line = text.count("\n", 0, index) + 1
    return f"line {line}, character {index}"
