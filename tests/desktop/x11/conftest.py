"""Hotkeys on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.heard import Heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen


@pytest.fixture
def heard(desk: Screen) -> Iterator[Heard]:
    heard = Heard(desk)
    yield heard
    heard.hotkeys.close()
