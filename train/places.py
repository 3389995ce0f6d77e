"""Countries and territories for `python -m train.knowledge`: names, codes, Wikidata items, demonyms, claims.

Sources, in ../shared/knowledge: territories.tar.gz (MIT), country-codes.csv (PDDL), cldr-territories-en.json (Unicode
licence), factbook.tar.gz (CC0). What they lack or have wrong stands in lang/en/country_words.tsv.
"""

from __future__ import annotations

import csv
import html
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

WORDS = Path("src/onrecord/lang/en/country_words.tsv")
FIELDS = ("alias", "adjective", "noun", "plural")
# Not places that news names as such; "Global" and "Cyberspace" among them.
LEFT_OUT = {"IP", "ZZ", "UN", "DG", "TA", "CP", "CQ"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LATIN = re.compile(r"[A-Za-zÀ-ɏ .,'’()-]+")
# The item that Wikidata's country statements use, where the territories file names the realm instead.
ITEMS = {"DK": "Q35", "NL": "Q55"}


@dataclass(slots=True)
class Territory:
    code: str
    kind: str  # country, territory, region, historical
    name: str
    qid: str
    alpha3: str
    parent: str
    claimed_by: list[str]
    words: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FIELDS})

    def add(self, kind: str, *words: str) -> None:
        for word in words:
            word = " ".join(word.split())
            if (
                word
                and LATIN.fullmatch(word)
                and word not in self.words[kind]
                and not (kind == "alias" and word == self.name)
            ):
                self.words[kind].append(word)


def code_of(stem: str) -> str:
    return stem.upper().replace("_", "-")


def factbook(archive: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """FIPS code in lower case, and the page, of every country of the factbook."""
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name):
            if (
                member.isfile()
                and member.name.endswith(".json")
                and not member.name.startswith(("meta", "oceans", "world"))
            ):
                handle = tar.extractfile(member)
                assert handle is not None
                yield Path(member.name).stem, json.loads(handle.read())


def text_of(page: dict[str, Any], *path: str) -> str:
    """The text at a path of the page, without markup; "" where it has none."""
    value: Any = page
    for name in path:
        value = value.get(name, {}) if isinstance(value, dict) else {}
    text = value.get("text", "") if isinstance(value, dict) else ""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def territories(archive: Path) -> dict[str, Territory]:
    found = {}
    with tarfile.open(archive) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name):
            if not member.name.endswith(".yml"):
                continue
            handle = tar.extractfile(member)
            assert handle is not None
            plain = yaml.load(handle.read(), Loader=LOADER)
            code = code_of(Path(member.name).stem)
            parent = code_of(plain.get("parent") or "")
            if code in LEFT_OUT or (code.startswith("SU-")):
                continue
            kind = "historical" if plain.get("is_historical") else "territory" if not plain["is_country"] else "country"
            if parent and kind == "territory" and code.startswith(parent):
                kind = "region"
            name = re.sub(r" \((?:Occupied )?[^)]*\)$", "", plain["name"]).replace("‘", "").strip()
            one = Territory(
                code,
                kind,
                name,
                ITEMS.get(code, plain["qid"]),
                (plain.get("alpha3") or "").upper(),
                parent,
                [code_of(claim) for claim in plain.get("claims") or ()],
            )
            if kind != "region":
                one.add("alias", re.sub(r" \((?:Occupied )?[^)]*\)$", "", plain["full_name"]))
            found[code] = one
    return found


def demonyms(text: str) -> tuple[list[str], list[str]]:
    """Singular and plural nouns of the factbook's "Briton(s), British (collective plural)"."""
    singular, plural = [], []
    for part in re.split(r",| or |;|/", re.sub(r"note\b.*", "", text)):
        match = re.match(r"\s*([\w' -]+?)\s*(\(.*\))?\s*$", part)
        if not match or match[1].lower() in ("none", "na"):
            continue
        noun, note = match[1], match[2] or ""
        if note == "(s)":
            singular.append(noun)
            plural.append(noun + "s")
        elif note in ("(men)", "(women)"):
            singular.append(noun)
            plural.append(re.sub(r"(wo)?man$", "", noun) + note[1:-1])
        elif "plural" in note and "singular" not in note:
            plural.append(noun)
        elif "singular and" in note:
            singular.append(noun)
            plural.append(noun)
        else:
            singular.append(noun)
    return singular, plural


