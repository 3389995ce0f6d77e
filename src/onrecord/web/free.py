"""The page of free questions: one SELECT over the public views, read-only, with limits of time and rows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.connect import LedgerError
from onrecord.ledger.store import Ledger
from onrecord.queries import Answer, sql
from onrecord.web.lists import ask
from onrecord.web.site import Refused, Site, Turns
from onrecord.web.tabular import as_csv, as_json

ROWS, SECONDS, CHARACTERS = 500, 3.0, 4_000
CELL, PAGE = 400, 120_000  # characters that are shown of a cell, and of all cells of a page
_TURNS = Turns(3)
_known: dict[str, list[str]] = {}
_EXAMPLES = (
    ("Who denied what, newest first",
     "SELECT day, actor_name, words, publisher FROM statements\nWHERE polarity = 'negated' AND sure\n"
     "ORDER BY day DESC LIMIT 20"),
    ("Outlets by number of documents",
     "SELECT publisher, count(*) AS documents FROM documents\nGROUP BY publisher ORDER BY documents DESC"),
    ("What is scheduled",
     "SELECT begins, actors, words, place, title FROM calendar\nWHERE sure ORDER BY begins LIMIT 20"),
)  # fmt: skip


def sql_page(site: Site, ledger: Ledger, request: Request) -> Response:
    """The answer to `q`; with .json or .csv, all its rows."""
    query = request.query_params.get("q", "").strip()
    form = request.path_params.get("form")
    answer, problem = None, None
    if query or form:
        try:
            answer = answered(ledger, query)
        except LedgerError as error:
            problem = str(error)
            if form:
                raise Refused(400, problem) from None
    if answer and form == "csv":
        return as_csv(answer.columns, answer.rows, "answer")
    if answer and form == "json":
        return as_json({"columns": answer.columns, "rows": [list(row) for row in answer.rows]})
    return site.page(
        request, "sql.html", 400 if problem else 200, query=query, problem=problem, views=_views(ledger),
        examples=_EXAMPLES,
        answer=answer and (answer.columns, _shown(answer)), found=len(answer.rows) if answer else 0, most=ROWS,
    )  # fmt: skip


def _views(ledger: Ledger) -> dict[str, list[str]]:
    """The public views and their columns, which one version of the program has from beginning to end."""
    if not _known:
        for row in ask(ledger, "columns"):
            _known.setdefault(row["view"], []).append(row["column"])
    return _known


def answered(ledger: Ledger, query: str) -> Answer:
    if len(query) > CHARACTERS:
        raise LedgerError(f"the question has {len(query):,} characters; at most {CHARACTERS:,} are taken here")
    if not query or "\0" in query:
        raise LedgerError("the question is empty: give one SELECT, as q")
    with _TURNS:
        return sql(ledger, query, limit=ROWS, seconds=SECONDS)


def _shown(answer: Answer) -> list[list[str]]:
    """Cells as words, long ones cut; no more rows than a page holds."""
    found: list[list[str]] = []
    room = PAGE
    for row in answer.rows:
        cells = ["" if cell is None else cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row]
        shown = [cell if len(cell) <= CELL else cell[:CELL] + "…" for cell in cells]
        room -= sum(map(len, shown)) + 20 * len(shown)
        if room < 0:
            break
        found.append(shown)
    return found
