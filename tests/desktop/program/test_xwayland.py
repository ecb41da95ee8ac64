"""The overlay under Wayland: through XWayland, where it takes no focus, and without it by notices."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from asrpro.dictation.remote import ask
from asrpro.ui.tokens import LIGHT
from fixtures.dictation_desk import ASRPRO
from fixtures.programs import programs, until
from fixtures.sound_server import sound_server
from fixtures.wayland import Sway, sway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OVERLAY = "ASR Pro: dictation"


class Desk:
    """A Wayland screen with a microphone, at which the program runs and somebody writes."""

    def __init__(self, shown: Sway) -> None:
        self.screen = shown
        self.programs = shown.programs
        self.programs.start(*ASRPRO)
        socket = self.programs.folder / "home" / "data" / "run" / "asrpro.socket"
        until(socket.is_socket, "the program")
        self._socket = str(socket)
        self.box = shown.text_box("Notes")

    def ask(self, action: str) -> dict[str, object]:
        """Ask the program as `asrpro dictate` does, but sooner."""
        return ask(self._socket, {"do": "dictate", "action": action})

    def record(self) -> None:
        """Begin a dictation."""
        self.ask("start")
        until(lambda: self.ask("status")["state"] == "recording", "the recording")

    def edge(self) -> list[str]:
        """The colours at the upper edge of the card, from above it downwards."""
        image = self.screen.shot(self.programs.folder / "seen.png")
        return [image.pixelColor(640, y).name() for y in (723, 724, 725)]


@contextlib.contextmanager
def desk(folder: Path, *, xwayland: bool) -> Iterator[Desk]:
    with programs(folder) as rig, sway(rig, xwayland=xwayland) as shown, sound_server(rig) as sound:
        # As at a desktop, which does not tell Qt what it is.
        del rig.environment["QT_QPA_PLATFORM"]
        rig.environment |= {"ASRPRO_HOME": str(folder / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
        sound.plug("vmic", default=True)
        yield Desk(shown)


def test_it_is_seen_and_takes_no_focus(tmp_path: Path) -> None:
    with desk(tmp_path, xwayland=True) as one:
        windows = one.screen.titles()
        one.record()
        until(lambda: one.edge()[1:] == [LIGHT.line, LIGHT.raised], "the card", instead=one.edge)
        assert one.screen.focused() == "Notes"
        assert one.screen.titles() == windows, "sway manages no window of its"
        one.programs.run("wtype", "typed beside it")
        until(lambda: one.box.read_text("utf-8") == "typed beside it", "what was typed")
        one.programs.run("swaymsg", "fullscreen", "enable")
        # Both are white, so its edge tells where it is.
        until(lambda: one.edge()[1:] == [LIGHT.line, LIGHT.raised], "the card above all", instead=one.edge)
        assert one.screen.focused() == "Notes"
        one.ask("cancel")


def test_without_xwayland_there_are_notices_instead(tmp_path: Path) -> None:
    with desk(tmp_path, xwayland=False) as one:
        one.record()
        assert LIGHT.line not in one.edge()
        assert OVERLAY not in " ".join(one.screen.titles())
        until(lambda: [name for name in one.screen.titles() if name.startswith("ASR Pro")] == ["ASR Pro"], "its window")
        assert one.screen.focused() == "Notes"
        one.ask("cancel")
