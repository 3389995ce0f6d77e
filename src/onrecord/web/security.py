"""What stands before every page: who may ask, how much, and what a browser may do with the answer.

* Host: only names that this server was started under are answered, so that a page elsewhere that rebinds its own name
  to 127.0.0.1 gets nothing (DNS rebinding).
* A POST from another site is refused, by Sec-Fetch-Site and by Origin; bodies and addresses have a greatest size.
* Content-Security-Policy: nothing but our own style sheet and script, none of it inline; no frame, no plug-in, no
  other site. What article text could smuggle in has nowhere to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = 256 << 10  # bytes of a request: a draft to verify is the longest that is wanted
ADDRESS = 8 << 10  # bytes of a path with its query
METHODS = frozenset(("GET", "HEAD", "POST"))
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
LOCAL = ("127.0.0.1", "localhost", "::1")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.ASCII)


class Guard:
    """ASGI middleware; `hosts` are the names, without ports, under which the pages may be asked for."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOCAL) -> None:
        self.app = app
        self.hosts = frozenset(host.lower().strip("[]") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                more = [
                    (name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in given
                ]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        if refused := self._refused(scope):
            status, reason = refused
            await PlainTextResponse(reason + "\n", status)(scope, receive, sending)
            return
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY:  # a body of undeclared length: cut off, so that it reads as ended
                return {"type": "http.disconnect"}
            return message

        await self.app(scope, receiving, sending)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = host_of(headers.get("host", ""))
        if host not in self.hosts:
            return 421, "This server does not answer to that name; `onrecord serve --allow-host NAME` adds one."
        if scope["method"] not in METHODS:
            return 405, "GET, HEAD and POST are understood here."
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > ADDRESS:
            return 414, "The address is too long."
        if scope["method"] == "POST":
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > BODY:
                return 413, f"At most {BODY >> 10} kB can be sent."
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                return 403, "Forms of other sites are not accepted."
            origin = headers.get("origin")
            if origin and origin != "null" and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
                return 403, "Forms of other sites are not accepted."
        return None


def host_of(header: str) -> str | None:
    """The name in a Host header, lower case and without its port; None where it is none."""
    found = _HOST.fullmatch(header.lower())
    return found[1].strip("[]") if found else None
