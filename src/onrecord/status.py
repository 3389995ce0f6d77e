"""Status: did it happen, is it going on, is it scheduled, only thought of, or did it not happen; and the words that
decide.

For any verb or noun of a parse, by the table lang/en/status.tsv. What is said of a governor passes down: in "may
refuse to sign" the signing is hypothetical, in "did not stop fighting" the fighting goes on. Tense is read from Penn
tags.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.clauses import NOT, Clauses
from onrecord.nounstatus import of_noun
from onrecord.record import Span
from onrecord.statuscues import DEEPEST, Reading, combined, nearest_predicate, row_of, words_of

Placed = Callable[[int], "str | None"]  # of a word: "past" or "future", by a time that belongs to it


class StatusReader:
    """Reads the status of words of one parse; `placed` says whether a time sets a word in the past or the future."""

    def __init__(
        self, clauses: Clauses, placed: Placed = lambda word: None, *, is_headline: Callable[[int], bool] | None = None
    ):
        self.clauses, self.placed = clauses, placed
        self.is_headline = is_headline or (lambda word: False)
        self._known: dict[int, Reading] = {}
        self._depth = 0

    def of(self, word: int) -> Reading:
        if word not in self._known:
            if self._depth >= DEEPEST:
                return Reading("happened")
            self._depth += 1
            self._known[word] = Reading("happened")  # a circle ends here
            self._known[word] = (
                of_noun(self.clauses, word, self.of, self.placed) if self._is_nominal(word) else self._verb(word)
            )
            self._depth -= 1
        return self._known[word]

    def span(self, reading: Reading) -> Span | None:
        """The deciding words as one span: the last unbroken run of them."""
        if not reading.words:
            return None
        words = sorted(reading.words)
        first = last = words[-1]
        while first - 1 in words or first - 2 in words:
            first = first - 1 if first - 1 in words else first - 2
        return self.clauses.span(first, last)

    def negation(self, word: int) -> tuple[int, ...]:
        """The words that negate a predicate in its own clause: "did not", "never", "no" of its subject or object."""
        clauses = self.clauses
        own = [
            child
            for child in clauses.parse.children[word]
            if clauses.forms[child] in NOT and clauses.tag(child) != "CC"
        ]
        own = [child for child in own if not self._is_focus(word, child) and not self._is_of_infinitive(word, child)]
        if own:
            lead = [aux for aux in clauses.auxiliaries(word) if aux + 1 == own[0]]
            return (*lead, own[0])
        for child in clauses.parse.children[word]:
            form, relation = clauses.forms[child], clauses.relation(child).split(":")[0]
            if relation in ("advmod", "cc", "det", "advcl") and row_of(self.clauses, child, "negator"):
                longer = row_of(self.clauses, child, "negator")
                return (child, child + 1) if longer and " " in longer.cue else (child,)
            if relation in ("nsubj", "obj"):
                if form in ("nobody", "none", "nothing", "neither"):
                    return (child,)
                denied = next(
                    (d for d in clauses.parse.under(child, "det") if clauses.forms[d] in ("no", "neither")), None
                )
                if denied is not None:
                    return (denied,)
        return ()

    def _is_focus(self, word: int, negator: int) -> bool:
        """ "not only", "not just": nothing is negated."""
        following = self.clauses.forms[negator + 1] if negator + 1 < len(self.clauses.forms) else ""
        return following in ("only", "just", "merely", "simply", "least")

    def _is_of_infinitive(self, word: int, negator: int) -> bool:
        """ "Asked them not to come": the coming is negated, whatever a parser hangs "not" on."""
        forms = self.clauses.forms
        return negator > word + 1 and negator + 1 < len(forms) and forms[negator + 1] == "to"

    def _is_nominal(self, word: int) -> bool:
        clauses = self.clauses
        return not clauses.is_verb(word) and clauses.child(word, "cop", "aux") is None

    def _verb(self, word: int) -> Reading:
        reading = self.own(word)
        clauses = self.clauses
        marks = [child for child in clauses.parse.under(word, "mark", "case", "cc", "advmod") if child < word]
        if clauses.relation(word) == "conj" and clauses.finite(word):  # "if it fails and the bank closes"
            marks += [
                child
                for child in clauses.parse.under(clauses.head(word), "mark")
                if clauses.forms[child] in ("if", "unless")
            ]
        for mark in marks:
            cue = row_of(self.clauses, mark, "mark", "adverb")
            if cue and (cue.cue != "until" or reading.status != "happened"):
                if cue.status == "hypothetical" and reading.status == "did_not_happen":
                    continue
                return Reading(cue.status, words_of(self.clauses, mark, cue))  # type: ignore[arg-type]
        negation = self.negation(word)
        if negation and not (reading.status == "hypothetical" and (self._is_open(reading) or not clauses.finite(word))):
            lead = tuple(place for place in reading.words if place + 1 in negation or place + 2 in negation)
            reading = Reading("did_not_happen", tuple(sorted({*lead, *negation})))
        if reading.status in ("scheduled", "ongoing") and (condition := self._condition(word)) is not None:
            return Reading("hypothetical", (condition,))
        if reading.status in ("happened", "ongoing") and self._is_asked(word):
            return Reading("hypothetical")
        return reading

    def _is_open(self, reading: Reading) -> bool:
        """Modals that a "not" leaves open: "may not come"."""
        return any(self.clauses.forms[place] in ("may", "might", "should", "must", "need") for place in reading.words)

    def _condition(self, word: int) -> int | None:
        for child in self.clauses.parse.under(word, "advcl"):
            for mark in self.clauses.parse.under(child, "mark"):
                if self.clauses.forms[mark] in ("if", "unless"):
                    return mark
        return None

    def _is_asked(self, word: int) -> bool:
        parse = self.clauses.parse
        top = word
        while parse.heads[top] >= 0 and parse.relations[top] in ("conj", "xcomp"):
            top = parse.heads[top]
        if parse.heads[top] >= 0 or not any(self.clauses.forms[child] == "?" for child in parse.children[top]):
            return False
        return not any(
            self.clauses.tag(place).startswith("W") for place in parse.subtree(top)
        )  # "why did he leave": he did

    def own(self, word: int) -> Reading:
        """By modal, tense and governor, before negation."""
        clauses = self.clauses
        auxiliaries = clauses.auxiliaries(word)
        for aux in auxiliaries:
            if clauses.tag(aux) == "MD" or clauses.forms[aux] in ("'ll", "’ll"):
                cue = row_of(self.clauses, aux, "modal")
                if cue:
                    perfect = any(clauses.forms[place] == "have" for place in auxiliaries)
                    if cue.status == "hypothetical" and perfect and clauses.forms[aux] in ("would", "could", "should"):
                        return Reading("hypothetical", (aux,))
                    return Reading(cue.status, (aux,))  # type: ignore[arg-type]
                return Reading("hypothetical", (aux,))
        bearers = [place for place in (*auxiliaries, word) if clauses.tag(place) in ("VBD", "VBZ", "VBP")]
        to = any(clauses.forms[child] == "to" for child in clauses.parse.under(word, "mark")) or any(
            clauses.forms[aux] == "to" for aux in auxiliaries
        )
        if bearers and not to:
            return self._finite(word, bearers[0], auxiliaries)
        if to:
            return self._infinitive(word, bearers)
        if not bearers and clauses.relation(word) == "conj" and self._continues(word):
            return self.of(clauses.head(word))
        if any(clauses.tag(aux) == "VB" for aux in auxiliaries):
            return Reading("hypothetical")  # "it is time that a judge be appointed"
        if clauses.tag(word) == "VBN":
            return self._participle(word)
        if clauses.tag(word) == "VBG":
            return self._gerund(word)
        if clauses.tag(word) == "VBD":
            return Reading("happened")
        return self._bare(word)

    def _continues(self, word: int) -> bool:
        """Whether a coordinated verb shares the auxiliaries of the first: "will meet and sign"."""
        clauses = self.clauses
        head = clauses.head(word)
        return clauses.child(word, "nsubj") is None and (
            clauses.is_verb(head) or clauses.child(head, "cop") is not None
        )

    def _finite(self, word: int, bearer: int, auxiliaries: list[int]) -> Reading:
        clauses = self.clauses
        governed = self._clause_governor(word)
        if governed:
            return governed
        aux = tuple(place for place in auxiliaries if place != word)
        if clauses.tag(bearer) == "VBD":
            return Reading("happened", aux[:1])
        tag = clauses.tag(word)
        forms = [clauses.forms[place] for place in auxiliaries]
        if any(form in ("has", "have", "'ve", "’ve") for form in forms) or (
            clauses.forms[bearer] in ("has", "'s", "’s") and tag == "VBN" and not clauses.is_passive(word)
        ):
            return Reading("ongoing" if tag == "VBG" else "happened", aux[:1])
        if self.placed(word) == "future":
            return Reading("scheduled", aux[:1])
        if self.is_headline(word):
            return Reading("happened")
        if clauses.relation(word) == "advcl" and {"when", "once", "until", "before", "after", "as soon"} & {
            clauses.forms[child] for child in clauses.parse.under(word, "mark", "advmod")
        }:
            above = self.of(clauses.head(word))
            if above.status in ("scheduled", "hypothetical"):  # "when the trial begins, she will"
                return above
        return Reading("ongoing", aux[:1])

    def _clause_governor(self, word: int) -> Reading | None:
        """What a verb of hoping or denying makes of its finite clause."""
        clauses = self.clauses
        if clauses.relation(word) not in ("ccomp", "acl", "csubj"):
            return None
        head = clauses.head(word)
        cue = row_of(self.clauses, head, "opinion")
        return None if cue is None else combined(self.clauses, cue, head, self.of(head))

    def _infinitive(self, word: int, bearers: list[int]) -> Reading:
        clauses = self.clauses
        head, relation = clauses.head(word), clauses.relation(word)
        if bearers:  # "is to sign"
            return Reading("scheduled", (bearers[0],))
        if relation == "conj" and self._continues(word):
            return self.of(head)
        if head < 0:
            return Reading("scheduled", tuple(clauses.parse.under(word, "mark"))[:1])  # "Lund to visit Velia"
        cue = row_of(self.clauses, head, "governor")
        if cue is not None and relation != "acl:relcl":
            if cue.cue == "be":
                return Reading("scheduled", (head,))
            if cue.cue == "going" and clauses.tag(head) != "VBG":
                return Reading("hypothetical")
            return combined(self.clauses, cue, head, self.of(head))
        ordinals = [head, *clauses.parse.children[head]] if relation == "acl" else [head]
        if any(clauses.forms[place] in ("first", "last", "only", "latest") for place in ordinals):
            return Reading("happened")
        perfect = any(clauses.forms[aux] == "have" for aux in clauses.auxiliaries(word))
        return Reading("happened" if perfect else "hypothetical", tuple(clauses.parse.under(word, "mark"))[:1])

    def _participle(self, word: int) -> Reading:
        clauses = self.clauses
        head = clauses.head(word)
        if head >= 0 and clauses.relation(word) == "xcomp":
            cue = row_of(self.clauses, head, "governor")
            if cue:
                return combined(self.clauses, cue, head, self.of(head))
        return Reading("happened")

    def _gerund(self, word: int) -> Reading:
        clauses = self.clauses
        head, relation = clauses.head(word), clauses.relation(word).split(":")[0]
        if head < 0:
            return Reading("ongoing")
        cue = row_of(self.clauses, head, "governor")
        if cue and (  # noqa: SIM102
            relation in ("xcomp", "obj", "ccomp")
            or (relation in ("advcl", "obl", "acl", "nmod") and clauses.marks(word))
        ):
            if (
                cue.status == "did_not_happen"
                or relation != "advcl"
                or {"of", "from", "about", "on", "for"} & {*clauses.marks(word)}
            ):
                return combined(self.clauses, cue, head, self.of(head))
        if relation in ("amod", "acl"):
            above = nearest_predicate(self.clauses, head)
            return Reading("happened" if above is None or self.of(above).status == "happened" else "ongoing")
        above = nearest_predicate(self.clauses, head)
        if above is None:
            return Reading("ongoing")
        reading = self.of(above)
        first = clauses.parse.subtree(word)[0]
        apart = word < above or "," in (clauses.forms[first], clauses.forms[first - 1])
        return Reading("happened") if reading.status == "did_not_happen" and apart else reading

    def _bare(self, word: int) -> Reading:
        clauses = self.clauses
        head = clauses.head(word)
        if head >= 0:
            cue = row_of(self.clauses, head, "governor")
            if cue:
                return combined(self.clauses, cue, head, self.of(head))
            if not clauses.is_verb(word):
                return self.of(head) if clauses.is_verb(head) else Reading("ongoing")
        return Reading("hypothetical")
