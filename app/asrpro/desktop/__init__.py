"""The operating system as dictation needs it: hotkeys, the focus, the keyboard, and delivery."""

from __future__ import annotations

import os
import sys

QT_PLATFORM = "QT_QPA_PLATFORM"
_MORE = {"linux": ("Xlib", "jeepney"), "darwin": ("AppKit", "Quartz"), "win32": ("win32gui", "pynput")}
NEEDS = ("PySide6", *_MORE.get(sys.platform, ()))
"""The packages without which there is no tray, no hotkey or no delivery on this system."""


def kind() -> str:
    """Which of the packages here is for the desktop that this program runs on."""
    linux = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11"
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, linux)


def has_screen() -> bool:
    """Whether there is a screen that windows and icons could be on."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screen_named() -> tuple[str, str]:
    """Which variable of the environment names the screen, and how; both are empty where it need not be named."""
    named = ((variable, os.environ.get(variable, "")) for variable in ("WAYLAND_DISPLAY", "DISPLAY"))
    return next(((variable, name) for variable, name in named if name), ("", ""))


def qt_platform_chosen() -> str | None:
    """The way to the screen that the environment has Qt take; None where it leaves that to us."""
    return os.environ.get(QT_PLATFORM)


def stay_in_tray() -> None:
    """Have no icon but the one in the tray; to be called once Qt's application is there."""
    if sys.platform == "darwin":
        import AppKit

        # Qt has made it a program with a Dock icon and a menu bar of its own, which takes the focus at its start.
        AppKit.NSApplication.sharedApplication().setActivationPolicy_(AppKit.NSApplicationActivationPolicyAccessory)


def qt_platforms() -> tuple[str, ...]:
    """The ways to the screen that Qt is to try, in this order; none where it has only one."""
    # Under Wayland the overlay and the tray icon of XWayland are the ones that work.
    return ("xcb", "wayland") if sys.platform == "linux" else ()
