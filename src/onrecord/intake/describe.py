"""What a text says about itself: title, byline, date, place, agency and publisher, from its header lines and dateline.

`describe` fills only what a document does not have yet and never changes its text. Nothing is guessed: a line is a
header line when all of it is date, byline, credit or label, and a date is never completed with today.

    >>> describe(Document("Ministry says no\\n\\nPARIS, 3 March 2021 (Reuters) - France said no.")).published
    '2021-03-03'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from onrecord.intake.dateline import Dateline, is_agency, is_place, read_dateline, split_date
from onrecord.intake.dates import WrittenDate, find_date, tables
from onrecord.record import Document

_HEAD_CHARACTERS = 8_000  # header lines and dateline stand at the top; a text of any length costs the same
_HEAD_LINES = 40  # lines of that which are looked at, blank ones included
_HEADER_CHARACTERS = 200  # a longer line is a paragraph
_TITLE_WORDS = range(2, 31)
_DATELINE_LINES = 6  # below a standfirst the dateline may open the second or third paragraph, hardly a later one
_HANDLE = re.compile(r"\(?(?<![\w.])(@\w{2,30})\)?")
_SEGMENTS = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+|\s*;\s*|\t+")
_STROKES = re.compile(r"\s*[|•·]\s*")
_SECTION_WORDS = 4
_SENTENCE_END = re.compile(r"[.:;,][\"”’')\]]*$")
_CLOSING_CREDIT = re.compile(r"(?:[(\[]([^()\[\]\n]{2,40})[)\]]|/([^/\n]{2,40})/)\s*$")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Header:
    """What the lines above an article say."""

    title: str | None = None
    byline: str | None = None
    date: WrittenDate | None = None
    place: str | None = None
    agency: str | None = None
    publisher: str | None = None


def describe(doc: Document, *, published: str | None = None) -> Document:
    """`doc` with its missing fields filled from its text, and its date from `published` where it has none.

    The order for a date is: the document's own field, the dateline, a header line, `published`; a source that agrees
    and is more precise wins over the one before it, and `published_from` names the source and those that disagree.
    """
    paragraphs = doc.text[:_HEAD_CHARACTERS].translate(_INVISIBLE).splitlines()[:_HEAD_LINES]
    # The lines of a web page are its blocks; its title, byline and date stand in the markup.
    header, body = (Header(), paragraphs) if doc.format == "html" else read_header(paragraphs)
    dateline = _first_dateline(body)
    when, found_by = _choose_date(doc, dateline.date, header.date, published)
    return replace(
        doc,
        title=doc.title or header.title,
        byline=doc.byline or header.byline,
        place=doc.place or dateline.place or header.place,
        agency=doc.agency or dateline.agency or header.agency or _closing_agency(doc.text),
        publisher=doc.publisher or dateline.publisher or header.publisher,
        published=when,
        published_from=found_by,
    )


def read_header(lines: list[str]) -> tuple[Header, list[str]]:
    """The header that `lines` open with, and the lines that follow it."""
    header = Header()
    for place, line in enumerate(lines):
        words = " ".join(line.split())
        if not words:
            continue
        found = _header_line(words) or _sections_line(words)
        if found is None and header.title is None:
            found = _title_with_date(words)
        if found is None and header.title is None and _is_title(words, lines[place + 1 :]):
            found = Header(title=words)
        if found is None:
            return header, lines[place:]
        header = Header(*(getattr(header, name) or getattr(found, name) for name in Header.__slots__))
    return header, []


def _is_title(words: str, below: list[str]) -> bool:
    """A short line without a final full stop, above a blank line or a header line, with something below it."""
    if _SENTENCE_END.search(words) or len(words.split()) not in _TITLE_WORDS or len(words) > _HEADER_CHARACTERS:
        return False
    if read_dateline(words) or not any(line.strip() for line in below):
        return False
    return not below[0].strip() or _header_line(" ".join(below[0].split())) is not None


def _header_line(words: str) -> Header | None:
    """What a line says that is nothing but date, byline, credit and label; None for any other line."""
    if len(words) > _HEADER_CHARACTERS:
        return None
    handle = _HANDLE.search(words)
    header = Header()
    rest = words if handle is None else f"{words[: handle.start()]} | {words[handle.end() :]}"
    for segment in filter(None, (part.strip(" ,") for part in _SEGMENTS.split(rest))):
        found = _segment(segment)
        if found is None:
            return None
        header = Header(*(getattr(header, name) or getattr(found, name) for name in Header.__slots__))
    return replace(header, byline=header.byline or (handle and handle[1]))


def _sections_line(words: str) -> Header | None:
    """The date of a line like "Politics | 27 January 2021 | 3 min read", whose other parts are a few words each."""
    parts = [part for part in _STROKES.split(words) if part]
    dated = [header for part in parts if (header := _header_line(part)) and header.date and header.date.year]
    short = all(len(part.split()) <= _SECTION_WORDS and not _SENTENCE_END.search(part) for part in parts)
    return Header(date=dated[0].date) if len(parts) > 1 and len(dated) == 1 and short else None


def _title_with_date(words: str) -> Header | None:
    """A title and its date on one line, as in pages squeezed into text: "Ferry stays Wednesday, January 27, 2021"."""
    if len(words) > _HEADER_CHARACTERS or _SENTENCE_END.search(words):
        return None
    date = find_date(words)
    if date is None or date.year is None or date.end != len(words):
        return None
    title, written = words[: date.start].strip(" |–—-"), words[date.start :].lower()
    weekday = written.split()[0].strip(",.") in tables()["words"]["weekdays"]
    closed = title[-1:] in ",;:" or title.rpartition(" ")[2].lower() in tables()["words"]["before_dates"]
    return Header(title=title, date=date) if weekday and not closed and len(title.split()) in _TITLE_WORDS else None


def _segment(words: str) -> Header | None:
    label, value = _split_label(words)
    if label == "bylines":
        return _byline(value)
    if label == "publishers":
        return Header(agency=value) if is_agency(value) else Header(publisher=value)
    date = find_date(value)
    if date is None:
        known = is_agency(words)
        return Header(agency=words) if known else Header() if label in ("labels", "changed") and not value else None
    before, after = value[: date.start].strip(" ,"), value[date.end :].strip(" ,.")
    if after:  # "January 27, 2021 Updated 28 January 2021", "27 January 2021 By Jane Doe"
        rest = _segment(after)
        if rest is None or before:
            return None
        return replace(rest, date=None if label == "changed" else date)
    if label == "changed":
        return Header() if not before else None
    if not before:
        return Header(date=date)
    split = split_date(value)  # "Brussels, 3 March 2021", a line of its own in press releases
    if date.year is None or split is None or not is_place(split[0]) or not value[: date.start].rstrip().endswith(","):
        return None
    return Header(date=date, place=split[0])


def _byline(names: str) -> Header | None:
    """The header of "By Jane Doe and John Roe, Reuters"; None where the words after the label are no names."""
    date = find_date(names)
    if date is not None:
        if names[date.end :].strip(" .,"):
            return None
        byline = _byline(names[: date.start].strip(" ,"))
        return byline and replace(byline, date=date)
    people, _, outlet = names.rpartition(",")
    if is_agency(names):
        return Header(agency=names)
    if people and is_agency(outlet.strip()):
        return replace(_byline(people) or Header(byline=people), agency=outlet.strip())
    named = all(word[:1].isupper() or word in tables()["words"]["byline_particles"] for word in names.split())
    if not 2 <= len(names.split()) <= 14 or not named or _SENTENCE_END.search(re.sub(r"\b(Jr|Sr)\.$", "", names)):
        return None
    return Header(byline=names)


def _split_label(words: str) -> tuple[str, str]:
    """The kind of label that `words` open with ("" where there is none) and what follows it."""
    match = _labels().match(words)
    if match is None or (match.lastgroup == "publishers" and ":" not in match[0]):
        return "", words
    return match.lastgroup or "", words[match.end() :].strip()


@cache
def _labels() -> re.Pattern[str]:
    longest_first = {kind: sorted(names, key=len, reverse=True) for kind, names in tables()["lines"].items()}
    kinds = (f"(?P<{kind}>{'|'.join(names)})" for kind, names in longest_first.items())
    return re.compile(rf"(?:{'|'.join(kinds)})(?:\s*[:–—-]\s*|\s+|$)", re.IGNORECASE)


def _first_dateline(body: list[str]) -> Dateline:
    """The dateline of the first paragraph, or a certain one (with date or credit) of the next few."""
    paragraphs = [line for line in body if line.strip()][:_DATELINE_LINES]
    for place, paragraph in enumerate(paragraphs):
        dateline = read_dateline(paragraph)
        if dateline and (place == 0 or dateline.date or dateline.agency):
            return dateline
    return Dateline()


def _closing_agency(text: str) -> str | None:
    """The agency that a text ends with in brackets or strokes, as in "… he said. (ANI)"."""
    match = _CLOSING_CREDIT.search(text[-80:])
    name = match and (match[1] or match[2]).strip()
    return name if name and is_agency(name) else None


def _choose_date(
    doc: Document, dateline: WrittenDate | None, line: WrittenDate | None, option: str | None
) -> tuple[str | None, str | None]:
    """The date of publication and how it was found."""
    stated = [
        (doc.published, doc.published_from or "field published"),
        (dateline and dateline.iso, "dateline"),
        (line and line.iso, "header line"),
        (option, "option"),
    ]
    known = [(when, name) for when, name in stated if when]
    if not known or (doc.published and "(" in (doc.published_from or "")):
        return doc.published, doc.published_from
    notes: list[str] = []
    for written, name in ((dateline, "dateline"), (line, "header line")):
        if written is None or written.year is not None:
            continue
        when = written.near(known[0][0])
        if when is None:
            notes.append(f"{name} says {written.month:02}-{written.day:02}")
        elif name == "dateline":
            notes.append(f"year from {known[0][1]}")
            known.insert(1 if doc.published else 0, (when + written.clock, name))
    chosen = known[0]
    for when, name in known[1:]:
        if when.startswith(chosen[0]) and len(when) > len(chosen[0]) and name != "option":
            chosen = (when, name)
    others = [(when, name) for when, name in known if name not in (chosen[1], "option")]
    notes += [f"{name} says {when}" for when, name in others if not chosen[0].startswith(when)]
    if chosen[1] != "dateline":
        notes = [note for note in notes if not note.startswith("year from")]
    return chosen[0], f"{chosen[1]} ({'; '.join(notes)})" if notes else chosen[1]
