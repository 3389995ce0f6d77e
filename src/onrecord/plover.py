"""PLOVER roots, derived on export from act and status: the record keeps the two apart.

PLOVER has no status: what is only promised of a cooperative act is its AGREE, what is only announced of a hostile one
its THREATEN, and a cooperative act that is refused its REJECT (manual, section on auxiliary modes and the notes on
AGREE).

    >>> root("AID", "scheduled"), root("ASSAULT", "hypothetical"), root("CONSULT", "did_not_happen")
    ('AGREE', 'THREATEN', 'REJECT')
"""

from __future__ import annotations

from onrecord.lexicon import Lexicon, built_in
from onrecord.record import Event, Position

COOPERATIVE = frozenset({"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
HOSTILE = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
# By the kind of act and its status; what is not named keeps its root. A hostile act that did not happen is no event of
# PLOVER's.
_DERIVED: dict[tuple[str, str], str | None] = {
    ("cooperative", "scheduled"): "AGREE",
    ("cooperative", "hypothetical"): "AGREE",
    ("cooperative", "did_not_happen"): "REJECT",
    ("hostile", "scheduled"): "THREATEN",
    ("hostile", "hypothetical"): "THREATEN",
    ("hostile", "did_not_happen"): None,
    ("verbal", "did_not_happen"): None,
}
_OF_RELATION = {
    "recognises": "SUPPORT", "supports": "SUPPORT", "welcomes": "SUPPORT", "apologises": "SUPPORT", "opposes": "ACCUSE",
    "condemns": "ACCUSE", "accuses": "ACCUSE", "doubts": "ACCUSE", "rejects": "REJECT", "denies": "REJECT",
    "demands": "REQUEST",
    "calls_for": "REQUEST", "commits_to": "AGREE", "threatens": "THREATEN", "warns": "THREATEN", "claims": None,
}  # fmt: skip
_REFUSED = {"SUPPORT": "REJECT", "AGREE": "REJECT", "REQUEST": None, "ACCUSE": None, "REJECT": None, "THREATEN": None}


def root(act: str, status: str) -> str | None:
    """The root under which PLOVER codes an act of this root and status; None where it codes nothing."""
    kind = "cooperative" if act in COOPERATIVE else "hostile" if act in HOSTILE else "verbal"
    return _DERIVED.get((kind, status), act)


def root_of_event(event: Event, lexicon: Lexicon | None = None) -> str | None:
    """The root of an event; None where PLOVER has none for its type."""
    act = _roots(lexicon or built_in()).get(event.type)
    return root(act, event.status) if act else None


def root_of_position(position: Position) -> str | None:
    """The root of a position: the relation's, or of one that is refused REJECT; None where PLOVER has none."""
    act = _OF_RELATION[position.relation]
    return act if act is None or position.polarity == "for" else _REFUSED[act]


def _roots(lexicon: Lexicon) -> dict[str, str]:
    tables = (lexicon.verbs, lexicon.nouns, lexicon.names)
    entries = (entry for table in tables for some in table.values() for entry in some)
    return {entry.event: entry.root for entry in entries if entry.event and entry.root}
