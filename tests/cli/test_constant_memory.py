"""The promise of constant memory, kept by all processes together."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.command import PROGRAM
from fixtures.memory import Peaks, watched
from fixtures.talk import talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory that is shared is told by Linux alone")


def need(file: Path, model: str, *options: str) -> Peaks:
    """The most memory that transcribing this file takes."""
    command = [*PROGRAM, "transcribe", str(file), "--model", model, "--language", "en", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        peaks = watched(process)
    assert process.returncode == 0
    assert set(peaks.each) == {"program", "Ears", "Host"}
    return peaks


@pytest.mark.parametrize(
    ("name", "options", "length"),
    [
        ("pocketsphinx", (), (20, 0.05)),
        ("whisper", (), (20, 0.05)),
        ("whisper", ("--format", "json", "--timestamps", "word"), (10, 1.0)),
    ],
)
def test_a_long_file_takes_hardly_more_than_a_minute(
    name: str,
    options: tuple[str, ...],
    length: tuple[int, float],
    whisper_folder: Path,
    tmp_path: Path,
    rounds: Callable[[int, int], int],
) -> None:
    """So many minutes, or 3 hours, of which a share is speech, against a minute of nothing but speech.

    Against five in the long run: the windows of 3 hours fill a batch, as those of one minute do not.
    """
    minutes, share = length
    model = str(whisper_folder) if name == "whisper" else name
    files = [talk(tmp_path, *of) for of in ((rounds(1, 5), 1.0), (rounds(minutes, 180), share))]
    little, much = (need(file, model, *options) for file in files)
    assert much.own - little.own < 50 << 20
