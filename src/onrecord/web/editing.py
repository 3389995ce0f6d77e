"""Corrections, only where the server was started with `--edit`: accept, reject, another speaker, one actor for two.

Whoever opens the address that the command prints gets a cookie (HttpOnly, SameSite=Strict), which says no more than
that; reading sets none. Every form carries a token made from it, so that a page elsewhere cannot send one (CSRF). What
is decided goes through `ledger.judgements` and `ledger.corrections`: apart from findings, with who and when.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from onrecord.ledger.connect import LedgerError
from onrecord.ledger.corrections import merge
from onrecord.ledger.judgements import judge
from onrecord.ledger.store import Ledger
from onrecord.output import escaped
from onrecord.web.lists import ask, cursor_of, size_of
from onrecord.web.render import with_query
from onrecord.web.site import COOKIE, Refused, Site, signed
from onrecord.web.tabular import as_csv, as_json

TABLES, VERDICTS = ("statement", "position", "event"), ("accept", "reject", "speaker", "clear")
NAME, NOTE = 100, 2_000  # characters of who corrects, and of what they note
EXPORTED = 100  # judgements that are read at once for the export


def start(site: Site, ledger: Ledger, request: Request) -> Response:
    """The address that the command prints: from here on this browser may correct."""
    given = request.query_params.get("key", "")
    if not hmac.compare_digest(given.encode(), site.key.encode()):
        raise Refused(403, "That is not the address that `onrecord serve --edit` printed when it was started.")
    nonce = secrets.token_urlsafe(24)
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, f"{nonce}.{signed(site.secret, 'session', nonce)}", httponly=True, samesite="strict")
    return response


def judge_finding(site: Site, ledger: Ledger, request: Request) -> Response:
    """Say of a statement, position or event that it is right, wrong, or said by somebody else."""
    form = _sent(site, request)
    table, verdict = _one_of(form, "table", TABLES), _one_of(form, "verdict", VERDICTS)
    speaker = form.get("speaker", "").strip() if verdict == "speaker" else None
    if verdict == "speaker" and not speaker:
        raise Refused(400, "Name the speaker: by a name of this ledger, or the id of an actor.")
    finding, document = form.get("finding", ""), form.get("document", "")

    def decide(writable: Ledger) -> None:
        judge(writable, table, finding, document, verdict, speaker=speaker, by=_by(form), note=_note(form))  # type: ignore[arg-type]

    _write(site, decide)
    page = (
        f"/statement/{quote(finding, safe='')}"
        if form.get("back") == "statement"
        else f"/document/{quote(document, safe='')}"
    )
    return RedirectResponse(page, 303)


def merge_actors(site: Site, ledger: Ledger, request: Request) -> Response:
    """Say that an actor is another one."""
    form = _sent(site, request)
    one, into = form.get("actor", "").strip(), form.get("into", "").strip()
    if not one or not into:
        raise Refused(400, "Name both actors: by a name of this ledger, or by id.")
    _write(site, lambda writable: merge(writable, one, into, by=_by(form)))
    return RedirectResponse(f"/actor/{quote(one, safe='')}", 303)


def corrections(site: Site, ledger: Ledger, request: Request) -> Response:
    """What people said of findings and of who is who; as JSON lines, the judgements that hold, with their texts."""
    form = request.path_params.get("form")
    if form == "jsonl":
        headers = {"content-disposition": 'attachment; filename="corrections.jsonl"'}
        return StreamingResponse(_examples(site), 200, headers, "application/jsonl")
    after = request.query_params.get("after")
    size = size_of(request.query_params)
    bound = {"before": cursor_of(after) if after else 1 << 62, "limit": size + 1}
    rows = ask(ledger, "judged", bound)
    following = str(rows[size - 1]["number"]) if len(rows) > size else None
    if form == "json":
        address = following and with_query("/corrections.json", **{**request.query_params, "after": following})
        return as_json({"rows": rows[:size], "identities": ask(ledger, "identities"), "next": address})
    if form == "csv":
        columns = tuple(rows[0]) if rows else ("number",)
        return as_csv(columns, [tuple(row.values()) for row in rows[:size]], "corrections")
    shown = [row | {"found": json.loads(row["found"])} for row in rows[:size]]
    return site.page(request, "corrections.html", judged=shown, next=following, identities=ask(ledger, "identities"))


def _examples(site: Site) -> Iterator[str]:
    """Training data: the last word on each finding, with the finding as it stood and the text it is in."""
    before = 1 << 62
    while True:
        with site.ledgers.reading() as ledger:
            rows = ask(ledger, "judged", {"before": before, "limit": EXPORTED})
            texts = {ident: _text(ledger, ident) for ident in {row["document"] for row in rows}}
        for row in rows:
            if row["current"] and row["verdict"] != "clear":
                example = {**row, "found": json.loads(row["found"]), "text": texts[row["document"]]}
                yield escaped(json.dumps(example, ensure_ascii=False)) + "\n"
        if len(rows) < EXPORTED:
            return
        before = rows[-1]["number"]


def _text(ledger: Ledger, document: str) -> str | None:
    found = ledger.ask("SELECT text FROM document WHERE id = ?", (document,))
    return found[0][0] if found else None


def _write(site: Site, decide: Callable[[Ledger], Any]) -> None:
    """Beside the ledger that pages are read from: one decision, in a connection of its own."""
    try:
        with Ledger(site.path, create=False) as writable:
            decide(writable)
    except LedgerError as error:
        raise Refused(400, str(error).replace(str(site.path), site.path.name)) from None


def _sent(site: Site, request: Request) -> dict[str, str]:
    form: dict[str, str] = request.state.form
    token = site.edit_token(request)
    if token is None:
        raise Refused(403, "Open the address that `onrecord serve --edit` printed; this browser may not correct yet.")
    if not hmac.compare_digest(form.get("token", "").encode(), token.encode()):
        raise Refused(403, "This form is not one of this page; load the page anew.")
    if any("\0" in value for value in form.values()):
        raise Refused(400, "A field holds a character that no text here has.")
    return form


def _by(form: dict[str, str]) -> str:
    by = " ".join(form.get("by", "").split())
    if not by or len(by) > NAME:
        raise Refused(400, f"Say who you are, in at most {NAME} characters: a correction has a name.")
    return by


def _note(form: dict[str, str]) -> str:
    note = form.get("note", "").strip()
    if len(note) > NOTE:
        raise Refused(400, f"A note has at most {NOTE:,} characters.")
    return note


def _one_of(form: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = form.get(name, "")
    if value not in allowed:
        raise Refused(400, f"{name} is {value[:40]!r}; allowed: {', '.join(allowed)}")
    return value
