"""The ledger: every dispatch, once, for good, in one SQLite file. docs/ledger.md tells of its tables and views."""

from onrecord.ledger.connect import LedgerError
from onrecord.ledger.store import Ledger, Run

__all__ = ["Ledger", "LedgerError", "Run"]
