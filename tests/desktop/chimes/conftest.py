"""A loudspeaker to hear chimes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.loudspeaker import Loudspeaker
from fixtures.microphones import sounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.sound_server import SoundServer


@pytest.fixture
def sound(tmp_path: Path) -> Iterator[SoundServer]:
    """A sound server, which is this process's one too."""
    with sounding(tmp_path) as server:
        yield server


@pytest.fixture
def loudspeaker(sound: SoundServer) -> Iterator[Loudspeaker]:
    """Its loudspeaker."""
    listening = Loudspeaker(sound)
    yield listening
    listening.close()
