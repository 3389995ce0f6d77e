r"""How records leave: whole lines or none, files that appear only when complete, nothing that a terminal would obey.

>>> with Output(None) as output:   # doctest: +SKIP
...     output.write(json_line(record))
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, TracebackType
from typing import BinaryIO, Self

from onrecord.record import Record, to_json

# JSON allows these raw, but a terminal obeys some (C1 controls, bidirectional overrides), some readers split lines at
# others (U+0085, U+2028, U+2029), and a surrogate, which a file name can hold, is not UTF-8. Escaped, the value is the
# same.
_ESCAPED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_JOINERS = "\u200c\u200d"  # part of ordinary emoji and Persian words; they move nothing
_DOCUMENT_FIRST = ("id", "source", "title", "text")


class OutputFailed(Exception):
    """The output cannot be written; the message names it and says why."""


class ReaderGone(Exception):
    """Whoever read our output has stopped reading, as `head` does: no reason for a message."""


class Interrupted(BaseException):
    """Ctrl-C, or a request to end; `signal_number` says which."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.signal_number = signal_number


def json_line(record: Record) -> str:
    """The record as one line of JSON, newline included."""
    plain = to_json(record)
    plain["document"] = {key: plain["document"][key] for key in _DOCUMENT_FIRST} | plain["document"]
    line = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return escaped(line) + "\n"


def escaped(line: str) -> str:
    """JSON without what a terminal would obey or a reader of lines would break at."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def visible(text: str, keep: str = "") -> str:
    """`text` with what a terminal would obey (control, format, bidirectional characters) made visible, not `keep`."""
    return "".join(character if character in keep or not _obeyed(character) else _sign(character) for character in text)


class Interrupts:
    """Within it, Ctrl-C and SIGTERM raise `Interrupted`, but not in the middle of a `whole()` block.

    A second signal interrupts that too: a reader that has stalled must not make the program deaf.
    """

    def __init__(self) -> None:
        self._inside = False
        self._pending: int | None = None
        self._previous: dict[int, signal.Handlers] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup: it was asked to go on
                self._previous[number] = signal.signal(number, self._receive)  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    @contextmanager
    def whole(self) -> Iterator[None]:
        self._inside = True
        try:
            yield
        finally:
            self._inside = False
        if self._pending is not None:
            raise Interrupted(self._pending)

    def _receive(self, number: int, _: FrameType | None) -> None:
        if self._inside and self._pending is None:
            self._pending = number
        else:
            raise Interrupted(number)


class Output:
    """Standard output, or a file that is written beside its place and moved there when the block ends well."""

    def __init__(self, path: Path | None) -> None:
        self.name = "standard output" if path is None else str(path)
        self._target = path and path.resolve()
        self._part: Path | None = None
        self._stream: BinaryIO
        self._interrupts = Interrupts()

    def __enter__(self) -> Self:
        with self._failures_named():
            if self._target is None:
                self._stream = sys.stdout.buffer
            elif (
                self._target.exists() and not self._target.is_file()
            ):  # a device or a pipe: nothing to move in its place
                self._stream = self._target.open("wb")
            else:
                self._part = self._target.with_name(f".{self._target.name}.{os.getpid()}.part")
                self._stream = self._part.open("xb")
        self._interrupts.__enter__()
        return self

    def write(self, text: str) -> None:
        """Write all of `text`, and hand it on at once."""
        with self._failures_named(), self._interrupts.whole():
            rest = memoryview(text.encode(errors="backslashreplace"))
            while rest:  # with PYTHONUNBUFFERED standard output is raw, and an interrupt cuts a write short
                rest = rest[self._stream.write(rest) :]
            self._stream.flush()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if self._target is None:
                return
            with self._failures_named():
                if self._part and kind is None:
                    os.fsync(self._stream.fileno())
                self._stream.close()
                if self._part and kind is None:
                    self._keep_mode(self._part, self._target)
                    self._part.replace(self._target)
        finally:
            if self._part:
                self._part.unlink(missing_ok=True)
            self._interrupts.__exit__()

    @staticmethod
    def _keep_mode(part: Path, target: Path) -> None:
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if self._target is None:
                _drop_standard_output()
            if error.errno == errno.EPIPE:
                raise ReaderGone from error
            raise OutputFailed(f"cannot write {self.name}: {error.strerror or error}") from error


def _obeyed(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own control pictures: ␛ for escape
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _drop_standard_output() -> None:
    """Let what is still buffered go nowhere: Python would try, and fail, to write it once more at the end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except OSError:  # standard output is no file (a test's buffer): nothing will be retried
        pass
