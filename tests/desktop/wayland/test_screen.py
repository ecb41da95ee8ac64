from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fixtures.wayland import Sway

REACHED = "from asrpro.desktop.screen import reached; print(reached())"


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "Wayland"),
        ({"DISPLAY": ":77"}, "Wayland, windows through XWayland"),
        ({"XDG_CURRENT_DESKTOP": "sway"}, "Wayland (sway)"),
    ],
)
def test_a_compositor_is_reached_and_named(screen: Sway, more: dict[str, str], name: str) -> None:
    screen.programs.environment.pop("XDG_CURRENT_DESKTOP", None)
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), **more}
    assert screen.programs.run(sys.executable, "-c", REACHED, **environment).strip() == name
