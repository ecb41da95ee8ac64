"""The whole program under Wayland, where a command stands for the hotkey."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.dictation.remote import ask
from fixtures.dictation_desk import ASRPRO, LETTER
from fixtures.programs import PATIENCE, Programs, programs, until
from fixtures.sound_server import sound_server, spoken
from fixtures.wayland import Sway, sway

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path


class WaylandDesk:
    """A Wayland screen with a microphone, at which the program runs."""

    def __init__(self, shown: Sway, speech: Path) -> None:
        self.screen = shown
        self.programs = shown.programs
        self._speech = speech
        self.process: subprocess.Popen[bytes] = self.programs.start(*ASRPRO)
        until(self._socket.is_socket, "the program")

    @property
    def _socket(self) -> Path:
        return self.programs.folder / "home" / "data" / "run" / "asrpro.socket"

    def status(self) -> dict[str, object]:
        """What the program says that it does."""
        return ask(str(self._socket), {"do": "dictate", "action": "status"})

    def begin(self) -> Path:
        """Start a dictation into a text box, and speak; returns the file that holds what is in the box."""
        box = self.screen.text_box("Notes")
        self.programs.run(*ASRPRO, "dictate", "start")
        until(lambda: self.status()["state"] == "recording", "the recording")
        said = self.programs.start("paplay", "--device=vmic_sink", "--latency-msec=100", self._speech)
        assert said.wait(PATIENCE) == 0
        return box

    def holds(self, box: Path) -> None:
        """Wait until what was said is in the box."""

        def instead() -> str:
            return f"and not {box.read_text('utf-8')!r}; {self.status()}"

        until(lambda: box.read_text("utf-8") == f"{LETTER[1]} ", "the text", instead=instead)

    def copy(self, text: str) -> None:
        """Copy something, as a user would elsewhere."""
        self.programs.run("sh", "-c", "wl-copy >/dev/null 2>&1", given=text.encode())

    def clipboard(self) -> str:
        """The text on the clipboard; empty where there is none."""
        return self.programs.run("sh", "-c", "wl-paste --no-newline 2>/dev/null || true")


@pytest.fixture
def wayland_desk(tmp_path: Path) -> Iterator[WaylandDesk]:
    with programs(tmp_path) as rig, sway(rig) as shown, sound_server(rig) as sound:
        # As at a desktop, which does not tell Qt what it is.
        del rig.environment["QT_QPA_PLATFORM"]
        rig.environment |= {"ASRPRO_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
        sound.plug("vmic", default=True)
        yield WaylandDesk(shown, spoken(rig, LETTER[0], tmp_path / "speech.wav"))


def test_a_dictation_by_command(wayland_desk: WaylandDesk) -> None:
    wayland_desk.copy("what was copied before")
    assert wayland_desk.status()["words"] == "Ready."  # no key is promised
    box = wayland_desk.begin()
    wayland_desk.programs.run(*ASRPRO, "dictate", "stop")
    wayland_desk.holds(box)
    until(lambda: wayland_desk.clipboard() == "what was copied before", "the return of the clipboard")
    wayland_desk.programs.run(*ASRPRO, "quit")
    assert wayland_desk.process.wait(PATIENCE) == 0


def test_an_end_right_after_it_gives_the_clipboard_back(wayland_desk: WaylandDesk) -> None:
    wayland_desk.copy("what was copied before")
    box = wayland_desk.begin()
    wayland_desk.programs.run(*ASRPRO, "dictate", "stop")
    wayland_desk.holds(box)
    wayland_desk.process.terminate()
    assert wayland_desk.process.wait(PATIENCE) == 0
    assert wayland_desk.clipboard() == "what was copied before"


def test_the_doctor_says_what_wayland_keeps_from_it(wayland_desk: WaylandDesk) -> None:
    report = json.loads(wayland_desk.programs.run(*ASRPRO, "doctor", "--json"))
    assert report["dictation"] is True
    limited = [check["name"] for check in report["checks"] if check["state"] == "limited"]
    assert limited == ["Hotkeys", "Hotkeys"]  # among the permissions with what to do, and where dictation starts
    assert "Wayland" in [check["found"] for check in report["checks"] if check["name"] == "Desktop"]


def recoverable(rig: Programs) -> int:
    """How many dictations wait to be recovered."""
    return max(0, len(rig.run(*ASRPRO, "recover").splitlines()) - 1)


def test_a_screen_that_dies_takes_the_program_with_it_and_nothing_else(wayland_desk: WaylandDesk) -> None:
    wayland_desk.begin()
    wayland_desk.programs.kill("setpriv")
    wayland_desk.process.wait(PATIENCE)
    assert "Traceback" not in wayland_desk.programs.output(wayland_desk.process)
    assert recoverable(wayland_desk.programs) == 1
