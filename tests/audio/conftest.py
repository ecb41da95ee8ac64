from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.domain import Audio
from fixtures.sound import heard

if TYPE_CHECKING:
    from fixtures.speech import Clip


@pytest.fixture(scope="session")
def speech(clips: list[Clip]) -> Audio:
    """One spoken sentence of 2.7 s."""
    return heard(clips[8].path)


@pytest.fixture(scope="session")
def talk(clips: list[Clip]) -> Audio:
    """A minute and a half of sentences with a second of silence before each."""
    pause = np.zeros(16_000, np.float32)
    return Audio(np.concatenate([part for clip in clips for part in (pause, heard(clip.path).samples)] + [pause]))
