"""Nothing is painted before it lies where it belongs."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject

from asrpro.ui.models.row import Row
from fixtures.model_window import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from fixtures.model_window import Opened

SETTLED = 0.3
"""Seconds in which what would move has moved."""


class Painted(QObject):
    """Looks at each row as it is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self.low: list[str] = []
        """Those that had less than the height they need."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(watched, Row) and event.type() == QEvent.Type.Paint:
            self.rows += 1
            needed = watched.layout().heightForWidth(watched.width())
            if watched.height() < needed:
                self.low.append(f"{watched.accessibleName()}: {watched.height()} of {needed}")
        return False


@pytest.fixture
def painted(application: QApplication) -> Iterator[Painted]:
    made = Painted()
    application.installEventFilter(made)
    yield made
    application.removeEventFilter(made)


def settle(application: QApplication) -> None:
    end = time.monotonic() + SETTLED
    while time.monotonic() < end:
        application.processEvents()


def test_rows_have_their_height_from_the_first_on(painted: Painted, opened: Opened, application: QApplication) -> None:
    settle(application)
    assert len(opened.titles()) > 3
    assert painted.rows > 3
    assert painted.low == []


def test_one_that_is_added_is_whole_in_sight_and_moves_nothing(
    painted: Painted, opened: Opened, application: QApplication, whisper_folder: Path, tmp_path: Path
) -> None:
    settle(application)
    bar = opened.page._list.verticalScrollBar()
    bar.setValue(bar.maximum())
    mine = tmp_path / "My Whisper"
    shutil.copytree(whisper_folder, mine)
    opened.page.add(mine)
    opened.wait(lambda: opened.focused("my-whisper"), "its row")
    settle(application)
    row = opened.row("my-whisper")
    assert row
    assert whole(row)
    assert opened.focused("my-whisper")
    assert painted.low == []
