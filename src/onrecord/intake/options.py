"""What a visit to a source may do, and what it counts: one value that every reader of a format is given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from onrecord.intake.dates import ALLOWED, iso_date

if TYPE_CHECKING:
    from onrecord.intake.fetch import Fetched

COLUMNS = ("text", "source", "title", "published", "publisher", "agency", "byline", "place", "language")


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    published: str | None = None  # date of documents that give none
    max_bytes: int = 64 << 20  # of one document, unpacked
    timeout_s: float = 20.0  # of one address, redirects included
    redirects: int = 5
    local_addresses: bool = False
    any_language: bool = False
    columns: tuple[tuple[str, str], ...] = ()  # our name, theirs: which column of JSON lines or Parquet is what
    fetch_pages: bool = False  # the page of each entry of a feed or sitemap, instead of what the entry holds
    delay_s: float = 2.0  # between two requests to one host, where its robots.txt asks for no longer one
    every_page: bool = False  # of a web archive, also those that a look at their bytes tells to be no article

    def __post_init__(self) -> None:
        if self.published is not None and iso_date(self.published) is None:
            raise ValueError(f"published is {self.published!r}; allowed: {ALLOWED}")
        for name, least in (("max_bytes", 1), ("timeout_s", 0.001), ("redirects", 0), ("delay_s", 0)):
            if not getattr(self, name) >= least:
                raise ValueError(f"{name} is {getattr(self, name)!r}; allowed: {least} and more")
        for ours, theirs in self.columns:
            if ours not in COLUMNS or not theirs:
                raise ValueError(f"column {ours}={theirs}; allowed: NAME=COLUMN with NAME of {', '.join(COLUMNS)}")


class Fetches(Protocol):
    """Who asks hosts for pages: `onrecord.intake.polite`, or what a test puts in its place."""

    def get(
        self, url: str, *, etag: str | None = None, modified: str | None = None, named: bool = False
    ) -> Fetched: ...


@dataclass(slots=True)
class Visit:
    """What goes on while sources are read: which pages were passed over, by reason, and who asks hosts for pages."""

    options: IntakeOptions = IntakeOptions()
    passed_over: Counter[str] = field(default_factory=Counter)
    guest: Fetches | None = None  # one for the whole visit, so that each host is asked at its pace; made when needed
