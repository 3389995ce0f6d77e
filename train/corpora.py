"""Unlabelled news for distillation: running text out of the other corpora, a document each.

Tokenised corpora are joined by the usual rules of English spacing; what matters is sentences like a reader's, not
the original bytes.
"""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path


def texts(root: Path) -> list[str]:
    """Documents of 300 characters and more: TimeBank, AQUAINT, GUM train, CoNLL++ train, Worldwide."""
    found = [_plain(path) for path in sorted((root / "timeml").glob("*/*.tml")) if "wikiwars" not in path.parts]
    for path in sorted((root / "gum/train").glob("*.conllu")):
        found.append(_conllu(path.read_text(encoding="utf-8")))
    for folder in ("conllpp", "worldwide"):
        for path in sorted((root / "ner" / folder).glob("*train*.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                found += _columns(lines.read())
    return [text for text in found if len(text) >= 300]


def _plain(path: Path) -> str:
    raw = path.read_text(encoding="utf-8", errors="replace")
    body = re.search(r"<TEXT>(.*?)</TEXT>", raw, re.S)
    text = re.sub(r"<[^>]+>", "", body.group(1) if body else re.sub(r"^.*?</DOCNO>", "", raw, flags=re.S))
    blocks = re.split(r"\n\s*\n", html.unescape(text))
    return "\n".join(re.sub(r"\s+", " ", block).strip() for block in blocks if block.strip())


def _conllu(raw: str) -> str:
    paragraphs: list[str] = []
    line = ""
    for sentence in raw.split("\n\n"):
        if "# newpar" in sentence and line:
            paragraphs.append(line.strip())
            line = ""
        match = re.search(r"^# text = (.*)$", sentence, re.M)
        line += (match[1] if match else "") + " "
    return "\n\n".join([*paragraphs, line.strip()])


def _columns(raw: str) -> list[str]:
    documents: list[list[str]] = [[]]
    for block in raw.split("\n\n"):
        words = [line.split()[0] for line in block.splitlines() if line.strip() and not line.startswith("# ")]
        if "-DOCSTART-" in block or "# doc" in block:
            documents.append([])
        words = [word for word in words if word != "-DOCSTART-"]
        if words:
            documents[-1].append(_spaced(words))
    return ["\n".join(sentences) for sentences in documents]


def _spaced(words: list[str]) -> str:
    """Tokens joined as print has them; straight double quotes open and close in turn."""
    text, opened, glue = "", False, True
    for word in words:
        if word in ('"', "``", "''"):
            opened = not opened if word == '"' else word == "``"
            text += ('"' if glue else ' "') if opened else '"'
            glue = opened
            continue
        left = re.fullmatch(r"[.,;:!?%)\]}]|'s|n't|'re|'ve|'ll|'d|'m|'|’s", word)
        text += word if glue or left else " " + word
        glue = word in ("(", "[", "{", "$")
    return text
