"""office_holder on cases checked by hand: `python -m bench.offices`.

The questions are drawn from the sources of the tables by a seeded script (`--draw`, which needs ../shared/knowledge);
the answers in office_cases.tsv were written by hand, from general knowledge and not from the tables, and where a
source is wrong the case stays and counts against us. Questions whose answer the checker did not know were left out.

Three kinds of case: `listed`, where the lists have somebody in the office on that date, within 40 days of a change;
`unlisted`, drawn alike, where they have nobody: before their first row, or in a gap; `later`, a date after the
cut-off of the country's list. An answer is right when it names exactly the people who held the office; "unsure" is
right where the case allows it. Accuracy of the listed and later cases is what the gate holds; of the unlisted ones
the share that is answered wrongly is printed.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.gate import Measurement
from onrecord.knowledge.holders import days
from onrecord.knowledge.names import loose_key
from onrecord.knowledge.office_words import parse
from onrecord.knowledge.offices import OfficeAnswer, office_holder
from onrecord.knowledge.places import country

CASES = Path(__file__).parent / "office_cases.tsv"
LISTS = Path("../shared/knowledge/officeholders.csv")
# Countries whose ministers were drawn; heads of state and of government were drawn from all.
NEWS = tuple(
    "AR AT AU BE BR BY CA CN CZ DK EG ES FI FR GB GR HU IE IL IN IR IT "  # noqa: SIM905
    "JP KR NL NO NZ PK PL PT RU SE TR UA US ZA".split()
)
GATED = ("listed", "later")
HEADS = ("president", "prime minister", "monarch")
MINISTERS = ("foreign", "defence", "finance", "interior")
PHRASES = {
    "president": ["president"],
    "prime minister": ["prime minister", "premier", "PM"],
    "monarch": ["monarch"],
    "foreign minister": ["foreign minister", "minister of foreign affairs"],
    "defence minister": ["defence minister", "defense minister"],
    "finance minister": ["finance minister"],
    "interior minister": ["interior minister"],
}
OWN_PHRASES = {
    ("GB", "foreign minister"): ["foreign secretary"],
    ("GB", "finance minister"): ["chancellor", "chancellor of the exchequer"],
    ("GB", "interior minister"): ["home secretary"],
    ("GB", "defence minister"): ["defence secretary"],
    ("US", "foreign minister"): ["secretary of state"],
    ("US", "finance minister"): ["treasury secretary"],
    ("US", "defence minister"): ["defense secretary"],
    ("AU", "finance minister"): ["treasurer"],
    ("IN", "foreign minister"): ["external affairs minister"],
    ("IN", "interior minister"): ["home minister"],
    ("AT", "prime minister"): ["chancellor"],
    ("IE", "prime minister"): ["taoiseach"],
    ("CN", "prime minister"): ["premier"],
}
# When the cases were drawn, the tables took these for finance ministers; without them other cases would be drawn.
READ_OTHERWISE = {("AU", "Treasurer"), ("FI", "Minister of the Ministry of Finance")}


@dataclass(frozen=True, slots=True)
class Case:
    office: str
    country: str
    date: str
    kind: str  # listed, unlisted or later
    people: tuple[tuple[str, str], ...]  # name, and Wikidata item where certain
    unsure: bool  # "not known" is right, too

    def right(self, answer: OfficeAnswer) -> bool:
        held = {(holder.qid or "", holder.person) for holder in answer.holders}
        if answer.outcome == "after_cutoff" or not self.people:
            return self.unsure and answer.sure is None
        return len({qid or name for qid, name in held}) == len(self.people) and all(
            any(qid == other if qid and other else loose_key(name) == loose_key(person) for other, person in held)
            for name, qid in self.people
        )


def cases(path: Path = CASES) -> list[Case]:
    found = []
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            office, where, when, kind, expected = line.split("\t")
            people = tuple(
                (name.strip(), qid.rstrip(")"))
                for name, _, qid in (each.partition(" (Q") for each in expected.split("; "))
            )
            named = tuple((name, f"Q{qid}" if qid else "") for name, qid in people if name != "unsure")
            found.append(Case(office, where, when, kind, named, "unsure" in dict(people)))
    return found


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % interval of a share, in per cent."""
    share, z = right / count, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    width = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return 100 * (middle - width), 100 * (middle + width)


def _name(label: str, code: str) -> str:
    if (code, label) in READ_OTHERWISE:
        return "finance minister"
    office = parse(label, code)
    if not office or office.deputy or office.acting:
        return ""
    first = office.portfolios[0] if office.portfolios else ""
    return f"{first} minister" if first in MINISTERS else office.name if office.name in HEADS else ""


