"""A microphone that is kept open hears what was said before the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import MicrophoneError
from fixtures.dictation_parts import Said
from fixtures.programs import until

if TYPE_CHECKING:
    from fixtures.dictation import World


def wait_before(world: World, seconds: float) -> None:
    world.settings = world.settings.model_validate({"dictation": {"pre_roll": seconds}})
    world.dictation.settings_changed()
    world.loop.drain()


def test_what_was_said_before_the_key_is_heard_every_time(world: World) -> None:
    wait_before(world, 0.5)
    assert [microphone.armed for microphone in world.microphones] == [True]
    for number in range(2):
        world.dictate()
        world.quiet()
        until(lambda: world.microphones[0].armed or None, "the microphone to be armed again")
        assert world.recognitions[number].heard == pytest.approx(1.5)
    assert len(world.microphones) == 1


def test_without_it_nothing_is_open_between_dictations(world: World) -> None:
    assert world.microphones == []
    wait_before(world, 0.5)
    wait_before(world, 0.0)
    until(lambda: not world.microphones[0].armed or None, "the microphone to be closed")
    world.dictate()
    world.quiet()
    assert world.recognitions[0].heard == pytest.approx(1.0)
    assert len(world.microphones) == 2


def test_another_length_or_microphone_is_armed_instead(world: World) -> None:
    wait_before(world, 0.5)
    wait_before(world, 1.0)
    until(lambda: not world.microphones[0].armed or None, "the first to be closed")
    assert world.microphones[1].told["pre_roll"] == 1.0
    wait_before(world, 1.0)
    assert len(world.microphones) == 2


def test_what_the_armed_one_says_reaches_people_at_any_time(world: World) -> None:
    wait_before(world, 0.5)
    told = world.microphones[0].told
    told["on_notice"]("The microphone stays open.")
    assert world.view.notice == "The microphone stays open."
    told["on_failure"](MicrophoneError("It is gone."))
    assert (world.view.notice, world.view.state) == ("It is gone.", "idle")
    world.press()
    told["on_failure"](MicrophoneError("It is gone again."))
    assert world.view.notice == "It is gone again."
    world.release()
    assert (world.quiet().state, world.view.notice) == ("idle", "It is gone again.")


def test_what_the_armed_one_hears_belongs_to_nobody_in_between(world: World) -> None:
    wait_before(world, 0.5)
    world.said = Said([])
    world.dictate()
    world.quiet()
    world.microphones[0].hear(world.microphones[0].tail)
    world.microphones[0].level(-3.0)
    assert world.view.state == "idle"


@pytest.mark.parametrize("pre_roll", [0.0, 0.5])
def test_a_microphone_that_takes_its_time_to_stop_is_waited_for(world: World, pre_roll: float) -> None:
    wait_before(world, pre_roll)
    world.press()
    world.speak()
    world.microphones[0].tail = Audio(np.zeros(SAMPLE_RATE // 50, np.float32))
    world.microphones[0].late = 3
    world.release()
    world.quiet()
    assert world.recognitions[0].heard == pytest.approx(pre_roll + 1.02)
    assert (len(world.window.texts), len(world.microphones), world.view.notice) == (1, 1, "")


def test_one_that_hears_nothing_and_does_not_stop_is_replaced(world: World) -> None:
    wait_before(world, 0.5)
    world.microphones[0].armed = False  # as when the sound system hangs
    world.press()
    world.loop.go(1.0)
    world.microphones[0].late = 3
    world.release()
    until(lambda: len(world.microphones) == 2 or world.loop.drain(), "another microphone")
    world.quiet()
    world.dictate()
    world.quiet()
    assert world.recognitions[1].heard == pytest.approx(1.5)
    assert world.microphones[0].open is False
