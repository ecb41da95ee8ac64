from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro.audio.vad import FRAME, SileroVad, session

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Audio

CODE = """
import os, sys, time
import numpy as np
from asrpro.audio import vad
before = len(os.listdir("/proc/self/task"))
network = vad.session()
hears = vad.SileroVad(network)
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    hears.probabilities(np.zeros(512, np.float32))
    time.sleep(0.05)
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.fixture(scope="module")
def network() -> Any:
    return session()


def whole(samples: Any) -> Any:
    return samples[: len(samples) // FRAME * FRAME]


def test_speech_is_told_from_silence_and_noise(network: Any, speech: Audio) -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 10 * 16_000).astype(np.float32)
    assert SileroVad(network).probabilities(whole(speech.samples)).max() > 0.9
    assert SileroVad(network).probabilities(np.zeros(100 * FRAME, np.float32)).max() < 0.2
    assert SileroVad(network).probabilities(whole(noise)).max() < 0.3


def test_it_says_what_faster_whisper_says(network: Any, talk: Audio) -> None:
    from faster_whisper.vad import get_vad_model

    samples = whole(talk.samples)
    np.testing.assert_allclose(
        SileroVad(network).probabilities(samples), get_vad_model()(samples.copy()).reshape(-1), atol=1e-5
    )


@pytest.mark.parametrize("frames", [1, 3, 31])
def test_in_pieces_it_says_the_same(network: Any, speech: Audio, frames: int) -> None:
    samples = whole(speech.samples)
    vad = SileroVad(network)
    pieces = [vad.probabilities(samples[at : at + frames * FRAME]) for at in range(0, len(samples), frames * FRAME)]
    np.testing.assert_allclose(np.concatenate(pieces), SileroVad(network).probabilities(samples), atol=1e-5)


def test_nothing_has_no_probability(network: Any) -> None:
    assert SileroVad(network).probabilities(np.zeros(0, np.float32)).shape == (0,)


def test_sources_over_one_network_do_not_disturb_each_other(network: Any, talk: Audio, speech: Audio) -> None:
    samples, other = whole(talk.samples[:160_000]), whole(speech.samples)
    alone = SileroVad(network).probabilities(samples)
    one, two = SileroVad(network), SileroVad(network)
    first = one.probabilities(samples[: 100 * FRAME])
    two.probabilities(other)
    np.testing.assert_allclose(np.concatenate([first, one.probabilities(samples[100 * FRAME :])]), alone, atol=1e-5)


def test_one_thread_and_nobody_is_told_of_it(tmp_path: Path, rounds: Any) -> None:
    """Left alone, onnxruntime writes an identifier into the cache folder, and calls home after ten seconds."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "ORT_DISABLE_TELEMETRY"}}
    environment |= {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", CODE, str(rounds(1, 20))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["0"]
    assert list(tmp_path.iterdir()) == []
