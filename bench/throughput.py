"""Throughput of corpora: pages a second of one process, of two, and of Spark, on web archives made by rule.

    $ python -m bench.throughput make crawl --pages 20000 --files 8       # a few seconds; nothing of it is kept in git
    $ python -m bench.throughput run crawl --spark

`make` writes WARC files as a crawl of news sites has them: articles of ours with other names and figures in each, front
pages, pages of shops, pages in other languages, pictures, errors, and records that are broken. `run` reads them with
`onrecord corpus read` in one process and in two, and by Spark with two executors, each into a folder of its own, and
compares the tables. Rates are by the clock and mean something on a quiet machine only; CPU time is given beside them:
two processes that lose nothing to each other take as much of it as one.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bench.child import ONE_THREAD, last_line
from bench.memory import dispatches

_LINK = '<li><a href="/n/{n}">{words}</a></li>'
_PAGE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:type" content="{kind}"><meta property="og:site_name" content="{site}">{date}
<style>body{{font:16px serif}} nav li{{display:inline}}</style></head><body>
<header><nav><ul>{links}</ul></nav></header><main>{body}</main>
<aside><h3>Most read</h3><ul>{links}</ul></aside><footer><p>© {site}. All rights reserved.</p></footer></body></html>"""
_DATE = '<meta property="article:published_time" content="2024-02-{day:02}T{hour:02}:15:00Z">'
_FOREIGN = (
    "Der Minister sagte am Montag, dass die Häfen des Landes bis zum Ende der Woche geschlossen bleiben.",
    "Le ministre a déclaré lundi que les ports du pays resteraient fermés jusqu'à la fin de la semaine.",
    "El ministro dijo el lunes que los puertos del país permanecerán cerrados hasta el final de la semana.",
)
# What a crawl holds: share of the pages, and how one is made. The rest, after these, are broken.
KINDS = ("article", "front page", "shop", "foreign", "picture", "error", "broken")


# Around the encoder: what `bench.profile` does not know, because one document alone never meets it.
AROUND = {
    "WARC, sieve": ("onrecord.corpus.reading:outcomes",),
    "HTML": ("onrecord.intake.warc:read_html",),
    "rows": ("onrecord.corpus.tables:_rows_of",),
    "Arrow, Parquet": (
        "onrecord.corpus.tables:arrow_table",
        "onrecord.corpus.store:_Writing.add",
        "onrecord.corpus.store:_Writing.end",
    ),
}
LENGTH = 3  # dispatches of bench.memory in an article: six paragraphs, some 300 words
NETWORKS = ("encoder", "heads over words", "attribution pairs")
EVERY_S = 0.5  # between two looks at the processes of a run


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run over a crawl."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, of all processes as last looked at
    resident: tuple[float, ...]  # MB of all processes together, at each look


def pages(count: int, news: float, seed: int = 7) -> Iterator[tuple[str, str, bytes]]:
    """(kind, HTTP headers, body) of so many pages, `news` of them articles; the same in every run."""
    dice = random.Random(seed)
    texts = dispatches(LENGTH * count)
    weights = [news, *((1 - news) * share for share in (0.3, 0.2, 0.25, 0.1, 0.1, 0.05))]
    for number in range(count):
        (kind,) = dice.choices(KINDS, weights)
        text = "\n\n".join(islice(texts, LENGTH))
        words = text.split()
        links = "".join(_LINK.format(n=n, words=" ".join(dice.sample(words, 5))) for n in range(dice.randint(15, 40)))
        site = f"The {words[0].strip('.,“”').title()} Courier"
        facts = {"lang": "en", "title": html.escape(" ".join(words[:8])), "site": html.escape(site), "links": links}
        headers = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        date = _DATE.format(day=dice.randint(1, 28), hour=dice.randint(0, 23))
        if kind == "article":
            parts = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
            body = _PAGE.format(
                kind="article", date=date, body=f"<article><h1>{facts['title']}</h1>{parts}</article>", **facts
            )
        elif kind == "front page":
            body = _PAGE.format(kind="website", date="", body=f"<ul>{links * 3}</ul>", **facts)
        elif kind == "shop":
            body = _PAGE.format(
                kind="product", date="", body=f"<h1>Offer {number}</h1><p>Only 9.99. Buy now.</p>", **facts
            )
        elif kind == "foreign":
            parts = "".join(f"<p>{_FOREIGN[number % 3]} {n}</p>" for n in range(8))
            body = _PAGE.format(kind="article", date=date, body=f"<article>{parts}</article>", **facts | {"lang": "de"})
        elif kind == "picture":
            yield kind, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n", b"\xff\xd8\xff" + dice.randbytes(20_000)
            continue
        elif kind == "error":
            headers = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n"
            body = "<html><body><h1>Not found</h1></body></html>"
        else:
            body = _PAGE.format(kind="article", date=date, body=f"<article><p>{html.escape(text)}", **facts)
            yield kind, headers, body.encode()[: dice.randint(200, 900)] + b"\xff\xfe\x00"
            continue
        yield kind, headers, body.encode()


