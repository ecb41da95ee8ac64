"""The operating system as dictation needs it: hotkeys, the focus, the keyboard, and delivery."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Whether there is a screen that windows and icons could be on."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screen_name() -> str:
    """What the environment calls the screen; empty where it need not."""
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or ""


def qt_platforms() -> tuple[str, ...]:
    """The ways to the screen that Qt is to try, in this order; none where it has only one."""
    # Under Wayland the overlay and the tray icon of XWayland are the ones that work.
    return ("xcb", "wayland") if sys.platform == "linux" else ()
