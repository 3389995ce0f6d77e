"""Positions: who recognises, supports, condemns, demands … whom or what, for or against, and by which words.

A position needs a holder that is an entity and an object in the sentence; without either there is none. "Did not
recognize" is recognises, against. The inner position under an outer one is kept: "condemned Velia's decision to
recognize the council" says something of two. Nobody's position is judged. Conventions: docs/positions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from onrecord import confidence
from onrecord import lexicon as lexicons
from onrecord.arguments import Filler, fill
from onrecord.clauses import Clauses, word_set
from onrecord.events import ANYBODY, actors, trigger_span
from onrecord.lexicon import CLAUSAL, Lexicon, Match
from onrecord.phrases import phrase
from onrecord.record import (
    Participant,
    Position,
    PositionObject,
    Span,
    Spans,
    Statement,
    finding_id,
)
from onrecord.scene import Scene
from onrecord.statuscues import Reading
from onrecord.subjects import surface_subjects

LEAST_CONFIDENCE = confidence.THRESHOLDS["position"]  # of the default views
_OPPOSITE = {"for": "against", "against": "for"}
SET_AGAINST = 16  # words after an object in which what is set against it is looked for
_OBLIGATION = {"should": "calls_for", "must": "demands", "ought": "calls_for"}
_ABILITY = word_set("can ca could cannot")
_ANSWERING = word_set("comment respond answer elaborate say discuss speculate identify confirm")
# Infinitives under these are not positions of their own yet: the outer row says all.
_OUTER_SAYS_ALL = frozenset({"commits_to", "threatens", "demands", "calls_for"})
# Of these the inner row says more: "refused to recognize", "the decision to recognize".
_INNER_SAYS_MORE = frozenset({"rejects", "denies"})


@dataclass(frozen=True, slots=True)
class _Draft:
    """A position with the words that it was made of."""

    match: Match
    holder: Participant
    filler: Filler
    role: str
    about: Span
    polarity: str
    reading: Reading
    evidence: Spans


def find(scene: Scene, *, lexicon: Lexicon | None = None) -> tuple[Position, ...]:
    """Every position in the document of a scene, in the order of the text, also those below LEAST_CONFIDENCE."""
    return tuple(position for position, _ in with_traits(scene, lexicon or lexicons.built_in()))


def with_traits(scene: Scene, lexicon: Lexicon) -> list[tuple[Position, list[str]]]:
    """Every position with the traits that its confidence is computed from."""
    matches = [match for match in lexicons.matches(scene.clauses, lexicon) if match.entry.relation]
    drafts = []
    for _, rivals in groupby(matches, key=lambda match: match.head):
        for match in rivals:
            made = list(_drafts(scene, match))
            if made:
                drafts += made
                break
    document_id = scene.doc.id
    found = [_position(scene, document_id, draft) for draft in _settled(drafts)]
    found += _obligations(scene, document_id)
    unique = {row[0].id: row for row in found}
    return sorted(unique.values(), key=lambda row: (row[0].evidence[0].start, row[0].object.span.start, row[0].holder))


def _drafts(scene: Scene, match: Match) -> Iterator[_Draft]:
    clauses = scene.clauses
    reading = scene.status.of(match.head)
    if reading.status == "hypothetical" or clauses.relation(match.head) == "amod":
        return
    if any(clauses.forms[word] in _ABILITY for word in reading.words):
        return  # what somebody cannot do is no position
    carrier = scene.status.of(match.carrier) if match.carrier is not None else None
    if carrier is not None:
        reading = carrier
        if reading.status == "hypothetical":
            return
    holders = actors(scene, match)
    objects = _objects(scene, match)
    polarity = match.entry.polarity
    if match.light is not None and match.light.polarity == "against":
        polarity = _OPPOSITE[polarity]
    negated = reading.status == "did_not_happen"
    if negated:
        polarity = _OPPOSITE[polarity]
    evidence = _evidence(scene, match, reading)
    for holder in holders:
        if holder.span.of(scene.doc.text).lower() in ANYBODY:
            continue
        for filler, turned, role, about in objects:
            own = _OPPOSITE[polarity] if turned == "not" or (turned == "but" and negated) else polarity
            yield _Draft(match, holder, filler, role, about, own, reading, evidence)


def _objects(scene: Scene, match: Match) -> list[tuple[Filler, str, str, Span]]:
    """What fills the first role that is filled, with what "and not" or "but" sets against it, the role, and its
    span."""
    clauses = scene.clauses
    for role in match.entry.object:
        main, _, second = role.partition("+")
        if second == "as":  # the phrase after "as" is evidence
            role = main
        fillers = [one for one in fill(clauses, match.head, role, match.carrier) if scene.shares(match.head, one.head)]
        if not fillers:
            continue
        found = [(filler, "") for filler in fillers]
        for filler in fillers:
            for child in clauses.parse.under(filler.head, "conj"):
                if clauses.negators(child) and not clauses.finite(child):
                    found.append((Filler(child, child), "not"))
        if role == "object" or len(found) == 1:
            found += [(one, turned) for one, turned in _set_against(clauses, found[-1][0]) if one not in dict(found)]
        if len(fillers) > 1:
            found = [
                (
                    filler,
                    "but"
                    if any(clauses.forms[cc] == "but" for cc in clauses.parse.under(filler.head, "cc"))
                    else turned,
                )
                for filler, turned in found
            ]
        spans = [(filler, turned, role, _span(scene, match.head, filler, role)) for filler, turned in found]
        whole = [one for one in spans if _is_whole(scene, one[2], one[3])]
        return [max(whole, key=lambda one: one[3].end - one[3].start)] if role == "clause" and whole else whole
    return []


def _set_against(clauses: Clauses, filler: Filler) -> Iterator[tuple[Filler, str]]:
    """ "And not the figure", "but the choice" after an object, where a parser hangs them elsewhere; the first only."""
    for word in range(filler.head + 1, min(filler.head + SET_AGAINST, len(clauses.forms) - 2)):
        if not clauses.together_in_text(filler.head, word) or clauses.tag(word) in ("VBD", "VBZ", "VBP", "MD", "''"):
            return
        form, after = clauses.forms[word], clauses.forms[word + 1]
        turned = "not" if form in ("and", "but") and after == "not" else "but" if form == "but" else ""
        if not turned:
            continue
        last = word + 2 if turned == "not" else word + 1
        while last + 1 < len(clauses.forms) and clauses.tag(last).startswith(("DT", "JJ", "PRP$", "RB")):
            last += 1
        while last + 1 < len(clauses.forms) and clauses.is_noun(last) and clauses.is_noun(last + 1):
            last += 1
        if clauses.is_noun(last) and not clauses.relation(last).startswith("nsubj"):
            yield Filler(last, last), turned
        return


def _span(scene: Scene, word: int, filler: Filler, role: str) -> Span:
    """The words of an object: of a clause that is a statement what the statement says, else those under its head."""
    said = scene.content_of(word, filler.head) if role == "clause" else None
    return said or phrase(scene.clauses, filler, word)


def _is_whole(scene: Scene, role: str, span: Span) -> bool:
    """Whether the words of an object are not cut off: "a tax on", "was a volunteer" are."""
    words = scene.words_in(span)
    first, last = (scene.clauses.tag(word) for word in (words[0], words[-1]))
    if last in ("DT", "TO", "PRP$", "CC", "POS", "MD", "WDT", "WP") or first.startswith("W"):
        return False
    if last == "IN" and scene.clauses.relation(words[-1]) != "compound:prt":
        return False
    follows = scene.clauses.forms[words[-1] + 1] if words[-1] + 1 < len(scene.parse.words) else ""
    if follows == "to" and role.endswith("for"):
        return False  # "pushing for his state to join", read without its infinitive
    if role == "infinitive" and {scene.clauses.forms[word] for word in words[:2]} & _ANSWERING:
        return False  # "declined to comment"
    return role != "clause" or not (first in ("VBD", "VBZ", "VBP", "MD") and scene.clauses.finite(words[0]))


def _evidence(scene: Scene, match: Match, reading: Reading) -> Spans:
    """The words of the predicate, its light verb, what negates it and what "as" adds, as spans in the order of the
    text."""
    words = {*match.words, *reading.words}
    if match.carrier is not None:
        words.add(match.carrier)
    spans = []
    ordered = sorted(words)
    start = 0
    for number in range(1, len(ordered) + 1):
        if number == len(ordered) or ordered[number] != ordered[number - 1] + 1:
            spans.append(scene.clauses.span(ordered[start], ordered[number - 1]))
            start = number
    if any(role.endswith("+as") for role in match.entry.object):
        for filler in fill(scene.clauses, match.head, "as", match.carrier)[:1]:
            spans.append(phrase(scene.clauses, filler))
    return tuple(sorted(spans))


def _settled(drafts: list[_Draft]) -> list[_Draft]:
    """Without what another row says better: of "refused to recognize" the inner, of "pledged to support" the outer."""
    dropped: set[int] = set()
    for outer_number, outer in enumerate(drafts):
        for inner_number, inner in enumerate(drafts):
            if inner is outer or outer.filler.head != inner.match.head or outer.holder.entity != inner.holder.entity:
                continue
            relation = outer.match.entry.relation
            decided = outer.match.entry.predicate in ("decide", "decision", "resolve")
            if relation in _INNER_SAYS_MORE or decided:
                dropped.add(outer_number)
            elif relation in _OUTER_SAYS_ALL:
                dropped.add(inner_number)
    return [draft for number, draft in enumerate(drafts) if number not in dropped]


def _position(scene: Scene, document_id: str, draft: _Draft) -> tuple[Position, list[str]]:
    entry = draft.match.entry
    assert entry.relation is not None
    who = None if draft.role in CLAUSAL else scene.who(draft.filler.head)
    traits = [
        f"part {entry.part}",
        f"role {draft.role}",
        f"{entry.relation} role {draft.role}",
        f"status {draft.reading.status}",
        f"polarity {draft.polarity}",
        "object is an entity" if who else "object is no entity",
        *(["carried"] if draft.match.carrier is not None else []),
        *(["cue of a statement"] if scene.content_of(draft.match.head, draft.filler.head) else []),
        *(["several words"] if len(draft.match.words) > 1 else []),
    ]
    return _made(
        scene, document_id, draft.match.head, draft.holder, entry.relation, draft.polarity,
        PositionObject(draft.about, who.entity if who else None), draft.evidence, traits, draft.match.carrier,
    )  # fmt: skip


def _made(
    scene: Scene,
    document_id: str,
    word: int,
    holder: Participant,
    relation: str,
    polarity: str,
    about: PositionObject,
    evidence: Spans,
    traits: list[str],
    carrier: int | None = None,
) -> tuple[Position, list[str]]:
    statement = scene.according_to(word)
    traits = [
        *traits,
        f"relation {relation}",
        f"under {scene.clauses.relation(word).split(':')[0]}",
        *confidence.of_predicate(scene, word),
        *confidence.of_participants(scene, word, "holder", (holder,)),
        *_of_object(scene, about.span),
    ]
    position = Position(
        id=finding_id(document_id, "position", (holder.span, *evidence, about.span)),
        holder=holder.entity,
        relation=relation,
        polarity=polarity,  # type: ignore[arg-type]
        object=about,
        evidence=evidence,
        according_to=statement.id if statement else None,
        as_of=_as_of(scene, word, carrier, statement),
        confidence=confidence.estimate("position", traits),
    )
    return position, traits


def _of_object(scene: Scene, span: Span) -> list[str]:
    """Traits of an object's words: how many they are, and whether a sign or a word follows that may belong to them."""
    words = scene.words_in(span)
    follows = scene.clauses.tag(words[-1] + 1) if words[-1] + 1 < len(scene.parse.words) else "."
    size = "one word" if len(words) == 1 else "few words" if len(words) < 5 else "many words"
    kind = "a sign" if not follows[0].isalpha() else "of or in" if follows == "IN" else "a word"
    return [f"object of {size}", f"after the object {kind}"]


