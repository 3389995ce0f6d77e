"""Dispatches by grammar: facts, and several voices that tell them; the same for the same seed.

Two voices tell one story with the same names, figures and quotations and otherwise in their own words, as two reporters
in one room do. Formulaic reports (markets, weather, football) are made from one stock of sentences each.

    >>> story = stories(1)
    >>> len({tell(next(story), voice=0).text for _ in range(3)})
    3
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.record import Document

FIRST_DAY = date(2023, 1, 2)
DAYS = 60
AGENCIES = ("Northern Wire", "Meridian Press", "Delta News Agency", "Coastline Agency", "Interpress Union")
OUTLETS = tuple(
    f"{a} {b}"
    for a in ("Harrow", "Eastport", "Lindale", "Quarry Hill", "Saltmarsh", "Northgate", "Castlebay", "Fenwick")
    for b in ("Courier", "Herald", "Post", "Gazette", "Chronicle", "Mercury")
)
_SYLLABLES = [
    "ba",
    "be",
    "da",
    "do",
    "fa",
    "ga",
    "ha",
    "jo",
    "ka",
    "ke",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
    "va",
    "ve",
    "vi",
    "vo",
    "za",
    "zo",
    "bran",
    "dor",
    "fel",
    "gard",
    "hol",
    "kin",
    "lund",
    "mar",
    "nor",
    "pol",
    "rin",
    "sten",
    "tor",
    "val",
    "wen",
]
_ROLES = (
    "finance minister", "transport minister", "mayor of {place}", "chief prosecutor", "head of the port authority",
    "energy commissioner", "governor of {place}", "chairwoman of the fishermen's union", "spokesman for the ministry",
    "leader of the opposition", "director of the water board", "ambassador to {place}", "chief of the fire service",
    "president of the farmers' league", "health secretary", "interior minister", "head of the railway company",
)  # fmt: skip
_THINGS = (
    "the harbour levy", "the new rail tunnel", "the fishing accord", "the pension bill", "the border crossing",
    "the power cable", "the vaccination plan", "the grain terminal", "the airport strike", "the river dam",
    "the school merger", "the housing fund", "the coastal road", "the prison reform", "the timber tariff",
    "the gas contract", "the land register", "the ferry service", "the census", "the steel works",
    "the wind park", "the hospital closure", "the customs union", "the milk quota", "the peace talks",
)  # fmt: skip
_QUOTED = (
    "We have {waited} for {number} months and {nobody} has given us {answer}",
    "I will not sign {thing} as long as {place} {refuses}",
    "The {money} that was promised for {thing} never {arrived}, and I want to know why",
    "There is no {reason} to believe that {thing} will be ready before {month}",
    "Nobody in {place} {wants} another winter like the last one",
    "Our {people} cannot be asked to pay {number} percent more for {thing}",
    "It is not {true} that we {agreed} to close {number} of the stations in {place}",
    "If {place} does not answer by {month}, we shall go to court over {thing}",
    "What I saw in {place} was {worse} than anything in the report",
    "We counted {number} trucks at the gate, and {few} of them had papers",
    "{thing} is the {largest} mistake that this government has made since {year}",
    "Every one of the {number} families will be {housed} before the {season} rains",
    "My answer to {place} is the same as it was in {month}: {thing} stays",
    "They never asked us about {thing}, and they {will} regret it",
    "I have spoken to {number} colleagues, and not one of them {supports} {thing}",
    "This is a {day} for {place}, because {thing} can finally go ahead",
)
_WORDS = {
    "waited": ("waited", "asked", "pleaded", "queued", "argued", "negotiated"),
    "nobody": ("nobody", "no one in the ministry", "not one official", "no minister"),
    "answer": ("a straight answer", "a date", "a single figure", "anything in writing", "a reason"),
    "refuses": ("refuses to open its books", "keeps its ships in our waters", "does not pay its share",
                "will not publish the figures", "holds our people", "ignores the court"),
    "money": ("money", "sum", "grant", "credit", "loan"),
    "arrived": ("arrived", "left the treasury", "reached us", "came", "was spent here"),
    "reason": ("reason", "cause", "ground", "evidence", "sign"),
    "wants": ("wants", "expects", "could bear", "has forgotten", "would survive"),
    "people": ("people", "farmers", "members", "drivers", "nurses", "fishermen", "tenants", "pilots"),
    "true": ("true", "correct", "right", "a secret", "news"),
    "agreed": ("agreed", "promised", "decided", "offered", "planned"),
    "worse": ("worse", "sadder", "better", "stranger", "far poorer"),
    "few": ("few", "none", "twelve", "only one", "half"),
    "largest": ("largest", "dearest", "first", "most foolish", "last"),
    "housed": ("housed", "paid", "heard", "moved", "vaccinated"),
    "season": ("autumn", "spring", "summer", "first"),
    "will": ("will", "may", "are going to", "must"),
    "supports": ("supports", "understands", "has read", "defends", "likes"),
    "day": ("good day", "black day", "turning point", "beginning", "great relief"),
    "month": ("January", "March", "May", "July", "September", "November"),
    "year": ("1994", "2003", "2009", "2014", "2019"),
}  # fmt: skip
# Each voice has its own stock, so that two of them share names, figures and quotations and little else.
_LEADS = (
    ("{place} {broke} talks on {thing} {when}, {who} said, after {number} hours of {dispute} over {share}.",
     "The {role} {broke} talks about {thing} {when} in {place}, where {number} delegates had met for {share}.",
     "Officials in {place} {when} {broke} {thing}, a plan worth {sum} that had {divided} the {region} since {month}."),
    ("A {quarrel} over {thing} {grew} {when} as {name}, the {role}, {turned} on those who had backed {sum} for it.",
     "Months of {quarrel} over {thing} {ended} {when} when {name} walked out of a hall in {place} with {number} others.",
     "Nobody left {place} happy {when}: {thing}, priced at {sum}, {ended} in {quarrel} among {number} parties."),
    ("It took {number} people and one long night in {place} to {settle} the fate of {thing}, {name} announced {when}.",
     "Hopes for {thing} {faded} {when}; the {role}, {name}, told {place} that {sum} could no longer be found.",
     "With {sum} at stake and {number} jobs in doubt, the {role} {faced} questions about {thing} {when} in {place}."),
)  # fmt: skip
_BODY = (
    ("{dispute} over {thing} has {divided} the {region} since {month}, when {number} {people} {marched} on the town hall.",
     "Under the {draft} the {region} would {pay} {sum} over {number} years, {more} than what was {agreed} in {year}.",
     "Lawmakers {expected} a vote on {thing} before {month}, but {number} of them {asked} for {more_time}.",
     "The {role}'s office {declined} to give a figure and referred {questions} to a {body} in {place}.",
     "A {body} found in {month} that {number} of the {count} sites were {unsafe} and that repairs would cost {sum}.",
     "{people} in {place} {blocked} the main road for {number} hours and {demanded} that {thing} be {halted}.",
     "Earlier {plans} for {thing} {failed} in {year} when {place} {withdrew} and {sum} had to be {returned}.",
     "Talks are to {resume} in {month} with {number} members of the {body} and an envoy from {place}.",
     "Shares of the {company} {fell} by {number} percent after word of the {decision} reached the exchange.",
     "In a letter of {number} pages the {role} {accused} {place} of {delaying} {thing} to win votes."),
    ("Behind the {quarrel} lies a bill of {sum}, which {place} {refuses_to} share with the {number} villages upstream.",
     "Critics {point} to {year}, when a like scheme {swallowed} {sum} and left {number} {people} without work.",
     "By {month} some {number} {people} had {signed} a petition that {called} {thing} a waste.",
     "What happens to {thing} next is {unclear}: a {body} meets in {month}, and {place} has {threatened} to stay away.",
     "{name} took office in {year} with a promise to {finish} {thing} within {number} weeks.",
     "Neighbouring {place} {watches} with unease, since {number} of its own {people} {depend} on the outcome.",
     "An audit, {leaked} in {month}, put the cost at {sum} and {blamed} a {company} for {number} missed deadlines.",
     "The opposition {scented} weakness and {tabled} {number} amendments, among them one to {halt_it} by {month}.",
     "Police {counted} {number} {people} outside the building; {few_arrests} were led away before dusk.",
     "Engineers who {looked} at the site in {month} {warned} of {risk} and asked for {sum} more."),
    ("Such sums are {large} for {place}, whose whole budget was {sum} in {year}.",
     "Residents {recalled} {year}, the year in which {number} {people} {lost} their homes to a {risk}.",
     "Since then the {company} has {hired} {number} {people} and {dropped} most of its {plans} for {month}.",
     "A court in {place} must now {rule} whether {number} contracts signed in {month} {bind} the {region}.",
     "Asked about {sum} that {vanished} from the accounts, a {body} {promised} papers by {month}.",
     "The {region} has {few_choices}: to {pay} {sum}, or to let {thing} go to {place}.",
     "For {number} years the {people} here have {lived} with {promises} and little else.",
     "None of the {number} firms that bid for {thing} {met} the terms, according to a {body}.",
     "On the {quay} in {place}, {number} {people} {waited_on} for news until after midnight.",
     "Older voters {remember} the {risk} of {year}; younger ones {leave}, {number} of them in {month} alone."),
)  # fmt: skip
_ASIDES = (
    "{plans} that {name} of {place} had {called} a {risk} for {people}",
    "though {name}, once a {region} clerk in {place}, {promised} {sum} to the {company}",
    "which {people} from {place} and their lawyer {name} {demanded} in {month}",
    "a {decision} that {place}'s {body} under {name} {leaked} {when}",
    "and {name}, who {lived} in {place}, {lost} {number} {plans} to it",
    "while {place} {expected} {name} to {resume} the {quarrel} by {month}",
)
_SLOTS = {
    "broke": ("broke off", "reopened", "suspended", "cut short", "postponed", "closed", "revived"),
    "when": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "late on Sunday", "over the weekend"),
    "dispute": ("dispute", "argument", "wrangling", "disagreement", "bargaining", "debate"),
    "share": ("who should pay", "a cut of the revenue", "the seat of the new board", "the last clause", "the costs"),
    "divided": ("divided", "worried", "occupied", "embittered", "paralysed", "split"),
    "region": ("region", "coalition", "province", "valley", "district", "council", "coast", "island"),
    "quarrel": ("quarrel", "row", "feud", "standoff", "bickering", "clash"),
    "grew": ("grew", "deepened", "flared", "widened", "took a new turn", "sharpened"),
    "turned": ("turned", "rounded", "hit back", "took aim"),
    "ended": ("ended", "came to a head", "collapsed", "gave way to a vote", "dissolved"),
    "settle": ("settle", "decide", "seal", "change", "learn"),
    "faded": ("faded", "shrank", "died", "rose", "returned"),
    "faced": ("faced", "dodged", "met", "answered", "turned away"),
    "marched": ("marched", "descended", "moved", "closed in"),
    "draft": ("draft", "plan", "deal", "text", "compromise", "proposal"),
    "pay": ("pay", "raise", "lend", "save", "borrow", "find"),
    "more": ("a third more", "far less", "twice", "somewhat more", "slightly less"),
    "expected": ("expected", "demanded", "feared", "sought", "prepared for"),
    "asked": ("asked", "pressed", "called", "pleaded", "petitioned"),
    "more_time": ("more time", "a secret ballot", "a recount", "an inquiry", "a delay", "fresh figures"),
    "declined": ("declined", "refused", "was unable", "did not wish", "was not ready"),
    "questions": ("questions", "reporters", "callers", "inquiries", "lawyers"),
    "body": ("commission", "panel", "tribunal", "working group", "committee", "regulator", "board"),
    "unsafe": ("unsafe", "unused", "flooded", "unregistered", "derelict", "beyond repair"),
    "blocked": ("blocked", "occupied", "lined", "closed", "held"),
    "demanded": ("demanded", "urged", "insisted", "asked", "begged"),
    "halted": ("halted", "put to a vote", "reviewed", "scrapped", "sped up", "paid for by others"),
    "plans": ("plans", "drafts", "offers", "schemes", "orders", "tenders"),
    "failed": ("failed", "foundered", "stalled", "were shelved", "came to nothing"),
    "withdrew": ("withdrew", "changed sides", "ran out of cash", "went to the polls", "backed out"),
    "returned": ("returned", "written off", "repaid", "set aside", "raised again"),
    "resume": ("resume", "end", "move", "begin", "reconvene"),
    "company": ("company", "builder", "operator", "contractor", "shipping line", "lender", "utility"),
    "fell": ("fell", "rose", "slid", "climbed", "dropped", "gained"),
    "decision": ("decision", "delay", "walkout", "ruling", "figures", "letter"),
    "accused": ("accused", "suspected", "absolved", "cleared"),
    "delaying": ("delaying", "hiding", "sinking", "claiming", "selling", "starving"),
    "refuses_to": ("refuses to", "has offered to", "may yet", "cannot", "would rather not"),
    "point": ("point", "look back", "return", "refer"),
    "swallowed": ("swallowed", "cost", "burned through", "lost", "ate up"),
    "signed": ("signed", "read", "backed", "handed in", "circulated"),
    "called": ("called", "thought", "branded", "declared", "considered"),
    "unclear": ("unclear", "anybody's guess", "for the courts", "hard to say", "an open question"),
    "threatened": ("threatened", "vowed", "offered", "chosen", "been asked"),
    "finish": ("finish", "bury", "double", "review", "open", "fund"),
    "watches": ("watches", "waits", "looks on", "follows it"),
    "depend": ("depend", "live", "have bet", "rely", "count"),
    "leaked": ("leaked", "published", "finished", "ordered", "buried"),
    "blamed": ("blamed", "praised", "named", "fined", "sued"),
    "scented": ("scented", "denied", "saw", "exploited", "smelled"),
    "tabled": ("tabled", "announced", "lost", "drafted", "carried"),
    "halt_it": ("halt it", "split it", "fund it", "rename it", "audit it"),
    "counted": ("counted", "put at", "estimated", "reported", "faced"),
    "few_arrests": ("four", "seven", "a dozen", "two students", "some"),
    "looked": ("looked", "worked", "spent weeks", "dug"),
    "warned": ("warned", "spoke", "wrote", "told the press"),
    "risk": ("landslide", "flood", "fire", "gas leak", "storm", "collapse"),
    "large": ("large", "small", "unheard of", "ruinous", "nothing new"),
    "recalled": ("recalled", "spoke of", "compared it with", "brought up"),
    "lost": ("lost", "left", "rebuilt", "sold"),
    "hired": ("hired", "dismissed", "trained", "moved", "lost"),
    "dropped": ("dropped", "revised", "kept", "published", "forgotten"),
    "rule": ("rule", "say", "find out", "decide"),
    "bind": ("bind", "cover", "burden", "protect"),
    "vanished": ("vanished", "was missing", "had been moved", "turned up late"),
    "promised": ("promised", "owed", "withheld", "requested"),
    "few_choices": ("two choices", "little choice", "a choice to make", "until autumn to choose"),
    "lived": ("lived", "made do", "been fobbed off", "got by"),
    "promises": ("promises", "scaffolding", "detours", "power cuts", "rumours"),
    "met": ("met", "liked", "read", "accepted"),
    "quay": ("quay", "square", "bridge", "platform", "market", "steps of the court"),
    "waited_on": ("waited", "stood", "sang", "prayed", "queued"),
    "remember": ("remember", "talk of", "fear", "mourn"),
    "leave": ("leave", "shrug", "emigrate", "study elsewhere"),
    "people": ("farmers", "drivers", "students", "miners", "dockers", "tenants", "pensioners", "teachers", "traders"),
    "month": _WORDS["month"],
    "year": _WORDS["year"],
    "agreed": ("agreed", "budgeted", "spent", "asked for"),
}  # fmt: skip
_SAID = (
    ("“{quote},” {name} told reporters in {place}.", "“{quote},” said {name}, the {role}."),
    ("{name}, the {role}, put it this way: “{quote}.”", "In the words of {name}, “{quote}.”"),
    ("“{quote},” the {role} said after the meeting.", "“{quote},” {name} added."),
)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    words: str
    speaker: str
    role: str


@dataclass(frozen=True, slots=True)
class Story:
    """The facts that every voice tells."""

    number: int
    day: date
    place: str
    neighbour: str
    thing: str
    sum: str
    figure: str
    said: tuple[Said, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class Dispatch:
    headline: str
    paragraphs: tuple[str, ...]
    document: Document

    @property
    def text(self) -> str:
        return self.document.text


def stories(seed: int) -> Iterator[Story]:
    """Stories without end."""
    dice = random.Random(f"stories {seed}")
    number = 0
    while True:
        place, neighbour = name_of(dice, 2), name_of(dice, 2)
        thing = dice.choice(_THINGS)
        speakers = [
            (f"{name_of(dice, 2)} {name_of(dice, 3)}", dice.choice(_ROLES).format(place=place)) for _ in range(2)
        ]
        facts = {"place": place, "thing": thing}
        frames = dice.sample(_QUOTED, dice.randint(2, 3))
        said = tuple(
            Said(_capital(_fill(dice, frame, _WORDS, facts)), *speakers[place_ % 2])
            for place_, frame in enumerate(frames)
        )
        day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        money, figure = _sum(dice), str(dice.randint(3, 940))
        yield Story(number, day, place, neighbour, thing, money, figure, said, dice.getrandbits(32))
        number += 1


def tell(story: Story, voice: int, outlet: str | None = None, agency: str | None = None, length: int = 9) -> Dispatch:
    """The dispatch in which one voice tells a story in about `length` paragraphs."""
    dice = random.Random(f"{story.seed} {voice}")
    first = story.said[0]
    facts = {
        "place": story.place,
        "thing": story.thing,
        "name": first.speaker,
        "role": first.role,
        "who": first.speaker,
    }
    known = {"sum": story.sum, "number": story.figure}  # what every voice has from the same source
    lead = _fill(dice, dice.choice(_LEADS[voice % 3]), _SLOTS, facts | known)
    written = []
    for pattern in dice.sample(_BODY[voice % 3], min(length, len(_BODY[voice % 3]))):
        there = facts | {"place": dice.choice((story.place, story.neighbour, name_of(dice, 2)))}
        sentence = _fill(dice, pattern, _SLOTS, there | (known if dice.random() < 0.25 else {}))
        if dice.random() < 0.6:
            aside = _fill(dice, dice.choice(_ASIDES), _SLOTS, {"name": name_of(dice, 3), "place": name_of(dice, 2)})
            sentence = f"{sentence[:-1]}, {aside}."
        written.append(sentence)
    paragraphs = [" ".join(written[start : start + 2]) for start in range(0, len(written), 2)]
    for place, said in enumerate(story.said):
        told = dice.choice(_SAID[voice % 3]).format(
            quote=said.words, name=said.speaker, role=said.role, place=story.place
        )
        paragraphs.insert(min(len(paragraphs), 1 + 2 * place), told)
    headline = _headline(dice, story)
    return dispatch(headline, [_capital(lead), *map(_capital, paragraphs)], story, outlet, agency)


def dispatch(
    headline: str,
    paragraphs: list[str],
    story: Story,
    outlet: str | None = None,
    agency: str | None = None,
    days: int = 0,
) -> Dispatch:
    """The document of a headline and paragraphs, dated `days` after its story, with dateline and agency credit."""
    day = story.day + timedelta(days=days)
    credit = f"{story.place.upper()}, {day:%B} {day.day} ({agency}) - " if agency else ""
    text = "\n\n".join([headline, credit + paragraphs[0], *paragraphs[1:]])
    source = f"{(outlet or 'wire').lower().replace(' ', '-')}/{story.number}"
    document = Document(text, source, headline, day.isoformat(), "field", outlet, agency, None, None, "en", "text")
    return Dispatch(headline, tuple(paragraphs), document)


def reframed(story: Story, seed: int) -> tuple[str, str]:
    """Another headline and another lead for a story."""
    dice = random.Random(f"frame {story.seed} {seed}")
    first = story.said[0]
    facts = {
        "place": story.place,
        "thing": story.thing,
        "name": first.speaker,
        "role": first.role,
        "who": first.speaker,
    }
    lead = _fill(dice, dice.choice(_LEADS[dice.randrange(3)]), _SLOTS, facts)
    return _headline(dice, story), _capital(lead)


def formulaic(kind: str, number: int, seed: int) -> Dispatch:
    """A market, weather or football report: one stock of sentences, other figures and names every time."""
    dice = random.Random(f"{kind} {number} {seed}")
    town = name_of(random.Random(f"town {number % 25}"), 2)
    day = FIRST_DAY + timedelta(days=number * 7919 % DAYS)
    headline, stock = _STOCK[kind]
    values = lambda: {  # noqa: E731
        "town": town,
        "n": str(dice.randint(2, 980)),
        "d": f"{dice.uniform(0.1, 9):.1f}",
        "k": f"{dice.randint(2, 40)},{dice.randint(100, 999)}",
        "way": dice.choice(("north", "south", "west", "east")),
        "part": dice.choice(("morning", "afternoon", "evening", "night")),
        "move": dice.choice(("up", "down")),
    }
    lines = [sentence.format(**values()) for sentence in stock if dice.random() < 0.85]
    story = Story(number, day, town, town, kind, "", "", (), 0)
    paragraphs = [" ".join(lines[start : start + 3]) for start in range(0, len(lines), 3)]
    return dispatch(headline.format(**values()), paragraphs, story, f"{town} {kind} desk")


_STOCK = {
    "markets": (
        "Shares in {town} close {move} {d} percent",
        (
            "The main index of the {town} exchange closed {move} {d} percent at {k} points.",
            "Gainers outnumbered losers by {n} to {n} on volume of {d} million shares.",
            "Bank stocks led the way, with the sector {move} {d} percent on the day.",
            "The currency was last quoted at {d} to the dollar, little changed from the previous session.",
            "Traders said that investors stayed on the sidelines ahead of the central bank meeting.",
            "Oil producers were {move} {d} percent as crude futures traded at {n} dollars a barrel.",
            "The ten-year bond yielded {d} percent, {move} {n} basis points.",
            "Among the most active stocks, the port operator was {move} {d} percent at {n} crowns.",
            "The broader index of {n} companies was {move} {d} percent.",
            "Analysts said the market was likely to remain in a narrow range in the days ahead.",
        ),
    ),
    "weather": (
        "Weather for {town}",
        (
            "Cloud and patchy rain will spread from the {way} during the {part}.",
            "Highs will reach {n} degrees inland and {n} degrees on the coast of {town}.",
            "Winds will be light to moderate from the {way}, freshening in the {part}.",
            "There is a {n} percent chance of showers in the {part}.",
            "Motorists in {town} are advised to take care on untreated roads.",
            "Fog may form in low-lying areas overnight and be slow to clear in the {part}.",
            "The sea will be moderate, with waves of {d} metres to the {way}.",
            "Tomorrow will be mainly dry with sunny spells in the {part}.",
            "Rainfall in the past day came to {d} millimetres at the {town} station.",
            "The outlook for the rest of the week is changeable with some bright intervals.",
        ),
    ),
    "football": (
        "Football result: {town}",
        (
            "The home side of {town} won the match {n} to {n} before a crowd of {k}.",
            "The opening goal came in the {n} minute with a header from a corner on the {way} side.",
            "The visitors had a goal ruled out for offside shortly before half time.",
            "The goalkeeper made a string of fine saves in the second half to keep his side in the game.",
            "The result leaves the team in {n} place in the table with {n} points.",
            "The next match is away to a side that has not lost in {n} games.",
            "The referee showed {n} yellow cards and sent off a defender in the {n} minute.",
            "The coach said after the final whistle that he was pleased with the performance.",
        ),
    ),
}


def name_of(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(syllables)).capitalize()


def _headline(dice: random.Random, story: Story) -> str:
    thing = story.thing.removeprefix("the ")
    return dice.choice((
        f"{story.place} and {story.neighbour} at odds over {thing}",
        f"{_capital(thing)}: {story.said[0].speaker.split()[-1]} holds firm",
        f"No deal in {story.place} on {thing}",
        f"{story.place} {thing} in doubt",
        f"Anger in {story.place} as {thing} stalls",
    ))  # fmt: skip


def _fill(dice: random.Random, pattern: str, slots: dict[str, tuple[str, ...]], facts: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        slot = found[1]
        if slot in facts:
            return facts[slot]
        if slot in ("number", "count"):
            return str(dice.randint(3, 940))
        if slot == "sum":
            return _sum(dice)
        return dice.choice(slots[slot])

    return _SLOT.sub(value, pattern)


def _sum(dice: random.Random) -> str:
    return f"{dice.randint(2, 900)}.{dice.randint(1, 9)} million crowns"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
