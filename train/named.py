"""Corpora of names: CoNLL++, Worldwide, CrossNER's politics, with their kinds of names as ours.

In Worldwide a name within a name was written over it, and cut it into pieces: "African" a people and "Union" the rest
of an organisation that never began; "University of" an organisation, "Chicago" a place. `made_whole` joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from train.texts import CORPORA, Text, columns, printed

# What each corpus calls a name, in our words; a dash where ours has none, `/` where the corpus does not tell apart.
NAMES = {
    "conllpp": {"PER": "person", "ORG": "organisation", "LOC": "place/facility", "MISC": "people/other"},
    "worldwide": {
        "Person": "person", "Organization": "organisation", "Location": "place", "NORP": "people",
        "Facility": "facility", "Misc": "other", "Product": "other", "Date": "-", "Money": "-",
    },
    "crossner": {
        "person": "person", "politician": "person", "organisation": "organisation", "politicalparty": "organisation",
        "country": "place", "location": "place/facility", "event": "other", "election": "other", "misc": "people/other",
    },
}  # fmt: skip
# What ends with one of these goes on.
_OPEN_ENDS = frozenset({"of", "for", "and", "in", "the"})


def named(corpus: str, part: str, *, whole: bool = True) -> Iterator[Text]:
    """CoNLL++ or CrossNER's politics, train or dev; Worldwide, whose dev is the sources that `is_held_out` names.

    With `whole`, names within names are no names of their own; see `made_whole`.
    """
    if corpus == "conllpp":
        stream = columns(CORPORA / f"ner/conllpp/{part}.txt.gz", " ", "-DOCSTART-")
    elif corpus == "crossner":
        stream = columns(CORPORA / f"ner/crossner-politics/{part}.txt", "\t", "-DOCSTART-")
    else:
        stream = columns(CORPORA / "ner/worldwide/train.tsv.gz", "\t", "# doc = ")
    counted = 0
    for name, sentences in stream:
        if corpus == "worldwide" and is_held_out(name) != (part == "dev"):
            continue
        counted += 1
        text, words, firsts = printed([[row[0] for row in rows] for rows in sentences], "\n")
        labels = [_ours(corpus, row[-1]) for rows in sentences for row in rows]
        if whole and corpus == "worldwide":
            labels = made_whole([text[start:end] for start, end in words], labels)
        yield Text(f"{corpus}/{part}/{counted}", text, words, names=labels, sentences=firsts, meta={"name": name})


def _ours(corpus: str, label: str) -> str:
    if label == "O":
        return label
    begin, _, kind = label.partition("-")
    ours = NAMES[corpus][kind]
    return "O" if ours == "-" else f"{begin}-{ours}"


def is_held_out(name: str) -> bool:
    """Whether a document of Worldwide is for measuring: whole sources, a fifth of them, chosen by their names."""
    return sum(source_of(name).encode()) % 5 == 2


def source_of(name: str) -> str:
    """ "af_afrol_12.txt.tsv" → "af_afrol"."""
    return re.sub(r"_?\d*\.txt\.tsv$", "", name)


def made_whole(words: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The labels with every name in one piece and of its outer kind, where an inner name has cut it.

    >>> made_whole(["African", "Union"], ["B-people", "I-organisation"])
    ['B-organisation', 'I-organisation']
    """
    found = list(labels)
    first = 0
    while first < len(found):
        end = first + 1
        while end < len(found) and found[end][0] == "I" and found[first][0] == "B":
            end += 1
        kinds = [label[2:] for label in found[first:end]]
        goes_on = (
            first > 0
            and found[first][0] == "B"
            and words[first - 1].lower() in _OPEN_ENDS
            and found[first - 1][2:] not in ("", "person", "people")
        )
        if goes_on:
            found[first:end] = [f"I-{found[first - 1][2:]}"] * len(kinds)
        elif len(set(kinds)) > 1:
            found[first:end] = [f"B-{kinds[-1]}", *[f"I-{kinds[-1]}"] * (len(kinds) - 1)]
        first = end
    return found
