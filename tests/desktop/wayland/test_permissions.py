from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from asrpro.desktop.wayland.permissions import decided
from asrpro.desktop.wayland.tools import refused_keys

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.wayland import Sway

LOOK = """
import dataclasses, json
from asrpro.desktop.permissions import permissions
print(json.dumps([dataclasses.asdict(one) for one in permissions(lambda: None).look()]))
"""


def looked(screen: Sway, **more: str) -> dict[str, dict[str, Any]]:
    """What the permissions are on that screen, by name."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), **more}
    found = json.loads(screen.programs.run(sys.executable, "-c", LOOK, **environment))
    return {one["name"]: one for one in found}


def test_obstacles_are_said_as_they_are_when_a_text_is_delivered() -> None:
    hotkeys, clipboard, keys = decided(clipboard="No wl-copy.", keys="", page="keyboard settings")
    assert (hotkeys.state, hotkeys.vital, hotkeys.page) == ("missing", False, "keyboard settings")
    assert hotkeys.purpose.endswith("asrpro dictate toggle")
    assert (clipboard.state, clipboard.vital) == ("missing", True)
    assert clipboard.purpose.endswith(" No wl-copy.")
    assert (keys.state, keys.vital) == ("granted", False)


def test_sway_lets_keys_be_pressed(screen: Sway) -> None:
    found = looked(screen)
    states = {name: one["state"] for name, one in found.items()}
    assert states == {"Microphone": "granted", "Hotkeys": "missing", "Clipboard": "granted", "Pressing keys": "granted"}


def test_a_compositor_that_lets_nobody_press_keys_is_told(screen: Sway, tmp_path: Path) -> None:
    refusing = tmp_path / "bin"
    refusing.mkdir()
    (refusing / "wtype").write_text("#!/bin/sh\nexit 1\n")
    (refusing / "wtype").chmod(0o755)
    found = looked(screen, PATH=f"{refusing}:{os.environ['PATH']}")
    assert found["Pressing keys"]["state"] == "missing"
    assert found["Pressing keys"]["purpose"].endswith(refused_keys())
