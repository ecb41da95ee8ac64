from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fixtures.dictation import World


def test_it_tells_what_ends_a_recording_for_which_no_key_is_held(world: World) -> None:
    world.press()
    world.speak(0.3)
    assert (world.view.state, world.view.ends_by) == ("recording", "")
    world.release()
    world.speak(0.3)
    assert (world.view.state, world.view.ends_by) == ("recording", "dictate 1")
    world.dictation.stop()
    assert world.quiet().ends_by == ""
    world.dictation.start()
    world.loop.go(0.0)
    assert world.view.ends_by == "dictate 1", "the menu holds no key"
