"""Arguments: who does what to whom in a parse, through passives, coordination, relative clauses, control and light
verbs.

Everything is a question to one `Clauses` about one word, answered in numbers of words. What the grammar leaves open is
not filled: an actor never comes from another clause than the one that shares it by a rule written here.

    >>> from onrecord.parse import Parse
    >>> text = "Berg was sacked by Lund."
    >>> spans = tuple(Span(*place) for place in ((0, 4), (5, 8), (9, 15), (16, 18), (19, 23), (23, 24)))
    >>> parse = Parse(spans, ("NNP", "VBD", "VBN", "IN", "NNP", "."), (2, 2, -1, 4, 2, 2),
    ...               ("nsubj:pass", "aux:pass", "root", "case", "obl:agent", "punct"), ((0, 6),))
    >>> clauses = Clauses(text, parse)
    >>> clauses.fill(2, "subject"), clauses.fill(2, "object")
    ([Filler(head=4, to=4)], [Filler(head=0, to=0)])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from onrecord.parse import Parse
from onrecord.record import Span


def word_set(*lines: str) -> frozenset[str]:
    """The words of these lines."""
    return frozenset(" ".join(lines).split())


NOT = frozenset({"not", "n't", "n’t", "never"})
_RELATIVE = frozenset({"who", "whom", "which", "that"})
_NOMINAL_TAGS = ("NN", "PRP", "WP", "WDT", "DT", "CD", "JJ", "EX")
# Of verbs with an object and an infinitive the object does what the infinitive says; of these the subject does.
_SUBJECT_CONTROL = frozenset({"promise", "promised", "promises", "promising", "vow", "vowed", "threaten", "threatened"})
_CLAUSAL = frozenset({"acl", "advcl", "ccomp", "parataxis", "csubj"})
_LOOSE = frozenset({"acl:relcl", "appos", "parataxis", "advcl", "conj", "cc", "discourse", "vocative", "dep", "list"})


@dataclass(frozen=True, slots=True)
class Filler:
    """A word that fills a role, and the last head that belongs to the same span: of a+b roles the head of b."""

    head: int
    to: int


class Clauses:
    """A parse with the letters of its words in lower case."""

    def __init__(self, text: str, parse: Parse) -> None:
        self.text = text
        self.forms = tuple(span.of(text).lower() for span in parse.words)
        self._owners: dict[int, tuple[int, ...]] = {}
        stops = 0
        self._stretch = tuple(stops := stops + (form in (".", "?", "!")) for form in self.forms)  # full stops so far
        self.parse = replace(parse, heads=tuple(self._mended(parse)))

    def _mended(self, parse: Parse) -> Iterator[int]:
        """Heads; a subject whose verb stands in another sentence of a quotation gets the next verb of its own."""

        def bears_tense(place: int) -> bool:
            if not parse.tags[place].startswith("VB") or parse.relations[place].split(":")[0] in ("aux", "cop", "acl"):
                return False
            tags = (parse.tags[place], *(parse.tags[aux] for aux in parse.under(place, "aux")))
            return any(tag in ("VBD", "VBZ", "VBP", "MD") for tag in tags)

        for word, head in enumerate(parse.heads):
            if head >= 0 and parse.relations[word].startswith("nsubj") and not self._together(word, head):
                later = range(word + 1, len(parse.words))
                stretch = takewhile(lambda place, word=word: self._together(word, place), later)  # type: ignore[misc]
                yield next(filter(bears_tense, stretch), head)
            else:
                yield head

    # Plain questions about one word.

    def tag(self, word: int) -> str:
        return self.parse.tags[word]

    def relation(self, word: int) -> str:
        return self.parse.relations[word]

    def head(self, word: int) -> int:
        return self.parse.heads[word]

    def is_verb(self, word: int) -> bool:
        return self.tag(word).startswith("VB")

    def is_noun(self, word: int) -> bool:
        return self.tag(word).startswith("NN")

    def child(self, word: int, *relations: str) -> int | None:
        return next(self.parse.under(word, *relations), None)

    def marks(self, word: int) -> list[str]:
        """What introduces a word: its case and mark words, with what is fixed to them: "of", "because of"."""
        return [self._whole(child) for child in self.parse.under(word, "case", "mark")]

    def _whole(self, word: int) -> str:
        return " ".join([self.forms[word], *(self.forms[child] for child in self.parse.under(word, "fixed"))])

    def auxiliaries(self, word: int) -> list[int]:
        return list(self.parse.under(word, "aux", "cop"))

    def is_passive(self, word: int) -> bool:
        """Whether the grammatical subject of a verb is what is done to."""
        if not self.is_verb(word):
            return False
        if any(self.relation(child) in ("aux:pass", "nsubj:pass", "csubj:pass") for child in self.parse.children[word]):
            return True
        if self.tag(word) != "VBN" or self.child(word, "aux", "nsubj") is not None:
            return False
        if self.relation(word) == "conj":
            return self.is_passive(self.head(word))
        return self.relation(word) in ("acl", "advcl", "amod", "xcomp", "acl:relcl") and self.child(word, "obj") is None

    # The roles.

    def fill(self, word: int, role: str, carrier: int | None = None) -> list[Filler]:
        """What fills a role of the lexicon; `carrier` is the light verb that a noun stands under."""
        first, plus, second = role.partition("+")
        if plus:
            return [
                Filler(one.head, two.to)
                for one in self.fill(word, first, carrier)[:1]
                for two in self.fill(word, second, carrier)[:1]
                if two.to > one.head
            ]
        return [Filler(head, head) for head in self._fill(word, role, carrier) if self._together(word, head)]

    def _together(self, word: int, other: int) -> bool:
        """Whether no full stop stands between two words: a parser may join the sentences of a quotation."""
        return self._stretch[word] == self._stretch[other]

    def _fill(self, word: int, role: str, carrier: int | None) -> list[int]:
        match role:
            case "subject":
                return self.agents(word)
            case "object":
                return self.patients(word)
            case "indirect":
                found = list(self.parse.under(word, "iobj"))
                if not found and self.is_passive(word) and self.child(word, "obj") is not None:
                    found = self.surface_subjects(word)
                return self.together(found)
            case "clause":
                return self._clauses_of(word)
            case "infinitive":
                return self._infinitives(word)
            case "gerund":
                under = self.parse.under(word, "xcomp", "ccomp", "obj", "advcl")
                return [child for child in under if self.tag(child) == "VBG" and not self.marks(child)]
            case "complement":
                under = self.parse.under(word, "xcomp")
                return [child for child in under if not self.is_verb(child) and not self.marks(child)]
            case "possessor":
                return self.together([child for child in self.parse.under(word, "nmod:poss") if child < word])
            case "compound":
                under = self.parse.under(word, "compound", "amod", "nmod:desc")
                return [child for child in under if self.tag(child) in ("NNP", "NNPS", "JJ")]
        return self._introduced(word, role.replace("_", " "), carrier)

    def _introduced(self, word: int, mark: str, carrier: int | None) -> list[int]:
        """Phrases and clauses under a word, or under its light verb, that this preposition introduces."""
        found = []
        for place in (word, carrier):
            if place is None:
                continue
            for child in self.parse.under(place, "obl", "nmod", "advcl", "ccomp", "xcomp", "acl", "iobj", "obj"):
                if mark == "to" and self.is_verb(child) and self.tag(child) != "VBG":
                    continue  # an infinitive
                if child != word and mark in self.marks(child) and self.relation(child) != "acl:relcl":
                    found += self.together([child]) if not self.is_verb(child) else [child]
            if found:
                break
        return found

    def _clauses_of(self, word: int) -> list[int]:
        relations = ("ccomp",) if not self.is_noun(word) else ("acl", "ccomp", "appos")
        found = []
        for child in self.parse.under(word, *relations):
            if self.relation(child) in ("acl:relcl", "appos") and "that" not in self.marks(child):
                continue
            if self.is_noun(word) and not (self.finite(child) and "that" in self.marks(child)):
                continue
            if self.tag(child) == "VBG" and self.child(child, "aux", "nsubj") is None:
                continue
            found.append(child)
        return found

    def finite(self, word: int) -> bool:
        """A predicate with a tense or a modal of its own."""
        places = (word, *self.auxiliaries(word))
        return any(self.tag(place) in ("VBD", "VBZ", "VBP", "MD") for place in places)

    def is_question(self, word: int) -> bool:
        """Whether an auxiliary stands before the subject of a predicate."""
        subject = self.child(word, "nsubj")
        return subject is not None and any(aux < subject for aux in self.auxiliaries(word))

    def _infinitives(self, word: int) -> list[int]:
        relations = ("acl", "xcomp", "ccomp") if self.is_noun(word) else ("xcomp", "ccomp", "advcl")
        return [
            child
            for child in self.parse.under(word, *relations)
            if "to" in self.marks(child)
            and self.relation(child) != "acl:relcl"
            and not self.finite(child)
            # An adverbial clause may be a purpose: only after an adjective is it what the adjective takes.
            and (self.relation(child) != "advcl" or not self.is_verb(word))
        ]

    def agents(self, word: int) -> list[int]:
        """Who does it: the subject of an active verb, "by" of a passive one."""
        if self.is_passive(word):
            found = list(self.parse.under(word, "obl:agent"))
            found = found or [child for child in self.parse.under(word, "obl") if "by" in self.marks(child)]
            return self.together(found or self._right_after_by(word))
        return self.surface_subjects(word)

    def _right_after_by(self, word: int) -> list[int]:
        """The last noun of the words after "by" right after the verb: a parser may hang them elsewhere."""
        place = word + 2
        if place > len(self.forms) or self.forms[word + 1 : place] != ("by",):
            return []
        while place < len(self.forms) and self.tag(place).startswith(("NN", "DT", "JJ", "PRP$")):
            place += 1
        return [place - 1] if self.is_noun(place - 1) else []

    def patients(self, word: int) -> list[int]:
        """What it is done to: the object of an active verb, the subject of a passive one, the head of a gap."""
        objects = self._objects(word)
        if self.is_passive(word):
            return self.together(objects) if objects else self.surface_subjects(word)
        if objects:
            return self.together([self.antecedent(child) for child in objects])
        if self.relation(word) == "conj" and self.is_verb(self.head(word)) and self._shares_object(word):
            return self.patients(self.head(word))
        later = [c for c in self.parse.under(word, "conj") if self.is_verb(c) and self._shares_later(word, c)]
        if later:  # "condemned and rejected the plan": the object stands under the last, or under the first
            return self.patients(later[-1])
        if self.relation(word) == "acl:relcl" and self.head(word) >= 0:
            subject = self.child(word, "nsubj")
            relative = [c for c in self.parse.children[word] if self.forms[c] in _RELATIVE and self.tag(c)[0] == "W"]
            own = subject is not None and self.forms[subject] not in _RELATIVE
            gap = own and not any(self.tag(c) == "WRB" for c in self.parse.children[word])
            if (
                gap
                and (not relative or self.relation(relative[0]) == "obj")
                and self.child(word, "ccomp", "xcomp") is None
            ):
                return [self.head(word)]
        return []

    def _objects(self, word: int) -> list[int]:
        """The one object of a verb: a bare phrase after it, or a relative pronoun; a parser may give more."""
        under = [c for c in self.parse.under(word, "obj") if not self.marks(c) and self._together(word, c)]
        after = [
            child
            for child in under
            if child > word or self.tag(child).startswith("W") or self.relation(word) == "acl:relcl"
        ]
        if not after and not under and not self.is_passive(word):
            for child in self.parse.under(word, "xcomp"):  # "recognized re-elected Lund", read as if he did something
                if self.tag(child) == "VBN" and not self.marks(child) and self.child(child, "aux") is None:
                    after = [inner for inner in self.parse.under(child, "obj") if inner > child]
            # "We recognize Lund", read as if Lund came after his verb
            late = [c for c in self.parse.under(word, "nsubj") if c > word and self.is_noun(c)]
            after = after or (late if self._subject_right_before(word) is not None else [])
        return after[:1]

    def _subject_right_before(self, word: int) -> int | None:
        """The pronoun or name that stands right before a finite verb as some verb's subject."""
        place = word - 1
        while place >= 0 and (self.tag(place) in ("MD", "RB") or self.relation(place).split(":")[0] == "aux"):
            place -= 1
        is_subject = place >= 0 and self.relation(place).startswith("nsubj")
        return place if is_subject and self.tag(place) in ("PRP", "NNP", "NNPS") and self.finite(word) else None

    def _shares_object(self, word: int) -> bool:
        """Whether a coordinated verb without an object has that of the first verb, which stands after both."""
        first = self.child(self.head(word), "obj")
        return first is not None and first > word

    def _shares_later(self, word: int, other: int) -> bool:
        between = range(word + 1, other)
        free = all(self.relation(w) in ("cc", "advmod", "punct", "aux") or self.forms[w] == "," for w in between)
        return free and self.child(other, "obj") is not None

    def surface_subjects(self, word: int) -> list[int]:
        """The grammatical subjects of a predicate, its own or shared by a rule; with what is coordinated with them."""
        if word not in self._owners:
            self._owners[word] = ()  # a circle ends here
            self._owners[word] = tuple(self.together(self._surface_subjects(word)))
        return list(self._owners[word])

    def _surface_subjects(self, word: int) -> list[int]:
        own = [child for child in self.parse.under(word, "nsubj") if self.relation(child) != "nsubj:outer"]
        own = own or list(self.parse.under(word, "nsubj"))
        if len(own) > 1:  # a parser's slip: the nearest before the verb
            own = [max((child for child in own if child < word), default=own[0])]
        if not own or own[0] > word or not self._together(own[0], word):
            beside = self._subject_right_before(word) if self.is_verb(word) else self._between_mark_and(word)
            own = own if beside is None else [beside]
        if own:
            return [self.antecedent(child) for child in own if self.tag(child) != "EX"]
        head, relation = self.head(word), self.relation(word)
        if head < 0:
            return []
        if relation == "conj" and (self.is_verb(head) or self.child(head, "cop") is not None):
            return self.surface_subjects(head)
        if relation == "conj" and self.is_verb(word) and self.relation(head) == "conj":
            return self.surface_subjects(head)
        if relation == "xcomp":
            return self._controllers(head, word)
        if relation == "advcl" and not self.finite(word) and self.is_verb(word):
            if self.tag(word) in ("VBG", "VBN") or "to" in self.marks(word):
                return self.surface_subjects(head) if not self.is_noun(head) or self._is_predicate(head) else []
            return []
        if relation == "acl" and self.is_verb(word):
            return self.owners(head) if "to" in self.marks(word) or self.marks(word) else [head]
        if relation == "acl:relcl":  # the relative pronoun is missing or attached elsewhere
            return [head] if self.is_verb(word) and self.tag(word) in ("VBG", "VBN") else []
        return []

    def _between_mark_and(self, word: int) -> int | None:
        """ "Claiming that Lund was the winner": Lund, read as the object of the claiming, is the winner."""
        mark = next((c for c in self.parse.under(word, "mark") if self.forms[c] == "that" and c < word), None)
        if mark is None or self.child(word, "cop") is None:
            return None
        under = self.parse.under(self.head(word), "obj", "nsubj")
        return next((child for child in under if mark < child < word), None)

    def _is_predicate(self, word: int) -> bool:
        return self.child(word, "cop", "nsubj") is not None

    def _controllers(self, matrix: int, word: int) -> list[int]:
        """Who does what an infinitive or gerund under a verb says: "agreed to withdraw", "urged them to withdraw"."""
        objects = list(self.parse.under(matrix, "obj", "iobj"))
        objects = [child for child in objects if child < word]
        if objects and self.forms[matrix] not in _SUBJECT_CONTROL and self.is_verb(matrix):
            return [self.antecedent(child) for child in objects]
        called = [
            child for child in self.parse.under(matrix, "obl") if {"on", "upon", "to", "with"} & {*self.marks(child)}
        ]
        called = [child for child in called if matrix < child < word]
        if called and self.is_verb(matrix) and self.forms[matrix].startswith(("call", "appeal", "plead", "prevail")):
            return called
        return self.surface_subjects(matrix)

    def owners(self, noun: int) -> list[int]:
        """Whose decision, plan or right it is: the possessor, "by", or a name before it."""
        found = [child for child in self.parse.under(noun, "nmod:poss") if child < noun]
        found = found or [child for child in self.parse.under(noun, "nmod") if {"by", "from"} & {*self.marks(child)}]
        found = found or [child for child in self.parse.under(noun, "compound") if self.tag(child).startswith("NNP")]
        if not found and self.relation(noun) == "obj" and self.forms[self.head(noun)] in _OWNING:
            found = self.agents(self.head(noun))
        return found

    def antecedent(self, word: int) -> int:
        """What a relative pronoun stands for; any other word stands for itself."""
        if self.forms[word] not in _RELATIVE or not self.tag(word).startswith(("W", "IN", "DT")):
            return word
        place, steps = self.head(word), 0
        while place >= 0 and steps < 6:
            if self.relation(place) == "acl:relcl":
                return self.head(place)
            if self.relation(place).split(":")[0] not in ("xcomp", "ccomp", "conj", "aux", "acl", "nmod", "obl", "obj"):
                break
            place, steps = self.head(place), steps + 1
        return word

    def together(self, heads: list[int]) -> list[int]:
        """Heads with the nouns coordinated with them: "Norland and Velia"; not what "but not" leaves out."""
        found: list[int] = []
        for head in heads:
            found.append(head)
            if head >= 0 and not self.is_verb(head):
                found += [
                    child
                    for child in self.parse.under(head, "conj")
                    if self.tag(child).startswith(_NOMINAL_TAGS)
                    and not self.negators(child)
                    and not self._is_predicate(child)
                ]
        return list(dict.fromkeys(found))

    def negators(self, word: int) -> list[int]:
        """ "not" and "never" on a word itself, or before it after "and" or "but"."""
        return [
            child
            for child in self.parse.children[word]
            if self.forms[child] in NOT and self.relation(child).split(":")[0] in ("advmod", "cc", "det", "dep")
        ]

    # Spans.

    def phrase(self, filler: Filler, predicate: int = -1) -> Span:
        """The words of a filler as one span: without its preposition, what hangs on loosely, and signs at its ends;
        nor the clause that holds the predicate: "the plan" of "the plan that Lund rejects"."""
        over = self._over(predicate)
        low = self._block(filler.head, over)
        words = sorted({*low, *(self._block(filler.to, over) if filler.to != filler.head else ())})
        return self.span(words[0], words[-1])

    def span(self, first: int, last: int) -> Span:
        return Span(self.parse.words[first].start, self.parse.words[last].end)

    def _over(self, word: int) -> frozenset[int]:
        """A word and its governors."""
        found: set[int] = set()
        while word >= 0 and word not in found:
            found.add(word)
            word = self.head(word)
        return frozenset(found)

    def _block(self, head: int, over: frozenset[int] = frozenset()) -> list[int]:
        """The unbroken run of words under a head that holds it, without the clause of a predicate under it."""
        verbal = self.is_verb(head) or self.child(head, "cop", "nsubj") is not None
        under: list[int] = []
        waiting = [head]
        while waiting:
            word = waiting.pop()
            under.append(word)
            for child in self.parse.children[word]:
                if not self._cut(child, word, head, verbal) and child not in over and self._together(head, child):
                    waiting.append(child)
        mark = self._that(head) if verbal else None
        if mark is not None:  # a clause begins after its "that", whatever its words hang on
            under += range(mark + 1, head)
        return self._trimmed(head, set(under))

    def _that(self, head: int) -> int | None:
        marks = [c for c in self.parse.under(head, "mark") if self.forms[c] == "that" and c < head]
        return marks[0] if marks else None

    def _cut(self, child: int, word: int, head: int, verbal: bool) -> bool:
        relation = self.relation(child)
        if word != head:
            return False
        if relation in ("case", "mark", "cc", "cc:preconj", "punct") and child < head:
            return not (relation == "mark" and self.forms[child] == "to") and self.forms[child] not in ("$", "“", '"')
        if verbal:
            return relation in ("parataxis", "discourse", "vocative")
        if child in self.negators(head):
            return True
        if relation in ("conj", "parataxis", "discourse", "vocative", "dep", "list", "cop", "nsubj", "aux"):
            return True
        return relation in _LOOSE and self._after_comma(child)

    def _after_comma(self, word: int) -> bool:
        first = self.parse.subtree(word)[0]
        return (first > 0 and self.forms[first - 1] in (",", "(", "–", "—", "-", ";")) or self.forms[first] in (
            ",",
            "(",
            "–",
            "—",
        )

    def _trimmed(self, head: int, under: set[int]) -> list[int]:
        first = last = head
        while first - 1 in under or (first - 2 in under and self._is_sign(first - 1)):
            first -= 1
        while last + 1 in under or (last + 2 in under and self._is_sign(last + 1)):
            last += 1
        while first < head and self._is_sign(first):
            first += 1
        while last > head and (self._is_sign(last) or self.tag(last) == "CC"):
            last -= 1
        return list(range(first, last + 1))

    def _is_sign(self, word: int) -> bool:
        return not any(letter.isalnum() or letter in "$€£%" for letter in self.forms[word])

    def clause_words(self, word: int, *also: int | None) -> Iterator[int]:
        """What depends on a predicate directly, and on the verbs that carry it: where its time and place are read."""
        for place in (word, *also):
            if place is not None:
                yield from self.parse.children[place]


# A noun's infinitive belongs to the subject of these: "has the right to", "announced plans to".
_OWNING = word_set(
    "has have had having make makes made making take takes took taken taking announce announces announced",
    "announcing reach reached reaches declare declared declares express expressed expresses reiterate",
    "reiterated show showed reaffirm reaffirmed confirm confirmed signal signaled signalled unveil",
    "unveiled defend defended",
)
