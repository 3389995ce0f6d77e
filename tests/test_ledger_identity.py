"""Who is who across documents: what joins, what must not, and that people's corrections survive every reading."""

import itertools
import random
from dataclasses import replace

import pytest
from ledgers import NEWER, RUN, Dispatch, opened, state

from onrecord.ledger import LedgerError, corrections
from onrecord.ledger.check import check
from onrecord.ledger.names import name_key, topic_key
from onrecord.queries import aliases, names, who

numbers = itertools.count()


@pytest.fixture
def ledger(tmp_path):
    with opened(tmp_path / "onrecord.db") as made:
        yield made
        assert list(check(made)) == []


def named(name, *, published="2024-02-05", says="no", beside=(), **given):
    """A dispatch of its own in which somebody of that name says something; who is named in full is mayor of Harrow."""
    number = next(numbers)
    dispatch = Dispatch(source=f"https://courier.example/{number}", published=published)
    full = " " in name and given.get("type", "person") == "person" and given.get("kind", "name") == "name"
    dispatch.says(dispatch.who(name, **({"role": "mayor of Harrow"} if full else {}) | given), f"{says} {number}")
    for other in beside:
        dispatch.who(other)
    return dispatch.record()


def add(ledger, *records, run=RUN):
    for record in records:
        ledger.add(record, run)
    return records


def groups(ledger):
    """The names of each actor, as sets."""
    found = {}
    for name, actor in ledger.ask("SELECT entities.name, actor FROM entities"):
        found.setdefault(actor, []).append(name)
    return sorted(sorted(each) for each in found.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lund", "ADA LUND"),
        ("Zoë Müller", "Zoe\u0308 Mu\u0308ller"),
        ("Dr. Ada Lund", "Ada Lund"),
        ("Sir Karl Ødegård", "Karl Odegard"),
        ("Sean O’Brien", "Sean O'Brien"),
        ("J. R. Smith", "J R Smith"),
        ("Ana  María-López", "Ana María‑López"),
        ("Lech Wałęsa", "Lech Walesa"),
        ("Straße AG", "STRASSE AG"),
    ],
)
def test_one_name_written_in_two_ways(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada Lund", "Ida Lund"), ("President Lund", "Lund"), ("Mr", "Mrs"), ("Ada Lund", "Ada Lund-Berg"), ("李", "王")],
)
def test_two_names(one, other):
    assert name_key(one) != name_key(other)


def test_a_key_is_never_empty_nor_long():
    assert all(name_key(name) for name in ("Mr", "?!", "’s", "the", "🙂"))
    assert len(name_key("x" * 10**6)) < 300 and name_key("x" * 10**6) != name_key("x" * 10**6 + "y")
    assert topic_key("the Vote") == topic_key("a vote") == "vote"


def test_full_names_join_and_other_types_do_not(ledger):
    add(ledger, named("Ada Lund"), named("ADA LUND"), named("Ada Lund", type="organisation"))
    assert groups(ledger) == [["ADA LUND", "Ada Lund"], ["Ada Lund"]]


def joined(path, records, order=None):
    """The groups that the records give in that order, and that nothing is wrong with them."""
    with opened(path) as ledger:
        add(ledger, *(records[place] for place in order or range(len(records))))
        assert list(check(ledger)) == []
        return groups(ledger)


