"""Folders: the order, what is skipped, and what cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from onrecord.intake import documents
from onrecord.record import Document, UnreadableDocument

TEXT = "The council said on Friday that it would not sell the ferry."


def sources(folder: Path) -> list[str]:
    return [os.path.relpath(item.source, folder) for item in documents(str(folder))]


def test_files_come_in_the_order_of_their_names_and_hidden_ones_do_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c.txt", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT)
    assert sources(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_links_in_a_circle_end_and_no_folder_is_read_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text(TEXT)
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert sources(tmp_path) == ["a/one.txt"]


def test_what_cannot_be_opened_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    (tmp_path / "locked").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "secret.txt").write_text(TEXT)
    (tmp_path / "text.txt").write_text(TEXT)
    scandir, open_path = os.scandir, Path.open

    def guarded(path: Any) -> Any:  # permissions do not hold back the administrator that tests may run as
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def guarded_open(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "secret.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return open_path(path, *args, **options)

    monkeypatch.setattr(os, "scandir", guarded)
    monkeypatch.setattr(Path, "open", guarded_open)
    items = list(documents(str(tmp_path)))
    assert [str(item).removeprefix(f"{tmp_path}/") for item in items if isinstance(item, UnreadableDocument)] == [
        "broken.txt: cannot be opened: No such file or directory",
        "circle.txt: cannot be opened: Too many levels of symbolic links",
        "locked: cannot be opened: Permission denied",
        "pipe.txt: not a regular file",
        "secret.txt: cannot be opened: Permission denied",
    ]
    assert [Path(item.source).name for item in items if isinstance(item, Document)] == ["text.txt"]


def test_a_missing_file_and_an_empty_folder_are_said(tmp_path: Path) -> None:
    assert str(*documents(str(tmp_path / "no.txt"))).endswith("no.txt: cannot be opened: No such file or directory")
    assert "File name too long" in str(*documents("a" * 5000))
    assert str(*documents(str(tmp_path))).endswith(": nothing to read in this folder")


def test_a_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(TEXT)
    (doc,) = documents(str(tmp_path))
    assert doc.source.encode().endswith(b"caf\\xe9.txt")


def test_a_named_pipe_given_by_name_is_read(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, TEXT.encode())
    os.close(write_end)
    (doc,) = documents(f"/dev/fd/{read_end}")
    os.close(read_end)
    assert isinstance(doc, Document)
    assert doc.text == TEXT
