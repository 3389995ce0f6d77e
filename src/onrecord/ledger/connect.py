"""Opening the file: what it must be, what can be wrong with it, and what each failure means for whoever runs into it.

SQLite's own errors leave this package as `LedgerError`, whose message names the file, what happened, what became of the
data, and the command that helps.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path
from urllib.parse import quote

APPLICATION_ID = 0x6F6E7265  # "onre", in the file's header, so that `file` and we can tell a ledger
VERSION = 3  # of the tables; a file of an older one is migrated when it is opened for writing
BUSY_S = 60.0  # how long a writer waits for another one: each holds the file for one document, some milliseconds
MEMORY = ":memory:"
_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_NETWORK = frozenset(("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"))


class LedgerError(Exception):
    """The ledger cannot do what was asked; the message says why and what helps."""


_MEANING = {
    "SQLITE_FULL": "the disk is full; what was stored is intact: free some space and give the same command again",
    "SQLITE_READONLY": "it cannot be written: the file, its folder or the disk is read-only",
    "SQLITE_CANTOPEN": "it cannot be opened: no such folder, or no permission",
    "SQLITE_CORRUPT": "it is damaged; `onrecord check` names what is, and a copy made by `onrecord backup` replaces it",
    "SQLITE_NOTADB": "it is not an SQLite file",
    "SQLITE_BUSY": f"another program has been writing to it for more than {BUSY_S:.0f} s; try again when it has ended",
    "SQLITE_IOERR": "the disk does not answer as it should; what was stored before is intact if the disk is",
    "SQLITE_PROTOCOL": "its locks do not work here; a ledger must lie on a disk of this machine, not on a network path",
    "SQLITE_TOOBIG": "a value is larger than SQLite can hold",
    "SQLITE_PERM": "it cannot be opened: no permission",
    "SQLITE_INTERRUPT": "the question took longer than it may",
}


@contextmanager
def failures_named(path: Path) -> Iterator[None]:
    """SQLite's errors of the file as `LedgerError`; those of our own making (a broken constraint) pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        meaning = next((text for known, text in _MEANING.items() if name.startswith(known)), None)
        if meaning is None:
            raise
        raise LedgerError(f"{path}: {meaning} ({error})") from error


Migrate = Callable[[sqlite3.Connection, Path, int], None]  # from that version to this one, in the transaction open


def open_for_writing(
    path: Path, migrate: Migrate, *, create: bool = True, busy_s: float = BUSY_S
) -> sqlite3.Connection:
    """A connection to a ledger of this version; made, or brought up to date by `migrate`, where need be.

    ":memory:" is an empty one in memory, for records that only pass through it.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version} is too old: the ledger needs 3.37 or newer")
    if str(path) == MEMORY:
        return _in_memory()
    if not create and not path.exists():
        raise LedgerError(f"{path}: there is no such ledger; `onrecord add --ledger {path} …` makes one")
    if kind := _network_file_system(path):
        raise LedgerError(
            f"{path} lies on a network path ({kind}), where SQLite's locks can fail and lose rows; "
            "keep the ledger on a disk of this machine and copy it with `onrecord backup`"
        )
    with failures_named(path):
        connection = sqlite3.connect(path, timeout=busy_s, isolation_level=None)
        try:
            _refuse_strangers(connection, path)
            _write_ahead(connection, path, busy_s)
            connection.execute("PRAGMA synchronous = FULL")  # what was said to be stored survives a power cut
            connection.execute("PRAGMA cache_size = -65536")
            _bring_up(connection, path, migrate)
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path, *, busy_s: float = BUSY_S) -> sqlite3.Connection:
    """A connection that cannot write, whatever is asked of it; it neither blocks a writer nor waits for one."""
    if not path.exists():
        raise LedgerError(f"{path}: there is no such ledger; `onrecord add --ledger {path} …` makes one")
    with failures_named(path):
        connection = _read_only(path, "mode=ro", busy_s)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            # In a folder that cannot be written, the log of a file at rest cannot be opened, and need not be.
            connection.close()
            log = Path(f"{path}-wal")
            if log.exists() and log.stat().st_size:
                raise
            connection = _read_only(path, "mode=ro&immutable=1", busy_s)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cache_size = -65536")
            _refuse_strangers(connection, path)
            if _version(connection) < VERSION:
                raise LedgerError(
                    f"{path} is of an older version of onrecord; any `onrecord add` to it brings it up to date"
                )
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all of it or, whatever happens, nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # on a full disk SQLite has rolled back by itself
            connection.execute("ROLLBACK")
        raise


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(MEMORY, isolation_level=None)
    connection.deserialize(_empty())  # 0.2 ms; from the script it would be 10
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@functools.cache
def _empty() -> bytes:
    """The file of a ledger without rows."""
    with closing(sqlite3.connect(MEMORY, isolation_level=None)) as connection:
        make(connection)
        return connection.serialize()


def statements_of(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction it stands in."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if ";" in line and sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def make(connection: sqlite3.Connection) -> None:
    """The tables of this version, in an empty file, in the transaction that is open."""
    for statement in statements_of(resources.files("onrecord.ledger").joinpath("schema.sql").read_text("utf-8")):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _bring_up(connection: sqlite3.Connection, path: Path, migrate: Migrate) -> None:
    if _version(connection) == VERSION:
        return
    with writing(connection):
        version = _version(connection)  # another program may have done it meanwhile
        if version == VERSION:
            return
        if version:
            migrate(connection, path, version)
        else:
            make(connection)


def _refuse_strangers(connection: sqlite3.Connection, path: Path) -> None:
    version, application = _version(connection), connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise LedgerError(f"{path} is an SQLite file, but no ledger of onrecord's; name another with --ledger")
    if version > VERSION:
        raise LedgerError(
            f"{path} was made by a newer version of onrecord (ledger {version}, this program knows {VERSION}); "
            "update the program: pip install --upgrade onrecord"
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _write_ahead(connection: sqlite3.Connection, path: Path, busy_s: float) -> None:
    deadline = time.monotonic() + busy_s
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            break
        except sqlite3.OperationalError as error:  # while two programs make the file, SQLite does not wait by itself
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    if mode != "wal":
        raise LedgerError(f"{path}: no write-ahead log can be kept here (journal mode {mode}); is it a network path?")


def _read_only(path: Path, how: str, busy_s: float) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(path.resolve()))}?{how}"
    return sqlite3.connect(address, uri=True, timeout=busy_s, isolation_level=None)


def _network_file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """The kind of network file system that holds the path, where the system tells."""
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
        place = str(path.resolve().parent)
    except OSError:
        return None
    best, kind = "", ""
    for line in lines:
        _, point, type_, *_ = (*line.split(" "), "", "", "")
        point = point.replace("\\040", " ")
        inside = point == "/" or place == point or place.startswith(point + "/")
        if inside and len(point) >= len(best):
            best, kind = point, type_
    return kind if kind in _NETWORK else None
