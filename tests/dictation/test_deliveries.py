"""Texts that have to wait for a key, and windows that come while they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.ports import Delivered
from fixtures.dictation_parts import BROWSER, EDITOR
from fixtures.programs import until

if TYPE_CHECKING:
    from fixtures.dictation import World


@pytest.mark.parametrize("number", [1, 2])
def test_a_text_waits_while_a_key_that_dictates_is_held(world: World, number: int) -> None:
    """It would be pasted with that key held, which is another chord or none at all."""
    world.said.waits = True
    world.dictate()
    world.press(number)
    world.speak()
    world.recognitions[0].speak()
    world.loop.go(5)
    assert (world.view.state, world.window.texts) == ("recording", [])
    world.release(number)
    assert [text for text, _target, _method in world.window.texts] == ["Hello world. "]
    world.recognitions[1].speak()
    world.quiet()
    assert len(world.window.texts) == 2


def test_while_no_key_is_held_it_does_not_wait(world: World) -> None:
    world.said.waits = True
    world.dictate()
    world.dictation.start()
    world.loop.drain()
    world.speak()
    world.recognitions[0].speak()
    assert world.view.state == "recording"
    assert len(world.window.texts) == 1
    world.dictation.cancel()
    world.quiet()


@pytest.mark.parametrize(("changed", "then"), [("copy", "copy"), ("deliver", "paste")])
def test_another_window_comes_while_the_keys_are_not_free(world: World, changed: str, then: str) -> None:
    delivery = world.settings.delivery.model_copy(update={"focus_changed": changed})
    world.settings = world.settings.model_copy(update={"delivery": delivery})
    world.window.waits = True
    world.dictate()
    until(lambda: world.view.state == "delivering", "the delivery")
    world.window.focus = BROWSER
    world.window.done.pop(0)(Delivered("moved", BROWSER))
    assert world.window.texts == [("Hello world. ", EDITOR, "paste"), ("Hello world. ", BROWSER, then)]
    world.window.arrive()
    assert ("Another window has the focus now" in world.quiet().notice) == (changed == "copy")
