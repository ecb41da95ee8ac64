"""A desk to work at: a screen with a window manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.programs import programs
from fixtures.screen import Screen, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    """A screen without a tray; what it starts ends with the test."""
    with programs(tmp_path) as started, screen(started, tray=False) as shown:
        yield shown
