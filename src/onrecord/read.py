"""The way from a Document to its Record; the one place that knows the order of the stages.

>>> record = read(Document('"No," the minister said.'))
>>> [statement.source[0].of(record.document.text) for statement in record.statements]
['the minister']
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from onrecord import events, positions, speakers, statements, times
from onrecord import lexicon as lexicons
from onrecord.analysis import Collector
from onrecord.encode import Encoder
from onrecord.model import FOLDER
from onrecord.record import Document, Record
from onrecord.scene import Scene


class Reader:
    """Reads documents; loads the weights once. Not shared between threads: give each process its own."""

    def __init__(self, model: Path = FOLDER, *, lexicon: Path | None = None) -> None:
        self.encoder = Encoder(model)
        self.lexicon = lexicons.load(lexicon)

    def read(self, doc: Document) -> Record:
        """The record of one document: a pure function of the document and the weights."""
        scene = self.scene(doc)
        return Record(
            doc,
            entities=tuple(scene.entities.values()),
            times=scene.times,
            statements=scene.statements,
            events=events.find(scene, lexicon=self.lexicon),
            positions=positions.find(scene, lexicon=self.lexicon),
        )

    def scene(self, doc: Document) -> Scene:
        """What the stages before events and positions find in a document."""
        words = Collector(self.encoder, doc.text)
        encodings = words.passing(self.encoder.encode(doc.text, with_words=True))
        made = statements.find(self.encoder, doc, encodings)
        analysis = words.analysis()
        entities, spoken = speakers.find(self.encoder, doc, analysis, made)
        found = times.find(doc)
        dated = tuple(replace(statement, said=times.said(doc, found, statement)) for statement in spoken)
        return Scene(doc, analysis.parse, entities, found, dated)


def read(text: str | Document) -> Record:
    """The record of one text or document, with a Reader of its own."""
    return Reader().read(text if isinstance(text, Document) else Document(text))
