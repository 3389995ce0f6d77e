"""Names and topics as keys: what must be equal for two names to be one.

>>> name_key("H.E. Dr. Zoë  O’Brien-Łuk")
"zoe o'brien-luk"
>>> topic_key("the recognition of Norland’s vote")
"recognition of norland's vote"
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 200  # characters of a key; longer names, which are no names, end in a hash

# Titles that anybody may bear, so that they tell nobody apart. Offices (president, minister) are not here: "President"
# alone can be all there is of a name, and roles have a column of their own.
_TITLES = """
mr mrs ms miss mx dr prof professor sir dame lord lady hon honourable honorable rev reverend fr sheikh sheik shaykh haji
shri smt don dona senor senora monsieur madame mme mlle herr frau h.e he excellency his her the
"""
HONORIFICS = frozenset(_TITLES.split())
_ARTICLES = frozenset(("the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her"))
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})
_NOT_NAME = re.compile(r"[^\w'&+./-]+")


def folded(words: str) -> str:
    """Case folded, without marks (NFKD), apostrophes and hyphens of one kind."""
    plain = unicodedata.normalize("NFKD", words.translate(_QUOTES)).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_UNDECOMPOSED)


def name_key(name: str) -> str:
    """The key of a name: folded, without honorifics before it nor points after initials; never empty for a name."""
    words = [word.strip("'./-") for word in _NOT_NAME.sub(" ", folded(name)).split()]
    words = [word.removesuffix("'s") for word in words if word]
    first = next((place for place, word in enumerate(words) if word not in HONORIFICS), max(0, len(words) - 1))
    return shortened(" ".join(words[first:]) or folded(name).strip())


def topic_key(words: str) -> str:
    """The key of the object of a position: folded, without articles before it."""
    parts = [part.strip("'./-") for part in _NOT_NAME.sub(" ", folded(words)).split()]
    first = next((place for place, part in enumerate(parts) if part not in _ARTICLES), max(0, len(parts) - 1))
    return shortened(" ".join(part for part in parts[first:] if part) or folded(words).strip())


def shortened(key: str) -> str:
    if len(key) <= LONGEST:
        return key
    return f"{key[:LONGEST]}#{hashlib.sha256(key.encode()).hexdigest()[:16]}"
