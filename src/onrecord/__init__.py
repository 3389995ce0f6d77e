"""onrecord puts the news on the record: who said what, each answer tied to the words that support it."""

from onrecord.record import Document, Record, Span, Statement, UnreadableDocument

__version__ = "0.1.0"
__all__ = ["Document", "Record", "Span", "Statement", "UnreadableDocument"]
