"""How a statement is cited: as a sentence, as BibTeX, as JSON-LD, and by a link that opens the original at the words.

>>> text_fragment("https://courier.example/1", "We have waited since November")
'https://courier.example/1#:~:text=We%20have%20waited%20since%20November'
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from onrecord.export.schemaorg import document as schema_org
from onrecord.output import escaped
from onrecord.record import Record, Statement
from onrecord.web.render import clipped, plain, shown_day, web_address

_WHOLE, _ENDS = 9, 5  # words: up to so many are given whole, of more the first and the last few
_TEX = str.maketrans(
    {char: "\\" + char for char in "{}%&$#_"} | {"\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}"}
)


def text_fragment(address: str | None, words: str) -> str | None:
    """The address with a text directive, so that a browser scrolls to the words; None where it is no web address."""
    if web_address(address) is None or not words.strip():
        return None
    parts = words.split()
    shown = [words.strip()] if len(parts) <= _WHOLE else [" ".join(parts[:_ENDS]), " ".join(parts[-_ENDS:])]
    directive = ",".join(quote(" ".join(part.split()), safe="").replace("-", "%2D") for part in shown)
    return f"{str(address).partition('#')[0]}#:~:text={directive}"


def sentence(row: Mapping[str, Any], permalink: str) -> str:
    """A reference as a footnote has it."""
    who = plain(row["actor_name"] or row["source"]) or "Unnamed speaker"
    said = re.sub(r"^[\s\"“”«»„‘’]+|[\s\"“”«»„‘’,]+$", "", plain(row["words"]))
    where = [plain(row["title"]) and f"in “{plain(row['title'])}”", plain(row["publisher"] or row["agency"])]
    where += [shown_day(row["published"] or row["day"])]
    facts = ", ".join(part for part in where if part)
    return f"{who}: “{clipped(said, 400)}”{', ' + facts if facts else ''}. {permalink}"


def bibtex(row: Mapping[str, Any], permalink: str) -> str:
    """An entry that BibTeX and biber read."""
    day = row["published"] or row["day"] or ""
    fields = {
        "author": row["actor_name"] or row["source"] or "Unnamed speaker",
        "title": clipped(row["words"], 400),
        "howpublished": ", ".join(part for part in (row["title"], row["publisher"] or row["agency"]) if part),
        "year": day[:4],
        "note": f"Statement {row['id']} of document {row['document'][:16]}",
        "url": web_address(row["address"]) or permalink,
    }
    lines = [
        f"  {name} = {{{value if name == 'url' else plain(str(value)).translate(_TEX)}}},"
        for name, value in fields.items() if value
    ]  # fmt: skip
    return f"@misc{{onrecord-{row['id']},\n" + "\n".join(lines) + "\n}\n"


def json_ld(record: Record, statement: Statement) -> dict[str, Any]:
    """The article, the speaker and the statement in schema.org's terms; the text of the article is left out."""
    speaker = tuple(entity for entity in record.entities if entity.id == statement.speaker)
    whole = schema_org(Record(record.document, entities=speaker, statements=(statement,)))
    graph = [{key: value for key, value in node.items() if key != "articleBody"} for node in whole["@graph"]]
    return {**whole, "@graph": graph}


def embedded(value: Any) -> Markup:
    """JSON for a data block of a page: nothing in it can end the block."""
    text = escaped(json.dumps(value, ensure_ascii=False))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
