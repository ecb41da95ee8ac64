"""What all tests share: the tier, a home of their own, the small Whisper and the spoken clips."""

from __future__ import annotations

import inspect
import logging
import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from asrpro.runtime.engine_room import EngineRoom
from fixtures import moonshines, transducers
from fixtures.rooms import opened
from fixtures.speech import Clip, read_clips, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SOAK = os.environ.get("ASRPRO_SOAK") == "1"
"""Whether random and long tests run at full counts (`make soak`) or as a seeded sample (`make test`)."""

# No deadline: machines that run tests are busy. No database: what failed once is written down as a test.
settings.register_profile("test", max_examples=50, derandomize=True, deadline=None, database=None)
settings.register_profile("soak", max_examples=5000, deadline=None, database=None, print_blob=True)
settings.load_profile("soak" if SOAK else "test")

# Whoever runs the tests in the background (`nohup make test`) may have them ignored, which programs they start inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked `soak` to `make soak`."""
    if not SOAK:
        left_out = [item for item in items if item.get_closest_marker("soak")]
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def rounds() -> Callable[[int, int], int]:
    """How often a loop goes round: `rounds(sample, full)`, by tier."""
    return lambda sample, full: full if SOAK else sample


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The roof over all of the user's folders, one for each test and what it starts."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ASRPRO_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _nothing_to_warn_of(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A logged warning fails the test, unless it takes `caplog` itself to look at what is logged."""
    yield
    if "caplog" not in inspect.signature(request.function).parameters:
        warnings = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
        assert not [record.getMessage() for record in warnings]


@pytest.fixture(scope="session")
def whisper_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small Whisper, as faster-whisper loads it."""
    folder = unpack("whisper", tmp_path_factory.mktemp("model"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whisper_forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small Whisper in other forms: the folders `onnx` and `mlx`, and `ggml.bin`."""
    folder = unpack("whisper-forms", tmp_path_factory.mktemp("forms"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models that stream, and say a word of theirs where it becomes loud: the folders `moonshine` and `zipformer`."""
    folder = tmp_path_factory.mktemp("scripted")
    moonshines.streaming(folder / "moonshine")
    transducers.zipformer(folder / "zipformer")
    return folder


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    """The 28 spoken sentences, English ones first."""
    return read_clips(unpack("clips", tmp_path_factory.mktemp("speech")))


@pytest.fixture
def room() -> Iterator[EngineRoom]:
    """An EngineRoom at work."""
    with opened(EngineRoom) as room:
        yield room