def _as_of(scene: Scene, word: int, carrier: int | None, statement: Statement | None) -> str | None:
    """The day from which a position is known: of its own clause, of the saying, or of the document."""
    time = scene.time_of(word, carrier)
    if time is not None and time.begin is not None:
        return time.begin
    if statement is not None and statement.said is not None:
        return statement.said.begin
    return scene.doc.published


def _obligations(scene: Scene, document_id: str) -> Iterator[tuple[Position, list[str]]]:
    """What an identified speaker says should, or should not, be: a call for it, or against it."""
    clauses = scene.clauses
    for aux, form in enumerate(clauses.forms):
        if form not in _OBLIGATION or clauses.tag(aux) != "MD":
            continue
        word = clauses.head(aux)
        statement = scene.according_to(word)
        if (
            statement is None
            or statement.speaker is None
            or statement.kind != "speech"
            or statement.polarity != "affirmed"
        ):
            continue
        if not surface_subjects(clauses, word) or not _is_main(scene, word, statement) or _is_guess(scene, word):
            continue
        negation = scene.status.negation(word)
        span = phrase(clauses, Filler(word, word))
        content = next(content for content in statement.content if scene.parse.words[word] in content)
        span = Span(max(span.start, content.start), min(span.end, content.end))
        follows = scene.words_in(span)[-1] + 1
        if clauses.is_question(word) or clauses.forms[follows : follows + 1] in (("to",), ("with",), ("of",)):
            continue
        evidence = clauses.span(min(aux, *negation) if negation else aux, max(aux, *negation) if negation else aux)
        holder = Participant(statement.speaker, evidence)
        yield _made(
            scene, document_id, word, holder, _OBLIGATION[form], "against" if negation else "for",
            PositionObject(span, None), (evidence,), ["part modal", f"modal {form}"],
        )  # fmt: skip


