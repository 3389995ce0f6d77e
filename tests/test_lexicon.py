"""The lexicon: the built-in table, a user's own file, and what a broken file is told."""

import re

import pytest
from parses import Built

from onrecord import lexicon, plover, statuscues
from onrecord.lexicon import COLUMNS, LexiconError

ENTRIES = lexicon.read(lexicon.TABLE)
HEADER = "\t".join(COLUMNS)
ROW = "salute\tverb\twelcomes\tfor\t\t\tSUPPORT\tsubject\t\tobject\t\tThe king [salutes] it."


def test_the_table_is_large_and_names_no_predicate_twice():
    assert len(ENTRIES) >= 900
    keys = [(entry.predicate, entry.part, entry.relation, entry.event, entry.object) for entry in ENTRIES]
    assert len(set(keys)) == len(keys)


def test_every_example_shows_its_predicate_in_brackets():
    for entry in ENTRIES:
        shown = " ".join(re.findall(r"\[([^\]]+)\]", entry.example)).lower()
        assert shown, entry.predicate
        first = entry.predicate.split()[0]
        assert first[:2] in shown or entry.forms, (entry.predicate, entry.example)


def test_every_relation_has_entries_and_a_valence_and_a_root():
    from onrecord.views import VALENCE

    assert (
        {entry.relation for entry in ENTRIES} - {None} == {*lexicon.RELATIONS} == {*VALENCE} == {*plover._OF_RELATION}
    )


def test_light_verbs_have_neither_relation_nor_event():
    assert all(not entry.relation and not entry.event for entry in ENTRIES if entry.part == "light")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no rows"),
        (["predicate\tpart"], "line 1: the columns are predicate, part"),
        ([HEADER, "salute\tverb"], "line 2: 2 cells; 12 are needed"),
        ([HEADER, ROW.replace("welcomes", "welcome")], "line 2: relation is 'welcome'; allowed: recognises, supports"),
        ([HEADER, "# a remark", ROW.replace("\tverb", "\tverbs")], "line 3: part is 'verbs'; allowed: verb, noun"),
        ([HEADER, ROW.replace("\tfor\t", "\tpro\t")], "polarity is 'pro'; allowed: for, against"),
        ([HEADER, ROW.replace("SUPPORT", "PRAISE")], "plover is 'PRAISE'; allowed: AGREE"),
        ([HEADER, ROW.replace("\tobject\t", "\t\t")], "object is empty"),
        ([HEADER, ROW.replace("\tobject\t", "\tthe object\t")], "object is 'the object'; allowed: "),
        ([HEADER, ROW.replace("welcomes", "")], "neither relation nor event is filled for 'salute'"),
        ([HEADER, ROW.replace("for\t\t", "for\tElection Day\t")], "event is 'Election Day'"),
    ],
)
def test_a_broken_file_is_told_where_and_what(tmp_path, lines, message):
    path = tmp_path / "own.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        lexicon.load(path)
    assert message in str(error.value) and str(path) in str(error.value)


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_bytes(HEADER.encode() + b"\n\xff")
    with pytest.raises(LexiconError, match="not UTF-8"):
        lexicon.load(path)


def test_own_rows_replace_ours(tmp_path):
    from onrecord import positions

    path = tmp_path / "own.tsv"
    path.write_text(
        f"{HEADER}\n{ROW.replace('salute', 'garland')}\n{ROW.replace('welcomes', 'supports')}\n",
        "utf-8",
    )
    own = lexicon.load(path)
    built = (
        Built("""
        Lund NNP 2 nsubj
        garlands VBZ 0 root
        Berg~ NNP 2 obj
        . . 2 punct

        Lund NNP 2 nsubj
        salutes VBZ 0 root
        Berg~ NNP 2 obj
        . . 2 punct
    """)
        .entity("Lund", "Lund:1")
        .entity("Berg", "Berg:1")
    )
    assert [one.relation for one in positions.find(built.scene)] == ["welcomes"]
    assert [one.relation for one in positions.find(built.scene, lexicon=own)] == ["welcomes", "supports"]


