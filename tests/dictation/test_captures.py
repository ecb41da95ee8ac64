"""A microphone that is kept open hears what was said before the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
