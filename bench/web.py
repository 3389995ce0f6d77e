"""How fast the pages answer, how large they are, and whether they hold while a writer adds.

    python -m bench.ledger grow --statements 100000 --ledger m.db && python -m bench.ledger multiply m.db --times 10
    python -m bench.web first-byte m.db --requests 60
    python -m bench.web load m.db --readers 50 --seconds 40

A server of its own answers, as `onrecord serve` runs it; addresses are drawn from the ledger, always the same.
Times are by the clock, one request after the other on a connection that is kept: they mean something where nothing
else runs.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import dispatches
from bench.ledger import RUN
from onrecord.ledger.store import Ledger

MEDIAN_MS, P99_MS, PAGE_KB = 100, 300, 200  # what is promised of every kind of page


class Drawn:
    """Addresses of each kind, drawn from a ledger."""

    def __init__(self, path: Path, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        with Ledger(path, read_only=True) as ledger:
            low, high = ledger.ask("SELECT min(key), max(key) FROM statement WHERE day IS NOT NULL")[0]
            self.statements = [self._one(ledger, "statement", low, high) for _ in range(200)]
            self.positions = [self._one(ledger, "position", low, high) for _ in range(200)]
            self.days = [row["day"][:10] for row in self.statements]
            self.most = [ident for (ident,) in ledger.ask("SELECT id FROM actor ORDER BY quoted DESC LIMIT 20")]
            self.documents = [
                ident for row in self.statements for (ident,) in ledger.ask(
                    "SELECT id FROM document WHERE key = ?", (row["document"],))
            ]  # fmt: skip
            self.actors = [
                ident for row in self.statements if row["actor"] for (ident,) in ledger.ask(
                    "SELECT one.id FROM actor JOIN actor AS one ON one.key = actor.identity WHERE actor.key = ?",
                    (row["actor"],))
            ]  # fmt: skip
            self.objects = [
                ident for row in self.positions if row["object_actor"] for (ident,) in ledger.ask(
                    "SELECT id FROM actor WHERE key = ?", (row["object_actor"],))
            ]  # fmt: skip

    def _one(self, ledger: Ledger, table: str, low: int, high: int) -> dict[str, Any]:
        place = self.chance.randint(low, high)
        cursor = ledger.connection.execute(f"SELECT * FROM {table} WHERE key >= ? ORDER BY key LIMIT 1", (place,))
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))

    def kinds(self) -> dict[str, list[str]]:
        """Kinds of page, each with addresses to draw from."""
        common = [dispatches.word(rank) for rank in (0, 1, 2, 5, 10, 20)]
        rare = [dispatches.word(rank) for rank in range(3_000, 6_000, 150)]
        names = [dispatches.actor(rank)[0] for rank in (*range(10), *range(100, 4_000, 250))]
        outlets = [f"Outlet {rank}" for rank in (0, 1, 5, 50, 120, 250)]
        deep = [str(row["key"]) for row in self.statements[:40]]
        relations = ("supports", "recognises", "denies")

        def of(path: str, **choices: list[Any]) -> list[str]:
            drawn = [{name: self.chance.choice(some) for name, some in choices.items()} for _ in range(120)]
            return list(dict.fromkeys(f"{path}?{urlencode(one)}" for one in drawn))

        topics = [row["topic"] for row in self.positions]
        found = {
            "front": ["/"],
            "statements": ["/statements"], "statements, deep": of("/statements", after=deep),
            "statements, common words": of("/statements", q=common),
            "statements, rare words": of("/statements", q=rare),
            "statements, two words": of("/statements", q=[f"{a} {b}" for a in common for b in common]),
            "statements, a period": of("/statements", since=self.days, form=["indirect"]),
            "statements, an outlet": of("/statements", outlet=outlets),
            "statements, none fit": of("/statements", form=["direct"], polarity=["negated"]),
            "statements, an actor's words": of("/statements", q=common, actor=self.most),
            "statements as JSON": of("/statements.json", limit=[200]),
            "statements as CSV": of("/statements.csv", q=common),
            "statements as a feed": of("/statements.atom", actor=self.most),
            "documents": ["/documents"], "documents, words": of("/documents", q=common + rare),
            "documents, an outlet": of("/documents", outlet=outlets),
            "actors": ["/actors"], "actors, a name": of("/actors", q=names),
            "actor": [f"/actor/{ident}" for ident in self.actors],
            "actor, quoted most": [f"/actor/{i}" for i in self.most],
            "actor, filtered": [f"/actor/{ident}?q={self.chance.choice(common)}" for ident in self.actors],
            "document": [f"/document/{ident}" for ident in self.documents],
            "document as JSON": [f"/document/{ident}.json" for ident in self.documents],
            "statement": [f"/statement/{row['id']}" for row in self.statements],
            "positions": of("/positions", relation=relations), "positions, words": of("/positions", q=common),
            "object, a topic": of("/object", topic=topics), "object, an actor": of("/object", actor=self.objects),
            "object, spoken of most": of("/object", actor=self.most),
            "disputes": of("/disputes", until=self.days), "disputes, newest": ["/disputes"],
            "calendar": of("/calendar", since=self.days),
            "calendar, an actor": of("/calendar", since=self.days, actor=self.most),
            "calendar as iCalendar": of("/calendar.ics", since=self.days),
            "timeline": of("/timeline", until=self.days), "timeline, an actor": of("/timeline", actor=self.most),
            "timeline, a period": of("/timeline", since=["2016", "2017-03"], until=["2018", "2017-04"]),
            "events as JSON": of("/events.json", status=["scheduled", "happened"]),
            "verify": ["/verify"], "corrections": ["/corrections"], "API": ["/openapi.json"],
            "SQL": of("/sql", q=["SELECT * FROM statements LIMIT 20", "SELECT name, number FROM tally"]),
        }  # fmt: skip
        return {kind: addresses for kind, addresses in found.items() if addresses}


@contextlib.contextmanager
def served(path: Path) -> Iterator[int]:
    """The port of a server that shows the ledger."""
    command = [sys.executable, "-m", "onrecord", "serve", "--ledger", str(path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            line = server.stderr.readline()
            found = re.search(r":(\d+)/", line)
            if not found:
                raise SystemExit(f"the server did not start: {line}")
            yield int(found[1])
        finally:
            server.terminate()


def asked(connection: http.client.HTTPConnection, address: str) -> tuple[int, float, int]:
    """Status, milliseconds to the first byte of the body, bytes of the page."""
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    first = answer.read(1)
    waited = 1000 * (time.perf_counter() - started)
    return answer.status, waited, len(first) + len(answer.read())


def first_byte(path: Path, requests: int) -> int:
    """A line for each kind; how many kinds are slower or larger than promised."""
    drawn = Drawn(path)
    failed = 0
    with Ledger(path, read_only=True) as ledger:
        number = ledger.ask("SELECT count(*) FROM statement")[0][0]
    print(f"{number:,} statements; ms to the first byte, {requests} requests of each kind")
    with served(path) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for kind, addresses in drawn.kinds().items():
            asked(connection, addresses[0])
            chosen = [addresses[n % len(addresses)] for n in range(requests)]
            found = [asked(connection, address) for address in chosen]
            wrong = [address for address, (status, *_) in zip(chosen, found, strict=True) if status != 200]
            times = sorted(waited for _, waited, _ in found)
            median, worst = statistics.median(times), times[min(len(times) - 1, int(0.99 * len(times)))]
            size = max(size for *_, size in found) / 1000
            data = " as " in kind or kind == "API"
            bad = median > MEDIAN_MS or worst > P99_MS or (size > PAGE_KB and not data) or bool(wrong)
            failed += bad
            print(f"{kind:30} median {median:6.1f}  p99 {worst:7.1f}  largest {size:6.1f} kB{'  <- !' if bad else ''}")
            if wrong:
                print(f"  {len(wrong)} not answered, such as {wrong[0]}")
    print(f"{failed} kinds over {MEDIAN_MS} ms at the median, {P99_MS} ms at p99 or {PAGE_KB} kB")
    return min(failed, os.EX_SOFTWARE)


def load(path: Path, readers: int, seconds: float) -> int:
    """Readers at once, and a writer that adds meanwhile; how many answers were no pages."""
    pages = [address for addresses in Drawn(path).kinds().values() for address in addresses]
    ends = time.monotonic() + seconds
    errors: list[str] = []
    times: list[float] = []
    added = 0

    def read(port: int, number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while time.monotonic() < ends:
            address = chance.choice(pages)
            try:
                status, waited, _ = asked(connection, address)
            except (OSError, http.client.HTTPException) as error:
                errors.append(f"{address}: {error!r}")
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
                continue
            times.append(waited)
            if status != 200:
                errors.append(f"{address}: {status}")

    with served(path) as port:
        threads = [threading.Thread(target=read, args=(port, number)) for number in range(readers)]
        for thread in threads:
            thread.start()
        with Ledger(path) as ledger:
            number = 50_000_000  # of dispatches that are not in it
            while time.monotonic() < ends:
                ledger.add(dispatches.record(number + added), RUN)
                added += 1
        for thread in threads:
            thread.join()
    print(f"{readers} readers, {seconds:.0f} s: {len(times):,} pages beside {added:,} documents added, "
          f"{len(errors)} errors; first byte {statistics.median(times):.0f} ms at the median")  # fmt: skip
    for error in errors[:10]:
        print(f"  {error}")
    return min(len(errors), os.EX_SOFTWARE)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    measuring, loading = commands.add_parser("first-byte"), commands.add_parser("load")
    for part in (measuring, loading):
        part.add_argument("ledger", type=Path)
    measuring.add_argument("--requests", type=int, default=60)
    loading.add_argument("--readers", type=int, default=50)
    loading.add_argument("--seconds", type=float, default=40)
    given = parser.parse_args()
    if given.command == "load":
        return load(given.ledger, given.readers, given.seconds)
    return first_byte(given.ledger, given.requests)


if __name__ == "__main__":
    sys.exit(main())
