"""Who is who in what is hardly a dispatch: lists of names, one case only, other scripts, very long texts."""

import itertools
import time

import pytest

from onrecord import Document, Reader

GIVEN = ["Ada", "Bo", "Cleo", "Dov", "Elin", "Femi", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Milo", "Nia"]
GIVEN += ["Oren", "Pia", "Quin", "Rosa", "Sami", "Tove"]
MIDDLE = ["Ash", "Bren", "Corr", "Dunn", "Eld", "Farr", "Glen", "Holt", "Innes", "Jarr", "Kell", "Lund", "Marr"]
MIDDLE += ["Nash", "Orr", "Penn", "Quill", "Rusk", "Stane", "Tarn"]
LAST = ["by", "den", "ford", "gate", "ham", "kin", "land", "mere", "ness", "over", "port", "quist", "ridge", "son"]
LAST += ["ton", "utter", "vale", "well", "yard", "zell"]
NON_LATIN = {
    "cyrillic": "Министр Алексей Громов сказал, что договор подписан. Алексей Громов не ответил на вопросы.",
    "arabic": "قال الوزير أحمد السليماني إن الاتفاق وقع. ولم يجب أحمد السليماني عن الأسئلة.",
    "chinese": "外交部发言人林晓雨说,协议已经签署。林晓雨没有回答问题。",
    "mixed": 'Минister 林晓雨 said: "Договор подписан." She, أحمد and Ångström-Ñuñez agreed, the ministry said.',
    "astral": "𝓐𝓭𝓪 𝓛𝓾𝓷𝓭 said the 🚢 was late. She, 𝓐𝓭𝓪 𝓛𝓾𝓷𝓭, added that 🚢🚢 were lost.",
    "marks": "A\u0301da Lu\u0308nd said the quay was safe. A\u0301da Lu\u0308nd left.",
}
NEWS = (
    "Ada Lund, the harbour master of Ellery, said on Monday that the quay was safe. She told the council that the "
    "company had paid. The ministry in Harrow denied it. “We were never asked,” its spokesman Dov Penn said, adding "
    "that the court would decide. Lund said she would wait; the company said it would not.\n\n"
)


@pytest.fixture(scope="module")
def reader():
    return Reader()


def sound(record):
    """Every span stands in the text, every speaker among the entities, and no mention is counted twice."""
    text = record.document.text
    ids = {entity.id for entity in record.entities}
    assert len(ids) == len(record.entities)
    for entity in record.entities:
        spans = [mention.span for mention in entity.mentions]
        assert spans == sorted(spans)
        assert all(0 <= span.start < span.end <= len(text) and span.of(text).strip() for span in spans)
    assert all(statement.speaker in ids for statement in record.statements if statement.speaker)
    return record


def test_ten_thousand_people_are_a_list_and_nobody_is_guessed(reader):
    people = [f"{g} {m}{end}" for g, m, end in itertools.product(GIVEN, MIDDLE, LAST)][:8000]
    people += [f"{g} {m} {end.title()}" for g, m, end in itertools.product(GIVEN, MIDDLE[:5], LAST)]
    assert len(set(people)) == 10_000
    record = sound(reader.read(Document("\n".join(people))))
    # A linked name would be a guess: these people are invented.
    assert [entity.name for entity in record.entities if entity.type == "person" and entity.link] == []
    assert not any(mention.kind == "pronoun" for entity in record.entities for mention in entity.mentions)
    full = set(people)
    spelt = [{mention.span.of(record.document.text) for mention in entity.mentions} for entity in record.entities]
    together = [some & full for some in spelt if len(some & full) > 1]
    assert len(together) < 200  # a list has no sentences to tell where one name ends; it is no reason to join them


@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase, str.title])
def test_one_case_only_is_read_without_a_guess(reader, change):
    record = sound(reader.read(Document(change(NEWS * 2))))
    assert [entity.link for entity in record.entities if entity.type == "person" and entity.link] == []


@pytest.mark.parametrize("script", NON_LATIN)
def test_names_in_other_scripts_give_something_sound_or_nothing(reader, script):
    record = sound(reader.read(Document(NON_LATIN[script])))
    assert [entity.link for entity in record.entities if entity.type == "person" and entity.link] == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "She said.", "he he he he he he", "the the the said said", "(" * 500, "Mr " * 300, "of " * 400],
)
def test_hardly_any_text(reader, text):
    if text.strip():
        sound(reader.read(Document(text)))


def test_one_name_a_thousand_times_is_one_person(reader):
    record = sound(reader.read(Document("Ada Lund spoke. Lund left. " * 500)))
    people = [entity for entity in record.entities if entity.type == "person"]
    assert len(people) == 1
    assert len(people[0].mentions) > 900


def test_a_character_of_a_long_report_costs_what_one_of_a_short_one_costs(reader):
    spent = []
    for pages in (20, 120):
        before = time.process_time()
        reader.read(Document(NEWS * pages))
        spent.append((time.process_time() - before) / pages)
    assert spent[1] < 2 * spent[0], spent
