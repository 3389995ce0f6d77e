"""Naming: which names of a document are one person's, one body's, one country's.

Full names first, then what is shorter; bodies and countries by the tables of knowledge, and by their words.

    >>> join_names(draft)   # doctest: +SKIP
"""

from __future__ import annotations

from collections import defaultdict

from onrecord import links
from onrecord.actors import lists, sex_told
from onrecord.clusters import Cluster, Draft, Kind, best_name, nearest
from onrecord.knowledge import Body, places
from onrecord.mentions import Candidate
from onrecord.namesakes import compatible, initials, key_of, part_of, same_body, settled_kinds, spelt_alike
from onrecord.record import Link, Span

_LOOKED_AT = (
    50  # clusters that share a word with a name; no text has more that matter, and a list of names has thousands
)


def join_names(draft: Draft) -> None:
    named = [(number, one) for number, one in enumerate(draft.candidates) if one.kind == "name"]
    kinds = settled_kinds([one for _, one in named])
    people = [(number, one) for number, one in named if kinds[key_of(one)] == "person"]
    _join_people(draft, people)
    for cluster in draft.clusters:
        cluster.link = links.person(best_name(draft.text, cluster), draft.doc.published)
    chosen = {number for number, _ in people}
    for number, one in named:
        if number not in chosen:
            kind = kinds[key_of(one)]
            if kind == "place":
                _place(draft, number, one)
            else:
                _body(draft, number, one, kind)


def _join_people(draft: Draft, people: list[tuple[int, Candidate]]) -> None:
    by_last: dict[str, list[Cluster]] = defaultdict(list)
    by_any: dict[str, list[Cluster]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)  # first three letters → words
    short = []
    for number, one in people:
        key = key_of(one)
        if len(key) < 2:
            short.append((number, one, key))
            continue
        cluster = next((some for some in by_last[key[-1]][-_LOOKED_AT:] if compatible(some.names, key)), None)
        cluster = cluster or next((some for some in by_any[key[0]][-_LOOKED_AT:] if part_of(some.names, key)), None)
        cluster = cluster or _spelt_otherwise(spellings, by_any, key)
        if cluster is None:
            cluster = draft.new("person")
        _put(draft, number, cluster, key)
        by_last[key[-1]].append(cluster)
        for word in key:
            if word not in by_any and len(spellings[word[:3]]) < _LOOKED_AT:
                spellings[word[:3]].append(word)
            by_any[word].append(cluster)
    for number, one, key in short:
        found = (by_last.get(key[-1]) or by_any.get(key[-1]) or [])[-_LOOKED_AT:]
        titled = _title_sex(draft, one)
        fitting = [some for some in found if not (titled and some.sex and titled != some.sex)]
        cluster = nearest(fitting, one)
        if cluster is None:
            cluster = draft.new("person")
            by_any[key[-1]].append(cluster)
        _put(draft, number, cluster, key)


def _spelt_otherwise(
    spellings: dict[str, list[str]], by_any: dict[str, list[Cluster]], key: tuple[str, ...]
) -> Cluster | None:
    """Lukashenko and Lukashenka: one letter apart in a long surname, and given names that can be one person's."""
    for word in spellings.get(key[-1][:3], ()):
        if len(word) >= 6 and len(key[-1]) >= 6 and spelt_alike(word, key[-1]):
            for some in by_any[word][-_LOOKED_AT:]:
                if compatible([(*name[:-1], key[-1]) for name in some.names if name[-1] == word], key):
                    return some
    return None


def _place(draft: Draft, number: int, one: Candidate) -> None:
    spelt = one.span.of(draft.text)
    acting = _acts(draft, one)
    body = links.body(spelt)
    if body is not None and (acting or body.basis != "metonym"):
        _known_body(draft, number, one, body)
        return
    known = places.place(spelt)
    code = known[0].code if known else None
    kind: Kind = "name"
    if known and known[0].kind in ("capital", "seat") and acting:
        kind = "metonym"
    if known and (known[0].kind in ("country", "disputed", "union") or kind == "metonym"):
        country = known[0].country if kind == "metonym" else code
        assert country is not None
        cluster = country_of(draft, country)
        if cluster is not None:
            key = key_of(one) if kind == "name" else None
            _put(draft, number, cluster, key, kind)
            return
    key = key_of(one)
    cluster = next((some for some in draft.by_word[key[0]] if some.type == "place" and key in some.names), None)
    if cluster is None:
        cluster = draft.new("place")
        if known and len({place.qid for place in known}) == 1 and known[0].qid:
            cluster.link = Link(known[0].qid, "name")
    _put(draft, number, cluster, key)


