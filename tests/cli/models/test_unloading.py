"""What `models unload` tells of the answers of the program that runs."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.dictation.remote import address, decoded, encoded
from fixtures.models_program import models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Told = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="a named pipe is spoken to otherwise")

LOADING = {"small": {"state": "loading", "device": "", "reason": ""}}
READY = {"tiny": {"state": "ready", "device": "cpu", "reason": ""}}
FAILED = {"large": {"state": "absent", "device": "", "reason": "There is no room for it."}}


@contextmanager
def running(*answers: dict[str, Any]) -> Iterator[list[str]]:
    """A program that has these Models in memory, or failed to have them, each time it is asked; what it was asked."""
    asked: list[str] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address())
        listener.listen()

        def serve() -> None:
            for answer in answers:
                with listener.accept()[0] as caller, caller.makefile("rwb", buffering=0) as stream:
                    asked.append(decoded(stream.readline())["do"])
                    stream.write(encoded({"state": "recording", "models": answer}))

        thread = threading.Thread(target=serve)
        thread.start()
        yield asked
        thread.join(20)


def test_one_that_is_needed_while_it_loads_is_in_use(home: Path, capsys: Told) -> None:
    with running(LOADING | FAILED, LOADING | FAILED) as asked:
        assert models(home, "unload") == 0
    assert asked == ["models", "unload"]
    assert capsys.readouterr().err == "In use: small.\n"


def test_what_is_left_is_what_is_in_memory(home: Path, capsys: Told) -> None:
    with running(LOADING | READY | FAILED, LOADING | FAILED):
        assert models(home, "unload", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"unloaded": ["tiny"], "left": LOADING}
