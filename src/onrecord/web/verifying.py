"""Verify: a pasted draft beside what stands on record. Its text is read, shown and forgotten; nothing of it is kept.

Reading is done by what the command line handed over (`Site.read_draft`): no page loads a model itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger.store import Ledger
from onrecord.ledger.verify import RANK, Check, verify
from onrecord.record import UnreadableDocument, to_json
from onrecord.verdicts import made
from onrecord.web.highlight import Mark, Token, nested, pieces
from onrecord.web.site import Refused, Site, Turns
from onrecord.web.tabular import as_json

MOST = 20_000  # characters of a draft: some seconds of reading
_TURNS = Turns(3)  # drafts that are read or wait for it: more would keep all threads from the other pages
_ONE_AT_A_TIME = threading.Lock()  # a reader holds the processor; a second one beside it only makes both late


@dataclass(frozen=True, slots=True)
class Shown:
    """A check for the page: what was made of the words, each as a sentence."""

    number: int
    check: Check
    made: tuple[str, ...]


def verify_form(site: Site, ledger: Ledger, request: Request) -> Response:
    return site.page(request, "verify.html", draft="", checks=None, most=MOST, text=(), counts={})


def verify_draft(site: Site, ledger: Ledger, request: Request) -> Response:
    """The checks of a draft; the form's field is `draft`. With .json, as `onrecord verify --json` gives them."""
    draft = request.state.form.get("draft", "").replace("\r\n", "\n")
    if not draft.strip():
        raise Refused(400, "The draft is empty: paste the text whose quotations are to be checked.")
    if len(draft) > MOST:
        raise Refused(413, f"The draft has {len(draft):,} characters; at most {MOST:,} are checked at once. "
                      "`onrecord verify FILE` takes longer ones.")  # fmt: skip
    try:
        with _TURNS, _ONE_AT_A_TIME:
            record = site.read_draft(draft)
    except UnreadableDocument as error:
        raise Refused(422, f"The draft cannot be read: {error.reason}") from None
    checks = verify(ledger.connection, record)
    if request.path_params.get("form") == "json":
        return as_json({"rows": [{**to_json(check), "passed": check.passed} for check in checks]})
    shown = [Shown(n, check, tuple(map(made, check.edits))) for n, check in enumerate(checks, 1)]
    counts = Counter[str](check.verdict for check in checks)
    return site.page(
        request, "verify.html", draft=draft, checks=shown, most=MOST, text=marked(draft, shown),
        counts={verdict: counts[verdict] for verdict in RANK if counts[verdict]},
    )  # fmt: skip


def marked(draft: str, shown: list[Shown]) -> tuple[Token, ...]:
    """The draft with the verdict of each quotation on its words."""
    marks = [
        Mark(one.check.span, f"verdict {one.check.verdict.replace(' ', '-')}", f"check {one.number}",
             one.check.verdict, f"#check-{one.number}", one.number)
        for one in shown
    ]  # fmt: skip
    return tuple(nested(pieces(draft, marks)))
