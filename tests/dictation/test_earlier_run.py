"""What an earlier run of the program left without text is heard once more."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from asrpro.dictation.journal import Journal
from asrpro.dictation.recording import read, remove
from asrpro.errors import EngineCrashed
from fixtures.dictation import World
from fixtures.dictation_parts import Said
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[..., contextlib.AbstractContextManager[World]]

CRASHED = Said(error=EngineCrashed("The engine ended by itself.", "Try another model."))


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts the program of one user, with real recordings, and ends it."""

    def journal(_profile: Any, notice: Any) -> Journal:
        return Journal.open(tmp_path / "recordings", notice)

    @contextlib.contextmanager
    def started() -> Iterator[World]:
        world = World(tmp_path, journal=journal)
        known(world)
        yield world
        world.quiet()
        world.close()
        world.history.close()

    return started


def known(world: World) -> None:
    """Wait until the program has read in the history what there was."""
    done: list[bool] = []
    world.dictation._sessions.memory.do(lambda: done.append(True))
    until(lambda: done, "the history to be read")
    world.loop.drain()


def fail(world: World) -> None:
    """Dictate into an engine that fails."""
    world.said = CRASHED
    world.dictate()
    assert world.quiet().can_retry


def retry(world: World, said: str = "At last.") -> Path:
    """Have it tried again; returns the recording that was heard."""
    world.said, before = Said([said]), len(world.window.texts)
    assert world.view.can_retry
    world.dictation.retry()
    until(lambda: len(world.window.texts) > before or world.loop.drain(), "the text")
    assert world.window.texts[-1][0].strip() == said
    world.quiet()
    return world.files[-1]


def recordings(folder: Path) -> list[Path]:
    return sorted((folder / "recordings").glob("*.wav"))


def states(folder: Path) -> list[str]:
    return [read(path).facts.state for path in recordings(folder)]


@pytest.mark.parametrize("how", ["failed", "cancelled"])
def test_the_last_one_is_heard_again_after_a_new_start(start: Start, tmp_path: Path, how: str) -> None:
    with start() as first:
        if how == "failed":
            fail(first)
        else:
            first.press()
            first.speak()
            first.tap("cancel")
    with start() as second:
        assert (second.view.state, second.view.ended, second.view.notice) == ("idle", None, "")
        assert retry(second) == recordings(tmp_path)[0]
        assert not second.view.can_retry
    assert states(tmp_path) == ["done"]
    with start() as third:
        assert not third.view.can_retry
        third.tap("retry")
        assert third.view.notice == "There is nothing to retry."
        entries = third.entries()
    assert [(entry.outcome, entry.audio) for entry in entries] == [
        (how, recordings(tmp_path)[0]),
        ("delivered", recordings(tmp_path)[0]),
    ]


def test_those_of_this_run_come_first_and_then_those_before_it(start: Start, tmp_path: Path) -> None:
    with start() as first:
        fail(first)
        fail(first)
        first.said = Said(["Well."])
        first.dictate()
    with start() as second:
        fail(second)
        heard = [retry(second) for _time in range(3)]
        assert not second.view.can_retry
    older, old, _well, new = sorted(recordings(tmp_path), key=lambda path: read(path).facts.created)
    assert heard == [new, old, older]


def test_one_that_fails_once_more_can_be_tried_in_the_next_run_as_one(start: Start, tmp_path: Path) -> None:
    with start() as first:
        fail(first)
    with start() as second:
        second.said = CRASHED
        second.dictation.retry()
        until(lambda: len(second.files) == 1 or second.loop.drain(), "another try")
        second.quiet()
    assert states(tmp_path) == ["failed"]
    with start() as third:
        retry(third)
        assert not third.view.can_retry
    assert states(tmp_path) == ["done"]


def test_a_recording_that_is_gone_is_passed_over(start: Start, tmp_path: Path) -> None:
    with start() as first:
        fail(first)
        fail(first)
    older, newer = sorted(recordings(tmp_path), key=lambda path: read(path).facts.created)
    remove(newer)
    with start() as second:
        assert retry(second) == older
        assert not second.view.can_retry


def test_what_was_heard_and_held_nothing_is_not_tried_again(start: Start) -> None:
    with start() as first:
        fail(first)
        first.said = Said([])
        first.dictation.retry()
        until(lambda: len(first.files) == 1 or first.loop.drain(), "another try")
        assert not first.quiet().can_retry
    with start() as second:
        assert not second.view.can_retry
