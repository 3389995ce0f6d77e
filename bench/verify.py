"""Draft quotations against a ledger: 30 of each kind of change, made by script, and the verdict that each must get.

The ledger holds dispatches by grammar whose statements are known, so no model is needed, and none can be wrong.
`python -m bench.verify` prints the verdicts by kind; exit code 1 where fewer than 97 % are right, or where one that is
not verbatim passes as verbatim. Seed 1 was looked at while the rules were made; 2 is the default.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.wire import AGENCIES, OUTLETS, Said, Story, dispatch, name_of, stories, tell
from onrecord.ledger.store import Ledger, Run
from onrecord.ledger.verify import RANK, Check, verify
from onrecord.record import Document, Entity, Mention, Record, Span, Statement, finding_id
from onrecord.wording import is_negation, is_number, key

DISPATCHES, EACH = 1500, 30
RIGHT = 0.97
_NEGATION = re.compile(r"\b(?:not|never|no|nobody|cannot)\b", re.IGNORECASE)
_REPORTED = (
    "the talks in {place} would resume once {thing} had been paid for",
    "{thing} had cost {number} people in {place} their work",
    "a second bridge near {place} might be open by the end of the decade",
    "{number} letters about {thing} had reached the office since spring",
)
_INVENTED = (
    "Our patience with {place} ended on the day that the lamps went out",
    "Every child in {place} deserves a warm classroom and a hot meal",
    "History will judge {place} by how it treated the ones who came last",
    "Somebody ought to tell the truth about {thing} before the snow melts",
    "Ask the widows of {place} what they think of {thing}",
)
_SWAPPED = ("quietly", "harbours", "tomorrow", "glorious", "borrowed", "weather", "painters", "clever")


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement of the ledger, as the drafts use it."""

    said: Said
    story: Story


def kept_in(ledger: Ledger, seed: int, count: int) -> tuple[list[Kept], list[Kept]]:
    """Fill a ledger; what was quoted in it, and what was only reported."""
    dice = random.Random(f"verify {seed}")
    quoted, reported = [], []
    ledger.connection.execute("PRAGMA synchronous = OFF")  # a ledger for a minute need not survive a power cut
    for story in islice(stories(seed), count):
        told = tell(story, dice.randrange(3), dice.choice(OUTLETS), dice.choice(AGENCIES), dice.randint(3, 7))
        speaker = story.said[0]
        clause = dice.choice(_REPORTED).format(place=story.place, thing=story.thing, number=dice.randint(3, 940))
        sentence = f"{speaker.speaker} also said that {clause}."
        made = dispatch(told.headline, [*told.paragraphs, sentence], story, told.document.publisher)
        ledger.add(
            _record(made.document, [(one, "direct") for one in story.said], (speaker, clause)), Run("bench", "none")
        )
        quoted += [Kept(one, story) for one in story.said]
        reported.append(Kept(Said(clause, speaker.speaker, speaker.role), story))
    return quoted, reported


def _record(doc: Document, quoted: list[tuple[Said, str]], reported: tuple[Said, str] | None) -> Record:
    """The record that a reader without fault would make: who said what, with the speakers resolved to their names."""
    rows = [(said, said.words, form) for said, form in quoted]
    if reported:
        rows.append((reported[0], f"that {reported[1]}", "indirect"))
    statements, entities = [], {}
    for said, content, form in rows:
        start = doc.text.index(content)
        spans = [
            Span(found.start(), found.end())
            for name in (said.speaker, said.role)
            for found in re.finditer(re.escape(name), doc.text)
            if name
        ]
        source = min(spans, key=lambda span: abs(span.start - start))
        mention = Mention(spans[0], "name" if spans[0].of(doc.text) == said.speaker else "nominal")
        entities[said.speaker] = Entity(said.speaker, said.speaker, "person", (), None, (mention,))
        content_span = Span(start, start + len(content))
        statements.append(
            Statement(
                finding_id(doc.id, "statement", (source, content_span)), (source,), (), (content_span,), form, "speech",  # type: ignore[arg-type]
                "affirmed", said.speaker, None, None, 0.9,
            )
        )  # fmt: skip
    return Record(doc, tuple(entities.values()), statements=tuple(statements))