def overlay(found: dict[str, Territory], table: Path = WORDS) -> None:
    for line in table.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        code, kind, words = line.split("\t")
        one = found[code]
        if kind == "name":
            if (
                one.name != words
                and one.kind != "region"
                and one.code not in ("GE-AB", "X-SO", "UA-CRI", "UA-DPR", "UA-LPR")
            ):
                one.add("alias", one.name)
            one.name = words
            one.words["alias"] = [alias for alias in one.words["alias"] if alias != words]
            continue
        fresh = [word for word in words.split("|") if not word.startswith("-")]
        gone = {word[1:] for word in words.split("|") if word.startswith("-")}
        if kind == "alias":
            one.words[kind] = [word for word in one.words[kind] if word not in gone]
            one.add(kind, *fresh)
        else:  # the reviewed words stand first
            old = [word for word in one.words[kind] if word not in gone]
            one.words[kind] = []
            one.add(kind, *fresh, *old)


def compile_places(folder: Path) -> dict[str, Territory]:
    """Every territory by its code, all sources joined."""
    found = territories(folder / "territories.tar.gz")
    names = json.loads((folder / "cldr-territories-en.json").read_text("utf-8"))
    cldr = names["main"]["en"]["localeDisplayNames"]["territories"]
    fips: dict[str, str] = {}
    with (folder / "country-codes.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            one = found.get(row["ISO3166-1-Alpha-2"])
            if not one:
                continue
            if row["FIPS"].strip():
                fips[row["FIPS"].strip().lower()] = one.code
            one.alpha3 = one.alpha3 or row["ISO3166-1-Alpha-3"]
            for column in ("CLDR display name", "UNTERM English Short", "UNTERM English Formal"):
                name = re.sub(r"\s*\(the\)$|^the ", "", row[column].replace("\n", " ")).strip()
                if "(" not in name and "[" not in name:
                    one.add("alias", name)
    for code, name in cldr.items():
        one = found.get(code.partition("-")[0])
        if one and one.kind != "region" and "(" not in name and " - " not in name and len(name) > 3:
            one.add("alias", name.replace(" & ", " and "))
    fips |= {"kv": "XK", "we": "PS", "ee": "EU", "rs": "RU", "od": "SS", "nn": "SX", "uc": "CW", "ri": "RS", "mj": "ME"}
    for code, page in factbook(folder / "factbook.tar.gz"):
        one = found.get(fips.get(code, ""))
        if not one or code in ("gz", "we", "ee"):
            continue
        for style in ("conventional long form", "conventional short form"):
            name = re.sub(r";.*|,? ?note.*", "", text_of(page, "Government", "Country name", style)).strip()
            if name.lower() != "none" and "(" not in name and len(name) > 2:
                one.add("alias", re.sub(r"^The ", "", name))
        nationality = ("People and Society", "Nationality")
        singular, plural = demonyms(text_of(page, *nationality, "noun"))
        adjectives = re.split(r",|;| or ", re.sub(r"note\b.*|\(.*?\)", "", text_of(page, *nationality, "adjective")))
        if code not in ("sb", "je", "gk", "kr", "hk", "mc"):
            one.add(
                "adjective", *(word.strip() for word in adjectives if word.strip().lower() not in ("none", "na", ""))
            )
            one.add("noun", *singular)
            one.add("plural", *plural)
    overlay(found)
    for one in found.values():
        one.words["alias"] = [word for word in one.words["alias"] if word != one.name]
    return {code: found[code] for code in sorted(found)}


def fips_codes(folder: Path) -> dict[str, str]:
    """FIPS code in lower case → ISO code; the factbook's file names."""
    with (folder / "country-codes.csv").open(encoding="utf-8", newline="") as handle:
        codes = {
            row["FIPS"].strip().lower(): row["ISO3166-1-Alpha-2"]
            for row in csv.DictReader(handle)
            if row["FIPS"].strip()
        }
    return codes | {"kv": "XK", "rs": "RU", "od": "SS", "nn": "SX", "uc": "CW", "ri": "RS", "mj": "ME", "ee": "EU"}
