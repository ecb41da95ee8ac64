"""Knows whether the program runs, and talks to it: one line of JSON there, one line back."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro import paths
from asrpro.errors import NotRunning, named
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from filelock import BaseFileLock

    from asrpro.errors import AppError

LONGEST = 1 << 16
"""Bytes of the longest line that either side takes."""
PATIENCE = 10.0
"""Seconds to wait for an answer, which comes at once unless models of the user's own, far away, are looked into."""

Message = dict[str, Any]


def instance(folder: Path) -> BaseFileLock:
    """What the program that runs holds, and loses with its death, so that there is one for each user."""
    # Imported here: most commands do without.
    from filelock import FileLock

    return FileLock(folder / "asrpro.lock", mode=0o600, thread_local=False)


def address() -> str:
    """Where the program that runs can be spoken to. Raises NotRunning where nothing can run."""
    try:
        return paths.socket()
    except OSError:
        raise NotRunning(_("ASR Pro is not running."), _("Start it: asrpro")) from None


def ask(address: str, request: Mapping[str, object], patience: float = PATIENCE) -> Message:
    """Send a request to the program that runs, and return its answer.

    Raises:
        NotRunning: none does, or it does not answer.
        AppError: what it says that is wrong with the request, of the kind that it says.
    """
    try:
        with _connected(address, patience) as connection:
            connection.write(encoded(request))
            line = connection.readline(LONGEST)
    except OSError:
        raise NotRunning(_("ASR Pro is not running."), _("Start it: asrpro")) from None
    try:
        answer = decoded(line)
    except ValueError as error:
        raise NotRunning(_("What answers is not ASR Pro."), _("Start it again: asrpro")) from error
    if "error" in answer:
        raise named(str(answer["error"]))(str(answer.get("title")), str(answer.get("hint", "")))
    return answer


def refusal(error: AppError) -> Message:
    """The answer that raises this error where it was asked."""
    return {"error": type(error).__name__, "title": error.title, "hint": error.hint}


def encoded(message: Mapping[str, object]) -> bytes:
    """A message as it goes over the line."""
    return json.dumps(message).encode() + b"\n"


def decoded(line: bytes) -> Message:
    """The message in a line; raises ValueError when it is none."""
    if len(line) > LONGEST or not line.endswith(b"\n"):
        raise ValueError("not a whole line")
    try:
        message = json.loads(line)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(message, dict):
        raise ValueError("not an object")  # noqa: TRY004 - as with all other damage
    return message


@contextlib.contextmanager
def _connected(address: str, patience: float) -> Iterator[Any]:
    """Something to write to and to read lines from; a named pipe is a file to Python."""
    if address.startswith("\\\\"):
        with Path(address).open("r+b", buffering=0) as pipe:
            yield pipe
    else:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(patience)
            _connect(connection, address, time.monotonic() + patience)
            with connection.makefile("rwb", buffering=0) as stream:
                yield stream


def _connect(connection: socket.socket, address: str, end: float) -> None:
    """Wait in the line of those who call, which says at once that it is full to whoever has a time limit."""
    while True:
        try:
            connection.connect(address)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return
