"""Which keys paste and undo, for which program and system."""

from __future__ import annotations

import pytest

from asrpro.desktop.delivery import manners
from asrpro.desktop.delivery.manners import Manner, backspaces, manner, undo_chord, undoes
from asrpro.desktop.delivery.marks import formats
from asrpro.desktop.ports import Target


@pytest.mark.parametrize("program", ["gnome-terminal-server", "konsole", "kitty", "foot", "org.wezfurlong.wezterm"])
def test_terminals(program: str) -> None:
    expected = Manner(manners.CONTROL_SHIFT_V, primary=False, terminal=True)
    assert manner(Target("1", program=program), "linux") == expected


@pytest.mark.parametrize("target", [Target("1", program="xterm"), Target("1", program="urxvt"), Target(""), None])
def test_old_terminals_and_the_unknown(target: Target | None) -> None:
    assert manner(target, "linux") == Manner(manners.SHIFT_INSERT, primary=True, terminal=True)
    assert not undoes(target, "linux")


def test_editors_in_which_control_v_is_something_else() -> None:
    assert manner(Target("1", program="emacs"), "linux") == Manner(manners.SHIFT_INSERT, primary=True, terminal=False)


def test_all_others() -> None:
    chromium = Target("1", program="chromium")
    assert manner(chromium, "linux") == Manner(manners.CONTROL_V, primary=False, terminal=False)
    assert undoes(chromium, "linux")
    assert undo_chord("linux").modifiers == {"ctrl"}


def test_macos() -> None:
    assert manner(Target("1", program="textedit"), "darwin").chord == manners.COMMAND_V
    assert manner(Target("1", program="terminal"), "darwin") == Manner(manners.COMMAND_V, primary=False, terminal=True)
    assert undo_chord("darwin").modifiers == {"super"}
    assert not undoes(Target("1", program="iterm2"), "darwin")


def test_windows_has_one_clipboard() -> None:
    assert manner(Target("1", program="mintty"), "win32") == Manner(manners.SHIFT_INSERT, primary=False, terminal=True)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abc", 3), ("e\u0301a", 2), ("👩\u200d👧", 2), ("☀\ufe0f", 1)])
def test_backspaces(text: str, count: int) -> None:
    assert backspaces(text) == count


def test_marks() -> None:
    assert dict(formats("linux")) == {"x-kde-passwordManagerHint": b"secret"}
    assert formats("darwin") == {}
    windows = formats("win32")
    assert windows['application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"'] == bytes(4)
    assert 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"' in windows
