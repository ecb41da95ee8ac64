"""How long the menu in the tray takes to open, over a bare one of Qt's."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from Xlib import X, display
from Xlib.error import BadDrawable, BadMatch, BadWindow
from Xlib.ext import xtest

from asrpro.history.entry import Entry
from asrpro.history.store import History
from bench.harness import PYTHON, say
from bench.report import both
from fixtures.dictation_desk import desk
from fixtures.programs import PATIENCE
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from pathlib import Path

    from Xlib.xobject.drawable import Window

    from bench.harness import Bench
    from bench.report import Row
    from fixtures.dictation_desk import Desk

GOAL = "50 ms"
ENTRIES, WORDS = 500, 30_000
"""How much the history holds, and how much of it its newest entry."""


def measure(bench: Bench) -> list[Row]:
    """Clicks on the icon of the program, whose history is long, and on that of a bare one."""
    folder = bench.folder / "desk"
    folder.mkdir()
    rounds = bench.rounds or 30
    with desk(folder) as one:
        for name in ("second", "third", "fourth"):
            one.sound.plug(name)
        _remember(folder)
        process = one.start()
        ours = _opened(one, rounds, "ours")
        one.asrpro("quit")
        process.wait(PATIENCE)
        one.process = one.programs.start(*PYTHON, "-m", "bench.bare_tray", "menu")
        bare = _opened(one, rounds, "bare")
        one.programs.end(one.process)
    return both("from a click on the icon to the menu, drawn", ours, bare, GOAL)


def _remember(folder: Path) -> None:
    place = folder / "home" / "data"
    place.mkdir(parents=True, exist_ok=True)
    history = History(place / "history.db")
    for number in range(ENTRIES):
        text = "word " * (WORDS if number == ENTRIES - 1 else 20)
        history.add(Entry(created=datetime.now(UTC), kind="dictation", outcome="delivered", delivered=text))
    history.close()


def _opened(one: Desk, rounds: int, side: str) -> list[float]:
    """Seconds each."""
    menu, screen = TrayMenu(one), _Screen(one.screen.name)
    left, top, width, height = one.screen.place(menu.icon)
    found = []
    for number in range(rounds + 1):
        say(f"menu: {side}, {number} of {rounds}")
        found.append(screen.opened(left + width // 2, top + height // 2))
        while menu.popups():
            one.screen.key("Escape")
    screen.close()
    return found[1:]


class _Screen:
    """A mouse, and an eye for menus."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._display.screen().root.change_attributes(event_mask=X.SubstructureNotifyMask)

    def opened(self, x: int, y: int) -> float:
        """Seconds from a click there until a menu shows its entries."""
        while self._display.pending_events():
            self._display.next_event()
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        began = time.perf_counter()
        xtest.fake_input(self._display, X.ButtonPress, 1)
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()
        while True:
            event = self._display.next_event()
            if event.type == X.MapNotify and event.override and self._drawn(event.window):
                return time.perf_counter() - began
            if time.perf_counter() > began + PATIENCE:
                raise TimeoutError

    def close(self) -> None:
        """See no more."""
        self._display.close()

    def _drawn(self, window: Window) -> bool:
        """Wait until there is more than one colour in it; whether it stays for that long."""
        try:
            size = window.get_geometry()
            while True:
                seen = window.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF).data
                if len({seen[at : at + 3] for at in range(0, len(seen), 4)}) > 2:
                    return True
                time.sleep(0.0005)
        except (BadWindow, BadDrawable, BadMatch):
            return False
