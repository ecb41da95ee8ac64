"""A program that is killed loses nothing that its Journal had taken."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from asrpro.audio.decode import opened
from asrpro.dictation import pcm
from asrpro.dictation.recordings import interrupted
from asrpro.domain import Audio

if TYPE_CHECKING:
    from collections.abc import Callable

CHILD = Path(__file__).parent / "speaking_child.py"
BLOCK = 320
AT_ONCE = 5


def killed(folder: Path, seconds: float) -> int:
    """Let one speak, kill it that long after it set out to, and say how many blocks its Journal had taken."""
    with subprocess.Popen([sys.executable, CHILD, folder], stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.read(1) == b"-"
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        taken = len(child.stdout.read())
        timer.join()
    assert child.returncode == -9
    return taken


def test_a_killed_program_loses_nothing_it_was_given(tmp_path: Path, rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(20260301)
    folders = [tmp_path / str(number) for number in range(rounds(20, 1000))]
    # Every third one dies while it begins.
    moments = [chance.uniform(0.0, 0.7 if number % 3 else 0.03) for number in range(len(folders))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for folder, blocks in zip(folders, pool.map(killed, folders, moments), strict=True):
            assert_recovered(folder, blocks)


def assert_recovered(folder: Path, blocks: int) -> None:
    """One is found, with all that was taken and at most the block that was just being written besides."""
    found = interrupted(folder)
    if not found:
        assert blocks == 0
        assert not folder.exists() or list(folder.iterdir()) == []
        return
    (recording,) = found
    assert (recording.facts.state, recording.path.parent) == ("recording", folder)
    assert recording.facts.source in ("Letter", "")  # which the first milliseconds may lack
    with opened(recording.path) as source:
        data = np.frombuffer(pcm.packed(Audio.join(list(source.blocks))), "<i2")
    assert np.array_equal(data, np.arange(len(data)) % 60_000 - 30_000)
    assert blocks * BLOCK <= len(data) <= (blocks + 1) * BLOCK
    assert recording.duration == len(data) / 16_000