def record(address: str, headers: str, body: bytes, *, wrong_digest: bool = False) -> bytes:
    """A WARC response record as a gzip member."""
    payload = headers.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    digest = base64.b32encode(hashlib.sha1(body + b"x" * wrong_digest).digest()).decode()
    name = hashlib.sha256(address.encode()).hexdigest()
    about = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-02-05T12:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{name[:8]}-{name[8:12]}-4{name[12:15]}-8{name[15:18]}-{name[18:30]}>\r\n"
        f"WARC-Payload-Digest: sha1:{digest}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return gzip.compress(about.encode() + payload + b"\r\n\r\n", 6, mtime=0)


def looked_at(process: int) -> tuple[dict[int, float], float]:
    """CPU seconds of a process and of each below it, and the MB that they hold together."""
    cpu, pages_held, waiting = {}, 0, [process]
    while waiting:
        one = waiting.pop()
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            cpu[one] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            pages_held += int(Path(f"/proc/{one}/statm").read_text().split()[1])
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):  # it has ended meanwhile
            continue
    return cpu, pages_held * os.sysconf("SC_PAGE_SIZE") / 1e6


def cost(command: list[str]) -> Cost:
    """What a command costs with all that it starts; it must exit with 0 or, where something was set aside, 1."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | ONE_THREAD, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    spent: dict[int, float] = {}
    held: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(EVERY_S):
            cpu, resident = looked_at(process.pid)
            spent.update(cpu)
            held.append(resident)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    _, told = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode not in (0, 1):
        raise click.ClickException(f"exit code {process.returncode}: {last_line(told)}")
    return Cost(time.perf_counter() - begun, sum(spent.values()), tuple(held))


def growth(held: tuple[float, ...]) -> float | None:
    """How much more is held at the end than once it runs, %: medians of the last quarter and of the second one."""
    quarter = len(held) // 4
    if not quarter:
        return None
    return 100 * (statistics.median(held[-quarter:]) / statistics.median(held[quarter : 2 * quarter]) - 1)


def stages(archives: list[Path]) -> dict[str, float]:
    """CPU seconds by stage of reading archives in this process, once the first has warmed it up."""
    from bench.profile import STAGES, Clock, watched
    from onrecord.corpus.reading import read_corpus, shards_below
    from onrecord.corpus.store import Corpus
    from onrecord.intake import IntakeOptions
    from onrecord.ledger.adding import run_of

    with tempfile.TemporaryDirectory() as folder:
        for some in (archives[:1], archives[1:] or archives):
            clock = Clock()
            with watched(clock, STAGES | AROUND):
                for _ in read_corpus(shards_below(some), Corpus(folder), run_of(), options=IntakeOptions()):
                    pass
    return dict(clock.spent)


def tables(folder: Path) -> str:
    """A hash of all tables: equal where every byte is."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.parquet")):
        digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Pages a second of corpora."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--pages", "count", type=click.IntRange(1), default=20_000, show_default=True)
@click.option("--files", type=click.IntRange(1), default=8, show_default=True, help="Archives: each is a shard.")
@click.option(
    "--news", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share of articles in English."
)
def make(folder: Path, count: int, files: int, news: float) -> None:
    """Write a crawl by rule: the same bytes for the same options."""
    folder.mkdir(parents=True, exist_ok=True)
    made: Counter[str] = Counter()
    archives = [(folder / f"crawl-{number:05}.warc.gz").open("wb") for number in range(files)]
    try:
        for number, (kind, headers, body) in enumerate(pages(count, news)):
            address = f"https://news{number % 97}.example/{kind.replace(' ', '-')}/{number}"
            wrong = kind == "broken" and number % 2 == 1
            archives[number % files].write(record(address, headers, body, wrong_digest=wrong))
            made[kind] += 1
        archives[-1].write(record("https://news.example/cut", "HTTP/1.1 200 OK\r\n", b"cut" * 999)[:-200])
    finally:
        for archive in archives:
            archive.close()
    click.echo(", ".join(f"{made[kind]:,} {kind}" for kind in KINDS))


