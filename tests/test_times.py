"""Time expressions: golden sentences, intervals written and read back, guards, anchors, and when a thing was said."""

from datetime import date, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from naughty import NAUGHTY

from onrecord import calendar, chooser, times
from onrecord.record import Document, Interval, Span, Statement
from onrecord.timex import tokenize

WEDNESDAY = "2021-01-27"
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def found(text, published=WEDNESDAY):
    return times.find(Document(text, published=published))


# sentence, expression, type, value, begin, end; written on Wednesday, 27 January 2021
GOLDEN = [
    ("She arrived on 3 March 2019.", "3 March 2019", "DATE", "2019-03-03", "2019-03-03", "2019-03-04"),
    ("She arrived on March 3rd, 2019.", "March 3rd, 2019", "DATE", "2019-03-03", "2019-03-03", "2019-03-04"),
    ("It was the 5th of November 1998.", "the 5th of November 1998", "DATE", "1998-11-05", "1998-11-05", "1998-11-06"),
    ("The note is dated 2020-11-05.", "2020-11-05", "DATE", "2020-11-05", "2020-11-05", "2020-11-06"),
    ("The note is dated 25/11/2019.", "25/11/2019", "DATE", "2019-11-25", "2019-11-25", "2019-11-26"),
    ("The note is dated 03/04/2019.", "03/04/2019", "DATE", "2019", "2019-01-01", "2020-01-01"),
    ("The note is dated 3.4.2019.", "3.4.2019", "DATE", "2019-04-03", "2019-04-03", "2019-04-04"),
    ("The vote is on Tuesday, 9 February.", "Tuesday, 9 February", "DATE", "2021-02-09", "2021-02-09", "2021-02-10"),
    ("It will open at 15:00 GMT Saturday.", "15:00 GMT Saturday", "TIME", "2021-01-30T15:00Z", "2021-01-30T15:00Z",
     "2021-01-30T15:01Z"),
    ("It starts 5 p.m. EST on Jan. 30.", "5 p.m. EST on Jan. 30", "TIME", "2021-01-30T17:00-05:00",
     "2021-01-30T17:00-05:00", "2021-01-30T17:01-05:00"),
    ("Rain fell on Tuesday night.", "Tuesday night", "TIME", "2021-01-26TNI", "2021-01-26T20:00", "2021-01-27T05:00"),
    ("Rain fell last night.", "last night", "TIME", "2021-01-26TNI", "2021-01-26T20:00", "2021-01-27T05:00"),
    ("Snow fell this morning.", "this morning", "TIME", "2021-01-27TMO", "2021-01-27T06:00", "2021-01-27T12:00"),
    ("They spoke for five years.", "five years", "DURATION", "P5Y", None, None),
    ("A two-hour meeting followed.", "two-hour", "DURATION", "PT2H", None, None),
    ("It took 2 1/2 years.", "2 1/2 years", "DURATION", "P2Y6M", None, None),
    ("It took two decades.", "two decades", "DURATION", "P2DE", None, None),
    ("It lasted several weeks.", "several weeks", "DURATION", "PXW", None, None),
    ("Exports doubled over the past three months.", "the past three months", "DURATION", "P3M", "2020-10-27",
     "2021-01-27"),
    ("The plan covers the upcoming five-year period.", "the upcoming five-year period", "DURATION", "P5Y", "2021-01-27",
     "2026-01-27"),
    ("The council meets every Wednesday.", "every Wednesday", "SET", "XXXX-WXX-3", None, None),
    ("The ferry runs daily.", "daily", "SET", "P1D", None, None),
    ("They pay every three months.", "every three months", "SET", "P3M", None, None),
    ("The assembly is on February 11-12.", "February 11-12", "DATE", "2021-02-11/2021-02-12", "2021-02-11",
     "2021-02-13"),
    ("The road closed two weeks ago.", "two weeks ago", "DATE", "2021-W02", "2021-01-11", "2021-01-18"),
    ("The road closed three days ago.", "three days ago", "DATE", "2021-01-24", "2021-01-24", "2021-01-25"),
    ("He resigned last Friday.", "last Friday", "DATE", "2021-01-22", "2021-01-22", "2021-01-23"),
    ("She spoke late on Tuesday.", "late on Tuesday", "DATE", "2021-01-26", "2021-01-26", "2021-01-27"),
    ("Polls will open on Friday.", "Friday", "DATE", "2021-01-29", "2021-01-29", "2021-01-30"),
    ("Polls opened on Friday.", "Friday", "DATE", "2021-01-22", "2021-01-22", "2021-01-23"),
    ("They met yesterday.", "yesterday", "DATE", "2021-01-26", "2021-01-26", "2021-01-27"),
    ("They met last week.", "last week", "DATE", "2021-W03", "2021-01-18", "2021-01-25"),
    ("They meet next month.", "next month", "DATE", "2021-02", "2021-02-01", "2021-03-01"),
    ("They met earlier this year.", "earlier this year", "DATE", "2021", "2021-01-01", "2021-01-27"),
    ("They meet later this year.", "later this year", "DATE", "2021", "2021-01-27", "2022-01-01"),
    ("It was built in early 2010.", "early 2010", "DATE", "2010", "2010-01-01", "2010-07-01"),
    ("It was built in late March 2010.", "late March 2010", "DATE", "2010-03", "2010-03-16", "2010-04-01"),
    ("It was built in mid-2010.", "mid-2010", "DATE", "2010", "2010-04-01", "2010-10-01"),
    ("It was built at the end of 2010.", "the end of 2010", "DATE", "2010", "2010-07-01", "2011-01-01"),
    ("It will be built by the end of the year.", "the end of the year", "DATE", "2021", "2021-12-31", "2022-01-01"),
    ("The pre-1989 order is gone.", "pre-1989", "DATE", "1989", None, "1989-01-01"),
    ("The post-1945 order is gone.", "post-1945", "DATE", "1945", "1946-01-01", None),
    ("He left three years ago tomorrow.", "three years ago tomorrow", "DATE", "2018-01-28", "2018-01-28",
     "2018-01-29"),
    ("He left two years ago last night.", "two years ago last night", "TIME", "2019-01-26TNI", "2019-01-26T20:00",
     "2019-01-27T05:00"),
    ("He left a week ago Monday.", "a week ago Monday", "DATE", "2021-01-18", "2021-01-18", "2021-01-19"),
    ("It began 13.8 billion years ago.", "13.8 billion years ago", "DATE", "GA13.8", None, None),
    ("It died out 66 million years ago.", "66 million years ago", "DATE", "MA66", None, None),
    ("They came here 15,000 years ago.", "15,000 years ago", "DATE", "KA15", None, None),
    ("They leave at 4 in the morning on Thursday.", "4 in the morning on Thursday", "TIME", "2021-01-21T04:00",
     "2021-01-21T04:00", "2021-01-21T04:01"),
    ("It rang at a quarter to seven on Friday evening.", "a quarter to seven on Friday evening", "TIME",
     "2021-01-22T18:45", "2021-01-22T18:45", "2021-01-22T18:46"),
    ("It rang at 6 o’clock on Monday.", "6 o’clock on Monday", "TIME", "2021-01-25T06:00", "2021-01-25T06:00",
     "2021-01-25T06:01"),
    ("Doors open every Saturday at 8 p.m.", "every Saturday at 8 p.m.", "SET", "XXXX-WXX-6T20:00", None, None),
    ("It was two Sundays ago.", "two Sundays ago", "DATE", "2021-01-17", "2021-01-17", "2021-01-18"),
    ("It will be two Sundays from now.", "two Sundays from now", "DATE", "2021-02-07", "2021-02-07", "2021-02-08"),
    ("It is due in four business days.", "four business days", "DATE", "2021-02-02", "2021-02-02", "2021-02-03"),
    ("It takes four business days.", "four business days", "DURATION", "P4D", None, None),
    ("It fell within the past two years and three months.", "the past two years and three months", "DURATION",
     "P2Y3M", "2018-10-27", "2021-01-27"),
    ("It rained in the last week of July 2017.", "the last week of July 2017", "DATE", "2017-W30", "2017-07-24",
     "2017-07-31"),
    ("They must pay within two weeks from today.", "two weeks from today", "DURATION", "P2W", "2021-01-27",
     "2021-02-10"),
    ("They meet three times a year.", "three times a year", "SET", "P1Y", None, None),
    ("He leaves in two days' time.", "two days' time", "DATE", "2021-01-29", "2021-01-29", "2021-01-30"),
    ("It grew half a century ago.", "half a century ago", "DATE", "1971", "1971-01-01", "1972-01-01"),
    ("It grew a year and a half ago.", "a year and a half ago", "DATE", "2019-07", "2019-07-01", "2019-08-01"),
    ("It took half an hour.", "half an hour", "DURATION", "PT30M", None, None),
    ("It took ten or fifteen years.", "ten or fifteen years", "DURATION", "P10Y", None, None),
    ("The 2020/21 season was cut short.", "2020/21", "DATE", "2020/2021", "2020-01-01", "2022-01-01"),
    ("In the last half of 2019 it grew.", "the last half of 2019", "DATE", "2019-H2", "2019-07-01", "2020-01-01"),
    ("They meet this coming Sunday, February 7.", "this coming Sunday, February 7", "DATE", "2021-02-07", "2021-02-07",
     "2021-02-08"),
    ("The September 11 attacks changed it.", "September 11", "DATE", "2001-09-11", "2001-09-11", "2001-09-12"),
    ("It was the largest fall in ten years.", "ten years", "DURATION", "P10Y", "2011-01-27", "2021-01-27"),
    ("The day after Christmas was quiet.", "The day after Christmas", "DATE", "2020-12-26", "2020-12-26", "2020-12-27"),
    ("It was sold in the 1990s.", "the 1990s", "DATE", "199", "1990-01-01", "2000-01-01"),
    ("It was sold in the '80s.", "the '80s", "DATE", "198", "1980-01-01", "1990-01-01"),
    ("The mill dates from the 19th century.", "the 19th century", "DATE", "18", "1800-01-01", "1900-01-01"),
    ("It began at the beginning of last century.", "the beginning of last century", "DATE", "19", "1900-01-01",
     "1950-01-01"),
    ("Sales fell in the third quarter of 2020.", "the third quarter of 2020", "DATE", "2020-Q3", "2020-07-01",
     "2020-10-01"),
    ("Sales fell in last year's fourth quarter.", "last year's fourth quarter", "DATE", "2020-Q4", "2020-10-01",
     "2021-01-01"),
    ("The fiscal year 2020 was poor.", "The fiscal year 2020", "DATE", "2020", None, None),
    ("They met in the summer of 2018.", "the summer of 2018", "DATE", "2018-SU", "2018-06-01", "2018-09-01"),
    ("The market closed on Christmas Eve.", "Christmas Eve", "DATE", "2020-12-24", "2020-12-24", "2020-12-25"),
    ("It was signed on Easter Monday 2019.", "Easter Monday 2019", "DATE", "2019-04-22", "2019-04-22", "2019-04-23"),
    ("It was signed on the first Monday of March 2019.", "the first Monday of March 2019", "DATE", "2019-03-04",
     "2019-03-04", "2019-03-05"),
    ("It was sold in the week of 6 March 2019.", "the week of 6 March 2019", "DATE", "2019-W10", "2019-03-04",
     "2019-03-11"),
    ("He now lives here.", "now", "DATE", "PRESENT_REF", "2021-01-27", "2021-01-28"),
    ("He was recently ill.", "recently", "DATE", "PAST_REF", None, None),
    ("In 490 BC they sailed.", "490 BC", "DATE", "BC0490", None, None),
    ("The board closed it for the rest of the year.", "the rest of the year", "DATE", "2021", "2021-01-27",
     "2022-01-01"),
    ("It will meet the week after next.", "the week after next", "DATE", "2021-W06", "2021-02-08", "2021-02-15"),
    ("It was poor the year before last.", "the year before last", "DATE", "2019", "2019-01-01", "2020-01-01"),
    ("He left one month and 21 days ago.", "one month and 21 days ago", "DATE", "2020-12-06", "2020-12-06",
     "2020-12-07"),
    ("It took two hours and 30 minutes.", "two hours and 30 minutes", "DURATION", "PT2H30M", None, None),
    ("Owners must pay within 30 days.", "30 days", "DURATION", "P30D", "2021-01-27", "2021-02-26"),
    ("The school will open in two weeks.", "two weeks", "DATE", "2021-W06", "2021-02-08", "2021-02-15"),
    ("It is the second letter in two weeks.", "two weeks", "DURATION", "P2W", "2021-01-13", "2021-01-27"),
    ("Sales rose in H2 2020.", "H2 2020", "DATE", "2020-H2", "2020-07-01", "2021-01-01"),
    ("It rained on Friday the 15th.", "Friday the 15th", "DATE", "2021-01-15", "2021-01-15", "2021-01-16"),
    ("It is due on the 20th of next month.", "the 20th of next month", "DATE", "2021-02-20", "2021-02-20",
     "2021-02-21"),
    ("It was sold in the week ending 7 March 2021.", "the week ending 7 March 2021", "DATE", "2021-W09",
     "2021-03-01", "2021-03-08"),
    ("It lasted between 3 and 12 September.", "3 and 12 September", "DATE", "2020-09-03/2020-09-12", "2020-09-03",
     "2020-09-13"),
    ("The first week of 2015 was cold.", "The first week of 2015", "DATE", "2015-W01", "2014-12-29", "2015-01-05"),
    ("He leaves two days from tomorrow.", "two days from tomorrow", "DATE", "2021-01-30", "2021-01-30", "2021-01-31"),
    ("She spoke of the decades-long feud.", "decades-long", "DURATION", "PXDE", None, None),
    ("The talks are to be held on Monday.", "Monday", "DATE", "2021-02-01", "2021-02-01", "2021-02-02"),
    ("It closed on New Year's Eve.", "New Year's Eve", "DATE", "2020-12-31", "2020-12-31", "2021-01-01"),
    ("It closed on New Year’s Eve.", "New Year’s Eve", "DATE", "2020-12-31", "2020-12-31", "2021-01-01"),
    ("It ended at 2330 GMT on Sunday.", "2330 GMT on Sunday", "TIME", "2021-01-24T23:30Z", "2021-01-24T23:30Z",
     "2021-01-24T23:31Z"),
    ("It met on Feb. 29.", "Feb. 29", "DATE", "2020-02-29", "2020-02-29", "2020-03-01"),
    ("The storm came on Feb. 30.", "Feb. 30", "DATE", None, None, None),
    ("The leap came on 29 February 2020.", "29 February 2020", "DATE", "2020-02-29", "2020-02-29", "2020-03-01"),
    ("The leap came on 29 February 2019.", "29 February 2019", "DATE", None, None, None),
    # The hour that does not exist where clocks went forward stays as it is written: no place is assumed.
    ("It rang at 2:30 a.m. on 28 March 2021.", "2:30 a.m. on 28 March 2021", "TIME", "2021-03-28T02:30",
     "2021-03-28T02:30", "2021-03-28T02:31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "kind", "value", "begin", "end"), GOLDEN, ids=[row[1] for row in GOLDEN])
def test_golden(text, words, kind, value, begin, end):
    rows = {one.span.of(text): (one.type, one.value, one.begin, one.end) for one in found(text)}
    assert rows == {words: (kind, value, begin, end)}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Prices rose from 1995 to 1998.", ["1995", "1998"]),
        ("It ran between March 2019 and May 2019.", ["2019-03", "2019-05"]),
        ("It ran from 23 January to 9 March 2014.", ["2014-01-23", "2014-03-09"]),
        ("It ran between November and March.", ["2020-11", "2021-03"]),
        ("It met on April 24 and 25.", ["2020-04-24", "2020-04-25"]),
        ("It met on May 3 and 4, 2019.", ["2019-05-03", "2019-05-04"]),
        ("The fair will return in March and in April.", ["2021-03", "2021-04"]),
        ("It came at 10:35 a.m. (0735 GMT) Friday.", ["2021-01-22T10:35", "2021-01-22T07:35Z", "2021-01-22"]),
        ("It opened on 4 May 2012; a year earlier it was a ford.", ["2012-05-04", "2011"]),
        ("It broke on 4 May 2012. Three days later it was mended.", ["2012-05-04", "2012-05-07"]),
        ("It broke on 4 May 2012. They mended it the next day.", ["2012-05-04", "2012-05-05"]),
        ("Two years ago tonight he left. Two years ago it snowed.", ["2019-01-27TNI", "2019-01-27"]),
        ("It sank on 9 October 1960. That October night it snowed.", ["1960-10-09", "1960-10-09TNI"]),
        ("It opened on Monday, day five of the fair. Day five was dry.", ["2021-01-25", "2021-01-25", "2021-01-25"]),
        ("On Saturday, the opening night, it rained.", ["2021-01-23", "2021-01-23TNI"]),
        ("It was poor in the three months to December.", ["P3M", "2020-12"]),
        (
            "It began in May 1914, then May 1915. On 8 August 1918 he said: “Today it ends.” By 10 August it had.",
            ["1914-05", "1915-05", "1918-08-08", "2021-01-27", "1918-08-10"],
        ),
        (
            "It fell in May 1914, May 1915 and May 1918. They left by the end of the year.",
            ["1914-05", "1915-05", "1918-05", "1918"],
        ),
        ("Day five: rain. It rained on day five.", []),
        ("He came on Monday, the first day. She came on Sunday, the first day.", ["2021-01-25", "2021-01-24"]),
        ("Profit rose in the third quarter of 2020, from a loss a year ago.", ["2020-Q3", "2019-Q3"]),
    ],
)
def test_what_was_mentioned_before(text, values):
    assert [time.value for time in found(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "She may march to the Times.",
        "Second to none, she came second.",
        "It is open 24/7.",
        "The 35-year-old won 6-3.",
        "They spring into action.",
        "Profits fall sharply after the fall of the wall.",
        "The Sun printed it, and so did the Sunday Times.",
        "The cat sat there. They wed.",
        "April Jones met Theresa May.",
        "It cost $1998 and weighed 2000 tons.",
        "He is in his 60s.",
        "More than a quarter of them left.",
        "The price fell to 6,107.31 euros.",
        "She drove home on the 18th, her fourth birdie.",
        "She scored six at night and only two at dinner.",
        "The day five people died it rained.",
        "The blast killed two in the crowd; he came from a quarter to 10 percent.",
        "She led in the second half and won the first half of her term.",
        "Jan Kavan spoke, and so did April Jones and August Strindberg.",
    ],
)
def test_words_that_only_look_like_dates(text):
    assert found(text) == ()


