"""Keys in the order of time, and the counts that are kept by period: each against a slower way to the same."""

import itertools
import random
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import NEWER, RUN, Dispatch, opened

from onrecord import queries
from onrecord.ledger.check import check
from onrecord.ledger.counts import covered
from onrecord.ledger.keys import DATED, LAST, assigned, date_of, high, low, minute_of, month
from onrecord.queries import Asked

days = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)


@given(days, st.sampled_from((4, 7, 10)))
def test_a_period_begins_with_its_first_day_and_ends_where_the_next_begins(day, length):
    period = day[:length]
    assert DATED <= low(period) <= low(day) < high(day) <= high(period)
    if (after := date_of(high(period)) + timedelta(days=1) if date_of(high(period)) < date.max else None) is not None:
        assert low(after.isoformat()) == high(period) + 1
        assert after.isoformat()[:length] != period
    assert minute_of(low(day)) == low(day) and date_of(low(day)).isoformat() == day
    assert month(low(day)) == (low(day[:7]), high(day[:7]))


@given(days, days)
def test_keys_sort_as_days_do(one, other):
    assert (low(one) < low(other)) == (one < other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-02-05T10:00Z", "2024-02-05T12:00+02:00"),
        ("2024-02-05T23:30-01:00", "2024-02-06T00:30Z"),
        ("2024-02", "2024-02-01"),
        ("2024", "2024-01-01"),
        ("0001-01-01T00:00+14:00", "0001-01-01"),
    ],
)
def test_days_that_begin_at_one_moment_have_one_key(one, other):
    assert low(one) == low(other)


@pytest.mark.parametrize(
    "day", [None, "", "soon", "2024-13", "2024-02-30", "0000", "99999-01-01", "2024-02-05T99:99Z", "²024"]
)
def test_what_is_no_day_stands_before_all_days(day):
    assert low(day) == 0
    assert day is None or high(day) < DATED


def test_no_two_rows_have_one_key_whatever_their_tables(tmp_path):
    with opened(tmp_path / "x.db") as ledger:
        for number in range(30):
            made = Dispatch(source=str(number), published=random.Random(number).choice((None, "2024", "2024-02-05")))
            made.says(made.who("Ada Lund"), f"no {number}").holds("Ada Lund", "supports", "it")
            ledger.add(made.plans("Ada Lund", "will meet", "2024-02-05", "2024-02-06").record(), RUN)
        every = " UNION ALL ".join(
            f"SELECT key FROM {table}" for table in ("statement", "position", "event", "appearance")
        )
        assert ledger.ask(f"SELECT count(*), count(DISTINCT key) FROM ({every})") == [(120, 120)]
        assert max(assigned(ledger.connection, "event", [None, "9999-12-31T23:59Z"])) < LAST


@given(st.dates(date(2019, 1, 1), date(2024, 12, 31)), st.integers(0, 1500), st.sampled_from(("", "T13:07Z")))
def test_a_time_is_covered_once_by_periods_and_what_is_left(first, length, clock):
    begin, end = low(first.isoformat() + clock), high((first + timedelta(days=length)).isoformat())
    periods, ranges = covered(begin, end)
    stretches = sorted([(low(period), high(period)) for period in periods] + ranges)
    assert stretches[0][0] == begin and stretches[-1][1] == end
    assert all(one[1] + 1 == other[0] for one, other in itertools.pairwise(stretches))
    assert len(ranges) <= 2


PERIODS = [
    Asked(), Asked(since="2022"), Asked(until="2022-06"), Asked(since="2022-02-10", until="2023-04-03"),
    Asked(since="2023-05", until="2023-05"), Asked(as_of="2022-12-31"), Asked(since="2021", as_of="2022-03-05T12:00Z"),
]  # fmt: skip


def test_sources_are_those_that_counting_gives_also_after_reading_again(tmp_path):
    chance = random.Random(11)
    names = ["Ada Lund", "Bo Holm", "Eva Berg"]
    made = []
    for number in range(60):
        day = date(2021, 6, 1) + timedelta(days=chance.randint(0, 900))
        dispatch = Dispatch(
            source=str(number), published=chance.choice((day.isoformat(), day.isoformat(), f"{day:%Y-%m}", None)),
            publisher=chance.choice(("The Courier", "The Ledger", None)),
        )  # fmt: skip
        for name in chance.sample(names, chance.randint(1, 3)):
            dispatch.says(dispatch.who(name, link=name), f"no {number}", confidence=chance.choice((0.9, 0.9, 0.2)))
        made.append(dispatch.record())
    with opened(tmp_path / "x.db") as ledger:
        for record in made:
            ledger.add(record, RUN)
        for record in chance.sample(made, 20):
            ledger.add(record, NEWER)
        assert list(check(ledger)) == []
        for asked in PERIODS:
            bounds = asked.parameters
            first = bounds["low"] if asked.as_of is None else max(bounds["low"], DATED)
            statements, documents, outlets = Counter(), Counter(), defaultdict(set)
            for record in made:
                doc = record.document
                if not first <= low(doc.published) <= bounds["high"]:
                    continue
                sure = {one.id: one.speaker for one in record.statements if one.confidence >= RUN.threshold}
                for entity in record.entities:
                    if said := list(sure.values()).count(entity.id):
                        statements[entity.name] += said
                        documents[entity.name] += 1
                        outlets[entity.name] |= {doc.publisher} - {None}
            found = queries.sources(ledger, asked).dicts()
            assert {row["name"]: (row["statements"], row["documents"], row["outlets"]) for row in found} == {
                name: (statements[name], documents[name], len(outlets[name])) for name in statements
            }
