from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.dictation.journal import Journal
from asrpro.domain import SAMPLE_RATE, Audio
from fixtures.dictation import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Begin = Callable[..., Journal]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where recordings are to be; not made yet."""
    return tmp_path / "data" / "recordings"


@pytest.fixture
def said() -> list[str]:
    """What journals had to say."""
    return []


@pytest.fixture
def begin(folder: Path, said: list[str]) -> Iterator[Begin]:
    """Opens Journals in the folder, which are let go of in the end."""
    with contextlib.ExitStack() as stack:

        def opened(**more: str) -> Journal:
            journal = Journal.open(folder, said.append, **more)
            stack.callback(journal.settle, "failed")
            return journal

        yield opened


@pytest.fixture
def speech() -> Audio:
    """Three seconds of samples that any 16-bit file holds exactly."""
    numbers = np.random.default_rng(7).integers(-32768, 32768, 3 * SAMPLE_RATE, np.int16)
    return Audio(numbers.astype(np.float32) / np.float32(32768))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world around one Dictation, which must give back all that it took."""
    world = World(tmp_path)
    yield world
    world.close()
    world.history.close()
