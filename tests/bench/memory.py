"""How much memory three hours take, over one minute: all processes of the command together, at their worst."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.harness import ASRPRO, say
from bench.report import Row, spread
from fixtures.memory import watched
from fixtures.speech import unpack
from fixtures.talk import talk

if TYPE_CHECKING:
    from bench.harness import Bench
    from fixtures.memory import Peaks

HOURS = 3
SPARSE = 0.05
"""How much of a long file is speech, unless all is."""
GOAL = "at most 50 MB more"
WORDS = ("--format", "json", "--timestamps", "word")
"""The format that takes most."""


def measure(bench: Bench) -> list[Row]:
    """The command on a minute of nothing but speech, and on hours of it, or of some.

    PocketSphinx needs a third of an hour for three hours of nothing but speech, and hears them only when all is wanted.
    """
    small = str(unpack("whisper", bench.folder))
    rows = _compared(bench, "PocketSphinx", "pocketsphinx", SPARSE)
    rows += _compared(bench, "the small Whisper", small, SPARSE)
    rows += _compared(bench, "the small Whisper", small, 1.0, *WORDS)
    if bench.full:
        rows += _compared(bench, "PocketSphinx", "pocketsphinx", 1.0, *WORDS)
    return rows


def _compared(bench: Bench, title: str, model: str, share: float, *options: str) -> list[Row]:
    """Hours, of which this share is speech, over a minute of speech."""
    what = f"{title}, {'JSON with words' if options else 'text'}"
    peaks = []
    for minutes, spoken in ((1, 1.0), (HOURS * 60, share)):
        say(f"memory, {what}: {minutes} min")
        peaks.append(_watched(model, talk(bench.folder, minutes, spoken), *options))
    short, full = peaks
    top = f"{what}: {HOURS} h ({share:.0%} speech) over 1 min, all processes together"
    rows = [_more(top, full.together, short.together, GOAL)]
    return rows + [_more(f"{what}: {name}", full.each[name], short.each[name]) for name in full.each]


def _more(what: str, ours: int, against: int, goal: str = "") -> Row:
    return Row(what, spread([ours], "MB"), spread([against], "MB"), f"**{(ours - against) / (1 << 20):+.1f} MB**", goal)


def _watched(model: str, file: Path, *options: str) -> Peaks:
    """Run the command and look at it all the time; raises CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory() as home, (Path(home) / "said").open("w+", encoding="utf-8") as said:
        command = [*ASRPRO, "transcribe", str(file), "--model", model, "--language", "en", *options]
        environment = os.environ | {"ASRPRO_HOME": home}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said) as process:
            peaks = watched(process)
        if process.returncode:
            said.seek(0)
            say(said.read())
            raise subprocess.CalledProcessError(process.returncode, command)
    return peaks
