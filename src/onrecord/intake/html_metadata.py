"""What a page's markup says about its article: title, date, publisher, agency, byline, language.

The order of sources is written down in `docs/html.md`; JSON-LD comes first. Where two sources give different days the
first one stays and `published_from` says what the other says. Nothing here raises: what cannot be read is not known.

    >>> from lxml import html
    >>> page = html.fromstring('<html lang="en"><meta name="date" content="2003-11-18"></html>')
    >>> read_metadata(page, source="").published_from
    'meta date'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from onrecord.intake.dateline import is_agency
from onrecord.intake.dates import iso_date, read_date


def _ordered(names: str) -> tuple[str, ...]:
    return tuple(names.split())


ARTICLE_TYPES = frozenset(
    _ordered(
        "AdvertiserContentArticle AnalysisNewsArticle Article AskPublicNewsArticle BackgroundNewsArticle BlogPosting "
        "LiveBlogPosting NewsArticle OpinionNewsArticle PressRelease Report ReportageNewsArticle ReviewNewsArticle "
        "SpecialAnnouncement"
    )
)
# Names of meta elements, in lower case and in order of trust.
_META_DATES = _ordered(  # those that mean publication, then those that are also used for other dates
    "article:published_time article:published og:published_time og:article:published_time datepublished "
    "parsely-pub-date sailthru.date publication_date publishdate publish-date publish_date pubdate "
    "article_date_original cxenseparse:recs:publishtime dcterms.issued dc.date.issued dc.issued dcterms.created "
    "dc.date.created dc.date dcterms.date citation_publication_date date"
)
_META_TITLES = _ordered("og:title twitter:title parsely-title sailthru.title dc.title dcterms.title")
_META_PUBLISHERS = _ordered("og:site_name dcterms.publisher dc.publisher publisher application-name copyright-holder")
_META_AUTHORS = _ordered("author byl parsely-author sailthru.author dc.creator dcterms.creator article:author")
_META_AGENCIES = _ordered("news_agency agency syndication-source original-source")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author-?(?:name|line)|(?:post|entry|article|story)-?author)(?:$|[\s_-])", re.IGNORECASE
)
_BY = re.compile(r"^\s*by\b[:\s]\s*", re.IGNORECASE)
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z?))?")
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)(?=$|[ T])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//|/\*)?\s*(?:<!\[CDATA\[)?\s*(?:\*/)?|\s*(?:/\*|//)?\s*(?:\]\]>)?\s*(?:\*/)?\s*(?://)?\s*(?:-->)?\s*$"
)
_SUFFIX = re.compile(r"\s+(?:[-–—|·•»]|::|//)\s+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_MAX_JSON = 2_000_000  # characters of one JSON-LD block; the largest in use hold whole live blogs
_MAX_DEPTH = 12  # of JSON-LD that is looked into; article nodes stand at 0 to 3
_PLACEHOLDERS = ("0001-01-01", "1970-01-01")
_ELSEWHERE = ("aside", "nav", "footer", "li", "a")  # where a time element dates another page
_MAX_NAME = 200  # characters of a name; longer is a text that stands in the wrong field


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    publisher: str | None = None
    agency: str | None = None
    byline: str | None = None
    language: str | None = None
    says_article: bool = False  # the markup calls the page an article
    address_date: str | None = None  # the day in the path of the address, for want of any other


def read_metadata(root: Any, source: str) -> Metadata:
    """The metadata of the page under `root`, a parsed page with its scripts still in it."""
    things = list(_json_ld(root))
    named = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 1}
    articles = [thing for thing in things if _types(thing) & ARTICLE_TYPES]
    meta = _meta(root)
    # The fullest of them, and the first among equals: others are stubs or teasers of other pages.
    article = max(
        articles, key=lambda thing: sum(bool(thing.get(name)) for name in ("headline", "datePublished")), default={}
    )
    publisher = _first(_names(article.get("publisher"), named), _values(meta, _META_PUBLISHERS))
    published, published_from = _published(root, meta, article)
    people, organisations = _authors(article, named)
    credits = [name for field in ("creditText", "sourceOrganization") for name in _names(article.get(field), named)]
    named_agencies = filter(is_agency, [*credits, *_values(meta, _META_AGENCIES), *organisations])
    agency = next(named_agencies, None)
    outlets = [name for name in organisations if name not in (publisher, agency)]
    return Metadata(
        title=_title(root, meta, article, publisher),
        published=published,
        published_from=published_from,
        publisher=publisher,
        agency=agency,
        byline=people or _written_byline(root, meta) or (outlets[0] if outlets else None),
        language=_language(root.get("lang") or root.get("xml:lang") or ""),
        says_article=bool(articles) or meta.get("og:type") == "article" or "article:published_time" in meta,
        address_date=next(filter(None, map(_address_date, _addresses(root, meta, source))), None),
    )


def _json_ld(root: Any) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, outer ones first, from whatever lists and graphs they are wrapped in."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        level: list[Any] = [_parsed(script.text or "")]
        for _ in range(_MAX_DEPTH):
            level = [item for value in level for item in _listed(value)]
            objects = [value for value in level if isinstance(value, dict)]
            yield from objects
            inner = [value for thing in objects for value in thing.values() if isinstance(value, dict | list)]
            level = inner + [value for value in level if isinstance(value, list)]


def _parsed(text: str) -> Any:
    if len(text) > _MAX_JSON:
        return None
    text = text.strip()
    for _ in range(3):  # a comment may wrap a CDATA section that a comment mark hides
        text = _WRAPPING.sub("", text).strip()
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text.rstrip("; \n"))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {kind.rpartition("/")[2] for kind in _listed(kinds) if isinstance(kind, str)}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(value: Any, named: dict[str, dict[str, Any]], depth: int = 0) -> Iterator[str]:
    """The names in a value that may be a string, an object, a reference or a list of these."""
    if depth > 3:
        return
    if isinstance(value, str):
        yield from _cleaned([value])
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names(item, named, depth + 1)
    elif isinstance(value, dict):
        reference = value.get("@id")
        known = value if value.get("name") or not isinstance(reference, str) else named.get(reference, {})
        yield from _names(known.get("name"), named, depth + 1)


def _authors(article: dict[str, Any], named: dict[str, dict[str, Any]]) -> tuple[str | None, list[str]]:
    """The people and the organisations that JSON-LD names as authors; an author of no stated type is a person."""
    people: list[str] = []
    organisations: list[str] = []
    for field in ("author", "creator"):
        for value in _listed(article.get(field))[:20]:
            reference = value.get("@id") if isinstance(value, dict) else None
            known = named.get(reference, value) if isinstance(reference, str) else value
            kinds = _types(known) if isinstance(known, dict) else set()
            wanted = organisations if any(kind.endswith("Organization") for kind in kinds) else people
            names = [name for name in _names(known, named) if not name.startswith(("http:", "https:"))]
            wanted += [name for name in names if name not in wanted]
    return ", ".join(people) or None, organisations


def _meta(root: Any) -> dict[str, str]:
    """The page's meta elements, the first of each name, names in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            name, content = element.get(attribute), element.get("content")
            if name and content and content.strip():
                found.setdefault(name.strip().lower(), content)
    return found


