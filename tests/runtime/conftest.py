from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.domain import Audio, LoadOptions, Model, Segment, State
from asrpro.runtime.ears import Ears
from asrpro.runtime.host import Host, Limits
from asrpro.runtime.ladder import Ladder
from asrpro.runtime.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asrpro.domain import Step

POCKETSPHINX = Model("pocketsphinx-en-us", "PocketSphinx", "pocketsphinx", punctuated=False, streams=True)


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Host]]:
    """Makes Hosts that are ended with the test; odd ones find their engines."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    with contextlib.ExitStack() as stack:

        def make(model: Model, *devices: str, limits: Limits | None = None, main: str | None = None) -> Host:
            main = main or ("fixtures.odd_host" if model.backend == "odd" else "asrpro.runtime.host_main")
            host = Host(model, Ladder.of(devices or ("cpu",), LoadOptions()), limits=limits, main=main)
            stack.callback(host.kill)
            return host

        yield make


@pytest.fixture
def ears() -> Iterator[Ears]:
    with contextlib.closing(Ears()) as ears:
        yield ears


@pytest.fixture
def lane() -> Iterator[Lane]:
    """A Lane with a short grace, on a thread of its own."""
    served = Lane(grace=0.5)
    thread = threading.Thread(target=served.run, name="lane")
    thread.start()
    yield served
    served.stop()
    thread.join()


def odd(what: str, path: Path | None = None) -> Model:
    """A Model whose engine misbehaves."""
    return Model(what, f"Odd ({what})", "odd", path=path)


def whisper(folder: Path) -> Model:
    """The small Whisper."""
    return Model("whisper-fixture", "Whisper", "faster_whisper", window=30.0, path=folder, detects_language=True)


def noise(seconds: float, start: float = 0.0) -> Audio:
    """Something to hear for engines that do not listen."""
    samples = np.random.default_rng(7).normal(0, 0.01, round(seconds * 16_000)).astype(np.float32)
    return Audio(samples, start)


def states(host: Host) -> list[State]:
    """How it stands each time it says that this may have changed, from now on: some states are soon over."""
    told: list[State] = []
    host._loading._changed = lambda: told.append(host.standing.state)
    return told


def texts(steps: Iterable[Step]) -> list[str]:
    """What was said."""
    return [step.text for step in steps if isinstance(step, Segment)]
