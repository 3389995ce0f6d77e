"""Addresses: a server of the test's own, each limit and each failure with its message."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from onrecord.intake import IntakeOptions, documents
from onrecord.intake.fetch import _is_public, fetch
from onrecord.record import Document, UnreadableDocument

TEXT = "The council of Velmora said on Friday that it would not sell the “ferry”."
LOCAL = IntakeOptions(local_addresses=True, max_bytes=10_000, timeout_s=2.0)
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/news.txt": (200, {"Content-Type": "text/plain; charset=utf-8"}, TEXT.encode()),
    "/old": (200, {"Content-Type": "text/plain; charset=windows-1252"}, TEXT.encode("cp1252")),
    "/koi": (200, {"Content-Type": 'text/plain; charset="koi8-r"'}, f"{TEXT[:-9]} Тарск".encode("koi8-r", "replace")),
    "/lines": (200, {"Content-Type": "application/x-ndjson"}, b'{"text": "The mayor said no."}\n{"text": 1}\n'),
    "/gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(TEXT.encode())),
    "/deflate": (200, {"Content-Encoding": "deflate"}, zlib.compress(TEXT.encode())),
    "/raw-deflate": (200, {"Content-Encoding": "deflate"}, zlib.compress(TEXT.encode(), wbits=-15)),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 5_000_000)),
    "/damaged": (200, {"Content-Encoding": "gzip"}, gzip.compress(TEXT.encode())[:-20]),
    "/brotli": (200, {"Content-Encoding": "br"}, b"\x0b\x02\x80abc\x03"),
    "/large": (200, {}, b"a" * 10_001),
    "/large-unsaid": (200, {"No-Length": "1"}, b"a" * 10_001),
    "/short": (200, {"Content-Length": "500"}, TEXT.encode()),
    "/missing": (404, {}, b"no"),
    "/to-news": (302, {"Location": "/news.txt"}, b""),
    "/round": (301, {"Location": "/round"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-password": (302, {"Location": "http://u:p@localhost/"}, b""),
    "/a%20b?q=%C3%A9": (200, {}, TEXT.encode()),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.agents.append(self.headers["User-Agent"])  # type: ignore[attr-defined]
        if self.path in ("/drip", "/drip-text"):
            if self.path == "/drip-text":
                self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nThe mayor said no. ")
            return self._drip()
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and "No-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def _drip(self) -> None:
        try:
            while True:
                self.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.agents = []  # type: ignore[attr-defined]
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="module")
def site(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def only(url: str, options: IntakeOptions = LOCAL) -> Document | UnreadableDocument:
    (item,) = documents(url, options)
    return item


@pytest.mark.parametrize(
    "path", ["/news.txt", "/old", "/gzip", "/deflate", "/raw-deflate", "/to-news", "/a b?q=é".replace(" ", "%20")]
)
def test_an_address_is_read(site: str, path: str) -> None:
    item = only(site + path)
    assert isinstance(item, Document), item
    assert item.text == TEXT
    assert item.source == site + path.replace("/to-news", "/news.txt")


def test_the_charset_that_the_server_declares_is_used(site: str) -> None:
    item = only(site + "/koi")
    assert isinstance(item, Document)
    assert item.text.endswith("Тарск")


def test_json_lines_keep_their_numbers(site: str) -> None:
    first, second = documents(f"{site}/lines", LOCAL)
    assert first.source == f"{site}/lines:1"
    assert str(second).startswith(f"{site}/lines:2: field text is a JSON number")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/bomb", "too large: more bytes than the limit of 10,000"),
        ("/large", "too large: 10,001 bytes, more than the limit of 10,000"),
        ("/large-unsaid", "too large: more bytes than the limit of 10,000"),
        ("/damaged", "damaged gzip data"),
        ("/brotli", "packed as 'br'; allowed: gzip, deflate"),
        ("/short", "cut short"),
        ("/missing", "127.0.0.1 answered 404 Not Found"),
        ("/round", "more than 5 redirects"),
        ("/to-file", "scheme 'file'; allowed: http, https"),
        ("/to-password", "name or password"),
    ],
)
def test_each_failure_says_what_it_is(site: str, path: str, message: str) -> None:
    item = only(site + path)
    assert isinstance(item, UnreadableDocument)
    assert item.source == site + path
    assert message in item.reason


@pytest.mark.parametrize("path", ["/drip", "/drip-text"])
def test_a_server_that_drips_is_left_at_the_deadline(site: str, path: str) -> None:
    begin = time.monotonic()
    item = only(site + path, IntakeOptions(local_addresses=True, timeout_s=0.4))
    assert "time-out after 0.4 s" in str(item)
    assert time.monotonic() - begin < 2


def test_a_server_that_is_silent_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("http", "https"):
            url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/"
            assert "time-out after 0.3 s" in str(only(url, IntakeOptions(local_addresses=True, timeout_s=0.3)))


def test_no_server_no_host_no_tls(site: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert "no connection to 127.0.0.1: Connection refused" in str(only(f"http://127.0.0.1:{port}/"))
    assert "no secure connection to 127.0.0.1" in str(only(site.replace("http:", "https:") + "/news.txt"))
    assert "no such host: velmora.invalid" in str(only("http://velmora.invalid/"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"])
def test_local_addresses_are_refused_unless_asked_for(server: ThreadingHTTPServer, host: str) -> None:
    before = len(server.agents)  # type: ignore[attr-defined]
    item = only(f"http://{host}:{server.server_port}/news.txt", IntakeOptions())
    assert isinstance(item, UnreadableDocument)
    assert "inside this network" in item.reason or "no such host" in item.reason
    assert "--local-addresses" in item.reason or host in ("[::1]", "[::ffff:127.0.0.1]")
    assert len(server.agents) == before  # type: ignore[attr-defined]


def test_a_name_with_one_local_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answers)
    assert "inside this network (10.0.0.1)" in str(only("http://two-faced.example/", IntakeOptions()))


def test_the_connection_goes_to_the_address_that_was_checked(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: Any, **options: Any) -> Any:
        if host == "velmora.example":
            looked_up.append(host)
            assert len(looked_up) == 1, "the name was looked up again after the check"
            host = "127.0.0.1"
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert isinstance(only(f"http://velmora.example:{server.server_port}/news.txt"), Document)
    assert looked_up == ["velmora.example"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        *[(ip, False) for ip in ("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0")],
        *[(ip, False) for ip in ("224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1")],
        *[(ip, False) for ip in ("ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1")],
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert _is_public(address) is public


def test_the_program_names_itself(server: ThreadingHTTPServer, site: str) -> None:
    fetched = fetch(f"{site}/news.txt", local_addresses=True)
    assert (fetched.content_type, fetched.charset) == ("text/plain", "utf-8")
    assert server.agents[-1].startswith("onrecord/")  # type: ignore[attr-defined]
