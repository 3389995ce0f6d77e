"""WARC files made by hand: one record after the other, packed or not, whole or broken."""

from __future__ import annotations

import base64
import gzip
import hashlib


def page(paragraphs: str = "", *, title: str = "Council says no") -> bytes:
    """A web page that holds an article of ours."""
    words = paragraphs or (
        "<p>The council of Velmora said on Tuesday that it would not sell the ferry to the port of Ostra Point.</p>"
        "<p>“It belongs to the people,” Mayor Ada Lund said after the vote, which was held in the town hall.</p>"
        "<p>The port had offered to buy it for twice its price and to keep the fares as they are for ten years.</p>"
    )
    head = f"<meta charset='utf-8'><title>{title}</title><meta property='og:type' content='article'>"
    return f"<!doctype html><html><head>{head}</head><body><article><h1>{title}</h1>{words}</article></body></html>".encode()


def response(
    address: str,
    body: bytes,
    *,
    status: str = "200 OK",
    headers: str = "Content-Type: text/html; charset=utf-8",
    digest: str = "right",
    kind: str = "response",
) -> bytes:
    """One record of a WARC file, unpacked; `digest` is right, wrong, or none."""
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    sha1 = base64.b32encode(hashlib.sha1(http if digest == "right" else b"other").digest()).decode()
    fields = [
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        "WARC-Date: 2024-01-02T03:04:05Z",
        f"WARC-Target-URI: {address}",
        "Content-Type: application/http; msgtype=response",
        *([] if digest == "none" else [f"WARC-Block-Digest: sha1:{sha1}"]),
        f"Content-Length: {len(http)}",
    ]
    return ("WARC/1.0\r\n" + "\r\n".join(fields) + "\r\n\r\n").encode() + http + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Records as a .warc.gz holds them: each a member of its own."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)
