"""Templates and what they call: every value is escaped, the control characters of facts are shown.

>>> shown_day("2021-01"), shown_day("2021-01-27T15:00Z")
('January 2021', '27 January 2021, 15:00 UTC')
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from onrecord.output import visible

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d:\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
MARKS = "\u200e\u200f\u061c"  # directional marks of Arabic and Hebrew: they sit between words and override nothing


def shown_day(iso: str | None, short: bool = False) -> str:
    """An ISO date as people write it, no more precise than it is; what is no such date as it stands."""
    found = _ISO.fullmatch(iso or "")
    if not found:
        return visible(iso or "")
    year, month, day, clock, zone = found.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year if month is None else visible(iso or "")
    name = MONTHS[int(month) - 1][: 3 if short else None]
    if day is None:
        return f"{name} {year}"
    when = "" if clock is None else f", {clock} {'UTC' if zone == 'Z' else zone or ''}".rstrip()
    return f"{int(day)} {name} {year}{'' if short else when}"


def plain(words: str | None) -> str:
    """A fact of one line: what a browser would obey is visible, white space is single."""
    line = " ".join((words or "").split())
    return line if line.isprintable() else visible(line, MARKS)  # nearly all are: a third of the time of a page


def clipped(words: str | None, most: int = 280) -> str:
    """The beginning of the words, up to a space, with an ellipsis where there was more."""
    line = plain(words)
    if len(line) <= most:
        return line
    cut = line.rfind(" ", most // 2, most)
    return line[: cut if cut > 0 else most].rstrip(" ,;:") + " …"


def running(words: str) -> str:
    """Words of an article: line ends and directional marks as they are, all else that is obeyed visible."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.replace("\n", "").isprintable() else visible(lines, "\n\t" + MARKS)


def phrase(word: str | None) -> str:
    """A name of a table as words: calls_for, did_not_happen."""
    return plain((word or "").replace("_", " ")).lower()


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def web_address(address: str | None) -> str | None:
    """The address if a browser may be sent there: http and https, nothing that runs."""
    return address if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", address or "", re.ASCII) else None


def with_query(path: str, **parameters: Any) -> str:
    """A path with those parameters that have a value."""
    given = {name: value for name, value in parameters.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def segment(words: str) -> str:
    return quote(words, safe="")


@cache
def static(name: str) -> tuple[bytes, str]:
    """A file of ours and the hash that its address carries, so that it may be cached for good."""
    data = (resources.files("onrecord.web") / "static" / name).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:12]


def static_address(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}-{static(name)[1]}.{ending}"


@pass_context
def here(context: Context, **changed: Any) -> str:
    """The address of this page with some parameters changed; paging starts anew."""
    request = context["request"]
    return with_query(request.url.path, **{**dict(request.query_params), "after": None, **changed})


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("onrecord.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.do"],
    )  # fmt: skip
    made.filters |= {
        "day": shown_day, "plain": plain, "clip": clipped, "running": running, "phrase": phrase, "percent": percent,
        "segment": segment, "web": web_address,
    }  # fmt: skip
    made.globals |= {
        "static": static_address, "with_query": with_query, "here": here, "counted": counted,
    }  # fmt: skip
    return made
