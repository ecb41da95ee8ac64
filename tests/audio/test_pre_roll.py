"""What was heard before the key, while the microphone stays open for it."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.microphones import Microphones
from fixtures.microphones import ear, sounding
from fixtures.programs import until
from fixtures.sound_server import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.microphones import Ear
    from fixtures.sound_server import SoundServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SoundServer]:
    """A default microphone."""
    with sounding(tmp_path) as server:
        server.plug("desk", default=True)
        yield server


@pytest.fixture
def microphones(server: SoundServer) -> Iterator[Microphones]:  # noqa: ARG001 - it is looked at
    with contextlib.closing(Microphones()) as microphones:
        until(lambda: microphones.default, "the microphone")
        yield microphones


def on(listener: Ear, identity: str) -> None:
    def look() -> bool:
        microphone = listener.capture.microphone
        return bool(microphone) and microphone.id == identity

    until(look, f"{identity} to be open")


def loudest(listener: Ear) -> float:
    return float(np.abs(listener.samples).max())


def test_what_was_said_before_the_key_is_heard_once(server: SoundServer, microphones: Microphones) -> None:
    speech = spoken(server.programs, "Go forward.", server.programs.folder / "speech.wav")
    with ear(microphones, pre_roll=3.0) as listener:
        listener.capture.arm()
        on(listener, "desk")
        assert listener.notices == ["Desk stays open, so that nothing is missed before the key."]
        assert server.holds() == 1
        assert server.say(speech, "desk").wait(20) == 0
        assert listener.blocks == []
        began = time.monotonic()
        listener.capture.start()
        listener.heard(0.05)
        assert listener.capture.stop()
        assert loudest(listener) > 0.1
        assert 1.0 < listener.seconds < 3.0 + time.monotonic() - began + 0.1
        assert listener.gapless()
        assert server.holds() == 1
        listener.blocks.clear()
        listener.capture.start()
        listener.heard(0.2)
        assert listener.capture.stop()
        assert loudest(listener) < 0.01
        assert listener.gapless()
        listener.capture.close()
        assert not server.in_use()
        assert len(listener.notices) == 1
        assert listener.failures == []


def test_no_more_is_kept_than_was_asked_for(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones, pre_roll=0.25) as listener:
        listener.capture.arm()
        on(listener, "desk")
        until(lambda: listener.capture._hearing._heard._kept >= 4_000, "a full ring")  # type: ignore[union-attr]
        listener.capture.start()
        until(lambda: listener.blocks, "the first of it")
        first = listener.times[0]
        listener.heard(0.3)
        assert listener.capture.stop()
        at_once = sum(moment - first < 0.005 for moment in listener.times)
        assert 0.2 < at_once * 0.01 < 0.31
        assert server.holds() == 1


def test_without_a_pre_roll_nothing_is_armed(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones) as listener:
        listener.capture.arm()
        listener.capture.start()
        listener.heard(0.1)
        listener.capture.stop()
        assert not server.in_use()
        assert listener.notices == []


def test_bluetooth_is_never_kept_open(server: SoundServer, microphones: Microphones) -> None:
    server.plug("headset", 16_000, 1, bluetooth=True)
    until(lambda: microphones.find("headset"), "the headset")
    with ear(microphones, "headset", pre_roll=1.0) as listener:
        listener.capture.arm()
        until(lambda: listener.notices, "the notice")
        assert listener.notices == ["Headset is a Bluetooth microphone: it is open only while you dictate."]
        assert not server.in_use()
        for _dictation in range(2):
            listener.blocks.clear()
            listener.capture.start()
            listener.heard(0.1)
            assert listener.capture.stop()
            assert not server.in_use()
            assert listener.gapless()
        assert len(listener.notices) == 1


def test_between_dictations_it_follows_what_is_plugged_in(server: SoundServer, microphones: Microphones) -> None:
    with ear(microphones, pre_roll=0.5) as listener:
        listener.capture.arm()
        on(listener, "desk")
        server.plug("phone", default=True)
        on(listener, "phone")
        server.unplug("phone")
        on(listener, "desk")
        server.unplug("desk")
        until(lambda: not listener.capture.microphone, "the end of it")
        server.plug("desk")
        on(listener, "desk")
        listener.capture.start()
        listener.heard(0.2)
        assert listener.capture.stop()
        assert listener.failures == []
        assert server.holds() == 1
