"""Places, bodies and people by name: exact phrases, what several share, hostile words, and how the tables are made."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from naughty import NAUGHTY

from onrecord import knowledge
from onrecord.knowledge import names, tables
from onrecord.knowledge.places import countries

FOLDER = tables.FOLDER
LANGUAGE = tables.LANGUAGE
SHARED = Path(__file__).parent.parent.parent / "shared" / "knowledge"
WRITTEN = sorted([*FOLDER.glob("*.tsv"), *(LANGUAGE / f"{name}.tsv" for name in (
    "bodies", "body_kinds", "cities", "country_words", "given_names", "organisations"))])  # fmt: skip


def codes(found):
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Britain", ["GB"]),
        ("the U.K.", ["GB"]),
        ("Britain’s", ["GB"]),
        ("Belarus'", ["BY"]),
        ("Côte d’Ivoire", ["CI"]),
        ("RUSSIA", ["RU"]),
        ("US", ["US"]),
        ("us", []),
        ("it", []),
        ("turkey", []),
        ("Turkey", ["TR"]),
        ("Holland", ["NL"]),
        ("Congo", ["CD", "CG"]),
        ("Georgia", ["GE", "US-GA"]),
        ("Scotland", ["GB-SCT"]),
        ("Narnia", []),
        ("", []),
    ],
)
def test_place_by_name(words, expected):
    assert codes(knowledge.place(words)) == expected


def test_a_capital_is_a_place_of_its_country_in_all_its_spellings():
    for words in ("Kyiv", "Kiev", "KYIV"):
        (kyiv,) = knowledge.place(words)
        assert (kyiv.name, kyiv.kind, kyiv.country, kyiv.qid) == ("Kyiv", "capital", "UA", "Q1899")
    assert knowledge.place("MOSCOW")[0].kind == "capital"


def test_every_country_with_a_people_has_a_capital_and_an_item():
    sovereign = [each for each in countries() if each.place.kind == "country" and each.adjectives]
    assert len(sovereign) > 190
    without = {each.place.code for each in sovereign if not each.capitals}
    assert without == {"CC", "CX", "GI", "MS", "NF", "NR", "PN", "WF"}  # no capital, or none that news names
    assert all(each.place.qid and each.place.qid.startswith("Q") for each in sovereign)


@pytest.mark.parametrize(
    ("words", "form", "expected"),
    [
        ("Belarusian", "adjective", ["BY"]),
        ("Britons", "plural", ["GB"]),
        ("Frenchwomen", "plural", ["FR"]),
        ("Azeri", "noun", ["AZ"]),
        ("Congolese", "adjective", ["CD", "CG"]),
        ("Dominican", "adjective", ["DM", "DO"]),
        ("North Korean", "adjective", ["KP"]),
        ("polish", "adjective", []),
    ],
)
def test_demonyms(words, form, expected):
    assert [each.place.code for each in knowledge.demonym(words) if each.form == form] == expected


def test_country_by_name_or_code_is_one_or_none():
    assert all(knowledge.country(words).place.code == "BY" for words in ("Belarus", "BY", "BLR", "Q184"))
    assert knowledge.country("Georgia").place.code == "GE"
    assert knowledge.country("Congo") is None
    assert knowledge.country("Minsk") is None


def test_disputed_territories_say_who_claims_and_decide_nothing():
    for words, code in (("Crimea", "UA-CRI"), ("Kosovo", "XK"), ("Taiwan", "TW"), ("Abkhazia", "GE-AB")):
        place = knowledge.place(words)[0]
        assert (place.code, place.kind, place.country) == (code, "disputed", code)
        assert place.claimed_by and place.governed_by
    assert set(knowledge.place("Crimea")[0].claimed_by) == {"UA", "RU"}
    assert knowledge.place("Falkland Islands")[0].claimed_by == ("GB", "AR")


@pytest.mark.parametrize(
    ("words", "name", "kind", "country", "basis"),
    [
        ("the Russian Foreign Ministry", "Ministry of Foreign Affairs of Russia", "ministry", "RU", "name"),
        ("Ministry of Foreign Affairs of Japan", "Ministry of Foreign Affairs of Japan", "ministry", "JP", "pattern"),
        ("Japan’s foreign ministry", "Ministry of Foreign Affairs of Japan", "ministry", "JP", "pattern"),
        ("Ministry of Defence of the Russian Federation", "Ministry of Defence of Russia", "ministry", "RU", "pattern"),
        ("Belarusian parliament", "National Assembly of Belarus", "parliament", "BY", "pattern"),
        ("State Department", "United States Department of State", "ministry", "US", "name"),
        ("Foggy Bottom", "United States Department of State", "ministry", "US", "metonym"),
        ("the Kremlin", "Presidency of Russia", "presidency", "RU", "metonym"),
        ("10 Downing Street", "Prime Minister's Office of the United Kingdom", "government", "GB", "metonym"),
        ("the Élysée", "Presidency of France", "presidency", "FR", "metonym"),
        ("Elysee", "Presidency of France", "presidency", "FR", "metonym"),
        ("Duma", "State Duma", "chamber", "RU", "name"),
        ("Knesset", "Knesset", "parliament", "IL", "name"),
        ("Israeli parliament", "Knesset", "parliament", "IL", "name"),
        ("Riigikogu", "Riigikogu", "parliament", "EE", "name"),
        ("NATO", "North Atlantic Treaty Organization", "organisation", None, "name"),
        ("European Commission", "European Commission", "organisation", "EU", "name"),
        ("Iranian Revolutionary Guards", "Islamic Revolutionary Guard Corps", "military", "IR", "name"),
        ("Taiwan's defence ministry", "Ministry of Defence of Taiwan", "ministry", "TW", "pattern"),
        ("Taiwan's defense ministry", "Ministry of Defence of Taiwan", "ministry", "TW", "pattern"),
    ],
)
def test_bodies(words, name, kind, country, basis):
    (found,) = knowledge.body(words)
    assert (found.name, found.kind, found.country, found.basis) == (name, kind, country, basis)


@pytest.mark.parametrize("words", ["parliament", "foreign ministry", "the ministry", "Moscow", "who", "it", "Is", ""])
def test_what_names_no_body_by_itself(words):
    assert knowledge.body(words) == ()


def test_a_body_of_two_countries_is_two_bodies():
    assert [each.country for each in knowledge.body("Congolese army")] == ["CD", "CG"]


def test_one_body_has_one_name_however_it_is_written():
    written = ["the State Department", "U.S. State Department", "Foggy Bottom", "US foreign ministry"]
    assert {knowledge.body(words)[0].name for words in written} == {"United States Department of State"}
    assert knowledge.body_of("Foreign Ministry", "RU").name == knowledge.body("Russian Foreign Ministry")[0].name
    assert knowledge.body_of("ministry", "RU") is None


def test_a_capital_or_country_stands_for_its_government():
    assert [each.name for each in knowledge.seat_of("Minsk")] == ["Government of Belarus"]
    assert [each.country for each in knowledge.seat_of("Brussels")] == ["BE", "EU"]
    assert knowledge.seat_of("Munich") == ()
    with pytest.raises(ValueError, match="'ZZZ' is no code"):
        knowledge.government("ZZZ")


@pytest.mark.parametrize(
    ("name", "qid"),
    [
        ("Sergey Lavrov", "Q58217"),
        ("Sergei Lavrov", "Q58217"),
        ("SERGEI LAVROV", "Q58217"),
        ("Alyaksandr Lukashenka", "Q2866"),
        ("Aleksandr Lukashenko", "Q2866"),
        ("Volodymyr Zelensky", "Q3874799"),
        ("Volodymyr Zelenskiy", "Q3874799"),
        ("Mohammed bin Salman", "Q6892571"),
        ("Recep Tayyip Erdogan", "Q39259"),
    ],
)
def test_people_by_name_and_transliteration(name, qid):
    assert [each.qid for each in knowledge.person(name)] == [qid]


def test_people_of_one_name_all_come_back_and_unknown_ones_do_not():
    assert len(knowledge.person("John Hill")) >= 1
    shared = list(knowledge.person("Ali Hassan")) + list(knowledge.person("David Johnston"))
    assert len({each.qid for each in shared}) == len(shared)
    assert len(knowledge.person("David Johnston")) > 1
    assert knowledge.person("Svetlana Nobody") == ()
    assert knowledge.person("Lukashenko") == ()


def test_a_person_tells_the_offices_held():
    (lavrov,) = knowledge.person("Sergei Lavrov")
    assert not lavrov.exact
    assert ("Minister of Foreign Affairs", "RU", "2004-03-09") in [
        (held.office, held.country, held.start) for held in lavrov.offices
    ]
    assert [held.start for held in lavrov.offices] == sorted(held.start for held in lavrov.offices)


def test_keys_keep_different_people_apart():
    assert names.key("Łukasz Ångström-O’Neill") == "lukasz angstrom oneill"
    assert names.loose_key("Li Qiang") != names.loose_key("Li Keqiang")
    assert names.loose_key("George W. Bush") == names.loose_key("George Bush")
    assert names.loose_key("") == names.key("...") == ""


@pytest.mark.parametrize(
    "lookup", [knowledge.place, knowledge.demonym, knowledge.body, knowledge.seat_of, knowledge.person]
)
def test_hostile_words_find_nothing_and_do_no_harm(lookup):
    for words in (
        *NAUGHTY,
        "A" * 1_000_000,
        "Aa " * 300_000,
        "\0",
        "\ud800",
        "|",
        "\t",
        "^",
        "@RU",
        "#",
        "Q",
        "'s",
        "the ",
    ):
        assert lookup(words) == (), words[:40]


def test_ten_thousand_names_are_quick():
    """10,000 unknown names took 0.4 s on one slow core: a second lookup table must not become a search."""
    began = time.process_time()
    assert not any(knowledge.person(f"Nobody Nowhere{number}") for number in range(10_000))
    assert time.process_time() - began < 10


def test_tables_are_within_their_size_and_state_their_sources():
    size = sum(path.stat().st_size for path in {*FOLDER.iterdir(), *WRITTEN} if path.is_file())
    assert size < 8_000_000
    compiled = {"places.tsv", "bodies.tsv", "holders.tsv", "persons.tsv", "persons_loose.tsv"}
    for path in WRITTEN:
        head = path.read_text("utf-8").splitlines()[0]
        assert head.startswith(
            "# Compiled by python -m train.knowledge" if path.parent == FOLDER and path.name in compiled else "#"
        ), path
    named = " ".join(f"{row[0]} {row[1]} {row[2]}" for row in tables.sources())
    assert all(word in named for word in ("Wikidata", "CC0 1.0", "Factbook", "CLDR", "PDDL", "MIT"))
    assert all(row[3] for row in tables.sources())


def test_rows_of_written_tables_are_well_formed():
    for code, _, _, qid, _ in tables.rows(LANGUAGE / "cities.tsv", 5):
        assert knowledge.country(code), code
        assert not qid or (qid[0] == "Q" and qid[1:].isdigit())
    for code, _, name, qid, _, _ in tables.rows(LANGUAGE / "bodies.tsv", 6):
        assert knowledge.country(code), name
        assert not qid or (qid[0] == "Q" and qid[1:].isdigit())
    for code, claimed_by, governed_by, _ in tables.rows(FOLDER / "disputed.tsv", 4):
        assert all(knowledge.country(each) for each in (code, *claimed_by.split(), *governed_by.split()))


def test_a_row_with_too_many_cells_is_named(tmp_path):
    path = tmp_path / "bad.tsv"
    path.write_text("# head\na\tb\na\tb\tc\n", "utf-8")
    with pytest.raises(ValueError, match=r"bad.tsv, line 3: 3 cells where 2"):
        list(tables.rows(path, 2))


def test_nothing_is_read_before_it_is_asked_for():
    code = (
        "import builtins, pathlib\nread = []\nkeep = pathlib.Path.read_text\n"
        "pathlib.Path.read_text = lambda self, *a, **k: (read.append(self.name), keep(self, *a, **k))[1]\n"
        "from onrecord import knowledge\nassert not read, read\n"
        "knowledge.place('Minsk')\nassert 'holders.tsv' not in read and 'persons.tsv' not in read, read\n"
        "knowledge.person('Nobody Nowhere')\nassert 'holders.tsv' not in read, read\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.skipif(not SHARED.exists(), reason="the sources of the tables are not here")
def test_the_same_sources_make_the_same_tables(tmp_path):
    pytest.importorskip("yaml", reason="train.knowledge needs pyyaml")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from train.knowledge import main; from pathlib import Path; main(out=Path({str(tmp_path)!r}))",
        ],
        cwd=FOLDER.parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
        env={"PYTHONPATH": "src", "PYTHONHASHSEED": "7", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), f"{path.name}: run python -m train.knowledge"
