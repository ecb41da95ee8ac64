"""Chimes come out of a real sound server's loudspeaker, and hold up nobody where they do not."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import paths
from asrpro.desktop.chimes.chimes import LATE, SoundFiles
from asrpro.desktop.chimes.samples import read
from fixtures.loudspeaker import likeness
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from asrpro.desktop.ports import Chime
    from fixtures.loudspeaker import Loudspeaker
    from fixtures.sound_server import SoundServer

SOUNDS = paths.resources() / "sounds"


def shipped(name: Chime) -> NDArray[np.int16]:
    return np.frombuffer(read(SOUNDS / f"{name}.wav", 1.0).data, np.int16)


@pytest.mark.parametrize("name", ["start", "end", "cancel"])
def test_each_comes_out_whole(loudspeaker: Loudspeaker, name: Chime) -> None:
    chimes = SoundFiles(SOUNDS)
    for number in range(1, 6):
        chimes.play(name, 100)
        heard = loudspeaker.over(number)[-1]
        if likeness(heard, shipped(name)) > 0.99:
            break  # a server that is too busy leaves gaps
    assert likeness(heard, shipped(name)) > 0.99
    assert abs(len(heard) - len(shipped(name))) < 0.02 * 48_000


def test_volume_is_how_loud_it_is(loudspeaker: Loudspeaker) -> None:
    chimes = SoundFiles(SOUNDS)
    for number, volume in enumerate((100, 50, 20), 1):
        chimes.play("start", volume)
        loudspeaker.over(number)
    peaks = [np.abs(heard.astype(int)).max() for heard in loudspeaker.sounds()]
    assert peaks[0] == pytest.approx(0.35 * 32768, rel=0.05)
    assert peaks[1] / peaks[0] == pytest.approx(0.25, rel=0.1)
    assert peaks[2] / peaks[0] == pytest.approx(0.04, rel=0.1)


def test_two_in_a_row_are_both_heard(loudspeaker: Loudspeaker) -> None:
    chimes = SoundFiles(SOUNDS)
    chimes.play("start", 100)
    chimes.play("end", 100)

    long = 1.9 * len(shipped("start"))
    until(lambda: sum(map(len, loudspeaker.sounds())) > long, "both")
    heard = np.concatenate(loudspeaker.sounds())
    for name in ("start", "end"):
        assert likeness(heard, shipped(name)) > 0.6  # half of the energy is the other's


def test_the_output_is_open_only_while_it_sounds(sound: SoundServer, loudspeaker: Loudspeaker) -> None:
    chimes = SoundFiles(SOUNDS)
    chimes.play("end", 100)
    loudspeaker.over(1)
    until(lambda: "ASR Pro" not in sound.programs.run("pactl", "list", "clients"), "the connection to end")


def test_a_server_that_hangs_costs_nobody_anything(sound: SoundServer, loudspeaker: Loudspeaker) -> None:
    chimes = SoundFiles(SOUNDS)
    sound.hang()
    began = time.monotonic()
    for _time in range(20):
        chimes.play("start", 100)
    took = time.monotonic() - began
    end = time.monotonic() + LATE + 0.1
    until(lambda: time.monotonic() > end, "the chimes to be late")
    sound.go_on()
    assert took < 0.2
    chimes.play("cancel", 100)
    until(lambda: any(likeness(heard, shipped("cancel")) > 0.9 for heard in loudspeaker.sounds()), "a chime")
    assert len(loudspeaker.over(1)) == 1  # those that were late say nothing any more


def test_no_server_is_one_line_for_those_who_look(
    sound: SoundServer, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG, "asrpro")
    sound.end()
    SoundFiles(SOUNDS).play("start", 100)
    until(lambda: caplog.records, "the line")
    assert [record.levelno for record in caplog.records] == [logging.DEBUG]
    SoundFiles(tmp_path).play("start", 100)  # no such file
    until(lambda: len(caplog.records) > 1, "the line")
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}


def test_silence_starts_no_thread() -> None:
    before = threading.active_count()
    SoundFiles(SOUNDS).play("start", 0)
    assert threading.active_count() == before
