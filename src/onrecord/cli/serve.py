"""`onrecord serve`: the ledger in a browser."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import ledger_option
from onrecord.cli.terminal import SET_ASIDE, WEB_MISSING, complain, failures_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.read import Reader
    from onrecord.record import Record

_EXAMPLES = """\b
Examples:
  onrecord serve
  onrecord serve --ledger news.db --port 8080
  onrecord serve --edit --editor 'M. Nord'
"""


@click.command(epilog=_EXAMPLES)
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 for any free one."
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="Answer under this name, too; without it only under 127.0.0.1, localhost and --host. May be repeated.",
)
@click.option("--edit", is_flag=True, help="Let whoever opens the address that is printed correct what was found.")
@click.option("--editor", metavar="NAME", help="Who corrects, unless the form says otherwise.  [default: the user]")
def serve(ledger_path: Path, host: str, port: int, allowed: tuple[str, ...], edit: bool, editor: str | None) -> None:
    """Show the ledger in a browser, at http://127.0.0.1:8000.

    Only this machine can reach it unless --host says otherwise. Others may add to the ledger meanwhile. Ctrl-C ends it.

    Exit code 0: it was ended. 1: it could not be started. 2: wrong usage.
    """
    try:
        import uvicorn

        from onrecord.web.app import make_app
        from onrecord.web.security import LOCAL
    except ImportError as error:
        complain(f"onrecord: {WEB_MISSING} ({error})")
        raise click.exceptions.Exit(SET_ASIDE) from None
    from onrecord.ledger.store import Ledger

    with failures_told(), Ledger(ledger_path, read_only=True):
        pass
    app = make_app(
        ledger_path, read_draft=draft_reader(), hosts=(*LOCAL, host, *allowed), edit=edit, editor=editor or _user()
    )
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
    try:
        socket = server.config.bind_socket()
    except SystemExit:
        complain(f"onrecord: {host} port {port} cannot be listened at; is another program there? --port names another")
        raise click.exceptions.Exit(SET_ASIDE) from None
    # Without it the second packet of an answer waits 40 ms for the first to be acknowledged; asyncio sets it only on
    # sockets that were made with their protocol named, which uvicorn's are not.
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    socket.listen(128)  # whoever asks before the server runs waits instead of being refused
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{socket.getsockname()[1]}/"
    complain(f"{ledger_path} is at {address} (Ctrl-C ends it)")
    if edit:
        complain(f"to correct what was found, open {address}edit?key={app.state.site.key}")
    sys.stderr.flush()
    server.run(sockets=[socket])


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def draft_reader() -> Callable[[str], Record]:
    """Reads a pasted draft as `onrecord verify` does; the model is loaded with the first one."""
    readers: list[Reader] = []

    def read(text: str) -> Record:
        from onrecord.model import threshold
        from onrecord.read import Reader
        from onrecord.record import Document
        from onrecord.run import confident

        if not readers:
            readers.append(Reader())
        return confident(readers[0].read(Document(text, source="draft")), threshold())

    return read
