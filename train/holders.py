"""Who held which office when, for `python -m train.knowledge`.

Sources, in ../shared/knowledge: officeholders.csv (Wikidata, CC0; OFFICEHOLDERS.md names the cut-off of each
country's list), factbook.tar.gz (CC0, January 2026: heads of state and of government "since");
train/holders_by_hand.tsv fills the gaps.

Stretches are kept as the source gives them; what a reader must weigh (open ends, overlaps, imprecise dates) is
weighed in onrecord/knowledge/offices.py. Only rows of the lists of current leaders, which give years, are fitted to
the exact ones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from onrecord.knowledge.names import loose_key
from onrecord.knowledge.office_words import parse
from train.places import factbook, fips_codes, text_of

BY_HAND = Path("train/holders_by_hand.tsv")
CORRECTIONS = Path("train/corrections.tsv")
# Letters of the sources, and to which date each speaks; "" is the country's own list with its own cut-off.
OWN, LEADERS, MINISTERS, FACTBOOK, HAND = "", "L", "M", "F", "H"
CUTOFFS = {LEADERS: "2022-10-10", MINISTERS: "2022-12-11", FACTBOOK: "2026-01-01", HAND: "2022-12-31"}
CODES = {
    "scotland-cabinet": "GB-SCT", "wales-cabinet": "GB-WLS", "northern-ireland-ministers": "GB-NIR",
    "abkhazia-ministers": "GE-AB", "south-ossetia": "X-SO", "artsakh-ministers": "AZ-NK", "donetsk": "UA-DPR",
    "luhansk-ministers": "UA-LPR", "Transnistria": "MD-PMR", "Turkish Republic of Northern Cyprus": "CY-TRNC",
    "Somaliland": "SO-SOM", "Kurdistan Region": "IQ-KR", "Republika Srpska": "BA-SRP", "Quebec": "CA-QC",
    "European Union": "EU", "world": "UN",
}  # fmt: skip
LEFT_OUT = {"Catalonia", "Cantabria", "Tibet"}  # one row each, and no code in the table of places
# The head of another state is theirs; who heads their own government is kept.
DEPENDENT = frozenset(
    "AI AS AW BL BM CC CK CW CX FK FO GG GI GL GU HK IM IO JE KY MF MO MP MS "  # noqa: SIM905
    "NC NF NU PF PM PN PR SH SX TC TF TK VG VI WF".split()
)
# The factbook's titles of leaders, the longest first, and the label under which they are kept.
TITLES = {
    "President of the Government of Spain (prime minister-equivalent)": "Prime Minister",
    "President of the Swiss Confederation": "President",
    "President of the National Council for the Safeguard of the Homeland (CNSP)": "President",
    "President of Council of Ministers": "Prime Minister",
    "President, Presidential Council,": "Chairman of the Presidential Council",
    "Presidential Leadership Council Chairperson": "Chairman of the Presidential Leadership Council",
    "Sovereign Council Chair and Commander-in-Chief of the Sudanese Armed Forces General": "Chairman of the Sovereignty Council",  # noqa: E501
    "Chairperson of the Council of Ministers": "Chairman of the Council of Ministers",
    "Transition President": "Transitional President",
    "Transitional President": "Transitional President",
    "Interim President": "Interim President",
    "Transition Prime Minister": "Interim Prime Minister",
    "GNU Interim Prime Minister": "Interim Prime Minister",
    "CNSP Prime Minister": "Prime Minister",
    "Interim Prime Minister": "Interim Prime Minister",
    "Caretaker Prime Minister": "Caretaker Prime Minister",
    "Acting Prime Minister": "Acting Prime Minister",
    "Taoiseach (Prime Minister)": "Taoiseach",
    "Prime Minister and Foreign Minister": "Prime Minister",
    "Prime Minister and Co-Vice President": "Prime Minister",
    "Crown Prince and Prime Minister": "Prime Minister",
    "Sultan and Prime Minister": "Sultan",
    "Prime Minister Crown Prince": "Prime Minister",
    "Taliban Leader": "Supreme Leader",
    "Supreme Leader": "Supreme Leader",
    "Prime Minister": "Prime Minister",
    "Chancellor": "Federal Chancellor",
    "Premier": "Premier",
    "President": "President",
    "King": "King",
    "Emperor": "Emperor",
    "Queen": "Queen",
    "Amir": "Emir",
    "Sultan": "Sultan",
    "Grand Duke": "Grand Duke",
    "Prince": "Prince",
    "Pope": "pope",
}
# Titles of the factbook's that a country's list calls otherwise.
OTHERWISE = {
    "CN": {"Premier": "Premier of the State Council"}, "TW": {"Premier": "Premier"}, "KP": {"Premier": "Premier"},
    "KG": {"Prime Minister": "Chairman of the Cabinet of Ministers (Prime Minister)"},
}  # fmt: skip
RANKS = r"(?:(?:General|Gen\.|Col\.|Capt\.|Dr\.|Sir|Dame|Ratu|Crown Prince|Lieutenant General|Gen) )+"
DATE = re.compile(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]+) )?(\d{4})$")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Held:
    country: str
    label: str
    label_qid: str
    person: str
    qid: str
    start: str  # ISO, of any precision, or earliest/latest
    end: str
    source: str


def listed(path: Path) -> Iterator[Held]:
    """The rows of officeholders.csv; a row whose person is no name is left out."""
    letters = {"world-leaders-2021": LEADERS, "world": MINISTERS}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["country"] in LEFT_OUT or re.fullmatch(r"Q\d+", row["person"]):
                continue
            letter = letters.get(row["source_repo"], OWN) if row["country"] != "world" else OWN
            yield Held(
                CODES.get(row["country"], row["country"]), row["position"], row["position_qid"], row["person"].strip(),
                row["person_qid"], row["start"], row["end"], letter,
            )  # fmt: skip


def corrected(rows: Iterable[Held], path: Path = CORRECTIONS) -> Iterator[Held]:
    """The rows under their right offices; ValueError for a correction that corrects nothing any more."""
    right: dict[tuple[str, str, str, str], str] = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, label, label_qid, person, label_to = (line + "\t").split("\t")[:5]
            right[country, label, label_qid, person] = label_to
    but = {which[:3]: which[3] for which in right if which[3].startswith("!")}
    used = set()
    for row in rows:
        others = but.get((row.country, row.label, row.label_qid), "!" + row.person)
        for person in (row.person, "*" if row.person in others[1:].split("|") else others):
            which = (row.country, row.label, row.label_qid, person)
            if which in right:
                used.add(which)
                if right[which]:
                    yield replace(row, label=right[which], label_qid="")
                break
        else:
            yield row
    if unused := sorted(set(right) - used):
        raise ValueError(f"{path}: {unused[0]} corrects no row")


def by_hand(path: Path = BY_HAND) -> Iterator[Held]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, label, label_qid, person, qid, start, end = (line + "\t" * 7).split("\t")[:7]
            yield Held(country, label, label_qid, person, qid, start, end, HAND)


def cutoffs(readme: Path) -> dict[str, str]:
    """Code → the last change of the country's own list, from OFFICEHOLDERS.md."""
    found = re.findall(
        r"^\| ([\w-]+) \| \d+ \| [\w-]+ \| (\d{4}-\d\d-\d\d) \|$", readme.read_text("utf-8"), re.MULTILINE
    )
    return {CODES.get(code, code): day for code, day in found}


