"""When an EngineRoom is closed, nothing that it started is left, and nothing starts any more."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import LoadOptions, Options, Progress
from asrpro.runtime.ears import Ears
from asrpro.runtime.job import Job, Priority
from asrpro.runtime.parent import Interrupted
from fixtures.rooms import odd_room
from fixtures.sound import heard, written
from runtime.conftest import noise, odd

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from fixtures.rooms import OddRoom
    from fixtures.speech import Clip


class Restless:
    """A Job whose one Step starts children until it is interrupted, and tries it once more."""

    def __init__(self, again: Callable[[], None]) -> None:
        self._again = again
        self.begun = threading.Event()
        self.interrupted = 0

    def steps(self) -> Generator[Step, None, None]:
        until = time.monotonic() + 20
        while self.interrupted < 2 and time.monotonic() < until:
            try:
                self._again()
                self.begun.set()
            except Interrupted:
                self.interrupted += 1
        yield Progress(0.0)


def load_again(room: OddRoom) -> Callable[[], None]:
    host = room.residency.lease(odd("well"), "cpu", LoadOptions()).host

    def again() -> None:
        host.load()
        host.close()

    return again


def listen_again(room: OddRoom) -> Callable[[], None]:
    return lambda: room.ears.listen(Gate()).close()


@pytest.mark.parametrize("starting", [load_again, listen_again])
def test_a_step_that_starts_children_cannot_outlive_its_room(
    starting: Callable[[OddRoom], Callable[[], None]],
    hosts: Callable[..., Host],
    rounds: Callable[[int, int], int],
) -> None:
    del hosts  # which lets odd engines be found
    before = set(psutil.Process().children())
    for number in range(rounds(5, 50)):
        with odd_room() as room:
            restless = Restless(starting(room))
            room.lane.submit(Job(restless.steps(), Priority.FILE))
            assert restless.begun.wait(30)
            time.sleep(0.03 * (number % 10))  # in the midst of something else each time
        assert restless.interrupted == 2
        assert set(psutil.Process().children()) <= before


def test_a_host_that_was_ended_begins_no_more(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("well"))
    steps = host.transcribe(noise(2), Options())
    next(steps)
    pid = host.pid
    assert pid
    host.end()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    for work in (lambda: next(steps), host.begin, host.load, lambda: next(host.transcribe(noise(1), Options()))):
        with pytest.raises(Interrupted):
            work()
    assert host.pid is None


def test_ears_that_were_closed_begin_no_more(clips: list[Clip], tmp_path: Path) -> None:
    file = written(tmp_path / "talk.wav", [heard(clips[8].path)])
    ears = Ears()
    ears.begin()
    ears.close()
    with pytest.raises(Interrupted):
        ears.begin()
    with pytest.raises(Interrupted):
        ears.listen(Gate())
    with pytest.raises(Interrupted), ears.opened(file, Gate()):
        pass
    assert ears.pids == set()