def draft_of(words: str, speaker: str, number: int) -> Record:
    """A draft that quotes these words from this speaker."""
    text = f"A draft, number {number}\n\nOn this {speaker} had more to say: “{words},” {speaker} said.\n"
    return _record(Document(text), [(Said(words, speaker, ""), "direct")], None)


# Each maker gives the words and the speaker of a draft, or None where the quotation at hand does not lend itself.
_Maker = Callable[[random.Random, Kept], tuple[str, str] | None]


def _words_of(kept: Kept) -> list[str]:
    return kept.said.words.split()


def _plain(word: str) -> str:
    return key(re.sub(r"[^\w']", "", word) or "-")


def _exact(dice: random.Random, kept: Kept) -> tuple[str, str]:
    return kept.said.words, kept.said.speaker


def _tidied(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    words = kept.said.words
    changed = words.replace(", ", " — ") if ", " in words else words.replace(" ", "  ", 1).replace("'", "’")
    return (changed, kept.said.speaker) if changed != words else None


def _case(dice: random.Random, kept: Kept) -> tuple[str, str]:
    return kept.said.words[:1].lower() + kept.said.words[1:], kept.said.speaker


def _cut(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    words = _words_of(kept)
    start = dice.choice((0, len(words) // 3))
    part = words[start:] if start else words[: len(words) * 2 // 3]
    if len(part) < 4 or (start and any(is_negation(_plain(word)) for word in words[:start])):
        return None
    return " ".join(part).strip(",;:"), kept.said.speaker


def _with_ellipsis(dice: random.Random, kept: Kept, *, hiding: bool = False) -> tuple[str, str] | None:
    words = _words_of(kept)
    places = range(2, len(words) - 4)
    spans = [(at, at + size) for at in places for size in (1, 2, 3) if at + size <= len(words) - 2]
    spans = [(a, b) for a, b in spans if any(is_negation(_plain(word)) for word in words[a:b]) == hiding]
    if not spans:
        return None
    a, b = dice.choice(spans)
    return " ".join([*words[:a], dice.choice(("…", "...", "[…]")), *words[b:]]), kept.said.speaker


def _bracketed(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    words = _words_of(kept)
    if dice.random() < 0.4:
        return f"[{words[0][0].lower()}]{words[0][1:]} " + " ".join(words[1:]), kept.said.speaker
    places = [at for at, word in enumerate(words[1:-1], 1) if word.islower() and word.isalpha() and not _bears(word)]
    if not places:
        return None
    at = dice.choice(places)
    return " ".join([*words[:at], f"[the {dice.choice(_SWAPPED)}]", *words[at + 1 :]]), kept.said.speaker


def _bears(word: str) -> bool:
    return is_negation(_plain(word)) or is_number(_plain(word))


def _swapped(dice: random.Random, kept: Kept) -> tuple[str, str]:
    words = _words_of(kept)
    at = dice.randrange(1, len(words))
    return " ".join([*words[:at], dice.choice(_SWAPPED), *words[at + 1 :]]), kept.said.speaker


def _negation_dropped(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    found = _NEGATION.search(kept.said.words)
    if not found:
        return None
    put = {"nobody": "somebody", "cannot": "can"}.get(found[0].lower(), "")
    changed = " ".join((kept.said.words[: found.start()] + put + kept.said.words[found.end() :]).split())
    return changed, kept.said.speaker


def _negation_added(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    changed = re.sub(r"\b(is|was|will|have|are|can|counted|saw)\b", r"\1 not", kept.said.words, count=1)
    return (changed, kept.said.speaker) if changed != kept.said.words else None


def _number_changed(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    found = re.search(r"\b\d+\b", kept.said.words)
    if not found:
        return None
    other = str(int(found[0]) + dice.choice((-1, 1, 10, 100)))
    return kept.said.words[: found.start()] + other + kept.said.words[found.end() :], kept.said.speaker


def _inserted(dice: random.Random, kept: Kept) -> tuple[str, str]:
    words = _words_of(kept)
    at = dice.randrange(1, len(words))
    return " ".join([*words[:at], *dice.sample(_SWAPPED, dice.randint(1, 2)), *words[at:]]), kept.said.speaker


def _cut_unmarked(dice: random.Random, kept: Kept) -> tuple[str, str] | None:
    words = _words_of(kept)
    if len(words) < 9:
        return None
    at, size = dice.randrange(2, len(words) - 5), dice.randint(1, 3)
    return " ".join([*words[:at], *words[at + size :]]), kept.said.speaker


def _reordered(dice: random.Random, kept: Kept) -> tuple[str, str]:
    words = _words_of(kept)
    at = len(words) // 2
    return " ".join([*words[at:], *words[:at]]), kept.said.speaker


def _other_speaker(dice: random.Random, kept: Kept) -> tuple[str, str]:
    return kept.said.words, f"{name_of(dice, 2)} {name_of(dice, 3)}"


def _invented(dice: random.Random, kept: Kept) -> tuple[str, str]:
    return dice.choice(_INVENTED).format(place=kept.story.place, thing=kept.story.thing), kept.said.speaker


KINDS: dict[str, tuple[str, _Maker]] = {
    "exact": ("verbatim", _exact),
    "punctuation tidied": ("verbatim", _tidied),
    "case": ("verbatim", _case),
    "cut at an end": ("verbatim", _cut),
    "ellipsis": ("verbatim", _with_ellipsis),
    "brackets": ("verbatim", _bracketed),
    "word swapped": ("altered", _swapped),
    "negation dropped": ("altered", _negation_dropped),
    "negation added": ("altered", _negation_added),
    "negation behind ellipsis": ("altered", lambda dice, kept: _with_ellipsis(dice, kept, hiding=True)),
    "number changed": ("altered", _number_changed),
    "words inserted": ("altered", _inserted),
    "cut without a mark": ("altered", _cut_unmarked),
    "reordered": ("altered", _reordered),
    "another speaker": ("other speaker", _other_speaker),
    "invented": ("not found", _invented),
}
REPORTED = "reported, then quoted"


def drafts(quoted: list[Kept], reported: list[Kept], seed: int, each: int) -> Iterator[tuple[str, str, str, str]]:
    """Kind, verdict that is right, words, speaker."""
    dice = random.Random(f"drafts {seed}")
    for kind, (verdict, make) in KINDS.items():
        made = 0
        while made < each:
            changed = make(dice, dice.choice(quoted))
            if changed:
                made += 1
                yield kind, verdict, *changed
    for kept in dice.sample(reported, each):
        yield REPORTED, "paraphrased", kept.said.words, kept.said.speaker


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--dispatches", type=int, default=DISPATCHES)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--wrong", action="store_true", help="show each wrong verdict")
    options = parser.parse_args()
    verdicts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wanted: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "bench.db") as ledger:
        quoted, reported = kept_in(ledger, options.seed, options.dispatches)
        begun, count = time.process_time(), 0
        for number, (kind, verdict, words, speaker) in enumerate(drafts(quoted, reported, options.seed, options.each)):
            check = verify(ledger.connection, draft_of(words, speaker, number))[0]
            verdicts[kind][check.verdict] += 1
            wanted[kind] = verdict
            count += 1
            if options.wrong and check.verdict != verdict:
                _show(kind, words, speaker, check)
        cost = (time.process_time() - begun) / count * 1000
    right = sum(found[wanted[kind]] for kind, found in verdicts.items())
    passed = sum(found["verbatim"] for kind, found in verdicts.items() if wanted[kind] != "verbatim")
    for kind, found in verdicts.items():
        listed = ", ".join(f"{found[verdict]} {verdict}" for verdict in RANK if found[verdict])
        print(f"{kind:25} wanted {wanted[kind]:14} got {listed}")
    print(f"{options.dispatches} dispatches, {len(quoted)} quotations; {count} drafts, {cost:.0f} ms each")
    print(f"right {right / count:.4f} (at least {RIGHT}); passed as verbatim and were not: {passed} (none)")
    return int(right < RIGHT * count or passed > 0)


def _show(kind: str, words: str, speaker: str, check: Check) -> None:
    found = f"{check.found.words} | {check.found.speaker}" if check.found else "nothing"
    print(f"{kind}: {words} | {speaker}\n  {check.verdict}: {found}\n  {[e.kind for e in check.edits]}")


if __name__ == "__main__":
    raise SystemExit(main())
