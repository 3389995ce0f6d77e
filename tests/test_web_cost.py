"""What a page costs does not grow with the ledger: every question reads by an index, and the lists only so far."""

import re
from importlib import resources

import pytest

import onrecord.web.lists as lists
from onrecord.web.lists import LISTS, listed, own_keys, plan_of, sql_of, tokens
from tests.ledgers import RUN, opened, simple
from tests.websites import ordinary

QUESTIONS = sorted(file.name[:-4] for file in (resources.files("onrecord.web") / "sql").iterdir())
LARGE = ("appearance", "document", "statement", "position", "event", "entity", "mention", "role", "time", "participant",
         "actor", "alias", "quoted", "folded")  # fmt: skip
ASKED = [
    ("statements", {}), ("statements", {"q": "harbour"}), ("statements", {"q": "harbour", "actor": "Ada Lund"}),
    ("statements", {"actor": "Ada Lund", "form": "direct"}), ("statements", {"outlet": "The Courier", "since": "2024"}),
    ("statements", {"polarity": "negated", "unsure": "1"}), ("documents", {}), ("documents", {"q": "harbour"}),
    ("documents", {"outlet": "The Courier"}), ("positions", {}), ("positions", {"q": "dredging"}),
    ("positions", {"actor": "Ada Lund"}), ("positions", {"object": "Ada Lund"}), ("positions", {"topic": "dredging"}),
    ("events", {}), ("events", {"status": "happened"}), ("events", {"actor": "Ada Lund"}),
    ("events", {"place": "Norland Harbour", "type": "CONSULT"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = ordinary(tmp_path_factory.mktemp("web") / "onrecord.db")
    with opened(path, read_only=True) as found:
        yield found


def actor(ledger, name):
    return ledger.ask("SELECT id FROM actor WHERE name = ?", (name,))[0][0]


def by_id(ledger, query):
    return {
        name: actor(ledger, value) if name in ("actor", "object", "place") else value for name, value in query.items()
    }


def plan(ledger, sql, bound):
    names = set(re.findall(r":(\w+)", re.sub(r"'[^']*'|--.*", "", sql)))
    rows = ledger.connection.execute(f"EXPLAIN QUERY PLAN {sql}", {name: bound.get(name) for name in names})
    return [row[3] for row in rows]


def whole_tables(steps):
    """Tables that a plan goes through from end to end."""
    return [step for step in steps if (found := re.match(r"SCAN (\w+)(?! VIRTUAL)", step)) and found[1] in LARGE]


@pytest.mark.parametrize(("name", "query"), ASKED)
def test_a_list_reads_by_an_index(ledger, name, query):
    made = plan_of(ledger, LISTS[name], by_id(ledger, query))
    sql = (
        sql_of(name).replace("/*candidate*/", made.candidate).replace("/*where*/", " AND ".join(made.conditions) or "1")
    )
    steps = plan(ledger, sql, {**made.bound, "limit": 26})
    assert not whole_tables(steps), steps


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in LISTS and name != "columns"])
def test_a_question_reads_by_an_index(ledger, name):
    one = actor(ledger, "Ada Lund")
    bound = {"keys": own_keys(ledger, one), "match": f"actor : {tokens(ledger, one)}", "limit": 10,
             "held": f"holder : {tokens(ledger, one)}",
             "actor": one, "periods": "[]", "ids": "[]"}  # fmt: skip
    sql = (
        sql_of(name)
        .replace("/*candidate*/", "SELECT key FROM position WHERE topic = 'x' LIMIT 9")
        .replace("/*where*/", "1")
    )
    assert not whole_tables(plan(ledger, sql, bound)), name


def test_a_page_looks_no_further_than_it_may_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "CONSIDERED", 4)
    with opened(tmp_path / "onrecord.db") as ledger:
        for number in range(10):
            outlet = "Rare" if number in (1, 7) else "Common"
            record = simple(f"words {number}", source=f"{number}", publisher=outlet, published=f"2024-01-{number + 10}")
            ledger.add(record, RUN)
        seen, query = [], {"outlet": "Rare"}
        for _ in range(9):
            found = listed(ledger, LISTS["statements"], query, 5)
            seen += [row["words"] for row in found.rows]
            if not found.next:
                break
            query["after"] = found.next
            assert found.reached
        assert seen == ["words 7", "words 1"]