@main.command()
@click.argument("crawl", type=click.Path(exists=True, path_type=Path))
@click.option("--spark", is_flag=True, help="By Spark, too, which needs Java.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the figures to FILE.")
def run(crawl: Path, spark: bool, json_file: Path | None) -> None:
    """Read a crawl by one process, by two and by Spark, and say what each took."""
    program = [sys.executable, "-m", "onrecord", "corpus", "read", str(crawl)]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as place:
        engines = {
            name: [*program, "--jobs", jobs, "--out", f"{place}/{name}"] for name, jobs in (("one", "1"), ("two", "2"))
        }
        if spark:
            engines["spark"] = [sys.executable, "-m", "bench.throughput", "by-spark", str(crawl), f"{place}/spark"]
        for name, command in engines.items():
            click.echo(f"throughput: {name} …", err=True)
            spent = cost(command)
            found[name] = {
                "wall": spent.wall,
                "cpu": spent.cpu,
                "largest MB": max(spent.resident, default=None),
                "growth %": growth(spent.resident),
                "tables": tables(Path(place) / name),
            }
        found |= _counts(Path(place) / "one")
    click.echo("throughput: stages …", err=True)
    by_stage = stages(sorted(crawl.iterdir())[:3])
    networks = sum(by_stage.get(name, 0) for name in NETWORKS)
    around = {name: by_stage.get(name, 0.0) for name in AROUND}
    found |= {"around": around, "networks": networks, "stages": by_stage}
    _show(found)
    if json_file:
        json_file.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if len({found[name]["tables"] for name in engines}) > 1:
        raise click.ClickException("the engines gave different tables")


def _counts(folder: Path) -> dict[str, int]:
    from onrecord.corpus.store import Corpus

    corpus = Corpus(folder)
    found = [done for name in corpus.shards() if (done := corpus.done(name))]
    names = ("documents", "rejected", "passed_over", "statements")
    return {name: sum(getattr(done, name) for done in found) for name in names}


def _show(found: dict[str, Any]) -> None:
    pages_read = found["documents"] + found["rejected"] + found["passed_over"]
    click.echo(
        f"{pages_read:,} pages: {found['documents']:,} documents with {found['statements']:,} statements, "
        f"{found['passed_over']:,} passed over, {found['rejected']:,} rejected"
    )
    one = found["one"]
    for name in ("one", "two", "spark"):
        if name in found:
            spent = found[name]
            grown = "" if spent["growth %"] is None else f", grown by {spent['growth %']:.1f} %"
            click.echo(
                f"{name}: {spent['wall']:.0f} s ({pages_read / spent['wall']:.1f} pages/s, "
                f"{one['wall'] / spent['wall']:.2f} x one), CPU {spent['cpu']:.0f} s "
                f"({one['cpu'] / spent['cpu']:.2f} of one's a CPU-second), {spent['largest MB']:.0f} MB{grown}"
            )
    total = sum(found["stages"].values())
    around = ", ".join(f"{name} {100 * spent / total:.1f} %" for name, spent in found["around"].items())
    click.echo(f"CPU by stage: networks {100 * found['networks'] / total:.1f} %; {around}")


@main.command("by-spark", hidden=True)
@click.argument("crawl")
@click.argument("out")
def by_spark(crawl: str, out: str) -> None:
    """What `run --spark` starts: two executors of one core each."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["SPARK_WORKER_DIR"] = f"{out}-work"
    from pyspark.sql import SparkSession

    from onrecord.spark import read_corpus

    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    here = os.pathsep.join(path for path in sys.path if path)  # executors run what this process runs
    builder = builder.config("spark.executorEnv.PYTHONPATH", here)
    session = builder.config("spark.executor.memory", "512m").getOrCreate()
    report = read_corpus(session, [crawl], out)
    session.stop()
    if report.failed or report.missing:
        raise click.ClickException(f"{report.failed or report.missing}")


if __name__ == "__main__":
    main(prog_name="python -m bench.throughput")
