"""What a capture does when microphones are muted, unplugged or gone, and the sound server dies or hangs."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.microphones import Microphones
from asrpro.audio.pulse_microphones import PulseMicrophones
from asrpro.audio.streams import Streams
from asrpro.errors import MicrophoneError
from fixtures.microphones import ear, sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.microphones import Ear
    from fixtures.sound_server import SoundServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SoundServer]:
    """A default microphone."""
    with sounding(tmp_path) as server:
        server.plug("one", default=True)
        yield server


@pytest.fixture
def microphones(server: SoundServer) -> Iterator[Microphones]:  # noqa: ARG001 - it is looked at
    with contextlib.closing(Microphones()) as microphones:
        until(lambda: microphones.default, "the microphone")
        yield microphones


@pytest.fixture
def two(server: SoundServer, microphones: Microphones) -> Microphones:
    """A second microphone."""
    server.plug("two", 44_100, 1)
    until(lambda: microphones.find("two"), "the second microphone")
    return microphones


def open_one(listener: Ear) -> str:
    microphone = listener.capture.microphone
    return microphone.id if microphone else ""


def on(listener: Ear, identity: str) -> None:
    until(lambda: open_one(listener) == identity, f"{identity} to be heard")


def test_no_microphone_is_a_failure_that_says_so(server: SoundServer, microphones: Microphones) -> None:
    server.unplug("one")
    until(lambda: not microphones.all, "the end of it")
    with ear(microphones) as listener:
        listener.capture.start()
        until(lambda: listener.failures, "the failure")
        (failure,) = listener.failures
        assert isinstance(failure, MicrophoneError)
        assert failure.title == "No microphone is connected."
        assert failure.hint
        assert listener.capture.stop()
        server.plug("one")
        until(lambda: microphones.all, "the microphone")
        listener.capture.start()
        listener.heard(0.1)


def test_no_sound_server_is_a_failure_that_says_so(server: SoundServer, microphones: Microphones) -> None:
    server.end()
    until(lambda: not microphones.all, "the end of it")
    with ear(microphones) as listener:
        listener.capture.start()
        until(lambda: listener.failures, "the failure")
        assert "No sound server runs" in listener.failures[0].title


def test_unplugging_goes_on_with_the_next(server: SoundServer, two: Microphones) -> None:
    with ear(two, "one") as listener:
        listener.capture.start()
        listener.heard(0.3)
        assert open_one(listener) == "one"
        before = listener.samples
        server.unplug("one")
        on(listener, "two")
        listener.heard(0.3)
        assert listener.notices == ["One was unplugged. Two is heard instead."]
        server.plug("one")
        until(lambda: two.find("one"), "it again")
        listener.heard(0.2)
        assert open_one(listener) == "two"
        assert server.holds() == 1
        assert listener.capture.stop()
        assert not server.in_use()
        assert listener.gapless()
        np.testing.assert_array_equal(listener.samples[: len(before)], before)
        assert listener.failures == []


def test_the_only_one_that_is_plugged_in_again_is_heard_again(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.unplug("one")
        until(lambda: not listener.capture.microphone, "the end of it")
        server.plug("one")
        listener.heard(0.2)
        assert listener.notices == ["One was interrupted: a moment may be missing."]
        assert listener.gapless()
        assert listener.capture.stop()
        assert listener.failures == []


def test_unplugging_the_only_one_is_a_failure(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.unplug("one")
        until(lambda: listener.failures, "the failure")
        assert listener.failures[0].title == "No microphone is connected."
        assert listener.gapless()
        assert listener.seconds >= 0.2


def test_a_muted_one_is_passed_by(server: SoundServer, two: Microphones) -> None:
    server.mute("one")
    with ear(two) as listener:
        listener.capture.start()
        on(listener, "one")
        on(listener, "two")
        listener.heard(0.2)
        (notice,) = listener.notices
        assert notice == ("One gives only silence: is it muted, or not allowed to this program? Two is heard instead.")
        assert listener.gapless()
        assert 0.9 < np.flatnonzero(listener.samples)[0] / 16_000 < 1.5


def test_a_muted_one_without_another_is_told_once(server: SoundServer, microphones: Microphones) -> None:
    server.mute("one")
    with ear(microphones) as listener:
        for _dictation in range(2):
            listener.forget()
            listener.capture.start()
            listener.heard(1.5)
            assert listener.notices == ["One gives only silence: is it muted, or not allowed to this program?"]
            server.mute("one", muted=False)
            until(listener.heard_anything, "sound")
            assert listener.capture.stop()
            server.mute("one")
            assert (listener.failures, listener.gapless()) == ([], True)


def test_muting_it_later_is_told_once(server: SoundServer, two: Microphones) -> None:
    with ear(two) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.mute("one")
        listener.heard(4.0)
        assert listener.notices == ["One gives only silence: is it muted, or not allowed to this program?"]
        assert open_one(listener) == "one"


def test_a_server_that_is_restarted_costs_a_moment(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.end()
        until(lambda: not listener.capture.microphone, "the end of it")
        server.begin()
        server.plug("one")
        listener.heard(0.2)
        assert listener.notices == ["One was interrupted: a moment may be missing."]
        assert listener.failures == []
        assert listener.gapless()
        assert listener.capture.stop()


def test_a_server_that_is_gone_is_a_failure_after_some_seconds(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.end()
        until(lambda: listener.failures, "the failure")
        assert "No sound server runs" in listener.failures[0].title
        assert listener.seconds >= 0.2


def test_a_server_that_hangs_blocks_nobody(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.start()
        listener.heard(0.2)
        server.hang()
        try:
            began = time.monotonic()
            assert not listener.capture.stop()
            assert time.monotonic() - began < 1.3
            began = time.monotonic()
            listener.capture.start()
            assert time.monotonic() - began < 0.1
            until(lambda: listener.failures, "the failure")
            assert listener.failures[0].title == "The sound system does not answer."
            assert listener.capture.stop()
        finally:
            server.go_on()
        until(lambda: not server.in_use(), "the end of all that was open")
        listener.capture.start()
        listener.heard(0.1)
        assert len(listener.failures) == 1


@contextlib.contextmanager
def by(streams: Streams) -> Iterator[Microphones]:
    """What is seen where streams are opened by these."""
    with contextlib.closing(Microphones((PulseMicrophones(streams), streams))) as microphones:
        until(lambda: microphones.find("two"), "both microphones")
        yield microphones


@pytest.fixture
def without(server: SoundServer, tmp_path: Path) -> Iterator[Path]:  # noqa: ARG001 - it is running
    """A configuration of ALSA that names no way to a sound server."""
    config = tmp_path / "asoundrc-without"
    config.write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n", "utf-8")
    yield config
    assert Streams().renew()


def test_without_a_way_to_choose_the_default_is_heard(
    server: SoundServer, without: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.plug("two", 44_100, 1)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(without))
    assert Streams().renew()
    with by(Streams()) as microphones, ear(microphones, "one") as listener:
        listener.capture.start()
        listener.heard(0.2)
        (notice,) = listener.notices
        assert notice.startswith("The microphone cannot be chosen")
        assert listener.capture.stop()
        assert not server.in_use()
    monkeypatch.undo()


def test_the_way_is_looked_for_wherever_it_may_be(server: SoundServer, without: Path) -> None:
    server.plug("two", 44_100, 1)
    streams = Streams(environment=(("ALSA_CONFIG_PATH", str(without)),))
    assert streams.renew()
    with by(streams) as microphones:
        with ear(microphones, "two") as listener:
            listener.capture.start()
            listener.heard(0.2)
            assert not listener.notices
        until(lambda: not server.in_use(), "the end of it")
