"""Events: what happened, will happen or did not, by whom, to whom, when and where; act and status are kept apart.

A trigger is a predicate of the lexicon that has an event type. Actors, recipients, time and place come from the
trigger's own clause, by the rules of `arguments` and `scene`, or are left out. Where they stand, and how a status is
decided, is written down in docs/events.md.
"""

from __future__ import annotations

from itertools import groupby

from onrecord import confidence
from onrecord import lexicon as lexicons
from onrecord.arguments import fill, patients
from onrecord.clauses import word_set
from onrecord.lexicon import Lexicon, Match
from onrecord.record import Event, Participant, Span, finding_id
from onrecord.scene import Scene
from onrecord.statuscues import Reading, dates
from onrecord.subjects import agents

LEAST_CONFIDENCE = confidence.THRESHOLDS["event"]  # of the default views


def find(scene: Scene, *, lexicon: Lexicon | None = None) -> tuple[Event, ...]:
    """Every event in the document of a scene, in the order of the text, also those below LEAST_CONFIDENCE."""
    return tuple(event for event, _ in with_traits(scene, lexicon or lexicons.built_in()))


_OF_PERSONS = frozenset({"appointment", "election", "dismissal"})
# Who is named by these is nobody in particular.
ANYBODY = word_set("someone somebody anyone anybody everyone everybody nobody one others many some people most who")


def with_traits(scene: Scene, lexicon: Lexicon) -> list[tuple[Event, list[str]]]:
    """Every event with the traits that its confidence is computed from."""
    document_id = scene.doc.id
    found = []
    acts: dict[int, Match] = {}
    matches = [match for match in lexicons.matches(scene.clauses, lexicon) if match.entry.event]
    for head, rivals in groupby(matches, key=lambda match: match.head):
        acts[head] = max(rivals, key=lambda match: len(match.words))
    disasters = {head for head, match in acts.items() if match.entry.event == "disaster"}
    for match in acts.values():
        if _is_act(scene, match, acts, disasters):
            found.append(_event(scene, document_id, match))
    return sorted(found, key=lambda row: (row[0].trigger.start, row[0].trigger.end))


def _is_act(scene: Scene, match: Match, acts: dict[int, Match], disasters: set[int]) -> bool:
    """Whether a trigger stands for an act here: not in "the elected council", not twice in "signed the accord"."""
    clauses, word = scene.clauses, match.head
    relation = clauses.relation(word)
    if relation == "amod" or (clauses.is_verb(word) and relation in ("compound", "flat")):
        return False
    if match.entry.intransitive and clauses.is_verb(word) and patients(clauses, word):
        return False
    if any(_holds_a_thing(scene, match, role) for role in match.entry.acting):
        return False
    if match.entry.needed and not participants(scene, match, match.entry.recipient):
        return False
    if match.entry.event in _OF_PERSONS and _is_of_a_place(scene, match):
        return False
    if match.entry.event == "victory" and match.entry.part == "noun" and _is_of_a_game(scene, match, acts):
        return False
    if match.entry.crowd and _is_of_one_person(scene, match):
        return False
    if match.entry.event == "ASSAULT" and _is_accident(scene, match, disasters):
        return False
    if match.entry.part == "name":
        return scene.time_of(word) is not None or any(
            dates(clauses, place) for place in scene.bearers(word, match.carrier) if place != word
        )
    if match.entry.part == "noun":
        over = acts.get(clauses.head(word))
        if (
            over is not None
            and over.entry.event in ("treaty_signing", "ratification", "legislation")
            and relation in ("obj", "nsubj:pass", "nmod")
        ):
            return False
        counted = clauses.child(word, "nummod")
        return not (match.entry.event == "vote" and (counted is not None or clauses.tag(word) == "NNS"))
    return True


def _is_of_a_place(scene: Scene, match: Match) -> bool:
    """Whether it is done to a place or country: "named Ostrand the best city" appoints nobody."""
    receivers = participants(scene, match, match.entry.recipient)
    return any(
        scene.entities[one.entity].type in ("place", "country") for one in receivers if one.entity in scene.entities
    )


def _is_of_a_game(scene: Scene, match: Match, acts: dict[int, Match]) -> bool:
    """Whether a victory is one "of" or "in" something that is no election, place or time: a debate, a match."""
    for role in ("of", "in"):
        for filler in fill(scene.clauses, match.head, role, match.carrier):
            known = acts.get(filler.head)
            if known is not None and known.entry.event in ("election", "vote", "war"):
                continue
            if scene.who(filler.head) is None and not scene.clauses.tag(filler.head).startswith(("NNP", "CD")):
                return True
    return False


def _is_of_one_person(scene: Scene, match: Match) -> bool:
    """Whether the one who acts is a person by name or pronoun, and alone; or an owner who is not known."""
    doers = actors(scene, match)
    if not doers:
        owned = scene.clauses.child(match.head, "nmod:poss") is not None
        return owned or any(_is_person(scene, one) for one in participants(scene, match, match.entry.recipient))
    types = [scene.entities[one.entity].type for one in doers if one.entity in scene.entities]
    return types == ["person"] and not scene.is_plural(doers[0].span)


