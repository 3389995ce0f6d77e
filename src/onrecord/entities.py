"""Entities: who and what a document speaks of, each with all its mentions, roles and a link where one is sure.

Names join first, then nouns and pronouns. What stays doubtful stays apart: a wrong join is worse than a missed one.
Documents are joined elsewhere.

    >>> draft = drafted(doc, analysis, types, encoder.word_weights, statements, quotes)  # doctest: +SKIP
    >>> [entity.name for _, entity in entities(draft)]   # doctest: +SKIP
    ['Alexander Lukashenko', 'Russia']
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.analysis import Analysis
from onrecord.chain import Floats
from onrecord.clusters import Cluster, Draft, best_name
from onrecord.naming import join_names
from onrecord.quotation import Quotation
from onrecord.record import Document, Entity, Mention, Statement, finding_id
from onrecord.referring import join_referring

ACTORS = frozenset({"person", "organisation", "government", "country", "place", "group"})


def drafted(
    doc: Document,
    analysis: Analysis,
    types: list[str],
    weights: dict[str, Floats],
    statements: tuple[Statement, ...],
    quotes: tuple[Quotation, ...],
) -> Draft:
    """The clusters of a document; speakers can still add to them."""
    draft = Draft(doc, analysis, types, weights, statements, quotes)
    join_names(draft)
    join_referring(draft)
    return draft


def entities(draft: Draft) -> Iterator[tuple[Cluster, Entity]]:
    """The entities of the record, in the order of the text: actors and places, and whatever else is named."""
    doc_id = draft.doc.id
    kept = [
        cluster
        for cluster in draft.clusters
        if cluster.members and (cluster.names or cluster.speaks or cluster.type in ACTORS)
    ]
    kept.sort(key=lambda cluster: (min(one.first for one, _ in cluster.members), -len(cluster.members)))
    for cluster in kept:
        found = {(one.span, kind) for one, kind in cluster.members} | set(cluster.extra)
        ordered = sorted(found, key=lambda pair: (pair[0].start, -pair[0].end, pair[1]))
        spans = [span for span, _ in ordered]
        name = best_name(draft.text, cluster)
        yield (
            cluster,
            Entity(
                id=finding_id(doc_id, "entity", spans[:1]),
                name=name,
                type=cluster.type if cluster.type in ACTORS else "other",  # type: ignore[arg-type]
                roles=tuple(sorted(cluster.roles, key=lambda role: role.span)),
                link=cluster.link,
                mentions=tuple(Mention(span, kind) for span, kind in ordered),
            ),
        )
