"""Who held an office when: words, countries, dates of every precision, dirty rows, and what the tables cannot know."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from naughty import NAUGHTY

import onrecord
from bench import offices as bench
from onrecord.cli import cli
from onrecord.knowledge import holders, office_holder
from onrecord.knowledge.office_words import parse


def people(*question):
    return [holder.person for holder in office_holder(*question).holders]


@pytest.mark.parametrize(
    ("office", "country", "date", "expected"),
    [
        ("president", "Belarusian", "2021", "Alexander Lukashenko"),
        ("president", "Belarus", "1993", "Stanislav Shushkevich"),
        ("foreign secretary", "Britain's", "2016-06", "Philip Hammond"),
        ("foreign secretary", "Britain", "2016-08", "Boris Johnson"),
        ("minister of foreign affairs", "GB", "2016-08-01", "Boris Johnson"),
        ("Secretary of State", "US", "2012-05-05", "Hillary Clinton"),
        ("secretary of state", "American", "2012", "Hillary Clinton"),
        ("defense secretary", "Q30", "2016-01-01", "Ashton Carter"),
        ("the Chancellor", "German", "2010-10-10", "Angela Merkel"),
        ("chancellor", "UK", "2010-10-10", "George Osborne"),
        ("Chancellor of the Exchequer", "British", "2010-10-10", "George Osborne"),
        ("finance minister", "United Kingdom", "2010-10-10", "George Osborne"),
        ("taoiseach", "Irish", "2015-01-01", "Enda Kenny"),
        ("PM", "GBR", "2005-01-01", "Tony Blair"),
        ("premier", "Chinese", "2015", "Li Keqiang"),
        ("MFA head", "Russian", "2021-01-27", "Sergey Lavrov"),
        ("head of the Foreign Ministry", "Russia", "2021-01-27", "Sergey Lavrov"),
        ("external affairs minister", "India", "2016-01-01", "Sushma Swaraj"),
        ("head of state", "UK", "2010", "Elizabeth II"),
        ("head of state", "France", "2010", "Nicolas Sarkozy"),
        ("head of government", "US", "2010", "Barack Obama"),
        ("supreme leader", "Iran", "2010", "Ali Khamenei"),
        ("king", "Saudi", "2010", "Abdullah of Saudi Arabia"),
        ("UN secretary-general", "UN", "2015", "Ban Ki-moon"),
        ("European Commission president", "EU", "2016", "Jean-Claude Juncker"),
        ("re-elected President", "Belarus", "2021-01-27", "Alexander Lukashenko"),
        ("incumbent president", "Belarus", "2021-01-27", "Alexander Lukashenko"),
        ("foreign minister", "Germany", "2016-12-01", "Frank-Walter Steinmeier"),
        ("treasurer", "Australian", "2021-10", "Josh Frydenberg"),
        ("first minister", "Scotland", "2016-01-01", "Nicola Sturgeon"),
        ("prime minister", "Abkhazian", "2015-06-01", "Artur Mikvabia"),
    ],
)
def test_one_sure_holder(office, country, date, expected):
    answer = office_holder(office, country, date)
    assert answer.outcome == "one" and answer.sure is not None
    assert answer.sure.person == expected


def test_a_coarser_date_than_the_change_gives_all_holders_marked():
    answer = office_holder("foreign secretary", "Britain", "2016-07")
    assert answer.outcome == "several" and answer.sure is None
    assert [(holder.person, holder.whole) for holder in answer.holders] == [
        ("Philip Hammond", False),
        ("Boris Johnson", False),
    ]
    assert people("foreign secretary", "Britain", "2016") == ["Philip Hammond", "Boris Johnson"]


def test_on_the_day_of_change_both_are_in_office():
    assert people("foreign secretary", "Britain", "2016-07-12") == ["Philip Hammond"]
    assert people("foreign secretary", "Britain", "2016-07-13") == ["Philip Hammond", "Boris Johnson"]
    assert people("foreign secretary", "Britain", "2016-07-14") == ["Boris Johnson"]


def test_after_the_cut_off_the_answer_is_unsure():
    answer = office_holder("foreign secretary", "Britain", "2023-05-01")
    assert (answer.outcome, answer.cutoff, answer.sure) == ("after_cutoff", "2022-07-23", None)
    assert people("foreign secretary", "Britain", "2023-05-01") == ["Liz Truss"]
    assert office_holder("foreign secretary", "Britain", "2022-07-23").sure is not None
    assert office_holder("foreign secretary", "Britain", "2022-07-24").outcome == "after_cutoff"
    assert office_holder("foreign secretary", "Britain", "9999-12-31").outcome == "after_cutoff"


def test_heads_are_known_for_longer_from_the_factbook_but_not_between_the_lists():
    assert office_holder("prime minister", "UK", "2025-01-01").sure.person == "Keir Starmer"
    assert office_holder("prime minister", "UK", "2023-05-01").outcome == "after_cutoff"
    assert office_holder("president", "Russia", "2024-01-01").sure.person == "Vladimir Putin"
    assert office_holder("president", "US", "2024-01-01").outcome == "after_cutoff"
    assert office_holder("prime minister", "UK", "2026-02-01").outcome == "after_cutoff"


def test_a_date_of_the_factbook_that_the_list_contradicts_is_not_believed():
    """It has Romania's prime minister since 2005, where the list has others."""
    assert people("prime minister", "Romania", "2010-01-01") == ["Emil Boc"]


