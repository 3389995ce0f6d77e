"""Readers of clock times and parts of a day: 15:00 GMT, 4 in the morning, half past three, this evening.

A reader takes the tokens and the match of its pattern (`timex`) and gives a `Meaning`, or None where the words are no
time of day.
"""

from __future__ import annotations

import re

from onrecord.calendar import tables
from onrecord.meaning import Groups, Meaning
from onrecord.timedates import relation_of
from onrecord.timetokens import Tokens


def hour_of_part(tokens: Tokens, match: Groups) -> Meaning | None:
    """Four in the morning, 6 o'clock, half past three in the afternoon."""
    table, groups, place = tables()["clocks"], match.groupdict(), match.start("c")
    word = tokens.words[place]
    hour = int(word) if word.isdecimal() else int(tables()["numbers"].get(word, 99))
    if tokens.words[match.start() - 1] not in table["before"] or not match.start() or not 1 <= hour <= 12:
        return None
    if "k" in tokens.types[place + 1 : place + 2] and tokens.words[place + 3] != "clock":
        return None
    minute = table["minutes"][tokens.words[place - 2]] if groups.get("q") else 0
    if groups.get("to") and tokens.words[place - 1] != "past":
        if tokens.words[place - 1] != "to" or minute == 30:
            return None
        hour, minute = (hour - 1) or 12, 60 - minute
    part = tables()["parts"].get(tokens.words[match.start("p")]) if groups.get("p") else None
    later = part in ("AF", "EV") or (part == "NI" and 6 <= hour < 12)
    if later and hour < 12:
        hour += 12
    return Meaning(clock=f"{hour % 24 if part else hour:02}:{minute:02}", unit="clock")


def clock(tokens: Tokens, match: Groups) -> Meaning | None:
    groups = match.groupdict()
    place = match.start("c")
    word, letter = tokens.words[place], tokens.types[place]
    zone = tables()["zones"][tokens.words[match.start("z")]] if groups.get("z") else None
    if letter == "x":
        return Meaning(clock=tables()["hours"][word], unit="clock")
    if letter in "Yn":
        if len(word) != 4 or not word.isdecimal():
            return None
        hour, minute, second = int(word[:2]), word[2:], None
    else:
        parts = re.split(r"[:.]", word)
        if letter == "N":
            parts = [str(tables()["numbers"].get(word, 99))]
        hour, minute, second = int(parts[0]), parts[1] if len(parts) > 1 else "00", parts[2] if len(parts) > 2 else None
    if groups.get("a"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if tokens.words[match.start("a")].startswith("p") else 0)
    if hour > 24 or int(minute) > 59:
        return None
    return Meaning(clock=f"{hour:02}:{minute}" + (f":{second}" if second else ""), zone=zone or None, unit="clock")


def part(tokens: Tokens, match: Groups) -> Meaning | None:
    place = match.start("p")
    part = tables()["parts"][tokens.words[place]]
    relation = relation_of(tokens, match)
    if not relation:
        if tokens.words[place] == "overnight":
            return Meaning(unit="day", count=-1.0, part="NI")
        told = match.start() < place and tokens.words[place] in ("morning", "afternoon", "evening")
        return Meaning(part=part, unit="part" if told else "loose part")
    relation["mentioned"] |= tokens.words[match.start("rel")] == "next"
    return Meaning(unit="day", part=part, **relation)
