"""Entities: which mentions of one document refer to the same person, body, country, place or group.

Names join first (full names, surnames, acronyms, spellings of one country), then nouns ("the ministry") and pronouns in
the order of the text, by the ranker of antecedents under rules of number, sex and type. What stays doubtful stays apart:
a wrong join is worse than a missed one. Documents are joined elsewhere.

    >>> draft = Draft(doc, analysis, encoder.config["types"], encoder.word_weights, statements, quotes)  # doctest: +SKIP
    >>> [entity.name for _, entity in entities(draft)]                                             # doctest: +SKIP
    ['Alexander Lukashenko', 'Russia']
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from onrecord import links
from onrecord.actors import lists
from onrecord.analysis import Analysis
from onrecord.chain import Floats
from onrecord.knowledge import Body, places
from onrecord.knowledge.names import loose_key
from onrecord.mentions import Candidate, mentions
from onrecord.pairs import MENTION_REACH, PRONOUNS, features, scores
from onrecord.quotation import Quotation
from onrecord.record import Document, Entity, Link, Mention, Role, Span, Statement, finding_id

Kind = Literal["name", "nominal", "pronoun", "metonym", "elided"]
ACTORS = frozenset({"person", "organisation", "government", "country", "place", "group"})
# Least score of an antecedent over none of them, by class of anaphor; set on GUM dev and the slice of GUM train.
LEAST = {"he": -3.0, "she": -3.0, "they": -1.0, "it": -1.0, "nominal": -2.5}
_ASKED = 1.5  # taken off the least score for a source: that it refers to somebody is known
# Added where the anaphor is a source: for a source, for the one just before, for what stands in a content.
_SPEAKS, _SPOKE_LAST, _SPOKEN_OF = 0.5, 2.0, -0.5
_SAME_HEAD = 3.0  # added where the noun is a word of the name, of the role, or was used before
_CORPORATE = frozenset(
    ("inc", "inc.", "corp", "corp.", "ltd", "ltd.", "llc", "plc", "co", "co.", "group", "ag", "sa", "nv")
)
_SMALL = frozenset(("of", "the", "for", "and", "on", "in", "de", "la", "to", "a", "an", "&", "'s", "’s"))
_ANY_PERSON = -0.5
_OBJECTS = frozenset({"him", "her", "them", "it"})


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

    def add(self, one: Candidate, kind: Kind | None = None) -> None:
        self.members.append((one, kind or one.kind))


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
        self.doc, self.text, self.analysis, self._weights = doc, doc.text, analysis, weights
        self.candidates = mentions(doc.text, analysis, types, quotes)
        self.clusters: list[Cluster] = []
        self.of: dict[int, Cluster] = {}  # candidate → cluster
        self.by_head = {one.head: number for number, one in enumerate(self.candidates)}
        self._bordering: dict[tuple[int, bool], list[int]] = defaultdict(list)  # (word, is it the last), candidates
        for number, one in enumerate(self.candidates):
            self._bordering[one.first, False].append(number)
            self._bordering[one.last, True].append(number)
        self._surfaces = [one.surface for one in self.candidates]
        self._sources = _source_heads(analysis, (span for one in statements for span in one.source))
        self._spoken_of = _words_in(analysis, (span for one in statements for span in one.content))
        self._countries: dict[str, Cluster] = {}
        self._bodies: dict[tuple[str, str | None], Cluster] = {}
        self._join_names()
        for number, one in enumerate(self.candidates):
            if one.kind == "nominal":
                self._nominal(number)
            elif one.kind == "pronoun":
                self._pronoun(number)

    # Names

    def _join_names(self) -> None:
        named = [(number, one) for number, one in enumerate(self.candidates) if one.kind == "name"]
        kinds = _settled_kinds([one for _, one in named])
        people = [(number, one) for number, one in named if kinds[number_key(one)] == "person"]
        self._join_people(people)
        for cluster in self.clusters:
            cluster.link = links.person(_best_name(self.text, cluster), self.doc.published)
        chosen = {number for number, _ in people}
        for number, one in named:
            if number not in chosen:
                kind = kinds[number_key(one)]
                if kind == "place":
                    self._place(number, one)
                else:
                    self._body(number, one, kind)

    def _join_people(self, people: list[tuple[int, Candidate]]) -> None:
        by_last: dict[str, list[Cluster]] = defaultdict(list)
        by_any: dict[str, list[Cluster]] = defaultdict(list)
        short = []
        for number, one in people:
            key = number_key(one)
            if len(key) < 2:
                short.append((number, one, key))
                continue
            cluster = next((some for some in by_last[key[-1]] if _compatible(some.names, key)), None)
            cluster = cluster or next((some for some in by_any[key[0]] if _part_of(some.names, key)), None)
            cluster = cluster or self._spelt_otherwise(by_any, key)
            if cluster is None:
                cluster = self._new("person")
            self._put(number, cluster, key)
            by_last[key[-1]].append(cluster)
            for word in key:
                by_any[word].append(cluster)
        for number, one, key in short:
            found = by_last.get(key[-1]) or by_any.get(key[-1]) or []
            titled = self._title_sex(one)
            fitting = [some for some in found if not (titled and some.sex and titled != some.sex)]
            cluster = _nearest(fitting, one)
            if cluster is None:
                cluster = self._new("person")
                by_any[key[-1]].append(cluster)
            self._put(number, cluster, key)

    def _spelt_otherwise(self, by_any: dict[str, list[Cluster]], key: tuple[str, ...]) -> Cluster | None:
        """Lukashenko and Lukashenka: one letter apart in a long surname, with the same first letter before it."""
        for word, clusters in by_any.items():
            if len(word) >= 6 and len(key[-1]) >= 6 and _one_letter_apart(word, key[-1]):
                for some in clusters:
                    if any(name[-1] == word and name[0][0] == key[0][0] for name in some.names if len(name) > 1):
                        return some
        return None

    def _place(self, number: int, one: Candidate) -> None:
        spelt = one.span.of(self.text)
        acting = self._acts(one)
        body = links.body(spelt)
        if body is not None and (acting or body.basis != "metonym"):
            self._known_body(number, one, body)
            return
        known = places.place(spelt)
        code = known[0].code if known else None
        kind: Kind = "name"
        if known and known[0].kind in ("capital", "seat") and acting:
            kind = "metonym"
        if known and (known[0].kind in ("country", "disputed", "union") or kind == "metonym"):
            country = known[0].country if kind == "metonym" else code
            assert country is not None
            cluster = self._country(country)
            if cluster is not None:
                key = number_key(one) if kind == "name" else None
                self._put(number, cluster, key, kind)
                return
        key = number_key(one)
        cluster = next((some for some in self.clusters if some.type == "place" and key in some.names), None)
        if cluster is None:
            cluster = self._new("place")
            if known and len({place.qid for place in known}) == 1 and known[0].qid:
                cluster.link = Link(known[0].qid, "name")
        self._put(number, cluster, key)

    def _country(self, code: str) -> Cluster | None:
        if code not in self._countries:
            country = places.country(code)
            if country is None:
                return None
            cluster = self._new("country")
            if country.place.qid:
                cluster.link = Link(country.place.qid, "metonym")
            self._countries[code] = cluster
        return self._countries[code]

    def _acts(self, one: Candidate) -> bool:
        return bool(self.analysis.acting[one.last]) or one.head in self._sources

    def _known_body(self, number: int, one: Candidate, body: Body) -> None:
        """A body of the tables: all its names, and the seat that stands for it, are one."""
        cluster = self._bodies.get((body.name, body.country))
        if cluster is None:
            cluster = self._new("government" if body.kind in links.PUBLIC else "organisation")
            self._bodies[body.name, body.country] = cluster
            if body.qid:
                cluster.link = Link(body.qid, "metonym" if body.basis == "metonym" else "name")
        metonym = body.basis == "metonym"
        self._put(number, cluster, None if metonym else number_key(one), "metonym" if metonym else None)

    def _body(self, number: int, one: Candidate, kind: str) -> None:
        key = number_key(one)
        cluster = None
        body = links.body(one.span.of(self.text)) if kind != "group" else None
        if body is not None and (body.basis != "metonym" or self._acts(one)):
            self._known_body(number, one, body)
            return
        if kind == "organisation":
            spelt = one.span.of(self.text)
            for some in reversed(self.clusters):
                if some.type not in ("organisation", "government", "other"):
                    continue
                if any(_same_body(name, key, spelt) for name in some.names):
                    cluster = some
                    break
        else:
            cluster = next((some for some in self.clusters if some.type == kind and key in some.names), None)
        if cluster is None:
            cluster = self._new(kind)
            if kind == "organisation" and any(lists().nouns.get(word) == "government" for word in key):
                cluster.type = "government"
            cluster.plural = kind == "group"
        self._put(number, cluster, key)

    def _put(self, number: int, cluster: Cluster, key: tuple[str, ...] | None, kind: Kind | None = None) -> None:
        one = self.candidates[number]
        cluster.add(one, kind)
        self.of[number] = cluster
        if key and key not in cluster.names:
            cluster.names.append(key)
        if cluster.link and cluster.type == "country" and kind in (None, "name"):
            cluster.link = Link(cluster.link.id, "name")
        if cluster.type == "person":
            given = lists().given.get(key[0]) if key and len(key) > 1 else None
            cluster.sex = self._title_sex(one) or cluster.sex or given
        self._titles(one, cluster)

    def _title_sex(self, one: Candidate) -> str | None:
        before = self.analysis.parse.words[one.first - 1].of(self.text).lower() if one.first else ""
        sex = lists().titles.get(before)
        return sex if sex != "any" else None

    def _titles(self, one: Candidate, cluster: Cluster) -> None:
        """What stands before a name within its phrase ("incumbent President"), and beside it in apposition."""
        parse = self.analysis.parse
        if cluster.type != "person" or not one.first:
            return
        before = one.first - 1
        spelt = parse.words[before].of(self.text).lower()
        noun = parse.tags[before].startswith("NN")
        if noun and not (spelt in lists().titles or lists().nouns.get(spelt) == "person"):
            return
        if not noun and parse.heads[before] != one.head:
            return
        first = before
        sentence = self._surfaces[self.by_head[one.head]].sentence
        low = parse.sentences[sentence][0]
        while first > low and self._leads_to_name(first - 1):
            first -= 1
        if noun or parse.tags[before][:2] in ("JJ", "VB"):
            self._role(cluster, Span(parse.words[first].start, parse.words[before].end), before)

    def _leads_to_name(self, word: int) -> bool:
        """Whether a word belongs to the title or the adjectives before a name."""
        parse = self.analysis.parse
        tag, relation = parse.tags[word], parse.relations[word].split(":")[0]
        return tag in ("HYPH", "POS") or (tag[:2] in ("NN", "JJ", "VB") and relation in ("amod", "compound", "nmod", "flat"))

    def _role(self, cluster: Cluster, span: Span, noun: int) -> None:
        spelt = span.of(self.text)
        if spelt.lower().strip(".") in ("mr", "mrs", "ms", "miss") or any(role.span == span for role in cluster.roles):
            return
        cluster.roles.append(Role(spelt, span))
        word = self.analysis.parse.words[noun].of(self.text).lower()
        cluster.role_nouns |= {word, lists().written_out.get(word, word)}

    def _new(self, type: str) -> Cluster:
        cluster = Cluster(type)
        self.clusters.append(cluster)
        return cluster

    # Nouns

    def _nominal(self, number: int) -> None:
        one = self.candidates[number]
        noun = one.surface.words[one.surface.head]
        beside = self._beside(one)
        if beside is not None:
            cluster = beside
            if cluster.type in ("person", "organisation", "government", "group"):
                self._role(cluster, one.span, one.head)
            cluster.sex = cluster.sex or lists().sexes.get(noun)
            self._add(number, cluster)
            return
        if one.people and noun in lists().states:
            code = next((each.place.code for each in places.demonym(one.people)), None)
            cluster_of = self._country(code) if code else None
            if cluster_of is not None:
                self._add(number, cluster_of)
                return
        office = self._office(one)
        if office is not None:
            self._add(number, office)
            return
        found = None
        if one.definite:
            allowed = self._nominal_bonus(one, noun)
            found = self._antecedent(number, allowed, LEAST["nominal"]) or self._by_word(one, noun, allowed)
        if found is None:
            found = self._new("" if one.type == "country" else one.type)  # a state that no name says which
            found.plural = one.plural
            found.people = one.people
            found.sex = lists().sexes.get(noun)
        self._add(number, found)

    def _office(self, one: Candidate) -> Cluster | None:
        """The person who held the office that a noun names, where country and date leave no doubt."""
        if one.type != "person" or one.plural or not self.doc.published or len(self.doc.published) < 10:
            return None
        parse = self.analysis.parse
        code = links.country_of(one.people) if one.people else None
        skipped = set()
        for child in parse.children[one.head]:
            if parse.relations[child].split(":")[0] in ("nmod", "det"):
                skipped.update(parse.subtree(child))
                place = self.by_head.get(child)
                if code is None and place is not None and self.candidates[place].kind == "name":
                    code = links.country_of(self.candidates[place].span.of(self.text))
        if code is None:
            return None
        words = [parse.words[word].of(self.text) for word in range(one.first, one.head + 1) if word not in skipped]
        holder = links.holder(" ".join(word for word in words if word != one.people), code, self.doc.published)
        if holder is None or not holder.qid:
            return None
        surname = _level(holder.person.split()[-1])
        for cluster in self.clusters:
            named = any(name[-1] == surname for name in cluster.names) and cluster.link is None
            if cluster.type == "person" and (named or (cluster.link is not None and cluster.link.id == holder.qid)):
                cluster.link = cluster.link or Link(holder.qid, "office and date")
                return cluster
        cluster = self._new("person")
        cluster.link = Link(holder.qid, "office and date")
        cluster.sex = lists().sexes.get(one.surface.words[one.surface.head])
        return cluster

    def _beside(self, one: Candidate) -> Cluster | None:
        """The cluster of a name in apposition to this noun, either way round, or whose predicate it is."""
        parse = self.analysis.parse
        linked = list(parse.under(one.head, "appos"))
        if parse.relations[one.head] == "appos":
            linked.append(parse.heads[one.head])
        linked += [child for child in parse.children[one.head] if parse.relations[child] in ("flat", "nmod:desc")]
        if one.type == "person" and not parse.relations[one.head].startswith("nsubj"):
            linked += self._past_a_comma(one)
        for word in linked:
            number = self.by_head.get(word)
            if number is not None and number in self.of:
                cluster = self.of[number]
                if _fits(cluster.type, one.type) and not (one.plural and cluster.type == "person"):
                    return cluster
        return None

    def _past_a_comma(self, one: Candidate) -> list[int]:
        """Heads of people's names that a comma alone parts from this noun: what the parse may have missed."""
        parse, found = self.analysis.parse, []
        for comma, ends in ((one.last + 1, False), (one.first - 1, True)):
            if 0 < comma < len(parse.words) - 1 and parse.words[comma].of(self.text) == ",":
                for number in self._bordering.get((comma - 1 if ends else comma + 1, ends), ()):
                    if self.candidates[number].kind == "name" and self.candidates[number].type == "person":
                        found.append(self.candidates[number].head)
        return found

    def _nominal_bonus(self, one: Candidate, noun: str) -> dict[int, float]:
        """Clusters that a definite noun may take up, by id, with what is added to the ranker's score."""
        allowed: dict[int, float] = {}
        for cluster in self.clusters:
            if not cluster.members or not _fits(cluster.type, one.type):
                continue
            if one.people and cluster.people and one.people != cluster.people:
                continue
            if one.plural != cluster.plural and cluster.type in ("person", "group", ""):
                continue
            if cluster.sex and lists().sexes.get(noun) not in (None, cluster.sex):
                continue
            heads = {member.surface.words[member.surface.head] for member, kind in cluster.members if kind == "nominal"}
            in_name = any(noun in name for name in cluster.names)
            if noun in heads or in_name or noun in cluster.role_nouns:
                allowed[id(cluster)] = _SAME_HEAD
            elif cluster.names and lists().takes_up.get(noun) == cluster.type:
                allowed[id(cluster)] = 0.0
            elif cluster.names and one.type == "person" == cluster.type:
                allowed[id(cluster)] = _ANY_PERSON  # "the billionaire"
        return allowed

    def _by_word(self, one: Candidate, noun: str, allowed: dict[int, float]) -> Cluster | None:
        """The only one that has the noun in its name or its role, however long ago it was named."""
        fitting = [
            cluster
            for cluster in self.clusters
            if id(cluster) in allowed
            and (noun in cluster.role_nouns or any(noun in name for name in cluster.names))
            and min(member.first for member, _ in cluster.members) < one.first
        ]
        return fitting[0] if len(fitting) == 1 and not one.people else None

    def _add(self, number: int, cluster: Cluster, kind: Kind | None = None) -> None:
        self.of[number] = cluster
        cluster.add(self.candidates[number], kind)

    # Pronouns

    def _pronoun(self, number: int) -> None:
        one = self.candidates[number]
        word = one.surface.words[0]
        name = PRONOUNS[word]
        if name not in ("he", "she", "it", "they"):
            return
        sex = {"he": "male", "she": "female"}.get(name)
        allowed: dict[int, float] = {}
        for cluster in self.clusters:
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
        found = self._antecedent(number, allowed, LEAST[name])
        if found is not None:
            if sex and found.sex is None:
                found.sex = sex
            self._add(number, found)

    def _antecedent(self, number: int, allowed: dict[int, float], least: float) -> Cluster | None:
        """The allowed cluster with the best mention before this one, by the ranker's score; None below `least`."""
        one = self.candidates[number]
        low = max(0, number - MENTION_REACH)
        near = [
            other
            for other in range(low, number)
            if other in self.of and id(self.of[other]) in allowed and not self._barred(one, self.candidates[other])
        ]
        if not near:
            return None
        rivals = np.array(near)
        vectors = self.analysis.vectors
        half = vectors.shape[1] // 2
        heads = [self.candidates[other].head for other in near]
        rated = scores(
            vectors[one.head, :half].astype(np.float32),
            vectors[heads, half:].astype(np.float32),
            features(self._surfaces, number, rivals),
            self._weights,
        )
        total = rated + np.array([allowed[id(self.of[other])] for other in near], dtype=np.float32)
        if one.head in self._sources:
            total += self._as_sources(heads)
        best = int(total.argmax())
        if one.head in self._sources:
            least -= _ASKED
        return self.of[near[best]] if total[best] >= least else None

    def _as_sources(self, heads: list[int]) -> Floats:
        """[mentions] who says something has often just said something; whoever is spoken of has less often."""
        last = max((head for head in heads if head in self._sources), default=-1)
        return np.array(
            [
                _SPOKE_LAST if head == last else _SPEAKS if head in self._sources else _SPOKEN_OF * (head in self._spoken_of)
                for head in heads
            ],
            dtype=np.float32,
        )

    def _barred(self, one: Candidate, other: Candidate) -> bool:
        """Not within each other, and an object is not its own verb's subject."""
        if other.first <= one.head <= other.last:
            return True
        if one.surface.words[0] not in _OBJECTS or one.kind != "pronoun":
            return False
        parse = self.analysis.parse
        verb = parse.heads[one.head]
        mine = parse.relations[one.head].split(":")[0]
        return (
            mine in ("obj", "iobj", "obl")
            and verb >= 0
            and parse.heads[other.head] == verb
            and parse.relations[other.head].startswith("nsubj")
        )


