"""The window about the program."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTreeWidget

from asrpro import __version__
from asrpro.licences import Work
from asrpro.ui.about import About
from asrpro.ui.poster import Poster
from asrpro.ui.theme import Theme
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Opened:
    """The window, and what it asked for."""

    def __init__(self, works: list[Work]) -> None:
        self.threads: list[str] = []

        def told() -> list[Work]:
            self.threads.append(threading.current_thread().name)
            return works

        self.window = About(Theme(still=lambda: True), told, Poster().post)
        self.window.come()
        self.list = self.window.findChild(QTreeWidget)
        self.text = self.window.findChild(QPlainTextEdit)

    def wait(self, count: int) -> None:
        def there() -> bool:
            QApplication.processEvents()
            return self.list.topLevelItemCount() == count

        until(there, "the licences")

    def words(self) -> str:
        return "\n".join(label.text() for label in self.window.findChildren(QLabel))


@pytest.fixture
def opened(application: QApplication, tmp_path: Path) -> Iterator[Opened]:
    assert application.platformName() == "offscreen"
    licence = tmp_path / "LICENSE"
    licence.write_text("You may.", "utf-8")
    made = Opened([Work("ASR Pro", "1", "MIT", (licence,)), Work("Thing", "2.0", "Zlib")])
    yield made
    made.window.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_it_says(opened: Opened, tmp_path: Path) -> None:
    opened.wait(2)
    assert opened.threads == ["licences"]
    said = opened.words()
    assert f"Version {__version__}" in said
    assert "Nothing you say leaves this machine." in said
    assert f"MIT licence: {tmp_path / 'LICENSE'}" in said


def test_licences_are_read_by_choosing_with_keys(opened: Opened) -> None:
    opened.wait(2)
    assert opened.text.toPlainText() == "You may."
    QTest.keyClick(opened.list, Qt.Key.Key_Down)
    item = opened.list.currentItem()
    assert item is not None
    assert [item.text(column) for column in range(3)] == ["Thing", "2.0", "Zlib"]
    assert opened.text.toPlainText() == "Thing is under the licence Zlib, whose text did not come along with it."
    assert opened.text.accessibleDescription() == "The licence of Thing"


def test_all_controls_are_named_and_reached_by_keys(opened: Opened) -> None:
    (button,) = opened.window.findChildren(QPushButton)
    controls = [opened.list, opened.text, button]
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in controls)
    assert [one.accessibleName() for one in controls[:2]] == ["What ASR Pro is made of", "Licence text"]
    assert QTest.qWaitForWindowActive(opened.window)
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert not opened.window.isVisible()


def test_an_installation_that_tells_nothing_says_so(application: QApplication) -> None:
    assert application.platformName() == "offscreen"
    bare = Opened([])

    def told() -> bool:
        QApplication.processEvents()
        return "does not tell" in bare.words()

    until(told, "the sentence")
    bare.window.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
