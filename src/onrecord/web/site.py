"""What all pages share: which ledger, what the server was started with, and how a page becomes a response."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from onrecord.ledger.store import Ledger
from onrecord.record import Record
from onrecord.web.ledgers import Ledgers
from onrecord.web.render import environment

ReadDraft = Callable[[str], Record]


COOKIE = "onrecord_edit"


class Refused(Exception):
    """A request that cannot be answered: the status, and a sentence that says why and what helps."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Turns:
    """What keeps the processor busy for seconds: so many at once, and whoever comes too many is told to come again."""

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)

    def __enter__(self) -> None:
        if not self._free.acquire(blocking=False):
            raise Refused(503, "Others are asking for much at this moment; try again in some seconds.")

    def __exit__(self, *_: object) -> None:
        self._free.release()


def signed(secret: bytes, use: str, nonce: str) -> str:
    """What only this server can have said of a browser, for one use."""
    return hmac.new(secret, f"{use} {nonce}".encode(), hashlib.sha256).hexdigest()


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Site:
    """`read_draft` reads a pasted text; the command line gives it, because no page loads a model itself."""

    path: Path
    read_draft: ReadDraft
    edit: bool = False
    editor: str = ""  # who corrects, unless the form says otherwise
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    today: Callable[[], str] = _today
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    ledgers: Ledgers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ledgers", Ledgers(self.path))

    def edit_token(self, request: Request) -> str | None:
        """The token that forms of this browser carry; None where it may not correct."""
        nonce, _, mark = request.cookies.get(COOKIE, "").partition(".")
        if not self.edit or not hmac.compare_digest(mark.encode(), signed(self.secret, "session", nonce).encode()):
            return None
        return signed(self.secret, "form", nonce)

    def page(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        """An HTML page; `shown` are the values its template uses."""
        asked = {"request": request, "path": request.url.path, "given": Given(request.query_params)}
        values = {**asked, "site": self, "edit": self.edit_token(request), **shown}
        return HTMLResponse(environment().get_template(template).render(values), status, {"cache-control": "no-cache"})


class Given(dict[str, str]):
    """The parameters of an address; one that is not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


Page = Callable[[Site, Ledger, Request], Response]
