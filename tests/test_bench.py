"""The gate: its metrics by examples worked by hand, and that it fails when it should. Nothing slow is measured here."""

import gzip
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bench import __main__ as bench_main
from bench import date_gate, date_gum, date_specs, dates, gate, memory, quality
from bench.attribution import Score, calibration_error, score
from bench.child import cost
from bench.gate import Data, Floors, Limit, Measurement, NotMeasured, judge, pin
from bench.install import size, try_out
from bench.pages import measure as measure_pages
from onrecord import Document, Record, Span, Statement

ROOT = Path(__file__).parent.parent
TEXT = "Lund said it rained. Berg denied that it rained, and left."


def span(words: str, since: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, since)
    return start, start + len(words)


LUND = {"source": (span("Lund"),), "cue": (span("said"),), "content": (span("it rained"),)}
BERG = {"source": (span("Berg"),), "cue": (span("denied"),), "content": (span("that it rained"), span("left"))}


# The metrics.


def test_exact_spans_count_every_fragment_and_whole_attributions_only_what_is_all_right():
    # One content of two is found whole, one span is added: content 1 right of 2 predicted and 3 gold.
    found = [LUND | {"source": (span("Lund"), span("Berg"))}, BERG | {"content": (span("that it rained, and left"),)}]
    scores = score([TEXT], [found], [[LUND, BERG]])
    assert scores["source"].counts.tolist() == [[2, 2, 2]]  # Berg is a source here, whosever
    assert scores["content"].counts.tolist() == [[1, 2, 3]]
    assert (scores["content"].precision, scores["content"].f1) == (50, 40)
    assert scores["content"].recall == pytest.approx(100 / 3)
    assert scores["whole"].counts.tolist() == [[0, 2, 2]]  # both have one part that is not exact
    assert scores["whole"].f1 == 0


def test_a_whole_attribution_does_not_depend_on_the_order_of_its_fragments():
    turned = BERG | {"content": BERG["content"][::-1]}
    assert score([TEXT], [[turned]], [[BERG]])["whole"].f1 == 100


def test_token_scores_count_words_and_signs_once_by_their_places():
    found = BERG | {"content": (span("it rained, and left"), span("it rained, and left"))}
    # Gold: that it rained left. Found: it rained , and left. Three in common.
    assert score([TEXT], [[found]], [[BERG]])["token content"].counts.tolist() == [[3, 5, 4]]


def test_scores_are_micro_averages_over_documents_and_nothing_found_is_zero():
    scores = score([TEXT, TEXT], [[LUND, BERG], []], [[LUND, BERG], [LUND]])
    assert scores["cue"].counts.tolist() == [[2, 2, 2], [0, 0, 1]]
    assert scores["cue"].f1 == pytest.approx(80)
    assert score([TEXT], [[]], [[]])["cue"].f1 == 0


def test_calibration_error():
    # Two bins of two: said .2, was .5; said .9, was 1.
    assert calibration_error([0.9, 0.1, 0.3, 0.9], [True, False, True, True], bins=2) == pytest.approx(
        (2 * 0.3 + 2 * 0.1) / 4
    )
    assert calibration_error([1.0] * 30, [False] * 30) == 1


def test_bootstrap_is_the_same_in_every_run_and_holds_the_score():
    rng = random.Random(3)
    rows = [(right, right + rng.randint(0, 4), right + rng.randint(0, 4)) for right in rng.choices(range(9), k=60)]
    one, two = Score(np.array(rows)), Score(np.array(rows))
    assert one.interval() == two.interval()
    low, high = one.interval()
    assert low < one.f1 < high
    assert Score(np.array([[1, 2, 2]] * 20)).interval() == (50, 50)  # documents that are alike leave nothing to chance


# What is read from the data, and from what the reader found.


def corpus(folder: Path, *articles: dict) -> Path:
    path = folder / "polnear" / "dev.jsonl.gz"
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(article) + "\n" for article in articles)
    return path


