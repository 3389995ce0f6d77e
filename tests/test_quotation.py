"""Quotation marks: worked examples, and what must hold whatever the marks do."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord.quotation import Quotation, paragraphs, quotations

EXAMPLES = {
    # styles
    '"No," she said.': ['"No,"'],
    "“No,” she said, “never.”": ["“No,”", "“never.”"],
    "‘No,’ she said, ‘never.’": ["‘No,’", "‘never.’"],
    "'No,' she said.": ["'No,'"],
    "``No,'' she said, ``never.''": ["``No,''", "``never.''"],
    "''No,'' she said.": ["''No,''"],
    "« Non », dit-elle, «jamais».": ["« Non »", "«jamais»"],
    "»Nein«, sagte sie.": ["»Nein«"],
    "„Nein“, sagte sie, „nie“.": ["„Nein“", "„nie“"],
    "‚Nein‘, sagte sie.": ["‚Nein‘"],
    "‹Non›, dit-elle.": ["‹Non›"],
    "”Nej”, sade hon.": ["”Nej”"],
    '" No , " she said .': ['" No , "'],
    # nesting
    "“He told me ‘no’ twice,” she said.": ["“He told me ‘no’ twice,”", "‘no’"],
    "‘He told me “no” twice,’ she said.": ["‘He told me “no” twice,’", "“no”"],
    "\"He told me 'no,'\" she said.": ["\"He told me 'no,'\"", "'no,'"],
    "\"'No' was his word,\" she said.": ["\"'No' was his word,\"", "'No'"],
    "“He told me “no” twice,” she said.": ["“He told me “no” twice,”", "“no”"],
    "„Er sagte ‚nein‘“, sagte sie.": ["„Er sagte ‚nein‘“", "‚nein‘"],
    # apostrophes
    "The boys’ uncle, O’Neill, didn’t play rock ’n’ roll in the ’90s.": [],
    "The boys' uncle, O'Neill, didn't play rock 'n' roll in the '90s.": [],
    "In the ‘90s the girls’ team won.": [],
    "The Smiths' and the Joneses' lawyers met.": [],
    "‘The boys’ uncle won’t come,’ she said.": ["‘The boys’ uncle won’t come,’"],
    "'The boys' uncle won't come,' she said.": ["'The boys' uncle won't come,'"],
    "“Get ’em,” he shouted, “or it’ll be the ’80s again.”": ["“Get ’em,”", "“or it’ll be the ’80s again.”"],
    "He called it ‘talkin’ nonsense.’ She laughed.": ["‘talkin’ nonsense.’"],
    "‘They are fools’ said the boys’ uncle. ‘Yes.’": ["‘They are fools’", "‘Yes.’"],
    # feet and inches
    'The keeper, 6\'2" tall, wore a 10" band.': [],
    '"He is 5\'10" tall," she said.': ['"He is 5\'10" tall,"'],
    '"It began in 2016" was her answer, and "it ended in 2017."': ['"It began in 2016"', '"it ended in 2017."'],
    '"It began in 2016," she said.': ['"It began in 2016,"'],
    # what is missing
    "“No, she said.": ["“No, she said."],
    "No,” she said.": ["No,”"],
    "“No, she said. “Never,” she added.": ["“No, she said. ", "“Never,”"],
    "“No,” she said. Never,” she added.": ["“No,”", "she said. Never,”"],
    '"No, she said. "Never," she added.': ['"No, she said. ', '"Never,"'],
    "The ‘new plan is not “new,” she said.": ["“new,”"],
    # glued
    "she said:“No.”": ["“No.”"],
    'The answer:"No."': ['"No."'],
    '"No—" she began.': ['"No—"'],
    'a plan—"a trap"—that failed ("for now").': ['"a trap"', '"for now"'],
    'the ["old"] plan': ['"old"'],
    '"Yes"/"No"': ['"Yes"', '"No"'],
    "“Yes.”“No.”": ["“Yes.”", "“No.”"],
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples(text):
    assert [text[q.start : q.end] for q in quotations(text)] == EXAMPLES[text]


def test_nesting_has_depth_and_size():
    found = quotations("“He told me ‘no’ twice,” she said. ‘Never.’")
    assert [(q.depth, q.double) for q in found] == [(1, True), (2, False), (1, False)]


def test_missing_marks_are_said_to_be_missing():
    assert quotations("No,” he said.\nShe said: “No") == (
        Quotation(0, 4, False, True, 1, True, False),
        Quotation(24, 27, True, False, 1, True, False),
    )


@pytest.mark.parametrize(("mark", "closer"), ['""', "“”", "‘’", "«»", "„“", ("``", "''")])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n", "\n \n"])
def test_over_paragraphs(mark, closer, gap):
    end = " " + "and so on" * 20 + "."  # paragraphs, not lines wrapped by hand
    text = f"{mark}We wait{end}{gap}{mark}We still wait{end}{gap}{mark}No more,{closer} she said.{gap}She left{end}"
    found = quotations(text)
    assert [(q.opened, q.closed, q.continues) for q in found] == [(True, False, True)] * 2 + [(True, True, False)]
    assert text[found[1].start : found[1].end] == f"{mark}We still wait{end}"


def test_a_lost_closer_does_not_continue_into_a_paragraph_that_opens_nothing():
    text = "“We wait" + " and wait" * 20 + "\n\nShe left “at once.”"
    assert [q.continues for q in quotations(text)] == [False, False]


def test_wrapped_lines_are_one_paragraph():
    first = "She said on the steps of the ministry that “the treaty\r\nis dead” and\r\nleft."
    text = f"{first}\r\n\r\nHe said\r\n“no.”\r\n"
    assert [text[q.start : q.end] for q in quotations(text)] == ["“the treaty\r\nis dead”", "“no.”"]
    assert [text[a:b] for a, b in paragraphs(text)] == [first, "He said\r\n“no.”"]


def check(text):
    blocks = list(paragraphs(text))
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in blocks)
    assert all(before[1] < after[0] for before, after in pairwise(blocks))
    found = quotations(text)
    assert list(found) == sorted(found, key=lambda q: (q.start, -q.end))
    around: list[Quotation] = []
    block = iter(blocks)
    low, high = 0, 0
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        while q.start >= high:
            low, high = next(block)
        assert low <= q.start < q.end <= high
        while around and around[-1].end <= q.start:
            around.pop()
        assert not around or q.end <= around[-1].end, "quotations cross"
        around.append(q)
        assert q.depth == len(around)
        assert not (q.continues and q.closed)
        assert q.opened or q.closed
    return found


marks = st.sampled_from([*"“”„‟‘’‚‛\"'«»‹›", "``", "''"])
words = st.sampled_from(
    [
        "a",
        "No",
        " ",
        " ",
        ",",
        ".",
        "s",
        "n",
        "9",
        "0s",
        "—",
        "(",
        ":",
        "\n",
        "\r\n",
        "\n\n",
        "\u2028",
        "é",
        "👍",
        "a" * 50,
    ]
)


@given(st.lists(marks | words | st.characters(exclude_categories=["Cs"]), max_size=60).map("".join))
def test_spans_hold_for_any_marks(text):
    check(text)


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_spans_hold_for_naughty_strings(text):
    check(text)


@given(st.lists(st.sampled_from(["We wait,", "the ‘new’ plan", "O’Neill", "3 of 4", "(no)"]), min_size=1, max_size=8))
def test_a_well_formed_quotation_is_found_whole(parts):
    for opener, closer in ["“”", '""', "«»", ("``", "''")]:
        text = f"Lund said {opener}{' '.join(parts)}.{closer} She left."
        outer = [q for q in quotations(text) if q.depth == 1]
        assert [(q.start, q.end, q.opened, q.closed) for q in outer] == [(10, len(text) - 10, True, True)]


@pytest.mark.parametrize(
    "unit", ['"', "“", "“„", "' ", " 'a", 'x" ', "“a” ", '‘"', "”", '1" ', "“a\n", "‘a\n\n", " \n"]
)
def test_time_is_linear(unit):
    def seconds(count: int) -> float:
        text = "a" * 60 + "\n" + unit * count
        began = time.process_time()
        quotations(text)
        return time.process_time() - began

    # Eight times the text takes about eight times as long; anything quadratic takes 64 times.
    small = min(seconds(2_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(2)) < 30 * small + 0.05
