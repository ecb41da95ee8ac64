"""What was cancelled or failed is heard once more, whatever has happened since."""

from __future__ import annotations

from asrpro.errors import EngineCrashed
from asrpro.runtime.job import Priority
from fixtures.dictation import World
from fixtures.dictation_parts import Said
from fixtures.programs import until

CRASHED = EngineCrashed("The engine ended by itself.", "Try another model.")


def fail(world: World) -> None:
    """Dictate into an engine that fails."""
    world.said = Said(error=CRASHED)
    world.dictate()
    assert world.quiet().state == "failed"


def texts(world: World, count: int) -> list[str]:
    """So many texts that were handed over."""
    until(lambda: len(world.window.texts) >= count or world.loop.drain(), "the text")
    return [text.strip() for text, _target, _method in world.window.texts]


def test_it_keeps_nobody_waiting_who_speaks_meanwhile(world: World) -> None:
    fail(world)
    world.said = Said(["At last."], waits=True)
    world.dictation.retry()
    until(lambda: world.files or world.loop.drain(), "another try")
    again = world.recognitions[-1]
    assert again.told["priority"] is Priority.REQUEST
    world.said = Said(["Meanwhile."])
    world.dictate()
    assert texts(world, 1) == ["Meanwhile."]
    again.speak()
    assert texts(world, 2) == ["Meanwhile.", "At last."]
    world.quiet()