def article(*attributions: dict, publisher: str = "Post") -> dict:
    return {"publisher": publisher, "text": TEXT, "attributions": {"first": attributions, "second": []}}


class Finds:
    """Reads the same statements in every document."""

    def __init__(self, *statements: Statement) -> None:
        self.statements = statements

    def read(self, doc: Document) -> Record:
        return Record(doc, statements=self.statements)


def statement(parts: dict, confidence: float, within: str | None = None) -> Statement:
    spans = {role: tuple(Span(*pair) for pair in pairs) for role, pairs in parts.items()}
    fields = {"form": "indirect", "kind": "speech", "polarity": "affirmed", "speaker": None, "said": None}
    return Statement(id="x", **spans, **fields, within=within, confidence=confidence)


def test_quality_of_a_reader(tmp_path):
    start, end = BERG["cue"][0]
    spaced = BERG | {"cue": [(start - 1, end + 1)]}  # annotated with the white space around
    path = corpus(tmp_path, article(LUND, spaced), article(LUND, publisher="Times"))
    reader = Finds(statement(LUND, 0.9), statement(BERG, 0.6), statement(BERG, 0.1, within="x"))
    found = quality.measure(reader, path)
    assert (found.documents, found.gold, found.nested) == (2, 3, 2)
    assert found.scores["whole"].counts.tolist() == [[2, 2, 2], [1, 2, 1]]
    assert found.by_publisher["Post"]["whole"].f1 == 100
    assert found.by_publisher["Times"]["whole"].f1 == pytest.approx(200 / 3)
    curve = {threshold: figures for threshold, *figures in found.curve}
    assert curve[0.0] == [75, 100]
    assert curve[0.7] == [100, pytest.approx(200 / 3)]
    names = {each.name: each for each in quality.measurements(found)}
    assert names["whole F1, Times"].items == 1
    assert names["token content F1"].items == 4  # gold spans, whatever their tokens


# The gate.

DATA = Data("polnear/dev.jsonl.gz", "ab" * 32, 84, 2193)


def kept(floors: Floors) -> list[Measurement]:
    """Measurements that lie exactly on every limit."""
    return [
        Measurement(part, name, limit.value)
        for limits in (floors.promised, floors.pinned)
        for part, named in limits.items()
        for name, limit in named.items()
    ]


def failures(measurements, floors, data) -> list[str]:
    return [verdict.name for verdict in judge(measurements, floors, data=data) if verdict.outcome == "failed"]


def best(measurements: list[Measurement], floors: Floors) -> list[Measurement]:
    """The same, a name once: of two limits on a name, the stricter."""
    found: dict[tuple[str, str], Measurement] = {}
    for each in measurements:
        key = each.part, each.name
        if key not in found or found[key].value < each.value:
            found[key] = each
    return list(found.values())


FLOORS = Floors.load(gate.FLOORS)
ON_THE_LIMIT = best(kept(FLOORS), FLOORS)


def test_the_gate_passes_what_lies_on_its_limits():
    assert len(ON_THE_LIMIT) > 15
    assert failures(ON_THE_LIMIT, FLOORS, FLOORS.data) == []


@pytest.mark.parametrize("number", range(len(ON_THE_LIMIT)), ids=lambda n: ON_THE_LIMIT[n].name.replace(" ", "-"))
def test_the_gate_fails_a_figure_that_is_a_little_worse(number):
    doctored = ON_THE_LIMIT[number]
    promised, pinned = (limits.get(doctored.part, {}).get(doctored.name) for limits in (FLOORS.promised, FLOORS.pinned))
    worse = -0.01 if (pinned or promised).bound == "at_least" else 0.01
    others = ON_THE_LIMIT[:number] + ON_THE_LIMIT[number + 1 :]
    assert failures([*others, replace(doctored, value=doctored.value + worse)], FLOORS, FLOORS.data) == [doctored.name]
    assert failures([*others, replace(doctored, value=float("nan"))], FLOORS, FLOORS.data).count(doctored.name) >= 1
    assert doctored.name in failures(others, FLOORS, FLOORS.data)  # not measured is a failure …
    left_out = judge(others, FLOORS, data=FLOORS.data, left_out=[doctored.part])
    outcome = {verdict.outcome for verdict in left_out if verdict.name == doctored.name}
    assert outcome == {"not measured"}  # … unless the user left it out