def number_key(one: Candidate) -> tuple[str, ...]:
    return one.surface.words if one.name is None else tuple(map(_level, one.surface.words))


def _level(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".") or word


def _settled_kinds(named: list[Candidate]) -> dict[tuple[str, ...], str]:
    """One kind for one spelling: that which the model was surest of, in sum."""
    totals: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in named:
        assert one.name is not None
        totals[number_key(one)][one.type] += one.name.probability
    settled = {key: max(sorted(kinds), key=lambda kind: kinds[kind]) for key, kinds in totals.items()}
    surnames = {word for key, kind in settled.items() if kind == "person" and len(key) > 1 for word in key}
    for one in named:
        key = number_key(one)
        if len(key) == 1 and key[0] in surnames and settled[key] in ("organisation", "place", "other"):
            settled[key] = "person"
        if len(key) == 1 and settled[key] in ("person", "organisation") and key[0] not in surnames:
            known = places.place(" ".join(one.surface.words).title())
            if known and known[0].kind in ("country", "capital"):
                settled[key] = "place"
    return settled


def _compatible(names: list[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """One surname, and given names that are equal, an initial, or a beginning of each other."""
    for name in names:
        if len(name) > 1 and name[-1] == key[-1]:
            if loose_key(name[0]) == loose_key(key[0]):
                return True
            short, long = sorted((name[0], key[0]), key=len)
            if long.startswith(short) and (len(short) == 1 or len(short) > 2 or short == long):
                return True
    return False


def _part_of(names: list[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """The words of one name stand in a row within another: "López Obrador"."""
    for name in names:
        short, long = sorted((name, key), key=len)
        if len(short) > 1 and any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)):
            return True
    return False


def _one_letter_apart(one: str, other: str) -> bool:
    if one[:3] != other[:3] or abs(len(one) - len(other)) > 1 or one == other:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _same_body(name: tuple[str, ...], key: tuple[str, ...], spelt: str) -> bool:
    if name == key:
        return True
    short, long = sorted((name, key), key=len)
    if len(short) == 1 and spelt.isupper() and short == key and 2 <= len(spelt) <= 7:
        return "".join(word[0] for word in long if word not in _SMALL) == short[0] and len(long) > 1
    if len(short) == 1 and len(long) > 1:
        initials = "".join(word[0] for word in long if word not in _SMALL)
        if initials == short[0] and 2 <= len(initials) <= 7:
            return True
        return long[0] == short[0] and all(word in _CORPORATE for word in long[1:])
    return len(short) > 1 and (long[-len(short) :] == short or long[: len(short)] == short)


def _nearest(clusters: list[Cluster], one: Candidate) -> Cluster | None:
    """The cluster last named before this mention, else the one named first after it."""
    before = [
        (max(member.first for member, _ in some.members if member.first <= one.first), number)
        for number, some in enumerate(clusters)
        if any(member.first <= one.first for member, _ in some.members)
    ]
    if before:
        return clusters[max(before)[1]]
    after = [(min(member.first for member, _ in some.members), number) for number, some in enumerate(clusters)]
    return clusters[min(after)[1]] if after else None


def _fits(type: str, other: str) -> bool:
    if type == other or not type or not other:
        return type == other or (type != "person" and other != "person" and not (type and other) and type == other)
    bodies = {"organisation", "government", "country", "group"}
    return (type in bodies and other in bodies) or {type, other} == {"country", "place"}


def _source_heads(analysis: Analysis, sources: Iterable[Span]) -> frozenset[int]:
    parse = analysis.parse
    found: set[int] = set()
    starts = [span.start for span in parse.words]
    for span in sources:
        low, high = np.searchsorted(starts, (span.start, span.end)).tolist()
        found.update(word for word in range(low, high) if not low <= parse.heads[word] < high)
    return frozenset(found)


def _words_in(analysis: Analysis, spans: Iterable[Span]) -> frozenset[int]:
    starts = [span.start for span in analysis.parse.words]
    return frozenset(
        word for span in spans for word in range(*np.searchsorted(starts, (span.start, span.end)).tolist())
    )


def entities(draft: Draft) -> Iterator[tuple[Cluster, Entity]]:
    """The entities of the record, in the order of the text: actors and places, and whatever else is named."""
    doc_id = draft.doc.id
    kept = [cluster for cluster in draft.clusters if cluster.members and (cluster.names or cluster.speaks or cluster.type in ACTORS)]
    kept.sort(key=lambda cluster: (min(one.first for one, _ in cluster.members), -len(cluster.members)))
    for cluster in kept:
        found = {(one.span, kind) for one, kind in cluster.members} | set(cluster.extra)
        ordered = sorted(found, key=lambda pair: (pair[0].start, -pair[0].end, pair[1]))
        spans = [span for span, _ in ordered]
        name = _best_name(draft.text, cluster)
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


def _best_name(text: str, cluster: Cluster) -> str:
    """The fullest name in the text, the first of several as long; a noun where there is no name."""
    for kinds in (("name",), ("metonym",), ("nominal",), ("pronoun",)):
        spans = [one.span for one, kind in cluster.members if kind in kinds]
        if spans:
            if kinds == ("name",):
                return max(spans, key=lambda span: (len(span.of(text).split()), -span.start)).of(text)
            return min(spans).of(text)
    return ""
