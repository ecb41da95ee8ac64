from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.microphone import Microphone
from asrpro.audio.microphones import Microphones
from asrpro.audio.pulse_microphones import PulseMicrophones
from asrpro.audio.streams import Streams
from asrpro.errors import MicrophoneError
from fixtures.microphones import sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.sound_server import SoundServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SoundServer]:
    with sounding(tmp_path) as server:
        yield server


@pytest.fixture
def microphones(server: SoundServer) -> Iterator[Microphones]:  # noqa: ARG001 - it is looked at
    with contextlib.closing(Microphones()) as microphones:
        yield microphones


def ids(microphones: Microphones) -> list[str]:
    return sorted(microphone.id for microphone in microphones.all)


def present(microphones: Microphones, *wanted: str) -> Callable[[], bool]:
    return lambda: ids(microphones) == sorted(wanted)


def test_what_listens_to_an_output_is_no_microphone(microphones: Microphones) -> None:
    assert microphones.all == ()
    assert microphones.default is None
    assert isinstance(microphones.fault, MicrophoneError)
    assert microphones.fault.title == "No microphone is connected."


def test_each_is_listed_with_what_is_known_of_it(server: SoundServer, microphones: Microphones) -> None:
    server.plug("desk", 48_000, 2)
    server.plug("headset", 44_100, 1, default=True, bluetooth=True)
    until(lambda: microphones.default and microphones.default.id == "headset", "the default")
    found = {microphone.id: microphone for microphone in microphones.all}
    desk, headset = found["desk"], found["headset"]
    assert (desk.name, desk.channels, desk.rate, desk.default, desk.bluetooth) == ("Desk", 2, 48_000, False, False)
    assert (headset.name, headset.channels, headset.rate) == ("Headset", 1, 44_100)
    assert headset.bluetooth
    assert microphones.fault is None
    assert microphones.find("desk") == desk
    assert microphones.find("nobody") is None
    assert not server.in_use()


def test_changes_are_told_until_nobody_wants_to_know(server: SoundServer, microphones: Microphones) -> None:
    told: list[tuple[str, list[str], str]] = []

    def listener() -> None:
        default = microphones.default
        told.append((threading.current_thread().name, ids(microphones), default.id if default else ""))

    def last(*wanted: str, default: str) -> Callable[[], bool]:
        return lambda: bool(told) and told[-1][1:] == (sorted(wanted), default)

    unwatch = microphones.watch(listener)
    server.plug("one", default=True)
    until(last("one", default="one"), "the first")
    server.plug("two")
    until(last("one", "two", default="one"), "the second")
    server.choose("two")
    until(last("one", "two", default="two"), "another default")
    first = microphones.find("one")
    server.unplug("one")
    until(last("two", default="two"), "one less")
    server.plug("one")
    until(last("one", "two", default="two"), "one more")
    again = microphones.find("one")
    assert first
    assert again
    assert (again.id, again.name) == (first.id, first.name)
    assert {thread for thread, _ids, _default in told} == {"microphones"}
    unwatch()
    told.clear()
    server.unplug("one")
    until(present(microphones, "two"), "one less")
    assert told == []


def test_a_listener_that_fails_disturbs_nobody(
    server: SoundServer, microphones: Microphones, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise ValueError

    told = threading.Event()
    assert microphones.all == ()
    microphones.watch(fails)
    microphones.watch(told.set)
    server.plug("one")
    assert told.wait(10)
    assert "a listener to microphones failed" in caplog.text


def test_a_server_may_go_and_come_back(server: SoundServer, microphones: Microphones) -> None:
    server.plug("one")
    until(present(microphones, "one"), "the microphone")
    server.end()
    until(lambda: microphones.all == (), "the end of it")
    assert microphones.fault
    assert microphones.fault.title == "No sound server runs, through which microphones are heard."
    assert "PipeWire" in microphones.fault.hint
    server.begin()
    server.plug("one")
    until(present(microphones, "one"), "the microphone again")


def test_without_a_server_it_is_said_and_waited_for(server: SoundServer) -> None:
    server.end()
    with contextlib.closing(Microphones()) as microphones:
        assert microphones.all == ()
        assert microphones.fault
        assert "No sound server runs" in microphones.fault.title
        busy = time.process_time()
        threading.Event().wait(1.0)
        assert time.process_time() - busy < 0.3
        server.begin()
        server.plug("late")
        until(present(microphones, "late"), "the microphone")


def test_a_server_that_hangs_costs_no_time(server: SoundServer, microphones: Microphones) -> None:
    server.plug("one")
    until(present(microphones, "one"), "the microphone")
    server.hang()
    try:
        began = time.monotonic()
        assert ids(microphones) == ["one"]
        microphones.close()
        assert time.monotonic() - began < 0.5
        assert not microphones._thread.is_alive()
        with contextlib.closing(Microphones()) as others:
            assert others.all == ()
            assert others.fault
        assert not others._thread.is_alive()
    finally:
        server.go_on()


def named(*identities: str) -> list[Microphone]:
    return [Microphone(identity, "Any", 2, 48_000) for identity in identities]


@pytest.mark.parametrize(
    ("wanted", "here", "meant"),
    [
        ("alsa_input.usb-Y-00.analog-stereo", ["alsa_input.usb-Y-00.mono-fallback", "alsa_input.pci-1.analog"], 0),
        ("bluez_input.00_1B.0", ["alsa_input.pci-1.analog", "bluez_input.00_1B.1"], 1),
        ("alsa_input.usb-Y-00.analog-stereo", ["alsa_input.usb-Z-00.analog-stereo"], None),
        ("alsa_input.usb-Y-00.a", ["alsa_input.usb-Y-00.b", "alsa_input.usb-Y-00.c"], None),
        ("echo.cancel", ["echo.off"], None),
    ],
)
def test_a_card_that_is_used_in_another_way_is_the_same(wanted: str, here: list[str], meant: int | None) -> None:
    present = named(*here)
    found = PulseMicrophones(Streams()).same(wanted, present)
    assert found == (None if meant is None else present[meant])