@pytest.mark.parametrize("words", ["Wednesday", "last week", "yesterday", "in October", "on August 9", "two weeks ago"])
def test_without_a_date_of_the_document_nothing_is_assumed(words):
    (time,) = found(f"They met {words}.", published=None)
    assert (time.value, time.begin, time.end) == (None, None, None)


def test_a_document_dated_by_its_year_gives_years_only():
    assert [time.value for time in found("They met last year, and on Tuesday.", published="2019")] == ["2018", None]


def spelt(day):
    month, ordinal = MONTHS[day.month - 1], {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 * (day.day // 10 != 1), "th")
    year = f"{day.year}"
    yield f"{day.day} {month} {year}"
    yield f"{month} {day.day}, {year}"
    yield f"{day.day}{ordinal} {month}, {year}"
    yield f"the {day.day}{ordinal} of {month} {year}"
    yield f"{day:%A}, {month} {day.day}, {year}"
    yield day.isoformat()


@given(st.dates(date(1000, 1, 1), date(2199, 12, 31)))
def test_a_day_that_is_written_is_read_back(day):
    for words in spelt(day):
        text = f"It was signed on {words}."
        (time,) = found(text)
        assert time.span.of(text) == words
        assert (time.begin, time.end) == (day.isoformat(), (day + timedelta(days=1)).isoformat()), words


@given(st.integers(1900, 2048), st.integers(1, 12))
def test_longer_stretches_are_read_back(year, month):
    season = ("spring", "summer", "autumn", "winter")[month % 4]
    code = ("SP", "SU", "FA", "WI")[month % 4]
    quarter = (month - 1) // 3 + 1
    for words, value in (
        (f"{MONTHS[month - 1]} {year}", f"{year}-{month:02}"),
        (f"the {season} of {year}", f"{year}-{code}"),
        (f"the {('first', 'second', 'third', 'fourth')[quarter - 1]} quarter of {year}", f"{year}-Q{quarter}"),
        (f"Q{quarter} {year}", f"{year}-Q{quarter}"),
        (f"{year}", f"{year}"),
        (f"the {year // 10}0s", f"{year // 10}"),
    ):
        if value == "190":
            continue  # "the 1900s" are the century
        (time,) = found(f"It began in {words}.")
        assert (time.value, time.begin, time.end) == (value, *calendar.interval(value)), words


ZONES = [("", ""), (" GMT", "Z"), (" EST", "-05:00"), (" EDT", "-04:00"), (" MSK", "+03:00")]


@given(st.dates(date(1990, 1, 1), date(2048, 12, 31)), st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES))
def test_a_clock_time_that_is_written_is_read_back(day, hour, minute, zone):
    written, offset = zone
    spoken = f"{(hour + 11) % 12 + 1}:{minute:02} {'ap'[hour > 11]}.m."
    expected = calendar.interval(f"{day.isoformat()}T{hour:02}:{minute:02}{offset}")
    for clock in (f"{hour:02}:{minute:02}{written}", f"{spoken}{written}"):
        for words in (f"{clock} on {day.day} {MONTHS[day.month - 1]} {day.year}",
                      f"{clock}, {MONTHS[day.month - 1]} {day.day}, {day.year}"):  # fmt: skip
            (time,) = found(f"It rang at {words}, they say.")
            assert (time.begin, time.end) == expected, words


@given(st.dates(date(1990, 1, 1), date(2048, 12, 1)), st.integers(1, 27), st.integers(1, 4))
def test_ranges_of_days_are_read_back(day, first, length):
    month, year, last = MONTHS[day.month - 1], day.year, min(first + length, 28)
    begin, end = date(year, day.month, first), date(year, day.month, last) + timedelta(days=1)
    for days in (f"{month} {first}-{last},", f"{first}-{last} {month}", f"{first} to {last} {month}"):
        words = f"{days} {year}"
        (time,) = found(f"It ran on {words}.")
        assert (time.begin, time.end) == (begin.isoformat(), end.isoformat()), words


@given(st.integers(1000, 2100), st.integers(1, 12), st.sampled_from(["early", "mid-", "late"]))
def test_parts_of_a_month_and_a_year_lie_within_it(year, month, word):
    parts = {}
    for whole, value in ((f"{MONTHS[month - 1]} {year}", f"{year}-{month:02}"), (f"{year}", f"{year}")):
        (time,) = found(f"It began in {word}{'' if word == 'mid-' else ' '}{whole}.")
        begin, end = calendar.interval(value)
        assert time.value == value and begin <= time.begin < time.end <= end
        assert (time.begin == begin, time.end == end) == (word == "early", word == "late")
        parts[value] = time
    assert len(parts) == 2


@pytest.mark.parametrize(
    ("words", "published", "value", "begin", "end"),
    [
        ("in 1 AD", WEDNESDAY, "0001", "0001-01-01", "0002-01-01"),
        ("in AD 79", WEDNESDAY, "0079", "0079-01-01", "0080-01-01"),
        ("in 9999 AD", WEDNESDAY, "9999", "9999-01-01", None),
        ("yesterday", "0001-01-01", None, None, None),
        ("tomorrow", "9999-12-31", None, None, None),
        ("last year", "0001-06-01", None, None, None),
        ("next year", "9999-06-01", None, None, None),
        ("last week", "0001-01-03", None, None, None),
        ("later this year", "9999-06-01", "9999", "9999-01-01", None),
        ("at 1:30 a.m. EDT on 7 November 2021", WEDNESDAY, "2021-11-07T01:30-04:00", "2021-11-07T01:30-04:00",
         "2021-11-07T01:31-04:00"),
        ("at 1:30 a.m. EST on 7 November 2021", WEDNESDAY, "2021-11-07T01:30-05:00", "2021-11-07T01:30-05:00",
         "2021-11-07T01:31-05:00"),
        ("on 29 February 1900", WEDNESDAY, None, None, None),
        ("on 29 February 2000", WEDNESDAY, "2000-02-29", "2000-02-29", "2000-03-01"),
        ("a year ago today", "2020-02-29", "2019-02-28", "2019-02-28", "2019-03-01"),
        ("on 31 June 2020", WEDNESDAY, None, None, None),
        ("on 0 May 2020", WEDNESDAY, "2020-05", "2020-05-01", "2020-06-01"),
    ],
)  # fmt: skip
def test_the_edges_of_the_calendar_as_written(words, published, value, begin, end):
    (time,) = found(f"It happened {words}.", published)
    assert (time.value, time.begin, time.end) == (value, begin, end)


VALUES = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.dates(min_value=date(1, 1, 15)).map(calendar.week_value),
    st.dates(min_value=date(1, 1, 15)).map(lambda day: calendar.week_value(day) + "-WE"),
    st.integers(1, 9999).map(lambda year: f"{year:04}"),
    st.builds("{:04}-{:02}".format, st.integers(1, 9999), st.integers(1, 12)),
    st.builds("{:04}-{}".format, st.integers(1, 9999), st.sampled_from(["Q1", "Q4", "H1", "H2", "SP", "WI"])),
    st.integers(0, 999).map("{:03}".format),
    st.integers(0, 99).map("{:02}".format),
    st.builds("{}T{}".format, st.dates(), st.sampled_from(["MO", "NI", "15:00", "02:30Z", "24:00", "23:59:59+03:00"])),
)


