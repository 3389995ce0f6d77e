"""Wire formats, feeds and mail: our own sample of each, what it gives, and that the sample is what its schema asks for."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from wire_rules import ninjs_faults, xml_faults

from onrecord.intake import IntakeOptions, documents, documents_of
from onrecord.intake.columns import read_object
from onrecord.intake.feeds import entries_of_feed, read_feed
from onrecord.intake.mail import read_mbox, read_message
from onrecord.intake.markup import fragment_text
from onrecord.intake.newsml import read_newsml
from onrecord.intake.nitf import read_nitf
from onrecord.intake.options import Visit
from onrecord.intake.sitemap import entries_of_sitemap, read_sitemap
from onrecord.intake.wire import kind_of, moment, read_wire, urgency
from onrecord.intake.xml import parse_xml
from onrecord.record import Coverage, Document, UnreadableDocument, Wire, to_json

WIRE = Path(__file__).parent / "wire"
FERRY = "urn:newsml:northern.example:20240102:ferry"
SAID = "The council of Velmora said on Tuesday that it would not sell the ferry."


def read(name: str, **options: Any) -> list[Document | UnreadableDocument]:
    return list(documents(str(WIRE / name), IntakeOptions(**options)))


def only(name: str) -> Document:
    (doc,) = read(name)
    assert isinstance(doc, Document), doc
    return doc


# The samples are what their schemas ask for, and the rules can tell.


@pytest.mark.parametrize("path", sorted(WIRE.glob("*.json")), ids=lambda path: path.name)
def test_a_sample_of_ninjs_is_what_its_schema_asks_for(path: Path) -> None:
    item, major = json.loads(path.read_text("utf-8")), int(path.name[len("ninjs-")])
    assert ninjs_faults(item, major) == []
    assert ninjs_faults({**item, "urgency": 10, "pubStatuz": "usable", "version": 3}, major)
    assert ninjs_faults({name: value for name, value in item.items() if name != "uri"}, major) == ["no uri"]


@pytest.mark.parametrize("path", sorted(WIRE.glob("*.xml")), ids=lambda path: path.name)
def test_a_sample_of_xml_is_what_its_schema_asks_for(path: Path) -> None:
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    assert xml_faults(root) == []
    etree.SubElement(root, root.tag)
    assert xml_faults(root) or path.name == "rdf.xml"


# What each gives.


def test_a_ninjs_item_gives_its_marked_up_body_and_what_is_said_beside_it() -> None:
    doc = only("ninjs-1.4.json")
    assert doc.text == f"{SAID}\n\n“It belongs to the people,” Mayor Ada Lund said after the vote."
    assert (doc.title, doc.byline, doc.place, doc.publisher) == (
        "Velmora keeps its ferry", "Jane Roe", "VELMORA", "Northern Wire",
    )  # fmt: skip
    assert (doc.published, doc.published_from, doc.format) == ("2024-01-02T14:05:00Z", "field versioncreated", "ninjs")
    assert doc.wire == Wire(
        FERRY, "1", "publish", None, "2024-01-02T14:05:00Z", "2024-01-02T18:00:00Z", "Northern Wire", "VELMORA-FERRY", 3,
        "Photos to follow.",
    )  # fmt: skip


def test_versions_two_and_three_of_ninjs_give_the_same_fields() -> None:
    corrected, kill, planned = (only(f"ninjs-{name}.json") for name in ("2.1", "3.0-kill", "3.3-planning"))
    assert (
        corrected.wire
        and corrected.text == f"{SAID}\n\n“It belongs to the people,” Deputy Mayor Ada Lund said after the vote."
    )
    assert (corrected.wire.item, corrected.wire.kind, corrected.title) == (
        FERRY,
        "correction",
        "Velmora keeps its ferry",
    )
    assert kill.wire and (kill.text, kill.wire.item, kill.wire.version, kill.wire.kind) == ("", FERRY, "3", "kill")
    assert planned.wire and planned.wire.kind == "planned"
    assert planned.wire.coverage == (
        Coverage("text", "Ministers on the ferry dispute", "2024-01-05T09:00:00Z", "600 words by noon"),
        Coverage("picture", "Arrivals", "2024-01-05", None),
    )


def test_ninjs_comes_in_lines_and_lists_too(tmp_path: Path) -> None:
    items = [json.loads(path.read_text("utf-8")) for path in sorted(WIRE.glob("ninjs-*.json"))[:2]]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    (tmp_path / "b.json").write_text(json.dumps(items, indent=1))
    found = [doc for doc in documents(str(tmp_path)) if isinstance(doc, Document)]
    assert [(Path(doc.source).name, doc.wire and doc.wire.version) for doc in found] == [
        ("a.jsonl:1", "1"), ("a.jsonl:2", "2"), ("b.json:1", "1"), ("b.json:2", "2"),
    ]  # fmt: skip


def test_newsml_gives_the_words_of_nitf_within_it() -> None:
    doc = only("newsml-text.xml")
    assert doc.text == (
        "The assembly of Ostra Point passed its budget on Thursday, Treasurer Ines Vale said.\n\n"
        "Roads first\n\nShe said that roads would come first."
    )
    assert (doc.title, doc.byline, doc.place, doc.agency, doc.language, doc.publisher) == (
        "Ostra Point passes its budget", "Jane Roe", "OSTRA POINT", "Velmora News Agency", "en-GB", "Northern Wire",
    )  # fmt: skip
    assert doc.wire == Wire(
        "urn:newsml:northern.example:20240104:budget", "1", "publish", None, "2024-01-04T10:00:00+01:00",
        "2024-01-04T12:00:00+01:00", "Northern Wire", "OSTRA-BUDGET", 2, "With a graphic.",
    )  # fmt: skip


def test_a_message_of_newsml_gives_each_item_and_names_what_is_no_text() -> None:
    budget, storm, graphic = read("newsml-message.xml")
    assert isinstance(budget, Document) and isinstance(storm, Document) and budget.wire and storm.wire
    assert (budget.wire.version, budget.wire.kind) == ("2", "correction")
    assert budget.text.startswith(
        "The assembly of Ostra Point passed its budget on Thursday, Treasurer Ines Valen said.\n\n"
    )
    assert (storm.text, storm.wire.kind, storm.wire.note) == (
        "", "kill", "KILL storm: the warning was for another coast.",
    )  # fmt: skip
    assert str(graphic).endswith("20240104:map: NewsML-G2 item of class graphic, not a text")


def test_a_planning_item_gives_its_coverage() -> None:
    doc = only("newsml-planning.xml")
    assert doc.wire and doc.wire.kind == "planned" and doc.text == ""
    assert doc.wire.coverage == (
        Coverage("text", "Council votes on the ferry", "2024-01-09T18:00:00Z", "Text, 400 words"),
        Coverage("picture", None, "2024-01-09T18:30:00Z", None),
    )


def test_nitf_gives_its_paragraphs_without_notes_to_editors() -> None:
    doc = only("nitf.xml")
    assert doc.text == (
        "The harbour master of Velmora, Pekka Oru, said\u00a0on Saturday that he would resign in March.\n\n"
        "“I have seen enough boats,” he said.\nHe did not say more.\n\nBorn in 1961.\n\nMaster since 2009.\n\nBoats\n\n41"
    )
    assert (doc.title, doc.byline, doc.place, doc.agency) == (
        "Harbour master resigns", "By Tom Arden", "VELMORA", "Velmora News Agency",
    )  # fmt: skip
    assert doc.wire == Wire(
        "NW-2024-0007", "1", "publish", None, "2024-01-06T09:00:00Z", "2024-01-06T12:00:00Z", "Northern Wire",
        "HARBOUR-MASTER", 4, "Embargoed for noon.",
    )  # fmt: skip


def test_rss_gives_the_content_of_an_entry_before_its_summary() -> None:
    ferry, storm, pictures = read("rss.xml")
    assert isinstance(ferry, Document) and isinstance(storm, Document)
    assert ferry.text == f"{SAID}\n\n“It\u00a0stays,” the mayor said."
    assert (ferry.source, ferry.title, ferry.byline) == (
        "https://courier.example/ferry?a=1&b=2", "Council says no to sale", "Jane Roe",
    )  # fmt: skip
    assert (ferry.published, ferry.published_from, ferry.publisher) == (
        "2024-01-02T15:00:00+01:00", "feed", "The Courier of Velmora",
    )  # fmt: skip
    assert storm.text == "The coast guard said that a storm would reach the islands & the bay by noon."
    assert ferry.wire and ferry.wire.item == "courier-1" and ferry.wire.kind == "publish"
    assert str(pictures) == (
        "https://courier.example/pictures: the feed holds no text of this entry; --fetch-pages reads its page"
    )


def test_atom_and_rss_one_give_the_same_fields() -> None:
    bridge, fees = (doc for doc in read("atom.xml") if isinstance(doc, Document))
    assert bridge.text == (
        "The bridge will close on Friday, the port authority said.\n\nIt said that it would open again in May."
    )
    assert (bridge.published, bridge.wire and bridge.wire.issued) == ("2024-01-04T10:00:00Z", "2024-01-04T18:30:02Z")
    assert (fees.text, fees.published) == (
        "The port authority said that fees would stay as they are.", "2024-01-03T18:30:02Z",
    )  # fmt: skip
    gazette = only("rdf.xml")
    assert (gazette.source, gazette.published, gazette.publisher) == (
        "https://gazette.example/1", "2024-01-05T09:00:00Z", "Gazette",
    )  # fmt: skip


def test_a_sitemap_says_what_would_read_it() -> None:
    assert [str(item) for item in read("news-sitemap.xml")] == [
        f"{WIRE / 'news-sitemap.xml'}: a sitemap of 2 addresses holds no text; --fetch-pages reads them"
    ]
    first, second = entries_of_sitemap((WIRE / "news-sitemap.xml").read_bytes(), source="s")
    assert (first.address, first.title, first.published, first.publisher, first.language) == (
        "https://courier.example/ferry", "Council says no to sale", "2024-01-02T14:00:00Z", "The Courier of Velmora", "en",
    )  # fmt: skip
    assert (second.address, second.title) == ("https://courier.example/about", None)


def test_a_mail_gives_its_first_plain_part_exactly() -> None:
    doc = only("release.eml")
    assert doc.text == (
        "The bridge will close on Friday, the port authority said.\n\n“We are sorry,” its head, Ines Vale, said.\n"
    )
    assert (doc.title, doc.publisher, doc.published, doc.wire and doc.wire.item) == (
        "Bridge to close – notice", "Press Office of Ostra Point – Port", "2024-01-04T10:00:00+01:00",
        "20240104.1@ostra.example",
    )  # fmt: skip


def test_an_mbox_gives_each_of_its_messages() -> None:
    ferry, fares = (doc for doc in read("releases.mbox") if isinstance(doc, Document))
    assert (
        ferry.text
        == "The council said that it would not sell the ferry.\n\nFrom Monday on, it said, fares will rise.\n\n"
    )
    assert fares.text == "Fares rise by a tenth, the council said.\n\nA café will open."
    assert [Path(doc.source).name for doc in (ferry, fares)] == ["releases.mbox:1", "releases.mbox:2"]


def test_each_sample_is_known_by_its_content_alone(tmp_path: Path) -> None:
    for path in sorted(WIRE.iterdir()):
        (tmp_path / path.name.replace(".", "-")).write_bytes(path.read_bytes())
    as_named = [
        getattr(item, "text", item.args[1:] if isinstance(item, UnreadableDocument) else "")
        for item in documents(str(WIRE))
    ]
    by_content = [
        getattr(item, "text", item.args[1:] if isinstance(item, UnreadableDocument) else "")
        for item in documents(str(tmp_path))
    ]
    assert sorted(map(str, by_content)) == sorted(map(str, as_named))


# The words that they share.


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("20240102T150000Z", "2024-01-02T15:00:00Z"),
        ("20240102T150000+0100", "2024-01-02T15:00:00+01:00"),
        ("20240102", "2024-01-02"),
        ("2024-01-02T15:00:00.123+01:00", "2024-01-02T15:00:00+01:00"),
        ("Tue, 02 Jan 2024 15:00:00 +0100", "2024-01-02T15:00:00+01:00"),
        ("Tue, 02 Jan 24 15:00 EST", "2024-01-02T20:00:00Z"),
        ("20241302", None),
        ("tomorrow", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_come_out_as_one_form(written: str | None, iso: str | None) -> None:
    assert moment(written) == iso


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"status": None}, "publish"),
        ({"status": "stat:usable", "version": "1"}, "publish"),
        ({"status": "usable", "version": "7"}, "update"),
        ({"status": "http://cv.iptc.org/newscodes/pubstatusg2/canceled"}, "kill"),
        ({"status": "stat:withheld", "version": "2"}, "withhold"),
        ({"status": None, "signals": ["sig:correction"]}, "correction"),
        ({"status": None, "signals": ["sig:update"]}, "update"),
        ({"status": None, "note": "CORRECTS: spelling"}, "correction"),
        ({"status": None, "note": "Corridor is spelled so."}, "publish"),
        ({"status": "canceled", "note": "CORRECTS"}, "kill"),
    ],
)
def test_status_signals_note_and_version_tell_what_an_item_is(given: dict[str, Any], kind: str) -> None:
    assert kind_of(given.pop("status"), **given) == kind


def test_an_urgency_is_a_number_from_one_to_nine() -> None:
    assert [urgency(value) for value in (1, "9", 0, 10, "x", None, True, 3.0)] == [
        1,
        9,
        None,
        None,
        None,
        None,
        None,
        None,
    ]


def test_a_line_of_json_may_bring_what_onrecord_wrote_of_a_wire() -> None:
    doc = only("ninjs-1.4.json")
    assert read_object({"text": "No.", "wire": to_json(doc.wire)}, source="a").wire == doc.wire
    for broken in ({}, {"item": "x", "kind": "scoop"}, {"item": "x", "urgency": 12}, {"item": "x", "more": 1}, "x",
                   {"item": "x", "embargo": "noon"}, {"item": 3}, {"item": "\ud800"}):  # fmt: skip
        with pytest.raises(UnreadableDocument, match="field wire is not as docs"):
            read_wire(broken, "a")


# Named broken files.

BAD = Path(__file__).parent / "bad"
MESSAGES = {
    "entities.xml": "XML that declares entities of its own, which are not expanded",
    "feed.xml": "a feed without entries",
    "feed-broken.xml": "a feed without entries",
    "mail-without-text.eml": "mail without text: no part is text/plain or text/html",
    "newsml-no-guid.xml": "NewsML-G2: newsItem without guid",
    "newsml-picture.xml": "NewsML-G2 item of class picture, not a text",
    "ninjs-picture.json": "ninjs item of type picture, not a text: urn:x:picture",
    "ninjs-without-body.json": "ninjs item without a body: urn:x:empty",
    "nitf-cut.xml": "broken XML: ",
    "nitf-without-text.xml": "NITF without text in body.content",
    "nitf-unknown-entity.xml": "broken XML: ",
    "unknown.xml": "XML of another kind",
}


@pytest.mark.parametrize(("name", "message"), MESSAGES.items())
def test_a_broken_file_is_set_aside_with_its_message(name: str, message: str) -> None:
    (item,) = documents(str(BAD / name))
    assert isinstance(item, UnreadableDocument)
    assert item.source.removesuffix(":1") == str(BAD / name)
    assert str(item).removeprefix(f"{item.source}: ").startswith(message)


def test_every_broken_wire_file_has_its_message() -> None:
    assert {path.name for path in BAD.iterdir() if path.suffix in (".xml", ".json", ".eml")} == set(MESSAGES)


def test_a_feed_that_a_server_calls_a_web_page_is_a_feed() -> None:
    (doc,) = documents_of(io.BytesIO((WIRE / "rdf.xml").read_bytes()), "feed.html")
    assert isinstance(doc, Document) and doc.format == "feed"


# Hostile and random input ends in documents or in reasons, in bounded time.

fields = st.sampled_from(
    ["uri", "type", "bodies", "headlines", "version", "urgency", "plannedCoverage", "body_text", "ednote"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(fields | st.sampled_from(["value", "role", "dates"]), inner)
    ),
    max_leaves=8,
)


def spoiled(name: str) -> st.SearchStrategy[bytes]:
    """The bytes of a sample with a stretch of them replaced, doubled or dropped."""
    data = (WIRE / name).read_bytes()
    return st.builds(
        lambda start, length, put: data[:start] + put + data[start + length :],
        st.integers(0, len(data)),
        st.integers(0, 80),
        st.binary(max_size=20) | st.sampled_from([b"<", b">", b"&", b"]]>", b"<!--", b"\0", b"&#0;", b"\xff\xfe"]),
    )


def settles(found: Any) -> None:
    """Every outcome is a document whose text can be kept, or a reason."""
    try:
        for item in [found()] if not hasattr(found(), "__next__") else found():
            assert isinstance(item, Document | UnreadableDocument)
    except UnreadableDocument as error:
        assert error.reason


FUZZED = settings(max_examples=60, deadline=None)


@FUZZED
@given(st.dictionaries(fields, values))
def test_ninjs_of_any_shape_is_read_or_refused(item: dict[str, Any]) -> None:
    settles(lambda: read_object({"uri": "urn:x", **item}, source="a"))


@FUZZED
@given(spoiled("nitf.xml"))
def test_nitf_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    settles(lambda: read_nitf(data, source="a"))


@FUZZED
@given(spoiled("newsml-message.xml") | spoiled("newsml-planning.xml") | spoiled("newsml-text.xml"))
def test_newsml_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    settles(lambda: read_newsml(data, source="a"))


@FUZZED
@given(spoiled("rss.xml") | spoiled("atom.xml") | spoiled("rdf.xml"))
def test_a_feed_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    settles(lambda: read_feed(data, source="a", visit=Visit()))


@FUZZED
@given(spoiled("news-sitemap.xml") | spoiled("sitemap-index.xml"))
def test_a_sitemap_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    settles(lambda: read_sitemap(data, source="a", visit=Visit()))
    settles(lambda: iter(entries_of_sitemap(data, source="a") and []))


@FUZZED
@given(spoiled("release.eml"))
def test_a_mail_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    settles(lambda: read_message(data, source="a"))


@FUZZED
@given(spoiled("releases.mbox"), st.integers(20, 2000))
def test_an_mbox_of_any_bytes_is_read_or_refused(data: bytes, most: int) -> None:
    settles(lambda: read_mbox(io.BytesIO(data), source="a", max_bytes=most))


@FUZZED
@given(st.text(max_size=200) | st.text(alphabet="<>/&;ap# b", max_size=200))
def test_markup_of_any_shape_has_a_text(fragment: str) -> None:
    try:
        Document(fragment_text(fragment, "a"))
    except UnreadableDocument as error:
        assert error.reason


def test_entities_are_neither_expanded_nor_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the launch code")
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    for inner, body in ((laughs, "&e11;"), (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;")):
        data = f"<!DOCTYPE nitf [{inner}]><nitf><body><body.content><p>{body}</p></body.content></body></nitf>".encode()
        with pytest.raises(UnreadableDocument, match="declares entities of its own"):
            parse_xml(data, "a")
        with pytest.raises(UnreadableDocument, match="declares entities of its own"):
            entries_of_feed(data.replace(b"nitf", b"rss"), source="a")
        with pytest.raises(UnreadableDocument):
            parse_xml(data.decode().encode("utf-16"), "a")


def test_deep_and_endless_xml_ends() -> None:
    for data in (b"<a>" * 100_000, b"<nitf>" + b"<p>" * 300 + b"x" + b"</p>" * 300 + b"</nitf>", b"<" * 100_000):
        with pytest.raises(UnreadableDocument, match="broken XML"):
            parse_xml(data, "a")
    with pytest.raises(UnreadableDocument, match="at most 16,777,216 are read"):
        parse_xml(b" " * (16 << 20) + b"<a/>", "a")


def test_a_mail_of_mails_ends() -> None:
    deep = (
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(500))
        + b"Content-Type: text/plain\n\nHello there all.\n"
    )
    with pytest.raises(UnreadableDocument, match=r"mail without text|broken mail"):
        read_message(b"From: a@b.example\n" + deep, source="a")
