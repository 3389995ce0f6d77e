"""Where a corpus lies: a folder, or an address that pyarrow knows (s3://, gs://, hdfs://), and which shards are done.

Tables of a shard are written aside and moved to their places when all are complete, the table `shards` last. Two that
write the same shard write the same bytes, so whoever comes last harms nothing.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onrecord.corpus.tables import Outcome, schema, tables_of, with_appearances
from onrecord.export.tables import INSTALL
from onrecord.ledger.store import Run
from onrecord.output import OutputFailed

MARKER = "shards"
_UNFIT = re.compile(r"[^A-Za-z0-9.]+")  # in the name of a folder, whatever the file system
_NAMED = 60  # characters of a shard's name that tell its file to people
_ASIDE = "_aside"  # readers of Parquet folders pass over what begins with an underscore


@dataclass(frozen=True, slots=True)
class Shard:
    """One input file. Its name, by which it is known to be done, comes from its full address."""

    source: str
    size: int  # bytes

    @property
    def name(self) -> str:
        address = self.source.removeprefix("file://").removeprefix("file:")
        words = _UNFIT.sub("_", address.rsplit("/", 1)[-1])[:_NAMED]
        return f"{words}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a shard: outcomes as they are made, pages passed over meanwhile, and what read them how."""

    outcomes: Iterable[Outcome]
    passed_over: Mapping[str, int]
    run: Run
    asked: str


@dataclass(frozen=True, slots=True)
class Done:
    """A shard that is complete: the row of the table `shards`."""

    shard: str
    source: str
    size: int  # bytes
    documents: int
    appearances: int
    statements: int
    positions: int
    events: int
    rejected: int
    passed_over: int  # pages
    asked: str  # of the intake, JSON: what else a document's rows depend on
    program: str
    model: str
    options: str  # JSON
    threshold: float


class Corpus:
    """The tables of any number of shards. OutputFailed where they cannot be written, or pyarrow is missing."""

    def __init__(self, address: str | Path) -> None:
        try:
            from pyarrow import fs
        except ImportError:
            raise OutputFailed(f"Parquet needs pyarrow: {INSTALL}") from None
        self.address = str(address)
        if "://" in self.address:
            self._files, self._root = fs.FileSystem.from_uri(self.address)
        else:
            self._files, self._root = fs.LocalFileSystem(), str(Path(address).absolute())

    def folder(self, table: str) -> str:
        """The address of a table of all shards, for other programs."""
        return posixpath.join(self.address if "://" in self.address else self._root, table)

    def place(self, table: str, shard: str) -> str:
        """The path of a shard's table in the file system of the corpus."""
        return posixpath.join(self._root, table, f"shard={shard}", "part-0.parquet")

    def done(self, shard: str) -> Done | None:
        """What was read of a shard, or None where it is not complete."""
        from pyarrow import parquet

        try:
            rows = parquet.ParquetFile(self.place(MARKER, shard), filesystem=self._files).read().to_pylist()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OutputFailed(f"cannot read {self.address}: {error}") from error
        return Done(shard, **rows[0])

    def shards(self) -> list[str]:
        """The names of the shards that are complete, in order."""
        from pyarrow import fs

        found = self._files.get_file_info(fs.FileSelector(posixpath.join(self._root, MARKER), allow_not_found=True))
        return sorted(one.base_name.removeprefix("shard=") for one in found if one.base_name.startswith("shard="))

    def table(self, name: str, shard: str) -> Any:
        """A table of a shard, as it was written."""
        from pyarrow import parquet

        return parquet.ParquetFile(self.place(name, shard), filesystem=self._files).read()

    def write(self, shard: Shard, reading: Reading) -> Done:
        """Write the tables of a shard, and then that it is done."""
        aside = posixpath.join(self._root, _ASIDE, shard.name)
        writing = _Writing(self._files, posixpath.join(aside, uuid.uuid4().hex))
        run = reading.run
        try:
            for name, table in tables_of(reading.outcomes, run, reading.passed_over):
                writing.add(name, table)
            writing.end()
            count = writing.rows
            done = Done(
                shard.name, shard.source, shard.size, count["documents"], count["appearances"], count["statements"],
                count["positions"], count["events"], count["rejected"], sum(reading.passed_over.values()),
                reading.asked, run.program, run.model, run.options_json, run.threshold,
            )  # fmt: skip
            self._remove(self.place(MARKER, shard.name))  # while the tables change, the shard is not done
            for name, path in writing.paths.items():
                self._move(path, self.place(name, shard.name))
            self._move(writing.marker(done), self.place(MARKER, shard.name))
            self._files.delete_dir(aside)  # with what an attempt that was killed has left
            return done
        except OSError as error:
            writing.discard()
            raise OutputFailed(f"cannot write {self.address}: {error}") from error
        except BaseException:
            writing.discard()
            raise

    def _move(self, path: str, target: str) -> None:
        self._files.create_dir(posixpath.dirname(target), recursive=True)
        self._files.move(path, target)

    def _remove(self, path: str) -> None:
        from pyarrow import fs

        if self._files.get_file_info(path).type != fs.FileType.NotFound:
            self._files.delete_file(path)


class _Writing:
    """The files of one shard while they are written, in a folder of their own."""

    def __init__(self, files: Any, folder: str) -> None:
        self._files, self._folder = files, folder
        self._files.create_dir(self._folder, recursive=True)
        self._writers: dict[str, Any] = {}
        self._seen: Counter[str] = Counter()  # appearances by document
        self.rows: Counter[str] = Counter()
        self.paths: dict[str, str] = {}

    def add(self, name: str, table: Any) -> None:
        if name not in self._writers:
            self._writers[name] = self._open(name)
        self._writers[name].write_table(table)
        self.rows[name] += table.num_rows
        if name == "appearances":
            self._seen.update(table["document"].to_pylist())

    def end(self) -> None:
        """Close the files, and give each document its count of appearances."""
        from pyarrow import parquet

        for writer in self._writers.values():
            writer.close()
        before = self.paths["documents"]
        with self._open("documents", "documents.counted") as counted:
            file = parquet.ParquetFile(before, filesystem=self._files)
            for group in range(file.num_row_groups):
                counted.write_table(with_appearances(file.read_row_group(group), self._seen))
            file.close()
        self._writers.clear()

    def marker(self, done: Done) -> str:
        from pyarrow import Table, parquet

        plain = asdict(done)
        del plain["shard"]  # it stands in the path
        path = posixpath.join(self._folder, MARKER)
        parquet.write_table(Table.from_pylist([plain]), path, filesystem=self._files)
        return path

    def discard(self) -> None:
        for writer in self._writers.values():
            writer.close()
        self._files.delete_dir(self._folder)

    def _open(self, name: str, file: str | None = None) -> Any:
        from pyarrow import parquet

        self.paths[name] = posixpath.join(self._folder, file or name)
        return parquet.ParquetWriter(self.paths[name], schema(name), compression="zstd", filesystem=self._files)
