"""The chimes that are shipped: what the script makes, short and soft."""

from __future__ import annotations

import importlib.util
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import paths
from asrpro.audio.vad import FRAME, SileroVad, session
from asrpro.desktop.chimes import macos
from asrpro.desktop.chimes.samples import read
from asrpro.desktop.chimes.windows import whole_file

if TYPE_CHECKING:
    from types import ModuleType

NAMES = ("start", "end", "cancel")
SOUNDS = paths.resources() / "sounds"
SCRIPT = Path(__file__).parents[3] / "packaging" / "chimes.py"


def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("chimes", SCRIPT)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def samples(path: Path) -> Any:
    return np.frombuffer(read(path, 1.0).data, np.int16).astype(np.int32)


def test_they_are_what_the_script_makes(tmp_path: Path) -> None:
    script().main(tmp_path)
    assert {path.stem for path in SOUNDS.iterdir()} == set(NAMES) == {path.stem for path in tmp_path.iterdir()}
    for name in NAMES:
        # The last bit is the processor's.
        assert np.abs(samples(SOUNDS / f"{name}.wav") - samples(tmp_path / f"{name}.wav")).max() <= 1


@pytest.mark.parametrize("name", NAMES)
def test_they_are_short_and_soft_and_do_not_click(name: str) -> None:
    with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        assert 0.06 <= file.getnframes() / 48_000 <= 0.15
    sound = samples(SOUNDS / f"{name}.wav")
    assert 0.2 * 32768 < np.abs(sound).max() < 0.5 * 32768
    assert np.abs(sound[[*range(24), *range(-24, 0)]]).max() < 0.01 * 32768
    assert np.abs(np.diff(sound)).max() < 0.06 * 32768
    assert abs(sound.mean()) < 0.005 * 32768


@pytest.mark.parametrize("name", NAMES)
def test_nobody_takes_them_for_speech(name: str) -> None:
    """A microphone hears the loudspeaker, too."""
    heard = np.concatenate([np.zeros(16_000), samples(SOUNDS / f"{name}.wav")[::3] / 32768, np.zeros(16_000)])
    whole = heard[: len(heard) // FRAME * FRAME].astype(np.float32)
    assert SileroVad(session()).probabilities(whole).max() < 0.35


def test_windows_is_given_a_file_of_the_wanted_amplitude(tmp_path: Path) -> None:
    made = tmp_path / "made.wav"
    made.write_bytes(whole_file(SOUNDS / "start.wav", 0.25))
    np.testing.assert_allclose(samples(made), samples(SOUNDS / "start.wav") * 0.25, atol=0.5)


def test_macos_is_told_the_amplitude() -> None:
    assert macos.command(Path("a b.wav"), 1 / 3) == ["/usr/bin/afplay", "--volume", "0.3333", "a b.wav"]
