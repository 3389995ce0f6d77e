"""The questions: what each answers, within which limits, and that SQL, function, command and options go together."""

import csv
import io
import json
import re
import sqlite3
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from ledgers import NEWER, RUN, Dispatch, opened, simple

import onrecord
from onrecord import queries
from onrecord.cli import cli, questions
from onrecord.ledger import Ledger, LedgerError
from onrecord.ledger.revisions import changes
from onrecord.queries import Asked

SQL = sorted(Path(queries.__file__).parent.glob("ledger/queries/*.sql"))
WITH_PERIOD = ("who", "search", "positions", "timeline", "calendar", "disputes", "compare", "sources")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Four dispatches: Lund for and then against a treaty, Holm against it, a meeting ahead, one without a date."""
    path = tmp_path_factory.mktemp("ledger") / "onrecord.db"
    with opened(path) as ledger:
        one = Dispatch(source="a", published="2024-01-10", publisher="The Courier", agency="Northern Wire")
        one.who("Norland", type="country")
        one.says(one.who("Ada Lund", role="foreign minister of Norland"), "that the treaty is welcome")
        one.holds("Ada Lund", "supports", "the treaty").plans("Ada Lund", "will meet", "2024-02-07", "2024-02-08")
        one.says("Ada Lund", "that it may rain", confidence=0.2)
        two = Dispatch(source="b", published="2024-02-01", publisher="The Ledger")
        two.says(two.who("Bo Holm"), "that no treaty will be signed", polarity="negated")
        two.who("Norland", type="country")
        two.holds("Bo Holm", "opposes", "the treaty").holds("Bo Holm", "recognises", "the northern state", on="Norland")
        three = Dispatch(source="c", published="2024-06-01T12:00Z", publisher="The Courier")
        three.says(three.who("Lund", role="foreign minister of Norland"), "that the treaty was a mistake")
        three.who("Norland", type="country")
        three.holds("Lund", "opposes", "Norland", on="Norland")
        four = Dispatch(source="d", published=None, publisher=None)
        four.says(four.who("Ada Lund", role="foreign minister of Norland"), "that she will leave")
        four.says(None, "that the harbour is closed")
        for dispatch in (one, two, three, four):
            ledger.add(dispatch.record(), RUN)
    return path


@pytest.fixture
def ledger(path):
    with Ledger(path, read_only=True) as opened_:
        yield opened_


def column(answer, name):
    return [row[name] for row in answer.dicts()]


def test_who_newest_first_and_what_is_undated_last(ledger):
    answer = queries.who(ledger, "Ada Lund")
    said = ["that the treaty was a mistake", "that the treaty is welcome", "that she will leave"]
    assert column(answer, "words") == said
    assert set(column(answer, "name")) == {"Ada Lund"}, "the lone Lund of that office and year is Ada"
    assert column(queries.who(ledger, "lund"), "words") == said
    assert column(queries.who(ledger, answer.dicts()[0]["actor"]), "words") == said


def test_who_finds_sources_that_are_no_entity(ledger):
    assert column(queries.who(ledger, "somebody"), "words") == ["that the harbour is closed"]
    assert queries.who(ledger, "nobody at all").rows == ()


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        (Asked(since="2024-02"), ["2024-06-01T12:00Z"]),
        (Asked(until="2024-01"), ["2024-01-10"]),
        (Asked(until="2024"), ["2024-06-01T12:00Z", "2024-01-10"]),
        (Asked(since="2024-06-01", until="2024-06-01"), ["2024-06-01T12:00Z"]),
        (Asked(as_of="2024-05"), ["2024-01-10"]),
        (Asked(limit=1), ["2024-06-01T12:00Z"]),
        (Asked(unsure=True), ["2024-06-01T12:00Z", "2024-01-10", "2024-01-10", None]),
    ],
)
def test_the_limits_of_a_question(ledger, asked, days):
    assert column(queries.who(ledger, "Ada Lund", asked), "day") == days


@pytest.mark.parametrize("wrong", ["yesterday", "2024-1", "20", "2024-01-01'; DROP TABLE run", "2024\n"])
def test_a_limit_that_is_no_date_is_refused(wrong):
    with pytest.raises(ValueError, match="allowed: YYYY"):
        Asked(since=wrong)


def test_search_words_in_any_inflection_or_in_a_row(ledger):
    assert len(queries.search(ledger, "treaties").rows) == 3
    assert column(queries.search(ledger, "treaty signing"), "words") == ["that no treaty will be signed"]
    assert queries.search(ledger, '"treaty no"').rows == ()
    assert len(queries.search(ledger, "“no treaty”").rows) == 1
    assert column(queries.search(ledger, "treaty", by="Bo Holm"), "name") == ["Bo Holm"]
    assert len(queries.search(ledger, "treaty", outlet="The Courier").rows) == 2
    assert len(queries.search(ledger, "treaty", outlet="Northern Wire").rows) == 1
    assert column(queries.search_documents(ledger, "harbour"), "address") == ["d"]


@pytest.mark.parametrize(
    "words", ["treaty AND", "treaty*", "words:treaty", "NEAR(", '"', "-treaty", "'; DROP", "^treaty", "{"]
)
def test_what_is_searched_is_words_and_never_syntax(ledger, words):
    try:
        assert isinstance(queries.search(ledger, words).rows, tuple)
    except ValueError as error:
        assert "one word and more" in str(error)


def test_positions_by_and_on(ledger):
    found = {(row["name"], row["relation"], row["object"]) for row in queries.positions(ledger).dicts()}
    assert found == {
        ("Ada Lund", "opposes", "Norland"),
        ("Ada Lund", "supports", "the treaty"),
        ("Bo Holm", "opposes", "the treaty"),
        ("Bo Holm", "recognises", "the northern state"),
    }
    assert set(column(queries.positions(ledger, by="Bo Holm"), "relation")) == {"opposes", "recognises"}
    assert set(column(queries.positions(ledger, on="treaty"), "name")) == {"Ada Lund", "Bo Holm"}
    assert set(column(queries.positions(ledger, on="Norland"), "object")) == {"Norland", "the northern state"}
    assert column(queries.positions(ledger, by="Ada Lund", on="treaty"), "relation") == ["supports"]


def test_a_position_says_since_when_and_how_often(tmp_path):
    with opened(tmp_path / "x.db") as ledger:
        for number, day in enumerate(("2024-01-01", "2024-03-01", "2024-02-01")):
            dispatch = Dispatch(source=str(number), published=day)
            dispatch.says(dispatch.who("Ada Lund", link="Q42"), f"no {number}")
            dispatch.holds("Ada Lund", "supports", "the treaty")
            ledger.add(dispatch.record(), RUN)
        (row,) = queries.positions(ledger, by="Ada Lund").dicts()
        assert (row["since"], row["latest"], row["times"]) == ("2024-01-01", "2024-03-01", 3)


def test_calendar_asks_what_was_ahead(ledger):
    assert column(queries.calendar(ledger, Asked(since="2024-02-05", until="2024-02-11")), "words") == ["will meet"]
    assert queries.calendar(ledger, Asked(since="2024-02-08")).rows == ()
    assert queries.calendar(ledger, Asked(since="2024-02-05", as_of="2024-01-09")).rows == ()


def test_timeline_in_the_order_of_time(ledger):
    answer = queries.timeline(ledger, "Ada Lund")
    assert column(answer, "table") == ["statement", "statement", "position", "event", "statement", "position"]
    assert column(answer, "day") == sorted(column(answer, "day"), key=lambda day: day or "")
    assert column(queries.timeline(ledger, "Ada Lund", Asked(limit=1)), "day") == ["2024-06-01T12:00Z"]


def test_disputes(ledger):
    _, row = queries.disputes(ledger).dicts()
    assert (row["for_name"], row["against_name"], row["object"]) == ("Ada Lund", "Bo Holm", "the treaty")
    assert len(queries.disputes(ledger, on="treaty").rows) == 1
    (over,) = queries.disputes(ledger, on="Norland").dicts()
    assert (over["for_name"], over["against_name"]) == ("Bo Holm", "Ada Lund"), "the same object, under two names"
    assert ledger.ask("SELECT count(*) FROM disputes") == [(2,)]


def test_the_vote_of_another_year_is_another_vote(tmp_path):
    with opened(tmp_path / "x.db") as ledger:
        for name, relation, day in (("Ada Lund", "supports", "2020-01-01"), ("Bo Holm", "opposes", "2024-01-01")):
            dispatch = Dispatch(source=day, published=day)
            dispatch.says(dispatch.who(name), "no").holds(name, relation, "the vote")
            ledger.add(dispatch.record(), RUN)
        assert queries.disputes(ledger).rows == () and ledger.ask("SELECT * FROM disputes") == []


def test_compare_puts_earlier_and_later_words_side_by_side(ledger):
    (row,) = queries.compare(ledger, "Ada Lund", "treaty").dicts()
    assert (row["earlier_words"], row["later_words"]) == ("that the treaty is welcome", "that the treaty was a mistake")


def test_sources_count_statements_documents_and_outlets(ledger):
    rows = {row["name"]: row for row in queries.sources(ledger).dicts()}
    assert (rows["Ada Lund"]["statements"], rows["Ada Lund"]["documents"], rows["Ada Lund"]["outlets"]) == (3, 3, 1)
    assert queries.sources(ledger, outlet="The Ledger").dicts()[0]["name"] == "Bo Holm"


def test_versions_show_what_changed_in_quotations(tmp_path):
    with opened(tmp_path / "x.db") as ledger:
        for quotations in (["“We will leave in May.”", "“Never.”"], ["“We will leave in June.”", "“Who knows?”"]):
            dispatch = Dispatch()
            dispatch.who("Ada Lund")
            for words in quotations:
                dispatch.says("Ada Lund", words, form="direct")
            ledger.add(dispatch.record(), RUN)
        found = queries.versions(ledger, "https://courier.example/1").dicts()
        assert [(row["version"], row["change"], row["before"], row["words"]) for row in found] == [
            (1, "first", None, None),
            (2, "altered", "“We will leave in May.”", "“We will leave in June.”"),
            (2, "added", None, "“Who knows?”"),
            (2, "dropped", "“Never.”", None),
        ]
        assert queries.versions(ledger, "elsewhere").rows == ()


def test_changes_are_none_where_only_the_order_or_the_spaces_differ():
    assert changes(["a b", "c d", "a b"], ["c  d", "a b", "a b"]) == []
    assert [change.kind for change in changes(["a b"], ["a b", "a b"])] == ["added"]


@pytest.mark.parametrize(
    "refused",
    [
        "DELETE FROM run",
        "UPDATE document SET text = 'x'",
        "DROP TABLE run",
        "CREATE TABLE x (y)",
        "ATTACH 'other.db' AS other",
        "PRAGMA user_version = 3",
        "PRAGMA journal_mode = DELETE",
        "VACUUM INTO 'copy.db'",
        "SELECT load_extension('x')",
        "BEGIN IMMEDIATE",
        "SELECT 1; DELETE FROM run",
        "INSERT INTO statement_words(statement_words) VALUES ('delete-all')",
        "SELEC",
        "",
    ],
)
def test_sql_can_only_ask(ledger, path, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = path.read_bytes()
    with pytest.raises(LedgerError):
        queries.sql(ledger, refused)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == []


def test_sql_has_limits_of_rows_time_and_size(ledger):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT {} FROM n"
    assert len(queries.sql(ledger, endless.format("x"), limit=7).rows) == 7
    started = time.monotonic()
    with pytest.raises(LedgerError, match=r"longer than 0\.2 s"):
        queries.sql(ledger, endless.format("max(x)"), seconds=0.2)
    assert time.monotonic() - started < 20
    with pytest.raises(LedgerError, match="too big"):
        queries.sql(ledger, "SELECT randomblob(900000000)")
    assert queries.sql(ledger, "SELECT words FROM statements WHERE id IN (SELECT id FROM statements LIMIT 1)").rows


def test_sql_can_search_words(ledger):
    assert queries.sql(ledger, "SELECT count(*) FROM statement_words WHERE statement_words MATCH 'treaty'").rows == (
        (3,),
    )


def test_every_view_can_be_asked_whole(ledger):
    for (name,) in ledger.ask("SELECT name FROM sqlite_schema WHERE type = 'view'"):
        assert ledger.ask(f"SELECT * FROM {name}") is not None


def test_every_question_is_sql_a_function_and_a_command():
    for name in (*WITH_PERIOD, "sql"):
        assert callable(getattr(queries, name)) and name in cli.commands
        assert name == "sql" or (queries.sql_of(name).startswith("-- ") and ":" in queries.sql_of(name))
    used = set(re.findall(r'"(\w+)"', Path(queries.__file__).read_text("utf-8")))
    assert {file.stem for file in SQL} <= used


def test_every_question_has_the_same_options():
    forms, period = {"--json", "--csv", "--out", "--ledger"}, {"--since", "--until", "--as-of", "--limit"}
    for name in (*WITH_PERIOD, "sql", "versions"):
        options = {option for param in cli.commands[name].params for option in param.opts}
        assert forms <= options, name
        assert name not in WITH_PERIOD or period <= options, name
    assert all(isinstance(getattr(questions, name), click.Command) for name in WITH_PERIOD)


def run(path, *given):
    return CliRunner().invoke(cli, [*map(str, given), "--ledger", str(path)])


QUESTIONS = [
    ("who", "lund"),
    ("search", "treaty"),
    ("search", "--documents", "treaty"),
    ("positions",),
    ("positions", "--on", "treaty"),
    ("timeline", "Ada Lund"),
    ("calendar", "--since", "2024"),
    ("disputes",),
    ("compare", "Ada Lund", "treaty"),
    ("sources",),
    ("sql", "SELECT * FROM documents"),
    ("versions", "a"),
    ("entity", "show", "Lund"),
    ("entity", "export"),
]


@pytest.mark.parametrize("given", QUESTIONS, ids=" ".join)
def test_each_answer_is_the_same_as_json_csv_and_table(path, given):
    plain, as_json, as_csv = (run(path, *given, *form) for form in ((), ("--json",), ("--csv",)))
    assert (plain.exit_code, as_json.exit_code, as_csv.exit_code) == (0, 0, 0), plain.output + as_json.output
    rows = [json.loads(line) for line in as_json.output.splitlines()]
    table = list(csv.DictReader(io.StringIO(as_csv.output)))
    assert rows and len(rows) == len(table)
    assert [list(row) for row in rows] == [list(row) for row in table]
    assert [["" if value is None else str(value) for value in row.values()] for row in rows] == [
        list(row.values()) for row in table
    ]
    assert len(plain.output.splitlines()) > len(rows)


def test_article_text_cannot_reach_the_terminal(tmp_path):
    with opened(tmp_path / "x.db") as ledger:
        ledger.add(simple("\x1b]0;owned\x07 [bold]no[/bold] \u202eevil"), RUN)
    for form in ((), ("--json",)):
        output = run(tmp_path / "x.db", "who", "Ada Lund", *form).output
        assert "no" in output and not re.search("[\x1b\x07\u202e]", output)
    assert "[bold]" in run(tmp_path / "x.db", "who", "Ada Lund").output.replace("\n", "")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("who", "x", "--since", "soon"), "since is 'soon'; allowed: YYYY"),
        (("who", "?!"), "allowed: one word and more"),
        (("search", '""'), "allowed: one word and more"),
        (("positions", "--by", "Nobody There"), "nobody there is called"),
        (("search", "--documents", "--by", "x", "y"), "--by is of statements"),
        (("sql", "DELETE FROM run"), "only questions are allowed here"),
        (("entity", "merge", "Nobody", "Ada Lund"), "nobody there is called 'Nobody'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(path, given, message):
    done = run(path, *given)
    assert done.exit_code in (1, 2) and message in done.output and "Traceback" not in done.output


def test_corrections_by_the_program(tmp_path):
    path = tmp_path / "x.db"
    records = []
    for name in ("Ada Lund", "A. Lund"):
        dispatch = Dispatch(source=name)
        dispatch.says(dispatch.who(name, role="mayor of Harrow"), "no")
        records.append(dispatch.record())
    with opened(path) as ledger:
        for record in records:
            ledger.add(record, RUN)
    assert run(path, "entity", "merge", "A. Lund", "Ada Lund").output.endswith(" Ada Lund (person)\n")
    assert run(path, "entity", "link", "Ada Lund", "Q1").output.endswith(" Ada Lund (person, Q1)\n")
    assert "Madam Lund" in run(path, "entity", "rename", "Q1", "Madam Lund").output
    assert run(path, "entity", "export", "--csv", "--out", tmp_path / "names.csv").exit_code == 0
    assert run(path, "entity", "split", "Q1", records[1].document.id).exit_code == 0
    with opened(path) as ledger:
        assert ledger.ask("SELECT count(DISTINCT actor) FROM statements") == [(2,)]
    other = tmp_path / "other.db"
    with opened(other) as ledger:
        for record in records:
            ledger.add(record, NEWER)
    done = run(other, "entity", "import", tmp_path / "names.csv")
    assert (done.exit_code, done.output) == (0, "2 names joined\n")
    with opened(other) as ledger:
        assert ledger.ask("SELECT count(DISTINCT actor) FROM entities") == [(1,)]
        assert ledger.ask("SELECT link FROM actors") == [("Q1",)]
    (tmp_path / "bad.csv").write_bytes(b"name,type\n\xff\xfe")
    assert "no CSV" in run(other, "entity", "import", tmp_path / "bad.csv").output


def test_the_ledger_can_be_named_by_a_variable(path, monkeypatch):
    monkeypatch.setenv("ONRECORD_LEDGER", str(path))
    assert json.loads(CliRunner().invoke(cli, ["sources", "--json", "--limit", "1"]).output)["name"] == "Ada Lund"


def test_adding_by_the_program(tmp_path):
    """With the packaged reader: what is read, what is set aside and named, and nothing the second time."""
    path, source = tmp_path / "x.db", tmp_path / "in.jsonl"
    lines = [{"text": "“No,” the minister said on Monday.", "source": f"https://courier.example/{n}"} for n in range(2)]
    lines[1]["text"] += " She left."
    source.write_text(f"{json.dumps(lines[0])}\n{{broken\n{json.dumps(lines[1])}\n")
    done = run(path, "add", source)
    assert done.exit_code == 1
    assert f"set aside: {source}:2: broken JSON" in done.output and done.output.endswith("2 added, 1 set aside\n")
    again = run(path, "add", source)
    assert again.exit_code == 1 and again.output.endswith("2 known, 1 set aside\n")
    assert run(path, "add", tmp_path / "in.jsonl", "--published", "2024-02-05").output.endswith(
        "2 read again, 1 set aside\n"
    )
    with Ledger(path) as ledger:
        assert ledger.ask("SELECT day, words FROM statements ORDER BY address")[0][1] == "“No,”"
        assert ledger.ask("SELECT DISTINCT program FROM runs") == [(onrecord.__version__,)]
        ledger.connection.execute("UPDATE run SET model = 'older'")
    assert "2 documents were read by another program or model: onrecord add --reread" in run(path, "add", source).output
    assert run(path, "add", "--reread").output == "2 read again\n"
    assert run(path, "check").exit_code == 0
    assert run(path, "add").exit_code == 2


def test_what_an_index_serves_is_not_looked_for_row_by_row(ledger):
    """The questions that must stay fast in a large ledger scan no table; a new index may change how, not that."""
    tables = ("statement", "document", "appearance", "event", "position", "entity", "participant", "actor")
    given = Asked().parameters | {
        "actors": "[1]",
        "words": '"x"',
        "outlet": None,
        "considered": 9,
        "minutes": 31,
        "bits": 28,
        "whole": True,
        "periods": "[]",
        "ranges": "[]",
    }
    for name in ("who", "search", "search_documents", "positions", "calendar", "timeline", "compare", "disputes",
                 "sources"):  # fmt: skip
        plan = [row[3] for row in ledger.ask(f"EXPLAIN QUERY PLAN {queries.sql_of(name)}", given)]
        scans = [step for step in plan if re.match(rf"SCAN ({'|'.join(tables)})\b(?! VIRTUAL)", step)]
        assert not scans, f"{name}: {scans}"


def test_views_are_read_by_others_as_they_are(path):
    """As Datasette, DuckDB and pandas open it: a plain connection, without any function of ours."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert connection.execute("SELECT count(*) FROM statements WHERE words IS NOT NULL").fetchone() == (6,)
    connection.close()