@given(VALUES)
@example("0001")
@example("9999-12-31")
@example("2020-02-29")
@example("2021-03-28T02:30")
def test_an_interval_ends_after_it_begins_and_its_value_names_the_day_it_begins(value):
    begin, end = calendar.interval(value)
    assert begin is not None and (end is None or begin < end)
    if len(value) == 10 or "T" in value:
        assert begin[:10] == value[:10] or "24:00" in value
    elif "W" not in value and len(value) in (4, 7) and value[-1].isdecimal() and "Q" not in value and "H" not in value:
        assert begin.startswith(value)
    elif "-W" in value and "WI" not in value:
        assert calendar.week_value(date.fromisoformat(begin)) == value.removesuffix("-WE")


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(["week", "month", "quarter", "year", "decade"]),
       st.sampled_from([("last", -1), ("this", 0), ("next", 1)]))  # fmt: skip
def test_a_step_that_is_written_is_read_back(day, unit, told):
    word, count = told
    expected = calendar.step(calendar.Point(day.year, day.month, day.day), count, unit)
    (time,) = found(f"It belongs to {word} {unit}.", published=day.isoformat())
    assert (time.value, time.begin, time.end) == (expected, *calendar.interval(expected))


@given(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.integers(2, 40),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_a_distance_that_is_written_is_read_back(day, count, unit):
    point = calendar.Point(day.year, day.month, day.day)
    for words, sign in ((f"{count} {unit}s ago", -1), (f"{count} {unit}s from now", 1)):
        (time,) = found(f"It was {words}.", published=day.isoformat())
        expected = calendar.step(point, sign * count, unit)
        assert (time.span.end, time.value, time.begin) == (
            7 + len(words), expected, calendar.interval(expected)[0]
        )  # fmt: skip


@given(st.dates(), st.sampled_from(["day", "week", "weekend", "month", "quarter", "half", "year", "decade", "century"]),
       st.integers(-30000, 30000))  # fmt: skip
def test_steps_never_leave_the_calendar(day, unit, count):
    value = calendar.step(calendar.Point(day.year, day.month, day.day), count, unit)
    assert value is None or calendar.interval(value)[0] is not None


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("0001", "0001-01-01", "0002-01-01"),
        ("9999", "9999-01-01", None),
        ("9999-12-31", "9999-12-31", None),
        ("9999-12-31TNI", "9999-12-31T20:00", None),
        ("0000", None, None),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2021-W53", None, None),
        ("2020-WI", "2020-12-01", "2021-03-01"),
        ("2021-02-30", None, None),
        ("2021-13", None, None),
        ("2021-01-27T24:00", "2021-01-28T00:00", "2021-01-28T00:01"),
        ("2021-01-27T25:00", None, None),
        ("P5Y", None, None),
    ],
)
def test_intervals_at_the_edges(value, begin, end):
    assert calendar.interval(value) == (begin, end)


