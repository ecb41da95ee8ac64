"""The bounds of a child beside those that its user has set."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Audio
from asrpro.runtime import process
from asrpro.runtime.ears import Ears
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from fixtures.speech import Clip

GIB = 1 << 30

# Bounds itself twice, as a child does for each request, when it has what its user has set and may raise nothing.
BOUNDED = """
import contextlib, json, os, resource, sys
from asrpro.runtime import process
work, space, cpu = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CPU, work)
resource.setrlimit(resource.RLIMIT_AS, space)
if os.geteuid() == 0:
    with contextlib.suppress(OSError):  # where there is nobody else
        os.setuid(65534)
process.limit(3 << 30, 10)
process.limit(3 << 30, cpu)
print(json.dumps([resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS)]))
"""


@pytest.mark.parametrize(
    ("work", "space", "then_work", "then_space"),
    [
        pytest.param((-1, -1), (-1, -1), (100, -1), (3 * GIB, -1), id="none"),
        pytest.param((300, 300), (4 * GIB, 4 * GIB), (100, 300), (3 * GIB, 4 * GIB), id="loose"),
        pytest.param((50, 50), (2 * GIB, 2 * GIB), (50, 50), (2 * GIB, 2 * GIB), id="strict"),
        pytest.param((50, -1), (2 * GIB, -1), (50, -1), (2 * GIB, -1), id="strict, and soft"),
        pytest.param((50, 300), (2 * GIB, 4 * GIB), (50, 300), (2 * GIB, 4 * GIB), id="strict, and loose"),
    ],
)
def test_what_the_user_has_set_is_never_loosened(
    work: tuple[int, int], space: tuple[int, int], then_work: tuple[int, int], then_space: tuple[int, int]
) -> None:
    command = [sys.executable, "-c", BOUNDED, json.dumps([work, space, 100])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    got_work, got_space = map(tuple, json.loads(done.stdout))
    # What was used until then is added to what a request is granted.
    assert got_work[1] == then_work[1]
    assert then_work[0] <= got_work[0] <= then_work[0] + (10 if then_work[0] == 100 else 0)
    assert got_space == then_space


def test_ears_hear_within_the_limits_of_their_user(clips: list[Clip], tmp_path: Path) -> None:
    file = written(tmp_path / "talk.wav", [heard(clip.path) for clip in clips[:3]])
    with contextlib.closing(Ears()) as ears:
        ears.begin()
        (pid,) = ears.pids
        child = psutil.Process(pid)
        child.rlimit(psutil.RLIMIT_CPU, (60, 60))
        with ears.opened(file, Gate()) as source:
            assert len([found for found in source.utterances if isinstance(found, Audio)]) == 3
            assert child.rlimit(psutil.RLIMIT_CPU) == (60, 60)


@pytest.mark.parametrize("before", ["", "/opt/first"])
def test_libraries_of_nvidias_packages_are_found_by_children(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / "nvidia" / name / "lib" for name in ("cublas", "cudnn")]
    for folder in folders:
        folder.mkdir(parents=True)
    (tmp_path / "tells.py").write_text("import os; print(os.environ.get('LD_LIBRARY_PATH'), end='')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("LD_LIBRARY_PATH", before)
    assert process.spawn("tells").communicate(timeout=30)[0].decode() == before
    monkeypatch.syspath_prepend(tmp_path)
    told = process.spawn("tells").communicate(timeout=30)[0].decode()
    assert told.split(":") == [*filter(None, [before]), *map(str, folders)]
    found = find_spec("ctranslate2")
    assert found
    (library,) = Path(str(found.origin)).parents[1].glob("ctranslate2.libs/libgomp*")
    shutil.copyfile(library, folders[0] / "libcublas.so.12")
    (tmp_path / "tells.py").write_text("import ctypes; print(ctypes.CDLL('libcublas.so.12'), end='')")
    assert "libcublas.so.12" in process.spawn("tells").communicate(timeout=30)[0].decode()
