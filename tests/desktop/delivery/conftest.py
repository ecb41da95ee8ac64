"""A program that delivers texts, and what the clipboards hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.clipboards import Clipboards
from fixtures.dictating import Dictating, delivering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.screen import Screen


@pytest.fixture
def clipboards(desk: Screen) -> Clipboards:
    """What is on the clipboards of the desk."""
    return Clipboards(desk)


@pytest.fixture(params=["keeper", "qt"])
def either(request: pytest.FixtureRequest, desk: Screen) -> Iterator[Dictating]:
    """The program, in one test with each kind of clipboards."""
    with delivering(desk.programs, request.param) as program:
        yield program


@pytest.fixture
def dictating(desk: Screen) -> Iterator[Dictating]:
    """The program, as it is on X11."""
    with delivering(desk.programs, "keeper") as program:
        yield program
