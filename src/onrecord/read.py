"""The way from a Document to its Record; the one place that knows the order of the stages.

    >>> record = read(Document('"No," the minister said.'))   # doctest: +SKIP
"""

from __future__ import annotations

from onrecord.record import Document, Record


class Reader:
    """Reads documents; loads the weights once."""

    def read(self, doc: Document) -> Record:
        """The record of one document: a pure function of the document."""
        return Record(doc)


def read(text: str | Document) -> Record:
    """The record of one text or document, with a Reader of its own."""
    return Reader().read(text if isinstance(text, Document) else Document(text))
