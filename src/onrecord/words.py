"""Words: a text cut the way Universal Dependencies cuts English, so that a parse has one row a word.

>>> [text[start:end] for text in ["They didn't ask the U.S."] for start, end in words(text)]
['They', 'did', "n't", 'ask', 'the', 'U.S.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# In the order in which they are tried at each place.
_WORD = re.compile(
    r"""
    (?:https?://|www\.)[^\s<>"”]*[^\s<>"”.,;:!?)\]’']         # addresses
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | [@\#]\w+
    | (?:[A-Za-z]\.){2,}(?!\w)                                 # U.S., a.m.
    | (?:Nos?|pp?|Art|Figs?|Vol)\.(?=\s?\d)
    | (?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cpl|Sgt|Adm|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Mt|Ft|vs|etc|approx
        |Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Ltd|Co|Bros|Messrs|Mme
        |Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa
        |Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.(?=\s+[\w“"‘'(]|[,;)])
    | [A-Z]\.(?=\s?[A-Z])                                      # initials
    | \d+(?:[.,]\d+)*(?:st|nd|rd|th|s)?(?![\w])                # numbers
    | \d+(?:[.,:]\d+)*
    | [Cc]an(?=not\b) | (?:[Gg]on|[Ww]an|[Gg]ot)(?=(?:na|ta)\b)
    | [^\W_]+?(?=[Nn]['’][Tt]\b)
    | [Nn]['’][Tt]\b
    | ['’](?:s|re|ve|ll|d|m|S|RE|VE|LL|D|M)\b
    | (?:[ODLodl]['’](?=[A-Zc]))?[^\W\d_]+(?:[^\W_])*          # O'Brien, d'Estaing, o'clock
    | [^\W_]+
    | \.{2,} | …|-{2,}|''|``|!{2,}|\?{2,}
    | \S
    """,
    re.VERBOSE,
)


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of every word and sign, from left to right, in linear time."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield match.span()