ONE, TWO = [["John Smith"] * 2], [["John Smith"]] * 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"role": None}, {"role": None}, TWO),
        ({"role": None}, {"role": "mayor of Harrow"}, TWO),
        ({"role": "mayor of Harrow"}, {"role": "mayor of Lindale"}, TWO),
        ({"role": "mayor of Harrow"}, {"role": "farmer in Harrow"}, TWO),
        ({"role": "the minister"}, {"role": "the minister"}, TWO),
        ({"role": "member of Parliament"}, {"role": "member of Parliament"}, TWO),
        ({"role": "foreign minister of France"}, {"role": "foreign minister of France"}, ONE),
        ({"role": "foreign minister of France"}, {"role": "France’s foreign minister"}, ONE),
        ({"role": "foreign minister of France"}, {"role": "French foreign minister"}, ONE),
        ({"role": "spokesman for the Harbour Union"}, {"role": "the Harbour Union's spokesman"}, ONE),
        ({"role": None, "beside": ["Ada Lund"]}, {"role": None, "beside": ["Ada Lund"]}, TWO),
        ({"role": None, "beside": ["Ada Lund", "Bo Holm"]}, {"role": None, "beside": ["Ada Lund", "Bo Holm"]}, ONE),
        ({"role": None, "beside": ["Ada Lund", "Bo Holm"]}, {"role": None, "beside": ["Ada Lund", "Eva Berg"]}, TWO),
        ({"role": None, "beside": ["Lund", "Holm"]}, {"role": None, "beside": ["Lund", "Holm"]}, TWO),
    ],
)  # fmt: skip
def test_two_of_one_name_are_one_only_where_their_contexts_agree(tmp_path, one, other, expected):
    records = [named("John Smith", **one), named("John Smith", **other)]
    for order in ((0, 1), (1, 0)):
        found = joined(tmp_path / f"{order}.db", records, order)
        assert [group for group in found if "John Smith" in group] == expected


def test_the_same_two_others_in_another_month_tell_nothing(tmp_path):
    beside = {"role": None, "beside": ["Ada Lund", "Bo Holm"]}
    records = [named("John Smith", published=day, **beside) for day in ("2024-02-05", "2024-03-05", None, None)]
    assert joined(tmp_path / "x.db", records).count(["John Smith"]) == 4


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_contexts_that_a_third_document_brings_together_are_one_in_any_order(tmp_path, order):
    records = [
        named("John Smith", role="mayor of Harrow"),
        named("John Smith", role="mayor of Harrow and chairman of Harrow Rovers"),
        named("John Smith", role="chairman of Harrow Rovers", beside=["Ada Lund", "Bo Holm"]),
        named("John Smith", role="mayor of Lindale"),
    ]
    whole = tmp_path / "whole.db"
    joined(whole, records)
    assert sorted(map(len, joined(tmp_path / "x.db", records, order))) == [1, 1, 1, 3]
    with opened(whole) as one, opened(tmp_path / "x.db") as other:
        assert state(one) == state(other)


def test_contexts_come_apart_when_what_brought_them_together_is_gone(ledger):
    bridge = named("John Smith", role="mayor of Harrow and chairman of Harrow Rovers")
    add(
        ledger,
        named("John Smith", role="mayor of Harrow"),
        bridge,
        named("John Smith", role="chairman of Harrow Rovers"),
    )
    assert groups(ledger) == [["John Smith"] * 3]
    add(ledger, replace(bridge, entities=(), statements=()), run=NEWER)
    assert groups(ledger) == TWO
    add(ledger, bridge, run=RUN)
    assert groups(ledger) == [["John Smith"] * 3]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_kin_that_two_links_claim_are_nobody(tmp_path, order):
    role = "mayor of Harrow and chairman of Harrow Rovers"
    records = [
        named("John Smith", link="Q1", role="mayor of Harrow"),
        named("John Smith", link="Q2", role="chairman of Harrow Rovers"),
        named("John Smith", role=role),
        named("John Smith", role="chairman of Harrow Rovers"),
    ]
    assert joined(tmp_path / "x.db", records, order) == [["John Smith"]] * 4


def test_a_linked_one_is_another_where_no_context_agrees(ledger):
    add(ledger, named("John Smith", link="Q1", role="mayor of Harrow"), named("John Smith", role=None),
        named("John Smith", role="mayor of Lindale"))  # fmt: skip
    assert groups(ledger) == [["John Smith"]] * 3


