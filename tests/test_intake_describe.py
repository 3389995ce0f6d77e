"""What a text says about itself: header lines, datelines, and which date wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.intake import IntakeOptions, describe, documents
from onrecord.intake.dateline import read_dateline
from onrecord.intake.dates import find_date, iso_date, read_date
from onrecord.record import Document

BODY = "The council of Velmora said on Friday that it would not sell the ferry."


def fields(doc: Document) -> dict[str, str]:
    names = ("title", "published", "published_from", "publisher", "agency", "byline", "place")
    return {name: value for name in names if (value := getattr(doc, name)) is not None}


# paragraph → place, date, agency, publisher
DATELINES = [
    (
        f"MOSCOW (OstraPoint News / Sputnik - 27th January, 2021) {BODY}",
        "MOSCOW",
        "2021-01-27",
        "Sputnik",
        "OstraPoint News",
    ),
    (
        f"VELMORA (OstraPoint / Tarsk Point News - 5th Mar, 2021) {BODY}",
        "VELMORA",
        "2021-03-05",
        "Tarsk Point News",
        "OstraPoint",
    ),
    (f"WASHINGTON (AP) — {BODY}", "WASHINGTON", None, "AP", None),
    (f"WASHINGTON (AP) {BODY}", "WASHINGTON", None, "AP", None),
    (f"PARIS, March 3 (Reuters) - {BODY}", "PARIS", "03-03", "Reuters", None),
    (f"BEIJING, Jan. 5 (Xinhua) -- {BODY}", "BEIJING", "01-05", "Xinhua", None),
    (f"MOSCOW, January 27. /TASS/. {BODY}", "MOSCOW", "01-27", "TASS", None),
    (f"MOSCOW. Jan 27 (Interfax) - {BODY}", "MOSCOW", "01-27", "Interfax", None),
    (f"(AFP) - {BODY}", None, None, "AFP", None),
    (f"Berlin (dpa) – {BODY}", "Berlin", None, "dpa", None),
    (f"BERLIN (DW) — {BODY}", "BERLIN", None, "DW", None),
    (f"LONDON — {BODY}", "LONDON", None, None, None),
    (f"ST. PETERSBURG, Fla. — {BODY}", "ST. PETERSBURG, Fla.", None, None, None),
    (f"WASHINGTON, D.C. (AP) — {BODY}", "WASHINGTON, D.C.", None, "AP", None),
    (f"KYIV, Ukraine (AP) — {BODY}", "KYIV, Ukraine", None, "AP", None),
    (f"UNITED NATIONS/GENEVA, March 3 (Reuters) - {BODY}", "UNITED NATIONS/GENEVA", "03-03", "Reuters", None),
    (f"BRUSSELS, 3 March 2021 – {BODY}", "BRUSSELS", "2021-03-03", None, None),
    (f"Port-au-Prince, 3 March 2021 – {BODY}", "Port-au-Prince", "2021-03-03", None, None),
    (f"BERLIN, March 3, 2021 /PRNewswire/ -- {BODY}", "BERLIN", "2021-03-03", "PRNewswire", None),
    (f"AUSTIN, Texas--(BUSINESS WIRE)--{BODY}", "AUSTIN, Texas", None, "BUSINESS WIRE", None),
    (f"NEW DELHI, JAN 27 (PTI) {BODY}", "NEW DELHI", "01-27", "PTI", None),
    (f"DÜSSELDORF (dpa/MIA) — {BODY}", "DÜSSELDORF", None, "dpa/MIA", None),
    (f"MOS\u00adCOW\u200b (AFP) — {BODY}", "MOSCOW", None, "AFP", None),
    (f"TOKYO, Jan 27 Kyodo - {BODY}", "TOKYO", "01-27", "Kyodo", None),
    (f"TOKYO, Jan. 27, Kyodo News -- {BODY}", "TOKYO", "01-27", "Kyodo News", None),
    (f"SEOUL, Jan. 27 (Yonhap) -- {BODY}", "SEOUL", "01-27", "Yonhap", None),
    (f"Tehran, Jan 27, IRNA – {BODY}", "Tehran", "01-27", "IRNA", None),
    (f"Tehran, IRNA - {BODY}", "Tehran", None, "IRNA", None),
    (f"Damascus, SANA- {BODY}", "Damascus", None, "SANA", None),
    (f"Riyadh, January 27, 2021, SPA -- {BODY}", "Riyadh", "2021-01-27", "SPA", None),
    (f"(ANSA) - ROME, 27 JAN - {BODY}", "ROME", "01-27", "ANSA", None),
    (f"(ANSA) - Rome, January 27 - {BODY}", "Rome", "01-27", "ANSA", None),
    (f"Madrid, 27 Jan (EFE).- {BODY}", "Madrid", "01-27", "EFE", None),
    (f"New Delhi, Jan 27 (PTI) {BODY}", "New Delhi", "01-27", "PTI", None),
    (f"NEW DELHI: {BODY}", "NEW DELHI", None, None, None),
    (f"KATHMANDU, Jan. 27: {BODY}", "KATHMANDU", "01-27", None, None),
    (f"New Delhi, January 27: {BODY}", "New Delhi", "01-27", None, None),
    (f"CAIRO - 27 January 2021: {BODY}", "CAIRO", "2021-01-27", None, None),
    (f"NEW YORK, NY – March 5, 2024 – {BODY}", "NEW YORK, NY", "2024-03-05", None, None),
    (f"GENEVA (5 March 2024) – {BODY}", "GENEVA", "2024-03-05", None, None),
    (f"Geneva/New York, 5 March 2024 – {BODY}", "Geneva/New York", "2024-03-05", None, None),
    (f"SYDNEY, AAP - {BODY}", "SYDNEY", None, "AAP", None),
]


@pytest.mark.parametrize(("paragraph", "place", "date", "agency", "publisher"), DATELINES)
def test_datelines_of_the_trade(
    paragraph: str, place: str | None, date: str | None, agency: str | None, publisher: str | None
) -> None:
    found = read_dateline(paragraph)
    assert found is not None
    written = found.date and (found.date.iso or f"{found.date.month:02}-{found.date.day:02}")
    assert (found.place, written, found.agency, found.publisher) == (place, date, agency, publisher)


@pytest.mark.parametrize(
    "paragraph",
    [
        BODY,
        "Russia — which has long asked for it — said no.",
        "NATO — the alliance of thirty states — said no.",
        "BREAKING — The council said no.",
        "Orlov (Foreign Minister) — the man of the hour — said no.",
        "PARIS (Texas) is a small town.",
        "The AP (Associated Press) said so.",
        "On 3 March 2021 – the day of the vote – he left.",
        "Minister Orlov, who came on 3 March 2021 – a Wednesday – said no.",
        '"MOSCOW - no," he said.',
        "QUESTION: Will you go?",
        "MINISTER ORLOV: We will go.",
        "VELMORA: The ferry stays.",
        "New Delhi: the ferry stays.",
        "PRE- and post-war ferries stay.",
        "Orlov, Reuters and others said no.",
        "Reuters - the agency - said no.",
        "A — b",
        "",
    ],
)
def test_sentences_are_no_datelines(paragraph: str) -> None:
    assert read_dateline(paragraph) is None


# header lines → fields
HEADERS = [
    (
        " date 2021-01-27 (@Jane_Roe7)",
        {"published": "2021-01-27", "published_from": "header line", "byline": "@Jane_Roe7"},
    ),
    ("Published: January 27, 2021", {"published": "2021-01-27", "published_from": "header line"}),
    ("27 Jan 2021 | By Jane Roe", {"published": "2021-01-27", "published_from": "header line", "byline": "Jane Roe"}),
    ("Wednesday, 27 January 2021, 15:00 GMT", {"published": "2021-01-27T15:00Z", "published_from": "header line"}),
    ("2021-01-27", {"published": "2021-01-27", "published_from": "header line"}),
    ("Brussels, 3 March 2021", {"published": "2021-03-03", "published_from": "header line", "place": "Brussels"}),
    ("FOR IMMEDIATE RELEASE: 3 March 2021", {"published": "2021-03-03", "published_from": "header line"}),
    ("Updated 28 January 2021", {}),
    (
        "Published 27 January 2021 | Updated 28 January 2021",
        {"published": "2021-01-27", "published_from": "header line"},
    ),
    ("January 27", {}),
    ("03/04/2021", {}),
    ("Source: Velmora Wire", {"publisher": "Velmora Wire"}),
    ("Reuters", {"agency": "Reuters"}),
    ("Politics | 27 January 2021 | 3 min read", {"published": "2021-01-27", "published_from": "header line"}),
    ("World • Europe • 27 Jan 2021", {"published": "2021-01-27", "published_from": "header line"}),
    ("FOR IMMEDIATE RELEASE | March 5, 2024", {"published": "2024-03-05", "published_from": "header line"}),
    ("Ferry stays in town Wednesday, January 27, 2021", {"published": "2021-01-27", "published_from": "header line"}),
    ("They will meet on Wednesday, January 27, 2021", {}),
    ("Born 27 January 2021 | died 28 January 2021", {}),
]


@pytest.mark.parametrize(("line", "expected"), HEADERS)
def test_header_lines(line: str, expected: dict[str, str]) -> None:
    found = fields(describe(Document(f"{line}\n\n{BODY}\n")))
    assert {name: value for name, value in found.items() if name != "title"} == expected


def test_a_whole_wire_page() -> None:
    text = (
        "PRESS RELEASE\r\n\r\nCouncil will not sell the ferry\r\n"
        "By Jane Roe and John Doe, Reuters\r\nJanuary 26, 2021\r\n\r\n"
        f"VELMORA (Ostra News - 27th January, 2021) {BODY}\r\n"
    )
    doc = Document(text)
    assert describe(doc).text is doc.text
    assert fields(describe(doc)) == {
        "title": "Council will not sell the ferry",
        "byline": "Jane Roe and John Doe",
        "agency": "Ostra News",
        "place": "VELMORA",
        "published": "2021-01-27",
        "published_from": "dateline (header line says 2021-01-26)",
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Council says no\n\n{BODY}", "Council says no"),
        (f"Will the council say no?\nBy Jane Roe\n{BODY}", "Will the council say no?"),
        (f"Council says no.\n\n{BODY}", None),
        (f"Council says no\n{BODY}", None),
        ("Council says no", None),
        (f"VELMORA (AP) — Council says no\n\n{BODY}", None),
        (f"{BODY} {BODY} {BODY[:-1]}\n\n{BODY}", None),
    ],
)
def test_a_title_is_a_short_line_above_a_gap_or_a_byline(text: str, title: str | None) -> None:
    assert describe(Document(text)).title == title


PARIS = f"PARIS, March 3 (Reuters) - {BODY}"


@pytest.mark.parametrize(
    ("doc", "option", "published", "found_by"),
    [
        (Document(PARIS), None, None, None),
        (Document(BODY), None, None, None),
        (Document(BODY), "2021-03-05", "2021-03-05", "option"),
        (Document(f"2021-03-04\n\n{BODY}"), "2020-01-01", "2021-03-04", "header line"),
        (Document(PARIS), "2021-03-05", "2021-03-03", "dateline (year from option)"),
        (Document(PARIS), "2021-09-05", "2021-09-05", "option (dateline says 03-03)"),
        (
            Document(f"2021-03-04\n\n{PARIS}"),
            None,
            "2021-03-03",
            "dateline (year from header line; header line says 2021-03-04)",
        ),
        (
            Document(f"2021-01-01\n\nPARIS, Dec. 31 (AP) - {BODY}"),
            None,
            "2020-12-31",
            "dateline (year from header line; header line says 2021-01-01)",
        ),
        (Document(PARIS, published="2021-03-04"), None, "2021-03-04", "field published (dateline says 2021-03-03)"),
        (Document(PARIS, published="2021"), None, "2021-03-03", "dateline (year from field published)"),
        (
            Document(PARIS, published="2021-03", published_from="meta date"),
            None,
            "2021-03-03",
            "dateline (year from meta date)",
        ),
        (Document(f"2021-01-27T15:00Z\n\nPARIS, 27 January 2021 – {BODY}"), None, "2021-01-27T15:00Z", "header line"),
        (Document(BODY, published="2021", published_from="meta x"), "2022", "2021", "meta x"),
    ],
)
def test_which_date_wins_and_what_is_said_of_it(
    doc: Document, option: str | None, published: str | None, found_by: str | None
) -> None:
    found = describe(doc, published=option)
    assert (found.published, found.published_from) == (published, found_by)
    assert describe(found, published=option) == found


def test_what_a_document_has_is_kept() -> None:
    kept = {"title": "T", "published": "2020-03-03", "publisher": "P", "agency": "A", "byline": "B", "place": "C"}
    text = f"No\nBy Jane Roe\n\n{PARIS}"
    assert fields(describe(Document(text, **kept))) == {**kept, "published_from": "field published"}


def test_the_lines_of_a_web_page_are_no_header() -> None:
    doc = Document(f"Council says no\n\n27 January 2021\n\nPARIS (AP) — {BODY}", format="html")
    assert fields(describe(doc)) == {"place": "PARIS", "agency": "AP"}


def test_a_credit_may_close_the_text() -> None:
    assert describe(Document(f"{BODY} (ANI)\n")).agency == "ANI"
    assert describe(Document(f"{BODY} (see above)\n")).agency is None


def test_the_option_fills_in_only_where_a_file_has_no_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"PARIS, 3 March 2021 – {BODY}")
    (tmp_path / "b.txt").write_text(BODY)
    found = [item for item in documents(str(tmp_path), IntakeOptions(published="2019")) if isinstance(item, Document)]
    assert [(doc.published, doc.published_from) for doc in found] == [("2021-03-03", "dateline"), ("2019", "option")]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("27th of January, 2021", "2021-01-27"),
        ("Sept. 11, 2001", "2001-09-11"),
        ("27.01.2021", "2021-01-27"),
        ("27/01/2021", "2021-01-27"),
        ("January 27, 2021 3:05 p.m. EDT", "2021-01-27T15:05-04:00"),
        ("January 27, 2021 at 3:05 pm IST", "2021-01-27"),
        ("2021-01-27 15:00 MSK", "2021-01-27T15:00+03:00"),
        ("30 February 2021", None),
        ("01/02/2021", None),
        ("May 11:30", None),
        ("next Tuesday", None),
    ],
)
def test_dates_in_words(words: str, date: str | None) -> None:
    assert read_date(words) == date


@pytest.mark.parametrize(
    "value", ["2021", "2021-01", "2021-01-27", "2021-01-27T15:00", "2021-01-27T15:00Z", "2021-01-27T15:00:30+03:00"]
)
def test_iso_dates_keep_their_precision(value: str) -> None:
    assert iso_date(value) == value


@pytest.mark.parametrize(
    "value", ["", "21", "2021-13", "2021-02-30", "2021-01-27T25:00", "0021-01-01", "２０２１", "2021-01-27T"]
)
def test_what_is_no_iso_date(value: str) -> None:
    assert iso_date(value) is None


MARKS = [" (", ")", "/", " - ", "—", "\n", "\n\n", ", ", ". ", "@x", "\u00ad"]
WORDS = [
    "MOSCOW",
    "Jan. 5",
    "27th January, 2021",
    "Reuters",
    "By Jane Roe",
    "2021-01-27",
    "T15:00Z",
    "Published: ",
    "says no",
]
ANYTHING = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(MARKS + WORDS), ANYTHING), max_size=30).map("".join))
def test_describing_is_safe_and_adds_nothing_the_second_time(text: str) -> None:
    doc = Document(text)
    once = describe(doc, published="2021-01-20")
    assert once.text == text
    assert once.published is not None
    assert iso_date(once.published) == once.published
    assert describe(once) == once
    find_date(text)
