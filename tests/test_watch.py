"""Feeds that are watched, on a server of the test's own: what is asked for, read, and survives a restart."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ledgers import RUN, opened
from warcs import packed, page, response

from onrecord.intake.options import IntakeOptions, Visit
from onrecord.intake.polite import NotFetched, Polite
from onrecord.ledger.check import check
from onrecord.ledger.watch import FAILED, look
from onrecord.record import Document, Record, UnreadableDocument

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title><link>https://c.example/</link><description>x</description>{}</channel></rss>'


def item(name: str, words: str) -> str:
    return (
        f"<item><title>{name}</title><link>/{name}</link><guid>{name}</guid><description>{words}</description></item>"
    )


FERRY = item("ferry", "The council said that it would not sell the ferry.")
STORM = item("storm", "The coast guard said that a storm would come by noon.")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        served: dict[str, Any] = self.server.served  # type: ignore[attr-defined]
        self.server.asked.append((self.path, self.headers.get("If-None-Match")))  # type: ignore[attr-defined]
        status, headers, body = served.get(self.path, (404, {}, b""))
        if status == 200 and headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Site:
    """A server whose pages a test sets, and what it was asked for."""

    def __init__(self, httpd: ThreadingHTTPServer) -> None:
        self.httpd = httpd
        self.base = f"http://127.0.0.1:{httpd.server_port}"
        httpd.served, httpd.asked = {}, []  # type: ignore[attr-defined]

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        self.httpd.served[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, data)  # type: ignore[attr-defined]
        return self.base + path

    def asked(self) -> list[tuple[str, str | None]]:
        asked = list(self.httpd.asked)  # type: ignore[attr-defined]
        self.httpd.asked.clear()  # type: ignore[attr-defined]
        return asked


@pytest.fixture
def site() -> Iterator[Site]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield Site(httpd)
    httpd.shutdown()
    httpd.server_close()


class Silent:
    """A reader that finds nothing."""

    def read(self, doc: Document) -> Record:
        return Record(doc)


class Hand:
    """The world's clock in the hand of a test: sleeping passes time at once."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, [0.0][:0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def visit(**options: Any) -> tuple[Visit, Hand]:
    hand = Hand()
    given = IntakeOptions(local_addresses=True, timeout_s=5.0, **options)
    return Visit(given, guest=Polite(given, clock=lambda: hand.now, sleep=hand.sleep)), hand


def go(ledger: Any, *sources: str, **options: Any) -> tuple[Counter[str], list[str]]:
    told: list[str] = []
    counts = look(
        ledger, sources, RUN, visit(**options)[0], make_reader=Silent,
        told=lambda outcome, item: told.append(f"{outcome}: {item}") if isinstance(item, UnreadableDocument) else None,
    )  # fmt: skip
    return counts, told


def test_only_what_is_new_is_read_also_after_a_restart(site: Site, tmp_path: Path) -> None:
    feed = site.put("/rss", RSS.format(FERRY), ETag='"1"')
    with opened(tmp_path / "a.db") as ledger:
        assert go(ledger, feed)[0] == {"added": 1}
        assert go(ledger, feed)[0] == {}
    assert site.asked() == [("/rss", None), ("/rss", '"1"')]
    with opened(tmp_path / "a.db") as ledger:
        assert go(ledger, feed)[0] == {}
        site.put("/rss", RSS.format(STORM + FERRY), ETag='"2"')
        assert go(ledger, feed)[0] == {"added": 1}
        assert site.asked()[-1] == ("/rss", '"1"')
        assert ledger.ask("SELECT title, address FROM documents ORDER BY title") == [
            ("ferry", f"{site.base}/ferry"), ("storm", f"{site.base}/storm"),
        ]  # fmt: skip
        assert ledger.ask("SELECT etag, failures, failure FROM feeds") == [('"2"', 0, None)]
        assert list(check(ledger)) == []


