"""The speaker score, by articles and entities built by hand; and that the annotated file fits the articles it is on."""

import json
from dataclasses import replace

import pytest

from bench.gate import NotMeasured
from bench.quality import POLNEAR_DEV
from bench.speakers import (
    CASES,
    GROUPS,
    Case,
    article,
    ask,
    judge,
    last_named,
    load,
    same,
    shares,
    silences,
)
from onrecord.record import Entity, Mention, Span

TEXT = (
    "Dr. Ada Lund told the council of her plans. She said it rained, adding that roads were closed. "
    "A spokesman for Ada Lund smiled. Peter Berg and Mia Holm left. “No,” he said. "
    "Critics of the harbour complained that nobody listens. It is feared that the bridge will fall."
)


def span(words: str, since: int = 0) -> Span:
    start = TEXT.index(words, since)
    return Span(start, start + len(words))


def case(source, cue, content, kind, who, speaker, *, type="person", named=True, hard=None):
    parts = ((source,) if source else (), (cue,), (content,))
    return Case(*parts, kind, type, named, who, tuple(speaker), hard)


LUND, BERG, CRITICS = span("Ada Lund"), span("Peter Berg"), span("Critics of the harbour")
SHE = case(span("She"), span("said"), span("it rained"), "pronoun", 0, [LUND])
ADDING = case(span("She"), span("adding"), span("that roads were closed"), "elided", 0, [LUND])
AFTER = TEXT.index("“No,”")
HE = case(span("he", AFTER), span("said", AFTER), span("“No,”"), "pronoun", 1, [BERG])
THOSE = case(
    CRITICS, span("complained"), span("that nobody listens"), "nominal", 2, [CRITICS], type="group", named=False
)
FEARED = case(None, span("is feared"), span("that the bridge will fall"), "elided", None, [], type=None, named=None)
CASES_HERE = [SHE, ADDING, HE, THOSE, FEARED]


def gold(one):
    return {role: tuple((s.start, s.end) for s in getattr(one, role)) for role in ("source", "cue", "content")}


ARTICLE = article("us", TEXT, [gold(one) for one in reversed(CASES_HERE)], CASES_HERE)


def entity(*spans, kind="name"):
    return Entity("e", "e", "person", (), None, tuple(Mention(each, kind) for each in spans))


NAMED = {"lund": entity(LUND, span("She")), "berg": entity(BERG), "critics": entity(CRITICS, kind="nominal")}
RIGHT = [NAMED["lund"], NAMED["lund"], NAMED["berg"], NAMED["critics"], None]


def rights(answers):
    return [each.right for each in judge(ARTICLE, answers)]


# What the stage is given.


def test_statements_come_in_the_order_of_the_text_and_elided_ones_without_a_source():
    assert [TEXT[s.cue[0].start : s.cue[0].end] for s in ARTICLE.statements] == [
        "said", "adding", "said", "complained", "is feared",
    ]  # fmt: skip
    assert [bool(s.source) for s in ARTICLE.statements] == [True, False, True, True, False]
    assert all(s.speaker is None for s in ARTICLE.statements)
    assert ARTICLE.cases == tuple(CASES_HERE) and ARTICLE.places == (0, 1, 2, 3, 4)


def test_statements_that_are_no_cases_are_given_too():
    other = {"source": ((0, 12),), "cue": ((13, 17),), "content": ((18, 29),)}
    found = article("us", TEXT, [other, gold(SHE)], [SHE])
    assert len(found.statements) == 2 and found.places == (1,)


def test_a_case_that_is_no_statement_of_its_article_is_not_measured():
    with pytest.raises(NotMeasured, match="1 cases are no statements"):
        article("us", TEXT, [gold(SHE)], [SHE, HE])


# What is right.


def test_all_is_right_with_the_right_entities_and_silence_where_nobody_speaks():
    assert rights(RIGHT) == [True] * 5


def test_a_wrong_entity_and_an_unneeded_one_are_wrong():
    assert rights([NAMED["berg"], None, NAMED["lund"], NAMED["berg"], NAMED["lund"]]) == [False] * 5


def test_an_entity_that_holds_two_speakers_is_right_for_neither():
    both = entity(LUND, BERG)
    found = judge(ARTICLE, [both, both, both, NAMED["critics"], None])
    assert [each.right for each in found] == [False, False, False, True, True]
    assert [each.conflated for each in found] == [True, True, True, False, False]


def test_the_same_speaker_twice_is_no_conflation():
    assert rights([entity(LUND, span("Ada Lund", 60)), *RIGHT[1:]])[0]


def test_a_thing_that_cannot_speak_may_be_answered_with_itself_or_not_at_all():
    video = replace(SHE, type="other", named=False, who=3)
    found = article("us", TEXT, [gold(video)], [video])
    assert [judge(found, [answer])[0].right for answer in (None, NAMED["lund"], NAMED["berg"])] == [True, True, False]
    assert not video.speaks


