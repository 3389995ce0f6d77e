"""onrecord puts the news on the record: who said what, each answer tied to the words that support it.

>>> import onrecord
>>> record = onrecord.read('"No," the minister said.')
>>> [statement.form for statement in record.statements]
['direct']
"""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from onrecord.record import Document, Record, Span, Statement, UnreadableDocument

if TYPE_CHECKING:
    from onrecord.intake import documents
    from onrecord.knowledge.offices import office_holder
    from onrecord.ledger import Ledger
    from onrecord.read import Reader, read

__version__ = "0.1.0"
__all__ = [
    "Document",
    "Ledger",
    "Reader",
    "Record",
    "Span",
    "Statement",
    "UnreadableDocument",
    "documents",
    "office_holder",
    "read",
]

# Loaded on first use, because the inference library takes longer to import than `onrecord --help` to answer.
_LATER = {
    "Ledger": "onrecord.ledger",
    "Reader": "onrecord.read",
    "documents": "onrecord.intake",
    "office_holder": "onrecord.knowledge.offices",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)


class _Package(ModuleType):
    """Keeps `onrecord.read` the function where Python would put the module of that name once it is imported."""

    @property
    def read(self) -> Any:
        return importlib.import_module("onrecord.read").read

    @read.setter
    def read(self, module: ModuleType) -> None:
        pass


sys.modules[__name__].__class__ = _Package
