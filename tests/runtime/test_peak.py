"""What a Model takes at most is told with the programs that a Host drives."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Model, Options
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from fixtures import voxtral_program, whisper_program
from fixtures.sound import heard

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of the tests are made for others")

TAKES = 300_000_000
ENDED = """
import json, subprocess, sys
from asrpro.runtime import process
told = []
for size in (0, 300_000_000):
    subprocess.run([sys.executable, "-IS", "-c", f"held = b'x' * {size}"], check=True)
    told.append(process.peak_of_ended())
print(json.dumps(told))
"""


def peak(model: Model, options: LoadOptions, clip: Clip) -> int:
    with contextlib.closing(Host(model, Ladder.of(["program"], options))) as host:
        assert list(host.transcribe(heard(clip.path), Options()))
        told = host.peak()
    assert told
    return told


def test_a_server_that_lives_counts(whisper_forms: Path, clips: list[Clip], tmp_path: Path) -> None:
    model = inspected(whisper_forms / "ggml.bin")
    small, large = (
        peak(model, LoadOptions(whisper_program=str(whisper_program.program(tmp_path, takes=size))), clips[0])
        for size in (0, TAKES)
    )
    assert 0.9 * TAKES < large - small < 1.1 * TAKES


def test_a_program_for_each_sound_counts_once(clips: list[Clip], tmp_path: Path) -> None:
    entry = Catalogue(paths.catalogue()).entries["voxtral-mini-realtime"]
    folder = voxtral_program.weights(tmp_path / "model", takes=TAKES)
    model = replace(entry, backend="voxtral_c", path=folder, variants=())
    told = peak(model, LoadOptions(program=str(voxtral_program.program(tmp_path))), clips[0])
    assert TAKES < told < 1.9 * TAKES


def test_one_that_has_ended_counts_where_it_was_larger_than_who_started_it() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, check=True)
    small, large = json.loads(done.stdout)
    assert small == 0
    assert TAKES < large < 1.2 * TAKES
