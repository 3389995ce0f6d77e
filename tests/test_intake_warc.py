"""WARC: which records give articles, what is counted, and how damage is named and passed."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import packed, page, response

from onrecord.intake import IntakeOptions, documents, documents_of
from onrecord.intake.html import read_html
from onrecord.intake.sieve import sieve
from onrecord.record import Document, UnreadableDocument

PAGES = Path(__file__).parent / "pages"
ONE, TWO, THREE = (response(f"https://courier.example/{n}", page(title=f"Council says no {n}")) for n in (1, 2, 3))


def read(data: bytes, name: str = "a.warc.gz", **options: Any) -> tuple[list[str], list[str], Counter[str]]:
    """Addresses of the articles, what was set aside, and what was counted."""
    counts: Counter[str] = Counter()
    items = list(documents_of(io.BytesIO(data), name, IntakeOptions(**options), passed_over=counts))
    addresses = [item.source for item in items if isinstance(item, Document)]
    return addresses, [str(item) for item in items if isinstance(item, UnreadableDocument)], counts


def addresses(*numbers: int) -> list[str]:
    return [f"https://courier.example/{number}" for number in numbers]


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records), lambda *r: gzip.compress(b"".join(r))])
def test_articles_come_under_their_address_packed_or_not(pack: Any) -> None:
    assert read(pack(ONE, TWO, THREE)) == (addresses(1, 2, 3), [], Counter())


def test_an_article_is_what_reading_its_page_gives() -> None:
    (doc,) = documents_of(io.BytesIO(ONE), "a.warc")
    assert isinstance(doc, Document)
    assert doc.text == read_html(page(title="Council says no 1"), source="x").text
    assert (doc.format, doc.language, doc.title) == ("html", "en", "Council says no 1")


def test_what_is_no_article_is_counted_by_its_reason_and_not_named() -> None:
    spanish = page(
        "<p>El alcalde dijo que no vendería el barco de la ciudad y que los vecinos no lo querían así.</p>" * 3
    )
    records = [
        ONE,
        response("https://a.example/missing", page(), status="404 Not Found"),
        response("https://a.example/moved", b"", status="301 Moved"),
        response("https://a.example/picture", b"\x89PNG" * 100, headers="Content-Type: image/png"),
        response("https://a.example/empty", b"<html></html>"),
        response("https://a.example/spanish", spanish),
        response("https://a.example/request", b"", kind="request"),
        response("https://a.example/list", page("<ul>" + "<li><a href=/x>Short link</a></li>" * 40 + "</ul>")),
        response("https://a.example/huge", b"<p>" + b"a " * (5 << 20)),
        TWO,
    ]
    found, aside, counts = read(packed(*records))
    assert (found, aside) == (addresses(1, 2), [])
    assert counts == {
        "not answered with 200": 2, "not a web page": 1, "too small": 1, "not English": 1, "too little text": 1,
        "too large": 1,
    }  # fmt: skip


def test_without_the_look_at_bytes_the_same_articles_are_read() -> None:
    pages = [*PAGES.glob("*.html"), *(PAGES / "not-articles").glob("*.html")]
    data = packed(
        *(response(f"https://a.example/{path.name}", path.read_bytes(), headers="X: y") for path in sorted(pages))
    )
    with_look, without = read(data), read(data, every_page=True)
    assert with_look[0] == without[0] and len(with_look[0]) >= 28
    assert sum(with_look[2].values()) == sum(without[2].values())


def test_the_look_at_bytes_keeps_every_article_of_ours() -> None:
    for path in sorted(PAGES.glob("*.html")):
        assert sieve(path.read_bytes()) is None, path.name


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<p>Hi</p>", "too small"),
        (b'{"a": 1}' * 100, "not a web page"),
        (b"<html><script>" + b"the of and that for was " * 100 + b"</script></html>", "too little text"),
        (page("<p>Der Rat der Stadt sagte am Dienstag, dass er die alte Fähre nicht verkaufen werde.</p>" * 5), "not English"),
        (page("<p>Городской совет заявил во вторник, что не будет продавать старый паром никому.</p>" * 5), "not English"),
        (page("<p><a href=x>The council said that it would not sell the ferry to the port</a></p>" * 9), "mostly links"),
        (b"<html><head><title>404 Not found</title></head>" + page()[-400:], "an error or log-in page"),
        (page(), None),
        ("\ufeff".encode("utf-16-le") + page().decode().encode("utf-16-le"), None),
    ],
)  # fmt: skip
def test_the_look_at_bytes_says_why(data: bytes, why: str | None) -> None:
    assert sieve(data) == why


def test_a_digest_that_fails_is_named_with_its_offset_and_one_that_is_missing_is_not_checked() -> None:
    wrong = response("https://courier.example/2", page(), digest="wrong")
    found, aside, _ = read(ONE + wrong + response("https://courier.example/3", page(), digest="none"), "a.warc")
    assert found == addresses(1, 3)
    assert aside == [f"a.warc: WARC record whose block digest fails: https://courier.example/2 (offset {len(ONE)})"]


def test_a_record_that_is_cut_short_is_named_with_its_offset() -> None:
    found, aside, _ = read((ONE + TWO)[:-200], "a.warc")
    assert (found, aside) == (
        addresses(1), [f"a.warc: record cut short: https://courier.example/2 (offset {len(ONE)})"],
    )  # fmt: skip
    first = len(packed(ONE))
    found, aside, _ = read(packed(ONE, TWO)[:-80])
    assert found == addresses(1)
    assert len(aside) == 1 and f"(offset {first})" in aside[0]


@pytest.mark.parametrize(
    "spoil", [lambda member: member[:90], lambda member: member[:60] + b"\xff" * 40 + member[100:]]
)
def test_reading_goes_on_after_a_damaged_member(spoil: Any) -> None:
    one, two, three = (packed(record) for record in (ONE, TWO, THREE))
    found, aside, _ = read(one + spoil(two) + three)
    assert found == addresses(1, 3)
    assert len(aside) == 1 and aside[0].startswith("a.warc.gz: damaged WARC record: ")
    assert aside[0].endswith(f"(offset {len(one)})")


def test_reading_goes_on_after_rubbish_between_records() -> None:
    found, aside, _ = read(ONE + b"rubbish\r\n\r\n" + THREE, "a.warc")
    assert found == addresses(1, 3)
    assert len(aside) == 1 and aside[0].startswith("a.warc: damaged WARC record: Invalid WARC header")
    assert read(b"WARC/1.0\r\nrubbish", "a.warc")[1]


def test_packed_and_chunked_pages_are_unpacked_and_bombs_are_not() -> None:
    body = gzip.compress(page())
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    how = "Content-Type: text/html\r\nContent-Encoding: gzip"
    good = response("https://courier.example/1", chunked, headers=f"{how}\r\nTransfer-Encoding: chunked")
    bomb = response("https://a.example/bomb", gzip.compress(b"a " * (100 << 20)), headers=how)
    tracemalloc.start()
    found, aside, counts = read(packed(good, bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found, aside, counts) == (addresses(1), [], {"too large": 1})
    assert peak < 60 << 20


def test_a_warc_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.warc.gz"
    record = packed(response("https://a.example/x", b"<html>" + b"<br>" * 20_000))
    with path.open("wb") as file:
        for _ in range(300):
            file.write(record)
    counts: Counter[str] = Counter()
    tracemalloc.start()
    assert list(documents(str(path), passed_over=counts)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts == {"too little text": 300}
    assert peak < 20 << 20


def test_a_missing_library_is_named_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.intake.needed.find_spec", lambda name: None)
    assert read(ONE, "a.warc")[1] == ["a.warc: needs fastwarc, which is not installed: pip install 'onrecord[warc]'"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 200), st.binary(max_size=30), st.booleans())
def test_a_warc_of_any_bytes_ends_in_documents_and_reasons(start: int, length: int, put: bytes, pack: bool) -> None:
    data = packed(ONE, TWO, THREE) if pack else ONE + TWO + THREE
    found, aside, counts = read(data[:start] + put + data[start + length :], "a.warc")
    assert len(found) + len(aside) + sum(counts.values()) >= 1
