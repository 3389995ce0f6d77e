"""onrecord puts the news on the record: who said what, each answer tied to the words that support it.

>>> import onrecord
>>> record = onrecord.read('"No," the minister said.')   # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from onrecord.read import Reader, read  # before `import onrecord.read` can: the name means the function, not the module
from onrecord.record import Document, Record, Span, Statement, UnreadableDocument

if TYPE_CHECKING:
    from onrecord.intake import documents

__version__ = "0.1.0"
__all__ = ["Document", "Reader", "Record", "Span", "Statement", "UnreadableDocument", "documents", "read"]


def __getattr__(name: str) -> object:
    """`documents` on first use: it needs an HTML parser, which reading a text does not."""
    if name != "documents":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from onrecord.intake import documents

    return documents
