"""Marked-up text of a message to the text that it shows: all its paragraphs, none chosen and none left out.

A web page needs a choice (`onrecord.intake.html`); what a wire or a feed sends is the article itself. The layout is the
same: the text of the nodes, runs of white space as one space, a blank line between two blocks.

    >>> fragment_text("<p>He said <b>no</b>.</p><p>She said&nbsp;yes.</p>", "a")
    'He said no.\\n\\nShe said\\xa0yes.'
"""

from __future__ import annotations

import re
from typing import Any

from onrecord.intake.html import MAX_BYTES, MAX_TAGS, PARAGRAPH, parse
from onrecord.intake.html_blocks import BLOCK_TAGS, blank_unseen, layout
from onrecord.record import UnreadableDocument

# NITF's blocks beside those that it shares with HTML.
NITF_BLOCKS = BLOCK_TAGS | {"abstract", "block", "body.content", "bq", "byline", "copyrite", "hl1", "hl2", "note"}
_BESIDE = ("figure", "figcaption", "aside", "nav", "form", "media", "ednote")  # pictures with captions, and furniture
_TAG = re.compile(r"<[a-zA-Z/!]")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


def is_markup(text: str) -> bool:
    """Whether a string that may be plain text or HTML holds tags or character references."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def fragment_text(fragment: str, source: str) -> str:
    """The text that a piece of HTML shows; "" where it shows none."""
    if not fragment.strip():
        return ""
    if len(fragment) > MAX_BYTES or fragment.count("<") > MAX_TAGS:
        size = f"{len(fragment):,} characters and {fragment.count('<'):,} tags"
        raise UnreadableDocument(source, f"markup of {size}; at most {MAX_BYTES:,} and {MAX_TAGS:,} are read")
    try:
        root = parse(fragment.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""), source)
    except UnreadableDocument as error:
        if error.reason == "not an article: the page is empty":
            return ""
        raise
    blank_unseen(root)
    return tree_text(root)


def tree_text(root: Any, *, block_tags: frozenset[str] = BLOCK_TAGS) -> str:
    """The text of a tree, without what stands beside its paragraphs; the tree is changed."""
    for element in [*root.iter(*_BESIDE)]:
        if element is not root:
            element.clear(keep_tail=True)
            element.tag = "p"
    return PARAGRAPH.join(block.text for block in layout(root, block_tags=block_tags).blocks)
