"""A look at the bytes of a web page, before it is parsed: can it be an English article at all?

Of a web archive most pages are thrown away; parsing one costs some thirty times what this look costs (docs/intake.md
has the measurement). It errs on the side of keeping: what it lets through is judged again by what reads the page.
Nothing here decides what the text of a page is.

    >>> sieve(b"<html><body><p>Nada de lo que se dijo en la sala fue dicho por el alcalde, que no estaba en la ciudad "
    ...       b"ni en el pueblo de su madre cuando los otros hablaron del puente y de los barcos.</p></body></html>")
    'not English'
"""

from __future__ import annotations

import re

LEAST_BYTES = 200  # a page that holds a sentence and says that it is HTML has more
LEAST_WORDS = 8  # in runs of text that could be sentences; the shortest flash of tests/pages has 11
_RUN_WORDS = 6  # words between two block tags that could be a sentence; what has fewer is a link, label or heading
LEAST_ENGLISH = 0.05  # share of _ENGLISH among the words of runs; news in English has 0.2 to 0.3, other languages 0.02
_TELLING_WORDS = 25  # fewer words cannot tell the language
MOST_LINKED = 0.9  # share of the words of runs that stand in links, from which a page is a list of headlines
_MOST_BYTES = 2 << 20  # that are looked at
_HEAD_BYTES = 16_384  # in which the title stands

_UNSEEN = re.compile(rb"<(?:(!--)|(script|style|svg|noscript|template|head|select|iframe)\b)")
_LINK = re.compile(rb"<a\b[^>]*>(.*?)</a\s*>", re.DOTALL)
_INLINE = re.compile(
    rb"</?(?:a|abbr|b|big|cite|code|em|font|i|ins|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b[^>]*>"
)
_TAG = re.compile(rb"<[^>]*>")
_WORD = re.compile(rb"[a-z\x80-\xff][a-z'\x80-\xff]*")
_NO_PAGE = re.compile(rb"\s*(?:\{|\[|%PDF-|<\?xml[^>]*>\s*<(?:rss|feed|urlset|sitemapindex|rdf))", re.IGNORECASE)
# As "not_articles" of lang/en/boilerplate.toml has them, and what makes the reader of pages keep such a page anyway.
_ERROR_PAGE = re.compile(
    rb"\A(?!.*?(?:og:type|(?-i:Article)[\"'])).*?<title\b[^>]*>\s*"
    rb"(?:page not found|404\b|access denied|search results|log ?in\b|sign in\b)",
    re.DOTALL | re.IGNORECASE,
)
# The commonest words of English news that are no words of the other languages of the Latin alphabet ("in" and "a" are).
_ENGLISH = frozenset(
    b"the of and to that for was with said by on at from it he has have had but they this which were are been would "
    b"who its their not his her will after about than into when there".split()
)


def sieve(data: bytes, *, charset: str | None = None) -> str | None:
    """Why the bytes of a page cannot be an English article; None where they may be."""
    if len(data) < LEAST_BYTES:
        return "too small"
    if _NO_PAGE.match(data):
        return "not a web page"
    if _ERROR_PAGE.search(data[:_HEAD_BYTES]):
        return "an error or log-in page"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (charset or "").lower().startswith("utf-16"):
        data = data.replace(b"\0", b"")  # the letters of English are the bytes that are left
    shown = _shown(data[:_MOST_BYTES].lower())
    words = _words_of_runs(shown)
    if len(words) < LEAST_WORDS:
        return "too little text"
    if len(words) >= _TELLING_WORDS:
        english = sum(word in _ENGLISH for word in words)
        if english < LEAST_ENGLISH * len(words):
            return "not English"
        linked = sum(len(run) for run in map(_words, _LINK.findall(shown)) if len(run) >= _RUN_WORDS)
        if linked > MOST_LINKED * len(words):
            return "mostly links"
    return None


def _shown(page: bytes) -> bytes:
    """A page in small letters without comments and the elements that are not shown."""
    pieces, place = [], 0
    while found := _UNSEEN.search(page, place):
        pieces.append(page[place : found.start()])
        end = b"-->" if found[1] else b"</" + found[2]
        place = page.find(end, found.end())  # ten times faster than a pattern that runs to the end
        if place < 0:
            return b"\n".join(pieces)
        place += len(end)
    return b"\n".join([*pieces, page[place:]])


def _words_of_runs(shown: bytes) -> list[bytes]:
    """The words of the runs of text that could be sentences."""
    found: list[bytes] = []
    for run in _TAG.sub(b"\0", _INLINE.sub(b"", shown)).split(b"\0"):
        words = _words(run)
        if len(words) >= _RUN_WORDS:
            found += words
    return found


def _words(run: bytes) -> list[bytes]:
    return _WORD.findall(run)
