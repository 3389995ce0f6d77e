"""The blocks of a page that are its article: trafilatura chooses, the page supplies the words.

trafilatura's choice is aligned to the page's own blocks; then its gaps are filled with paragraphs that stand between
chosen ones in the same container, and what is furniture by its element, its class or its wording is left out
(`docs/html.md`).
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.intake.html_alignment import aligned, letters
from onrecord.intake.html_blocks import BLOCK_TAGS, HEADING_TAGS, Block, Layout, layout
from onrecord.record import UnreadableDocument

_TABLE = Path(__file__).parent.parent / "lang" / "en" / "boilerplate.toml"
_CHOSEN_TAGS = BLOCK_TAGS | {"cell", "head", "item", "list", "quote", "row"}  # of trafilatura's own output
_TABLE_TAGS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_PROSE_TAGS = ("p", "div", "table", "ul", "ol", "blockquote", "h1", "h2", "h3")

_APART_TAGS = frozenset({"aside", "caption", "dialog", "figcaption", "footer", "form", "menu", "nav", "time"})
_APART = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|outbrain|taboola|related|recirc\w*|recommended|trending|most-read|popular|"
    r"read-?more|more-on|share|sharing|social|follow-us|newsletter\w*|sign-?up|subscri\w+|caption\w*|credit|photo-?credit|"
    r"author-?(?:bio|box|info|card)|about-?(?:the-?)?author|bio|by-?line|timestamp|(?:post|entry|article)-?meta|"
    r"(?:post|article)-?tags|tag-?list|tags|breadcrumbs?|toc|pull-?quotes?\w*|comments?|comments-area|respond|disqus\w*|copyright|"
    r"site-footer|sidebar|toolbar|correspondents?-box)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WALL = re.compile(r"(?:^|[\s_-])(?:cookies?|consent|gdpr|cmp|pay-?wall|log-?in|regwall)(?:$|[\s_-])", re.IGNORECASE)

LINK_ONLY = 0.8  # share of linked characters from which a block is a link and not a paragraph with links
_MANY_BLOCKS = 2_000  # above, trafilatura leaves out its comparison with justext, whose time grows with the square
_SHORT = 160  # characters; furniture with a closing phrase is never longer
_MOST_PULL_QUOTES = 50  # a page of more quotations than this is made of them
_LEAST_LETTERS = 50  # a flash of one sentence has more
_LEAST_BEHIND_LOGIN = 300  # letters of text from which a page that asks for a password is more than that
_LEAST_PROSE = 30  # letters that make a block a sentence rather than a label


@dataclass(frozen=True, slots=True)
class Choice:
    blocks: tuple[Block, ...]
    teasers: int  # links and linked headings that stand among them


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells an article from other pages."""

    title: str  # of the page, case folded
    says_article: bool
    scripts: bool
    password: bool


def open_layout_tables(root: Any) -> None:
    """Turn tables that lay out a page, and hold no data but paragraphs, lists or other tables, into `div`s."""
    for table in list(root.iter("table")):
        if table.get("role") == "presentation" or next(table.iterdescendants(*_PROSE_TAGS), None) is not None:
            table.tag = "div"
    for part in list(root.iter("thead", "tbody", "tfoot", "tr", "td", "th")):
        above = part.getparent()
        if above is None or above.tag not in _TABLE_TAGS:  # its table, or the row above it, has been opened
            part.tag = "div"


def choose(root: Any, page: Layout, *, title: str | None, says_article: bool, source: str) -> Choice:
    """The article's blocks in document order; `root` is the tree that `page` was laid out from, and is not changed."""
    fast = len(page.blocks) > _MANY_BLOCKS
    texts = _extract(root, source, precise=True, fast=fast)
    if says_article and sum(len(letters(text)) for text in texts) < _LEAST_LETTERS:
        texts = _extract(
            root, source, precise=False, fast=fast
        )  # a container with an unlucky class name loses all of its text
    meant = aligned([block.text for block in page.blocks], texts)
    plain = [_is_plain(block) for block in page.blocks]
    title_key = letters(title or "")
    meant = [
        flag and ok and not _is_title(page, block, title_key)
        for flag, ok, block in zip(meant, plain, page.blocks, strict=True)
    ]
    apart = _apart(page, meant)
    meant = [flag and not out for flag, out in zip(meant, apart, strict=True)]
    meant = _below_headline(page, meant)
    meant = _filled(page, meant, [ok and not out for ok, out in zip(plain, apart, strict=True)])
    meant = _without_pull_quotes(page, meant)
    kept = [index for index, flag in enumerate(meant) if flag]
    while kept and _tag(page, page.blocks[kept[-1]]) in HEADING_TAGS:
        kept.pop()  # a heading with nothing below it belongs to what was left out
    between = page.blocks[kept[0] : kept[-1]] if kept else ()
    return Choice(tuple(page.blocks[index] for index in kept), sum(map(_is_teaser, between)))


