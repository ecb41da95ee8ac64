"""A Wayland screen, and a program that delivers texts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.dictating import Dictating, delivering
from fixtures.programs import programs
from fixtures.wayland import Sway, sway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Sway]:
    """A screen; what it starts ends with the test."""
    with programs(tmp_path) as started, sway(started) as shown:
        yield shown


@pytest.fixture
def dictating(screen: Sway) -> Iterator[Dictating]:
    """The program."""
    with delivering(screen.programs, "wayland") as program:
        yield program