def _values(meta: dict[str, str], names: Iterable[str]) -> Iterator[str]:
    return _cleaned(meta[name] for name in names if name in meta)


def _cleaned(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        # JSON and attributes written by templates are often escaped twice. NUL and surrogates come in by \\u escapes.
        text = " ".join(unescape(value).replace("\0", "").encode("utf-8", "ignore").decode().split())
        if 0 < len(text) <= _MAX_NAME * 2:
            yield text


def _first(*sources: Iterable[str]) -> str | None:
    return next((value for source in sources for value in source if len(value) <= _MAX_NAME), None)


def _title(root: Any, meta: dict[str, str], article: dict[str, Any], publisher: str | None) -> str | None:
    headline = article.get("headline")
    heading = next(root.iter("h1"), None)
    name = root.find(".//title")
    for title in _cleaned(
        [
            headline if isinstance(headline, str) else "",
            *(meta[name] for name in _META_TITLES if name in meta),
            "".join(heading.itertext()) if heading is not None else "",
        ]
    ):
        return _without_site(title, publisher)
    written = next(_cleaned([(name.text or "") if name is not None else ""]), None)
    return written and _without_site(written, publisher, always=True)


def _without_site(title: str, publisher: str | None, *, always: bool = False) -> str:
    """`title` without the name of the site at either end; with `always`, without a short last part of any name."""
    marks = list(_SUFFIX.finditer(title))
    if not marks:
        return title
    known = (publisher or "").casefold()
    if known and title[marks[-1].end() :].casefold() == known:
        return title[: marks[-1].start()]
    if known and title[: marks[0].start()].casefold() == known:
        return title[marks[0].end() :]
    if always and 2 * len(title[marks[-1].end() :]) < len(title[: marks[-1].start()]):
        return title[: marks[-1].start()]
    return title


def _published(root: Any, meta: dict[str, str], article: dict[str, Any]) -> tuple[str | None, str | None]:
    """The first date that a source gives, and which; with what the others say where they give another day."""
    stated = article.get("datePublished")
    sources = [("json-ld datePublished", stated if isinstance(stated, str) else "")]
    spelled = {"datepublished": "datePublished"}
    sources += [(f"meta {spelled.get(name, name)}", meta[name]) for name in _META_DATES if name in meta]
    sources += [("time element", value) for value in _times(root)]
    found = [(name, date) for name, value in sources if (date := _date(value))]
    if not found:
        return None, None
    name, chosen = found[0]
    others: dict[str, str] = {}
    for other, date in found[1:]:
        kind = other.partition(" ")[0]
        if kind != name.partition(" ")[0] and kind not in others and not _same_day(chosen, date):
            others[kind] = f"{other} says {date}"
    return chosen, f"{name} ({'; '.join(others.values())})" if others else name


def _times(root: Any) -> list[str]:
    """What the page's time elements say: one that is marked as the date of publication, or else the first."""
    times = [time for time in list(root.iter("time"))[:200] if not _is_elsewhere(time)]
    marked = [time for time in times if "pubdate" in time.attrib or _itemprop(time) == "datepublished"]
    return [time.get("datetime") or "".join(time.itertext()) for time in (marked or times)[:1]]


def _itemprop(element: Any) -> str:
    return (element.get("itemprop") or "").lower()


def _is_elsewhere(time: Any) -> bool:
    """Whether a time element belongs to a list of other pages, a comment or a change of the article."""
    if _itemprop(time) == "datemodified" or "updated" in (time.get("class") or "").lower():
        return True
    above = list(time.iterancestors())
    return any(element.tag in _ELSEWHERE or "comment" in (element.get("class") or "") for element in above)


def _date(value: str) -> str | None:
    text = " ".join(value.split())[:80]
    if compact := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zone = compact.groups()
        text = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}{zone}" if hour else "")
    text = _SLASHED.sub(r"\1-\2-\3", text)
    date = iso_date(text) or read_date(text)
    return None if date is None or date.startswith(_PLACEHOLDERS) else date


