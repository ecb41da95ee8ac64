"""What Deliveries under Wayland work with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.desktop.delivery.manners import Manner, manner
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.desktop.delivery.turns import Written
    from asrpro.desktop.ports import Chord, Focus, Target
    from asrpro.desktop.wayland.clipboard import Clipboard
    from asrpro.desktop.wayland.commands import Commands

_NAMES = {"super": "logo"}
_KEYS = {"insert": "Insert", "backspace": "BackSpace"}


@dataclass(slots=True)
class Tools:
    """The programs, the clipboards, and what was last written."""

    commands: Commands
    focus: Focus
    clipboard: Clipboard
    primary: Clipboard
    last: Written | None = None

    def clipboards(self, *, primary: bool) -> list[Clipboard]:
        """Those that a program may take a text from."""
        return [self.clipboard, self.primary] if primary else [self.clipboard]


def wayland_manner(target: Target | None) -> Manner:
    """How to paste into a target; the focus is rarely known here.

    Unknown programs get Shift+Insert with the text on both clipboards, which terminals take as well: under sway 1.7
    text boxes of Qt and of Chromium took the clipboard's text by it, as they do by Ctrl+V.
    """
    return manner(target, "linux")


def press(chord: Chord, times: int = 1) -> Sequence[str]:
    """The command that presses a chord."""
    names = [_NAMES.get(name, name) for name in sorted(chord.modifiers)]
    down = [part for name in names for part in ("-M", name)]
    up = [part for name in reversed(names) for part in ("-m", name)]
    return ["wtype", *down, *(["-k", _KEYS.get(chord.key, chord.key)] * times), *up]


def lacking_clipboard() -> str:
    """A sentence where no text can be put on the clipboard; empty where it can."""
    if shutil.which("wl-copy") and shutil.which("wl-paste"):
        return ""
    return _(
        "Text cannot be delivered on this desktop until the package wl-clipboard is installed. Until then texts are in "
        "the history, unless you keep none: asrpro history list"
    )


def lacking_keys() -> str:
    """A sentence where no keys can be pressed; empty where they can, or where trying will show it."""
    if shutil.which("wtype"):
        return ""
    return _("The text is on the clipboard: paste it yourself, or install the package wtype, which does it for you.")


def refused_keys() -> str:
    """A sentence where the desktop lets nobody press keys."""
    return _("This desktop does not let programs press keys. The text is on the clipboard: paste it yourself.")