def read_signs(root: Any, *, title: str | None, says_article: bool) -> Signs:
    """What of a page, before `blank_unseen`, tells an article from other pages."""
    own = root.find(".//title")
    return Signs(
        title=((own.text if own is not None else None) or title or "").strip().casefold(),
        says_article=says_article,
        scripts=next(root.iter("script"), None) is not None,
        password=root.find(".//input[@type='password']") is not None,
    )


def refuse_unless_article(choice: Choice, page: Layout, signs: Signs, source: str) -> None:
    """UnreadableDocument with "not an article: …" where the blocks are no article."""
    size = sum(len(letters(block.text)) for block in choice.blocks)
    prose = sum(len(letters(block.text)) >= _LEAST_PROSE for block in choice.blocks)
    otherwise = _table()["not_articles"].items()
    named = next((reason for words, reason in otherwise if re.match(rf"{re.escape(words)}\b", signs.title)), None)
    reason = None
    if size < _LEAST_LETTERS:
        reason = named or _why_empty(page, signs)
    elif signs.password and size < _LEAST_BEHIND_LOGIN:
        reason = "a log-in page"
    elif choice.teasers >= 3 and choice.teasers >= prose * (2 if signs.says_article else 0.5):
        reason = "a list of links"
    elif not signs.says_article:
        reason = named
    if reason:
        place = f"{prose} paragraphs and {choice.teasers} links chosen"
        raise UnreadableDocument(source, f"not an article: {reason}", place)


def _why_empty(page: Layout, signs: Signs) -> str:
    if signs.password:
        return "a log-in page"
    if sum(map(_is_teaser, page.blocks)) >= 5:
        return "a list of links"
    if signs.scripts and sum(len(block.text) for block in page.blocks) < _SHORT:
        return "its text is made by script"
    return "no paragraphs of text"


def _extract(root: Any, source: str, *, precise: bool, fast: bool) -> list[str]:
    """The blocks of trafilatura's choice, in its words."""
    from trafilatura import bare_extraction  # 0.2 s to import, needed by web pages only

    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # else its warnings go to the standard error of our user
    try:
        found = bare_extraction(root, favor_precision=precise, include_comments=False, fast=fast)
    except RecursionError:
        raise UnreadableDocument(source, "elements nested too deep for trafilatura") from None
    body = getattr(found, "body", None)
    if body is None:
        return []
    return [block.text for block in layout(body, block_tags=_CHOSEN_TAGS, break_tag="lb").blocks]


def _is_title(page: Layout, block: Block, title: str) -> bool:
    return _tag(page, block) == "h1" or (bool(title) and letters(block.text) == title)


def _below_headline(page: Layout, meant: list[bool]) -> list[bool]:
    """`meant`, without what stands above the headline, where most of it stands below."""
    headline = next((index for index, block in enumerate(page.blocks) if _tag(page, block) == "h1"), -1)
    sizes = [len(block.text) if flag else 0 for block, flag in zip(page.blocks, meant, strict=True)]
    return (
        [flag and index > headline for index, flag in enumerate(meant)]
        if headline >= 0 and 2 * sum(sizes[:headline]) < sum(sizes)
        else meant
    )


