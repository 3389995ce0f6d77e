"""Article text of our own web pages: on how many is every paragraph exact, and how many others are refused.

A page of tests/pages stands beside the JSON of what it should give; those in tests/pages/not-articles should give
nothing.
"""

from __future__ import annotations

import json
from pathlib import Path

from bench.gate import Measurement, NotMeasured
from onrecord import UnreadableDocument
from onrecord.intake.html import PARAGRAPH, read_html

PAGES = Path(__file__).parent.parent / "tests" / "pages"


def measure(folder: Path = PAGES) -> list[Measurement]:
    articles = [_is_exact(path) for path in sorted(folder.glob("*.html"))]
    others = [_article(path) is None for path in sorted((folder / "not-articles").glob("*.html"))]
    if not articles or not others:
        raise NotMeasured(f"no pages in {folder}")
    return [_share("articles with every paragraph exact", articles), _share("pages without an article refused", others)]


def _is_exact(path: Path) -> bool:
    paragraphs = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["paragraphs"]
    return _article(path) == PARAGRAPH.join(paragraphs)


def _article(path: Path) -> str | None:
    try:
        return read_html(path.read_bytes(), source=path.name).text
    except UnreadableDocument:
        return None


def _share(name: str, right: list[bool]) -> Measurement:
    return Measurement("pages", name, 100 * sum(right) / len(right), "%", f"{sum(right)} of {len(right)}")
