"""How long it takes from the key to the first sound, over PortAudio alone."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from asrpro.audio.capture import Capture
from asrpro.audio.microphones import Microphones
from bench.harness import in_turn, say
from bench.report import Row, compared
from fixtures.microphones import sounding
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.harness import Bench

GOAL = "60 ms"
_PATIENCE = 10.0


def measure(bench: Bench) -> list[Row]:
    """One capture after the other, of a virtual microphone that is awake."""
    with sounding(bench.folder) as server, contextlib.closing(Microphones()) as microphones:
        server.plug("desk", default=True)
        until(lambda: microphones.default, "the microphone")
        microphones.prepare()
        ours, bare = _capture(microphones), _portaudio()
        ours()  # which waits for what is being prepared
        found = in_turn(bench.rounds or 30, {"ours": ours, "bare": bare}, "first_sample")
    what = "from `Capture.start` to the first block, over PortAudio's first block"
    return [
        compared(f"{what}: median", found["ours"], found["bare"], "ms"),
        Row(f"{what}: 95 of 100 are below", _worst(found["ours"]), _worst(found["bare"]), "", GOAL),
    ]


def _worst(values: list[float]) -> str:
    return f"{1e3 * (quantiles(values, n=20)[-1] if len(values) > 1 else values[0]):.2f} ms"


def _capture(microphones: Microphones) -> Callable[[], float]:
    heard = threading.Event()
    capture = Capture(microphones, on_audio=lambda _audio: heard.set(), on_notice=say, on_failure=print)

    def once() -> float:
        heard.clear()
        return _timed(capture.start, heard, capture.stop)

    return once


def _portaudio() -> Callable[[], float]:
    """The same stream without anything of ours."""
    import sounddevice

    heard = threading.Event()
    number = next(device["index"] for device in sounddevice.query_devices() if device["name"] == "pulse")

    def once() -> float:
        heard.clear()
        streams: list[Any] = []

        def begin() -> None:
            os.environ["PULSE_SOURCE"] = "desk"
            stream = sounddevice.RawInputStream(
                48_000, 480, number, 2, "float32", "low", callback=lambda *_block: heard.set()
            )
            streams.append(stream)
            stream.start()

        def end() -> None:
            streams[0].stop()
            streams[0].close()

        return _timed(begin, heard, end)

    return once


def _timed(begin: Callable[[], Any], heard: threading.Event, end: Callable[[], Any]) -> float:
    """Seconds from the beginning to the first sound."""
    began = time.perf_counter()
    begin()
    if not heard.wait(_PATIENCE):
        raise TimeoutError
    took = time.perf_counter() - began
    end()
    return took
