"""What the ledger costs and withstands, on dispatches made by rule (`bench/dispatches.py`).

    python -m bench.ledger grow --statements 100000    # cost a document, size of the file, time of each question
    python -m bench.ledger multiply FILE --times 10    # copy what it holds under other ids and days, and ask
    python -m bench.ledger beside SMALL LARGE          # cost a document in ledgers of several sizes, in turns
    python -m bench.ledger cost --documents 200        # what storing adds to reading
    python -m bench.ledger kill --documents 1000 --kills 100
    python -m bench.ledger readers --readers 20 --seconds 60

Nothing here is a test: figures depend on the machine, and are printed beside what they are measured on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import dispatches
from onrecord import queries
from onrecord.ledger import keys
from onrecord.ledger.adding import add_documents
from onrecord.ledger.check import check
from onrecord.ledger.store import Ledger, Run
from onrecord.record import Document

RUN = Run("bench", "stub", threshold=0.4)


def grow(path: Path, statements: int, *, safe: bool = True, say: Callable[[str], None] = print) -> None:
    """Add dispatches until the ledger holds so many statements; print the cost of each tenfold, and ask.

    Not `safe`, nothing waits for the disk, which a power cut might make pay for.
    """
    with Ledger(path) as ledger:
        if not safe:
            ledger.connection.execute("PRAGMA synchronous = OFF")
        stored = ledger.ask("SELECT count(*) FROM statement")[0][0]
        number = ledger.ask("SELECT count(*) FROM document")[0][0]
        mark, spent, busy, since = 1000, 0.0, 0.0, number
        while stored < statements:
            record = dispatches.record(number)
            started, worked = time.perf_counter(), time.process_time()
            ledger.add(record, RUN)
            spent += time.perf_counter() - started
            busy += time.process_time() - worked
            stored += len(record.statements)
            number += 1
            if stored >= mark or stored >= statements:
                if number > since:
                    say(
                        f"{stored:>9,} statements, {number:>8,} documents: {1000 * busy / (number - since):6.2f} ms of "
                        f"the processor a document since the line before, {1000 * spent / (number - since):6.2f} in all"
                    )
                mark, spent, busy, since = mark * 10 if mark < 100_000 else mark + 100_000, 0.0, 0.0, number
    weigh(path, say=say)
    ask(path, say=say)


def beside(paths: Sequence[Path], *, documents: int = 300, say: Callable[[str], None] = print) -> None:
    """Add the same new dispatches to ledgers of several sizes, one by one in turns, so that all have the same luck."""
    ledgers = [Ledger(path) for path in paths]
    times: list[list[float]] = [[] for _ in ledgers]
    sizes = [ledger.ask("SELECT number FROM tally WHERE name = 'documents'")[0][0] for ledger in ledgers]
    first = max(sizes)
    for ledger in ledgers:
        ledger.connection.execute("PRAGMA synchronous = OFF")
    for number in range(first, first + documents):
        record = dispatches.record(number)
        for ledger, spent in zip(ledgers, times, strict=True):
            started = time.process_time()
            ledger.add(record, RUN)
            spent.append(1000 * (time.process_time() - started))
    for ledger, spent, size in zip(ledgers, times, sizes, strict=True):
        ledger.close()
        middle, mean = (kind(spent) / kind(times[0]) for kind in (statistics.median, statistics.fmean))
        say(
            f"{size:>9,} documents: {statistics.median(spent):.2f} ms of the processor a document at the median, "
            f"{statistics.fmean(spent):.2f} on average: {middle:.2f} and {mean:.2f} times the first"
        )


def weigh(path: Path, *, say: Callable[[str], None] = print) -> None:
    with Ledger(path) as ledger:
        ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        text, statements = ledger.ask(
            "SELECT (SELECT sum(length(CAST(text AS BLOB))) FROM document), (SELECT count(*) FROM statement)"
        )[0]
    size = path.stat().st_size
    say(
        f"file {size / 1e6:,.0f} MB, text {text / 1e6:,.0f} MB: {size / text:.2f} x the text, or 2 x the text and "
        f"{(size - 2 * text) / statements:,.0f} bytes a statement"
    )


def cost(count: int, *, say: Callable[[str], None] = print) -> None:
    """What storing adds to reading, in time of the processor, on short dispatches made from the examples."""
    from bench.memory import dispatches as from_examples
    from onrecord.read import Reader

    reader = Reader()
    found = [Document(text, source=f"{number}") for number, text in enumerate(from_examples(count + 1))]
    reader.read(found.pop())
    started = time.process_time()
    records = [reader.read(doc) for doc in found]
    reading, started = time.process_time() - started, time.process_time()
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "onrecord.db") as ledger:
        started = time.process_time()
        for record in records:
            ledger.note(record.document, RUN)
            ledger.add(record, RUN)
        storing = time.process_time() - started
    say(
        f"{count} dispatches: {1000 * reading / count:.1f} ms of the processor to read one, "
        f"{1000 * storing / count:.2f} to store it: {storing / reading:.1%} more"
    )


# The keys of each table that point to rows which are copied along, and their tables; actors, names and runs stay.
_COPIED = {
    "document": {"key": "document", "appearance": "appearance"},
    "appearance": {"key": "appearance", "document": "document"},
    "entity": {"key": "entity", "document": "document"},
    "role": {"entity": "entity"},
    "mention": {"entity": "entity"},
    "time": {"key": "time", "document": "document"},
    "statement": {"key": "statement", "document": "document", "speaker": "entity", "within": "statement"},
    "event": {"key": "event", "document": "document", "time": "time", "place": "entity", "according_to": "statement"},
    "participant": {"event": "event", "entity": "entity"},
    "position": {"key": "position", "document": "document", "holder": "entity", "object_entity": "entity",
                 "according_to": "statement"},
}  # fmt: skip
_DATES = ("day", "published", "said_begins", "said_ends", "begins", "ends", "value")
_INDEXED = (("document", "title, text", "appearance"), ("statement", "words, actor", "statement"),
            ("position", "words, holder, object", "position"))  # fmt: skip


def multiply(path: Path, times: int, *, say: Callable[[str], None] = print) -> None:
    """Copy all documents of a grown ledger `times` - 1 times: other ids, later days, the same people and words.

    A million statements through `add` take hours where the machine is shared. The copies are rows like any others, but
    keep the actors of their originals, which `check` names, and are in no story; what an `add` costs among them is then
    measured with real ones.
    """
    with Ledger(path) as ledger:
        connection = ledger.connection
        connection.execute("PRAGMA synchronous = OFF")
        connection.create_function(
            "hash", 1, lambda text: hashlib.sha256(text.encode()).hexdigest(), deterministic=True
        )
        last = {table: ledger.ask(f"SELECT max(key) FROM {table}")[0][0] for table in ("document", "entity", "time")}
        first, latest = map(
            keys.minute_of, ledger.ask("SELECT (SELECT min(key) FROM appearance), max(key) FROM event")[0]
        )
        days = (latest - first) // (1440 << keys.BITS) + 1
        for copy in range(1, times):
            step = dict.fromkeys(keys.TABLES, copy * days * 1440 << keys.BITS)  # keys follow the days
            step |= {table: copy * number for table, number in last.items()}
            connection.execute("BEGIN IMMEDIATE")
            for table, owners in _COPIED.items():
                names = [row[1] for row in ledger.ask(f"PRAGMA table_info({table})")]
                values = []
                for name in names:
                    value = f"{table}.{name}"
                    if name in owners:
                        value += f" + {step[owners[name]]}"
                    elif name in _DATES:
                        value = f"date({value}, '+{copy * days} days')"
                    elif table == "document" and name in ("id", "text"):
                        text = f"document.text || 'copy {copy}'"
                        value = text if name == "text" else f"hash({text})"
                    elif name == "address":
                        value += f" || '?{copy}'"
                    elif name == "id":
                        value = f"substr(hash({value} || {copy}), 1, 16)"
                    values.append(value)
                bound = next(iter(owners))
                limit = last.get(owners[bound], first + (days * 1440 << keys.BITS) - 1)
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} "
                    f"WHERE {bound} <= {limit} ORDER BY {bound}"
                )
            for index, words, owner in _INDEXED:
                connection.execute(
                    f"INSERT INTO {index}_words(rowid, {words}) SELECT key, {words} FROM {index}_text "
                    f"WHERE key > {step[owner] + first - 1} ORDER BY key"
                )
            connection.execute("COMMIT")
            say(f"{copy + 1} times")
        for table, column in (("alias", "entities"), ("claim", "entities"), ("actor", "statements"),
                              ("actor", "quoted"), ("tally", "number")):  # fmt: skip
            connection.execute(f"UPDATE {table} SET {column} = {column} * {times}")
        connection.execute("UPDATE tally SET number = number / ? WHERE name = 'actors'", (times,))
        connection.execute("DELETE FROM quoted")
        for period in ("''", "substr(day, 1, 4)", "substr(day, 1, 7)"):
            connection.execute(
                f"INSERT INTO quoted SELECT period, actor, publisher, sum(number), count(*) FROM (SELECT {period} AS "
                "period, actor, coalesce(publisher, '') AS publisher, count(*) AS number FROM (SELECT appearance.day, "
                "statement.actor, publisher, document.key FROM document JOIN appearance ON appearance.key = "
                "document.appearance JOIN statement ON statement.document = document.key WHERE sure) "
                "GROUP BY key, actor) GROUP BY period, actor, publisher"
            )
    weigh(path, say=say)
    ask(path, say=say)


def ask(path: Path, *, count: int = 200, say: Callable[[str], None] = print) -> None:
    """Ask each question many times, of actors and words drawn as often as they are written about."""
    chance = random.Random(7)

    def name() -> str:
        return dispatches.actor(dispatches.drawn(chance, dispatches.ACTORS))[0]

    def words() -> str:
        ranks = [dispatches.drawn(chance, dispatches.WORDS) for _ in range(chance.randint(1, 3))]
        return " ".join(map(dispatches.word, ranks))

    with Ledger(path, read_only=True) as ledger:
        latest = ledger.ask("SELECT max(day) FROM appearance")[0][0]

        def period() -> queries.Asked:
            year = chance.randint(2014, int(latest[:4]))
            return queries.Asked(since=f"{year}", until=f"{year}") if chance.random() < 0.5 else queries.Asked()

        def due() -> queries.Asked:
            day = dispatches.FIRST_DAY.replace(year=chance.randint(2014, int(latest[:4])), month=chance.randint(1, 12))
            return queries.Asked(since=day.isoformat(), as_of=day.isoformat() if chance.random() < 0.5 else None)

        questions: dict[str, Callable[[], queries.Answer]] = {
            "who": lambda: queries.who(ledger, name(), period()),
            "search": lambda: queries.search(ledger, words(), period()),
            "search --by": lambda: queries.search(ledger, words(), period(), by=name()),
            "search --documents": lambda: queries.search_documents(ledger, words(), period()),
            "positions": lambda: queries.positions(ledger, period()),
            "positions --by": lambda: queries.positions(ledger, period(), by=name()),
            "positions --on": lambda: queries.positions(ledger, period(), on=name()),
            "calendar": lambda: queries.calendar(ledger, due()),
            "timeline": lambda: queries.timeline(ledger, name(), period()),
            "compare": lambda: queries.compare(ledger, name(), words()),
            "disputes": lambda: queries.disputes(ledger, period()),
            "disputes --on": lambda: queries.disputes(ledger, period(), on=name()),
            "sources": lambda: queries.sources(ledger, period()),
            "sources --outlet": lambda: queries.sources(ledger, period(), outlet=f"Outlet {chance.randint(0, 20)}"),
        }
        for question, asked in questions.items():
            times, busy, rows, unknown = [], [], 0, 0
            for _ in range(count):
                started, worked = time.perf_counter(), time.process_time()
                try:
                    rows += len(asked().rows)
                except queries.UnknownName:
                    unknown += 1
                times.append(time.perf_counter() - started)
                busy.append(time.process_time() - worked)
            times.sort()
            busy.sort()
            wall, processor = (1000 * statistics.median(each) for each in (times, busy))
            late = int(0.99 * count)
            say(
                f"{question:20} median {wall:7.1f} ms   p99 {1000 * times[late]:7.1f} ms   (of the processor "
                f"{processor:.1f} and {1000 * busy[late]:.1f})   {rows / count:5.1f} rows, {unknown} names unknown"
            )


def kill(documents: int, kills: int, *, seed: int = 1, jobs: int = 1, say: Callable[[str], None] = print) -> int:
    """Kill `add` at random moments and start it again; how many documents were lost, doubled or found broken."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path, source = Path(folder) / "onrecord.db", Path(folder) / "in.jsonl"
        with source.open("w") as lines:
            for number in range(documents):
                doc = dispatches.record(number).document
                lines.write(json.dumps({"text": doc.text, "source": doc.source, "published": doc.published}) + "\n")
        command = [sys.executable, "-m", "bench.ledger", "add", str(path), str(source), "--jobs", str(jobs)]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        whole = time.perf_counter() - started
        Path(path).unlink()
        killed = 0
        while killed < kills:
            child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.1, 0.2 + 2 * whole / kills))
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                killed += 1
            elif path.exists():  # it was done before it could be killed: begin again
                for rest in ("", "-wal", "-shm"):
                    Path(f"{path}{rest}").unlink(missing_ok=True)
            child.wait()
        subprocess.run(command, check=True)
        with Ledger(path, read_only=True) as ledger:
            failures = list(check(ledger))
            stored = ledger.ask("SELECT count(*), count(DISTINCT id) FROM document")[0]
            lost = sum(
                ledger.record(made.document.id).statements != made.statements
                for made in map(dispatches.record, range(documents))
            )
    wrong = abs(documents - stored[0]) + abs(documents - stored[1]) + lost + len(failures)
    say(f"{kills} kills of an add of {documents:,} documents: {stored[0]:,} stored, {lost} not whole, {failures=}")
    return wrong