def test_the_promises_are_those_of_the_project():
    promised = {
        f"{part}: {name}": str(limit) for part, named in FLOORS.promised.items() for name, limit in named.items()
    }
    assert promised == {
        "quality: source F1": "≥ 76",
        "quality: cue F1": "≥ 69",
        "quality: content F1": "≥ 60",
        "quality: whole F1": "≥ 40",
        "quality: calibration error": "≤ 0.05",
        "dates: AQUAINT strict F1": "≥ 82",
        "dates: AQUAINT relaxed F1": "≥ 90",
        "dates: AQUAINT value F1": "≥ 76",
        "dates: GUM right value": "≥ 86",
        "dates: Recognizers Date solved": "≥ 85",
        "dates: Recognizers DatePeriod solved": "≥ 85",
        "dates: characters a CPU-second": "≥ 100000",
        "who: names F1, CoNLL++ dev": "≥ 88",
        "who: names F1, Worldwide, held-out sources": "≥ 80",
        "who: antecedent of he/she, gold mentions": "≥ 85",
        "who: antecedent of they, gold mentions": "≥ 70",
        "who: antecedent of it, gold mentions": "≥ 65",
        "who: metonymy, ReLocaR train cross-validated": "≥ 85",
        "who: LAS, GUM dev": "≥ 77",
        "who: speakers answered, PolNeAR dev": "≥ 90",
        "who: speakers right, of answered, PolNeAR dev": "≥ 77",
        "acts: PLV roots accuracy": "≥ 75",
        "acts: PLV roots macro-F1": "≥ 72",
        "acts: cameo_class quads accuracy": "≥ 75",
        "acts: directed sentiment macro-F1": "≥ 60",
        "acts: status accuracy": "≥ 88",
        "acts: status did_not_happen F1": "≥ 70",
        "acts: event precision, judged": "≥ 75",
        "acts: position precision, judged": "≥ 77",
        "offices: office holder right": "≥ 95",
        "pages: articles with every paragraph exact": "≥ 100",
        "pages: pages without an article refused": "≥ 100",
        "speed: ratio to spaCy en_core_web_sm": "≥ 0.3",
        "memory: peak over many documents": "≤ 600",
        "memory: peak over one long document": "≤ 600",
        "memory: growth over ten times the documents": "≤ 10",
        "start: first short dispatch": "≤ 1.5",
        "install: site-packages": "≤ 250",
    }


def test_every_publisher_has_a_floor_of_its_own():
    pinned = FLOORS.pinned["quality"]
    assert sum(name.startswith("whole F1, ") for name in pinned) == 7
    one_more = Measurement("quality", "whole F1, Another Post", 99.0, items=200)
    assert failures([*ON_THE_LIMIT, one_more], FLOORS, FLOORS.data) == [one_more.name]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "no data found"),
        (replace(FLOORS.data, sha256="0" * 64), "the data changed"),
        (replace(FLOORS.data, documents=83), "the data changed"),
        (replace(FLOORS.data, documents=0, attributions=0), "no data found"),
    ],
)
def test_other_data_is_a_failure_and_so_is_none(data, reason):
    failed = [verdict for verdict in judge(ON_THE_LIMIT, FLOORS, data=data) if verdict.outcome == "failed"]
    assert [verdict.name for verdict in failed] == ["the data is what the floors were pinned on"]
    assert reason in failed[0].reason


