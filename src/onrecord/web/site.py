"""What all pages share: which ledger, what the server was started with, and how a page becomes a response."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
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


class Refused(Exception):
    """A request that cannot be answered: the status, and a sentence that says why and what helps."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Site:
    """`read_draft` reads a pasted text; the command line gives it, because no page loads a model itself."""

    path: Path
    read_draft: ReadDraft
    edit: bool = False
    editor: str = ""
    today: Callable[[], str] = _today
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    ledgers: Ledgers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ledgers", Ledgers(self.path))

    def page(self, request: Request, template: str, status: int = 200, **shown: Any) -> Response:
        """An HTML page; `shown` are the values its template uses."""
        text = (
            environment()
            .get_template(template)
            .render(request=request, site=self, path=request.url.path, given=Given(request.query_params), **shown)
        )
        return HTMLResponse(text, status, {"cache-control": "no-cache"})


class Given(dict[str, str]):
    """The parameters of an address; one that is not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


Page = Callable[[Site, Ledger, Request], Response]


def given(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    """A parameter that must be one of a few words."""
    value = query.get(name) or None
    if value is not None and value not in allowed:
        raise Refused(400, f"{name} is {value[:40]!r}; allowed: {', '.join(allowed)}")
    return value