def readers(count: int, seconds: float, *, say: Callable[[str], None] = print) -> int:
    """Questions of `count` processes beside one that adds; how many errors there were."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "onrecord.db"
        with Ledger(path) as ledger:
            for number in range(200):
                ledger.add(dispatches.record(number), RUN)
        context = multiprocessing.get_context("spawn")
        results = context.Queue()
        asking = [context.Process(target=_read_on, args=(path, seconds, seed, results)) for seed in range(count)]
        for process in asking:
            process.start()
        added, longest, deadline, number = 0, 0.0, time.monotonic() + seconds, 200
        with Ledger(path) as ledger:
            while time.monotonic() < deadline:
                record = dispatches.record(number)
                started = time.perf_counter()
                ledger.add(record, RUN)
                longest = max(longest, time.perf_counter() - started)
                number, added = number + 1, added + 1
        answers = [results.get(timeout=60) for _ in asking]
        for process in asking:
            process.join()
        with Ledger(path, read_only=True) as ledger:
            failures = list(check(ledger))
    errors = [error for _, error in answers if error]
    say(
        f"{count} readers asked {sum(number for number, _ in answers):,} questions beside {added:,} documents added in "
        f"{seconds:.0f} s (the slowest took {1000 * longest:.0f} ms): {errors=}, {failures=}"
    )
    return len(errors) + len(failures)


def _read_on(path: Path, seconds: float, seed: int, results: multiprocessing.Queue[tuple[int, str]]) -> None:
    chance = random.Random(seed)
    asked, deadline = 0, time.monotonic() + seconds
    try:
        with Ledger(path, read_only=True) as ledger:
            while time.monotonic() < deadline:
                name = dispatches.actor(dispatches.drawn(chance, dispatches.ACTORS))[0]
                queries.who(ledger, name)
                queries.search(ledger, dispatches.word(dispatches.drawn(chance, dispatches.WORDS)))
                asked += 2
                time.sleep(0.05)
    except Exception as error:
        results.put((asked, repr(error)))
    else:
        results.put((asked, ""))


def _add(path: Path, source: Path, jobs: int) -> None:
    from onrecord.intake import IntakeOptions, documents

    found = documents(str(source), IntakeOptions(any_language=True))
    with Ledger(path) as ledger:
        add_documents(ledger, (item for item in found if isinstance(item, Document)), RUN, jobs=jobs,
                      make_reader=dispatches.StubReader)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    commands = parser.add_subparsers(dest="command", required=True)
    growing = commands.add_parser("grow")
    growing.add_argument("--statements", type=int, default=100_000)
    growing.add_argument("--unsafe", action="store_true", help="do not wait for the disk")
    growing.add_argument("--ledger", type=Path, help="a file to keep, or to go on with")
    sizes = commands.add_parser("beside")
    sizes.add_argument("ledgers", type=Path, nargs="+")
    costing = commands.add_parser("cost")
    costing.add_argument("--documents", type=int, default=200)
    asking = commands.add_parser("ask")
    asking.add_argument("ledger", type=Path)
    asking.add_argument("--count", type=int, default=200, help="of each question")
    copying = commands.add_parser("multiply")
    copying.add_argument("ledger", type=Path)
    copying.add_argument("--times", type=int, default=10)
    killing = commands.add_parser("kill")
    killing.add_argument("--documents", type=int, default=1000)
    killing.add_argument("--kills", type=int, default=100)
    reading = commands.add_parser("readers")
    reading.add_argument("--readers", type=int, default=20)
    reading.add_argument("--seconds", type=float, default=60)
    adding = commands.add_parser("add")
    adding.add_argument("ledger", type=Path)
    adding.add_argument("source", type=Path)
    for part in (killing, adding):
        part.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    if given.command == "grow":
        if given.ledger:
            grow(given.ledger, given.statements, safe=not given.unsafe)
        else:
            with tempfile.TemporaryDirectory() as folder:
                grow(Path(folder) / "onrecord.db", given.statements, safe=not given.unsafe)
    elif given.command == "beside":
        beside(given.ledgers)
    elif given.command == "cost":
        cost(given.documents)
    elif given.command == "multiply":
        multiply(given.ledger, given.times)
    elif given.command == "ask":
        ask(given.ledger, count=given.count)
    elif given.command == "kill":
        return kill(given.documents, given.kills, jobs=given.jobs)
    elif given.command == "readers":
        return readers(given.readers, given.seconds)
    else:
        _add(given.ledger, given.source, given.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(min(main(), os.EX_SOFTWARE))