def test_missing_data_fails_the_whole_command(tmp_path):
    answers = tmp_path / "figures.json"
    options = ["--only", "quality", "--corpora", str(tmp_path), "--json", str(answers)]
    done = CliRunner().invoke(bench_main.main, options)
    assert done.exit_code == 1
    assert f"not measured: {tmp_path / 'polnear' / 'dev.jsonl.gz'} is missing" in done.stderr
    plain = json.loads(answers.read_text("utf-8"))
    assert plain["passed"] is False
    assert plain["measurements"] == [] and "quality" not in plain  # no figure where nothing was measured
    corpus(tmp_path)
    with pytest.raises(NotMeasured, match="no documents"):
        quality.measure(Finds(), tmp_path / "polnear" / "dev.jsonl.gz")


# Pinning.


def test_a_pinned_floor_lies_an_epsilon_below_and_does_not_fall_unasked():
    before = Floors({}, {"quality": {"whole F1": Limit("at_least", 57.1), "cue F1": Limit("at_least", 70.0)}}, DATA)
    measured = [Measurement("quality", name, value, items=400) for name, value in (("whole F1", 60), ("cue F1", 70.1))]
    new, lowered = pin(before, [*measured, Measurement("speed", "ratio", 1.0)], DATA)
    assert gate.epsilon(1800) == pytest.approx(1)  # 2 % of 1,800 flip: 36, whose root is 6, three of which are 1 %
    assert new.pinned["quality"]["whole F1"].value == pytest.approx(60 - gate.epsilon(400), abs=0.01)
    assert new.pinned["quality"]["whole F1"].allows(60 - gate.epsilon(400))
    assert list(new.pinned) == ["quality"]
    assert len(lowered) == 1 and lowered[0].startswith("quality, cue F1: ≥ 70 → ≥ 6")
    assert any("other data" in line for line in pin(before, measured, replace(DATA, documents=85))[1])
    assert any("whole F1: ≥ 57.1 → none" in line for line in pin(before, measured[1:], DATA)[1])


def test_a_part_that_is_not_measured_keeps_its_floors_and_an_exact_figure_is_its_own():
    before = Floors({}, {"quality": {"whole F1": Limit("at_least", 57.1)}}, DATA)
    new, lowered = pin(before, [Measurement("dates", "value F1", 76.037, items=400, exact=True)], None)
    assert new.pinned == {**before.pinned, "dates": {"value F1": Limit("at_least", 76.03)}}
    assert (new.data, lowered) == (DATA, [])


# Dates.


def test_time_expressions_are_counted_as_tempeval_counts_them():
    body = """They met on <TIMEX3 tid="t1" type="DATE" value="2021-01-24">Sunday</TIMEX3>, for
 <TIMEX3 tid="t2" type="DURATION" value="P1DE">a decade</TIMEX3>, &amp; left in
 <TIMEX3 tid="t3" type="DATE" value="1999">the year</TIMEX3>; it was 2019."""
    text, golds = dates.plain(body)
    assert [text[gold.start : gold.end] for gold in golds] == ["Sunday", "a decade", "the year"]
    row, errors = dates.counts(dates.Annotated(Document(text, published="2021-01-27"), tuple(golds)))
    # Three gold, three found (2019 is the third); two overlap, both exact and of the right value and type.
    assert row == [3, 3, 2, 2, 2, 2, 2]
    assert [error[0] for error in errors] == ["missed", "extra"]
    assert dates.figures(np.array(row))["value"] == pytest.approx(200 / 3)
    assert dates.normal("P1DE") == dates.normal("P10Y") and dates.normal("P1DE") != dates.normal("P1Y")


def test_a_tei_date_is_right_as_precise_as_annotated_or_by_its_interval():
    week = date_gum.Dated(0, 1, "2019-01-07", "2019-01-13", since=False)
    assert date_gum.agrees("2019-W02", "2019-01-07", "2019-01-14", week)
    assert not date_gum.agrees("2019-W03", "2019-01-14", "2019-01-21", week)
    day = date_gum.Dated(0, 1, "2019-01-07", "", since=False)
    assert date_gum.agrees("2019-01-07T15:00", "2019-01-07T15:00", "2019-01-07T15:01", day)
    assert not date_gum.agrees("2019-01", "2019-01-01", "2019-02-01", day)
    assert not date_gum.agrees(None, None, None, day)
    ahead = date_gum.Dated(0, 1, "2019-01-07", "", since=True)
    assert date_gum.agrees("PXM", "2019-01-07", None, ahead) and not date_gum.agrees("PXM", None, None, ahead)


