"""What the reader knows beforehand: places, bodies, people in office, and who held which office when.

All of it is tables beside this file and in lang/en; nothing is fetched, nothing is guessed, and each table is read
when it is first asked for. docs/knowledge.md says what is in them, from where and up to when.

    >>> from onrecord import knowledge
    >>> knowledge.place("Minsk")[0].country, knowledge.body("State Duma")[0].country
    ('BY', 'RU')
"""

from onrecord.knowledge.bodies import Body, body, body_of, government, seat_of
from onrecord.knowledge.holders import Holder
from onrecord.knowledge.office_words import Office
from onrecord.knowledge.office_words import parse as office
from onrecord.knowledge.offices import OfficeAnswer, country_code, office_holder
from onrecord.knowledge.persons import Person, person
from onrecord.knowledge.places import Country, Demonym, Place, country, demonym, place

__all__ = [
    "Body",
    "Country",
    "Demonym",
    "Holder",
    "Office",
    "OfficeAnswer",
    "Person",
    "Place",
    "body",
    "body_of",
    "country",
    "country_code",
    "demonym",
    "government",
    "office",
    "office_holder",
    "person",
    "place",
    "seat_of",
]