def test_any_order_and_any_reading_give_the_same_people(tmp_path):
    """Random people of two names in random contexts; in another order, and with some taken out and put in again."""
    chance = random.Random(5)
    roles = [None, *(f"{head} of {whose}" for head in ("mayor", "head") for whose in ("Harrow", "Lindale", "Eastport"))]
    for round_ in range(12):
        records = []
        for _ in range(14):
            role = " and ".join(filter(None, chance.sample(roles, chance.choice((1, 1, 2))))) or None
            name = chance.choice(("John Smith", "Jo Ek"))
            link = chance.choice((None, None, None, f"Q1{name}", f"Q2{name}"))
            beside = chance.sample(["Ada Lund", "Bo Holm", "Eva Berg"], chance.choice((0, 0, 2)))
            records.append(named(name, role=role, link=link, beside=beside))
        with opened(tmp_path / f"{round_}a.db") as one, opened(tmp_path / f"{round_}b.db") as other:
            add(one, *records)
            add(other, *chance.sample(records, len(records)))
            for record in chance.sample(records, 5):
                add(other, replace(record, entities=(), statements=()), run=NEWER)
                add(other, record)
            assert groups(one) == groups(other)
            assert state(one)["actors"] == state(other)["actors"]
            assert list(check(one)) == [] == list(check(other))


def test_links_join_whatever_the_name(ledger):
    add(ledger, named("Norland", type="country", link="Q1"), named("Kingdom of Norland", type="government", link="Q1"))
    assert groups(ledger) == [["Kingdom of Norland", "Norland"]]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_name_joins_the_one_actor_that_is_linked_and_bears_it(tmp_path, order):
    records = [named("Ada Lund", link="Q1"), named("Ada Lund"), named("Ada Lund")]
    with opened(tmp_path / "x.db") as ledger:
        add(ledger, *(records[place] for place in order))
        assert groups(ledger) == [["Ada Lund"] * 3]
        assert ledger.ask("SELECT DISTINCT link FROM actors") == [("Q1",)]
        assert list(check(ledger)) == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_name_that_two_linked_actors_bear_joins_neither(tmp_path, order):
    records = [named("John Smith", link="Q1"), named("John Smith", link="Q2"), named("John Smith")]
    with opened(tmp_path / "x.db") as ledger:
        add(ledger, *(records[place] for place in order))
        assert groups(ledger) == [["John Smith"]] * 3


def test_a_metonym_is_no_name(ledger):
    """ "Moscow" said so for Russia; a city of that name elsewhere is not Russia."""
    add(ledger, named("Moscow", type="government", link="Q159", basis="metonym"), named("Moscow", type="government"))
    assert groups(ledger) == [["Moscow"], ["Moscow"]]


def test_a_lone_surname_joins_nothing(ledger):
    add(ledger, named("Ada Lund"), named("Lund"), named("Lund"), named("Lund", role="minister"))
    assert groups(ledger) == [["Ada Lund"], ["Lund"], ["Lund"], ["Lund"]]


def test_a_lone_surname_joins_by_the_office_of_that_year(ledger):
    office = {"role": "foreign minister of Norland"}
    add(
        ledger,
        named("Ada Lund", **office, published="2024-01-01"),
        named("Lund", **office, published="2024-12-31"),
        named("Lund", **office, published="2009-01-01"),
        named("Lund", role="foreign minister of Sudland", published="2024-01-01"),
        named("Lund", role="mayor of Norland", published="2024-01-01"),
    )
    assert groups(ledger) == [["Ada Lund", "Lund"], ["Lund"], ["Lund"], ["Lund"]]


def test_a_lone_surname_joins_nobody_where_two_held_the_office(ledger):
    office = {"role": "foreign minister of Norland"}
    add(ledger, named("Ada Lund", **office), named("Bo Lund", **office), named("Lund", **office))
    assert groups(ledger) == [["Ada Lund"], ["Bo Lund"], ["Lund"]]


def test_a_surname_a_name_and_a_link_are_one(ledger):
    office = {"role": "foreign minister of Norland"}
    add(ledger, named("Lund", **office), named("Ada Lund", **office), named("Ada Lund", link="Q1", **office))
    assert groups(ledger) == [["Ada Lund", "Ada Lund", "Lund"]]


def test_what_no_mention_names_stays_in_its_document(ledger):
    add(ledger, named("the minister", kind="nominal"), named("the minister", kind="nominal"))
    assert groups(ledger) == [["the minister"], ["the minister"]]