@pytest.mark.parametrize(
    ("words", "sense"),
    [
        ("4/22", False),
        ("Oct-2", False),
        ("02/22/2016", False),
        ("the 27", False),
        ("from 4 to 22 this month", False),
        ("May twenty one", False),
        ("two thousand and ten", False),
        ("week 10", False),
        ("year 247", False),
        ("my week", True),
        ("2016-11-07", True),
        ("October 2", True),
        ("Oct. 2 to 22", True),
        ("the 27th", True),
        ("next 2 days", True),
        ("two and a half years", True),
        ("between 2014-2018", True),
        ("the 70s", True),
        ("May twenty-first", True),
        ("Friday", True),
    ],
)
def test_a_case_makes_sense_in_news_where_every_number_says_what_it_is(words, sense):
    assert date_specs.makes_sense_in_news(words) is sense


def test_an_answer_without_dates_cannot_be_compared():
    answer = {"Text": "Friday", "Type": "date", "Value": {"PastResolution": {"date": "2016-11-07"}}}
    assert date_specs.comparable(answer)
    assert not date_specs.comparable(answer | {"Value": {"PastResolution": {}}})


def test_months_without_a_year_and_ages_before_the_calendar_are_written_in_two_ways():
    winter = date_gum.Dated(0, 1, "--12", "--03", since=False)
    assert date_gum.agrees("2013-WI", "2013-12-01", "2014-03-01", winter)
    assert not date_gum.agrees("2013-SU", "2013-06-01", "2013-09-01", winter)
    assert not date_gum.agrees("PXM", None, None, winter)
    billions = date_gum.Dated(0, 1, "-12999997978", "", since=False)
    assert date_gum.agrees("GA13", None, None, billions) and not date_gum.agrees("GA14", None, None, billions)
    after = date_gum.Dated(0, 1, "2016", "", since=True)
    assert date_gum.agrees("2015", "2016-01-01", None, after) and not date_gum.agrees("2015", None, None, after)


def test_other_dates_than_those_pinned_are_not_measured(tmp_path):
    with pytest.raises(NotMeasured, match="none: no such data"):
        date_gate.measure(tmp_path)
    for folder in date_gate.DATA:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.tml").write_text("x")
    with pytest.raises(NotMeasured, match="SHA-256"):
        date_gate.measure(tmp_path)


@pytest.fixture
def own_floors(tmp_path, monkeypatch):
    """The command on quality, with floors, data and a reader of the test's own."""
    path = tmp_path / "floors.json"
    data = corpus(tmp_path, article(LUND, BERG))
    found = quality.measure(Finds(statement(LUND, 0.9), statement(BERG, 0.9)), data)
    Floors({}, {}, quality.data(found, data)).save(path)

    def run(*options: str, statements=(LUND, BERG)):
        reader = Finds(*(statement(parts, 0.9) for parts in statements))
        monkeypatch.setattr(bench_main.onrecord, "Reader", lambda: reader, raising=False)
        fixed = ["--only", "quality", "--corpora", str(tmp_path), "--floors", str(path)]
        return CliRunner().invoke(bench_main.main, [*fixed, *options])

    return run, path


def test_pin_then_pass_then_fail_then_lower(own_floors, monkeypatch):
    run, path = own_floors
    unpinned = run()
    assert unpinned.exit_code == 1 and "no floor is pinned" in unpinned.stderr
    assert run("--pin").exit_code == 0
    assert run().exit_code == 0
    monkeypatch.setattr(gate, "FLIPS", 0)
    assert run("--pin").exit_code == 0  # a rise needs no leave
    before = path.read_bytes()
    worse = run(statements=(LUND,))
    assert worse.exit_code == 1 and "whole F1, Post is 66.67, limit ≥ 100" in worse.stderr
    refused = run("--pin", statements=(LUND,))
    assert refused.exit_code == 1 and "--lower" in refused.stderr
    assert path.read_bytes() == before
    lowered = run("--pin", "--lower", "Berg is out of office.", statements=(LUND,))
    assert lowered.exit_code == 0
    assert "- Floor lowered: quality, whole F1: ≥ 100 → ≥ 66.66. Berg is out of office." in lowered.stderr
    assert run(statements=(LUND,)).exit_code == 0


