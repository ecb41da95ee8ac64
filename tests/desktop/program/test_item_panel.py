"""The menu in a panel that draws it by itself, as those of KDE and GNOME do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import Desk, desk
from fixtures.item_panel import ItemPanel, item_panel
from fixtures.programs import until
from fixtures.tray_menu import TrayMenu

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def drawn(tmp_path: Path) -> Iterator[tuple[Desk, ItemPanel]]:
    """A desk with such a panel, at which the program runs."""
    with desk(tmp_path, tray=False) as one, item_panel(one.programs.environment["DBUS_SESSION_BUS_ADDRESS"]) as panel:
        one.start()
        yield one, panel


def test_it_stays_as_it_is_while_it_is_open(drawn: tuple[Desk, ItemPanel]) -> None:
    one, panel = drawn
    until(lambda: "Vmic" in panel.entries, "the menu", instead=lambda: panel.entries)
    panel.open()
    before = panel.entries
    assert before[0] == "Start dictation"
    one.sound.plug("second")
    until(lambda: "second" in one.asrpro("devices"), "the new one")
    one.ask("start")
    one.reach("recording")
    assert panel.entries == before
    panel.close_menu()
    until(lambda: panel.entries[:2] == ["Stop dictation", "Cancel dictation"], "what can be done now")
    until(lambda: "Second" in panel.entries, "the new one in the menu", instead=lambda: panel.entries)
    one.ask("cancel")


def test_a_click_opens_it_at_the_pointer(drawn: tuple[Desk, ItemPanel]) -> None:
    one, panel = drawn
    one.programs.run("xdotool", "mousemove", 600, 300)
    panel.click()
    popup = until(lambda: next(iter(TrayMenu(one).popups()), ""), "the menu")
    left, top, _width, _height = one.screen.place(popup)
    assert (left, top) == pytest.approx((600, 300), abs=4)
