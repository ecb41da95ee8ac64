from __future__ import annotations

import contextlib
import threading
import time
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.microphones import Microphones
from asrpro.domain import SAMPLE_RATE
from fixtures.microphones import ear, sounding
from fixtures.programs import until
from fixtures.sound_server import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from fixtures.microphones import Ear
    from fixtures.sound_server import SoundServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A default microphone, and others of all kinds."""
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        server.plug("phone", 16_000, 1)
        server.plug("old", 44_100, 1)
        yield server


@pytest.fixture(scope="module")
def microphones(server: SoundServer) -> Iterator[Microphones]:
    with contextlib.closing(Microphones()) as microphones:
        until(lambda: len(microphones.all) == 3, "the microphones")
        assert not server.in_use()
        yield microphones


@pytest.fixture(scope="module")
def speech(server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spoken(server.programs, "Go forward.", tmp_path_factory.mktemp("speech") / "speech.wav")


def original(speech: Path) -> NDArray[np.float32]:
    """The samples of a WAV file at 16 kHz."""
    import soxr

    with wave.open(str(speech)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768
        return soxr.resample(samples.astype(np.float32), file.getframerate(), SAMPLE_RATE)


def likeness(heard: NDArray[np.float32], said: NDArray[np.float32]) -> float:
    """How much of what was said is somewhere in what was heard, unchanged: 1.0 is all."""
    size = 1 << (len(heard) + len(said)).bit_length()
    together = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    at = int(np.argmax(together[: max(1, len(heard) - len(said) + 1)]))
    part = heard[at : at + len(said)]
    return float(np.dot(part, said[: len(part)]) / (np.linalg.norm(part) * np.linalg.norm(said) + 1e-9))


def say(server: SoundServer, speech: Path, into: str, listener: Ear) -> None:
    """Have something said, and heard to its end."""
    assert server.say(speech, into).wait(20) == 0
    listener.heard(0.4)


@pytest.mark.parametrize("microphone", ["", "desk", "phone", "old"])
def test_what_is_said_is_heard(server: SoundServer, microphones: Microphones, speech: Path, microphone: str) -> None:
    with ear(microphones, microphone) as listener:
        listener.capture.start()
        listener.heard(0.1)
        assert listener.capture.microphone
        assert listener.capture.microphone.id == (microphone or "desk")
        assert server.holds() == 1
        say(server, speech, microphone or "desk", listener)
        assert listener.capture.stop()
        assert not server.in_use()
        assert listener.capture.microphone is None
        assert likeness(listener.samples, original(speech)) > 0.95
        assert listener.gapless()
        assert listener.threads == {"capture"}
        assert (listener.notices, listener.failures, listener.capture.overflows) == ([], [], 0)
        times = [level.time for level in listener.levels]
        assert len(times) == int(listener.seconds * 30 + 1e-6)
        assert -40 < max(level.peak for level in listener.levels) <= 0
        assert min(level.rms for level in listener.levels) > -120


def test_another_microphone_hears_nothing_of_it(server: SoundServer, microphones: Microphones, speech: Path) -> None:
    with ear(microphones, "phone") as listener:
        listener.capture.start()
        listener.heard(0.1)
        say(server, speech, "desk", listener)
        listener.capture.stop()
        assert np.abs(listener.samples).max() < 0.001


def test_it_can_be_done_again_and_again(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        for _dictation in range(5):
            listener.forget()
            listener.capture.start()
            listener.capture.start()
            listener.heard(0.1)
            assert server.holds() == 1
            assert listener.capture.stop()
            assert listener.capture.stop()
            assert listener.gapless()
            assert not server.in_use()
            known = len(listener.blocks)
        assert len(listener.blocks) == known


def test_a_start_that_is_stopped_at_once_leaves_nothing_open(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        for _dictation in range(5):
            listener.capture.start()
            assert listener.capture.stop()
            assert not server.in_use()
        assert listener.failures == []


def test_closing_stops(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.1)
        listener.capture.close()
        assert not server.in_use()
        assert listener.failures == []


def test_it_can_be_stopped_from_what_it_calls(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        stopped = []
        listener.on_audio = lambda _block: stopped.append(listener.capture.stop())
        listener.capture.start()
        until(lambda: stopped, "a block")
        until(lambda: not server.in_use(), "the end")


def test_who_asks_again_waits_on_until_all_is_handed_out(
    server: SoundServer, microphones: Microphones, speech: Path
) -> None:
    with ear(microphones) as listener:
        busy, going = threading.Event(), threading.Event()

        def stall(_block: object) -> None:
            busy.set()
            assert going.wait(20)

        listener.on_audio = stall
        listener.capture.start()
        assert busy.wait(20)
        assert server.say(speech, "desk").wait(20) == 0
        time.sleep(0.4)  # the last of it is still on its way to the microphone
        assert not listener.capture.stop()
        assert listener.seconds < 0.1
        listener.on_audio = lambda _block: None
        going.set()
        assert listener.capture.stop()
        assert likeness(listener.samples, original(speech)) > 0.95
        assert not server.in_use()


def test_an_error_of_who_is_told_ends_it(
    server: SoundServer, microphones: Microphones, caplog: pytest.LogCaptureFixture
) -> None:
    with ear(microphones) as listener:
        listener.on_audio = lambda _block: 1 / 0
        listener.capture.start()
        until(lambda: listener.failures, "the failure")
        assert listener.failures[0].title == "Something went wrong in ASR Pro itself."
        assert listener.capture.stop()
        assert not server.in_use()
        assert "a capture failed" in caplog.text
        listener.on_audio = lambda _block: None
        listener.capture.start()
        listener.heard(0.1)


def test_who_is_slow_loses_nothing(microphones: Microphones, server: SoundServer, speech: Path) -> None:
    with ear(microphones) as listener:
        listener.on_audio = lambda _block: time.sleep(0.012)  # more than a block lasts
        listener.capture.start()
        listener.heard(0.1)
        assert server.say(speech, "desk").wait(20) == 0
        listener.heard(0.6)
        until(listener.capture.stop, "the end")
        assert likeness(listener.samples, original(speech)) > 0.95
        assert listener.gapless()
        assert listener.capture.overflows == 0


def test_one_that_is_not_there_is_replaced_by_the_default(microphones: Microphones) -> None:
    with ear(microphones, "gone") as listener:
        listener.capture.start()
        listener.heard(0.1)
        assert listener.capture.microphone
        assert listener.capture.microphone.id == "desk"
        assert listener.notices == ["The chosen microphone is not connected. Desk is heard instead."]
        listener.capture.stop()


def test_the_first_sound_comes_soon(microphones: Microphones) -> None:
    waits = []
    with ear(microphones) as listener:
        for _dictation in range(11):
            listener.forget()
            began = time.monotonic()
            listener.capture.start()
            assert time.monotonic() - began < 0.1
            listener.heard(0.05)
            listener.capture.stop()
            waits.append(listener.times[0] - began)
    assert sorted(waits)[5] < 0.12  # 0.03 where nothing else is going on; see tests/bench/first_sample.py
