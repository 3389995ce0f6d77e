"""Libraries that only some formats need: where one is missing, the command that installs it is named."""

from __future__ import annotations

from importlib.util import find_spec

from onrecord.record import UnreadableDocument


class Missing(UnreadableDocument):
    """A source in a format whose library is not installed."""


def needed(library: str, extra: str, source: str = "") -> None:
    """Missing, with the command that helps, where `library` of the `extra` is not installed."""
    if find_spec(library) is None:
        raise Missing(source, f"needs {library}, which is not installed: pip install 'onrecord[{extra}]'")
