"""Referring: what a noun ("the ministry") or a pronoun takes up, mention by mention in the order of the text.

The ranker of antecedents (`onrecord.pairs`) rates what the rules of number, sex and type allow. What stays below the
least score stays apart.

    >>> join_referring(draft)   # doctest: +SKIP
"""

from __future__ import annotations

import numpy as np

from onrecord import links
from onrecord.actors import lists
from onrecord.chain import Floats
from onrecord.clusters import Cluster, Draft, fits
from onrecord.knowledge import places
from onrecord.mentions import Candidate
from onrecord.namesakes import level
from onrecord.naming import country_of
from onrecord.pairs import MENTION_REACH, PRONOUNS, features, scores
from onrecord.record import Link, Span

# Least score of an antecedent over none of them, by class of anaphor; these and what follows were set on the speakers
# of PolNeAR dev (bench.speakers) and on golden dispatches of ours.
LEAST = {"he": -3.0, "she": -3.0, "they": -1.0, "it": -1.0, "nominal": -2.5}
_ASKED = 1.5  # taken off the least score for a source: that it refers to somebody is known
# Added where the anaphor is a source: for a source, for the one just before, for what stands in a content.
_SPEAKS, _SPOKE_LAST, _SPOKEN_OF = 0.5, 2.0, -0.5
_SAME_HEAD = 3.0  # added where the noun is a word of the name, of the role, or was used before
_ANY_PERSON = -0.5  # added where all that speaks for it is that both are people
_LOOKED_AT = 50  # clusters that share a word: bounds a step in a list of thousands of names
_OBJECTS = frozenset({"him", "her", "them", "it"})


def join_referring(draft: Draft) -> None:
    """Gives every noun a cluster, and the pronouns of the third person where one is found."""
    for number, one in enumerate(draft.candidates):
        if one.kind == "nominal":
            _nominal(draft, number)
        elif one.kind == "pronoun":
            _pronoun(draft, number)


def _nominal(draft: Draft, number: int) -> None:
    one = draft.candidates[number]
    noun = one.surface.words[one.surface.head]
    beside = _beside(draft, one)
    if beside is not None:
        cluster = beside
        if cluster.type in ("person", "organisation", "government", "group"):
            draft.role(cluster, _before_name(draft, one), one.head)
        cluster.sex = cluster.sex or lists().sexes.get(noun)
        draft.add(number, cluster)
        return
    if one.people and (noun in lists().states or lists().takes_up.get(noun) == "country"):
        code = next((each.place.code for each in places.demonym(one.people)), None)
        cluster_of = country_of(draft, code) if code else None
        if cluster_of is not None:
            draft.add(number, cluster_of)
            return
    office = _office(draft, one)
    if office is not None:
        draft.add(number, office)
        return
    found = None
    if one.definite:
        allowed = _nominal_bonus(draft, number, noun)
        found = _antecedent(draft, number, allowed, LEAST["nominal"]) or _by_word(draft, one, noun, allowed)
    if found is None:
        found = draft.new("" if one.type == "country" else one.type)  # a state that no name says which
        found.plural = one.plural
        found.people = one.people
        found.sex = lists().sexes.get(noun)
    draft.add(number, found)


def _before_name(draft: Draft, one: Candidate) -> Span:
    """The span of a noun phrase, less a name that ends it: "the late President" of "the late President Hill"."""
    numbers = (draft.by_head.get(word) for word in range(one.head + 1, one.last + 1))
    names = [draft.candidates[number] for number in numbers if number is not None]
    first = next((each.first for each in names if each.kind == "name" and each.last == one.last), one.last + 1)
    words = draft.analysis.parse.words
    return Span(words[one.first].start, words[max(first - 1, one.head)].end)


