"""How much memory three hours take, over one minute: all processes of the command together, at their worst."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from bench.harness import ASRPRO, say
from bench.report import Row, spread
from bench.talk import talk
from fixtures.speech import unpack

if TYPE_CHECKING:
    from bench.harness import Bench

HOURS = 3
SPARSE = 0.05
"""How much of the long file is speech, unless all is wanted, for which PocketSphinx needs a third of an hour."""
PAUSE = 0.1
"""Seconds between two looks."""
GOAL = "at most 50 MB more"
CHILDREN = {"asrpro.runtime.host_main": "Host", "asrpro.runtime.ears_main": "Ears"}


@dataclass(slots=True)
class Peaks:
    """The most memory that was seen, in bytes."""

    together: int = 0
    """Of all processes at once; what they share is counted once."""
    each: dict[str, int] = field(default_factory=dict)
    """Of each process, as the kernel keeps it, with all that it shares."""


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
    peaks = Peaks()
    with tempfile.TemporaryDirectory() as home, (Path(home) / "said").open("w+", encoding="utf-8") as said:
        command = [*ASRPRO, "transcribe", str(file), "--model", model, "--language", "en"]
        environment = os.environ | {"ASRPRO_HOME": home}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said) as process:
            root = psutil.Process(process.pid)
            while process.poll() is None:
                with contextlib.suppress(psutil.Error, OSError):
                    _look([root, *root.children(recursive=True)], peaks)
                time.sleep(PAUSE)
        if process.returncode:
            said.seek(0)
            say(said.read())
            raise subprocess.CalledProcessError(process.returncode, command)
    return peaks


def _look(processes: list[psutil.Process], peaks: Peaks) -> None:
    together = 0
    for process in processes:
        name = next((name for module, name in CHILDREN.items() if module in process.cmdline()), "program")
        together += process.memory_full_info().pss
        peaks.each[name] = max(peaks.each.get(name, 0), _worst(process))
    peaks.together = max(peaks.together, together)


def _worst(process: psutil.Process) -> int:
    """The most that ever was in memory; from the kernel, so that nothing is missed between two looks."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM"))
