"""Keys under which names are looked up, the same for all spellings and transliterations of a name.

`key` levels case, accents, hyphens and apostrophes and nothing else. `loose_key` also levels what transcribers of
Cyrillic, Arabic and other scripts write differently (Sergey, Sergei; Lukashenko, Lukashenka; Zelensky, Zelenskyy,
Zelenskiy), the forms of given names in lang/en/given_names.tsv, and initials. Two people can share a loose key: it
finds, it does not decide.

    >>> key("José  María"), loose_key("Sergei Lavrov") == loose_key("Sergey Lavrov")
    ('jose maria', True)
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

LONGEST = 200  # characters; no name in the tables is longer, and what is longer is not looked at
_GIVEN_NAMES = Path(__file__).parent.parent / "lang" / "en" / "given_names.tsv"
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        "ħ": "h",
        "ŋ": "n",
    }
)
_APOSTROPHES = re.compile("['’‘ʼʻ`´ʹʿʾ\u2032]")
_BETWEEN = re.compile(r"[^\w]+|_")
# Applied in order. The left is what one school of transliteration writes, the right what all are brought to.
_TRANSLITERATIONS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"iy\b|yy\b|ij\b|ii\b|yi\b|iĭ\b|ey\b|ei\b|ej\b|y\b|ie\b", "i"),
        (r"(?:sz?tsch|shch|sch|šč)", "sh"),
        (r"tch|tsch|tsj|cz", "ch"),
        (r"kh|ch(?=[^aeiouy])", "h"),
        (r"dj|dzh|zh|dž|gi(?=[aou])", "j"),
        (r"ou", "u"),
        (r"ya|ja|ia", "a"),
        (r"yu|ju|iu", "u"),
        (r"ye|je|ie", "e"),
        (r"yo|jo|io", "o"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"w|ff\b", "v"),
        (r"ck|q|c(?=[^h]|$)", "k"),
        (r"gh", "g"),
        (r"tz|ts", "s"),
        (r"z\b", "s"),
        (r"y", "i"),
        (r"(?<=[ei]n)k[oa]\b", "ka"),
        (r"oev\b|eiev\b|aev\b|eev\b", "ev"),
        (r"(.)\1", r"\1"),
        (r"(?<=[^aeiousc])h(?=[aeiou])|(?<=[^sc])h\b", ""),
    )
]


def key(name: str) -> str:
    """The name in lower case without accents, apostrophes and punctuation, words one space apart; "" for no words."""
    plain = name[: LONGEST + 1].casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("", plain)).strip()


@cache
def _given_names() -> dict[str, str]:
    lines = [line for line in _GIVEN_NAMES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {key(form): key(forms[0]) for forms in (line.split("\t") for line in lines) for form in forms}


def loose_key(name: str) -> str:
    """The key that transliterations of one name share; "" where nothing is left."""
    words = key(name).split()
    words = [word for word in words if len(word) > 1] or words
    if words and words[-1] in ("jr", "sr") and len(words) > 2:
        words.pop()
    given = _given_names()
    words = [given.get(word, word) for word in words if word not in _PARTICLES] or words
    return " ".join(filter(None, map(_transliterated, words)))


_PARTICLES = frozenset(
    {"al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az", "bin", "ibn", "ben", "bint", "ould", "abu"}
)


@cache
def _transliterated(word: str) -> str:
    for pattern, replacement in _TRANSLITERATIONS:
        word = pattern.sub(replacement, word)
    return word
