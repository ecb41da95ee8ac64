"""Which keys paste and undo, for which program."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from asrpro.desktop.ports import Chord

if TYPE_CHECKING:
    from asrpro.desktop.ports import Target

COMMAND_V = Chord("v", frozenset({"super"}))
CONTROL_V = Chord("v", frozenset({"ctrl"}))
CONTROL_SHIFT_V = Chord("v", frozenset({"ctrl", "shift"}))
SHIFT_INSERT = Chord("insert", frozenset({"shift"}))
BACKSPACE = Chord("backspace")

_TERMINALS = frozenset(
    {
        "alacritty", "blackbox", "com.mitchellh.ghostty", "com.raggesilver.blackbox", "contour", "cool-retro-term",
        "deepin-terminal", "foot", "footclient", "ghostty", "gnome-console", "gnome-terminal", "gnome-terminal-server",
        "guake", "guake-main", "hyper", "io.elementary.terminal", "kgx", "kitty", "konsole", "lxterminal",
        "mate-terminal", "org.codeberg.dnkl.foot", "org.gnome.console", "org.gnome.ptyxis", "org.gnome.terminal",
        "org.kde.konsole", "org.kde.yakuake", "org.wezfurlong.wezterm", "pantheon-terminal", "ptyxis", "qterminal",
        "rio", "roxterm", "sakura", "st", "st-256color", "tabby", "terminator", "terminology", "termite", "tilda",
        "tilix", "warp", "warp-terminal", "wezterm", "wezterm-gui", "x-terminal-emulator", "xfce4-terminal", "yakuake",
        "zutty",
    }
)  # fmt: skip
"""Terminals that paste the clipboard on Ctrl+Shift+V; Ctrl+V is a key of the programs in them."""
_OLD_TERMINALS = frozenset(
    {"aterm", "eterm", "kterm", "lxterm", "mlterm", "mrxvt", "rxvt", "rxvt-unicode", "urxvt", "urxvtc", "uxterm",
     "xterm", "xterm-256color", "mintty", "putty", "kitty_portable"}
)  # fmt: skip
"""Terminals that paste on Shift+Insert; a stock xterm takes the text from PRIMARY alone."""
_OLD_EDITORS = frozenset({"emacs", "gvim", "vim", "xemacs"})
"""Editors that have had something else on Ctrl+V for fifty years."""


class Manner(NamedTuple):
    """How a program is pasted into."""

    chord: Chord
    primary: bool
    """Whether it may take the text from the selection of the middle mouse button."""
    terminal: bool
    """Whether a line break at the end of a text may run a command."""


def manner(target: Target | None, platform: str = sys.platform) -> Manner:
    """How to paste into a target; where it is unknown, in the one way that nearly all programs and terminals take."""
    program = target.program if target else ""
    terminal = program in _TERMINALS or program in _OLD_TERMINALS
    if platform == "darwin":
        # Terminals too; their programs' keys are those with Ctrl.
        return Manner(COMMAND_V, primary=False, terminal=not program or terminal or program in ("terminal", "iterm2"))
    if program in _TERMINALS:
        return Manner(CONTROL_SHIFT_V, primary=False, terminal=True)
    if program in _OLD_TERMINALS or program in _OLD_EDITORS or not program:
        return Manner(SHIFT_INSERT, primary=platform != "win32", terminal=program not in _OLD_EDITORS)
    return Manner(CONTROL_V, primary=False, terminal=False)


def undo_chord(platform: str = sys.platform) -> Chord:
    """What takes back the last change in an editor."""
    return Chord("z", frozenset({"super" if platform == "darwin" else "ctrl"}))


def undoes(target: Target | None, platform: str = sys.platform) -> bool:
    """Whether a paste is taken back by that chord; where nothing is known of a program, it may be a terminal."""
    how = manner(target, platform)
    return how.chord in (CONTROL_V, COMMAND_V) and not how.terminal


def backspaces(text: str) -> int:
    """How often BackSpace takes a text away: once for each letter together with the marks that belong to it."""
    return sum(unicodedata.category(letter) not in ("Cf", "Mn", "Me") for letter in text)
