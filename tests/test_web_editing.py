"""Corrections from the pages: only with --edit, only from this browser's own forms, apart from what was found."""

import json
import re

import pytest
from starlette.testclient import TestClient

from onrecord.ledger import Ledger
from onrecord.web.app import make_app
from onrecord.web.site import COOKIE
from tests.websites import TODAY, draft_reader, ordinary


@pytest.fixture
def path(tmp_path):
    return ordinary(tmp_path / "onrecord.db")


@pytest.fixture
def site(path):
    app = make_app(path, read_draft=draft_reader, today=lambda: TODAY, edit=True, editor="M. Nord")
    with TestClient(app, base_url="http://localhost") as client:
        client.key = app.state.site.key
        yield client


@pytest.fixture
def editing(site):
    assert site.get(f"/edit?key={site.key}").status_code == 200
    return site


def token(site, address):
    return re.search(r'name="token" value="([^"]+)"', site.get(address).text)[1]


def a_statement(site):
    return site.get("/statements.json?q=dredged").json()["rows"][0]


def sent(site, row, **more):
    form = {
        "table": "statement",
        "finding": row["id"],
        "document": row["document"],
        "back": "statement",
        "by": "M. Nord",
    }
    return form | {"token": token(site, f"/statement/{row['id']}")} | more


def test_without_edit_nothing_can_be_corrected(path):
    with TestClient(make_app(path, read_draft=draft_reader), base_url="http://localhost") as client:
        row = a_statement(client)
        assert "/edit/" not in client.get(f"/statement/{row['id']}").text
        for address in ("/edit/judge", "/edit/merge"):
            assert client.post(address, data={"finding": row["id"]}).status_code in (404, 405)
        assert client.get("/edit?key=").status_code == 404
        assert client.get("/corrections").status_code == 200


def test_only_the_printed_address_lets_a_browser_correct(site):
    row = a_statement(site)
    assert "/edit/" not in site.get(f"/statement/{row['id']}").text and not site.cookies
    assert site.get("/edit?key=guessed").status_code == 403 and not site.cookies
    cookie = site.get(f"/edit?key={site.key}", follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=") and "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    site.cookies.clear()
    site.cookies[COOKIE] = "made.up"
    assert "/edit/" not in site.get(f"/statement/{row['id']}").text


def test_a_rejected_statement_is_left_out_and_taken_back(editing):
    row = a_statement(editing)
    answer = editing.post("/edit/judge", data=sent(editing, row, verdict="reject", note="no statement"))
    assert answer.status_code == 200 and "Judged wrong" in answer.text and "no statement" in answer.text
    assert row["id"] not in {one["id"] for one in editing.get("/statements.json").json()["rows"]}
    assert row["id"] not in {one["id"] for one in editing.get("/statements.json?unsure=1").json()["rows"]}
    editing.post("/edit/judge", data=sent(editing, row, verdict="clear"))
    assert a_statement(editing)["id"] == row["id"]
    judged = editing.get("/corrections.json").json()["rows"]
    assert [(one["verdict"], one["by"], one["current"]) for one in judged] == [
        ("clear", "M. Nord", 1),
        ("reject", "M. Nord", 0),
    ]


def test_a_statement_given_to_another_speaker_keeps_what_was_found(editing, path):
    row = a_statement(editing)
    editing.post("/edit/judge", data=sent(editing, row, verdict="speaker", speaker="Ole Berg"))
    page = editing.get(f"/statement/{row['id']}").text
    assert "given to them by a person" in page and "Ole Berg" in page
    berg = editing.get("/actors.json?q=Ole Berg").json()["rows"][0]["id"]
    assert row["id"] in {one["id"] for one in editing.get(f"/statements.json?actor={berg}").json()["rows"]}
    with Ledger(path, read_only=True) as ledger:
        record = ledger.record(row["document"])
    found = next(one for one in record.statements if one.id == row["id"])
    assert next(one for one in record.entities if one.id == found.speaker).name == "Ada Lund"


def test_two_actors_become_one_with_a_name_to_it(editing):
    lund, berg = (editing.get(f"/actors.json?q={name}").json()["rows"][0]["id"] for name in ("Ada Lund", "Ole Berg"))
    form = {"actor": berg, "into": lund, "by": "M. Nord", "token": token(editing, f"/actor/{berg}")}
    assert "Ada Lund" in editing.post("/edit/merge", data=form).text
    assert editing.get("/corrections.json").json()["identities"][0]["by"] == "M. Nord"
    assert editing.get(f"/actor/{berg}.json").json()["id"] == lund


def test_judgements_are_examples_to_train_on(editing):
    row = a_statement(editing)
    editing.post("/edit/judge", data=sent(editing, row, verdict="reject"))
    editing.post("/edit/judge", data=sent(editing, row, verdict="accept"))
    (example,) = map(json.loads, editing.get("/corrections.jsonl").text.splitlines())
    start, end = example["found"]["content"][0]
    assert example["text"][start:end] == row["words"] and example["verdict"] == "accept"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": ""}, 403), ({"token": "0" * 64}, 403), ({"by": " "}, 400), ({"by": "x" * 101}, 400),
        ({"verdict": "maybe"}, 400), ({"table": "document"}, 400), ({"finding": "nothing"}, 400),
        ({"document": "nothing"}, 400), ({"verdict": "speaker", "speaker": "Nobody"}, 400),
        ({"note": "x" * 2_001}, 400),
        ({"verdict": "speaker"}, 400), ({"note": "\0"}, 400),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused(editing, change, status):
    form = sent(editing, a_statement(editing), verdict="accept") | change
    assert editing.post("/edit/judge", data=form).status_code == status
    assert editing.get("/corrections.json").json()["rows"] == []


def test_a_form_of_another_site_corrects_nothing(editing):
    form = sent(editing, a_statement(editing), verdict="reject")
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert editing.post("/edit/judge", data=form, headers=headers).status_code == 403
    assert editing.get("/corrections.json").json()["rows"] == []
