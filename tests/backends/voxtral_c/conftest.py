from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends, paths
from asrpro.backends.voxtral_c.engine import VoxtralC
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import Audio, LoadOptions, Options
from backends.conftest import segments, sound
from fixtures.voxtral_program import program, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.domain import Model

TONE = (0.3 * np.sin(np.arange(48_000) / 9)).astype(np.float32)
"""Three seconds of what is no silence."""
HEARD = sound(TONE, 10.0)


@pytest.fixture
def voxtral(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return program(folder)


def model(folder: Path) -> Model:
    entry = Catalogue(paths.catalogue()).entries["voxtral-mini-realtime"]
    return replace(entry, backend="voxtral_c", path=folder, variants=())


@pytest.fixture
def load(voxtral: Path, tmp_path: Path) -> Iterator[Callable[..., VoxtralC]]:
    """Loads a Model that makes the program do what is said; what then waits is ended with the test."""
    made: list[VoxtralC] = []

    def loaded(patience: tuple[float, float] = (20.0, 0.0), **does: object) -> VoxtralC:
        known = model(weights(tmp_path / "model", **does))
        engine = backends.backend("voxtral_c").load(known, "program", LoadOptions(program=str(voxtral)))
        assert isinstance(engine, VoxtralC)
        engine._patience = patience
        made.append(engine)
        return engine

    yield loaded
    for engine in made:
        if engine._waiting:
            engine._waiting.kill()


def text(engine: VoxtralC, audio: Audio = HEARD) -> list[tuple[str, float, float]]:
    return [(one.text, one.start, one.end) for one in segments(engine.transcribe(audio, Options()))]
