"""The look at the bytes of web pages: how many articles it keeps, what it throws away, and its cost beside parsing.

    python -m bench.sieve

Over tests/pages: articles of ours, other pages, and articles in four other languages made from their markup. A page in
use carries scripts and furniture, so each is also measured with 100 kB of script and links. CPU time, warm, medians
of five.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

from onrecord.intake.html import read_html
from onrecord.intake.sieve import sieve
from onrecord.record import UnreadableDocument

PAGES = Path(__file__).parent.parent / "tests" / "pages"
SCRIPT = b"<script>" + b"window.state = window.state || {'a': 1, \"b\": [2, 3]};\n" * 1_400 + b"</script>"
LINK = b"<li class='item'><a href='/section/page.html' title='More'>Some section</a></li>\n"
LINKS = b"<ul class='nav'>" + LINK * 300 + b"</ul>"
WORDS = {
    "Spanish": "El alcalde dijo el martes que la ciudad no vendería el barco y que los vecinos no lo querían así",
    "German": "Der Bürgermeister sagte am Dienstag, dass die Stadt die Fähre nicht verkaufen werde und alle es wüssten",
    "French": "Le maire a dit mardi que la ville ne vendrait pas le bac et que les habitants ne le voulaient pas",
    "Russian": "Мэр сказал во вторник, что город не продаст паром и что жители этого вовсе не хотят",
}


def main() -> None:
    articles = [path.read_bytes() for path in sorted(PAGES.glob("*.html"))]
    others = [path.read_bytes() for path in sorted((PAGES / "not-articles").glob("*.html"))]
    foreign = [_in_words(page, words) for page in articles for words in WORDS.values()]
    if not articles or not others:
        raise SystemExit(f"no pages in {PAGES}")
    for name, pages in (("articles", articles), ("other pages", others), ("articles in other languages", foreign)):
        kept = Counter(sieve(page) or "kept" for page in pages)
        print(f"{name}: {len(pages)}; " + ", ".join(f"{number} {why}" for why, number in kept.most_common()))
    heavy = [_in_use(page) for page in articles]
    for name, pages in (("as they are", articles), ("with script and links", heavy)):
        look, parse = _cost(sieve, pages), _cost(_parse, pages)
        size = sum(map(len, pages)) / len(pages) / 1000
        cost = f"look {1000 * look:.3f} ms a page, parsing {1000 * parse:.1f} ms, ratio {parse / look:.0f}"
        print(f"{name} ({size:.0f} kB): {cost}")


def _in_words(page: bytes, words: str) -> bytes:
    """The page with its runs of text replaced by words of another language."""
    encoded = words.encode() + b". "
    return re.sub(rb">[^<>]{20,}<", lambda run: b">" + encoded * (len(run[0]) // len(encoded) + 1) + b"<", page)


def _in_use(page: bytes) -> bytes:
    body = re.search(rb"<body[^>]*>", page)
    return page if body is None else page[: body.start()] + SCRIPT + body[0] + LINKS + page[body.end() :]


def _parse(page: bytes) -> None:
    try:
        read_html(page, source="page.html")
    except UnreadableDocument:
        return


def _cost(call: Callable[[bytes], object], pages: list[bytes]) -> float:
    """CPU seconds a page."""
    times = []
    for _ in range(6):
        began = time.process_time()
        for page in pages:
            call(page)
        times.append((time.process_time() - began) / len(pages))
    return median(times[1:])


if __name__ == "__main__":
    main()
