"""The screen that windows would be shown on, looked at without showing any."""

from __future__ import annotations

import importlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro.desktop import kind
from asrpro.desktop.absent import NoHotkeys
from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.desktop.ports import Hotkeys

_NAMES: Final = {"windows": "Windows", "macos": "macOS", "x11": "X11", "wayland": "Wayland"}
_PATIENCE: Final = 3.0
"""Seconds that a compositor may take to accept us."""


def reached() -> str:
    """What shows windows here, as in "X11 (GNOME)".

    Raises:
        Unsupported: nothing does, or it does not let us in.
    """
    here = kind()
    name = _NAMES[here]
    if here == "wayland":
        _reach_wayland(os.environ["WAYLAND_DISPLAY"])
        name = _("Wayland, windows through XWayland") if os.environ.get("DISPLAY") else name
    elif here == "x11":
        if not os.environ.get("DISPLAY"):
            raise Unsupported(
                _("There is no display."), _("Start the program in a desktop session; files can be transcribed here.")
            )
        importlib.import_module("asrpro.desktop.x11.connection").connected(None).close()
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").replace(":", ", ")
    return f"{name} ({desktop})" if desktop and here in ("wayland", "x11") else name


def trial_hotkeys() -> Hotkeys:
    """Hotkeys that tell of no key, but of which cannot be had; macOS and Windows tell that only to who uses them."""
    if kind() != "x11":
        return NoHotkeys()
    made: Hotkeys = importlib.import_module("asrpro.desktop.x11.hotkeys").trial()
    return made


def _reach_wayland(name: str) -> None:
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(str(place))
    except OSError as error:
        raise Unsupported(
            _("The screen {name} cannot be reached: {reason}.").format(name=name, reason=error.strerror or error),
            _("Start the program in a desktop session, where WAYLAND_DISPLAY names it."),
        ) from error
