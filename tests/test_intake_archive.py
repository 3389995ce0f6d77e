"""ZIP, tar and Parquet: what is in them, in their order; bombs and damage end in a reason, in bounded time and memory."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import packed, page, response

from onrecord.intake import IntakeOptions, archive, documents, documents_of
from onrecord.record import Document, UnreadableDocument

SAID = "The council of Velmora said on Friday that it would not sell the ferry."
FILES = {
    "b.txt": SAID.encode(),
    "a/page.html": page(),
    "a/lines.jsonl": json.dumps({"text": SAID + " Twice."}).encode() + b"\nbroken\n",
    "a/pages.warc.gz": packed(response("https://courier.example/1", page())),
    "a/packed.txt.gz": gzip.compress(SAID.encode(), mtime=0),
    ".hidden/x.txt": SAID.encode(),
    "__MACOSX/x.txt": SAID.encode(),
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
}
EXPECTED = [
    "b.txt", "a/page.html", "a/lines.jsonl:1", "a/lines.jsonl:2!", "https://courier.example/1", "a/packed.txt.gz",
    "picture.png!",
]  # fmt: skip


def zipped(files: dict[str, bytes], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "x.zip": lambda data: data,
    "x.tar": lambda data: data,
    "x.tar.gz": lambda data: gzip.compress(data, mtime=0),
    "x.tgz": lambda data: gzip.compress(data, mtime=0),
    "x.tar.bz2": bz2.compress,
    "x.tar.xz": lzma.compress,
}


def made(name: str, files: dict[str, bytes]) -> bytes:
    return FORMS[name](zipped(files) if name.endswith("zip") else tarred(files))


def read(data: bytes, name: str, **options: Any) -> list[Document | UnreadableDocument]:
    return list(documents_of(io.BytesIO(data), name, IntakeOptions(**options)))


def sources(items: list[Document | UnreadableDocument], name: str) -> list[str]:
    return [
        item.source.removeprefix(f"{name}/") + ("!" if isinstance(item, UnreadableDocument) else "") for item in items
    ]


@pytest.mark.parametrize("name", FORMS)
def test_every_file_of_an_archive_is_read_as_what_it_is(name: str, tmp_path: Path) -> None:
    data = made(name, FILES)
    assert sources(read(data, name), name) == EXPECTED
    (tmp_path / name).write_bytes(data)
    assert sources(list(documents(str(tmp_path / name))), str(tmp_path / name)) == EXPECTED


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_an_archive_is_known_by_its_content(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(name, {"b.txt": SAID.encode()})
    monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": io.BytesIO(data)}))
    (doc,) = documents("-")
    assert isinstance(doc, Document) and (doc.text, doc.source) == (SAID, "-/b.txt")


def test_what_stands_in_an_archive_gives_the_same_text_as_a_file() -> None:
    texts = [item.text for item in read(made("x.zip", FILES), "x.zip") if isinstance(item, Document)]
    assert texts[0] == texts[4] == SAID


@pytest.mark.parametrize("name", FORMS)
def test_an_archive_within_an_archive_is_not_opened(name: str) -> None:
    inner = made(name, {"b.txt": SAID.encode()})
    (item,) = read(zipped({name: inner}), "out.zip")
    assert str(item) == f"out.zip/{name}: an archive within an archive; unpack the outer one"


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path) -> None:
    (doc,) = read(tarred({"../../../etc/passwd.txt": SAID.encode()}), "x.tar")
    assert isinstance(doc, Document) and doc.text == SAID and not list(tmp_path.iterdir())


def test_links_and_devices_in_a_tar_are_passed_by() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            member = tarfile.TarInfo(f"x{kind!r}.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            made.addfile(member)
    assert read(out.getvalue(), "x.tar") == []


@pytest.mark.parametrize("name", ["x.zip", "x.tar", "x.tar.gz"])
def test_an_archive_cut_short_gives_what_came_before(name: str) -> None:
    data = made(name, {"a.txt": SAID.encode(), "b.txt": bytes(range(256)) * 4000})
    items = read(data[: len(data) * 2 // 3], name)
    assert isinstance(items[-1], UnreadableDocument)
    if name != "x.zip":  # whose table of contents stands at the end
        assert isinstance(items[0], Document) and items[0].text == SAID


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(zipped({"a.txt": SAID.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert [str(item) for item in read(bytes(data), "x.zip")] == ["x.zip/a.txt: encrypted"]


# Bombs.


def bounded(call: Callable[[], list[Any]], *, megabytes: int, seconds: float) -> list[Any]:
    """What a call gives, if it keeps within memory and CPU time."""
    tracemalloc.start()
    began = time.process_time()
    try:
        return call()
    finally:
        took, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < megabytes << 20, f"{peak >> 20} MB"
        assert took < seconds, f"{took:.1f} s"


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar.bz2", "x.tar.xz"])
def test_a_member_that_unpacks_without_end_is_named_and_the_rest_is_read(name: str) -> None:
    data = made(name, {"bomb.txt": b"ha " * (10 << 20), "b.txt": SAID.encode()})
    bomb, doc = bounded(lambda: read(data, name, max_bytes=1 << 20), megabytes=60, seconds=20)
    assert str(bomb).startswith(f"{name}/bomb.txt: too large: more bytes than the limit of 1,048,576")
    assert isinstance(doc, Document) and doc.text == SAID


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar.xz"])
def test_what_all_members_unpack_to_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ALWAYS_BYTES", 4 << 20)
    monkeypatch.setattr(archive, "RATIO", 10)
    files = {f"{n}.jsonl": (json.dumps({"text": SAID}) + "\n").encode() * 10_000 for n in range(20)}
    items = bounded(lambda: read(made(name, files), name), megabytes=120, seconds=60)
    assert "unpacks to more than" in str(items[-1])
    assert 0 < sum(isinstance(item, Document) for item in items) < 100_000


def test_headers_of_a_tar_without_end_are_bounded() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
        member = tarfile.TarInfo("a.txt")
        member.pax_headers = {"comment": "x" * (40 << 20)}
        made.addfile(member)
    data = gzip.compress(out.getvalue())
    (item,) = bounded(lambda: read(data, "x.tar.gz"), megabytes=40, seconds=20)
    assert str(item).startswith("x.tar.gz: damaged tar archive")


def test_the_number_of_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    files = {f"{n}.txt": SAID.encode() for n in range(9)}
    for name in ("x.zip", "x.tar"):
        items = read(made(name, files), name)
        assert len(items) == 6 and "members; the rest is not read" in str(items[-1])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.floats(0, 1), st.integers(0, 400), st.binary(max_size=40))
def test_an_archive_of_any_bytes_is_read_or_refused(name: str, where: float, length: int, put: bytes) -> None:
    data = made(
        name, {"a.txt": SAID.encode(), "b/c.jsonl": json.dumps({"text": SAID}).encode(), "d.txt": SAID.encode()}
    )
    start = int(where * len(data))
    for item in read(data[:start] + put + data[start + length :], name):
        assert isinstance(item, Document | UnreadableDocument)


# Parquet and columns.


def parquet(**columns: list[Any]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=100)
    return out.getvalue()


def test_a_row_of_parquet_is_a_document() -> None:
    data = parquet(
        text=[SAID, None, " "], title=["No sale", "x", "y"], published=["2024-01-05", None, None], other=[1, 2, 3]
    )
    doc, missing, empty = read(data, "x.parquet")
    assert isinstance(doc, Document)
    assert (doc.text, doc.title, doc.published, doc.source, doc.format) == (
        SAID, "No sale", "2024-01-05", "x.parquet:1", "parquet",
    )  # fmt: skip
    assert [str(missing), str(empty)] == [
        "x.parquet:2: field text is a JSON null; allowed: a string", "x.parquet:3: empty",
    ]  # fmt: skip


def test_columns_say_which_is_what_in_parquet_and_in_lines_of_json() -> None:
    columns = (("text", "body"), ("published", "date"), ("byline", "authors"), ("source", "url"))
    when = datetime.datetime(2024, 1, 5, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    table = parquet(
        body=[SAID], date=pa.array([when]), authors=[["Jane Roe", "Tom Arden"]], url=["https://a.example/1"]
    )
    line = {
        "body": SAID,
        "date": "2024-01-05T11:30:00Z",
        "authors": ["Jane Roe", "Tom Arden"],
        "url": "https://a.example/1",
    }
    (one,) = read(table, "x.parquet", columns=columns)
    (other,) = read(json.dumps(line).encode(), "x.jsonl", columns=columns)
    for doc in (one, other):
        assert isinstance(doc, Document), doc
        assert (doc.text, doc.published, doc.published_from, doc.byline, doc.source) == (
            SAID, "2024-01-05T11:30:00Z", "field date", "Jane Roe, Tom Arden", "https://a.example/1",
        )  # fmt: skip


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    assert [str(item) for item in read(parquet(body=[SAID]), "x.parquet")] == [
        "x.parquet: no column text; it has 'body'; --columns text=NAME names the one"
    ]
    (item,) = read(b'{"content": "x"}\n', "x.jsonl", columns=(("text", "body"),))
    assert str(item) == "x.jsonl:1: no field body; it has 'content'"


def test_parquet_is_read_in_bounded_memory() -> None:
    data = parquet(text=[f"{SAID} {n} " + "It did. " * 500 for n in range(2_000)])
    seen = bounded(
        lambda: [len(read_one.text) for read_one in documents_of(io.BytesIO(data), "x.parquet")],
        megabytes=40,
        seconds=60,
    )
    assert len(seen) == 2_000


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=40))
def test_parquet_of_any_bytes_is_read_or_refused(where: float, length: int, put: bytes) -> None:
    data = parquet(text=[SAID] * 3)
    start = int(where * len(data))
    for item in read(data[:start] + put + data[start + length :], "x.parquet"):
        assert isinstance(item, Document | UnreadableDocument)


def test_without_its_library_parquet_is_set_aside_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.intake.needed.find_spec", lambda name: None)
    assert [str(item) for item in read(parquet(text=[SAID]), "x.parquet")] == [
        "x.parquet: needs pyarrow, which is not installed: pip install 'onrecord[parquet]'"
    ]


@pytest.mark.parametrize("columns", [(("body", "text"),), (("text", ""),)])
def test_a_column_of_ours_that_does_not_exist_is_wrong_usage(columns: Any) -> None:
    with pytest.raises(ValueError, match="allowed: NAME=COLUMN"):
        IntakeOptions(columns=columns)