def test_an_entry_that_changes_is_read_again_and_replaces_its_old_words(site: Site, tmp_path: Path) -> None:
    feed = site.put("/rss", RSS.format(FERRY))
    with opened(tmp_path / "a.db") as ledger:
        go(ledger, feed)
        site.put("/rss", RSS.format(FERRY.replace("not sell", "sell")))
        assert go(ledger, feed)[0] == {"added": 1}
        assert ledger.ask("SELECT withdrawn, text FROM documents ORDER BY text") == [
            ("update", "The council said that it would not sell the ferry."),
            (None, "The council said that it would sell the ferry."),
        ]
        assert go(ledger, feed)[0] == {}


def test_a_feed_that_fails_stops_nothing_and_is_asked_again(site: Site, tmp_path: Path) -> None:
    good, gone = site.put("/rss", RSS.format(FERRY)), f"{site.base}/gone"
    broken = site.put("/broken", "<html><body>Nothing to see here, move along please</body></html>")
    with opened(tmp_path / "a.db") as ledger:
        counts, told = go(ledger, gone, broken, good)
        assert counts == {FAILED: 2, "added": 1}
        assert told == [
            f"feed failed: {gone}: 127.0.0.1 answered 404 Not Found",
            f"feed failed: {broken}: no feed: not RSS, not Atom",
        ]
        go(ledger, gone)
        assert ledger.ask("SELECT failures, failure FROM feeds WHERE address = ?", (gone,)) == [
            (2, "127.0.0.1 answered 404 Not Found")
        ]
        site.put("/gone", RSS.format(STORM))
        assert go(ledger, gone)[0] == {"added": 1}
        assert ledger.ask("SELECT failures, failure FROM feeds WHERE address = ?", (gone,)) == [(0, None)]


def test_an_interrupted_round_is_made_up_for(site: Site, tmp_path: Path) -> None:
    feed = site.put("/rss", RSS.format(FERRY + STORM), ETag='"1"')

    class Cut(Silent):
        def read(self, doc: Document) -> Record:
            if "storm" in doc.text:
                raise KeyboardInterrupt
            return Record(doc)

    with opened(tmp_path / "a.db") as ledger:
        with pytest.raises(KeyboardInterrupt):
            look(ledger, [feed], RUN, visit()[0], make_reader=Cut)
        assert ledger.ask("SELECT entry FROM feed_entry") == [("ferry",)]
        assert go(ledger, feed)[0] == {"added": 1}
        assert site.asked() == [("/rss", None), ("/rss", None)]


def test_pages_are_fetched_as_a_guest(site: Site, tmp_path: Path) -> None:
    entries = item("ferry", "Short.") + item("secret", "Short.") + item("late", "Short.")
    feed = site.put("/rss", RSS.format(entries), ETag='"1"')
    site.put("/robots.txt", "User-agent: *\nDisallow: /sec*\nCrawl-delay: 5\n")
    site.put("/ferry", page(), Content_Type="text/html")
    site.put("/secret", page(), Content_Type="text/html")
    with opened(tmp_path / "a.db") as ledger:
        seen, hand = visit(fetch_pages=True)
        told: list[str] = []
        counts = look(ledger, [feed], RUN, seen, make_reader=Silent, told=lambda outcome, item: told.append(str(item)))
        assert counts == {"added": 1, "set aside": 2}
        assert [path for path, _ in site.asked()] == ["/rss", "/robots.txt", "/ferry", "/late"]
        assert hand.slept == [2.0, 2.0, 5.0]  # after the feed, after robots.txt, and as robots.txt asks
        assert f"{site.base}/secret: robots.txt of 127.0.0.1 does not allow onrecord" in told[1]
        ((text, address),) = ledger.ask("SELECT text, address FROM documents")
        assert "Mayor Ada Lund said" in text and address == f"{site.base}/ferry"
        # The page that was not there is asked for again, with the feed: its ETag was not noted.
        site.put("/late", page(title="Late"), Content_Type="text/html")
        assert go(ledger, feed, fetch_pages=True)[0]["seen elsewhere"] == 1
        assert [path for path, _ in site.asked()] == ["/rss", "/robots.txt", "/late"]


