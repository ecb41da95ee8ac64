"""The window about permissions, and who looks at them."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from asrpro.desktop.ports import Permission
from asrpro.ui.granting import Granting
from asrpro.ui.poster import Poster
from asrpro.ui.theme import Theme
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

HEARD = Permission("Microphone", "granted", "Hears you.", "microphone page")
KEPT = Permission("Hotkeys", "missing", "Starts a dictation. The desktop keeps it.", "hotkey page", vital=False)
FREE = Permission("Keyboard", "not needed", "Nobody asks.")


class Desktop:
    """One that grants what the test says."""

    def __init__(self) -> None:
        self.found: tuple[Permission, ...] = (HEARD, KEPT, FREE)
        self.opened: list[str] = []
        self.threads: set[str] = set()

    def look(self) -> tuple[Permission, ...]:
        self.threads.add(threading.current_thread().name)
        return self.found

    def open(self, permission: Permission) -> bool:
        self.opened.append(permission.page)
        return permission.name != "Hotkeys"


class Shown:
    """A Granting, and what came of it."""

    def __init__(self) -> None:
        self.desktop = Desktop()
        self.said: list[str] = []
        self.changes = 0
        theme = Theme(still=lambda: True)
        self.granting = Granting(self.desktop, theme, say=self.said.append, post=Poster().post, changed=self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def look(self) -> None:
        """Have it look, and wait until it has."""
        before = self.changes
        self.granting.look()
        self.wait(before)

    def show(self) -> None:
        """Show the window, and wait until it has the focus, which has it look."""
        before = self.changes
        self.granting.show()
        assert QTest.qWaitForWindowActive(self.window)
        self.wait(before)

    def wait(self, before: int) -> None:
        def looked() -> bool:
            QApplication.processEvents()
            return self.changes > before

        until(looked, "a look")

    @property
    def window(self) -> QWidget:
        (window,) = (one for one in QApplication.topLevelWidgets() if one.windowTitle() == "Permissions")
        return window

    def texts(self) -> list[str]:
        """What can be read in the window's rows."""
        return [label.text() for label in self.window.findChildren(QLabel) if label.text()][1:]


@pytest.fixture
def shown(application: QApplication) -> Iterator[Shown]:
    assert application.platformName() == "offscreen"
    made = Shown()
    yield made
    made.granting.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [one.windowTitle() for one in QApplication.topLevelWidgets() if one.windowTitle() == "Permissions"] == []


def test_what_is_missing_is_said_once_and_looked_for_on_a_thread_of_its_own(shown: Shown) -> None:
    assert shown.granting.missing == ()
    shown.look()
    assert shown.granting.missing == (KEPT,)
    assert shown.desktop.threads == {"permissions"}
    (said,) = shown.said
    assert said == f'Missing: Hotkeys. {KEPT.purpose}\n"Permissions..." in the menu has more about it.'
    shown.desktop.found = (replace(HEARD, state="missing"), KEPT)
    shown.look()
    assert len(shown.granting.missing) == 2
    assert len(shown.said) == 1


def test_nothing_is_said_where_nothing_is_missing(shown: Shown) -> None:
    shown.desktop.found = (HEARD, FREE)
    shown.look()
    assert (shown.said, shown.granting.missing) == ([], ())


def test_each_has_a_row_with_its_state_in_words(shown: Shown) -> None:
    shown.look()
    shown.granting.show()
    assert shown.texts() == [
        *("Microphone", "Allowed", HEARD.purpose),
        *("Hotkeys", "Missing", KEPT.purpose),
        *("Keyboard", "Not needed", FREE.purpose),
    ]


def test_rows_follow_what_is_found_when_people_come_back(shown: Shown) -> None:
    shown.look()
    shown.show()
    shown.window.close()
    shown.desktop.found = (HEARD, replace(KEPT, state="granted"))
    shown.show()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shown.texts()[3:] == ["Hotkeys", "Allowed", KEPT.purpose]


def test_pages_open_by_buttons_that_are_named_and_reached_by_keys(shown: Shown) -> None:
    shown.look()
    shown.granting.show()
    buttons = [one for one in shown.window.findChildren(QPushButton) if one.isVisible()]
    names = [one.accessibleName() or one.text() for one in buttons]
    assert sorted(names) == ["Close", "Open settings: Hotkeys", "Open settings: Microphone"]
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in buttons)
    for button in buttons:
        if button.text() != "Close":
            QTest.keyClick(button, Qt.Key.Key_Space)
    assert sorted(shown.desktop.opened) == ["hotkey page", "microphone page"]
    assert shown.said[1:] == ["The settings of Hotkeys cannot be opened from here."]


def test_escape_closes_it_and_it_comes_again(shown: Shown) -> None:
    shown.look()
    shown.show()
    window = shown.window
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    shown.granting.show()
    assert window.isVisible()
