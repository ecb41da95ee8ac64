"""A sound server as desktops have it, and a child that hushes what plays there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.others.others import OtherPrograms
from fixtures.microphones import sounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.sound_server import SoundServer


@pytest.fixture
def sound(tmp_path: Path) -> Iterator[SoundServer]:
    """A sound server that remembers how loud programs were, and is this process's one too."""
    with sounding(tmp_path) as server:
        server.programs.run("pactl", "load-module", "module-stream-restore", "restore_device=no")
        yield server


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Where it is written down what was lowered."""
    return tmp_path / "lowered.json"


@pytest.fixture
def others(sound: SoundServer, note: Path) -> Iterator[OtherPrograms]:
    """What hushes other programs."""
    assert sound
    hushing = OtherPrograms(note)
    yield hushing
    hushing.close()
