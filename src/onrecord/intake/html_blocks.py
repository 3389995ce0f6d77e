"""A page's text as a browser shows it: blocks of text in document order, each with its place in the element tree.

The rule is that of `innerText`, written down in `docs/html.md`: text nodes as the parser gives them, runs of HTML
white space as one space, `<br>` as a line break, `<pre>` as it stands, nothing that is not shown. This module knows
nothing of articles.

    >>> from lxml import html
    >>> [block.text for block in layout(html.fromstring("<div>One <b>b</b>old <p>two<br>three</div>")).blocks]
    ['One bold', 'two\\nthree']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCK_TAGS = _tags(
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp"
)
# Never rendered, or rendered as a control or a picture and not as text. `head` is not among them: this parser leaves
# elements that are newer than HTML 4 in it, where `body` has no start tag.
UNSEEN_TAGS = _tags(
    "amp-ad amp-analytics amp-consent amp-sidebar applet area audio base button canvas datalist embed iframe "
    "input link map math meta meter noframes noscript object progress rp script select style svg template textarea "
    "title video"
)
PRE_TAGS = _tags("listing plaintext pre xmp")
HEADING_TAGS = _tags("h1 h2 h3 h4 h5 h6")

_SPACE = re.compile(r"[ \t\n\r\f]+")  # HTML's white space; U+00A0 and the zero-width characters are text
_STYLE_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_STYLE_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-?only|screen-?reader(?:-text|-only)?|(?:u-)?visually-?hidden|offscreen|a11y-hidden)(?:\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Node:
    """One element: where it hangs and what it is called."""

    parent: int  # index of the parent's Node; the root is its own parent
    depth: int
    tag: str
    label: str  # class and id, as written
    block: bool  # lays out its content as blocks


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block borders."""

    text: str
    node: int  # the deepest Node that holds all of it
    linked: int  # how many of its characters stand in links


@dataclass(frozen=True, slots=True)
class Layout:
    nodes: tuple[Node, ...]
    blocks: tuple[Block, ...]

    def element(self, block: Block) -> int:
        """The block-level element that lays the block out."""
        index = block.node
        while not self.nodes[index].block and self.nodes[index].parent != index:
            index = self.nodes[index].parent
        return index


def blank_unseen(root: Any) -> None:
    """Empty, in place, every element that a browser does not show; what stands beside it keeps its place."""
    doomed = [element for element in root.iter(etree.Element) if _unseen(element)]
    for element in doomed:
        element.clear(keep_tail=True)
        element.tag = "span"


def _unseen(element: Any) -> bool:
    attributes = element.attrib
    if element.tag in UNSEEN_TAGS:
        return True
    if not attributes:
        return bool(element.tag == "dialog")
    if "placeholder" in attributes:
        return True  # AMP shows it until the real thing has loaded
    if "hidden" in attributes or (element.tag == "dialog" and "open" not in attributes):
        return True
    if _STYLE_HIDES.search(attributes.get("style", "")):
        return True
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        # Behind an overlay whole regions are marked so; their text is on the page. Only inline doubles are left out.
        return next(element.iter(*BLOCK_TAGS), None) is None
    if _FOR_SCREEN_READERS.search(attributes.get("class", "")):
        beside = (element.getprevious(), element.getnext())
        return not any(other is not None and other.get("aria-hidden", "").strip().lower() == "true" for other in beside)
    return False


class _Run:
    """The text between two block borders while it is being collected."""

    __slots__ = ("depth", "last", "linked", "lowest", "node", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.last = ""  # last character so far
        self.node = -1  # the deepest element that holds all of it; -1 while there is no text
        self.depth = 0  # of that element
        self.lowest = 0  # depth that the walk has come back to since the first text
        self.linked = 0

    def add(self, text: str, stack: list[int], *, pre: bool, link: bool) -> None:
        if not pre:
            text = _SPACE.sub(" ", text)
            if self.last in ("", " ", "\n"):
                text = text.removeprefix(" ")
        if not text:
            return
        self.pieces.append(text)
        self.last = text[-1]
        if self.node < 0:
            self.depth = self.lowest = len(stack) - 1
            self.node = stack[-1]
        elif self.lowest < self.depth and text != " ":
            self.depth = self.lowest
            self.node = stack[self.depth]
        if link:
            self.linked += len(text)

    def line_break(self) -> None:
        if self.last == " ":
            self.pieces[-1] = self.pieces[-1][:-1]
        self.pieces.append("\n")
        self.last = "\n"

    def text(self, *, pre: bool) -> str:
        text = "".join(self.pieces)
        return text.strip("\n") if pre else text.strip(" \n")


def layout(root: Any, *, block_tags: frozenset[str] = BLOCK_TAGS, break_tag: str = "br") -> Layout:
    """The elements under `root` and their blocks of text, in document order. Two line breaks in a row end a block."""
    nodes: list[Node] = []
    blocks: list[Block] = []
    stack: list[int] = []
    run = _Run()
    pre = link = 0

    def flush() -> None:
        nonlocal run
        if run.node >= 0 and (text := run.text(pre=pre > 0)):
            blocks.append(Block(text, run.node, run.linked))
        run = _Run()

    def add(text: str | None) -> None:
        if text:
            run.add(text, stack, pre=pre > 0, link=link > 0)

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag
        if event in ("comment", "pi"):
            add(element.tail)
            continue
        if event == "start":
            block = tag in block_tags
            attributes = element.attrib
            if attributes and not block and _STYLE_BLOCK.search(attributes.get("style", "")):
                block = True
            if block:
                flush()
            label = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip() if attributes else ""
            nodes.append(Node(stack[-1] if stack else 0, len(stack), tag, label, block))
            stack.append(len(nodes) - 1)
            pre += tag in PRE_TAGS
            link += tag == "a" and "href" in attributes
            if tag == break_tag and run.node >= 0:
                if run.last == "\n" and not pre:
                    flush()
                else:
                    run.line_break()
            add(element.text)
            continue
        if nodes[stack[-1]].block:
            flush()
        pre -= tag in PRE_TAGS
        link -= tag == "a" and "href" in element.attrib
        stack.pop()
        run.lowest = min(run.lowest, len(stack) - 1)
        if stack:
            add(element.tail)
    return Layout(tuple(nodes), tuple(blocks))
