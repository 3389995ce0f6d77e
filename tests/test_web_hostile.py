"""Dispatches whose every word is an attack: shown as text, in each place of each page, in each form."""

import csv
import io
import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import lxml.html
import pytest
from starlette.testclient import TestClient

from onrecord.web.app import PAGES, make_app
from onrecord.web.single import single
from onrecord.web.tabular import FORMULA
from tests.ledgers import opened
from tests.websites import ATTACKS, TODAY, draft_reader, hostile

OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
ASKED = (
    ("/statements", "q"), ("/statements", "outlet"), ("/documents", "outlet"), ("/actors", "q"), ("/events", "type"),
    ("/calendar", "type"), ("/object", "topic"), ("/sql", "q"),
)  # fmt: skip
FIELDS = re.compile(r' value="[^"]*"|<textarea.*?</textarea>', re.DOTALL)  # hold what was typed
OURS = re.compile(r"/static/onrecord-[0-9a-f]{12}\.js")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return hostile(tmp_path_factory.mktemp("web") / "hostile.db")


@pytest.fixture(scope="module")
def site(file):
    with TestClient(
        make_app(file, read_draft=draft_reader, today=lambda: TODAY), base_url="http://localhost"
    ) as client:
        yield client


@pytest.fixture(scope="module")
def addresses(site):
    """Every page of every row."""
    statements = site.get("/statements.json?unsure=1&limit=200").json()["rows"]
    positions = site.get("/positions.json?unsure=1&limit=200").json()["rows"]
    found = [address for address, _, _ in PAGES if "{" not in address and address != "/object"]
    found += [f"/statement/{row['id']}" for row in statements]
    found += [f"/document/{row['document']}" for row in statements]
    found += [f"/actor/{row['actor']}" for row in statements]
    found += [f"/object?{urlencode({'topic': row['topic']})}" for row in positions]
    found += [f"/object?actor={row['object_actor']}" for row in positions if row["object_actor"]]
    found += [f"{path}?{urlencode({name: attack})}" for attack in ATTACKS for path, name in ASKED]
    return list(dict.fromkeys(found))


def harmless(page):
    """Fails where anything but our own templates made an element, an attribute or an address."""
    tree = lxml.html.document_fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment: {lxml.html.tostring(element)[:200]}")
        assert element.tag not in ("img", "iframe", "object", "embed", "base", "template"), element.tag
        if element.tag == "script":
            data = element.get("type") == "application/ld+json"
            assert json.loads(element.text) if data else OURS.fullmatch(element.get("src") or ""), element.text
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name not in ("style", "srcdoc"), (element.tag, name)
            if name in ("href", "src", "action"):
                assert re.match(r"[/?#]|https?://", value), (element.tag, name, value)
    return tree


def test_attacks_are_text_on_every_page(site, addresses):
    assert len(addresses) > 50
    seen = 0
    for address in addresses:
        answer = site.get(address)
        assert answer.status_code in (200, 400, 404), (address, answer.status_code)
        words = harmless(answer.text).text_content()
        assert not OVERRIDES.search(FIELDS.sub("", answer.text)), f"{address}: an override is no sign"
        assert "987650" not in words, f"{address}: a template in a text was obeyed"
        seen += "window.owned" in words
    assert seen > 30


def test_the_text_of_a_document_is_whole_and_marked(site):
    for row in site.get("/documents.json").json()["rows"]:
        text = site.get(f"/document/{row['id']}.json").json()["document"]["text"]
        page = harmless(site.get(f"/document/{row['id']}").text)
        shown = "".join(page.find_class("text")[0].itertext())
        signs = OVERRIDES.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", signs)


def test_a_draft_stays_in_its_box(site):
    for attack in ATTACKS:
        page = harmless(site.post("/verify", data={"draft": attack}).text)
        assert page.xpath("//textarea")[0].text.strip("\n") == attack


def test_json_csv_and_feeds_hold_the_words_as_they_are(site):
    for name in ("statements", "documents", "positions", "events", "actors", "calendar"):
        answer = site.get(f"/{name}.json?unsure=1")
        assert not OVERRIDES.search(answer.text)
        told = json.dumps(answer.json(), ensure_ascii=False)
        assert "window.owned" in told, name
        for row in csv.reader(io.StringIO(site.get(f"/{name}.csv?unsure=1").text)):
            assert not [cell for cell in row if cell.startswith(FORMULA) and not re.fullmatch(r"-?[\d.]+", cell)]
    for name in ("statements", "documents"):
        feed = ElementTree.fromstring(site.get(f"/{name}.atom?unsure=1").content)
        assert "window.owned" in "".join(feed.itertext())
    lines = site.get("/calendar.ics").text.split("\r\n")
    assert {line.partition(":")[0].partition(";")[0] for line in lines if line[:1] not in (" ", "")} <= {
        "BEGIN", "END", "VERSION", "PRODID", "X-WR-CALNAME", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
        "DESCRIPTION", "LOCATION", "URL",
    }  # fmt: skip


def test_bibtex_braces_are_balanced(site):
    for row in site.get("/statements.json?unsure=1").json()["rows"]:
        text = re.sub(r"\\.", "", site.get(f"/statement/{row['id']}.bib").text)
        assert text.count("{") - text.count("}") == 0 and text.count("\n@") == 0


def test_a_dispatch_as_a_file_runs_nothing(file):
    with opened(file) as ledger:
        for (ident,) in ledger.ask("SELECT id FROM document"):
            tree = harmless(re.sub(r"<meta http-equiv[^>]*>", "", single(ledger.record(ident))))
            assert not tree.xpath("//script | //link")
