"""Compiles the tables of src/onrecord/knowledge from ../shared/knowledge: `python -m train.knowledge`.

The same sources give the same bytes. train/places.py and train/holders.py say what each source is taken for; what is
written by hand stands in src/onrecord/lang/en, in disputed.tsv and in train/holders_by_hand.tsv.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord.knowledge.names import key, loose_key
from train.bodies import compile_bodies
from train.holders import CUTOFFS, Held, compile_holders
from train.places import compile_places

SHARED = Path("../shared/knowledge")
OUT = Path("src/onrecord/knowledge")
HEAD = "# Compiled by python -m train.knowledge; do not edit. Sources, licences and cut-off dates: sources.tsv."


def table(path: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    lines = [HEAD, f"# {columns}", *("\t".join(row).rstrip("\t") for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def places(shared: Path, out: Path) -> None:
    """places.tsv and bodies.tsv."""
    disputed = {line.split("\t")[0] for line in (OUT / "disputed.tsv").read_text("utf-8").splitlines()}
    own = disputed - {"FK", "GI", "GS", "GB-NIR", "BA-SRP"}
    rows = []
    found = compile_places(shared)
    for one in found.values():
        kind = "union" if one.code == "EU" else "disputed" if one.code in own else one.kind
        parent = "" if one.code in own else one.parent
        words = ["|".join(one.words[name]) for name in ("alias", "adjective", "noun", "plural")]
        rows.append([one.code, kind, one.name, one.qid, one.alpha3, parent, *words])
    table(out / "places.tsv", "code\tkind\tname\tQID\talpha-3\tparent\taliases\tadjectives\tnouns\tplurals", rows)
    bodies = sorted({tuple(row): row for row in compile_bodies(shared, found)}.values())
    table(out / "bodies.tsv", "country\tkind\tname\tother names\tpattern that means it", bodies)


def holders(ends: dict[str, str], held: list[Held], out: Path) -> None:
    """A country's section begins with @, an office with ^; dates and sources of the stretches follow."""
    rows: list[list[str]] = []
    country = office = None
    for one in held:
        if one.country != country:
            country, office = one.country, None
            rows.append([f"@{country}", ends.get(country, "")])
        if (one.label, one.label_qid) != office:
            office = (one.label, one.label_qid)
            rows.append([f"^{one.label}", one.label_qid])
        rows.append([one.person, one.qid, one.start, one.end, one.source])
    table(out / "holders.tsv", "@country, cut-off; ^office, QID; person, QID, start, end, source", rows)


def persons(held: list[Held], out: Path) -> None:
    """Key → people of that name: QID, name, countries; then the loose keys that differ → keys."""
    people: dict[str, dict[tuple[str, str], set[str]]] = {}
    for one in held:
        people.setdefault(key(one.person), {}).setdefault((one.qid, one.person), set()).add(one.country)
    rows = []
    loose: dict[str, set[str]] = {}
    for name in sorted(people):
        named = [f"{qid}|{person}|{' '.join(sorted(codes))}" for (qid, person), codes in sorted(people[name].items())]
        rows.append([name, *named])
        loose.setdefault(loose_key(name), set()).add(name)
    table(out / "persons.tsv", "key; then a cell a person: QID|name|countries", rows)
    pairs = [[name, "|".join(sorted(names))] for name, names in sorted(loose.items()) if names != {name}]
    table(out / "persons_loose.tsv", "loose key\tkeys", pairs)


def sources(ends: dict[str, str], out: Path) -> None:
    wikidata = "Wikidata, by way of github.com/every-politician-scrapers"
    first, last = min(ends.values()), max(ends.values())
    rows = [
        [
            "holders.tsv, own lists",
            f"{wikidata} (lists of each country's offices)",
            "CC0 1.0",
            f"{first} to {last}, each country's own",
        ],
        ["holders.tsv, L", f"{wikidata} (world-leaders-2021)", "CC0 1.0", CUTOFFS["L"]],
        ["holders.tsv, M", f"{wikidata} (world: foreign ministers)", "CC0 1.0", CUTOFFS["M"]],
        ["holders.tsv, F", "CIA World Factbook, January 2026: heads of state and government", "CC0 1.0", CUTOFFS["F"]],
        ["holders.tsv, H", "written for this project (train/holders_by_hand.tsv)", "Apache-2.0", CUTOFFS["H"]],
        ["places.tsv", "OpenSanctions territories: names, Wikidata items, claims", "MIT", "2026-01"],
        ["places.tsv", "Unicode CLDR, English territory names", "Unicode License v3", "2026-01"],
        ["places.tsv", "datasets/country-codes: ISO codes, UN names", "PDDL 1.0", "2026-01"],
        ["places.tsv", "CIA World Factbook, January 2026: names, demonyms", "CC0 1.0", CUTOFFS["F"]],
        ["bodies.tsv", "CIA World Factbook, January 2026: parliaments, parties", "CC0 1.0", CUTOFFS["F"]],
        ["disputed.tsv, lang/en/*", "written for this project", "Apache-2.0", "2025-01"],
    ]
    table(out / "sources.tsv", "table\tsource\tlicence\tcut-off", rows)


def main(shared: Path = SHARED, out: Path = OUT) -> None:
    places(shared, out)
    ends, held = compile_holders(shared)
    holders(ends, held, out)
    persons(held, out)
    sources(ends, out)


if __name__ == "__main__":
    main()
