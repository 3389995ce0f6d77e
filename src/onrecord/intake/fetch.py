"""One http(s) address to bytes, within limits of time, size and place.

Every address that a name resolves to is checked, and the connection goes to one that was checked, so that a name cannot
point elsewhere in between. It uses no proxy, keeps no cookies, sends no password and runs nothing of the page.

    >>> fetch("https://example.org/news.html").charset   # doctest: +SKIP
    'utf-8'
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from onrecord.intake.walk import reason, too_large
from onrecord.record import UnreadableDocument

AGENT = "onrecord"  # how robots.txt of a host may call us
_CHUNK = 65_536
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{1,500}")  # a server's own words go back to it only where they are harmless
_REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_AS_IS = "/%:=&;,+$!*'()@~?"  # the rest of an address is percent-encoded
_HEADERS = {
    "Accept": "text/html, text/plain, application/x-ndjson, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_SCHEMES = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    url: str  # after redirects
    content_type: str | None  # "text/html"
    charset: str | None
    etag: str | None = None
    modified: str | None = None  # Last-Modified, as the server wrote it
    unchanged: bool = False  # since the answer whose etag or date was sent along; there are then no data


class NoAnswer(UnreadableDocument):
    """The server answers with something else than what was asked for: with an HTTP status of its own."""

    def __init__(self, source: str, reason: str, status: int, retry_after: str | None) -> None:
        super().__init__(source, reason)
        self.status, self.retry_after = status, retry_after


def fetch(
    url: str,
    *,
    max_bytes: int = 64 << 20,
    timeout_s: float = 20.0,
    redirects: int = 5,
    local_addresses: bool = False,
    etag: str | None = None,
    modified: str | None = None,
) -> Fetched:
    """What `url` answers; UnreadableDocument says which limit or failure stood in the way.

    With the `etag` or the date `modified` of an earlier answer the server may say that nothing has changed.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    sent = {name: value for name, value in conditions.items() if value and _HEADER_VALUE.fullmatch(value)}
    deadline = time.monotonic() + timeout_s
    place = url
    for _ in range(redirects + 1):
        try:
            parts = check_url(place)
        except ValueError as error:
            raise UnreadableDocument(url, f"leads to an address that is not read: {error}") from None
        found = _request(url, place, parts, deadline, timeout_s, max_bytes, local_addresses, sent)
        if isinstance(found, Fetched):
            return found
        place = urljoin(place, found)
    raise UnreadableDocument(url, f"more than {redirects} redirects")


def user_agent() -> str:
    from onrecord import __version__

    return f"{AGENT}/{__version__}"


def check_url(url: str) -> SplitResult:
    """The parts of an address that may be fetched; ValueError names what is wrong with it."""
    if re.search(r"[\x00-\x20\x7f]", url):
        raise ValueError(f"{url!r} holds a space or control character; write it as %20")
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ValueError(f"{url!r}: scheme {parts.scheme!r}; allowed: http, https")
    if not parts.hostname:
        raise ValueError(f"{url!r} has no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"an address on {parts.hostname} with a name or password in it; allowed: without")
    try:
        parts.hostname.encode("idna")
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"{url!r}: {error}") from None
    return parts


def _request(
    url: str,
    place: str,
    parts: SplitResult,
    deadline: float,
    timeout_s: float,
    max_bytes: int,
    local_addresses: bool,
    sent: dict[str, str],
) -> Fetched | str:
    """The answer of one server: a document, or the address it redirects to."""
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or _SCHEMES[parts.scheme]
    watch = None
    try:
        address = _resolve(url, host, port, deadline, local_addresses)
        sock = socket.create_connection((address, port), timeout=_left(deadline))
        # A time-out a read does not bound a server that sends a byte now and then; cutting the line does.
        watch = threading.Timer(_left(deadline), _cut, [sock])
        watch.daemon = True
        with sock:
            watch.start()
            if parts.scheme == "https":
                context = ssl.create_default_context()
                tls = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
                watch.args = [tls]
                with tls:
                    tls.do_handshake()
                    found = _exchange(url, place, parts, host, port, tls, max_bytes, sent)
            else:
                found = _exchange(url, place, parts, host, port, sock, max_bytes, sent)
        _left(deadline)  # an answer of unsaid length that was cut here would pass for a whole one
        return found
    except UnreadableDocument:
        if time.monotonic() >= deadline:  # what looks like a cut answer is one that was cut here
            raise UnreadableDocument(url, f"time-out after {timeout_s:g} s") from None
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise UnreadableDocument(url, f"time-out after {timeout_s:g} s") from None
        if isinstance(error, ssl.SSLCertVerificationError):
            why = f"the certificate of {host} is not accepted: {error.verify_message}"
            raise UnreadableDocument(url, why) from None
        if isinstance(error, ssl.SSLError):
            raise UnreadableDocument(url, f"no secure connection to {host}: {error.reason or error}") from None
        if isinstance(error, http.client.HTTPException):
            raise UnreadableDocument(url, f"{host} does not answer as HTTP asks: {error!r}"[:300]) from None
        raise UnreadableDocument(url, f"no connection to {host}: {reason(error)}") from None
    finally:
        if watch is not None:
            watch.cancel()