@pytest.mark.parametrize(
    ("year", "day"), [(2000, "2000-04-23"), (2008, "2008-03-23"), (2019, "2019-04-21"), (2038, "2038-04-25")]
)
def test_easter(year, day):
    assert calendar.easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("year", "day"), [(2019, "2019-04-28"), (2021, "2021-05-02"), (2025, "2025-04-20"), (1900, "1900-04-22")]
)
def test_easter_of_the_orthodox_churches(year, day):
    assert calendar.orthodox_easter(year).isoformat() == day


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Christmas", "2020-12-25"),
        ("Easter Monday", "2020-04-13"),
        ("Thanksgiving", "2020-11-26"),
        ("thanksgiving", "2020-11-26"),
        ("Good Friday 2022", "2022-04-15"),
        ("Orthodox Christmas", "2021-01-07"),
        ("Orthodox Easter 2021", "2021-05-02"),
        ("Black Friday", "2020-11-27"),
        ("Election Day 2016", "2016-11-08"),
        ("last Christmas", "2020-12-25"),
    ],
)
def test_feasts_by_rule(words, value):
    (time,) = found(f"The market closed on {words}.")
    assert (time.span.of(f"The market closed on {words}."), time.value) == (words, value)


@pytest.mark.parametrize("words", ["Independence Day", "Ramadan", "Eid al-Fitr", "the Lunar New Year", "Diwali"])
def test_feasts_without_one_rule_are_not_dated(words):
    assert found(f"The market closed on {words}.") == ()


