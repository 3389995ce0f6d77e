"""Status on a development set: GUM by hand, TimeBank by a written mapping of its annotation, 130 of that checked by
hand.

`bench/status.tsv` holds places and labels, no text: 180 mentions drawn from news, speeches and interviews of GUM
train, 340 from TimeBank. GUM is read with its own parse and, where the model has one, with ours; TimeBank only with
ours. The rules were written with the GUM part in view, so it shows what they can say, not how well they carry over;
TimeBank was not looked at for rules.

How TimeBank's annotation becomes a status, the first that holds: polarity NEG: did_not_happen (with may or might:
hypothetical); any other modality: hypothetical; subordinated COUNTER_FACTIVE: did_not_happen; CONDITIONAL:
hypothetical; tense FUTURE: scheduled; PAST: happened; PRESENT: ongoing, with aspect PERFECTIVE happened; subordinated
MODAL: scheduled under verbs of planning, agreeing and expecting, else hypothetical; INFINITIVE: happened where FACTIVE
or before the creation time, else hypothetical; by the link to the creation time: BEFORE happened, AFTER scheduled,
INCLUDES ongoing; PASTPART: happened. What none of these decides was not drawn.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import conllu, dates
from onrecord import times
from onrecord.encode import Encoder
from onrecord.model import FOLDER
from onrecord.parse import Parse
from onrecord.record import Document
from onrecord.scene import Scene

GOLD = Path(__file__).parent / "status.tsv"
CORPORA = Path("../shared/corpora")
STATUSES = ("happened", "ongoing", "scheduled", "hypothetical", "did_not_happen")
ParseOf = Callable[[Document], Parse]


@dataclass(frozen=True, slots=True)
class Case:
    corpus: str
    document: str
    start: int
    end: int
    status: str
    by: str


def cases() -> list[Case]:
    with GOLD.open(encoding="utf-8", newline="") as lines:
        return [
            Case(row["corpus"], row["document"], int(row["start"]), int(row["end"]), row["status"], row["by"])
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def predicted(encoder: Encoder) -> ParseOf:
    """Our own parse of a document."""
    from onrecord.analysis import Collector

    def parse_of(doc: Document) -> Parse:
        words = Collector(encoder, doc.text)
        for _ in words.passing(encoder.encode(doc.text, with_words=True)):
            pass
        return words.analysis().parse

    return parse_of


def scenes(corpus: str, names: set[str], parse_of: ParseOf | None, corpora: Path = CORPORA) -> dict[str, Scene]:
    """By document; with the corpus's own parse where `parse_of` is None."""
    found = {}
    if corpus == "gum":
        for name in sorted(names):
            parsed = conllu.read(corpora / f"gum/train/{name}.conllu")[0]
            parse = parse_of(parsed.doc) if parse_of else parsed.parse
            found[name] = Scene(parsed.doc, parse, (), times.find(parsed.doc), ())
    elif parse_of:
        for annotated in dates.timeml(corpora / "timeml/timebank"):
            if annotated.doc.source in names:
                found[annotated.doc.source] = Scene(
                    annotated.doc, parse_of(annotated.doc), (), times.find(annotated.doc), ()
                )
    return found


def read(scene: Scene, case: Case) -> str:
    """The status that the rules give; "no word" where the parse has none there."""
    for number, span in enumerate(scene.parse.words):
        if span.start <= case.start < span.end:
            return scene.status.of(number).status
    return "no word"


def figures(pairs: list[tuple[Case, str]]) -> dict[str, float]:
    """Accuracy, and F1 of each status, in per cent."""
    gold, guess = (np.array(column) for column in zip(*((case.status, read) for case, read in pairs), strict=True))
    found = {"accuracy": 100 * float((gold == guess).mean())}
    for status in STATUSES:
        both = ((gold == status) & (guess == status)).sum()
        total = (gold == status).sum() + (guess == status).sum()
        found[status] = 200 * float(both) / max(1, int(total))
    return found


def report(name: str, pairs: list[tuple[Case, str]]) -> None:
    if not pairs:
        raise SystemExit(f"bench: no cases for {name}")
    found = figures(pairs)
    right = np.array([case.status == read for case, read in pairs])
    draws = np.random.default_rng(7).integers(0, len(right), (1000, len(right)))
    low, high = np.percentile(right[draws].mean(1), (2.5, 97.5))
    print(
        f"{name}: {len(pairs)} mentions\n  {'accuracy':15} {found['accuracy']:5.1f}  ({100 * low:.1f}–{100 * high:.1f})"
    )
    for status in STATUSES:
        print(f"  {status:15} {found[status]:5.1f}  F1 of {sum(case.status == status for case, _ in pairs)}")


def read_by_us(encoder: Encoder, corpora: Path = CORPORA) -> list[tuple[Case, str]]:
    """Both corpora with our own parse."""
    pairs: list[tuple[Case, str]] = []
    for corpus in ("gum", "timebank"):
        some = [case for case in cases() if case.corpus == corpus]
        made = scenes(corpus, {case.document for case in some}, predicted(encoder), corpora)
        pairs += [(case, read(made[case.document], case)) for case in some]
    return pairs


def main(arguments: list[str]) -> None:
    """`--own-parse` reads both corpora with our parse, `--model=FOLDER` with that of another; `--errors` shows what is
    read wrongly."""
    own = "--own-parse" in arguments
    model = next((Path(argument[8:]) for argument in arguments if argument.startswith("--model=")), FOLDER)
    parse_of = predicted(Encoder(model)) if own else None
    pairs: list[tuple[Case, str]] = []
    for corpus in ("gum", "timebank") if own else ("gum",):
        some = [case for case in cases() if case.corpus == corpus]
        made = scenes(corpus, {case.document for case in some}, parse_of)
        read_as = [(case, read(made[case.document], case)) for case in some]
        report(f"{corpus}, {'our' if own else 'its own'} parse", read_as)
        pairs += read_as
        if "--errors" in arguments:
            for case, status in read_as:
                if status != case.status:
                    text = made[case.document].doc.text
                    before, after = text[max(0, case.start - 100) : case.start], text[case.end : case.end + 50]
                    words = " ".join(f"{before}[{text[case.start : case.end]}]{after}".split())
                    print(f"    {case.status} | {status} | {words}")
            print(
                "   ",
                Counter((case.status, status) for case, status in read_as if case.status != status).most_common(8),
            )
    if own:
        report("both", pairs)


if __name__ == "__main__":
    main(sys.argv[1:])
