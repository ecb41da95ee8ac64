"""The desktop this program runs on, as one set of ports."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Delivery, Focus, Hotkeys, KeyEvent, Scene


class Watch(Protocol):
    """Listens to the desktop until it is closed."""

    def close(self) -> None:
        """Listen no more."""
        ...


@dataclass(frozen=True, slots=True)
class Desktop:
    """Everything that dictation needs of a desktop."""

    hotkeys: Callable[[Callable[[KeyEvent], None]], Hotkeys]
    """Has its listener told on any thread."""
    focus: Focus
    delivery: Delivery
    away: Callable[[Callable[[bool], None]], Watch]
    """Has its listener told, on this thread, with True when people go away and False when they are back."""
    scene: Scene
    keyless: bool = False
    """Whether no key is ever told of."""
    lacks: tuple[str, ...] = ()
    """Sentences for people about what it cannot do, and how they get it."""


def current() -> Desktop:
    """The one that is here; to be called on the GUI's thread. Raises Unsupported where it cannot be reached."""
    desktop: Desktop = importlib.import_module(f"asrpro.desktop.{_kind()}.desktop").desktop()
    return desktop


def _kind() -> str:
    linux = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11"
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, linux)
