"""What the description of the pages promises to programs: it is valid, and no question along it breaks a page."""

import csv
import io
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validate
from starlette.testclient import TestClient

from onrecord.web.app import make_app
from tests.naughty import NAUGHTY
from tests.websites import TODAY, draft_reader, ordinary

ALLOWED = {200, 400, 403, 404, 413, 414, 422}
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from([text[:200] for text in NAUGHTY]),
    st.sampled_from(("2024", "2024-02", "1", "0", "-1")),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    app = make_app(
        ordinary(tmp_path_factory.mktemp("web") / "onrecord.db"), read_draft=draft_reader, today=lambda: TODAY
    )
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=True) as client:
        client.described = client.get("/openapi.json").json()
        client.ids = {
            kind: client.get(f"/{kind}s.json").json()["rows"][0]["id"] for kind in ("statement", "document", "actor")
        }
        yield client


def operations(description):
    return [(path, method, one) for path, methods in description["paths"].items() for method, one in methods.items()]


def test_every_operation_has_a_name_a_summary_and_answers(site):
    found = operations(site.described)
    assert len(found) > 25 and site.described["openapi"] == "3.1.0"
    names = [one["operationId"] for _, _, one in found]
    assert len(set(names)) == len(names)
    for path, method, one in found:
        assert one["summary"].endswith(".") and "200" in one["responses"]
        for parameter in one.get("parameters", ()):
            Draft202012Validator.check_schema(parameter["schema"])
        if method == "get":
            assert all(f"{{{p['name']}}}" in path for p in one["parameters"] if p["in"] == "path")


def test_answers_have_the_shapes_that_are_promised(site):
    for path, method, one in operations(site.described):
        if method != "get":
            continue
        kind = path.split("/")[1]
        shown = path.replace("{id}", site.ids.get(kind, ""))
        query = (
            {"actor": site.ids["actor"]}
            if path.startswith("/object")
            else {"q": "SELECT 1 AS one"}
            if "sql" in path
            else {}
        )
        answer = site.get(shown, params=query)
        assert answer.status_code == 200, path
        (media,) = one["responses"]["200"]["content"]
        assert answer.headers["content-type"].partition(";")[0] == media, path
        if media == "application/json":
            validate(answer.json(), one["responses"]["200"]["content"][media]["schema"])
        if media == "text/csv":
            assert len({len(row) for row in csv.reader(io.StringIO(answer.text))}) == 1


@settings(max_examples=400)
@given(data=st.data())
def test_no_question_breaks_a_page(site, data):
    path, method, one = data.draw(st.sampled_from(operations(site.described)))
    names = [parameter["name"] for parameter in one.get("parameters", ()) if parameter["in"] == "query"]
    known = st.one_of(
        *[st.sampled_from(p["schema"]["enum"]) for p in one.get("parameters", ()) if "enum" in p["schema"]], WORDS
    )
    query = data.draw(st.dictionaries(st.sampled_from(names), known, max_size=4)) if names else {}
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    if "{id}" in path:
        ident = data.draw(st.one_of(st.sampled_from(sorted(site.ids.values())), WORDS))
        path = path.replace("{id}", quote(ident.encode("utf-8", "replace"), safe=""))
    pages = st.sampled_from((path, path.removesuffix(".json").removesuffix(".csv")))
    if method == "post":
        answer = site.post(path, data={"draft": data.draw(WORDS).encode("utf-8", "replace").decode()})
    else:
        answer = site.get(data.draw(pages), params=query)
    assert answer.status_code in ALLOWED, (path, query, answer.text[:300])