def iso(text: str) -> str:
    match = DATE.match(text.strip())
    if not match:
        return ""
    day, month, year = match.groups()
    if not month:
        return year
    number = MONTHS.index(month[:3]) + 1
    return date(int(year), number, int(day)).isoformat() if day else f"{year}-{number:02}"


def plain_name(name: str) -> tuple[str, set[str]]:
    """The name as written elsewhere, and the loose words of its capitals, which are the family name's."""
    capitals = {loose_key(word) for word in re.findall(r"\b[^\W\d_a-z]{2,}\b", name) if word.isupper()} - {""}
    roman = {"II", "III", "IV", "VI", "VII", "XIV", "XVI", "X", "V"}
    words = [
        word
        if word in roman
        else "-".join(part.capitalize() if part.isupper() and len(part) > 1 else part for part in word.split("-"))
        for word in name.split()
    ]
    return " ".join(words), capitals


def leaders(folder: Path) -> Iterator[tuple[Held, set[str]]]:
    """Heads of state and of government in the factbook, with the loose words of their family names."""
    codes = fips_codes(folder)
    for fips, page in factbook(folder / "factbook.tar.gz"):
        code = codes.get(fips)
        if not code:
            continue
        done = set()
        for which in ("chief of state", "head of government")[code in DEPENDENT :]:
            text = text_of(page, "Government", "Executive branch", which)
            title = next((title for title in TITLES if text.startswith(title + " ")), "")
            match = re.match(rf"(?:{RANKS})?(?P<name>[^();]+?) \(since (?P<since>[^),;]+)", text[len(title) + 1 :])
            if not title or not match or title in done or len(match["name"]) > 60 or not iso(match["since"]):
                continue
            done.add(title)
            name, capitals = plain_name(match["name"])
            label = OTHERWISE.get(code, {}).get(title, TITLES[title])
            yield Held(code, label, "", name, "", iso(match["since"]), "", FACTBOOK), capitals


def words_of(name: str) -> frozenset[str]:
    """Loose words; parts joined by a hyphen are one, or Lee Jae-myung would be Lee Myung-bak."""
    return frozenset(filter(None, (loose_key(word).replace(" ", "") for word in name.split())))


def same_name(name: str, other: str) -> bool:
    """Whether all words of the shorter name, two at least, stand in the longer."""
    words, others = words_of(name), words_of(other)
    return min(len(words), len(others)) > 1 and (words <= others or others <= words)


