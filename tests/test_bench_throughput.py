"""The crawl by rule holds what it says, and what is measured on it is measured."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.throughput import AROUND, KINDS, growth, looked_at, main, pages
from onrecord.intake import IntakeOptions, documents
from onrecord.record import Document


def made(folder: Path, *options: str) -> Counter:
    done = CliRunner().invoke(main, ["make", str(folder), *options])
    assert done.exit_code == 0, done.output
    return Counter(
        {kind: int(count) for count, kind in (part.split(" ", 1) for part in done.stdout.strip().split(", "))}
    )


def test_a_crawl_is_the_same_each_time_and_its_articles_are_read(tmp_path):
    options = ("--pages", "120", "--files", "2", "--news", "0.2")
    kinds = made(tmp_path / "a", *options)
    made(tmp_path / "b", *options)
    archives = sorted((tmp_path / "a").iterdir())
    assert [file.read_bytes() for file in archives] == [
        file.read_bytes() for file in sorted((tmp_path / "b").iterdir())
    ]
    passed_over: Counter[str] = Counter()
    found = [one for file in archives for one in documents(str(file), IntakeOptions(), passed_over=passed_over)]
    read = [one for one in found if isinstance(one, Document)]
    assert {one.source.split("/")[3] for one in read} == {"article"}
    assert len(read) == kinds["article"] > 9
    assert all(one.published and len(one.text) > 500 for one in read)
    assert len(found) - len(read) + sum(passed_over.values()) == 120 - kinds["article"] + 1, "a page is lost"
    assert len(passed_over) > 3


def test_every_kind_of_page_is_made():
    assert {kind for kind, _, _ in pages(400, 0.1)} == set(KINDS)


def test_growth_is_that_of_the_end_over_the_time_after_the_start():
    flat = [50.0, *[100.0] * 40]
    assert growth(tuple(flat)) == pytest.approx(0)
    assert growth(tuple(flat[:20] + [value * 1.5 for value in flat[20:]])) == pytest.approx(50)
    assert growth((1.0, 2.0)) is None


def test_a_process_is_looked_at_with_those_below_it():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        below: dict[int, float] = {}
        while len(below) < 2:
            below, resident = looked_at(process.pid)
            assert process.poll() is None
        assert process.pid in below
        assert resident > 5
        process.communicate(b"\n")
    assert looked_at(os.getpid())[1] > resident


def test_what_stands_around_the_encoder_is_found():
    import importlib

    for place in (place for places in AROUND.values() for place in places):
        module, _, path = place.partition(":")
        owner = importlib.import_module(module)
        for name in path.split("."):
            owner = getattr(owner, name)
        assert callable(owner)
