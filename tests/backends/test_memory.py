"""What each Engine takes of memory comes back, in the program and in all its children."""

from __future__ import annotations

import contextlib
import gc
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro import backends
from asrpro.domain import Options
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from backends.conftest import clip_at
from backends.made import ROWS, TRIED
from fixtures.memory import own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from asrpro.domain import Model
    from fixtures.speech import Clip

MB = 1 << 20
LOADED = [name for name in TRIED if not ROWS[name].stand_in and name != "remote"]
"""Those whose libraries are all here; a server has its Model elsewhere."""
FIRST = {(ROWS[name].backend, ROWS[name].family): name for name in reversed(LOADED)}
"""Of each family the one that is not left to `make soak`."""


def held() -> int:
    """Bytes that this process and its children hold in no file."""
    gc.collect()
    here, total = psutil.Process(), 0
    for process in (here, *here.children(recursive=True)):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):  # it ended meanwhile
            total += own(process.pid)
    return total


def use(name: str, model: Model, clip: Clip) -> tuple[int, int]:
    """What is held while a Model is loaded and has heard something, and after that."""
    options = Options(language=None if model.detects_language else clip.language)
    host = Host(model, Ladder.of(backends.backend(model.backend).devices[-1:], ROWS[name].options()))
    try:
        assert list(host.transcribe(clip_at(clip), options))
        loaded = held()
    finally:
        host.close()
    return loaded, held()


def loadable(name: str, whispers: Mapping[str, Path]) -> Model:
    """A Backend's Model as a Host gets it."""
    return replace(ROWS[name].model(whispers), variants=())


@pytest.fixture(scope="session")
def begun(whispers: Mapping[str, Path], clips: list[Clip]) -> None:
    """The program has had a Host, for which it has imported what it needs."""
    name = "pocketsphinx" if "pocketsphinx" in LOADED else LOADED[0]
    use(name, loadable(name, whispers), clips[ROWS[name].right[0]])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what lies in no file")
@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "name",
    [
        name if name in FIRST.values() and not ROWS[name].slowest else pytest.param(name, marks=pytest.mark.soak)
        for name in LOADED
    ],
)
def test_closing_it_returns_the_memory(name: str, whispers: Mapping[str, Path], clips: list[Clip]) -> None:
    model, clip = loadable(name, whispers), clips[ROWS[name].right[0]]
    before = held()
    loaded, after = use(name, model, clip)
    assert loaded - before > 10 * MB
    assert (loaded - after) / (loaded - before) >= 0.99