def _exchange(
    url: str,
    place: str,
    parts: SplitResult,
    host: str,
    port: int,
    sock: socket.socket,
    max_bytes: int,
    sent: dict[str, str],
) -> Fetched | str:
    secure = parts.scheme == "https"
    connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(host, port)
    connection.sock = sock
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_IS)
    connection.request("GET", target, headers={"User-Agent": user_agent(), **_HEADERS, **sent})
    answer = connection.getresponse()
    location = answer.headers.get("Location")
    if answer.status in _REDIRECTS and location:
        # Servers send raw spaces and letters here; browsers quote them.
        return quote(location.encode("latin-1", "replace").decode("utf-8", "replace"), safe=_AS_IS + "#[]")
    etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if answer.status == 304 and sent:
        return Fetched(b"", place, None, None, etag, modified, unchanged=True)
    if answer.status != 200:
        why = f"{host} answered {answer.status} {answer.reason}".rstrip()
        raise NoAnswer(url, why, answer.status, answer.headers.get("Retry-After"))
    size = answer.length
    if size is not None and size > max_bytes:
        raise too_large(url, max_bytes, size)
    data = _unpacked(url, answer, max_bytes)
    content = Message()
    content["Content-Type"] = answer.headers.get("Content-Type") or ""
    content_type = content.get_content_type() if answer.headers.get("Content-Type") else None
    charset = content.get_content_charset()
    return Fetched(data, place, content_type, charset, etag, modified)


def _unpacked(url: str, answer: http.client.HTTPResponse, max_bytes: int) -> bytes:
    """The body, gzip and deflate undone, at most `max_bytes` of it at any moment."""
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise UnreadableDocument(url, f"the answer is packed as {encoding!r}; allowed: gzip, deflate")
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _chunks(answer) if encoding == "identity" else _inflated(_chunks(answer)):
            size += len(piece)
            if size > max_bytes:
                raise too_large(url, max_bytes)
            pieces.append(piece)
    except zlib.error as error:
        raise UnreadableDocument(url, f"damaged {encoding} data: {error}") from None
    except http.client.IncompleteRead:
        raise UnreadableDocument(url, "the answer was cut short") from None
    if answer.length:
        raise UnreadableDocument(url, f"the answer was cut short: {answer.length:,} bytes are missing")
    return b"".join(pieces)


def _chunks(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while chunk := answer.read1(_CHUNK):
        yield chunk


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacked pieces of bounded size; zlib.error where the data are damaged or end too early."""
    inflate = None
    for chunk in chunks:
        if inflate is None:  # "deflate" is zlib by the standard and raw deflate from some servers
            wrapped = chunk.startswith(b"\x1f\x8b") or (chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2]) % 31 == 0)
            inflate = zlib.decompressobj(47 if wrapped else -15)
        while chunk and not inflate.eof:
            yield inflate.decompress(chunk, 16 * _CHUNK)
            chunk = inflate.unconsumed_tail
    if inflate is not None and not inflate.eof:
        yield inflate.flush()
        if not inflate.eof:
            raise zlib.error("they end too early")


def _resolve(url: str, host: str, port: int, deadline: float, local_addresses: bool) -> str:
    """An address of `host` to connect to, after all of them have been checked."""
    found: list[str] = []
    failure: list[OSError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except OSError as error:
            failure.append(error)

    thread = threading.Thread(target=look_up, daemon=True)  # the system's resolver has no time-out of its own
    thread.start()
    thread.join(_left(deadline))
    if failure:
        raise UnreadableDocument(url, f"no such host: {host} ({reason(failure[0])})")
    if thread.is_alive() or not found:
        raise TimeoutError
    for address in found:
        if not local_addresses and not _is_public(address):
            why = f"{host} is an address inside this network ({address}); --local-addresses allows it"
            raise UnreadableDocument(url, why)
    return found[0]


def _is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when it is wrapped in one of IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut(sock: socket.socket) -> None:
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # SSLSocket's own drops what a reader still uses
    except OSError:
        return  # closed already
