"""The desktop this program runs on, as one set of ports."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from asrpro.desktop import kind

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


def current() -> Desktop:
    """The one that is here; to be called on the GUI's thread. Raises Unsupported where it cannot be reached."""
    desktop: Desktop = importlib.import_module(f"asrpro.desktop.{kind()}.desktop").desktop()
    return desktop
