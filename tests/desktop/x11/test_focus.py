"""The focus among real windows, with a window manager and without."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

import pytest
from Xlib import X, Xatom, display

from asrpro.desktop.ports import Target
from asrpro.desktop.x11.focus import PATIENCE, X11Focus
from asrpro.errors import Unsupported
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen


@pytest.fixture
def focus(desk: Screen) -> Iterator[X11Focus]:
    focus = X11Focus(desk.name)
    yield focus
    focus.close()


def test_nothing_has_the_focus_on_an_empty_desk(focus: X11Focus) -> None:
    assert focus.target() is None


def test_window_is_known_by_title_program_and_process(desk: Screen, focus: X11Focus) -> None:
    box = TextBox(desk, "Brief an Käthe ✍")
    assert focus.target() == Target(box.window, "Brief an Käthe ✍", "brief an käthe ✍")
    terminal = desk.programs.start("xterm", "-T", "Shell")
    window = desk.focus("Shell")
    target = focus.target()
    assert target == Target(window, "Shell", "xterm")
    assert target.pid == terminal.pid


def test_focus_goes_where_it_is_sent(desk: Screen, focus: X11Focus) -> None:
    first, second = TextBox(desk, "First"), TextBox(desk, "Second")
    target = Target(first.window)
    assert focus.activate(target)
    assert desk.focused() == first.window
    assert focus.activate(target)
    desk.programs.run("xdotool", "type", "here")
    first.holds("here")
    assert second.text == ""


def test_window_that_is_gone_gets_no_focus(desk: Screen, focus: X11Focus) -> None:
    first, second = TextBox(desk, "First"), TextBox(desk, "Second")
    desk.programs.end(second.process)
    until(lambda: focus.target() == Target(first.window, "First", "first"), "the focus on what is left")
    before = time.monotonic()
    assert not focus.activate(Target(second.window))
    assert time.monotonic() - before < PATIENCE
    assert not focus.activate(Target(""))
    assert focus.activate(Target(first.window))


def test_windows_that_come_and_go_meanwhile(desk: Screen, focus: X11Focus) -> None:
    for number in range(5):
        shell = desk.programs.start("xterm", "-T", f"Shell {number}")
        until(focus.target, "a window")
        desk.programs.end(shell)
        until(lambda: focus.target() is None, "its end")


def test_without_a_window_manager(desk: Screen, focus: X11Focus) -> None:
    desk.programs.end(desk.programs._running[-1])
    desk.programs.start("xterm", "-T", "Shell")
    window = desk.window("Shell")
    assert focus.activate(Target(window))
    target = focus.target()
    assert target is not None
    assert (target.title, target.program) == ("Shell", "xterm")


@contextlib.contextmanager
def ours(desk: Screen) -> Iterator[str]:
    """The id of a window of this very process, with the focus."""
    shown = display.Display(desk.name)
    window = shown.screen().root.create_window(400, 400, 200, 100, 0, X.CopyFromParent)
    window.change_property(shown.intern_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [os.getpid()])
    window.set_wm_name("Ours")
    window.map()
    shown.flush()
    yield desk.focus("Ours")
    shown.close()


def test_behind_a_window_of_ours_is_the_one_that_is_meant(desk: Screen, focus: X11Focus) -> None:
    first, second, small = (TextBox(desk, title) for title in ("First", "Second", "Small"))
    desk.focus("First")
    desk.programs.run("xdotool", "windowminimize", "--sync", small.window)
    with ours(desk) as window:
        assert focus.target() == Target(first.window, "First", "first")
        desk.programs.run("xdotool", "set_desktop_for_window", first.window, 1)
        until(lambda: focus.target() == Target(second.window, "Second", "second"), "the next one")
        assert desk.focused() == window
        assert focus.activate(Target(second.window))
        assert desk.focused() == second.window


def test_behind_a_window_of_ours_there_may_be_none(desk: Screen, focus: X11Focus) -> None:
    desk.show_tray()  # which is a window too
    with ours(desk):
        assert focus.target() is None


def test_no_screen_is_said() -> None:
    with pytest.raises(Unsupported, match="The screen cannot be reached"):
        X11Focus("nowhere")