def same_holder(leader: Held, capitals: set[str], row: Held) -> bool:
    """Whether the factbook and a list mean one person, given that both have them in one office of one country.

    By name; by family name and year; or by the day they took office, which a transliteration does not change.
    """
    if same_name(leader.person, row.person):
        return True
    if capitals & words_of(row.person) and leader.start[:4] == row.start[:4]:
        return True
    days = [date.fromisoformat(held.start) for held in (leader, row) if len(held.start) == 10]
    return len(days) == 2 and abs((days[0] - days[1]).days) <= 10 and not row.end


def office(held: Held) -> str:
    return _office(held.label, held.country)


@cache
def _office(label: str, country: str) -> str:
    found = parse(label, country)
    return found.name if found else ""


def compile_holders(folder: Path) -> tuple[dict[str, str], list[Held]]:
    """Cut-off by country, and all stretches."""
    ends = cutoffs(folder / "OFFICEHOLDERS.md")
    rows = list(corrected(listed(folder / "officeholders.csv")))
    items: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        items.setdefault((row.country, row.person), set()).add(row.qid)
    hand = []
    for row in by_hand():
        known = items.get((row.country, row.person), set())
        hand.append(replace(row, qid=row.qid or (next(iter(known)) if len(known) == 1 else "")))
    rows = [row for row in rows if row.source != LEADERS and not _replaced(row, hand)] + [
        row for row in rows if row.source == LEADERS and not _replaced(row, hand)
    ]
    rows = [*_fitted([*rows], ends), *hand]
    by_office: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        by_office.setdefault((row.country, office(row)), []).append(place)
    for leader, capitals in leaders(folder):
        places = by_office.get((leader.country, office(leader)), [])
        known = [place for place in places if same_holder(leader, capitals, rows[place])]
        limit = ends.get(leader.country, CUTOFFS[HAND] if any(rows[place].source == HAND for place in places) else "")
        still = [place for place in known if not rows[place].end and rows[place].start[:4] <= leader.start[:4]]
        if still and (leader.start <= limit or leader.start[:4] == rows[still[-1]].start[:4]):
            row = rows[still[-1]]
            exact = leader.start if len(row.start) != 10 and row.start[:4] == leader.start[:4] else row.start
            rows[still[-1]] = replace(row, start=exact, source=FACTBOOK)
            continue
        people = {(rows[place].qid, rows[place].person) for place in known} or _called(leader, rows)
        if len(people) == 1:
            ((qid, person),) = people
            leader = replace(leader, qid=qid, person=person)
        if places and limit and leader.start <= limit:  # the list had another holder then: one of the two is wrong
            leader = replace(leader, start=f"{limit}/{CUTOFFS[FACTBOOK]}")
        proper = [rows[place] for place in places if not _acting(rows[place])]
        if proper and not _acting(leader):
            leader = replace(leader, label=proper[0].label, label_qid=proper[0].label_qid)
        rows.append(leader)
    return ends, sorted(
        set(rows), key=lambda row: (row.country, row.label, row.label_qid, row.start, row.end, row.person, row.qid)
    )


def _acting(held: Held) -> bool:
    found = parse(held.label, held.country)
    return bool(found and found.acting)


def _replaced(row: Held, hand: list[Held]) -> bool:
    """Whether the same office is written by hand, more exactly."""
    return row.source in (LEADERS, MINISTERS) and any(
        row.country == other.country and office(row) == office(other) for other in hand
    )


def _called(leader: Held, rows: Iterable[Held]) -> set[tuple[str, str]]:
    """Item and name of the people of that name in any office of the country."""
    return {
        (row.qid, row.person) for row in rows if row.country == leader.country and same_name(leader.person, row.person)
    }


def _fitted(rows: list[Held], ends: dict[str, str]) -> list[Held]:
    """Rows of the list of leaders, which gives years, fitted to the country's own list, which gives days.

    Whoever is open in a country's list was in office on its cut-off; whoever is not in it came later.
    """
    own: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        if row.source == OWN:
            own.setdefault((row.country, office(row)), []).append(place)
    kept: list[Held] = []
    changed: dict[int, Held] = {}
    for row in rows:
        if row.source != LEADERS or row.country not in ends:
            if row.source != OWN:
                kept.append(row)
            continue
        limit = ends[row.country]
        places = own.get((row.country, office(row)), [])
        same = [place for place in places if rows[place].qid == row.qid and not rows[place].end]
        if same:
            if row.end:
                changed[same[-1]] = replace(rows[same[-1]], end=f"{limit}/{row.end}-12-31")
        elif any(rows[place].qid == row.qid and rows[place].start[:4] == row.start[:4] for place in places):
            continue
        elif places and row.start >= limit[:4]:
            kept.append(replace(row, start=f"{limit}/{row.start}-12-31", end=row.end and f"{limit}/{row.end}-12-31"))
        else:
            kept.append(row)
    return [changed.get(place, row) for place, row in enumerate(rows) if row.source == OWN] + kept
