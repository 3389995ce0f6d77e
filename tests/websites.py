"""Ledgers for tests of the pages: an ordinary one, and one whose every word is an attack."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

import uvicorn

from onrecord.record import Document, Mention, Record, Span
from onrecord.web.app import make_app
from tests.ledgers import RUN, Dispatch, StubReader, opened

TODAY = "2024-02-10"
SCRIPT = "<script>window.owned = 1</script>"
# Markup, quotes, an end of a text area, templates, directional controls, a formula, a line that ends a data block.
ATTACKS = (
    f"{SCRIPT}</textarea><img src=x onerror=window.owned=1>",
    "\"'><svg onload=window.owned=1>{{ 98765 * 10 }}{% raw %}",
    "</script><!-- \u202eevil\u202c \u2066left\u2069 -->]]>",
    "=HYPERLINK(\"http://evil.example\";\"x\")",
)  # fmt: skip


def draft_reader(text: str) -> Record:
    doc = Document(text, source="draft")
    return StubReader().read(doc) if text.startswith("Ada Lund said ") else Record(doc)


def ordinary(path: Path) -> Path:
    """Three dispatches: Ada Lund changes sides on the dredging, Ole Berg is once for and twice against it."""
    with opened(path) as ledger:
        for number, stance in enumerate(("supports", "opposes", "supports")):
            dispatch = Dispatch(
                source=f"https://courier.example/{number}",
                published=f"2024-02-0{number + 3}",
                title=f"Harbour {number}",
            )
            lund = dispatch.who("Ada Lund", role="harbour minister of Norland")
            dispatch.says(lund, f"the harbour would be dredged {number} times", form="direct")
            content = dispatch.said[-1][3]  # "the harbour …": what it names is what it is about
            dispatch.who("Norland Harbour", type="place")
            dispatch.entities["Norland Harbour"]["mentions"] += (
                Mention(Span(content.start, content.start + 11), "name"),
            )
            dispatch.holds(lund, stance, "the dredging")
            berg = dispatch.who("Ole Berg", role="harbour master of Norland")
            dispatch.says(berg, "nobody had asked the fishermen", polarity="negated", confidence=0.2)
            dispatch.holds(berg, "opposes" if number else "supports", "the dredging")
            dispatch.plans(lund, "meet", "2024-02-12", "2024-02-13")
            dispatch.plans(berg, "met", f"2024-02-0{number + 1}", f"2024-02-0{number + 2}", status="happened")
            ledger.add(dispatch.record(), RUN)
        foreign = Dispatch(
            source="https://sahafa.example/1", published="2024-02-01", title="الميناء لن يُغلق", publisher="الصحافة"
        )
        minister = foreign.who("ليلى حداد", role="وزيرة النقل")
        foreign.says(minister, "إن الميناء لن يُغلق هذا العام", cue="قالت", form="direct")
        speaker = foreign.who("山田花子")
        foreign.says(speaker, "「港は閉まりません」", cue="述べた", form="direct")
        ledger.add(foreign.record(), RUN)
    return path


def hostile(path: Path) -> Path:
    """One dispatch a kind of attack, which stands in its text and in every fact of it."""
    with opened(path) as ledger:
        for number, attack in enumerate(ATTACKS):
            facts = ("title", "publisher", "agency", "byline", "place", "published_from", "format")
            # Words before it keep the addresses, which name documents, apart.
            address = ("javascript:window.owned=1//" if number % 2 else f"https://evil.example/{number}?") + attack
            dispatch = Dispatch(source=address, **dict.fromkeys(facts, attack))
            who = dispatch.who(attack, full=attack, role=attack, link=attack)
            dispatch.says(who, attack, cue=attack, form="direct")
            other = dispatch.who(f"Other {attack}", full=f"Other {attack}")
            dispatch.says(other, f"Second {attack}", confidence=0.2)
            dispatch.holds(who, "supports", attack)
            dispatch.holds(other, "opposes", attack)
            dispatch.holds(other, "opposes", attack[:9], on=who)
            dispatch.plans(who, attack, "2024-02-12", "2024-02-13")
            dispatch.plans(other, attack, "2024-02-01", "2024-02-02", status="happened")
            ledger.add(dispatch.record(), RUN)
    return path


@contextlib.contextmanager
def live(path: Path, **more):
    """The address of a server that shows the ledger, as `onrecord serve` runs it."""
    app = make_app(path, read_draft=draft_reader, today=lambda: TODAY, **more)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    socket = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)