def _is_plain(block: Block) -> bool:
    """Whether a block's words are those of a paragraph and not of a button, a label or a link."""
    text = " ".join(block.text.split()).casefold()
    if not letters(text) or block.linked > LINK_ONLY * len(block.text):
        return False
    table = _table()
    if text.startswith(tuple(table["openings"])) or (
        len(text) <= _SHORT and text.rstrip(". ").endswith(tuple(table["endings"]))
    ):
        return False
    bare = text.rstrip(" .:…!»>→")
    if bare in table["phrases"]:
        return False
    if len(text) > _SHORT:
        return True
    opening = text.partition(":")[0].strip()
    unlinked = len(block.text) - block.linked
    return not (
        (opening != text and opening in table["phrases"] and block.linked)
        or (block.linked and any(text.startswith(words) and unlinked <= len(words) + 3 for words in table["phrases"]))
    )


def _is_teaser(block: Block) -> bool:
    return block.linked > LINK_ONLY * len(block.text) and len(letters(block.text)) >= 12


def _apart(page: Layout, meant: list[bool]) -> list[bool]:
    """Which blocks stand in an element for something else; one with half of the chosen text is the article's own."""
    labelled = [-1] * len(page.nodes)  # the innermost labelled element that holds each element, itself included
    outer: dict[int, int] = {}  # for each labelled element, the next one around it
    for index, node in enumerate(page.nodes):
        around = labelled[node.parent] if index else -1
        labelled[index] = around
        if _is_apart(node.tag, node.label):
            outer[index] = around
            labelled[index] = index
    chosen: Counter[int] = Counter()
    for block, flag in zip(page.blocks, meant, strict=True):
        chosen[labelled[block.node]] += len(block.text) * flag
    total = chosen.total()
    headed = {labelled[index] for index, node in enumerate(page.nodes) if node.tag == "h1"}
    for index in reversed(outer):  # inner ones first
        chosen[outer[index]] += chosen[index]
        if index in headed:
            headed.add(outer[index])
    out = {-1: False}
    for index in outer:
        node = page.nodes[index]
        wall = _WALL.search(node.label) and node.tag not in ("main", "article") and index not in headed
        furniture = node.tag not in ("html", "body") and (wall or 2 * chosen[index] < total)
        out[index] = bool(furniture) or out[outer[index]]
    return [out[labelled[block.node]] for block in page.blocks]


def _is_apart(tag: str, label: str) -> bool:
    return tag in _APART_TAGS or bool(label and (_APART.search(label) or _WALL.search(label)))


def _filled(page: Layout, meant: list[bool], plain: list[bool]) -> list[bool]:
    """`meant`, with the plain paragraphs between two chosen ones that hang where one of them hangs."""
    filled = list(meant)
    chosen = [index for index, flag in enumerate(meant) if flag]
    homes = {home for index in chosen for home in _homes(page, page.blocks[index])}
    for before, after in pairwise(chosen):
        for index in range(before + 1, after):
            block = page.blocks[index]
            if plain[index] and _tag(page, block) not in HEADING_TAGS and homes & _homes(page, block):
                filled[index] = True
    return filled


def _homes(page: Layout, block: Block) -> set[tuple[int, str]]:
    """Where a block hangs: in its element, when that holds several, and as one more such element in the one above."""
    element = page.element(block)
    node = page.nodes[element]
    return {(element, ""), (node.parent, node.tag)} if node.tag != "div" else {(element, "")}


def _without_pull_quotes(page: Layout, meant: list[bool]) -> list[bool]:
    """`meant`, without the quotations that only repeat words of a chosen paragraph in larger type."""
    quotations = [index for index, flag in enumerate(meant) if flag and _in_quotation(page, page.blocks[index])]
    if not 0 < len(quotations) <= _MOST_PULL_QUOTES:
        return meant
    rest = "\n".join(
        letters(block.text) for index, block in enumerate(page.blocks) if meant[index] and index not in quotations
    )
    repeated = {index for index in quotations if letters(page.blocks[index].text) in rest}
    return [flag and index not in repeated for index, flag in enumerate(meant)]


def _in_quotation(page: Layout, block: Block) -> bool:
    element = page.element(block)
    return "blockquote" in (page.nodes[element].tag, page.nodes[page.nodes[element].parent].tag)


def _tag(page: Layout, block: Block) -> str:
    return page.nodes[page.element(block)].tag


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text("utf-8"))
