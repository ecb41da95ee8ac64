"""What was cancelled or failed is heard once more, whatever has happened since."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from asrpro.dictation.journal import Journal
from asrpro.dictation.recording import held, read
from asrpro.dictation.recordings import interrupted
from asrpro.dictation.trying import TRIED_AGAIN
from asrpro.errors import EngineCrashed
from asrpro.history.store import History
from asrpro.runtime.job import Priority
from fixtures.dictation import World
from fixtures.dictation_parts import Said
from fixtures.disks import files_of_at_most
from fixtures.programs import until

CRASHED = EngineCrashed("The engine ended by itself.", "Try another model.")


def fail(world: World) -> None:
    """Dictate into an engine that fails."""
    before = len(world.tapes)
    world.said = Said(error=CRASHED)
    world.dictate()
    assert world.quiet().state == "failed"
    world.taped(before + 1)  # each begins its own, on a thread of its own


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


def test_it_reaches_back_to_what_failed_before_something_went_well(world: World) -> None:
    fail(world)
    world.said = Said(error=CRASHED)
    world.dictate()
    world.quiet()
    world.taped(2)
    world.said = Said(["Well."])
    world.dictate()
    assert texts(world, 1) == ["Well."]
    world.quiet()
    world.said = Said(["Again."])
    for count in (2, 3):
        assert world.view.can_retry
        world.dictation.retry()
        assert len(texts(world, count)) == count
        world.quiet()
    assert not world.view.can_retry
    assert world.files == [world.tapes[1].path, world.tapes[0].path]


def test_after_many_failures_the_last_ones_can_be_tried_again_and_the_others_are_forgotten(world: World) -> None:
    for _time in range(TRIED_AGAIN + 4):
        fail(world)
    world.said = Said(["Again."])
    for count in range(1, TRIED_AGAIN + 2):
        assert world.view.can_retry
        world.dictation.retry()
        assert len(texts(world, count)) == count
        world.quiet()
    assert not world.view.can_retry
    assert world.files == [tape.path for tape in reversed(world.tapes[-TRIED_AGAIN - 1 :])]


def test_what_it_made_text_of_is_done_and_was_held_meanwhile(world: World) -> None:
    fail(world)
    world.said = Said(["At last."], waits=True)
    world.dictation.retry()
    until(lambda: world.files or world.loop.drain(), "another try")
    (path,) = world.files
    with held(path) as free:
        assert not free
    world.recognitions[-1].speak()
    texts(world, 1)
    world.quiet()
    world.close()
    assert read(path).facts.state == "done"
    with held(path) as free:
        assert free


def test_one_that_fails_or_is_cut_off_leaves_it_as_it_was(world: World) -> None:
    fail(world)
    world.dictation.retry()
    until(lambda: world.view.can_retry and world.files, "another failure")
    world.said = Said(waits=True)
    world.dictation.retry()
    until(lambda: len(world.files) == 2 or world.loop.drain(), "another try")
    world.close()
    assert world.tapes[0].state == "failed"
    with held(world.files[0]) as free:
        assert free
    assert [entry.audio for entry in world.entries()] == [world.files[0]] * 2


def test_a_recording_that_was_deleted_meanwhile_is_not_offered_any_more(world: World) -> None:
    fail(world)
    until(lambda: world.tapes[0].settled, "the recording to be settled")
    assert world.tapes[0].path
    world.tapes[0].path.unlink()
    world.dictation.retry()
    until(lambda: "no longer there" in world.view.notice, "the failure")
    assert not world.quiet().can_retry


def test_without_recording_days_what_became_text_is_deleted(world: World) -> None:
    world.settings = world.settings.model_validate({"privacy": {"recording_days": 0}})
    fail(world)
    world.said = Said(["At last."])
    world.dictation.retry()
    texts(world, 1)
    world.quiet()
    world.close()
    assert [path.exists() for path in world.files] == [False]
    assert world.entries()[-1].audio is None


@pytest.mark.parametrize("said", [Said([]), Said([], ["Thanks for watching."])])
def test_without_recording_days_what_gave_no_text_is_kept_for_a_day(world: World, said: Said) -> None:
    world.settings = world.settings.model_validate({"privacy": {"recording_days": 0}})
    world.said = said
    world.dictate()
    world.quiet()
    world.close()
    (entry,) = world.entries()
    assert entry.audio == world.tapes[0].path
    assert world.tapes[0].state == "failed"


@pytest.mark.parametrize("broken", [False, True])
def test_a_failure_that_no_history_tells_of_is_offered_at_the_next_start(
    world: World, tmp_path: Path, *, broken: bool
) -> None:
    if broken:
        (tmp_path / "folder").mkdir()
        world.history = History(tmp_path / "folder")
    else:
        world.settings = world.settings.model_validate({"privacy": {"keep_history": False}})
    fail(world)
    assert world.view.can_retry
    world.close()
    assert [tape.state for tape in world.tapes] == ["recording"]
    assert [tape.path.exists() for tape in world.tapes if tape.path] == [True]


@pytest.fixture
def full(tmp_path: Path) -> World:
    """A world with Journals on a disk that may be full."""

    def journal(_profile: Any, notice: Any) -> Journal:
        return Journal.open(tmp_path / "recordings", notice)

    return World(tmp_path, journal=journal)


def test_what_a_full_disk_did_not_take_is_heard_again_from_memory(full: World, tmp_path: Path) -> None:
    with files_of_at_most(44 + 16_000):
        full.press()
        full.speak(3.0)
        full.dictation.cancel()
        assert full.quiet().can_retry
        full.dictation.retry()
        assert texts(full, 1) == ["Hello world."]
        assert (full.files, full.recognitions[-1].heard) == ([], 3.0)
    full.quiet()
    full.close()
    (wav,) = (tmp_path / "recordings").glob("*.wav")
    assert read(wav).facts.state == "done"
    full.history.close()


def test_once_the_disk_has_room_it_takes_the_rest(
    full: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "asrpro")
    with files_of_at_most(44 + 16_000):
        full.press()
        full.speak(3.0)
        full.tap("cancel")
        full.quiet()
        until(lambda: "a recording is held in memory until the disk takes it" in caplog.messages, "the end of it")
    (wav,) = (tmp_path / "recordings").glob("*.wav")
    assert read(wav).duration == 0.5
    until(lambda: full.loop.go(30.0) or read(wav).facts.state == "cancelled", "the rescue")
    assert read(wav).duration == 3.0
    full.dictation.retry()
    texts(full, 1)
    assert full.files == [wav]
    full.quiet()
    full.close()
    assert interrupted(tmp_path / "recordings") == []
    full.history.close()


def test_a_disk_that_stalls_keeps_neither_text_nor_recognition_waiting(tmp_path: Path) -> None:
    going = threading.Event()

    def journal(_profile: Any, notice: Any) -> Journal:
        assert going.wait(20)
        return Journal.open(tmp_path / "recordings", notice)

    world = World(tmp_path, journal=journal)
    world.dictate(2.5)
    assert texts(world, 1) == ["Hello world."]
    assert world.recognitions[0].heard == pytest.approx(2.5)
    going.set()
    world.quiet()
    world.close()
    (wav,) = (tmp_path / "recordings").glob("*.wav")
    assert (read(wav).duration, read(wav).facts.state) == (2.5, "done")
    assert world.entries()[0].audio == wav
    world.history.close()
