"""The gate: measurements against the limits of floors.json, and how a limit is set anew.

There are two kinds of limit. What is *promised* to users is written by hand. A floor that is *pinned* lies an epsilon
below what the shipped model reached, so that no change loses what was won; only quality and dates are pinned, because
they are the same in every run. Each check has three outcomes: passed, failed, not measured. Not measured is no failure
only where the user asked for that part to be left out.

    >>> limit = Limit("at_least", 0.3)
    >>> verdict = judge([Measurement("speed", "ratio", 0.2)], Floors({"speed": {"ratio": limit}}, {}, None))[0]
    >>> verdict.outcome
    'failed'
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

FLOORS = Path(__file__).parent / "floors.json"
QUALITY = "quality"  # the part whose floors are pinned

# The share of gold items (spans or attributions) that turn from right to wrong, or back, without a change of ours. The
# weights are int8: where a processor or a library rounds differently in the seventh digit, some activations fall on
# the next step of 255, and the rest follows. With every fp32 weight moved by a millionth, 1.9 and 2.3 % of the whole
# attributions of PolNeAR dev flipped, 1.2 to 2.1 % of the spans.
FLIPS = 0.02

Outcome = Literal["passed", "failed", "not measured"]
Limits = dict[str, dict[str, "Limit"]]  # part → name → limit


class NotMeasured(Exception):
    """A part could not be measured: its checks fail, with this reason."""


@dataclass(frozen=True, slots=True)
class Measurement:
    part: str
    name: str
    value: float
    unit: str = ""
    note: str = ""  # counts and intervals, for people
    items: int = 0  # gold spans or attributions that a score is over; 0 where no floor is pinned
    exact: bool = False  # the same on every machine: its floor is the figure itself, without an epsilon


@dataclass(frozen=True, slots=True)
class Data:
    """What a score was measured on: the file by name, its SHA-256 in hex, documents and attributions in it."""

    name: str
    sha256: str
    documents: int
    attributions: int


@dataclass(frozen=True, slots=True)
class Limit:
    bound: Literal["at_least", "at_most"]
    value: float

    def allows(self, value: float) -> bool:
        return value >= self.value if self.bound == "at_least" else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.bound == 'at_least' else '≤'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Verdict:
    part: str
    name: str
    value: float | None
    limit: Limit | None
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Floors:
    promised: Limits
    pinned: Limits
    data: Data | None  # what the pinned floors were measured on

    @classmethod
    def load(cls, path: Path) -> Floors:
        plain = json.loads(path.read_text(encoding="utf-8"))
        data = plain["data"]
        return cls(_limits(plain["promised"]), _limits(plain["pinned"]), Data(**data) if data else None)

    def save(self, path: Path) -> None:
        plain = {
            "promised": _plain(self.promised),
            "pinned": _plain(self.pinned),
            "data": asdict(self.data) if self.data else None,
        }
        path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def judge(
    measurements: Iterable[Measurement],
    floors: Floors,
    *,
    data: Data | None = None,
    broken: Mapping[str, str] | None = None,
    left_out: Collection[str] = (),
) -> list[Verdict]:
    """A verdict a limit, the promised first; then what should have a limit and has none.

    `broken` gives, by part, the reason why it could not be measured; `left_out` the parts that the user did without.
    """
    broken = broken or {}
    found = {(each.part, each.name): each for each in measurements}
    verdicts = []
    for limits in (floors.promised, floors.pinned):
        for part, named in limits.items():
            for name, limit in named.items():
                measured = found.get((part, name))
                if measured:
                    outcome: Outcome = "passed" if limit.allows(measured.value) else "failed"
                    verdicts.append(Verdict(part, name, measured.value, limit, outcome))
                elif part in left_out:
                    verdicts.append(Verdict(part, name, None, limit, "not measured", "left out"))
                else:
                    reason = broken.get(part, "this run did not find it")
                    verdicts.append(Verdict(part, name, None, limit, "failed", f"not measured: {reason}"))
    for each in found.values():
        if each.items and each.name not in floors.pinned.get(each.part, {}):
            reason = "no floor is pinned: python -m bench --pin"
            verdicts.append(Verdict(each.part, each.name, each.value, None, "failed", reason))
    if QUALITY not in left_out:
        verdicts.append(_judge_data(data, floors.data, broken.get(QUALITY, "no data found")))
    return verdicts


def _judge_data(data: Data | None, pinned: Data | None, missing: str) -> Verdict:
    def verdict(reason: str) -> Verdict:
        return Verdict(QUALITY, "the data is what the floors were pinned on", None, None, outcome, reason)

    outcome: Outcome = "failed"
    if data is None:
        return verdict(f"not measured: {missing}")
    if not data.documents or not data.attributions:
        return verdict(f"no data found: {data.documents} documents, {data.attributions} attributions in {data.name}")
    if data != pinned:
        before = f"{pinned.sha256[:12]}, {pinned.documents} documents" if pinned else "none"
        return verdict(f"the data changed: {data.sha256[:12]}, {data.documents} documents; pinned: {before}")
    outcome = "passed"
    return verdict(f"{data.documents} documents, {data.attributions} attributions, SHA-256 {data.sha256[:12]}…")


def epsilon(items: int) -> float:
    """How far, in points of F1, a score over so many items may move by chance: three standard deviations.

    A share FLIPS of the items goes either way, so what is gained less what is lost has the variance FLIPS · items.
    Three, because there are many floors: with two, another processor would fail the gate every fifth time.
    """
    return 300 * math.sqrt(FLIPS / items)


def pin(floors: Floors, measurements: Iterable[Measurement], data: Data | None) -> tuple[Floors, list[str]]:
    """Floors from what was measured, and what that would lower, a line each; a part not measured keeps its own.

    Without `data` quality was not measured, and the data of its floors stays.
    """
    new: Limits = {}
    for each in measurements:
        if each.items:
            below = 0.0 if each.exact else epsilon(each.items)
            floor = math.floor(100 * (each.value - below)) / 100
            new.setdefault(each.part, {})[each.name] = Limit("at_least", floor)
    new = {part: named for part, named in floors.pinned.items() if part not in new} | new
    lowered = []
    for part, named in floors.pinned.items():
        for name, old in named.items():
            limit = new.get(part, {}).get(name)
            if limit is None:
                lowered.append(f"{part}, {name}: {old} → none")
            elif limit.value < old.value:
                lowered.append(f"{part}, {name}: {old} → {limit}")
    if floors.data and data and data != floors.data:
        lowered.append(f"{QUALITY}: other data, {floors.data.sha256[:12]} → {data.sha256[:12]}")
    return Floors(floors.promised, new, data or floors.data), lowered


def _limits(plain: Mapping[str, Any]) -> Limits:
    limits: Limits = {}
    for part, named in plain.items():
        for name, limit in named.items():
            ((bound, value),) = limit.items()
            if bound not in ("at_least", "at_most"):
                raise ValueError(f"{part}, {name}: a limit is at_least or at_most, not {bound!r}")
            limits.setdefault(part, {})[name] = Limit(bound, value)
    return limits


def _plain(limits: Limits) -> dict[str, dict[str, dict[str, float]]]:
    return {part: {name: {limit.bound: limit.value} for name, limit in named.items()} for part, named in limits.items()}