def _is_person(scene: Scene, participant: Participant) -> bool:
    entity = scene.entities.get(participant.entity)
    return entity is not None and entity.type == "person" and not scene.is_plural(participant.span)


def _is_accident(scene: Scene, match: Match, disasters: set[int]) -> bool:
    """Whether nobody is said to have done it and its sentence tells of an accident: "killed in a stampede"."""
    first, end = scene.sentence(match.head)
    return not actors(scene, match) and any(first <= word < end for word in disasters)


def _holds_a_thing(scene: Scene, match: Match, role: str) -> bool:
    """Whether something stands in a role that is no entity, no number and no pronoun: nobody to whom this is done."""
    heads = [filler.head for filler in fill(scene.clauses, match.head, role, match.carrier)]
    known = scene.cast(heads) or any(scene.clauses.tag(head).startswith(("CD", "PRP", "W")) for head in heads)
    return bool(heads) and not known


def participants(scene: Scene, match: Match, roles: tuple[str, ...]) -> tuple[Participant, ...]:
    """The entities in the first of these roles that holds any; a noun's actor may be the subject of its light verb."""
    plural = scene.clauses.tag(match.head) in ("NNS", "NNPS")
    for role in roles:
        if role == "possessor" and plural and roles is match.entry.recipient:
            continue  # "his appointments": those he made
        fillers = fill(scene.clauses, match.head, role, match.carrier)
        found = scene.cast([filler.head for filler in fillers if scene.shares(match.head, filler.head)])
        found = tuple(one for one in found if one.span.of(scene.doc.text).lower() not in ANYBODY)
        if found:
            return found
        if fillers and role not in ("compound", "possessor"):
            return ()  # the place is taken by what is no entity: nothing else stands there
    return ()


def actors(scene: Scene, match: Match) -> tuple[Participant, ...]:
    found = participants(scene, match, match.entry.actor)
    if not found and match.carrier is not None and match.entry.actor and not scene.clauses.is_noun(match.carrier):
        found = scene.cast([one for one in agents(scene.clauses, match.carrier) if scene.shares(match.head, one)])
    return found


def _event(scene: Scene, document_id: str, match: Match) -> tuple[Event, list[str]]:
    doers = actors(scene, match)
    taken = {one.entity for one in doers}
    receivers = tuple(one for one in participants(scene, match, match.entry.recipient) if one.entity not in taken)
    taken |= {one.entity for one in receivers}
    time = scene.time_of(match.head, match.carrier)
    place = scene.place_of(match.head, match.carrier)
    reading = scene.status.of(match.head)
    trigger = trigger_span(scene, match)
    statement = scene.according_to(match.head)
    assert match.entry.event is not None
    traits = _traits(scene, match, doers, receivers, (time is not None, place is not None), reading)
    event = Event(
        id=finding_id(document_id, "event", (trigger,)),
        trigger=trigger,
        type=match.entry.event,
        mode=match.entry.mode,
        actors=doers,
        recipients=receivers,
        time=time.id if time else None,
        place=place if place not in taken else None,
        status=reading.status,
        status_cue=scene.status.span(reading),
        according_to=statement.id if statement else None,
        confidence=confidence.estimate("event", traits),
    )
    return event, traits


def trigger_span(scene: Scene, match: Match) -> Span:
    """The unbroken run of the predicate's words around its head."""
    first = last = match.head
    while first - 1 in match.words:
        first -= 1
    while last + 1 in match.words:
        last += 1
    return scene.clauses.span(first, last)


def _traits(
    scene: Scene,
    match: Match,
    doers: tuple[Participant, ...],
    receivers: tuple[Participant, ...],
    placed: tuple[bool, bool],
    reading: Reading,
) -> list[str]:
    clauses, word, entry = scene.clauses, match.head, match.entry
    found = [
        f"status {reading.status}",
        *confidence.of_predicate(scene, word),
        *confidence.of_participants(scene, word, "actor", doers),
        *confidence.of_participants(scene, word, "recipient", receivers),
    ]
    found += [name for name, known in zip(("dated", "placed"), placed, strict=True) if known]
    found += ["dated around"] if placed[0] and scene.placed(word) is None else []
    found += ["bare"] if not (doers or receivers or any(placed)) else []
    found += ["assault"] if entry.event == "ASSAULT" else []
    found += ["several words"] if len(match.words) > 1 else []
    found += ["carried"] if match.carrier is not None else []
    if entry.part == "verb":
        found.append("verb")
        if not receivers and "object" in entry.recipient:
            found.append("object is a thing" if patients(clauses, word) else "object missing")
    return found


__all__ = ["LEAST_CONFIDENCE", "find", "trigger_span"]