def test_before_the_coverage_and_in_gaps_nobody_is_named():
    assert office_holder("president", "US", "1850-01-01").outcome == "before_coverage"
    assert office_holder("finance minister", "South Africa", "2018-08-01").outcome == "nobody"
    assert office_holder("first lord of the treasure", "Britain", "2018").outcome == "nobody"


@pytest.mark.parametrize(
    "office",
    ["former president", "ex-president", "president-elect", "presidential candidate", "late president",
     "shadow foreign secretary", "Foreign Ministry spokeswoman", "the president's wife", "ministry"],
)  # fmt: skip
def test_words_that_name_no_holder(office):
    answer = office_holder(office, "Britain" if "shadow" in office else "US", "2016-01-01")
    assert (answer.outcome, answer.holders) == ("nobody", ())


@pytest.mark.parametrize(
    ("label", "country"),
    [
        ("deputy foreign minister", "RU"),
        ("Deputy Minister of Foreign Affairs", "RU"),
        ("Minister of State for Foreign Affairs", "GB"),
        ("Under-Secretary of State for Foreign Affairs", "GB"),
        ("Minister Delegate for Foreign Affairs", "CF"),
        ("State Secretary for Foreign Affairs", "NO"),
        ("Secretary of State for Foreign Affairs", "CF"),
        ("Vice Minister of Foreign Affairs", "ID"),
        ("foreign secretary", "IN"),
        ("Minister of Foreign Trade", "BE"),
    ],
)
def test_deputies_and_others_are_not_the_minister(label, country):
    office = parse(label, country)
    assert office is not None and office.rank(parse("foreign minister", country)) is None


def test_deputy_prime_ministers_are_several_at_a_time():
    answer = office_holder("deputy prime minister", "Russia", "2015-06-01")
    assert answer.outcome == "several" and len(answer.holders) > 3


def test_ministers_of_a_wider_office_are_found_and_the_nearer_office_comes_first():
    assert people("finance minister", "Italy", "2015-05-05") == ["Pier Carlo Padoan"]
    assert parse("Minister of Economy and Finance", "IT").rank(parse("finance minister", "IT")) == (1, 1)
    assert people("foreign minister", "Spain", "2015-05-05") == ["José García-Margallo y Marfil"]


def test_acting_holders_are_marked():
    answer = office_holder("president", "South Korea", "2017-01-15")
    assert [(holder.person, holder.acting) for holder in answer.holders] == [
        ("Park Geun-hye", False),
        ("Hwang Kyo-ahn", True),
    ]
    assert people("acting president", "South Korea", "2017-01-15") == ["Hwang Kyo-ahn"]


# Dirty rows, in a table of the test's own.


@pytest.fixture
def table(monkeypatch):
    def use(*rows, cutoff="2022-07-01"):
        monkeypatch.setattr(holders, "_sections", lambda: {"FJ": f"FJ\t{cutoff}\n" + "\n".join(rows)})
        for cached in (holders.section, holders.stretches, holders._offices):
            cached.cache_clear()

    yield use
    monkeypatch.undo()
    for cached in (holders.section, holders.stretches, holders._offices):
        cached.cache_clear()


def test_an_open_end_is_closed_by_the_next_start(table):
    table("^Prime Minister\tQ1", "Ann\tQ2\t2001-01-01", "Ben\tQ3\t2005-01-01")
    (ann,) = office_holder("prime minister", "Fiji", "2003").holders
    assert (ann.person, ann.end, ann.end_from) == ("Ann", "2005-01-01", "successor")
    assert people("prime minister", "Fiji", "2006") == ["Ben"]
    assert office_holder("prime minister", "Fiji", "2022-07-02").outcome == "after_cutoff"


def test_start_after_end_and_no_start_are_left_out(table):
    table("^Prime Minister\tQ1", "Ann\tQ2\t2005-01-01\t2001-01-01", "Eve\tQ4\t\t2006-01-01", "Ben\tQ3\t2007-01-01")
    assert people("prime minister", "Fiji", "2003") == []
    assert people("prime minister", "Fiji", "2008") == ["Ben"]


def test_overlaps_stay_and_two_rows_of_one_person_are_one(table):
    table(
        "^Prime Minister\tQ1",
        "Ann\tQ2\t2001\t2006-05-01",
        "Ann\tQ2\t2001-03-01\t2006",
        "Ben\tQ3\t2005-01-01\t2010-01-01",
    )
    answer = office_holder("prime minister", "Fiji", "2005-06-01")
    assert (answer.outcome, people("prime minister", "Fiji", "2005-06-01")) == ("several", ["Ann", "Ben"])
    assert office_holder("prime minister", "Fiji", "2002").sure.start == "2001-03-01"