def _same_day(one: str, other: str) -> bool:
    """Whether two ISO dates agree as far as both go; the same instant in two zones agrees."""
    shared = min(len(one), len(other), 10)
    if one[:shared] == other[:shared]:
        return True
    instants = [_instant(date) for date in (one, other)]
    return None not in instants and instants[0] == instants[1]


def _instant(date: str) -> Any:
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _written_byline(root: Any, meta: dict[str, str]) -> str | None:
    """The byline of the meta elements or of the page: rel=author, itemprop=author, an element of a byline's class."""
    for value in _values(meta, _META_AUTHORS):
        if not value.startswith(("http:", "https:", "/", "www.")) and "@" not in value:
            return _BY.sub("", value)
    for element in root.iter("a", "span", "p", "div", "address", "li"):
        marked = element.get("rel") == "author" or _itemprop(element) == "author"
        if marked or (element.get("class") and _BYLINE_CLASS.search(element.get("class"))):
            name = next(_cleaned(["".join(element.itertext())]), "")
            name = _BY.sub("", name)
            if name and len(name) <= 120 and not any(char.isdigit() for char in name):
                return name
    return None


def _language(value: str) -> str | None:
    tag = value.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def _addresses(root: Any, meta: dict[str, str], source: str) -> Iterator[str]:
    yield source
    yield from (link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical")
    yield meta.get("og:url", "")


def _address_date(address: str) -> str | None:
    """The day in the path of an http address, as in /2021/03/04/."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    found = _ADDRESS_DATE.search(parts.path) if parts.scheme in ("http", "https") else None
    return _date("-".join(found.groups())) if found else None
