"""Parliaments, their chambers and parties for `python -m train.knowledge`, from the factbook (CC0, January 2026).

Acronyms of parties are left out: hundreds of them are words or other bodies' acronyms ("ACT", "PA", "NEW").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from train.places import Territory, factbook, fips_codes, text_of

LOCAL = re.compile(r"\(([^()]+)\)\s*$")
# Words of the factbook's that are no local name of a chamber.
NO_NAME = re.compile(
    r"\d|note|also|bicameral|unicameral|former|suspended|dissolved|current|abolished|defunct|vacant", re.IGNORECASE
)
PARTY_END = re.compile(r"\s+or\s+[\w./!+-]+.*$|\s*[(\[].*$|\s+-\s.*$|;.*$|:.*$")


def names_of(text: str) -> tuple[str, list[str]]:
    """Name and local names of "National Assembly (Natsionalnoye Sobranie)"; "" where there is none."""
    text = re.split(r";|\s+note\b|, note", text)[0].strip()
    local = LOCAL.search(text)
    name = re.sub(r"\s*\(.*", "", text).strip()
    if not name or NO_NAME.search(name) or name.lower() in ("none", "na") or len(name) > 60:
        return "", []
    others = (
        re.split(r"\s*/\s*|\s+or\s+|,\s*|\s+in\s+\w+$|\s*-\s+", local[1])
        if local and not NO_NAME.search(local[1])
        else []
    )
    return name, [other.strip() for other in others if len(other.strip()) > 3 and other.strip()[0].isupper()]


def compile_bodies(folder: Path, places: dict[str, Territory]) -> Iterator[list[str]]:
    """Rows of bodies.tsv: code, kind, name, other names, pattern that means this body."""
    codes = fips_codes(folder)
    names: dict[str, set[str]] = {}
    rows: list[tuple[str, str, str, list[str], str]] = []
    for fips, page in factbook(folder / "factbook.tar.gz"):
        code = codes.get(fips, "")
        if code not in places or places[code].kind == "region":
            continue
        country = places[code].name
        for path, kind, pattern in (
            (("Legislative branch", "legislature name"), "parliament", "Parliament of *"),
            (("Legislative branch - lower chamber", "chamber name"), "chamber", "Lower house of *"),
            (("Legislative branch - upper chamber", "chamber name"), "chamber", "Senate of *"),
        ):
            name, local = names_of(text_of(page, "Government", *path))
            if name:
                rows.append((code, kind, name, local, pattern))
                for each in (name, *local):
                    names.setdefault(each, set()).add(code)
        parties = page.get("Government", {}).get("Political parties", {}).get("text", "")
        for line in re.split(r"<br\s*/?>|</?p>", parties):
            plain = re.sub(r"<[^>]+>", "", line).replace("\xa0", " ").strip(" ;")
            party = PARTY_END.sub("", plain).strip(" .,")
            if (
                1 < len(party.split()) < 7
                and party[:1].isupper()
                and not re.search(r"\d|&|\bnone\b|part(?:y|ies) (?:are|is|were)|political", party)
            ):
                rows.append((code, "party", party, [], ""))
                names.setdefault(party, set()).add(code)
    for code, kind, name, local, pattern in rows:
        country = places[code].name
        full = name if country in name or kind == "party" else f"{name} of {country}"
        others = [
            each
            for each in (name, *local)
            if each != full and len(names[each]) == 1 and (kind == "party" or each != name or " " not in name)
        ]
        yield [code, kind, full, "|".join(dict.fromkeys(others)), pattern]
