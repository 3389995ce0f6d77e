"""One dispatch as one file: the page of a document with its style in it, which a browser opens from the disk.

Nothing is fetched and nothing runs: the file's own policy allows its style sheet, by its hash, and nothing else.

>>> single(record).startswith("<!doctype html>")   # doctest: +SKIP
True
"""

from __future__ import annotations

import base64
import hashlib

from onrecord.record import Record
from onrecord.web.article import Person, article
from onrecord.web.render import environment, static


def single(record: Record, *, left_out: int = 0) -> str:
    """The whole page; `left_out` statements were too unsure to be on it."""
    style = static("onrecord.css")[0].decode()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    people = {entity.id: Person(entity.name) for entity in record.entities}
    shown = article(record, people, links=False, whole=True)
    return environment().get_template("single.html").render(
        record=record, doc=record.document, article=shown, given={}, live=False, edit=None, judged={},
        left_out=left_out, style_sheet=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'",
    )  # fmt: skip