def test_evidence_that_is_gone_joins_no_more(ledger):
    wrong = named("Ada Lund", link="Q1")
    add(ledger, wrong, named("Ada Lund"), named("Ada Lund", link="Q2"))
    assert len(groups(ledger)) == 3
    add(ledger, replace(wrong, entities=(replace(wrong.entities[0], link=None),)), run=NEWER)
    assert groups(ledger) == [["Ada Lund"] * 3]
    assert ledger.ask("SELECT DISTINCT link FROM actors") == [("Q2",)]


def read_all_again(ledger, records):
    """As a newer model would: the same findings from another run."""
    for record in records:
        assert ledger.add(record, NEWER) == "read again"


def test_a_merge_is_kept_when_all_is_read_again(ledger):
    records = add(ledger, named("A. Lund"), named("Ada Lund"))
    corrections.merge(ledger, "A. Lund", "Ada Lund")
    assert groups(ledger) == [["A. Lund", "Ada Lund"]]
    read_all_again(ledger, records)
    add(ledger, named("A. Lund"))
    assert groups(ledger) == [["A. Lund", "A. Lund", "Ada Lund"]]
    assert ledger.ask("SELECT DISTINCT actor_name FROM statements") == [("Ada Lund",)]


def test_a_merge_goes_before_what_would_join_the_other_way_round(ledger):
    add(ledger, named("Ada Lund"), named("Ada Lund", link="Q1"), named("A. Berg"))
    corrections.merge(ledger, "Q1", "A. Berg")
    assert groups(ledger) == [["A. Berg", "Ada Lund", "Ada Lund"]]
    apart = add(ledger, named("Bo Holm"), named("Bo Holm", link="Q2"))[0]
    (weaker,) = {
        row[0] for row in ledger.ask("SELECT named_as FROM aliases WHERE name = 'Bo Holm' AND basis = 'context'")
    }
    del apart
    corrections.split(ledger, "Q2", weaker)
    corrections.merge(ledger, "Q2", weaker)
    assert ledger.ask("SELECT count(DISTINCT actor) FROM entities WHERE name = 'Bo Holm'") == [(1,)]


def test_merging_in_a_circle_is_refused(ledger):
    add(ledger, named("Ada Lund"), named("Bo Holm"))
    corrections.merge(ledger, "Ada Lund", "Bo Holm")
    with pytest.raises(LedgerError, match="are one actor already"):
        corrections.merge(ledger, "Bo Holm", "Ada Lund")


def test_a_split_undoes_a_merge_and_an_automatic_join(ledger):
    add(ledger, named("A. Lund"), named("Ada Lund"), named("Ada Lund", link="Q1"))
    one = corrections.the_actor(ledger, "A. Lund").id
    corrections.merge(ledger, one, "Q1")
    corrections.split(ledger, "Q1", one)
    (other,) = {row[0] for row in ledger.ask("SELECT named_as FROM aliases WHERE basis = 'context'")}
    corrections.split(ledger, "Q1", other)
    assert groups(ledger) == [["A. Lund"], ["Ada Lund"], ["Ada Lund"]]
    add(ledger, named("Ada Lund", link="Q1"), named("Ada Lund"))
    assert groups(ledger) == [["A. Lund"], ["Ada Lund"] * 2, ["Ada Lund"] * 2]


def test_a_split_in_one_document_is_kept_when_it_is_read_again_and_named_better(ledger):
    other = named("John Smith")
    records = add(ledger, named("John Smith"), other, named("John Smith", link="Q1"))
    assert groups(ledger) == [["John Smith"] * 3]
    made = corrections.split(ledger, "John Smith", other.document.id)
    expected = [["John Smith"], ["John Smith"] * 2]
    assert groups(ledger) == expected
    assert ledger.ask("SELECT actor FROM statements WHERE document = ?", (other.document.id,)) == [(made.id,)]
    read_all_again(ledger, records)
    assert groups(ledger) == expected
    linked = replace(other, entities=(replace(other.entities[0], link=records[2].entities[0].link),))
    add(ledger, linked, run=RUN)
    assert groups(ledger) == expected, "a person said that this one is another"


