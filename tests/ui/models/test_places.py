"""Where things lie in the rows of the window, and that they stay there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from asrpro.catalog.headway import Headway
from asrpro.ui.models.item import Item, Shelf
from asrpro.ui.models.listing import Listing
from asrpro.ui.models.row import Row
from asrpro.ui.page import Page
from asrpro.ui.theme import Theme
from fixtures.model_window import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

ITEM = Item("one", "One", Shelf.ELSEWHERE, "", summary="What it is good at.", acts=frozenset(("download",)))
TROUBLE = "Nobody knows where the hub is. Look whether this machine is online."


@pytest.fixture
def page(application: QApplication) -> Iterator[Page]:
    assert application
    made = Page("Rows", Theme(still=lambda: True))
    made.resize(700, 300)
    yield made
    made.end()


def shown(page: Page, inner: QWidget) -> None:
    inner.setParent(page)
    inner.setGeometry(0, 0, page.width(), page.height())
    page.show()
    inner.show()
    assert QTest.qWaitForWindowExposed(page)


def row(page: Page, item: Item, headway: Headway | None = None) -> Row:
    """One as high as it needs to be."""
    made = Row()
    made.follow(item, headway)
    shown(page, made)
    made.follow(item, headway)
    QTest.qWait(0)
    made.setFixedHeight(made.heightForWidth(made.width()))
    QTest.qWait(0)
    return made


def top(row: Row, text: str) -> int:
    """Pixels from the top of a row to a text in it."""
    label = next(one for one in row.findChildren(QLabel) if one.text() == text)
    rect = label.fontMetrics().boundingRect(label.contentsRect(), int(label.alignment()), text)
    return label.mapTo(row, QPoint()).y() + rect.top()


def test_a_text_stands_at_the_same_place_with_tags_and_without(page: Page) -> None:
    plain = Item("one", "One", Shelf.ELSEWHERE, "", summary="What it is.", facts="Facts.", acts=frozenset(("use",)))
    tagged = Item("one", "One", Shelf.ELSEWHERE, "On disk", summary="What it is.", facts="Facts.", acts=plain.acts)
    single = Item("one", "One", Shelf.SERVER, "On a server", summary="What it is.", acts=plain.acts)
    tops, buttons = set[int](), set[int]()
    for item in (plain, tagged, single):
        made = row(page, item)
        tops.add(top(made, "What it is."))
        if item is not single:
            buttons.add(next(one for one in made.buttons if not one.isHidden()).mapTo(made, QPoint()).y())
        made.deleteLater()
    assert (len(tops), len(buttons)) == (1, 1)


def test_a_download_under_way_is_not_shown_together_with_why_it_failed(page: Page) -> None:
    failed = Item("one", "One", Shelf.ELSEWHERE, "Download failed", "bad", trouble=TROUBLE, acts=ITEM.acts)
    made = row(page, failed, Headway(note="Waiting"))
    assert TROUBLE not in [one.text() for one in made.findChildren(QLabel) if not one.isHidden()]
    made.follow(failed, None)
    assert TROUBLE in [one.text() for one in made.findChildren(QLabel) if not one.isHidden()]


@pytest.mark.parametrize("act", ["download", "update"])
def test_nothing_that_takes_away_comes_to_lie_where_cancel_was(page: Page, act: str) -> None:
    acts = frozenset(("use", "delete", act) if act == "update" else ("delete", act))
    item = Item("one", "One", Shelf.ELSEWHERE, "On disk", acts=acts)  # type: ignore[arg-type]
    made = row(page, item, Headway(note="Waiting"))
    cancel = next(one for one in made.buttons if one.text() == "Cancel" and not one.isHidden())
    pressed = cancel.mapTo(made, cancel.rect().center())
    made.follow(item, None)
    QTest.qWait(0)
    under = made.childAt(pressed)
    assert isinstance(under, QPushButton)
    assert under.text() == act.capitalize()


def test_one_that_cannot_hear_is_not_said_to(page: Page) -> None:
    made = row(page, Item("one", "One", Shelf.SERVER, "Cannot be used", "bad", chosen=True, able=False))
    texts = [one.text() for one in made.findChildren(QLabel) if not one.isHidden()]
    assert ("Chosen" in texts, "Hears you" in texts) == (True, False)


def test_a_row_that_grows_by_its_failure_is_whole_in_sight(page: Page) -> None:
    items = [Item(f"{number}", f"{number}", Shelf.ELSEWHERE, "", summary="A sentence.") for number in range(9)]
    listing = Listing(page)
    shown(page, listing)
    listing.follow(items, {})
    QTest.qWait(0)
    rows = {one.accessibleName(): one for one in listing.findChildren(Row)}
    last = [one for one in items if whole(rows[one.id])][-1]
    assert last is not items[-1]
    edge = rows[last.id].height() + rows[last.id].mapTo(listing.viewport(), QPoint()).y() - listing.viewport().height()
    listing.verticalScrollBar().setValue(listing.verticalScrollBar().value() + edge)  # at the lower edge
    failed = Item(last.id, last.title, last.shelf, "Download failed", "bad", last.summary, trouble=TROUBLE * 3)
    listing.follow([failed if one is last else one for one in items], {})
    QTest.qWait(0)
    grown = rows[last.id]
    assert whole(grown)
    before = listing.verticalScrollBar().value()
    listing.follow([failed if one in (last, items[0]) else one for one in items], {})
    assert listing.verticalScrollBar().value() == before, "nobody looks at that one"


def test_a_button_is_not_tinted_once_the_pointer_is_elsewhere(page: Page) -> None:
    button, under = QPushButton("Add"), Qt.WidgetAttribute.WA_UnderMouse
    shown(page, button)
    button.setGeometry(10, 10, 80, 30)
    dialog = Page("Another", Theme(still=lambda: True))
    dialog.come()
    assert QTest.qWaitForWindowActive(dialog)
    QCursor.setPos(button.mapToGlobal(QPoint(200, 200)))
    button.setAttribute(under)  # as Qt leaves it where a dialogue takes the pointer
    dialog.end()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    assert not button.testAttribute(under)