def country_of(draft: Draft, code: str) -> Cluster | None:
    if code not in draft.countries:
        country = places.country(code)
        if country is None:
            return None
        cluster = draft.new("country")
        if country.place.qid:
            cluster.link = Link(country.place.qid, "metonym")
        draft.countries[code] = cluster
    return draft.countries[code]


def _acts(draft: Draft, one: Candidate) -> bool:
    return bool(draft.analysis.acting[one.last]) or one.head in draft.sources


def _known_body(draft: Draft, number: int, one: Candidate, body: Body) -> None:
    """A body of the tables: all its names, and the seat that stands for it, are one."""
    cluster = draft.bodies.get((body.name, body.country))
    if cluster is None:
        cluster = draft.new("government" if body.kind in links.PUBLIC else "organisation")
        draft.bodies[body.name, body.country] = cluster
        if body.qid:
            cluster.link = Link(body.qid, "metonym" if body.basis == "metonym" else "name")
    metonym = body.basis == "metonym"
    _put(draft, number, cluster, None if metonym else key_of(one), "metonym" if metonym else None)


def _body(draft: Draft, number: int, one: Candidate, kind: str) -> None:
    key = key_of(one)
    cluster = None
    body = links.body(one.span.of(draft.text)) if kind != "group" else None
    if body is not None and (body.basis != "metonym" or _acts(draft, one)):
        _known_body(draft, number, one, body)
        return
    if kind == "organisation":
        spelt = one.span.of(draft.text)
        for some in [some for word in (*key, initials(key)) for some in reversed(draft.by_word[word][-_LOOKED_AT:])]:
            if some.type not in ("organisation", "government", "other"):
                continue
            if any(same_body(name, key, spelt) for name in some.names):
                cluster = some
                break
    else:
        cluster = next((some for some in draft.by_word[key[0]] if some.type == kind and key in some.names), None)
    if cluster is None:
        cluster = draft.new(kind)
        if kind == "organisation" and any(lists().nouns.get(word) == "government" for word in key):
            cluster.type = "government"
        cluster.plural = kind == "group"
    _put(draft, number, cluster, key)


def _put(draft: Draft, number: int, cluster: Cluster, key: tuple[str, ...] | None, kind: Kind | None = None) -> None:
    one = draft.candidates[number]
    cluster.add(one, kind)
    draft.of[number] = cluster
    if key and key not in cluster.names:
        cluster.names.append(key)
        for word in {*key, initials(key)}:
            draft.by_word[word].append(cluster)
    if cluster.link and cluster.type == "country" and kind in (None, "name"):
        cluster.link = Link(cluster.link.id, "name")
    if cluster.type == "person":
        told = sex_told(key, len(key) - 1, True) if key else None
        cluster.sex = _title_sex(draft, one) or cluster.sex or told
    _titles(draft, one, cluster)


def _title_sex(draft: Draft, one: Candidate) -> str | None:
    before = draft.analysis.parse.words[one.first - 1].of(draft.text).lower() if one.first else ""
    sex = lists().titles.get(before)
    return sex if sex != "any" else None


def _titles(draft: Draft, one: Candidate, cluster: Cluster) -> None:
    """What stands before a name within its phrase ("incumbent President"), and beside it in apposition."""
    parse = draft.analysis.parse
    if cluster.type != "person" or not one.first:
        return
    before = one.first - 1
    spelt = parse.words[before].of(draft.text).lower()
    noun = parse.tags[before].startswith("NN")
    if noun and not (spelt in lists().titles or lists().nouns.get(spelt) == "person"):
        return
    if not noun and parse.heads[before] != one.head:
        return
    first = before
    sentence = draft.surfaces[draft.by_head[one.head]].sentence
    low = parse.sentences[sentence][0]
    while first > low and _leads_to_name(draft, first - 1):
        first -= 1
    if noun or parse.tags[before][:2] in ("JJ", "VB"):
        draft.role(cluster, Span(parse.words[first].start, parse.words[before].end), before)


def _leads_to_name(draft: Draft, word: int) -> bool:
    """Whether a word belongs to the title or the adjectives before a name."""
    parse = draft.analysis.parse
    tag, relation = parse.tags[word], parse.relations[word].split(":")[0]
    return tag in ("HYPH", "POS") or (
        tag[:2] in ("NN", "JJ", "VB") and relation in ("amod", "compound", "nmod", "flat")
    )
