"""What has the focus is in sight, and a key does nothing to what is not."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout

from asrpro.ui.models.item import Item, Shelf
from asrpro.ui.models.listing import Listing
from asrpro.ui.models.row import Row
from asrpro.ui.page import Page
from asrpro.ui.theme import Theme
from fixtures.model_window import whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fixtures.model_window import Opened


def items(many: int, *acts: str) -> list[Item]:
    told = frozenset(acts)
    return [Item(f"{at}", f"{at}", Shelf.HERE, "", summary="It.", acts=told) for at in range(many)]  # type: ignore[arg-type]


class Shown:
    """A list between two buttons."""

    def __init__(self, page: Page) -> None:
        self.page, self.before, self.behind = page, QPushButton("before"), QPushButton("behind")
        self.listing = Listing(self.before)
        self.acted: list[tuple[str, str]] = []
        self.listing.acted.connect(lambda act, name: self.acted.append((act, name)))
        column = QVBoxLayout(page)
        for one in (self.before, self.listing, self.behind):
            column.addWidget(one)
        page.resize(700, 400)
        page.come()
        assert QTest.qWaitForWindowActive(page)

    def follow(self, told: Sequence[Item]) -> None:
        self.listing.follow(told, {})
        QTest.qWait(0)

    def scroll(self, to: int) -> None:
        self.listing.verticalScrollBar().setValue(to)

    @property
    def lowest(self) -> int:
        return self.listing.verticalScrollBar().maximum()

    def key(self, key: Qt.Key) -> str:
        """Press a key; what has the focus then, which is in sight, as the row is in which it stands."""
        shift = Qt.KeyboardModifier.ShiftModifier if key is Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget(), key, shift)
        focus = QApplication.focusWidget()
        row = focus if isinstance(focus, Row) else focus.parentWidget()
        assert isinstance(focus, Row | QPushButton)
        assert whole(focus)
        if isinstance(row, Row):
            assert whole(row)
        return focus.accessibleName() or focus.text()

    def row(self, name: str) -> Row:
        return next(one for one in self.listing.findChildren(Row) if one.accessibleName() == name)

    def button(self, name: str, text: str) -> QPushButton:
        return next(one for one in self.row(name).buttons if one.text() == text and not one.isHidden())


@pytest.fixture
def shown(application: QApplication) -> Iterator[Shown]:
    assert application
    page = Page("Rows", Theme(still=lambda: True))
    yield Shown(page)
    page.end()


def test_what_is_reached_by_keys_from_outside_is_in_sight(shown: Shown) -> None:
    shown.follow(items(12, "download"))
    assert shown.lowest > shown.listing.height()
    shown.before.setFocus()
    shown.scroll(shown.lowest)
    assert shown.key(Qt.Key.Key_Tab) == "Download: 0"
    assert shown.listing.verticalScrollBar().value() == 0, "the heading, too"
    shown.behind.setFocus()
    assert shown.key(Qt.Key.Key_Backtab) == "Download: 11"
    for at in range(10, 5, -1):
        assert shown.key(Qt.Key.Key_Backtab) == f"Download: {at}"
    assert not shown.acted


def test_a_button_that_the_wheel_took_away_is_seen_before_it_is_pressed(shown: Shown) -> None:
    shown.follow(items(12, "download"))
    shown.before.setFocus()
    shown.key(Qt.Key.Key_Tab)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        shown.scroll(shown.lowest)
        assert shown.key(key) == "Download: 0"
    assert not shown.acted
    shown.key(Qt.Key.Key_Space)
    assert shown.acted == [("download", "0")]


def test_a_click_on_a_row_at_the_edge_does_not_move_it(shown: Shown) -> None:
    shown.follow(items(12, "download"))
    button = shown.button("0", "Download")
    shown.scroll(button.mapTo(shown.listing.widget(), QPoint()).y() + 1)
    before = shown.listing.verticalScrollBar().value()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.hasFocus()
    assert (shown.acted, shown.listing.verticalScrollBar().value()) == ([("download", "0")], before)


def test_who_has_scrolled_elsewhere_is_left_there_while_something_comes_to_its_end(shown: Shown) -> None:
    shown.follow(items(12, "download"))
    shown.before.setFocus()
    shown.key(Qt.Key.Key_Tab)
    shown.scroll(shown.lowest)
    first, *rest = items(12, "download")
    shown.follow([Item(first.id, first.title, first.shelf, "", summary="It.", acts=frozenset(("use",))), *rest])
    assert shown.button("0", "Use").hasFocus()
    assert shown.listing.verticalScrollBar().value() == shown.lowest


@pytest.mark.parametrize(("gone", "heir"), [(0, "1"), (5, "6"), (11, "10")])
def test_the_row_that_takes_the_place_of_one_that_goes_has_the_focus(shown: Shown, gone: int, heir: str) -> None:
    told = items(12, "forget")
    shown.follow(told)
    shown.button(f"{gone}", "Remove").setFocus()
    shown.key(Qt.Key.Key_Space)
    assert shown.acted == [("forget", f"{gone}")]
    shown.follow([one for one in told if one.id != f"{gone}"])
    for _press in range(3):
        assert shown.key(Qt.Key.Key_Space) == heir
    assert len(shown.acted) == 1, "pressing it once more does nothing"
    assert shown.key(Qt.Key.Key_Tab) == f"Remove from the list: {heir}"


def test_where_no_row_is_left_the_focus_is_before_the_list(shown: Shown) -> None:
    shown.follow(items(1, "forget"))
    shown.button("0", "Remove").setFocus()
    shown.follow([])
    assert QApplication.focusWidget() is shown.before


def test_a_row_that_goes_while_the_focus_is_elsewhere_moves_nothing(shown: Shown) -> None:
    told = items(12, "forget")
    shown.follow(told)
    shown.button("7", "Remove").setFocus()
    shown.scroll(0)
    shown.follow(told[:3] + told[4:])
    assert (shown.button("7", "Remove").hasFocus(), shown.listing.verticalScrollBar().value()) == (True, 0)
    shown.behind.setFocus()
    shown.follow(told[:7])
    assert shown.behind.hasFocus()


def test_a_window_that_is_opened_anew_begins_at_its_top(opened: Opened) -> None:
    window, bar = opened.window, opened.page._list.verticalScrollBar()
    assert QTest.qWaitForWindowActive(window)
    for _each in range(6):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    QTest.keyClick(window, Qt.Key.Key_Escape)
    window.come()
    assert QTest.qWaitForWindowActive(window)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert (bar.value(), focus.text()) == (0, "Close")


def test_removing_by_keys_keeps_the_place_in_the_window(opened: Opened, whisper_folder: Path, tmp_path: Path) -> None:
    assert QTest.qWaitForWindowActive(opened.window)
    for name in ("one", "two"):
        shutil.copytree(whisper_folder, tmp_path / name)
        opened.page.add(tmp_path / name)
        opened.wait(lambda name=name: opened.focused(name), "its row")
    row = opened.row("one")
    assert row
    next(one for one in row.buttons if one.text() == "Remove").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    opened.wait(lambda: opened.row("one") is None, "its end")
    focus = QApplication.focusWidget()
    assert focus is opened.row("two")
    assert whole(focus)
    QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert QApplication.focusWidget().accessibleName() == "Use: two"
