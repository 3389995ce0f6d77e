"""Everything that the heads over words learn from or are measured on, and what of it is kept for measuring."""

from __future__ import annotations

from train.named import named
from train.texts import Text, gap, litbank, relocar, treebank

HELD_GENRES = ("news", "interview", "speech", "bio")


def corpora() -> dict[str, list[Text]]:
    """By name of the corpus and, where it is not for learning, its part."""
    return {
        "gum": list(treebank("gum", "train")),
        "gum-dev": list(treebank("gum", "dev")),
        "conllpp": list(named("conllpp", "train")),
        "conllpp-dev": list(named("conllpp", "dev")),
        "worldwide": list(named("worldwide", "train")),
        "worldwide-dev": list(named("worldwide", "dev")),
        "crossner": [*named("crossner", "train"), *named("crossner", "dev")],  # measured nowhere, so all of it teaches
        "ewt": list(treebank("ewt", "train")),
        "relocar": list(relocar()),
        "gap": list(gap()),
        "litbank": list(litbank()),
    }


def is_slice(text: Text) -> bool:
    """Whether a document of GUM train is kept for measuring: a fifth of the genres that news is made of."""
    genre, _, name = text.id.split("/")[-1].removeprefix("GUM_").partition("_")
    return genre in HELD_GENRES and sum(name.encode()) % 5 == 0
