"""How long a question to a child and its answer take on their way, over a bare pipe with as many bytes.

Both processes of a side share one core: between two, most of the time would be that of waking the other one up, which
is the machine's affair and differs by a factor of ten with what else runs.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import time
from statistics import median
from typing import TYPE_CHECKING

import msgpack
import numpy as np

from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.runtime import frames
from asrpro.runtime.parent import Child
from bench.echo_child import STEP
from bench.harness import PYTHON, in_turn
from bench.pipe_child import give, take
from bench.report import Row, compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.runtime.frames import Frame
    from bench.harness import Bench

ROUNDS = 9
WINDOW = Audio(np.random.default_rng(0).normal(0, 0.1, 30 * SAMPLE_RATE).astype(np.float32), 600.0)


def measure(bench: Bench) -> list[Row]:
    """The median of many round trips, several times; both sides pack and unpack what they would."""
    rounds = bench.rounds or ROUNDS
    with _one_core():
        small = _compared("a `next` and its Partial", _next, frames.pack_step(STEP), 2000, rounds)
        large = _compared("30 s of Audio and the word that it arrived", _start, {"kind": "done"}, 100, rounds)
    return [small, large]


@contextlib.contextmanager
def _one_core() -> Iterator[None]:
    """Stay on one core, and with us all that we start; where the system lets us choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _next() -> Frame:
    return {"op": "next", "call": 7}


def _start() -> Frame:
    return {"op": "start", "call": 7, "audio": frames.pack_audio(WINDOW)}


def _compared(what: str, request: Callable[[], Frame], reply: Frame, times: int, rounds: int) -> Row:
    """Both sides on frames of the same size, so many round trips a round."""
    sent, answered = (4 + len(msgpack.packb({**frame, "ticket": 1000})) for frame in (request(), reply))
    child = Child("bench.echo_child")
    bare = subprocess.Popen(
        [*PYTHON, "-m", "bench.pipe_child", str(sent), str(answered)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert bare.stdin
        assert bare.stdout
        to, back, data = bare.stdin.fileno(), bare.stdout.fileno(), memoryview(bytes(sent))

        def trip() -> None:
            give(to, data)
            take(back, answered)

        sides = {
            "bare": lambda: _median(trip, times),
            "ours": lambda: _median(lambda: child.ask(request(), 60), times),
        }
        for side in sides.values():
            side()
        found = in_turn(rounds, sides, f"frames, {what}")
    finally:
        child.close()
        bare.communicate()
    return compared(f"{what} ({sent:,} and {answered} bytes)", found["ours"], found["bare"], "µs")


def _median(trip: Callable[[], object], times: int) -> float:
    moments = [time.perf_counter()]
    for _number in range(times):
        trip()
        moments.append(time.perf_counter())
    return median(after - before for before, after in itertools.pairwise(moments))
