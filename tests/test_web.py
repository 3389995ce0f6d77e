"""The pages as a program asks for them: what each shows, in which forms, and what is refused."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from onrecord.record import Document, Record, Span
from onrecord.web.app import PAGES, make_app
from onrecord.web.article import blocks, part_at, parts_of
from onrecord.web.highlight import Mark, nested, pieces
from onrecord.web.plots import Dot, Lane, Scale, columns, lanes
from onrecord.web.security import POLICY
from onrecord.web.site import Refused, Turns
from tests.ledgers import RUN, Dispatch, opened
from tests.websites import TODAY, draft_reader, ordinary


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return ordinary(tmp_path_factory.mktemp("web") / "onrecord.db")


@pytest.fixture(scope="module")
def site(file):
    app = make_app(file, read_draft=draft_reader, today=lambda: TODAY)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def rows(site, address):
    answer = site.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()["rows"]


def pages(site):
    """An address of every kind of page."""
    statement, lund = rows(site, "/statements.json")[0], rows(site, "/actors.json?q=Lund")[0]["id"]
    ids = {"{id}": None}
    for address, forms, _ in PAGES:
        kind = address.split("/")[1]
        ids["{id}"] = {"actor": lund, "document": statement["document"], "statement": statement["id"]}.get(kind)
        shown = address.replace("{id}", ids["{id}"] or "")
        more = f"?actor={lund}" if kind == "object" else "?q=SELECT 1 AS one" if kind == "sql" else ""
        yield from [shown + more, *(f"{shown}.{form}{more}" for form in forms)]


def test_every_page_answers_in_every_form(site):
    found = list(pages(site))
    assert len(found) > 35
    for address in found:
        answer = site.get(address)
        assert answer.status_code == 200, (address, answer.text)
        assert answer.headers["content-security-policy"] == POLICY
        assert "set-cookie" not in answer.headers
        if answer.headers["content-type"].startswith("text/html"):
            assert re.search(r"<title>[^<]+</title>", answer.text) and answer.text.count("<h1") == 1, address
            assert not re.search(
                r"<script(?![^>]* (src|type=\"application/ld\+json\"))|<style| style=| on\w+=", answer.text
            )


def test_the_front_page_shows_what_is_new_scheduled_disputed_and_quoted(site):
    text = site.get("/").text
    for words in ("4 documents", "dredged 2 times", "12 Feb 2024", "the dredging", "Ada Lund", "Harbour 2"):
        assert words in text
    assert "fishermen" not in text, "below the threshold"


def test_lists_are_asked_by_their_filters(site):
    assert [row["words"][-7:] for row in rows(site, "/statements.json?q=dredged")] == ["2 times", "1 times", "0 times"]
    assert len(rows(site, '/statements.json?q="nobody had asked"')) == 0
    assert len(rows(site, '/statements.json?unsure=1&q="nobody had asked"&polarity=negated')) == 3
    assert len(rows(site, "/statements.json?since=2024-02-04&until=2024-02-04")) == 1
    assert len(rows(site, "/statements.json?outlet=The Courier")) == 3
    assert len(rows(site, "/statements.json?outlet=The Cour")) == 0
    lund = rows(site, "/actors.json?q=Ada Lund")[0]["id"]
    assert {row["actor"] for row in rows(site, f"/positions.json?actor={lund}")} == {lund}
    assert {row["status"] for row in rows(site, "/events.json?status=happened")} == {"happened"}


@pytest.mark.parametrize("name", ["statements", "documents", "positions", "events"])
def test_pages_of_a_list_together_are_the_list(site, name):
    whole = rows(site, f"/{name}.json?limit=200&unsure=1")
    address, found = f"/{name}.json?limit=2&unsure=1", []
    while address:
        answer = site.get(address).json()
        found += answer["rows"]
        address = answer["next"]
    assert found == whole and len(found) >= 3


def test_csv_has_the_rows_of_the_json(site):
    wanted = rows(site, "/statements.json?unsure=1")
    found = list(csv.DictReader(io.StringIO(site.get("/statements.csv?unsure=1").text)))
    assert [row["id"] for row in found] == [row["id"] for row in wanted]
    assert list(found[0]) == list(wanted[0])


def test_feeds_are_atom_and_icalendar(site):
    feed = ElementTree.fromstring(site.get("/statements.atom?q=dredged").content)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 3
    assert all(entry.find("{http://www.w3.org/2005/Atom}id").text.startswith("http://localhost/") for entry in entries)
    lines = site.get("/calendar.ics").text.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 3 and "DTSTART;VALUE=DATE:20240212" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_statement_is_cited_and_linked(site):
    row = rows(site, "/statements.json?q=dredged")[0]
    page = site.get(f"/statement/{row['id']}").text
    assert "#:~:text=the%20harbour%20would%20be%20dredged%202%20times" in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert {node["@type"] for node in data["@graph"]} == {"NewsArticle", "Person", "Quotation"}
    assert "@misc{onrecord-" + row["id"] in site.get(f"/statement/{row['id']}.bib").text
    assert "dredged 1 times" in page, "what was said before on the same object"


def test_an_actor_changes_sides_where_the_plot_says_so(site):
    lund = rows(site, "/actors.json?q=Ada Lund")[0]["id"]
    page = site.get(f"/actor/{lund}").text
    assert page.count('class="ring"') == 3, "two changes, and the legend"
    assert "harbour minister" in page and "3 Feb 2024 – 5 Feb 2024" in page


def test_an_object_has_both_sides(site):
    topic = rows(site, "/positions.json")[0]["topic"]
    page = site.get("/object", params={"topic": topic}).text
    for_side, against = page.split('<section class="against">')
    assert "Ada Lund" in for_side.split('<section class="for">')[1] and "Ole Berg" in against


def test_a_draft_is_verified_and_escaped(site):
    answer = site.post("/verify", data={"draft": "Ada Lund said the harbour would be dredged 2 times "})
    assert answer.status_code == 200 and "verdict" in answer.text
    assert site.post("/verify", data={"draft": " "}).status_code == 400
    assert site.post("/verify", data={"draft": "x" * 20_001}).status_code == 413
    assert site.post("/verify", data={"draft": "x" * 300_000}).status_code == 413


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/statements?form=sung", 400), ("/statements?since=soon", 400), ("/statements?after=x", 400),
        ("/calendar?after=9999999999999999999", 400),
        ("/statements?q=%00", 400), ("/statements?q=!!", 400), ("/statements?limit=0", 400),
        ("/statement/nothing", 404), ("/document/nothing", 404), ("/actor/nothing", 404), ("/nothing", 404),
        ("/object", 400), ("/object?actor=nothing", 404), ("/disputes?since=soon", 400), ("/calendar?since=x", 400),
        ("/sql?q=DELETE FROM document", 400), ("/sql?q=SELECT 1; SELECT 2", 400), ("/sql.json", 400),
        ("/sql?q=SELECT load_extension('x')", 400), ("/sql?q=ATTACH 'x' AS y", 400), ("/static/app.py", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_a_reason(site, address, status):
    answer = site.get(address)
    assert answer.status_code == status and len(answer.text) > 20


def test_a_long_question_ends(site):
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    answer = site.get("/sql", params={"q": slow})
    assert answer.status_code == 400 and "took longer" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost:80:80"])
def test_another_host_is_refused(site, host):
    assert site.get("/", headers={"host": host}).status_code == 421


def test_forms_of_other_sites_are_refused(site):
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert site.post("/verify", data={"draft": "x"}, headers=headers).status_code == 403
    assert site.post("/verify", data={"draft": "x"}, headers={"origin": "http://localhost"}).status_code == 200
    assert site.put("/verify").status_code == 405


def test_an_empty_ledger_says_what_to_do(tmp_path):
    with opened(tmp_path / "empty.db"):
        pass
    with TestClient(make_app(tmp_path / "empty.db", read_draft=draft_reader), base_url="http://localhost") as client:
        assert "onrecord add --ledger empty.db" in client.get("/").text
        for address in ("/statements", "/documents", "/actors", "/disputes", "/calendar", "/timeline", "/positions"):
            answer = client.get(address)
            assert answer.status_code == 200 and 'class="none"' in answer.text, address


def test_a_ledger_that_is_not_there_is_said_so(tmp_path):
    with TestClient(make_app(tmp_path / "no.db", read_draft=draft_reader), base_url="http://localhost") as client:
        answer = client.get("/")
        assert answer.status_code == 503 and "onrecord add" in answer.text and str(tmp_path) not in answer.text


def test_marks_nest_and_lose_no_character():
    marks = [
        Mark(Span(0, 9), "content", "a"), Mark(Span(5, 14), "content", "b"), Mark(Span(6, 8), "entity", "c"),
        Mark(Span(6, 14), "time", "d"), Mark(Span(13, 20), "source", "e"),
    ]  # fmt: skip
    text, open_, shown = "0123456789abcdefghijklmn", [], ""
    for token in nested(pieces(text, marks)):
        if token.step == "open":
            open_.append(token.mark)
        elif token.step == "close":
            assert open_.pop() == token.mark
        else:
            shown += token.text
            here = {name for mark in open_ for name in mark.id.split()}
            wanted = {mark.id for mark in marks if mark.span.start < len(shown) <= mark.span.end}
            assert here == wanted
    assert shown == text and not open_


def test_parts_of_a_text_are_the_text():
    text = "\n\n".join(f"Paragraph {n} " + "word " * (n % 300) for n in range(200)) + "x" * 40_000
    record = Record(Document(text))
    cuts = parts_of(record)
    assert "".join(text[start:end] for start, end in cuts) == text
    assert all(end - start <= 12_001 for start, end in cuts)
    assert part_at(record, len(text) - 1) == len(cuts) and part_at(record, 0) == 1
    assert [span.of("a\n\n b\nc \n\n\n d ") for span in blocks("a\n\n b\nc \n\n\n d ")] == ["a", " b\nc ", " d "]


def test_a_page_of_a_monstrous_document_stays_small(tmp_path):
    """Names, titles and words as long as books, and thousands of statements: no page above what is promised."""
    with opened(tmp_path / "huge.db") as ledger:
        facts = {"title": "T" * 5_000, "publisher": "P" * 3_000, "source": "https://x.example/" + "a" * 5_000}
        dispatch = Dispatch(**facts)
        who = dispatch.who("N" * 4_000)
        dispatch.says(who, "word " * 20_000, form="direct")
        for number in range(1_500):
            dispatch.says(who, f"short {number}")
            dispatch.holds(who, "supports", f"thing {number}")
        record = dispatch.record()
        ledger.add(record, RUN)
    parts = parts_of(record)
    text = record.document.text
    assert "".join(text[start:end] for start, end in parts) == text
    assert max(sum(start <= s.content[0].start < end for s in record.statements) for start, end in parts) <= 70
    with TestClient(make_app(tmp_path / "huge.db", read_draft=draft_reader), base_url="http://localhost") as client:
        found = max(client.get("/statements.json?limit=200&q=word").json()["rows"], key=lambda row: len(row["words"]))
        document = f"/document/{found['document']}"
        addresses = ["/", "/statements", "/documents", "/positions", "/actors", f"/statement/{found['id']}", document]
        addresses += [f"{document}?part={len(parts)}", f"/actor/{found['actor']}", "/sql?q=SELECT * FROM statements"]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200 and len(answer.content) <= 200_000, (address, len(answer.content))


def test_plots_are_drawn_for_any_dates():
    for days in (["2024"], ["0001", "9999-12-31"], ["2024-02-05T10:00Z", "2024-02-05"], ["9999-99-99"]):
        drawn = lanes([Lane("<b>", tuple(Dot(day, "for", "<i>", "/x?a=1&b=2") for day in days))], "plot")
        ElementTree.fromstring(drawn)
        assert len(Scale(days[0], days[-1], 0, 100).ticks()) <= 8
    ElementTree.fromstring(columns([("2024-01", 3), ("2024-03", 1)], "columns"))


def test_only_so_many_may_keep_the_processor_busy():
    turns = Turns(1)
    with turns, pytest.raises(Refused) as refused, turns:
        pass
    assert refused.value.status == 503
    with turns:
        pass
