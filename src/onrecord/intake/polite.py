"""Many pages of one host, asked for as a guest: what its robots.txt allows, one at a time, with a pause between two.

One host is asked at most every `delay_s` seconds, or as seldom as its robots.txt says; when it answers that it is asked
too much (429, 503), it is left alone for as long as it says. An address that robots.txt forbids is set aside as such.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from onrecord.intake.fetch import AGENT, Fetched, NoAnswer, fetch, user_agent
from onrecord.intake.needed import needed
from onrecord.intake.options import Fetches, IntakeOptions, Visit
from onrecord.record import UnreadableDocument

_LONGEST_DELAY_S = 60.0  # a host that asks for more between two pages is asked for one page a minute
_LEFT_ALONE_S = 600.0  # after 429 or 503 without a Retry-After, and at most this after one
_ROBOTS_BYTES = 512 << 10  # RFC 9309 asks for at least 500 kibibytes


class Rules(Protocol):
    """What robots.txt of a host says."""

    def can_fetch(self, url: str, user_agent: str) -> bool: ...
    def crawl_delay(self, user_agent: str) -> float | None: ...


class NotFetched(UnreadableDocument):
    """A page that could not be had this time; another time it may."""


@dataclass(slots=True)
class _Host:
    rules: Rules | None = None
    free_at: float = 0.0  # not to be asked before
    closed_until: float = 0.0
    closed: str = ""  # why it is not asked until then


class Polite:
    """Fetches pages; `clock` and `sleep` are the world's, and a test's."""

    def __init__(
        self,
        options: IntakeOptions,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Any] = time.sleep,
    ) -> None:
        needed("protego", "feeds")
        self.options = options
        self._clock, self._sleep = clock, sleep
        self._hosts: dict[str, _Host] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None, named: bool = False) -> Fetched:
        """What `url` answers, as `fetch` does; NotFetched where it does not, or its host does not want to be asked.

        robots.txt is for those that follow links: it is not asked about an address that a person has `named`.
        """
        try:
            return self._get(url, etag, modified, named)
        except UnreadableDocument as error:
            raise NotFetched(error.source, error.reason, error.place) from None

    def _get(self, url: str, etag: str | None, modified: str | None, named: bool) -> Fetched:
        place = urlsplit(url)
        host = self._hosts.setdefault(f"{place.scheme}://{place.netloc}".casefold(), _Host())
        if (left := host.closed_until - self._clock()) > 0:
            raise UnreadableDocument(url, f"not asked for another {left:.0f} s: {host.closed}")
        if named:
            return self._ask(url, host, self.options.max_bytes, etag, modified)
        if host.rules is None:
            host.rules = self._rules(f"{place.scheme}://{place.netloc}/robots.txt", host)
        if not host.rules.can_fetch(url, AGENT):
            raise UnreadableDocument(url, f"robots.txt of {place.hostname} does not allow {user_agent()} to fetch it")
        return self._ask(url, host, self.options.max_bytes, etag, modified)

    def _rules(self, address: str, host: _Host) -> Rules:
        """robots.txt as RFC 9309 has it: none at all allows everything; a host in trouble is not to be asked."""
        from protego import Protego

        try:
            text = self._ask(address, host, _ROBOTS_BYTES).data.decode(errors="replace")
        except NoAnswer as error:
            if error.status >= 500 or error.status == 429:
                raise
            text = ""
        return Protego.parse(text)

    def _ask(
        self, url: str, host: _Host, max_bytes: int, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        if (wait := host.free_at - self._clock()) > 0:
            self._sleep(wait)
        options = self.options
        try:
            return fetch(
                url,
                max_bytes=max_bytes,
                timeout_s=options.timeout_s,
                redirects=options.redirects,
                local_addresses=options.local_addresses,
                etag=etag,
                modified=modified,
            )
        except UnreadableDocument as error:
            if not isinstance(error, NoAnswer):  # no connection, or one that takes too long
                self._close(host, error.reason, _LEFT_ALONE_S)
            elif error.status in (429, 503):
                self._close(host, error.reason, _seconds(error.retry_after))
            raise
        finally:
            asked = host.rules.crawl_delay(AGENT) if host.rules else None
            host.free_at = self._clock() + min(max(asked or 0.0, options.delay_s), _LONGEST_DELAY_S)

    def _close(self, host: _Host, why: str, seconds: float) -> None:
        host.closed, host.closed_until = why, self._clock() + seconds


def guest(visit: Visit) -> Fetches:
    """Who asks for the pages of a visit."""
    if visit.guest is None:
        visit.guest = Polite(visit.options)
    return visit.guest


def _seconds(retry_after: str | None) -> float:
    """How long a host wants to be left alone, as it says in seconds; a date is taken for the longest time."""
    text = (retry_after or "").strip()
    return min(float(text[:9]), _LEFT_ALONE_S) if text.isdigit() and text.isascii() else _LEFT_ALONE_S
