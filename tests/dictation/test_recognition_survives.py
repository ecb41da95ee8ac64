"""What becomes of a dictation when children die and people change their minds."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.catalog.local import inspected
from asrpro.errors import OutOfMemory, SourceError
from fixtures.dictated import POCKETSPHINX, dictating, quiet, spoken
from fixtures.programs import until
from fixtures.sound import heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Audio, Model
    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.dictated import Dictated
    from fixtures.speech import Clip

    Begin = Callable[..., Dictated]

DAVID = "Save the report and send it to david."


@pytest.fixture
def whisper(whisper_folder: Path) -> Model:
    """The small Whisper."""
    return inspected(whisper_folder)


@pytest.fixture
def dictated(room: EngineRoom) -> Begin:
    return partial(dictating, room)


@pytest.fixture
def models(whisper: Model) -> dict[str, Model]:
    return {"whole": replace(whisper, window=4.0), "streamed": POCKETSPHINX}


@pytest.fixture
def halves(clips: list[Clip]) -> list[Audio]:
    """A sentence, cut in the middle of it."""
    return list(spoken([heard(clips[8].path)]).pieces(30_000))


def kill(pid: int) -> None:
    def over() -> bool:
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    os.kill(pid, signal.SIGKILL)
    until(over, "its end")


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_new_ears_hear_again_what_was_unfinished(
    dictated: Begin, models: dict[str, Model], halves: list[Audio], room: EngineRoom,
    name: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    dictation = dictated(models[name])
    for _sentence in range(2):
        before = len(dictation.texts())
        dictation.say(halves[0])
        dictation.heard_speaking()
        (pid,) = room.ears.pids
        kill(pid)
        for half in halves[1:]:
            dictation.say(half)
        until(lambda before=before: len(dictation.texts()) > before, "the text")  # type: ignore[misc]
        assert pid not in room.ears.pids
    dictation.recognition.end()
    result = dictation.result()
    assert result.transcript.text.lower() == f"{DAVID} {DAVID}".lower()
    first, second = result.transcript.segments
    assert first.end < second.start < second.end < dictation.said
    assert [record.getMessage().split(" ")[0] for record in caplog.records if record.levelname == "WARNING"] == [
        "ears"
    ] * 2


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_ears_that_die_at_the_very_end_lose_nothing(
    dictated: Begin, models: dict[str, Model], halves: list[Audio], room: EngineRoom,
    name: str, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    dictation = dictated(models[name])
    for half in halves[:2]:
        dictation.say(half)
    dictation.heard_speaking()
    (pid,) = room.ears.pids
    kill(pid)
    dictation.recognition.end()
    assert dictation.result().transcript.text.lower() == DAVID.lower()
    assert f"(process {pid}) ended with -9" in caplog.text


def test_sound_that_kills_ears_twice_is_told(
    dictated: Begin, halves: list[Audio], room: EngineRoom, caplog: pytest.LogCaptureFixture
) -> None:
    dictation = dictated(POCKETSPHINX)
    dictation.say(halves[0])
    dictation.heard_speaking()
    (first,) = room.ears.pids
    kill(first)
    dictation.say(quiet(0.1))
    until(lambda: room.ears.pids not in (set(), {first}), "other ears")
    (second,) = room.ears.pids
    kill(second)
    dictation.say(halves[1])
    with pytest.raises(SourceError, match="The search for speech broke down"):
        dictation.result()
    assert room.ears.pids == set()
    assert caplog.text.count("ended with -9") == 2
    again = dictated(POCKETSPHINX)
    for half in halves:
        again.say(half)
    again.recognition.end()
    assert again.result().transcript.text == DAVID


def test_ears_may_die_as_often_as_they_like_over_other_sounds(
    dictated: Begin, room: EngineRoom, caplog: pytest.LogCaptureFixture
) -> None:
    dictation = dictated(POCKETSPHINX)
    for _death in range(4):
        dictation.say(quiet(2.0))
        dictation.heard_silent(dictation.said - 0.1)
        (pid,) = room.ears.pids
        kill(pid)
    dictation.say(quiet(2.0), end=True)
    assert dictation.result().transcript.segments == ()
    assert caplog.text.count("ended with -9") == 4


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_a_host_that_dies_loses_nothing(
    dictated: Begin, models: dict[str, Model], halves: list[Audio], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    dictation = dictated(models[name])
    first, *rest = halves
    dictation.say(first)
    dictation.heard_speaking()
    if name == "streamed":
        until(dictation.partials, "a partial")
    until(lambda: dictation.host.pid, "the host")
    kill(dictation.host.pid or 0)
    for half in rest:
        dictation.say(half)
    dictation.recognition.end()
    assert dictation.result().transcript.text.lower() == DAVID.lower()
    assert "-9" in caplog.text


def test_a_host_that_dies_again_and_again_is_told_and_what_was_heard_is_kept(
    dictated: Begin, clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    dictation = dictated(POCKETSPHINX)
    dictation.say(spoken([heard(clips[8].path)]))
    until(dictation.texts, "the text")
    stop = time.monotonic() + 20
    dictation.say(spoken([heard(clip.path) for clip in clips[:8]], pause=0.1))
    while not dictation.job.future.done() and time.monotonic() < stop:
        if (pid := dictation.host.pid) and psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    with pytest.raises(OutOfMemory, match="crashed, and again"):  # as the system does when it runs out
        dictation.result()
    assert dictation.recognition.so_far().transcript.text == DAVID
    assert "attempt 2" in caplog.text


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_a_dictation_that_is_cancelled_leaves_its_children_to_the_next(
    dictated: Begin, models: dict[str, Model], halves: list[Audio], room: EngineRoom, name: str
) -> None:
    dictation = dictated(models[name])
    dictation.say(halves[0])
    dictation.heard_speaking()
    (ears,), host = room.ears.pids, dictation.host.pid
    dictation.job.cancel()
    assert dictation.job.future.cancelled()
    for half in halves:
        dictation.say(half)  # as a microphone does that is stopped a little later
    again = dictated(models[name])
    for half in halves:
        again.say(half)
    again.recognition.end()
    assert again.result().transcript.text.lower() == DAVID.lower()
    assert (room.ears.pids, again.host.pid) == ({ears}, host)


def test_silence_takes_no_memory(dictated: Begin, room: EngineRoom, rounds: Callable[[int, int], int]) -> None:
    dictation = dictated(POCKETSPHINX)
    taken = []
    for _round in range(1, rounds(9, 360)):
        dictation.say(quiet(10.0))
        dictation.heard_silent(dictation.said - 0.1)
        (pid,) = room.ears.pids
        taken.append((psutil.Process(pid).memory_info().rss, psutil.Process().memory_info().rss))
    dictation.recognition.end()
    assert dictation.result().transcript.segments == ()
    assert max(now - then for now, then in zip(taken[-1], taken[2], strict=True)) < 4 << 20