def test_a_new_name_is_shown_and_the_old_one_still_found(ledger):
    records = add(ledger, named("Ada Lund"))
    corrections.rename(ledger, "Ada Lund", "Ada Lund (minister)")
    add(ledger, named("Ada Lund", link="Q1"))
    read_all_again(ledger, records)
    assert ledger.ask("SELECT DISTINCT actor_name FROM statements") == [("Ada Lund (minister)",)]
    assert len(who(ledger, "Ada Lund").rows) == 2


def test_a_link_joins_with_all_that_have_it(ledger):
    records = add(ledger, named("Ada Lund"), named("A. Lund-Berg", link="Q1"))
    corrections.link(ledger, "Ada Lund", "Q1")
    read_all_again(ledger, records)
    assert groups(ledger) == [["A. Lund-Berg", "Ada Lund"]]
    corrections.link(ledger, "Q1", "Q7")
    assert corrections.the_actor(ledger, "Ada Lund").link == "Q7"


def test_a_name_that_may_be_several_is_not_corrected(ledger):
    add(ledger, named("Ada Lund"), named("Bo Lund"))
    with pytest.raises(LedgerError, match=r"'Lund' may be 2 actors: name one by its id: .*Ada Lund"):
        corrections.rename(ledger, "Lund", "x")
    with pytest.raises(LedgerError, match="nobody there is called 'Karl'"):
        corrections.rename(ledger, "Karl", "x")


def test_the_table_of_names_goes_from_one_ledger_to_another(ledger, tmp_path):
    records = add(ledger, named("Ada Lund", link="Q1"), named("A. Lund"), named("Lund & Co", type="organisation"),
                  named("Lund and Company", type="organisation"))  # fmt: skip
    corrections.merge(ledger, "A. Lund", "Q1")
    corrections.merge(ledger, "Lund and Company", "Lund & Co")
    table = aliases(ledger).dicts()
    with opened(tmp_path / "other.db") as other:
        assert corrections.import_aliases(other, table) == 2, "what people said: a name of Q1, one of the company"
        assert corrections.import_aliases(other, table) == 0
        add(other, *records)
        assert groups(other) == groups(ledger)
        assert list(check(other)) == []


def test_a_table_of_names_makes_no_two_people_one_that_documents_do_not(ledger, tmp_path):
    unlinked = [named("John Smith", role=None) for _ in range(2)]
    records = add(ledger, *unlinked, named("John Smith", link="Q1"))
    with opened(tmp_path / "other.db") as other:
        add(other, *records)
        for table in (aliases(ledger).dicts(), aliases(other).dicts()):
            assert corrections.import_aliases(other, table) == 0
        assert groups(other) == [["John Smith"]] * 3
        by_hand = {"name": "John Smith", "type": "person", "link": "Q1"}
        assert corrections.import_aliases(other, [by_hand]) == 1, "who writes it says that all of the name are one"
        add(other, named("John Smith", role=None))
        assert groups(other) == [["John Smith"] * 4]
        assert list(check(other)) == []


def test_a_table_with_a_wrong_row_is_refused_whole(ledger):
    add(ledger, named("Ada Lund"))
    before = state(ledger)
    good = {"name": "A. Lund", "type": "person", "link": "Q1"}
    with pytest.raises(LedgerError, match="row 3: a name, a type, and a link or an actor are needed"):
        corrections.import_aliases(ledger, [good, {"name": "x", "type": ""}])
    assert state(ledger) == before
    assert ledger.ask("SELECT count(*) FROM corrections") == [(0,)]


def test_all_names_of_an_actor_are_listed(ledger):
    add(ledger, named("Ada Lund", link="Q1"), named("Ada Lund"), named("Ada Lund Berg", link="Q1"))
    listed = {(row["name"], row["basis"], row["entities"]) for row in names(ledger, "Q1").dicts()}
    assert listed == {("Ada Lund", "itself", 1), ("Ada Lund", "context", 1), ("Ada Lund Berg", "itself", 1)}