def _is_guess(scene: Scene, word: int) -> bool:
    """ "Must be a mistake", "should have won": what the speaker supposes or regrets, not what is to be done."""
    clauses = scene.clauses
    forms = {clauses.forms[aux] for aux in clauses.auxiliaries(word)}
    subjects = {clauses.forms[one] for one in surface_subjects(clauses, word)}
    described = not clauses.is_verb(word) and "must" in forms
    return described or "have" in forms or bool(subjects & {"you", "i", "what", "who", "that"})


def _is_main(scene: Scene, word: int, statement: Statement) -> bool:
    """Whether a predicate is one that the speaker asserts: the main clause of a statement, or joined to it by "that"
    or "and"."""
    clauses, steps = scene.clauses, 0
    while steps < 6:
        relation = clauses.relation(word).split(":")[0]
        head = clauses.head(word)
        if head < 0 or not any(scene.parse.words[head] in content for content in statement.content):
            return relation in ("root", "ccomp", "parataxis", "conj", "acl", "dep", "advcl", "xcomp")
        if scene.status.negation(head):
            return False  # "we do not believe that they should"
        if relation == "conj" or (relation == "ccomp" and clauses.forms[head] in _HOLDING):
            word, steps = head, steps + 1
            continue
        return relation == "parataxis"
    return False


# "We are convinced that it should": the speaker's own.
_HOLDING = word_set(
    "believe think feel convinced sure certain clear insist maintain argue hold say said",
)
__all__ = ["LEAST_CONFIDENCE", "find", "trigger_span"]