def draw(lists: Path = LISTS) -> Iterator[tuple[str, str, str, str]]:
    """Office, country, date and kind of each question; the same every time."""
    with lists.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if country(row["country"])]
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    starts = set()
    for row in rows:
        name = _name(row["position"], row["country"])
        if name and row["start"]:
            ends = sorted([row["start"], row["end"] or "2022-08-01"])
            held.setdefault((name, row["country"]), []).append((ends[0], ends[1]))
            if len(row["start"]) == 10 and row["start"] >= "1994" and (name in HEADS or row["country"] in NEWS):
                starts.add((name, row["country"], row["start"]))
    frame = sorted(starts)
    heads = [one for one in frame if one[0] in HEADS]
    dice = random.Random(4)
    picked = dice.sample([one for one in heads if one[1] in NEWS], 70)
    picked += dice.sample([one for one in heads if one[1] not in NEWS], 70)
    picked += dice.sample([one for one in frame if one[0] not in HEADS], 150)
    questions = []
    for name, code, start in picked:
        day = date.fromisoformat(start) + timedelta(dice.choice([-40, -20, -8, -3, 3, 8, 20, 40]))
        phrase = dice.choice(OWN_PHRASES.get((code, name), PHRASES[name]))
        word = _word(code, dice)
        when = day.isoformat()[: dice.choice([10, 10, 10, 10, 10, 7])]
        first, last = days(when)
        listed = any(begin <= last and first <= end for begin, end in held[name, code])
        questions.append((code, phrase, word, when, "listed" if listed else "unlisted"))
    for _ in range(45):  # 25 ministers and 20 heads after their lists' ends
        name = dice.choice([f"{each} minister" for each in MINISTERS] if len(questions) < 315 else HEADS[:2])
        code = dice.choice(NEWS)
        when = (date(2023, 1, 1) + timedelta(dice.randrange(1095))).isoformat()
        questions.append(
            (code, dice.choice(OWN_PHRASES.get((code, name), PHRASES[name])), _word(code, dice), when, "later")
        )
    for _, phrase, word, when, kind in sorted(questions, key=lambda one: (one[4], one[0], one[1], one[3])):
        yield phrase, word, when, kind


def _word(code: str, dice: random.Random) -> str:
    """A name, twice as often as the adjective or the code."""
    found = country(code)
    assert found is not None
    return dice.choice([found.place.name, found.place.name, (*found.adjectives, found.place.name)[0], code])


def tally(found: list[Case]) -> dict[str, list[int]]:
    """By kind: cases, right answers, and answers that name somebody wrong."""
    counts: dict[str, list[int]] = {}
    for case in found:
        answer = office_holder(case.office, case.country, case.date)
        right = case.right(answer)
        named = answer.outcome in ("one", "several")
        count = counts.setdefault(case.kind, [0, 0, 0])
        for place, counted in enumerate((True, right, not right and named)):
            count[place] += counted
    return counts


def measure() -> list[Measurement]:
    """For the gate: the share of right answers, in per cent, on what the tables say they know."""
    counts = tally(cases())
    count, right, _ = (sum(counts[kind][place] for kind in GATED) for place in range(3))
    low, high = wilson(right, count)
    return [
        Measurement("offices", "office holder right", 100 * right / count, "%", f"{low:.1f}–{high:.1f}, {count} cases")
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.offices", description=__doc__)
    parser.add_argument("--draw", action="store_true", help="print the questions, without answers")
    parser.add_argument("--errors", action="store_true", help="print the wrong answers")
    arguments = parser.parse_args()
    if arguments.draw:
        for question in draw():
            print(*question, sep="\t")
        return
    counts = tally(cases())
    for case in cases() if arguments.errors else ():
        answer = office_holder(case.office, case.country, case.date)
        if not case.right(answer):
            wanted = "; ".join(name for name, _ in case.people) or "nobody"
            got = "; ".join(holder.person for holder in answer.holders) or "nobody"
            print(f"{case.kind}: {case.office}, {case.country}, {case.date}: {got} [{answer.outcome}] for {wanted}")
    gated = [sum(counts[kind][place] for kind in GATED) for place in range(3)]
    for name, (count, right, wrong) in {**counts, "listed and later": gated}.items():
        low, high = wilson(right, count)
        share = f"{100 * right / count:5.1f} % right ({low:.1f}–{high:.1f}) of {count}"
        print(f"{name:17} {share}; {wrong} name somebody wrong")


if __name__ == "__main__":
    main()
