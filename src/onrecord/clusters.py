"""Clusters: the mentions of one document as they gather round what they refer to.

`onrecord.naming` and `onrecord.referring` fill a Draft, `onrecord.entities` turns it into entities of the record.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from onrecord.actors import lists
from onrecord.analysis import Analysis
from onrecord.chain import Floats
from onrecord.mentions import Candidate, mentions
from onrecord.quotation import Quotation
from onrecord.record import Document, Link, Role, Span, Statement

Kind = Literal["name", "nominal", "pronoun", "metonym", "elided"]


@dataclass(eq=False)
class Cluster:
    """Mentions of one thing, as they gather."""

    type: str
    members: list[tuple[Candidate, Kind]] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)  # levelled
    roles: list[Role] = field(default_factory=list)
    role_nouns: set[str] = field(default_factory=set)
    sex: str | None = None
    plural: bool = False
    people: str | None = None
    link: Link | None = None
    speaks: bool = False  # kept whatever it is
    extra: list[tuple[Span, Kind]] = field(default_factory=list)  # mentions that are no candidates: elided ones

    nouns: set[str] = field(default_factory=set)  # heads of its nominal mentions
    firsts: list[int] = field(default_factory=list)  # first words of its members, in the order of the text

    def add(self, one: Candidate, kind: Kind | None = None) -> None:
        self.members.append((one, kind or one.kind))
        insort(self.firsts, one.first)
        if one.kind == "nominal":
            self.nouns.add(one.surface.words[one.surface.head])


class Draft:
    """The clusters of one document under construction."""

    def __init__(
        self,
        doc: Document,
        analysis: Analysis,
        types: list[str],
        weights: dict[str, Floats],
        statements: tuple[Statement, ...],
        quotes: tuple[Quotation, ...],
    ) -> None:
        self.doc, self.text, self.analysis, self.weights = doc, doc.text, analysis, weights
        self.candidates = mentions(doc.text, analysis, types, quotes)
        self.clusters: list[Cluster] = []
        self.of: dict[int, Cluster] = {}  # candidate → cluster
        self.by_head = {one.head: number for number, one in enumerate(self.candidates)}
        self.bordering: dict[tuple[int, bool], list[int]] = defaultdict(list)  # (word, is it the last), candidates
        for number, one in enumerate(self.candidates):
            self.bordering[one.first, False].append(number)
            self.bordering[one.last, True].append(number)
        self.surfaces = [one.surface for one in self.candidates]
        self.sources = _source_heads(analysis, (span for one in statements for span in one.source))
        self.spoken_of = _words_in(analysis, (span for one in statements for span in one.content))
        self.countries: dict[str, Cluster] = {}
        # Where to look for a cluster, so that no step goes through all of them: by the words of names and roles.
        self.by_word: dict[str, list[Cluster]] = defaultdict(list)
        self.bodies: dict[tuple[str, str | None], Cluster] = {}

    def role(self, cluster: Cluster, span: Span, noun: int) -> None:
        spelt = span.of(self.text)
        if spelt.lower().strip(".") in ("mr", "mrs", "ms", "miss") or any(role.span == span for role in cluster.roles):
            return
        cluster.roles.append(Role(spelt, span))
        word = self.analysis.parse.words[noun].of(self.text).lower()
        cluster.role_nouns |= {word, lists().written_out.get(word, word)}
        for each in (word, lists().written_out.get(word, word)):
            self.by_word[each].append(cluster)

    def near(self, number: int, reach: int) -> list[Cluster]:
        """The clusters of the mentions before this one, within reach, in the order of these."""
        found = {id(cluster): cluster for n in range(max(0, number - reach), number) if (cluster := self.of.get(n))}
        return list(found.values())

    def new(self, type: str) -> Cluster:
        cluster = Cluster(type)
        self.clusters.append(cluster)
        return cluster

    def add(self, number: int, cluster: Cluster, kind: Kind | None = None) -> None:
        self.of[number] = cluster
        cluster.add(self.candidates[number], kind)


def best_name(text: str, cluster: Cluster) -> str:
    """The fullest name in the text, the first of several as long; a noun where there is no name."""
    for kinds in (("name",), ("metonym",), ("nominal",), ("pronoun",)):
        spans = [one.span for one, kind in cluster.members if kind in kinds]
        if spans:
            if kinds == ("name",):
                return max(spans, key=lambda span: (len(span.of(text).split()), -span.start)).of(text)
            return min(spans).of(text)
    return ""


def nearest(clusters: list[Cluster], one: Candidate) -> Cluster | None:
    """The cluster last named before this mention, else the one named first after it."""
    before = [
        (some.firsts[bisect_right(some.firsts, one.first) - 1], number)
        for number, some in enumerate(clusters)
        if some.firsts[0] <= one.first
    ]
    if before:
        return clusters[max(before)[1]]
    after = [(some.firsts[0], number) for number, some in enumerate(clusters)]
    return clusters[min(after)[1]] if after else None


def fits(type: str, other: str) -> bool:
    if type == other or not type or not other:
        return type == other or (type != "person" and other != "person" and not (type and other) and type == other)
    bodies = {"organisation", "government", "country", "group"}
    return (type in bodies and other in bodies) or {type, other} == {"country", "place"}


def _source_heads(analysis: Analysis, sources: Iterable[Span]) -> frozenset[int]:
    parse = analysis.parse
    found: set[int] = set()
    starts = np.array([span.start for span in parse.words], dtype=np.int64)  # of a list, each search would make one
    for span in sources:
        low, high = np.searchsorted(starts, (span.start, span.end)).tolist()
        found.update(word for word in range(low, high) if not low <= parse.heads[word] < high)
    return frozenset(found)


def _words_in(analysis: Analysis, spans: Iterable[Span]) -> frozenset[int]:
    starts = np.array([span.start for span in analysis.parse.words], dtype=np.int64)
    return frozenset(
        word for span in spans for word in range(*np.searchsorted(starts, (span.start, span.end)).tolist())
    )