@pytest.mark.parametrize("published", [None, "2021-01-27", "2021-01", "0001-01-01", "9999-12-31", "2021-01-27T15:00Z"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_hostile_text_is_read(text, published):
    check_spans(text + " On Tuesday, 30 Feb. 0000 at 99:99 p.m. two million years ago " + text, published)


WORDS = st.sampled_from([
    "last", "next", "this", "the", "a", "two", "31", "2021", "1998-99",
    "February", "May", "Friday", "Fri.", "week", "years", "quarter", "ago", "later",
    "after", "of", "10:30", "p.m.", "GMT", "noon", "Christmas", "spring", "'tis",
    "'98", "60s", "1990s", "9/11", "half", ",", "-", "–", "and",
    "to", "second", "first", "every", "999999999999", "½", "1/0", "q4", "BC",
    "mid-", "at", "4", "in", "the morning", "o'clock", "half past", "quarter", "day", "five",
    "opening", "night", "(", ")",
    "post-", "business", "today", "billion", "early", "by the end of", "September 11", "attacks", "my", "rest of",
])  # fmt: skip


@given(st.lists(WORDS, max_size=12), st.sampled_from([None, "2021-01-27", "0001-01-01", "9999-12-31"]))
def test_any_row_of_words_is_read(words, published):
    check_spans(" ".join(words), published)


@pytest.mark.parametrize(
    "unit",
    [
        "two and ",
        "the opening night, ",
        "two years ago today ",
        "at half past ",
        "the last of ",
        "Monday, ",
        "1998-",
        "10:30 ",
        "two weeks ",
        "1,",
        "May ",
    ],
)
def test_time_is_linear(unit):
    """Four times the text takes about four times as long; anything quadratic takes sixteen times."""

    def seconds(size):
        began = process_time()
        found(unit * (size // len(unit)))
        return process_time() - began

    assert min(seconds(80_000) for _ in range(3)) < 12 * max(0.02, min(seconds(20_000) for _ in range(3)))


@pytest.mark.parametrize("text", ["1" * 400 + ".5 years", "9" * 5000 + " years ago", "last " * 500, "½ 1/0 years ago"])
def test_numbers_beyond_all_bounds_are_read(text):
    check_spans(text, WEDNESDAY)


def check_spans(text, published):
    rows = found(text, published)
    assert [time.span for time in rows] == sorted(time.span for time in rows)
    for before, after in pairwise(rows):
        assert before.span.end <= after.span.start
    for time in rows:
        assert time.span.of(text).strip() == time.span.of(text) != ""
        assert time.begin is None or time.end is None or time.begin < time.end


def test_reading_twice_is_reading_once():
    assert found("They met last Friday.") == found("They met last Friday.")


def test_the_chooser_hears_the_tense():
    for text, coming in (
        ("The talks will resume on Tuesday.", True),
        ("The talks resumed on Tuesday.", False),
        ("The truce expires on Tuesday.", True),
        ("They failed to resume the talks on Tuesday.", False),
    ):
        tokens = tokenize(text)
        place = tokens.words.index("tuesday")
        assert (chooser.coming(tokens, place, place + 1, "weekday 1") > 0.5) is coming


def statement_in(text, cue, content, source=None):
    def place(words):
        start = text.index(words)
        return Span(start, start + len(words))

    sources = (place(source),) if source else ()
    return Statement(
        "s", sources, (place(cue),), (place(content),), "indirect", "speech", "affirmed", None, None, None, 1.0
    )


@pytest.mark.parametrize(
    ("text", "cue", "content", "source", "begin"),
    [
        ("The mayor said on Tuesday that rain fell.", "said", "that rain fell", "The mayor", "2021-01-26"),
        ("“On Monday,” the mayor said on Tuesday.", "said", "“On Monday,”", "the mayor", "2021-01-26"),
        ("The mayor said that rain fell on Monday.", "said", "that rain fell on Monday", "The mayor", "2021-01-27"),
        ("The 2019 winner said it was late.", "said", "it was late", "The 2019 winner", "2021-01-27"),
        ("It was Monday. The mayor said it was late.", "said", "it was late", "The mayor", "2021-01-27"),
        ("Last year, the mayor said it was late.", "said", "it was late", "the mayor", "2020-01-01"),
    ],
)  # fmt: skip
def test_when_it_was_said(text, cue, content, source, begin):
    doc = Document(text, published=WEDNESDAY)
    said = times.said(doc, times.find(doc), statement_in(text, cue, content, source))
    assert said is not None and said.begin == begin


def test_when_it_was_said_is_as_precise_as_the_documents_date():
    text = "The mayor said it was late."
    statement = statement_in(text, "said", "it was late")
    assert times.said(Document(text, published="2019"), (), statement) == Interval("2019-01-01", "2020-01-01")
    assert times.said(Document(text), (), statement) is None