def test_options_that_make_no_sense_together():
    assert CliRunner().invoke(bench_main.main, ["--pin", "--only", "pages"]).exit_code == 2
    assert CliRunner().invoke(bench_main.main, ["--lower", "because"]).exit_code == 2
    assert CliRunner().invoke(bench_main.main, ["--only", "install", "--no-install"]).exit_code == 2


# What is measured, on a small scale.


def test_pages_that_lose_a_word_are_counted(tmp_path):
    pages = ROOT / "tests" / "pages"
    (tmp_path / "not-articles").mkdir()
    for name in ("plain", "amp"):
        (tmp_path / f"{name}.html").write_bytes((pages / f"{name}.html").read_bytes())
        expected = (pages / f"{name}.json").read_text("utf-8")
        (tmp_path / f"{name}.json").write_text(
            expected.replace("mediator", "judge") if name == "amp" else expected, "utf-8"
        )
    (tmp_path / "not-articles" / "log-in.html").write_bytes((pages / "not-articles" / "log-in.html").read_bytes())
    assert "mediator" in (pages / "amp.json").read_text("utf-8")
    assert [each.value for each in measure_pages(tmp_path)] == [50, 100]
    (tmp_path / "plain.html").unlink()
    (tmp_path / "amp.html").unlink()
    with pytest.raises(NotMeasured, match="no pages"):
        measure_pages(tmp_path)


def test_short_dispatches_are_many_alike_in_every_run_and_never_the_same():
    some = list(memory.dispatches(300))
    assert some == list(memory.dispatches(300))
    assert len(set(some)) == 300
    words = [set(" ".join(some[:count]).split()) for count in (150, 300)]
    assert len(words[1]) > 1.5 * len(words[0])  # new words never cease
    assert len(memory.long_dispatch(50_000)) == 50_000


def test_the_cost_of_a_child_is_its_own_and_not_that_of_its_parent():
    ballast = bytearray(300_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    assert cost([sys.executable, "-c", "pass"]).peak < 100
    assert cost([sys.executable, "-c", "x = b'x' * 200_000_000"]).peak > 200
    assert len(ballast)
    with pytest.raises(NotMeasured, match=r"exit code 3 .*: out of paper"):
        cost([sys.executable, "-c", "import sys; print('out of paper', file=sys.stderr); sys.exit(3)"])


def test_install_size_is_the_sum_of_files(tmp_path):
    (tmp_path / "small").mkdir()
    (tmp_path / "large" / "deep").mkdir(parents=True)
    (tmp_path / "small" / "a").write_bytes(b"x" * 1_000_000)
    (tmp_path / "large" / "deep" / "b").write_bytes(b"x" * 2_500_000)
    (tmp_path / "small" / "link").symlink_to(tmp_path / "large" / "deep" / "b")
    assert size(tmp_path).value == 3.5
    assert size(tmp_path).note.startswith("large 2, small 1")


def test_an_install_that_cannot_read_is_no_install(tmp_path):
    with pytest.raises(NotMeasured, match=r"cannot read a web page: .*No module named onrecord"):
        try_out(tmp_path)


def test_speed_says_what_is_missing_where_spacy_is_not_installed(tmp_path):
    texts = tmp_path / "texts.json"
    texts.write_text('["Lund said it rained."]', "utf-8")
    without = "import sys; from bench import speed; sys.modules[speed.PEER] = None; speed.main('spacy', sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", without, str(texts)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "make bench" in done.stderr
