"""Plain text: which bytes become which text, and the message for each that become none."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.intake import IntakeOptions, documents
from onrecord.record import Document, UnreadableDocument

BAD = Path(__file__).parent / "bad"
NEWS = "The council of Velmora said on Friday that it would not sell the ferry, and the mayor agreed with it.\n"
MESSAGES = {
    "blank.txt": "empty",
    "broken-character.txt": "half a UTF-8 character (byte 46, 0xe2)",
    "controls.txt": "binary data: too many control characters for a text (character 0)",
    "cut-short.txt.gz": "damaged gzip data",
    "empty.txt": "empty",
    "german.txt": "not English but German (1.00)",
    "half-character.txt": "half a UTF-8 character at the end (byte 66, 0xc3)",
    "half-character-and-line-end.txt": "half a UTF-8 character (byte 36, 0xc3)",
    "noise.bin": "neither UTF-8 nor any charset known here",
    "nul.txt": "NUL character, which no text holds (byte 29)",
    "office.docx": "looks like a ZIP archive or an Office document",
    "one-word-lines.txt": "not an article: no line of 3 words",
    "only-quotation-marks.txt": "not an article",
    "picture.txt": "looks like a PNG image",
    "report.pdf": "looks like a PDF file; take out its text first",
    "russian-cp1251.txt": "not English but Russian",
    "utf16-without-mark.txt": "looks like UTF-16 without a byte order mark: convert it to UTF-8 (byte 1)",
}


def only(source: str | Path, options: IntakeOptions | None = None) -> Document | UnreadableDocument:
    (item,) = documents(str(source), options or IntakeOptions())
    return item


def text_of(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    item = only(path)
    assert isinstance(item, Document), item
    return item.text


@pytest.mark.parametrize(("name", "message"), MESSAGES.items())
def test_a_bad_file_is_set_aside_with_its_message(name: str, message: str) -> None:
    item = only(BAD / name)
    assert isinstance(item, UnreadableDocument)
    assert str(item).startswith(f"{BAD / name}: ")
    assert message in str(item)


def test_every_bad_text_file_has_its_message() -> None:
    assert {
        path.name for path in BAD.iterdir() if path.suffix in (".txt", ".pdf", ".docx", ".bin", ".gz")
    } == set(MESSAGES)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said no.\r\nThe council\rsaid\u2028that it would.\n\n\n",
        "The may\u00ador of Vel\u200bmora\u200d said \u202ano\u202c.\ufeff",
        "Cafe\u0301 owners said: “The 🚋 will not come.”\t\x0c",
    ],
)
def test_the_text_is_kept_as_received(tmp_path: Path, text: str) -> None:
    assert text_of(tmp_path / "a.txt", text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_dropped(tmp_path: Path, encoding: str) -> None:
    assert text_of(tmp_path / "a.txt", NEWS.encode(encoding)) == NEWS


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp1250"])
def test_old_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = f"“{NEWS.strip()}” the premier’s office said – again and again.\n" * 3
    assert text_of(tmp_path / "a.txt", text.encode(encoding)) == text


def test_windows_1252_wins_over_its_central_european_sibling(tmp_path: Path) -> None:
    text = f"{NEWS}The café’s owner, Señor Muñoz, said that “naïve” was the word.\n"
    assert text_of(tmp_path / "a.txt", text.encode("cp1252")) == text


def test_gzip_is_unpacked_and_bounded(tmp_path: Path) -> None:
    assert text_of(tmp_path / "a.txt.gz", gzip.compress(NEWS.encode())) == NEWS
    bomb = tmp_path / "bomb.txt.gz"
    bomb.write_bytes(gzip.compress(b"0" * 50_000_000))
    assert "too large: more bytes than the limit of 1,000" in str(only(bomb, IntakeOptions(max_bytes=1000)))


def test_a_hundred_megabytes_on_one_line_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    begin = time.process_time()
    message = str(only(path))
    assert "too large: 100,000,000 bytes, more than the limit of 67,108,864" in message
    assert time.process_time() - begin < 1


def test_size_limit_is_of_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(NEWS)
    assert isinstance(only(path, IntakeOptions(max_bytes=len(NEWS))), Document)
    assert isinstance(only(path, IntakeOptions(max_bytes=len(NEWS) - 1)), UnreadableDocument)


def test_standard_input_is_read_as_its_content_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, kind in ((NEWS.encode(), "text"), (b'{"text": "The mayor said no."}\n', "jsonl")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        item = only("-")
        assert isinstance(item, Document)
        assert item.format == kind
        assert not sys.stdin.buffer.closed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"published": "tomorrow"}, "published is 'tomorrow'; allowed: YYYY"),
        ({"published": "2021-02-30"}, "allowed: YYYY"),
        ({"max_bytes": 0}, "max_bytes is 0"),
        ({"timeout_s": -1.0}, "timeout_s is -1.0"),
    ],
)
def test_wrong_options_name_the_value_and_what_is_allowed(options: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        IntakeOptions(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source", ["", "a\0b", "ftp://example.org/a", "gopher://x", "https://", "https://u:p@example.org/"]
)
def test_wrong_sources_are_wrong_usage(source: str) -> None:
    with pytest.raises(ValueError, match=r"allowed|no host"):
        documents(source)


def test_plain_english_text_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    code = (
        "import sys; from onrecord.intake import documents;"
        f"print([doc.language for doc in documents({str(tmp_path / 'a.txt')!r})],"
        "sorted({'lxml', 'trafilatura', 'py3langid', 'charset_normalizer', 'ssl'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert ran.stdout == "['en'] []\n"


MAGIC = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x1f\x8b\x08",
    b"%PDF-",
    b'{"text":',
    b"\xe2\x80",
    b"The minister said that he would not. ",
    b"\0",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([".txt", ".jsonl", ".json", ".gz", "", ".ndjson"]),
    st.lists(st.one_of(st.sampled_from(MAGIC), st.binary(max_size=40), st.text(max_size=40).map(lambda s: s.encode()))),
)
def test_any_bytes_give_documents_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, parts: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"fuzz{suffix}"
    data = b"".join(parts)
    path.write_bytes(data)
    for item in documents(str(path), IntakeOptions(any_language=True)):
        assert isinstance(item, Document | UnreadableDocument)
        str(item).encode()
        if isinstance(item, Document) and item.format == "text":
            encodings = ["utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251", "koi8_r", "mac_roman", "shift_jis"]
            encodings += ["gb18030", "big5", "euc_kr", "euc_jp", "utf-32"]
            assert any(item.text == data.decode(name, "replace") for name in encodings)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=300))
def test_utf8_is_returned_exactly(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "exact.txt"
    path.write_bytes((NEWS + text).encode())
    item = only(path)
    if isinstance(item, Document):
        assert item.text == NEWS + text
    else:
        assert "control characters" in item.reason or "not English" in item.reason
