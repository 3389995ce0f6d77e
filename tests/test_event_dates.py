"""A day counted from an event: only where the text dates that event right beside its noun, and dates it once."""

import pytest

from onrecord import times
from onrecord.record import Document


def found(text):
    return {one.span.of(text): one.value for one in times.find(Document(text, published="2021-01-27"))}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The vote was held on 5 January. The day after the vote, they met.", "The day after the vote", "2021-01-06"),
        ("The day before the vote they met. The vote was held on 5 January.", "The day before the vote", "2021-01-04"),
        ("Sunday's election was calm. Two days after the election, they met.", "Two days after the election",
         "2021-01-26"),
        ("The Jan. 6 presidential election was calm. A week after the election they met.", "A week after the election",
         "2021-W02"),
        ("The summit is set for Friday. The day after the summit is free.", "The day after the summit", "2021-01-30"),
        ("The mayor's trial opened on 5 January. The day after his trial, it rained.", "The day after his trial",
         "2021-01-06"),
    ],
)  # fmt: skip
def test_an_event_that_the_text_dates(text, words, value):
    assert found(text).get(words) == value


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # Not dated, not the same, dated twice, another head noun, a verb.
        ("The day after the vote, they met.", "The day", None),
        ("The local vote was on 5 January. The day after the presidential vote, they met.", "The day", None),
        ("One vote was on 5 January, another vote on 6 January. The day after the vote, they met.", "The day", None),
        ("The election was on 5 January. The day after the election commission met, it rained.", "The day", None),
        ("The day after she left, they met on 5 January.", "The day", None),
        # So long after something is a length of time when the text does not say when that was.
        ("Two days after the vote, they met.", "Two days", "P2D"),
    ],
)
def test_otherwise_nothing_is_claimed(text, words, value):
    assert words in found(text)
    assert found(text)[words] == value


def test_the_interval_is_that_of_the_counted_day():
    text = "The vote was held on 5 January. The day after the vote, they met."
    (_, time) = times.find(Document(text, published="2021-01-27"))
    assert (time.type, time.begin, time.end) == ("DATE", "2021-01-06", "2021-01-07")
    assert time.span.of(text) == "The day after the vote"


def test_no_day_is_counted_out_of_the_calendar():
    text = "The vote was held today. The day after the vote, they met."
    rows = {one.span.of(text): one.value for one in times.find(Document(text, published="9999-12-31"))}
    assert rows == {"today": "9999-12-31", "The day": None}
