"""Variants of annotated texts: layouts that PolNeAR's seven publishers do not have, and readers meet.

PolNeAR ends every headline with a full stop that it added itself; its quotation marks are American; its quotations
always have a verb. A variant may lose the headline's full stop, change the style of its marks, turn `"…," said X.`
into the verbless `"…" – X` of press releases, or lose its capital letters.
"""

from __future__ import annotations

import random
from dataclasses import replace

from onrecord.quotation import quotations
from train.polnear import CHARS, Gold

Edit = tuple[int, int, str]
_STYLES = (("“", "”"), ('"', '"'), ("‘", "’"), ("„", "“"), ("«", "»"), ("''", "''"), ("``", "''"))
_LAYOUTS = (" – {}", " — {}", "\n\n– {}", "\n– {}", " - {}", "\n\n— {}", "\n― {}", "\n\n― {}", " ― {}")


def varied(gold: Gold, rng: random.Random) -> Gold:
    """A random variant; most are the text itself without the full stop of its headline."""
    headline = gold.text.find("\n")
    if headline > 1 and gold.text[headline - 1] == "." and rng.random() < 0.6:
        gold = edited(gold, [(headline - 1, headline, "")])
    if rng.random() < 0.15:
        gold = verbless(gold, rng)
    if rng.random() < 0.15:
        opener, closer = rng.choice(_STYLES)
        edits: list[Edit] = []
        for quotation in quotations(gold.text):
            if quotation.double and quotation.depth == 1:
                if quotation.opened and gold.text[quotation.start] in '"“':
                    edits.append((quotation.start, quotation.start + 1, opener))
                if quotation.closed and gold.text[quotation.end - 1] in '"”':
                    edits.append((quotation.end - 1, quotation.end, closer))
        gold = edited(gold, sorted(set(edits)))
    if rng.random() < 0.03 and len(gold.text.lower()) == len(gold.text):
        gold = replace(gold, text=gold.text.lower())
    return gold


def edited(gold: Gold, edits: list[Edit]) -> Gold:
    """The text with edits (sorted, apart from each other) made, and every span moved along; emptied ones go."""
    parts, places, shift, last = [], [], 0, 0
    for start, end, new in edits:
        parts += [gold.text[last:start], new]
        shift += len(new) - (end - start)
        places.append((start, end, shift))
        last = end
    text = "".join(parts) + gold.text[last:]

    def moved(place: int, is_end: bool) -> int:
        """Ends move with an edit that they close; starts do not move with one that they open."""
        total = 0
        for start, end, shift in places:
            if end < place or (end == place and (is_end or start < place)):
                total = shift
        return place + total

    def all_moved(attribution: dict[str, tuple[CHARS, ...]]) -> dict[str, tuple[CHARS, ...]]:
        pairs = {role: [(moved(a, False), moved(b, True)) for a, b in spans] for role, spans in attribution.items()}
        return {role: tuple((start, end) for start, end in spans if start < end) for role, spans in pairs.items()}

    return replace(gold, text=text, attributions=tuple(all_moved(attribution) for attribution in gold.attributions))


def verbless(gold: Gold, rng: random.Random) -> Gold:
    """Up to four `"…," said X.` become `"…" – X`, with the dash for a cue."""
    candidates = [i for i, a in enumerate(gold.attributions) if _tail(gold, i) is not None]
    chosen = rng.sample(candidates, min(len(candidates), 4))
    chosen.sort(key=lambda i: -gold.attributions[i]["content"][0][1])
    for index in chosen:  # from the last to the first, so that earlier places hold
        attribution = gold.attributions[index]
        tail = _tail(gold, index)
        assert tail is not None
        (source,), ((begin, end),) = attribution["source"], attribution["content"]
        layout = rng.choice(_LAYOUTS)
        words = gold.text[slice(*source)]
        new = layout.format(words[0].upper() + words[1:]) + rng.choice((".", "\n", ""))
        dash = end + next(place for place, char in enumerate(layout) if char in "–—―-")
        after = edited(gold, [(end, tail, new)])
        rewritten = {
            "content": ((begin, end),),
            "source": ((end + layout.index("{"), end + layout.index("{") + len(words)),),
            "cue": ((dash, dash + 1),),
        }
        others = list(after.attributions)
        others[index] = rewritten
        gold = replace(after, attributions=tuple(others))
    return gold


def _tail(gold: Gold, index: int) -> int | None:
    """Where the sentence ends that closes a direct quotation with its source and cue, if it is that simple."""
    attribution, text = gold.attributions[index], gold.text
    if any(len(attribution[role]) != 1 for role in attribution):
        return None
    (source,), (cue,), (content,) = attribution["source"], attribution["cue"], attribution["content"]
    tail = max(source[1], cue[1])
    rest = text[content[1] : tail]
    simple = text[content[0]] in '"“' and text[content[1] - 1] in '"”' and min(source[0], cue[0]) >= content[1]
    between = len(rest) - (source[1] - source[0]) - (cue[1] - cue[0])
    ends = text[tail : tail + 2].rstrip() == "." and not text[slice(*source)].islower()
    if not simple or not ends or between > 4 or "\n" in rest:
        return None
    crowded = any(
        start < tail + 1 and content[1] < end
        for number, other in enumerate(gold.attributions)
        if number != index
        for spans in other.values()
        for start, end in spans
    )
    return None if crowded else tail + 1
