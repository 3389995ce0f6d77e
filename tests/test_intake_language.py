"""English is accepted, other languages are named, short texts are let through."""

from __future__ import annotations

import pytest

from onrecord.intake.language import check_language
from onrecord.record import Document, UnreadableDocument

FOREIGN = [
    ("German", "Der Minister sagte am Mittwoch, dass die Gespräche in Velmora fortgesetzt werden sollen."),
    ("French", "Le ministre a déclaré mercredi que les négociations se poursuivraient la semaine prochaine."),
    ("Spanish", "El ministro dijo el miércoles que las negociaciones continuarán la próxima semana en la capital."),
    ("Dutch", "De minister zei woensdag dat de onderhandelingen volgende week worden voortgezet in de hoofdstad."),
    ("Russian", "Министр заявил в среду, что переговоры будут продолжены на следующей неделе."),
    ("Ukrainian", "Міністр заявив у середу, що переговори будуть продовжені наступного тижня."),
    ("Arabic", "قال الوزير يوم الأربعاء إن المحادثات ستستمر الأسبوع المقبل في العاصمة."),
    ("Chinese", "外交部发言人星期三表示，会谈将于下周在首都继续举行。"),
    ("Polish", "Minister powiedział w środę, że rozmowy będą kontynuowane w przyszłym tygodniu."),
]
ENGLISH = [
    "The ministry denied it.",
    "Moscow denied it.",
    "He said no.",
    "Putin meets Lukashenko, Tokayev, Mirziyoyev, Rahmon and Japarov in Sochi",
    "“Nyet,” Lavrov said.",
    "OIL PRICES RISE AS OPEC CUTS OUTPUT",
    "Abdullah Abdullah and Hamid Karzai met Mullah Baradar, spokesman Zabihullah Mujahid announced Tuesday.",
    "Orbán, Kaczyński, Babiš, Heger: no to quotas, yes to border fences, diplomats say.",
]


@pytest.mark.parametrize(("name", "text"), FOREIGN)
def test_a_foreign_text_is_set_aside_by_name(name: str, text: str) -> None:
    with pytest.raises(UnreadableDocument, match=rf"not English but {name} \([01]\.\d\d\)"):
        check_language(Document(text))
    with pytest.raises(UnreadableDocument, match=f"not English but {name}"):
        check_language(Document(text * 20, language="en"))  # what a page declares does not help it
    doc = check_language(Document(text), any_language=True)
    assert doc.language not in (None, "en")


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_accepted_however_short(text: str) -> None:
    assert check_language(Document(text)).language in (None, "en")


def test_a_stated_variety_of_english_is_kept() -> None:
    text = "The ministry said that it would not comment on the report."
    assert check_language(Document(text, language="en-GB")).language == "en-GB"
    assert check_language(Document(text, language="de")).language == "en"


def test_an_english_frame_does_not_hide_a_foreign_text() -> None:
    frame = "The minister said that this is the text of his speech. "
    with pytest.raises(UnreadableDocument, match="German"):
        check_language(Document(frame + (FOREIGN[0][1] + " ") * 100))


@pytest.mark.parametrize("text", ["Velmora\n\n" * 10_000, "“”\n" * 50, "1 2 3 4 5", "* * *\n\n---"])
def test_what_has_no_sentence_is_no_article(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="not an article"):
        check_language(Document(text), any_language=True)


@pytest.mark.parametrize("text", ["", " \r\n\t", "\u200b\ufeff\u00ad\u00a0"])
def test_empty_is_said(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="empty"):
        check_language(Document(text))
