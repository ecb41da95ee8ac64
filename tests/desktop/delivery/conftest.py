"""A program that delivers texts, and what the clipboards hold."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.desktop.selections.contents import MARK
from fixtures.programs import PATIENCE, until

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from fixtures.screen import Screen


class Dictating:
    """The program, and what it answered."""

    def __init__(self, screen: Screen, clipboards: str) -> None:
        self.screen = screen
        log = screen.programs.folder / f"dictating-{clipboards}.log"
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("dictating.py")), clipboards],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=screen.programs.environment,
        )
        self.pid = self._process.pid
        self._replies: io.BufferedReader = self._process.stdout  # type: ignore[assignment]

    def ask(self, op: str, **values: Any) -> None:
        """Ask for something without waiting for it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"op": op, **values}).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, kind: str = "done") -> dict[str, Any]:
        """The next answer, which must be of this kind."""
        reply: dict[str, Any] = json.loads(self._replies.readline())
        assert reply.pop("kind") == kind, reply
        return reply

    def deliver(self, text: str, method: str = "paste") -> dict[str, Any]:
        """Deliver a text and return what came of it at first."""
        self.ask("deliver", text=text, method=method)
        return self.answer()

    def blocked(self) -> float:
        """Milliseconds that its event loop stood still for at most, since last asked."""
        self.ask("blocked")
        longest: float = self.answer("blocked")["ms"]
        return longest

    def quit(self) -> None:
        """End it as people do."""
        self.ask("quit")
        assert self._process.wait(PATIENCE) == 0

    def kill(self) -> None:
        """End it as a fault does."""
        self._process.kill()
        self._process.wait()

    def clear(self) -> str:
        """End it whatever it does; returns what it complained of."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        return Path(self._log.name).read_text("utf-8")


class Clipboards:
    """What other programs find on them."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def text(self, selection: str = "clipboard") -> str:
        """The text; empty where there is none."""
        return self.bytes("UTF8_STRING", selection).decode()

    def bytes(self, target: str, selection: str = "clipboard") -> bytes:
        """One format; empty where it is not there."""
        if not self._screen.owner(selection.upper()):
            return b""
        # Through Base64, because what programs print is taken for text.
        command = f"xclip -selection {selection} -o -t '{target}' 2>/dev/null | base64 -w0"
        return base64.b64decode(self._screen.programs.run("sh", "-c", command))

    def targets(self, selection: str = "clipboard") -> set[str]:
        """The names of all formats."""
        return set(self.bytes("TARGETS", selection).decode().split())

    def all(self, selection: str = "clipboard") -> dict[str, bytes]:
        """All formats that carry content."""
        about = {"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS"}
        return {target: self.bytes(target, selection) for target in self.targets(selection) - about}

    def copy(self, text: str, selection: str = "clipboard") -> None:
        """Copy a text, as a user would elsewhere."""
        self._screen.programs.run("sh", "-c", f"xclip -selection {selection} -i >/dev/null 2>&1", given=text.encode())

    def returned(self, selection: str = "clipboard", seconds: float = PATIENCE) -> None:
        """Wait until it holds no text of ours; only its formats are looked at, for reading it would count as a read."""

        def look() -> bool:
            return self._screen.owner(selection.upper()) and MARK not in self.targets(selection)

        until(look, f"the return of the {selection}", seconds)


@pytest.fixture
def clipboards(desk: Screen) -> Clipboards:
    """What is on the clipboards of the desk."""
    return Clipboards(desk)


@pytest.fixture(params=["keeper", "qt"])
def either(request: pytest.FixtureRequest, desk: Screen) -> Iterator[Dictating]:
    """The program, in one test with each kind of clipboards."""
    yield from _dictating(desk, request.param)


@pytest.fixture
def dictating(desk: Screen) -> Iterator[Dictating]:
    """The program, as it is on X11."""
    yield from _dictating(desk, "keeper")


def _dictating(desk: Screen, clipboards: str) -> Iterator[Dictating]:
    program = Dictating(desk, clipboards)
    try:
        program.answer("ready")
        yield program
    finally:
        complaints = program.clear()
    assert not complaints
