from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Options, Partial, Progress
from asrpro.runtime.job import Job, Priority
from asrpro.runtime.lane import Lane
from runtime.conftest import noise, odd

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from asrpro.domain import Step
    from asrpro.runtime.host import Host


class Work:
    """Steps that a test lets through one by one, and the order in which they ran."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.closed: list[str] = []

    def steps(
        self, name: str, count: int, gate: threading.Semaphore | None = None
    ) -> Generator[Step | None, None, str]:
        try:
            for number in range(count):
                if gate:
                    gate.acquire()
                self.order.append(f"{name}{number}")
                yield Progress(number)
        finally:
            self.closed.append(name)
        return name


def test_the_most_urgent_goes_first_and_equals_in_order_of_arrival(lane: Lane) -> None:
    work, gate = Work(), threading.Semaphore(0)
    file = Job(work.steps("file", 3, gate), Priority.FILE)
    lane.submit(file)
    later = [
        Job(work.steps(name, 2), priority)
        for name, priority in (("late", Priority.FILE), ("call", Priority.REQUEST), ("speech", Priority.DICTATION))
    ]
    for job in later:
        lane.submit(job)
    gate.release(3)

    assert [job.future.result(5) for job in (file, *later)] == ["file", "late", "call", "speech"]
    others = ["speech0", "speech1", "call0", "call1"]
    # The file's first Step may have begun before the others came.
    assert work.order in (
        ["file0", *others, "file1", "file2", "late0", "late1"],
        [*others, "file0", "file1", "file2", "late0", "late1"],
    )


def test_steps_are_published_in_order_and_the_result_is_what_the_generator_returns(lane: Lane) -> None:
    heard: list[Step] = []
    job = Job(Work().steps("a", 4), Priority.FILE, listener=heard.append)
    lane.submit(job)
    assert job.future.result(5) == "a"
    assert heard == [Progress(number) for number in range(4)]


def test_a_job_that_waits_lets_others_pass_and_is_woken(lane: Lane) -> None:
    ready = threading.Event()

    def waiting() -> Generator[Step | None, None, str]:
        while not ready.is_set():
            yield None
        yield Partial("woken")
        return "done"

    urgent = Job(waiting(), Priority.DICTATION)
    lane.submit(urgent)
    file = Job(Work().steps("file", 3), Priority.FILE)
    lane.submit(file)
    assert file.future.result(5) == "file"
    assert not urgent.future.done()

    ready.set()
    urgent.wake()
    assert urgent.future.result(5) == "done"


def test_a_wake_that_comes_while_the_step_runs_is_not_lost(lane: Lane) -> None:
    inside, leave = threading.Event(), threading.Event()

    def steps() -> Generator[Step | None, None, str]:
        inside.set()
        leave.wait(5)
        yield None
        return "done"

    job = Job(steps(), Priority.FILE)
    lane.submit(job)
    assert inside.wait(5)
    job.wake()
    leave.set()
    assert job.future.result(5) == "done"


def test_an_error_is_the_jobs_and_the_lane_goes_on(lane: Lane) -> None:
    def broken() -> Generator[Step | None, None, None]:
        yield Progress(0)
        raise ValueError("broken")

    bad, good = Job(broken(), Priority.DICTATION), Job(Work().steps("good", 1), Priority.FILE)
    lane.submit(bad)
    lane.submit(good)
    with pytest.raises(ValueError, match="broken"):
        bad.future.result(5)
    assert good.future.result(5) == "good"


def cancelled(lane: Lane, host: Host) -> float:
    """Seconds that it takes to cancel a job while native code runs for it; what is to follow is looked at, too."""
    second = threading.Event()

    def steps() -> Generator[Step | None, None, None]:
        for step in host.transcribe(noise(3), Options()):
            yield step
            if step == Partial("second 0"):
                second.set()  # what follows sleeps 30 s

    heard: list[Step] = []
    job = Job(steps(), Priority.FILE, listener=heard.append, interrupt=host.kill)
    lane.submit(job)
    assert second.wait(20)
    time.sleep(0.2)
    count, began = len(heard), time.monotonic()
    job.cancel()
    with pytest.raises(CancelledError):
        job.future.result(5)
    took = time.monotonic() - began
    assert host.pid, "nobody else wants the device: the step may end in peace"

    other = Job(Work().steps("other", 1), Priority.FILE)
    lane.submit(other)
    assert other.future.result(5) == "other", "after the grace the step is interrupted, long before its 30 s"
    assert host.pid is None
    assert len(heard) == count, "what a cancelled job says is unheard"
    return took


def test_cancel_resolves_within_50_ms_while_native_code_runs(lane: Lane, hosts: Callable[..., Host]) -> None:
    host = hosts(odd("sleeps-in-c"))
    tries = (cancelled(lane, host) for _try in range(3))  # this thread may get no processor for as long as that
    assert any(took < 0.05 for took in tries)


def test_a_cancelled_step_that_ends_in_time_is_not_interrupted(lane: Lane) -> None:
    interrupted, inside, leave = threading.Event(), threading.Event(), threading.Event()

    def steps() -> Generator[Step | None, None, None]:
        inside.set()
        leave.wait(5)
        yield None

    job = Job(steps(), Priority.FILE, interrupt=interrupted.set)
    other = Job(Work().steps("other", 1), Priority.FILE)
    lane.submit(job)
    assert inside.wait(5)
    lane.submit(other)
    job.cancel()
    leave.set()
    assert other.future.result(5) == "other"
    assert not interrupted.wait(1)


@pytest.mark.parametrize("parked", [True, False])
def test_a_cancelled_job_frees_what_it_holds(lane: Lane, *, parked: bool) -> None:
    closed, begun = threading.Event(), threading.Event()

    def steps() -> Generator[Step | None, None, None]:
        try:
            while True:
                begun.set()
                yield None if parked else Progress(0)
        finally:
            closed.set()

    job = Job(steps(), Priority.FILE)
    lane.submit(job)
    assert begun.wait(5)
    job.cancel()
    assert closed.wait(5)


def test_a_stopped_lane_cancels_what_is_left() -> None:
    lane, work = Lane(), Work()
    jobs = [Job(work.steps(name, 1), Priority.FILE) for name in "ab"]
    for job in jobs:
        lane.submit(job)
    lane.stop()
    lane.run()
    late = Job(work.steps("late", 1), Priority.FILE)
    lane.submit(late)
    assert all(job.future.cancelled() for job in (*jobs, late))
    assert work.order == []