def _office(draft: Draft, one: Candidate) -> Cluster | None:
    """The person who held the office that a noun names, where country and date leave no doubt."""
    if one.type != "person" or one.plural or not draft.doc.published or len(draft.doc.published) < 10:
        return None
    parse = draft.analysis.parse
    code = links.country_of(one.people) if one.people else None
    skipped = set()
    for child in parse.children[one.head]:
        if parse.relations[child].split(":")[0] in ("nmod", "det"):
            skipped.update(parse.subtree(child))
            place = draft.by_head.get(child)
            if code is None and place is not None and draft.candidates[place].kind == "name":
                code = links.country_of(draft.candidates[place].span.of(draft.text))
    if code is None:
        return None
    words = [parse.words[word].of(draft.text) for word in range(one.first, one.head + 1) if word not in skipped]
    holder = links.holder(" ".join(word for word in words if word != one.people), code, draft.doc.published)
    if holder is None or not holder.qid:
        return None
    surname = level(holder.person.split()[-1])
    for cluster in (*draft.by_word[surname][-_LOOKED_AT:], *draft.by_word[holder.qid]):
        named = any(name[-1] == surname for name in cluster.names) and cluster.link is None
        if cluster.type == "person" and (named or (cluster.link is not None and cluster.link.id == holder.qid)):
            cluster.link = cluster.link or Link(holder.qid, "office and date")
            return cluster
    cluster = draft.new("person")
    draft.by_word[holder.qid].append(cluster)
    cluster.link = Link(holder.qid, "office and date")
    cluster.sex = lists().sexes.get(one.surface.words[one.surface.head])
    return cluster


def _beside(draft: Draft, one: Candidate) -> Cluster | None:
    """The cluster of a name in apposition to this noun, either way round, or whose predicate it is."""
    parse = draft.analysis.parse
    linked = list(parse.under(one.head, "appos"))
    if parse.relations[one.head] == "appos":
        linked.append(parse.heads[one.head])
    linked += [child for child in parse.children[one.head] if parse.relations[child] in ("flat", "nmod:desc")]
    if one.type == "person":
        # A subject has none, unless the parse gives its verb two: "its chairman, Ada Lund, wrote".
        role = parse.relations[one.head], parse.heads[one.head]
        beside = _past_a_comma(draft, one)
        free = "nsubj" not in role[0]
        linked += [word for word in beside if free or (parse.relations[word], parse.heads[word]) == role]
    for word in linked:
        number = draft.by_head.get(word)
        if number is not None and number in draft.of:
            cluster = draft.of[number]
            if fits(cluster.type, one.type) and not (one.plural and cluster.type == "person"):
                return cluster
    return None


def _past_a_comma(draft: Draft, one: Candidate) -> list[int]:
    """Heads of people's names that a comma alone parts from this noun: what the parse may have missed."""
    parse, found = draft.analysis.parse, []
    for comma, ends in ((one.last + 1, False), (one.first - 1, True)):
        if 0 < comma < len(parse.words) - 1 and parse.words[comma].of(draft.text) == ",":
            for number in draft.bordering.get((comma - 1 if ends else comma + 1, ends), ()):
                if draft.candidates[number].kind == "name" and draft.candidates[number].type == "person":
                    found.append(draft.candidates[number].head)
    return found


def _nominal_bonus(draft: Draft, number: int, noun: str) -> dict[int, float]:
    """Clusters that a definite noun may take up, by id, with what is added to the ranker's score."""
    one = draft.candidates[number]
    allowed: dict[int, float] = {}
    for cluster in (*draft.near(number, MENTION_REACH), *draft.by_word[noun][-_LOOKED_AT:]):
        if not cluster.members or not fits(cluster.type, one.type):
            continue
        if one.people and cluster.people and one.people != cluster.people:
            continue
        if one.plural != cluster.plural and cluster.type in ("person", "group", ""):
            continue
        if cluster.sex and lists().sexes.get(noun) not in (None, cluster.sex):
            continue
        in_name = any(noun in name for name in cluster.names)
        if noun in cluster.nouns or in_name or noun in cluster.role_nouns:
            allowed[id(cluster)] = _SAME_HEAD
        elif cluster.names and lists().takes_up.get(noun) == cluster.type:
            allowed[id(cluster)] = 0.0
        elif cluster.names and one.type == "person" == cluster.type:
            allowed[id(cluster)] = _ANY_PERSON  # "the billionaire"
    if _SAME_HEAD in allowed.values():  # whoever is called so goes before whoever might be
        return {number: added for number, added in allowed.items() if added != _ANY_PERSON}
    return allowed


