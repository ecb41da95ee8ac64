from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAction

from asrpro.ui.look import Choice, Look
from asrpro.ui.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication, QMenu

TWO = [[Choice("a", "Salt & pepper", current=True, beside="a\tb"), Choice("b", "Other", current=False)]]
MORE = [*TWO, [Choice("", "All", more=(Choice("c", "Deep", current=False),))]]


class Read:
    """A menu, and what was chosen from it."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        self.menu = Menu()
        self.chosen: list[str] = []
        self.picked: list[tuple[str, str]] = []
        self.menu.chosen.connect(self.chosen.append)
        self.menu.picked.connect(lambda menu, name: self.picked.append((menu, name)))

    def open(self) -> None:
        self.menu.menu.popup(QPoint(0, 0))
        self.application.processEvents()

    def close(self) -> None:
        self.menu.menu.close()
        self.application.processEvents()

    def entries(self, menu: QMenu | None = None) -> list[str]:
        shown = (menu or self.menu.menu).actions()
        return [action.text() for action in shown if action.isVisible() and not action.isSeparator()]

    def action(self, text: str, menu: QMenu | None = None) -> QAction:
        return next(action for action in (menu or self.menu.menu).actions() if action.text() == text)

    def submenu(self, title: str) -> QMenu:
        menu: QMenu = self.action(title).menu()
        return menu


@pytest.fixture
def read(application: QApplication) -> Iterator[Read]:
    read = Read(application)
    yield read
    read.close()
    read.menu.menu.deleteLater()
    application.processEvents()


def test_only_what_would_do_something_is_in_it(read: Read) -> None:
    always = ["Start dictation", "Microphone", "Model", "Language", "Paste again", "Copy last", "Last transcripts"]
    assert read.entries() == [*always, "Open settings file", "Logs", "About", "Quit"]
    assert not read.action("Paste again").isEnabled()
    assert not read.action("Microphone").isEnabled()
    read.menu.follow(Look("ready", "", possible=frozenset({"retry", "paste_again"})))
    assert "Retry last" in read.entries()
    assert read.action("Paste again").isEnabled()
    read.menu.follow(Look("recording", "", recording=True, possible=frozenset({"cancel"})))
    assert read.entries()[:2] == ["Stop dictation", "Cancel dictation"]


def test_an_entry_does_what_it_said_when_it_was_read(read: Read) -> None:
    read.open()
    read.menu.follow(Look("recording", "", recording=True))
    read.action("Start dictation").trigger()
    read.close()
    read.action("Stop dictation").trigger()
    assert read.chosen == ["start", "stop"]


def test_nothing_changes_while_it_is_open(read: Read) -> None:
    read.menu.offer({"model": TWO})
    read.open()
    before = read.menu.menu.actions(), read.submenu("Model").actions()
    read.menu.offer({"model": MORE, "microphone": TWO})
    read.menu.follow(Look("ready", "", possible=frozenset({"retry"})))
    read.application.processEvents()
    assert (read.menu.menu.actions(), read.submenu("Model").actions()) == before
    assert "Retry last" not in read.entries()
    read.close()
    assert "Retry last" in read.entries()
    assert read.entries(read.submenu("Model"))[-1] == "All"
    assert read.action("Microphone").isEnabled()


def test_nor_where_a_panel_draws_it_which_only_tells_that_it_comes_and_goes(read: Read) -> None:
    menu, model = read.menu.menu, read.submenu("Model")
    read.menu.offer({"model": TWO})
    menu.aboutToShow.emit()
    model.aboutToShow.emit()
    read.menu.offer({"model": MORE})
    read.menu.follow(Look("recording", "", recording=True))
    assert (read.entries()[0], len(read.entries(model))) == ("Start dictation", 2)
    menu.aboutToShow.emit()  # it went, and nobody was told
    assert (read.entries()[0], len(read.entries(model))) == ("Start dictation", 2), "nothing new was offered"
    menu.aboutToHide.emit()
    read.application.processEvents()
    assert (read.entries()[0], len(read.entries(model))) == ("Stop dictation", 3)


def test_the_window_opens_a_submenu_by_itself_which_does_not_change_either(read: Read) -> None:
    read.menu.offer({"model": TWO})
    asked: list[bool] = []
    read.menu.opening.connect(lambda: asked.append(True))
    model = read.submenu("Model")
    model.popup(QPoint(0, 0))
    read.menu.offer({"model": MORE})
    read.application.processEvents()
    assert (len(read.entries(model)), asked) == (2, [True])
    model.close()
    read.application.processEvents()
    assert len(read.entries(model)) == 3


def test_choices_are_shown_as_they_are_and_told_by_name(read: Read) -> None:
    read.menu.offer({"model": MORE, "recent": [[Choice("1", "Text"), Choice("2", "Not now", enabled=False)]]})
    model, recent = read.submenu("Model"), read.submenu("Last transcripts")
    first = model.actions()[0]
    assert (first.text(), first.isChecked()) == ("Salt && pepper\ta b", True)
    read.action("Other", model).trigger()
    read.action("Deep", read.action("All", model).menu()).trigger()
    read.action("Text", recent).trigger()
    assert not read.action("Text", recent).isCheckable()
    assert not read.action("Not now", recent).isEnabled()
    assert read.picked == [("model", "b"), ("model", "c"), ("recent", "1")]


def test_it_is_made_anew_only_where_something_else_is_offered(read: Read) -> None:
    read.menu.offer({"model": MORE})
    before = read.submenu("Model").actions()
    read.menu.offer({"model": [*MORE]})
    assert read.submenu("Model").actions() == before
    for _time in range(20):
        read.menu.offer({"model": TWO})
        read.menu.offer({"model": MORE})
    read.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(read.submenu("Model").findChildren(QAction)) < 10
