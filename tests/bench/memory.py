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
"""How much of the long file is speech, unless all is wanted, for which PocketSphinx needs a third of an hour."""
GOAL = "at most 50 MB more"


def measure(bench: Bench) -> list[Row]:
    """The command on a minute of nothing but speech, and on hours."""
    share = 1.0 if bench.full else SPARSE
    minute, long = talk(bench.folder, 1), talk(bench.folder, HOURS * 60, share)
    rows = []
    models = {"PocketSphinx": "pocketsphinx", "the small Whisper": str(unpack("whisper", bench.folder))}
    for title, model in models.items():
        peaks = []
        for name, file in (("a minute", minute), (f"{HOURS} h", long)):
            say(f"memory, {title}: {name}")
            peaks.append(_watched(model, file))
        short, full = peaks
        what = f"{title}: {HOURS} h ({share:.0%} speech) over 1 min"
        rows.append(_more(f"{what}, all processes together", full.together, short.together, GOAL))
        rows += [_more(f"{title}: {name}", full.each[name], short.each[name]) for name in full.each]
    return rows


def _more(what: str, ours: int, against: int, goal: str = "") -> Row:
    return Row(what, spread([ours], "MB"), spread([against], "MB"), f"**{(ours - against) / (1 << 20):+.1f} MB**", goal)


def _watched(model: str, file: Path) -> Peaks:
    """Run the command and look at it all the time; raises CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory() as home, (Path(home) / "said").open("w+", encoding="utf-8") as said:
        command = [*ASRPRO, "transcribe", str(file), "--model", model, "--language", "en"]
        environment = os.environ | {"ASRPRO_HOME": home}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said) as process:
            peaks = watched(process)
        if process.returncode:
            said.seek(0)
            say(said.read())
            raise subprocess.CalledProcessError(process.returncode, command)
    return peaks