def _by_word(draft: Draft, one: Candidate, noun: str, allowed: dict[int, float]) -> Cluster | None:
    """The only one that has the noun in its name or its role, however long ago it was named."""
    fitting = [
        cluster
        for cluster in {id(each): each for each in draft.by_word[noun][-_LOOKED_AT:]}.values()
        if id(cluster) in allowed and cluster.firsts[0] < one.first
    ]
    return fitting[0] if len(fitting) == 1 and not one.people else None


def _pronoun(draft: Draft, number: int) -> None:
    one = draft.candidates[number]
    word = one.surface.words[0]
    name = PRONOUNS[word]
    if name not in ("he", "she", "it", "they"):
        return
    sex = {"he": "male", "she": "female"}.get(name)
    allowed: dict[int, float] = {}
    for cluster in draft.near(number, MENTION_REACH):
        if not cluster.members:
            continue
        if sex:
            fits = cluster.type == "person" and not cluster.plural and cluster.sex in (None, sex)
        elif name == "it":
            fits = cluster.type not in ("person", "group") and not cluster.plural
        else:
            fits = cluster.plural or cluster.type in ("group", "organisation", "government", "country")
        if fits:
            allowed[id(cluster)] = 0.0
    found = _antecedent(draft, number, allowed, LEAST[name])
    if found is not None:
        if sex and found.sex is None:
            found.sex = sex
        draft.add(number, found)


def _antecedent(draft: Draft, number: int, allowed: dict[int, float], least: float) -> Cluster | None:
    """The allowed cluster with the best mention before this one, by the ranker's score; None below `least`."""
    one = draft.candidates[number]
    low = max(0, number - MENTION_REACH)
    near = [
        other
        for other in range(low, number)
        if other in draft.of and id(draft.of[other]) in allowed and not _barred(draft, one, draft.candidates[other])
    ]
    if not near:
        return None
    rivals = np.array(near)
    vectors = draft.analysis.vectors
    half = vectors.shape[1] // 2
    heads = [draft.candidates[other].head for other in near]
    rated = scores(
        vectors[one.head, :half].astype(np.float32),
        vectors[heads, half:].astype(np.float32),
        features(draft.surfaces, number, rivals),
        draft.weights,
    )
    total = rated + np.array([allowed[id(draft.of[other])] for other in near], dtype=np.float32)
    if one.head in draft.sources:
        total += _as_sources(draft, heads)
    best = int(total.argmax())
    if one.head in draft.sources:
        least -= _ASKED
    return draft.of[near[best]] if total[best] >= least else None


def _as_sources(draft: Draft, heads: list[int]) -> Floats:
    """[mentions] who says something has often just said something; whoever is spoken of has less often."""
    last = max((head for head in heads if head in draft.sources), default=-1)
    return np.array(
        [
            _SPOKE_LAST
            if head == last
            else _SPEAKS
            if head in draft.sources
            else _SPOKEN_OF * (head in draft.spoken_of)
            for head in heads
        ],
        dtype=np.float32,
    )


def _barred(draft: Draft, one: Candidate, other: Candidate) -> bool:
    """Not within each other, and an object is not its own verb's subject."""
    if other.first <= one.head <= other.last:
        return True
    if one.surface.words[0] not in _OBJECTS or one.kind != "pronoun":
        return False
    parse = draft.analysis.parse
    verb = parse.heads[one.head]
    mine = parse.relations[one.head].split(":")[0]
    return (
        mine in ("obj", "iobj", "obl")
        and verb >= 0
        and parse.heads[other.head] == verb
        and parse.relations[other.head].startswith("nsubj")
    )
