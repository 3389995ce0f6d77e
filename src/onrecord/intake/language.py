"""Whether a text is an article in English, told from the text and not from what its page declares.

Frequent English words decide most texts; only where they are scarce is the model of py3langid loaded (0.45 s and 110 MB
against 1 ms). A text of a few words is let through: it cannot be told, and a wrong refusal loses a document.

    >>> check_language(Document("The ministry said that it would not comment on the report.")).language
    'en'
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from onrecord.intake.dates import TABLES
from onrecord.record import Document, UnreadableDocument

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

_SAMPLE_CHARACTERS = 4_000  # twice: at the start and in the middle, below any English frame of a foreign text
_ARTICLE_CHARACTERS = 1_000_000  # no sentence within so much is no article
_SENTENCE_WORDS = 3
_FEW_WORDS = 5
_ENGLISH_SHARE = 0.10  # English news has 0.15 to 0.30 of these words, other languages below 0.02
_SURE = 0.80  # py3langid's probability, for texts shorter than _PLENTY words; names alone reach 0.6
_PLENTY = 40
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[\n\r\x0b\x0c\x85\u2028\u2029]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def check_language(doc: Document, *, any_language: bool = False) -> Document:
    """`doc` with its language; UnreadableDocument where it is no article, or not English without `any_language`."""
    if not doc.text.strip(" \t\r\n\x0b\x0c\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad"):
        raise UnreadableDocument(doc.source, "empty")
    sample = _sample(doc.text)
    letters = [char for char in sample if char.isalpha()]
    latin = sum(bool(_LATIN.match(char)) for char in letters) >= len(letters) / 2
    if latin and not _has_sentence(doc.text[:_ARTICLE_CHARACTERS]):
        raise UnreadableDocument(doc.source, f"not an article: no line of {_SENTENCE_WORDS} words or more")
    words = [token.lower() for token in _TOKEN.findall(sample) if token[0].isalpha()]
    stated = doc.language or None
    if latin and _is_plainly_english(words):
        return replace(doc, language=stated if (stated or "").lower().startswith("en") else "en")
    if latin and len(words) <= _FEW_WORDS:
        return doc
    language, probability = _classify(sample)
    if any_language or language == "en":
        return replace(doc, language=stated if (stated or "")[:2].lower() == language[:2] else language)
    if latin and len(words) < _PLENTY and probability < _SURE:
        return doc
    name = _tables()["names"].get(language, language)
    raise UnreadableDocument(doc.source, f"not English but {name} ({probability:.2f}); --any-language reads it too")


def _sample(text: str) -> str:
    if len(text) <= 2 * _SAMPLE_CHARACTERS:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE_CHARACTERS]}\n{text[middle : middle + _SAMPLE_CHARACTERS]}"


def _has_sentence(text: str) -> bool:
    """Whether some line holds three words."""
    in_line = 0
    for match in _TOKEN.finditer(text):
        in_line = in_line + 1 if match[0][0].isalpha() else 0
        if in_line == _SENTENCE_WORDS:
            return True
    return False


def _is_plainly_english(words: list[str]) -> bool:
    found = [word for word in words if word in _function_words()]
    return len(set(found)) >= 2 and len(found) >= _ENGLISH_SHARE * len(words)


def _classify(text: str) -> tuple[str, float]:
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((TABLES / "language.toml").read_text("utf-8"))


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_tables()["function_words"])