def test_british_spelling_is_found():
    assert lexicon.built_in().verbs["recognised"] and lexicon.built_in().verbs["criticise"]


def test_found_is_not_the_verb_to_found():
    built = Built("Lund NNP 2 nsubj\nfound VBD 0 root\nBerg~ NNP 2 obj\n. . 2 punct").entity("Lund").entity("Berg")
    assert built.events() == []


@pytest.mark.parametrize(
    "row", statuscues.cues(("modal", "mark", "negator", "adverb", "modifier", "governor", "opinion", "dated"))
)
def test_every_status_row_has_its_cue_in_its_example(row):
    assert row.status in (*statuscues.STATUSES, "as_governor", "ended", "once_done")
    assert re.search(r"\[[^\]]+\]", row.example)


def test_roots_of_acts_by_status():
    assert plover.root("AID", "scheduled") == "AGREE"
    assert plover.root("ASSAULT", "scheduled") == "THREATEN"
    assert plover.root("AID", "did_not_happen") == "REJECT"
    assert plover.root("ASSAULT", "did_not_happen") is None
    assert plover.root("ACCUSE", "happened") == "ACCUSE"


def test_the_command_line_takes_a_file_and_says_what_is_wrong_with_it(tmp_path):
    from click.testing import CliRunner

    from onrecord.cli import cli

    path = tmp_path / "own.tsv"
    path.write_text("\n".join([HEADER, ROW.replace("welcomes", "greets")]), encoding="utf-8")
    source = tmp_path / "dispatch.txt"
    source.write_text("Norland salutes Lund.\n", encoding="utf-8")
    for command in (["read"], ["add", "--ledger", str(tmp_path / "news.db")]):
        told = CliRunner().invoke(cli, [*command, "--lexicon", str(path), str(source)])
        assert told.exit_code == 2
        assert "relation is 'greets'; allowed: recognises" in told.output.replace("\n", " ")
    assert not (tmp_path / "news.db").exists()
    missing = CliRunner().invoke(cli, ["read", "--lexicon", str(tmp_path / "none.tsv"), str(source)])
    assert missing.exit_code == 2
    assert "does not exist" in missing.output


def test_rows_of_ones_own_are_read_and_known_to_the_ledger(tmp_path):
    import json

    from click.testing import CliRunner

    from onrecord.cli import cli
    from onrecord.ledger.adding import run_of

    path = tmp_path / "own.tsv"
    path.write_text("\n".join([HEADER, ROW.replace("salute", "zorb").replace("salutes", "zorbs")]), encoding="utf-8")
    source = tmp_path / "dispatch.txt"
    source.write_text("Russia zorbed China on Monday.\n", encoding="utf-8")
    read = CliRunner().invoke(cli, ["read", "--json", "--lexicon", str(path), str(source)])
    assert read.exit_code == 0, read.output
    assert [one["relation"] for one in json.loads(read.output)["positions"]] == ["welcomes"]
    assert run_of(lexicon=path) != run_of()


@pytest.mark.parametrize(
    ("cell", "acting", "needed", "intransitive"),
    [
        ("object", set(), set(), False),
        ("object!, with", {"object"}, set(), False),
        ("object!!, no_object", {"object"}, {"object"}, True),
    ],
)
def test_marks_of_roles_are_read_and_taken_off(tmp_path, cell, acting, needed, intransitive):
    path = tmp_path / "own.tsv"
    row = f"zorb\tverb\t\tfor\tASSAULT\t\tASSAULT\tsubject^\t{cell}\t\t\tThey [zorb] him."
    path.write_text("\n".join([HEADER, row]), encoding="utf-8")
    [entry] = lexicon.read(path)
    assert (entry.acting, entry.needed, entry.intransitive) == (acting, needed, intransitive)
    assert entry.crowd
    assert entry.actor == ("subject",)
    assert set("".join(entry.recipient)) <= set("abcdefghijklmnopqrstuvwxyz_")
