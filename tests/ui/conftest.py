"""Windows without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def application() -> Iterator[QApplication]:
    """Qt's application, which lives as long as the process that runs tests."""
    made = QApplication(["tests", "-platform", "offscreen"])
    yield made
    made.processEvents()