def test_a_year_is_sure_only_between_its_ends(table):
    table("^Prime Minister\tQ1", "Ann\tQ2\t2001\t2003", "Ben\tQ3\t2003\t2005")
    assert office_holder("prime minister", "Fiji", "2002-06-01").sure.person == "Ann"
    answer = office_holder("prime minister", "Fiji", "2003-06-01")
    assert [(holder.person, holder.whole) for holder in answer.holders] == [("Ann", False), ("Ben", False)]
    assert office_holder("prime minister", "Fiji", "2001-06-01").sure is None


def test_a_gap_within_a_year_leaves_one_who_was_there_for_a_part(table):
    table("^Prime Minister\tQ1", "Ann\tQ2\t2001-01-01\t2003-03-01", "Ben\tQ3\t2004-01-01\t2005-01-01")
    answer = office_holder("prime minister", "Fiji", "2003")
    assert (answer.outcome, answer.sure, answer.holders[0].whole) == ("one", None, False)


def test_years_under_one_person_in_two_terms_are_whole(table):
    table("^Prime Minister\tQ1", "Ann\tQ2\t2001-01-01\t2003-03-01", "Ann\tQ2\t2003-03-02\t2005-01-01")
    assert office_holder("prime minister", "Fiji", "2003").sure.person == "Ann"


# What is refused, and how.


@pytest.mark.parametrize(
    "date", ["", "now", "2016-13", "2016-02-30", "16-01-01", "2016-7-1", "0000", "2016-07-14T10:00", "２０１６"]
)
def test_dates_that_are_none(date):
    with pytest.raises(ValueError, match="is not a date; write it as 2016, 2016-07 or 2016-07-14"):
        office_holder("president", "US", date)


def test_countries_that_are_none_or_several():
    with pytest.raises(ValueError, match=r"'Narnia' is no country .* a demonym \(Belarusian\), an ISO 3166-1 code"):
        office_holder("president", "Narnia", "2016")
    with pytest.raises(ValueError, match="'Congo' may be CD or CG; name one of them"):
        office_holder("president", "Congo", "2016")
    with pytest.raises(ValueError, match="'Dominican' may be DM or DO"):
        office_holder("president", "Dominican", "2016")
    with pytest.raises(ValueError, match="the office is empty"):
        office_holder(" ", "US", "2016")


def test_hostile_words_are_refused_or_unknown():
    for words in (*NAUGHTY, "x" * 1_000_000, "minister of " * 100_000, "\0", "@RU", "\t"):
        try:
            assert office_holder(words, "US", "2016").holders == ()
        except ValueError as error:
            assert len(str(error)) < 300
        with pytest.raises(ValueError, match="no country") as refused:
            office_holder("president", words, "2016")
        assert len(str(refused.value)) < 300


# The command, and the measurement.


def run(*arguments):
    return CliRunner().invoke(cli, ["office", *arguments])


def test_the_command_answers_in_lines_and_in_json():
    found = run("foreign minister", "Britain", "2016-08-01")
    assert found.exit_code == 0
    assert found.stdout.startswith("Boris Johnson (Q180589): Secretary of State for Foreign and Commonwealth Affairs")
    plain = json.loads(run("--json", "foreign minister", "Britain", "2016-07").stdout)
    assert (plain["outcome"], plain["sure"], len(plain["holders"])) == ("several", False, 2)


def test_the_command_says_what_it_does_not_know_and_what_is_wrong():
    unsure = run("foreign secretary", "UK", "2023")
    assert unsure.exit_code == 1 and unsure.stdout.startswith("unsure: the tables know this office to 2022-07-23")
    assert run("president", "US", "1850").exit_code == 1
    wrong = run("president", "Narnia", "2020")
    assert wrong.exit_code == 2 and "'Narnia' is no country" in wrong.stderr


def test_office_holder_is_a_public_name():
    assert onrecord.office_holder is office_holder
    assert "office_holder" in onrecord.__all__


def test_cases_checked_by_hand_are_answered_right():
    found = bench.cases()
    assert len(found) >= 200
    (measurement,) = bench.measure()
    assert measurement.value >= 95, measurement


def test_a_case_that_names_somebody_else_is_wrong():
    case = bench.Case("president", "US", "2010", "listed", (("George W. Bush", "Q207"),), False)
    assert not case.right(office_holder("president", "US", "2010"))
    assert bench.tally([case])["listed"] == [1, 0, 1]


def test_tables_load_quickly():
    """Import and first answer took 0.1 s on one slow core; the reader's cold start has 1.5 s in all."""
    code = (
        "import time; began = time.process_time()\nfrom onrecord.knowledge import office_holder, place, body, person\n"
        "place('Minsk'), body('State Duma'), person('Sergey Lavrov'), office_holder('president', 'Belarus', '2021')\n"
        "assert time.process_time() - began < 2, time.process_time() - began"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
