"""Subjects: who does what a predicate says, where its own words name nobody: shared, controlled and owned subjects.

"Agreed to withdraw" has the subject of the agreeing, "urged them to withdraw" its object, "Lund's decision to
withdraw" its owner. What no rule here gives has no subject.
"""

from __future__ import annotations

from onrecord.clauses import Clauses, word_set

# Of verbs with an object and an infinitive the object does what the infinitive says; of these the subject does.
_SUBJECT_CONTROL = frozenset({"promise", "promised", "promises", "promising", "vow", "vowed", "threaten", "threatened"})
# A noun's infinitive belongs to the subject of these: "has the right to", "announced plans to".
_OWNING = word_set(
    "has have had having make makes made making take takes took taken taking announce announces announced",
    "announcing reach reached reaches declare declared declares express expressed expresses reiterate",
    "reiterated show showed reaffirm reaffirmed confirm confirmed signal signaled signalled unveil",
    "unveiled defend defended",
)
_RELATIVE = frozenset({"who", "whom", "which", "that"})
_NOMINAL_TAGS = ("NN", "PRP", "WP", "WDT", "DT", "CD", "JJ", "EX")


def agents(clauses: Clauses, word: int) -> list[int]:
    """Who does it: the subject of an active verb, "by" of a passive one."""
    if clauses.is_passive(word):
        found = list(clauses.parse.under(word, "obl:agent"))
        found = found or [child for child in clauses.parse.under(word, "obl") if "by" in clauses.marks(child)]
        return together(clauses, found or _right_after_by(clauses, word))
    return surface_subjects(clauses, word)


def _right_after_by(clauses: Clauses, word: int) -> list[int]:
    """The last noun of the words after "by" right after the verb: a parser may hang them elsewhere."""
    place = word + 2
    if place > len(clauses.forms) or clauses.forms[word + 1 : place] != ("by",):
        return []
    while place < len(clauses.forms) and clauses.tag(place).startswith(("NN", "DT", "JJ", "PRP$")):
        place += 1
    return [place - 1] if clauses.is_noun(place - 1) else []


def surface_subjects(clauses: Clauses, word: int) -> list[int]:
    """The grammatical subjects of a predicate, its own or shared by a rule; with what is coordinated with them."""
    if word not in clauses.subjects:
        clauses.subjects[word] = ()  # a circle ends here
        clauses.subjects[word] = tuple(together(clauses, grammatical(clauses, word)))
    return list(clauses.subjects[word])


def grammatical(clauses: Clauses, word: int) -> list[int]:
    """The grammatical subjects of a predicate, its own or shared by a rule, without what is coordinated with them."""
    own = [child for child in clauses.parse.under(word, "nsubj") if clauses.relation(child) != "nsubj:outer"]
    own = own or list(clauses.parse.under(word, "nsubj"))
    if len(own) > 1:  # a parser's slip: the nearest before the verb
        own = [max((child for child in own if child < word), default=own[0])]
    if not own or own[0] > word or not clauses.together_in_text(own[0], word):
        beside = clauses.subject_right_before(word) if clauses.is_verb(word) else _between_mark_and(clauses, word)
        own = own if beside is None else [beside]
    if own:
        return [antecedent(clauses, child) for child in own if clauses.tag(child) != "EX"]
    head, relation = clauses.head(word), clauses.relation(word)
    if head < 0:
        return []
    if relation == "conj" and (clauses.is_verb(head) or clauses.child(head, "cop") is not None):
        return surface_subjects(clauses, head)
    if relation == "conj" and clauses.is_verb(word) and clauses.relation(head) == "conj":
        return surface_subjects(clauses, head)
    if relation == "xcomp":
        return _controllers(clauses, head, word)
    if relation == "advcl" and not clauses.finite(word) and clauses.is_verb(word):
        if clauses.tag(word) in ("VBG", "VBN") or "to" in clauses.marks(word):
            return surface_subjects(clauses, head) if not clauses.is_noun(head) or clauses.is_predicate(head) else []
        return []
    if relation == "acl" and clauses.is_verb(word):
        return owners(clauses, head) if "to" in clauses.marks(word) or clauses.marks(word) else [head]
    if relation == "acl:relcl":  # the relative pronoun is missing or attached elsewhere
        return [head] if clauses.is_verb(word) and clauses.tag(word) in ("VBG", "VBN") else []
    return []


def _between_mark_and(clauses: Clauses, word: int) -> int | None:
    """ "Claiming that Lund was the winner": Lund, read as the object of the claiming, is the winner."""
    mark = next((c for c in clauses.parse.under(word, "mark") if clauses.forms[c] == "that" and c < word), None)
    if mark is None or clauses.child(word, "cop") is None:
        return None
    return next(
        (
            child
            for child in range(mark + 1, word)
            if clauses.relation(child) in ("obj", "nsubj") and -1 < clauses.head(child) < mark
        ),
        None,
    )


def _controllers(clauses: Clauses, matrix: int, word: int) -> list[int]:
    """Who does what an infinitive or gerund under a verb says: "agreed to withdraw", "urged them to withdraw"."""
    objects = list(clauses.parse.under(matrix, "obj", "iobj"))
    objects = [child for child in objects if child < word]
    if objects and clauses.forms[matrix] not in _SUBJECT_CONTROL and clauses.is_verb(matrix):
        return [antecedent(clauses, child) for child in objects]
    called = [
        child for child in clauses.parse.under(matrix, "obl") if {"on", "upon", "to", "with"} & {*clauses.marks(child)}
    ]
    called = [child for child in called if matrix < child < word]
    if called and clauses.is_verb(matrix) and clauses.forms[matrix].startswith(("call", "appeal", "plead", "prevail")):
        return called
    return surface_subjects(clauses, matrix)


def owners(clauses: Clauses, noun: int) -> list[int]:
    """Whose decision, plan or right it is: the possessor, "by", or a name before it."""
    found = [child for child in clauses.parse.under(noun, "nmod:poss") if child < noun]
    found = found or [child for child in clauses.parse.under(noun, "nmod") if {"by", "from"} & {*clauses.marks(child)}]
    found = found or [child for child in clauses.parse.under(noun, "compound") if clauses.tag(child).startswith("NNP")]
    if not found and clauses.relation(noun) == "obj" and clauses.forms[clauses.head(noun)] in _OWNING:
        found = agents(clauses, clauses.head(noun))
    return found


def antecedent(clauses: Clauses, word: int) -> int:
    """What a relative pronoun stands for; any other word stands for itclauses."""
    if clauses.forms[word] not in _RELATIVE or not clauses.tag(word).startswith(("W", "IN", "DT")):
        return word
    place, steps = clauses.head(word), 0
    while place >= 0 and steps < 6:
        if clauses.relation(place) == "acl:relcl":
            return clauses.head(place)
        if clauses.relation(place).split(":")[0] not in ("xcomp", "ccomp", "conj", "aux", "acl", "nmod", "obl", "obj"):
            break
        place, steps = clauses.head(place), steps + 1
    return word


def together(clauses: Clauses, heads: list[int]) -> list[int]:
    """Heads with the nouns coordinated with them: "Norland and Velia"; not what "but not" leaves out."""
    found: list[int] = []
    for head in heads:
        found.append(head)
        if head >= 0 and not clauses.is_verb(head):
            found += [
                child
                for child in clauses.parse.under(head, "conj")
                if clauses.tag(child).startswith(_NOMINAL_TAGS)
                and not clauses.negators(child)
                and not clauses.is_predicate(child)
            ]
    return list(dict.fromkeys(found))
