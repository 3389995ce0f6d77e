"""Web pages: only the article, every paragraph exact; what is no article says so; no error but our own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from onrecord.intake.html import MAX_DEPTH, PARAGRAPH, read_html
from onrecord.intake.html_alignment import aligned
from onrecord.intake.html_blocks import blank_unseen, layout
from onrecord.intake.html_charset import decode_html
from onrecord.intake.html_metadata import read_metadata
from onrecord.record import Document, UnreadableDocument

PAGES = Path(__file__).parent / "pages"
ARTICLES = sorted(path.stem for path in PAGES.glob("*.html"))
OTHERS = sorted(path.stem for path in (PAGES / "not-articles").glob("*.html"))
SENTENCE = "The council of Velmora voted on Wednesday night to reopen the ferry, eleven years after the last boat."


def read(page: str | bytes, **options) -> Document:
    return read_html(page if isinstance(page, bytes) else page.encode(), source="page.html", **options)


def refusal(page: str | bytes, **options) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(page, **options)
    return str(caught.value)


def paragraphs(page: str) -> list[str]:
    return read(page).text.split(PARAGRAPH)


def shown(page: str) -> list[str]:
    """The blocks of all that a browser shows of a page."""
    return [block.text for block in layout(html.document_fromstring(f"<div>{page}</div>")).blocks]


def metadata(head: str, source: str = "page.html"):
    return read_metadata(html.document_fromstring(f"<html><head>{head}</head><body><p>x</body></html>"), source)


# The pages.


@pytest.mark.parametrize("name", ARTICLES)
def test_page(name):
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    doc = read_html((PAGES / f"{name}.html").read_bytes(), source=f"{name}.html")
    assert doc.text == PARAGRAPH.join(expected.pop("paragraphs"))
    assert {field: getattr(doc, field) for field in expected} == expected
    assert doc.format == "html"


def test_there_are_pages_of_many_shapes():
    assert len(ARTICLES) >= 28
    assert {path.stem for path in PAGES.glob("*.json")} == set(ARTICLES)


@pytest.mark.parametrize("name", OTHERS)
def test_no_article(name):
    """The comment at the top of each page is the reason that must be given."""
    page = (PAGES / "not-articles" / f"{name}.html").read_text("utf-8")
    reason = re.search(r"<!-- (.*?) -->", page)[1]
    assert f"not an article: {reason}" in refusal(page)


# What a browser shows.


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<p>One <b>b</b>old,<i> two</i></p>", ["One bold, two"]),
        ("<p>a <b> b </b> c</p>", ["a b c"]),
        ("<p>a<!-- x --> b</p>", ["a b"]),
        ("<p>a <br> b</p>", ["a\nb"]),
        ("<p> a\n\t b\u00a0 c </p>", ["a b\u00a0 c"]),
        ("a<br> b<br>\n<br>c<br><br><br>d<br>", ["a\nb", "c", "d"]),
        ("<div>a<p>b</div>c", ["a", "b", "c"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", ["a", "b", "c"]),
        ("<pre>\n  a\n\n  b  \n</pre>", ["  a\n\n  b  "]),
        ("<p>a<span style='display: block'>b</span>c</p>", ["a", "b", "c"]),
        ("<p>Co\u00adop\u200bera&shy;tion&#xD800;&#x41;</p>", ["Co\u00adop\u200bera\u00adtion\ufffdA"]),
        ("<p>&lt;b&gt; &amp;amp; &quot;</p>", ['<b> &amp; "']),
    ],
)
def test_layout(page, blocks):
    assert shown(page) == blocks


def test_a_block_hangs_where_all_of_it_hangs():
    page = layout(html.document_fromstring("<div>a<b>c</b></div><div><i><b>d</b></i></div><div><b>e</b>f</div>"))
    assert [page.nodes[block.node].tag for block in page.blocks] == ["div", "b", "div"]


def test_hidden_text_leaves_its_neighbours_in_place():
    root = html.document_fromstring("<p>a<script>x</script> b<span hidden>y</span>c<svg><text>z</text></svg>d</p>")
    blank_unseen(root)
    assert [block.text for block in layout(root).blocks] == ["a bcd"]


# Choosing and aligning.


def test_alignment_survives_squashed_and_lost_words_and_never_goes_back():
    page = [
        "Menu",
        "The council voted, she said.",
        "Menu",
        "A long paragraph with one link amid its many words.",
        "Tail",
    ]
    chosen = ["Thecouncil voted,she said.", "A long paragraph with amid its many words."]
    assert aligned(page, chosen) == [False, True, False, True, False]
    assert aligned(["a", "b", "a", "c"], ["b", "a"]) == [False, True, True, False]
    assert aligned(["x", "y"], []) == [False, False]
    assert aligned(["once", "a", "a"], ["a", "once"]) == [True, False, False]


def test_alignment_of_many_equal_blocks():
    assert sum(aligned(["no"] * 10_000, ["no"] * 9_000)) == 9_000
    assert sum(aligned([f"{n} {n % 7}" for n in range(10_000)], [f"{n} {n % 7}" for n in range(0, 10_000, 2)])) == 5_000


def test_a_short_answer_between_paragraphs_is_kept_and_a_link_between_them_is_not():
    answer, link = "<p>No.</p>", "<p><a href=/x>The ferries of the strait: a history</a></p>"
    page = f"<title>t</title><article><h1>Vote</h1><p>{SENTENCE}</p>{{}}<p>Again: {SENTENCE}</p></article>"
    assert paragraphs(page.format(answer)) == [SENTENCE, "No.", f"Again: {SENTENCE}"]
    assert paragraphs(page.format(link)) == [SENTENCE, f"Again: {SENTENCE}"]


def test_what_trafilatura_skips_between_paragraphs_of_one_container_is_filled_in(monkeypatch):
    skipped = "<p>The mayor said no.</p><aside><p>Born in 1960, she …</p></aside><div><p>Elsewhere, rain.</p></div>"
    page = f"<div class=a><h1>Vote</h1><p>{SENTENCE}</p>{skipped}<p>Again: {SENTENCE}</p></div>"
    monkeypatch.setattr("onrecord.intake.html_choice._extract", lambda *_, **__: [SENTENCE, f"Again: {SENTENCE}"])
    assert paragraphs(page) == [SENTENCE, "The mayor said no.", f"Again: {SENTENCE}"]


def test_a_heading_with_nothing_below_it_is_left_out(monkeypatch):
    page = f"<h1>Vote</h1><p>{SENTENCE}</p><h2>Next</h2><p>Soon.</p><h2>More news</h2><p><a href=/x>Rain</a></p>"
    chosen = [SENTENCE, "Next", "Soon.", "More news", "Rain"]
    monkeypatch.setattr("onrecord.intake.html_choice._extract", lambda *_, **__: chosen)
    assert paragraphs(page) == [SENTENCE, "Next", "Soon."]


def test_a_class_on_the_whole_article_does_not_empty_it():
    body = f"<div class=related><div class='share wrap'><h1>Vote</h1><p>{SENTENCE}</p><p>{SENTENCE}!</p></div>"
    page = f"<meta property=og:type content=article><body class=paywall>{body}</div>"
    assert paragraphs(page) == [SENTENCE, f"{SENTENCE}!"]


# Metadata.


def test_dates_in_their_written_order():
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-01-27T15:00Z"}</script>'
    meta = "<meta property='article:published_time' content='2021-01-26T10:00:00+00:00'>"
    time = "<time datetime='2021-01-25'>x</time>"
    differs = "meta article:published_time says 2021-01-26T10:00:00+00:00; time element says 2021-01-25"
    for head, published, found_by in (
        (ld + meta + time, "2021-01-27T15:00Z", f"json-ld datePublished ({differs})"),
        (meta + time, "2021-01-26T10:00:00+00:00", "meta article:published_time (time element says 2021-01-25)"),
        (time, "2021-01-25", "time element"),
    ):
        assert (metadata(head).published, metadata(head).published_from) == (published, found_by)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021-01-27T15:00:00.000Z", "2021-01-27T15:00:00Z"),
        ("2021-01-27T15:00:00+0300", "2021-01-27T15:00:00+03:00"),
        ("2021-01-27 15:00", "2021-01-27T15:00"),
        ("2021/01/27 15:00", "2021-01-27T15:00"),
        ("20210127", "2021-01-27"),
        ("20210127150000", "2021-01-27T15:00:00"),
        ("Wed, 27 Jan 2021 15:00:00 GMT", "2021-01-27T15:00:00Z"),
        ("January 27, 2021", "2021-01-27"),
        ("2021-01", "2021-01"),
        ("2021", "2021"),
        ("2021-02-30", None),
        ("03/04/2021", None),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_date_forms(written, iso):
    assert metadata(f"<meta name=date content='{written}'>").published == iso


def test_the_same_instant_in_two_zones_is_no_disagreement():
    head = "<meta name=pubdate content='2021-01-26T23:30:00-05:00'><time datetime='2021-01-27T04:30:00Z'></time>"
    assert metadata(head).published_from == "meta pubdate"


def test_date_of_the_address_is_the_last_resort():
    page = f"<h1>Vote</h1><p>{SENTENCE}</p><p>{SENTENCE}!</p>"
    doc = read_html(page.encode(), source="https://x.example/news/2021/03/04/vote.html")
    assert (doc.published, doc.published_from) == ("2021-03-04", "address")
    doc = read_html(f"<time datetime=2020>x</time>{page}".encode(), source="https://x.example/2021/03/04/vote")
    assert (doc.published, doc.published_from) == ("2020", "time element")
    assert read_html(page.encode(), source="dump/2021/03/04/vote.html").published is None


@pytest.mark.parametrize(
    "script",
    [
        *("", "null", "[]", "3", '"x"', "{", '{"@type":"NewsArticle"', "[" * 100_000, '{"a":' * 5_000),
        '{"@graph":{"@graph":[null,[1]]}}',
        '{"@type":["NewsArticle",3,null],"headline":{"a":1},"author":[null,3,{"name":[{}]},{"@id":"#x"}]}',
        '{"@id":"#x","@type":"NewsArticle","author":{"@id":"#x"},"publisher":{"@id":"#x"},"datePublished":[1]}',
        '{"@type":"NewsArticle","headline":"\\ud800\\u0000","publisher":[[[[[["x"]]]]]]}',
    ],
)
def test_json_ld_of_any_kind_does_no_harm(script):
    found = metadata(f"<title>T</title><script type=application/ld+json>{script}</script>")
    assert found.published is None and found.byline is None
    assert "\0" not in (found.title or "")
    (found.title or "").encode()


def test_json_ld_as_it_is_found():
    broken = (
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Vote:\n&quot;no&quot;","author":["A",{"name":"B"},],};\n//]]>'
    )
    found = metadata(f"<script type='application/ld+json; charset=utf-8'>{broken}</script>")
    assert (found.title, found.byline) == ('Vote: "no"', "A, B")


def test_title_without_the_site():
    assert metadata("<title>Vote | Courier</title>").title == "Vote | Courier"  # either part may be the site
    assert metadata("<title>Council votes to reopen ferry | Courier</title>").title == "Council votes to reopen ferry"
    og = "<meta property=og:title content='Yes - no - Courier'><meta property=og:site_name content=Courier>"
    assert metadata(og).title == "Yes - no"


# Encodings.


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"\xef\xbb\xbf<p>\xe2\x80\x9c", "latin-1", "<p>“"),
        ("<p>“é”".encode("utf-16"), None, "<p>“é”"),
        ("<p>“é”".encode("utf-16-be"), None, "<p>“é”"),
        (b"<meta charset=iso-8859-1><p>\x93caf\xe9\x94 \x80", None, "<meta charset=iso-8859-1><p>“café” €"),
        (b"<p>\x93caf\xe9\x94\x81", "latin-1", "<p>“café”\x81"),
        ("<meta charset=iso-8859-1><p>“é”".encode(), None, "<meta charset=iso-8859-1><p>“é”"),
        ("<p>Привет".encode("cp1251"), "windows-1251", "<p>Привет"),
        (b"<meta charset=utf-16>" + "é".encode() * 20 + b"\xc3", None, "<meta charset=utf-16>" + "é" * 20 + "\ufffd"),
        ("<p>日本".encode("iso2022-jp"), "iso-2022-jp", "<p>日本"),
        (b"<p>" + "é".encode() * 20 + b"\xc3", "utf-8", "<p>" + "é" * 20 + "\ufffd"),  # cut within a character
        (b"<!--<meta charset=big5>--><meta charset=cp866>\x84", "", "<!--<meta charset=big5>--><meta charset=cp866>Д"),
        ("<p>“é”".encode(), "no-such-charset", "<p>“é”"),
    ],
)  # fmt: skip
def test_encoding(data, charset, text):
    assert decode_html(data, charset) == text


def test_windows_quotes_in_a_page_that_says_it_is_utf_8():
    text = f"<meta charset=utf-8><p>“{SENTENCE}” he said. ‘No,’ she said – ‘it’s not’. The café’s owner agreed."
    assert decode_html(text.encode("cp1252")) == text


# Hostile pages.


def test_nul_is_refused_with_its_place():
    assert "NUL character in page (line 2, character 9)" in refusal(f"<p>x</p>\n\0<p>{SENTENCE}</p>")


def test_nesting():
    deep = refusal("<div>" * 50_000 + SENTENCE + "</div>" * 50_000)
    assert "nested" in deep and str(MAX_DEPTH) in deep
    assert "nested" in refusal("<b>" * 50_000 + SENTENCE)
    assert paragraphs("<div>" * 200 + f"<p>{SENTENCE}</p>" + "</div>" * 200 + f"<p>{SENTENCE}!</p>")[0] == SENTENCE


def test_many_deep_elements_and_many_blocks_cannot_cost_their_product(monkeypatch):
    assert "nested" in refusal("<div>" * 300 + f"<p>{SENTENCE}</p>" * 20_000)
    calls = []

    def record(_, **options):
        calls.append(options["fast"])

    monkeypatch.setattr("trafilatura.bare_extraction", record)
    refusal(f"<p>{SENTENCE}</p>" * 100)
    refusal(f"<p>{SENTENCE}</p>" * 5_000)
    assert calls == [False, True]


def test_too_large_is_refused_before_it_is_parsed():
    assert "20,000,000 bytes" in refusal(b"<p>x " * 4_000_000)
    assert "tags" in refusal("<p>" * 1_000_000)
    assert "11 bytes; at most 10" in refusal(b"<p>01234567", max_bytes=10)


def test_ten_thousand_paragraphs_of_one_word():
    words = [f"word{n}" for n in range(10_000)]
    assert paragraphs("<h1>Roll</h1>" + "".join(f"<p>{word}</p>" for word in words)) == words
    same = "<h1>Roll</h1>" + "<p>yes</p>" * 10_000
    assert "not an article" in refusal(same)  # trafilatura takes a text that only repeats itself for none


def test_repeated_answers_of_an_interview_are_all_kept():
    answers = ["Did he know?", "No.", "Did you?", "No.", "Did anyone?", "No."]
    page = [SENTENCE, *answers, f"Again: {SENTENCE}"]
    assert paragraphs("<h1>Vote</h1>" + "".join(f"<p>{text}</p>" for text in page)) == page


def test_one_paragraph_of_a_megabyte():
    assert len(read("<h1>x</h1><p>" + "word, " * 170_000 + "end.</p>").text) == 6 * 170_000 + 4


def test_a_parser_that_runs_out_of_stack_is_a_named_reason(monkeypatch):
    def fall(*_, **__):
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", fall)
    assert "nested too deep for trafilatura" in refusal(f"<p>{SENTENCE}</p>")


PIECES = [
    *(SENTENCE, "“No,” she said.", " ", "\n", "\u00a0", "\u00ad", "x", "é", "e\u0301", "🚢", "]]>"),
    *("&amp;", "&#xD800;", "&lt;p&gt;", "&#0;", "<!--", "-->", "<![CDATA[", "<?pi ?>", "<meta charset=utf-8>"),
    *[
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "</a>",
        "<h1>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<q>",
        "<wbr>",
        "<x-y>",
        "</span>",
    ],
    *[
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<li>",
        "</ul>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
    ],
    *[
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<svg>",
        "</svg>",
        "<template>",
        "</template>",
        "<textarea>",
        "<select>",
        "<option>",
    ],
    *["<body>", "</body>", "</html>", "<title>", "</title>", "<frameset>", "<dialog>", "<amp-ad>", "<plaintext>"],
    *("<html lang=en>", "<time datetime=2020-01-01>", "<a href=x>", "<a name=x>", "<div class=related>"),
    *("<span hidden>", "<p aria-hidden=true>", "<span class=sr-only>", "<p style=display:none>"),
    *('<script type="application/ld+json">', '{"@type":"NewsArticle",', '"headline":"x"}'),
]


@settings(max_examples=120)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_tag_soup_gives_a_document_of_shown_text_or_our_error(soup, around):
    body = f"<h1>Vote</h1><p>{SENTENCE}</p>{soup}<p>Again: {SENTENCE}</p>" if around else soup
    try:
        doc = read(body)
    except UnreadableDocument:
        return
    assert doc == read(body)
    root = html.document_fromstring(
        body.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    )
    blank_unseen(root)
    everything = PARAGRAPH.join(block.text for block in layout(root).blocks)
    assert "".join(everything.split()) == "".join("".join(root.itertext()).split())  # no character lost, added or moved
    at = 0
    for paragraph in doc.text.split(PARAGRAPH):  # each is shown, and in this order
        at = everything.index(paragraph, at) + len(paragraph)


@settings(max_examples=120)
@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "latin-1", "utf-16", "shift_jis", "rot13", "\ud800", "x\0"]),
    st.booleans(),
)
def test_any_bytes_give_a_document_or_our_error(data, charset, around):
    try:
        doc = read(f"<p>{SENTENCE}</p>".encode() + data + b"<p>" if around else data, charset=charset)
    except UnreadableDocument:
        return
    assert doc.text.strip()


def test_importing_the_reader_does_not_import_trafilatura():
    code = "import sys, onrecord.intake.html; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
