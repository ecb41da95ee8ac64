"""Streams as they are opened where nothing but PortAudio lists microphones; they are PulseAudio's here."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.microphone import Microphone
from asrpro.audio.microphones import Microphones
from asrpro.audio.portaudio_microphones import PortAudioMicrophones, listed
from asrpro.audio.streams import Inlet, Streams
from asrpro.errors import MicrophoneError
from fixtures.microphones import ear, sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fixtures.sound_server import SoundServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        assert Streams().renew()
        yield server


def inlet(rate: int = 48_000) -> Inlet:
    sounddevice = Streams().load()
    (number,) = (device["index"] for device in sounddevice.query_devices() if device["name"] == "pulse")
    return Inlet(number, rate, 1, (("PULSE_SOURCE", "desk"),))


def test_a_stream_is_closed(server: SoundServer) -> None:
    streams = Streams()
    blocks: list[bytes | None] = []
    stream = streams.open(inlet(), blocks.append)
    until(lambda: blocks, "a block")
    assert server.holds() == 1
    assert not streams.renew()
    streams.close(stream)
    assert server.holds() == 0
    assert streams.renew()
    assert {len(block) for block in blocks if block is not None} == {480 * 4}
    assert blocks[-1] is None
    assert "PULSE_SOURCE" not in os.environ


def test_a_stream_is_kept_for_whoever_wants_the_same(server: SoundServer) -> None:
    streams = Streams(keep_open=True)
    blocks: list[bytes | None] = []
    again: list[bytes | None] = []
    stream = streams.open(inlet(), blocks.append)
    until(lambda: blocks, "a block")
    streams.close(stream)
    assert server.holds() == 1
    known = len(blocks)
    assert streams.open(inlet(), again.append) is stream
    until(lambda: again, "a block")
    assert len(blocks) == known
    streams.close(stream)
    other = streams.open(inlet(44_100), again.append)
    assert other is not stream
    assert server.holds() == 1
    streams.close(other)
    assert streams.renew()
    assert server.holds() == 0
    streams.close(streams.open(inlet(), again.append))
    streams.let_go()
    assert server.holds() == 0


def test_what_cannot_be_opened_is_said(server: SoundServer) -> None:
    assert server.holds() == 0
    for wrong in (inlet()._replace(environment=(("PULSE_SOURCE", "nobody"),)), inlet()._replace(device=99)):
        with pytest.raises(MicrophoneError) as caught:
            Streams().open(wrong, lambda _data: None)
        assert caught.value.title == "The microphone cannot be opened."
    assert server.holds() == 0


@pytest.mark.usefixtures("server")
def test_the_list_is_made_anew_when_the_census_changes() -> None:
    streams = Streams(keep_open=True)
    census = [1]
    looks = []

    def look() -> int:
        looks.append(len(census))
        return len(census)

    told: list[int] = []
    with contextlib.closing(Microphones((PortAudioMicrophones(streams, look), streams))) as microphones:
        assert [microphone.id for microphone in microphones.all] == ["ALSA: pulse", "ALSA: default"]
        assert microphones.default
        assert microphones.default.name == "default"
        microphones.watch(lambda: told.append(1))
        with ear(microphones, "ALSA: pulse") as listener:
            listener.capture.start()
            listener.heard(0.2)
            assert listener.capture.stop()
            assert listener.gapless()
            assert listener.notices == []
        census.append(2)
        until(lambda: looks[-1] == 2, "another look")
    assert told == []


DEVICES = [
    {"name": "Built-in (MME)", "max_input_channels": 2, "default_samplerate": 44_100.0},
    {"name": "Microphone ", "max_input_channels": 2, "default_samplerate": 48_000.0},
    {"name": "Speakers", "max_input_channels": 0, "default_samplerate": 48_000.0},
    {"name": "Microphone", "max_input_channels": 1, "default_samplerate": 44_100.0},
    {"name": "Headset (Ann's Hands-Free)", "max_input_channels": 1, "default_samplerate": 16_000.0},
]
WINDOWS = [
    {"name": "MME", "devices": [0], "default_input_device": 0},
    {"name": "Windows WASAPI", "devices": [1, 2, 3, 4], "default_input_device": 3},
]


def test_one_interface_is_listed_and_twins_are_told_apart() -> None:
    assert listed(DEVICES, WINDOWS) == {
        1: Microphone("Windows WASAPI: Microphone", "Microphone", 2, 48_000),
        3: Microphone("Windows WASAPI: Microphone #2", "Microphone #2", 1, 44_100, default=True),
        4: Microphone(
            "Windows WASAPI: Headset (Ann's Hands-Free)", "Headset (Ann's Hands-Free)", 1, 16_000, bluetooth=True
        ),
    }


def test_the_first_interface_with_a_microphone_is_listed_elsewhere() -> None:
    nothing = {"name": "Empty", "devices": [], "default_input_device": -1}
    core = {"name": "Core Audio", "devices": [1], "default_input_device": 1}
    assert [microphone.id for microphone in listed(DEVICES, [nothing, core]).values()] == ["Core Audio: Microphone"]
    assert listed(DEVICES, [nothing]) == {}