def test_the_pages_of_a_news_sitemap_and_of_an_index(site: Site, tmp_path: Path) -> None:
    site.put("/ferry", page(), Content_Type="text/html")
    urls = (
        f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.base}/ferry</loc></url></urlset>"
    )
    sitemap = site.put("/news.xml", urls)
    with opened(tmp_path / "a.db") as ledger:
        assert go(ledger, sitemap, fetch_pages=True)[0] == {"added": 1}
        assert go(ledger, sitemap, fetch_pages=True)[0] == {}
    index = site.put("/index.xml", f"<sitemapindex><sitemap><loc>{sitemap}</loc></sitemap></sitemapindex>")
    from onrecord.intake import documents

    (doc,) = documents(index, IntakeOptions(local_addresses=True, fetch_pages=True, delay_s=0))
    assert isinstance(doc, Document) and doc.source == f"{site.base}/ferry"


def test_a_host_that_is_asked_too_much_is_left_alone_as_long_as_it_says(site: Site) -> None:
    busy = site.put("/busy", "", 503, Retry_After="30")
    seen, hand = visit()
    assert isinstance(seen.guest, Polite)
    with pytest.raises(NotFetched, match="answered 503"):
        seen.guest.get(busy, named=True)
    with pytest.raises(NotFetched, match="not asked for another 30 s: "):
        seen.guest.get(f"{site.base}/other", named=True)
    assert len(site.asked()) == 1
    hand.now += 31
    site.put("/other", "x")
    assert seen.guest.get(f"{site.base}/other", named=True).data == b"x"


def test_a_robots_file_in_trouble_forbids_and_one_that_is_missing_allows(site: Site) -> None:
    one = site.put("/one", "x")
    assert visit()[0].guest.get(one).data == b"x"  # type: ignore[union-attr]
    site.put("/robots.txt", "", 500)
    with pytest.raises(NotFetched, match="answered 500"):
        visit()[0].guest.get(one)  # type: ignore[union-attr]


def test_a_folder_that_a_wire_delivers_to_can_be_watched(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.txt").write_text("The council said that it would not sell the ferry.")
    with opened(tmp_path / "a.db") as ledger:
        assert go(ledger, str(folder))[0] == {"added": 1}
        (folder / "2.txt").write_text("The mayor said that it would be sold after all.")
        assert go(ledger, str(folder))[0] == {"added": 1, "known": 1}


# The command.


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "onrecord", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)


def test_the_command_reads_one_round(site: Site, tmp_path: Path) -> None:
    feed = site.put("/rss", RSS.format(FERRY))
    done = run("watch", "--once", "--local-addresses", feed, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "1 added\n")
    done = run("watch", "--once", "--local-addresses", feed, f"{site.base}/gone", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (
        1, [f"feed failed: {site.base}/gone: 127.0.0.1 answered 404 Not Found", "1 feed failed"],
    )  # fmt: skip
    rows = run("who", "council", "--json", cwd=tmp_path)
    assert rows.returncode == 0
    assert run("watch", "--once", "nowhere", cwd=tmp_path).returncode == 2


def test_what_was_passed_over_is_shown_at_the_end_and_written_as_json(tmp_path: Path) -> None:
    records = [response("https://a.example/1", page()), response("https://a.example/2", b"<html>" + b"<br>" * 100)]
    (tmp_path / "a.warc.gz").write_bytes(packed(*records, response("https://a.example/3", b"", status="404 Not Found")))
    done = run("read", "--json", "--out", "x.jsonl", "--counts", "counts.json", "a.warc.gz", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "2 pages passed over: 1 not answered with 200, 1 too little text\n")
    assert json.loads((tmp_path / "counts.json").read_text()) == {
        "documents": {"read": 1}, "passed_over": {"too little text": 1, "not answered with 200": 1},
    }  # fmt: skip
    done = run("add", "--counts", "counts.json", "a.warc.gz", cwd=tmp_path)
    assert done.stderr.splitlines()[0].startswith("2 pages passed over: ")
    assert json.loads((tmp_path / "counts.json").read_text())["documents"] == {"added": 1}


def test_columns_are_given_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "The mayor said no to the ferry.", "day": "2024-01-02"}\n')
    done = run("read", "--json", "--columns", "text=body,published=day", "a.jsonl", cwd=tmp_path)
    assert json.loads(done.stdout)["document"]["published"] == "2024-01-02"
    done = run("read", "--columns", "body=text", "a.jsonl", cwd=tmp_path)
    assert done.returncode == 2 and "allowed: NAME=COLUMN with NAME of text" in done.stderr
