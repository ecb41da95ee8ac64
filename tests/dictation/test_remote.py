"""Talking to the program that runs, where many do."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest

from asrpro.dictation.remote import ask
from asrpro.errors import NotRunning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="a named pipe has no line of callers")


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[socket.socket]:
    """A listener whose line of callers is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(tmp_path / "socket"))
        listener.listen(0)
        with suppress(BlockingIOError):
            while True:
                caller = stack.enter_context(socket.socket(socket.AF_UNIX))
                caller.settimeout(0)
                caller.connect(listener.getsockname())
        yield listener


def test_one_who_calls_among_many_waits_in_the_line(crowded: socket.socket) -> None:
    answered = threading.Event()

    def answer() -> None:
        while not answered.is_set():
            with crowded.accept()[0] as connection:
                connection.settimeout(0.2)  # those before say nothing
                try:
                    asked = connection.recv(100)
                except TimeoutError:
                    continue
                if asked:
                    connection.sendall(b'{"state": "idle"}\n')
                    answered.set()

    thread = threading.Timer(0.1, answer)
    thread.start()
    assert ask(crowded.getsockname(), {"do": "show"}) == {"state": "idle"}
    thread.join()


def test_a_program_that_takes_no_call_does_not_run(crowded: socket.socket) -> None:
    with pytest.raises(NotRunning):
        ask(crowded.getsockname(), {"do": "show"}, patience=0.1)
