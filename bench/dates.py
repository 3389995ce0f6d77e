"""Time expressions on annotated text: spans, types and values as TempEval-3 counts them.

Strict: the same first and last character. Relaxed: any overlap, each expression matched once. Value and type F1: share
of right ones among relaxed matches, times relaxed F1. `python -m bench.dates` prints every figure with its count of
gold items and a 95 % bootstrap interval over documents; `python -m bench.dates aquaint --errors=value` lists errors
(missed, extra, span, value). `date_gum` reads GUM, `date_specs` the Recognizers-Text specifications, `date_gate` holds
all of it to floors.json.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord import Document, times

CORPORA = Path("../shared/corpora")
_TIMEX = re.compile(r"<(/?)(TIMEX3)\b([^>]*)>|<[^>]+>")


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Annotated:
    doc: Document
    golds: tuple[Gold, ...]


def timeml(folder: Path) -> Iterator[Annotated]:
    """Documents of a TimeML folder: the text between the TEXT tags, its TIMEX3s, the creation time."""
    for path in sorted(folder.glob("*.tml")):
        whole = path.read_text("utf-8", errors="replace")
        created = re.search(r"<TIMEX3[^>]*CREATION_TIME[^>]*>|<DCT>\s*<TIMEX3[^>]*>", whole)
        value = re.search(r'value="([^"]+)"', created[0]) if created else None
        body = whole[whole.index("<TEXT>") + 6 : whole.index("</TEXT>")]
        text, golds = plain(body)
        yield Annotated(Document(text, source=path.name, published=value[1][:16] if value else None), tuple(golds))


def plain(body: str) -> tuple[str, list[Gold]]:
    """The text without tags, and its TIMEX3s; spans are without white space at their ends."""
    parts: list[str] = []
    length = done = 0
    golds, open_tags = [], []
    for match in _TIMEX.finditer(body):
        piece = html.unescape(body[done : match.start()])
        parts.append(piece)
        length, done = length + len(piece), match.end()
        if match[2] and not match[1]:
            open_tags.append((length, dict(re.findall(r'(\w+)="([^"]*)"', match[3]))))
        elif match[2] and open_tags:
            start, attributes = open_tags.pop()
            golds.append((start, length, attributes))
    text = "".join([*parts, html.unescape(body[done:])])
    found = []
    for start, end, attributes in golds:
        words = text[start:end]
        if words.strip() and attributes.get("functionInDocument") != "CREATION_TIME":
            start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
            found.append(Gold(start, end, attributes["type"], attributes.get("value", "")))
    return text, sorted(found, key=lambda gold: gold.start)


def normal(value: str) -> str:
    """One writing for one length of time: P1DE, P1E and P10Y; P2L and P2000Y; 1949-XX and 1949; W7 and W07."""
    value = re.sub(r"(?<=\d{3})X$|(?<=\d{2})XX$|(?<=\d)(?:-XX)+$", "", value)
    value = re.sub(r"(?<=-W)(?=\d$)", "0", value)
    match = re.fullmatch(r"P(T?)(\d+)(DE|E|CE|C|L|D|W|M|Q|Y|H|S|WE)", value)
    if not match:
        return value
    count, code = int(match[2]), match[3]
    size = {"DE": 10, "E": 10, "CE": 100, "C": 100, "L": 1000}.get(code)
    if size:
        return f"P{count * size}Y"
    return f"P{3 * count}M" if code == "Q" else f"P{7 * count}D" if code == "W" else value


def counts(annotated: Annotated) -> tuple[list[int], list[tuple[str, str, str, str, str]]]:
    """[gold, found, strict, relaxed, value, normal value, type] of a document, and its errors."""
    found = times.find(annotated.doc)
    text = annotated.doc.text
    free = list(found)
    strict = relaxed = value = alike = kind = 0
    errors = []
    for gold in annotated.golds:
        words = text[gold.start : gold.end]
        over = [one for one in free if one.span.start < gold.end and gold.start < one.span.end]
        if not over:
            errors.append(("missed", words, "", gold.type + " " + gold.value, text[gold.start - 40 : gold.end + 30]))
            continue
        best = max(over, key=lambda one: min(one.span.end, gold.end) - max(one.span.start, gold.start))
        free.remove(best)
        relaxed += 1
        exact = (best.span.start, best.span.end) == (gold.start, gold.end)
        strict += exact
        kind += best.type == gold.type
        value += best.value == gold.value
        alike += normal(best.value or "") == normal(gold.value)
        if not exact:
            errors.append(("span", words, best.span.of(text), gold.value, text[gold.start - 40 : gold.end + 30]))
        if normal(best.value or "") != normal(gold.value):
            errors.append(("value", words, str(best.value), gold.value, text[gold.start - 40 : gold.end + 30]))
    for one in free:
        errors.append(
            (
                "extra",
                one.span.of(text),
                one.type,
                str(one.value),
                text[max(0, one.span.start - 40) : one.span.end + 30],
            )
        )
    return [len(annotated.golds), len(found), strict, relaxed, value, alike, kind], errors


def figures(total: np.ndarray) -> dict[str, float]:
    gold, found, strict, relaxed, value, alike, kind = (float(number) for number in total)
    f1 = {name: 200 * right / max(gold + found, 1) for name, right in (("strict", strict), ("relaxed", relaxed))}
    share = f1["relaxed"] / max(relaxed, 1)
    return f1 | {"value": value * share, "value, units alike": alike * share, "type": kind * share}


def bootstrap(rows: np.ndarray, rounds: int = 1000) -> dict[str, tuple[float, float]]:
    draws = np.random.default_rng(7).integers(0, len(rows), (rounds, len(rows)))
    drawn = [figures(rows[draw].sum(0)) for draw in draws]
    return {name: tuple(np.percentile([one[name] for one in drawn], (2.5, 97.5))) for name in drawn[0]}  # type: ignore[misc]


def report(name: str, documents: list[Annotated], errors_of: str | None) -> None:
    if not documents:
        raise SystemExit(f"bench: no documents in {name}")
    results = [counts(one) for one in documents]
    rows = np.array([row for row, _ in results])
    bounds = bootstrap(rows)
    print(f"{name}: {len(documents)} documents, {rows.sum(0)[0]} gold, {rows.sum(0)[1]} found")
    for measure, score in figures(rows.sum(0)).items():
        print(f"  {measure:20} {score:5.1f}  ({bounds[measure][0]:.1f}–{bounds[measure][1]:.1f})")
    if errors_of:
        for entry in sorted(error for _, errors in results for error in errors if error[0] == errors_of):
            print("   ", " | ".join(re.sub(r"\s+", " ", part) for part in entry))


def main(arguments: list[str]) -> None:
    from bench import date_gate, date_gum

    errors_of = next((argument[9:] for argument in arguments if argument.startswith("--errors=")), None)
    chosen = [argument for argument in arguments if not argument.startswith("--")]
    for name in ("aquaint", "timebank", "wikiwars"):
        if not chosen or name in chosen:
            report(name, list(timeml(CORPORA / "timeml" / name)), errors_of)
    if not chosen or "gum" in chosen:
        date_gum.report(errors_of is not None)
    if not chosen or "speed" in chosen:
        speed = date_gate.speed(CORPORA)
        print(f"speed: {speed.value:,.0f} characters a CPU-second {speed.note}")


if __name__ == "__main__":
    main(sys.argv[1:])