@pytest.mark.parametrize(
    ("mention", "kind", "wanted", "named", "is_same"),
    [
        ("Ada Lund", "name", "Ada Lund", True, True),
        ("Dr. Ada Lund", "name", "Ada Lund", True, True),  # a title before the name
        ("Lund", "name", "Ada Lund", True, True),  # the last word is the head
        ("Ada", "name", "Ada Lund", True, False),
        ("A spokesman for Ada Lund", "nominal", "Ada Lund", True, False),
        ("Mia Holm", "name", "Peter Berg and Mia Holm", True, False),  # one of two
        ("Peter Berg and Mia Holm", "name", "Peter Berg and Mia Holm", True, True),
        ("Critics", "nominal", "Critics of the harbour", False, True),  # the head of a noun comes before "of"
        ("the harbour", "nominal", "Critics of the harbour", True, False),
        ("Berg", "name", "Ada Lund", True, False),
    ],
)
def test_a_mention_is_the_annotated_one_when_it_shares_the_head(mention, kind, wanted, named, is_same):
    since = TEXT.index("A spokesman") if "spokesman" in mention else 0
    target = span(wanted, since)
    assert same(TEXT, Mention(span(mention, since), kind), target, named) is is_same


def test_a_possessive_is_no_part_of_a_name():
    text = "Lund’s boat sank."
    assert same(text, Mention(Span(0, 6), "name"), Span(0, 4), True)


# The figures.


def test_shares_are_of_the_cases_in_which_somebody_speaks():
    judged = [judge(ARTICLE, [NAMED["lund"], None, NAMED["lund"], NAMED["critics"], NAMED["lund"]])]
    found = shares(judged, GROUPS["all"])
    assert found.cases == 4
    assert found.answered[0] == 75  # three of four
    assert found.precise[0] == pytest.approx(200 / 3)  # two of three
    assert found.right[0] == 50
    assert shares(judged, GROUPS["elided"]).cases == 1
    assert silences(judged) == (1, 1)


def test_intervals_are_over_articles():
    good, bad = judge(ARTICLE, RIGHT), judge(ARTICLE, [None] * 5)
    assert shares([good] * 5, GROUPS["all"]).right == (100, 100, 100)
    value, low, high = shares([good, bad] * 5, GROUPS["all"]).right
    assert value == 50 and low < 30 and high > 70


def test_ask_wants_its_statements_back_in_their_order():
    assert [each.right for each in ask(lambda doc, s: ((), s), [ARTICLE])[0]] == [False] * 4 + [True]
    with pytest.raises(ValueError, match="not the statements"):
        ask(lambda doc, statements: ((), statements[::-1]), [ARTICLE])


def test_the_baseline_answers_with_the_last_source_that_holds_a_name():
    named = case(LUND, span("told"), span("her plans"), "nominal", 0, [LUND])
    found = article("us", TEXT, [gold(named), gold(SHE), gold(HE)], [SHE, HE])
    first, second = ask(last_named, [found])[0]
    assert first.right and second.answered and not second.right


# The annotated file.


def test_the_file_holds_no_text_and_enough_cases():
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    words = {value for row in rows for value in row.values() if isinstance(value, str)}
    words -= {row["text"] for row in rows} | {row["hard"] for row in rows}
    assert words <= {
        "pronoun",
        "nominal",
        "elided",
        "person",
        "organisation",
        "government",
        "country",
        "group",
        "other",
    }
    due = [row for row in rows if row["who"] is not None and row["type"] != "other"]
    assert len(due) >= 150 and len({row["article"] for row in due}) >= 60
    assert all(bool(row["speaker"]) == (row["who"] is not None) == (row["named"] is not None) for row in rows)
    assert all(1 <= len(row["speaker"]) <= 5 for row in due)


@pytest.mark.skipif(not POLNEAR_DEV.exists(), reason="the articles are not part of this repository")
def test_every_case_is_a_statement_of_its_article_and_every_span_lies_in_it():
    for each in load():
        text = each.document.text
        for one in each.cases:
            assert all(place.of(text).strip() == place.of(text) for place in one.speaker)
            assert all(place.end <= len(text) for place in one.speaker)


def test_other_articles_than_those_annotated_are_not_measured(tmp_path):
    with pytest.raises(NotMeasured, match="no data found"):
        load(polnear=tmp_path / "dev.jsonl.gz")
    if POLNEAR_DEV.exists():
        row = json.loads(CASES.read_text(encoding="utf-8").splitlines()[0]) | {"text": "0" * 16}
        (tmp_path / "cases.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
        with pytest.raises(NotMeasured, match="another text"):
            load(tmp_path / "cases.jsonl")
