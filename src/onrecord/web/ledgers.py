"""A connection for each thread that answers: opened once, read-only, and opened anew when the file has been replaced.

>>> with Ledgers(path).reading() as ledger:   # doctest: +SKIP
...     ledger.ask("SELECT count(*) FROM statement")
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.ledger.store import Ledger

_CACHE_KB = 8192  # of a connection: sixteen threads then hold 128 MB at most
BUSY_S = 5.0  # a reader waits only while the log is being set up


class Ledgers:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """The thread's own ledger, in one read transaction: a page shows one state, whatever is being added."""
        ledger = self._opened()
        ledger.connection.execute("BEGIN")
        try:
            yield ledger
        finally:
            ledger.connection.execute("ROLLBACK")

    def _opened(self) -> Ledger:
        stands = self.path.stat() if self.path.exists() else None
        file = stands and (stands.st_dev, stands.st_ino)
        if getattr(self._own, "file", None) != file or file is None:
            if old := getattr(self._own, "ledger", None):
                self._own.ledger = None
                old.close()
            self._own.ledger = Ledger(self.path, read_only=True, busy_s=BUSY_S)
            self._own.ledger.connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            self._own.file = file
        ledger: Ledger = self._own.ledger
        return ledger
