from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from fixtures.sound import heard, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.speech import Clip

PROGRAM = """
import sys
from pathlib import Path
from asrpro.boot import commands
sys.argv = ["asrpro", "transcribe", sys.argv[1]]
sys.exit(commands.main())
"""


def gone(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still live after as many seconds; a zombie does not, though nobody has looked at how it ended."""
    return [one for one in psutil.wait_procs(processes, timeout=seconds)[1] if not _dead(one)]


def _dead(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    return True


def test_kill_9_of_the_program_leaves_no_child_after_two_seconds(
    clips: list[Clip], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    file = written(tmp_path / "long.wav", [heard(clip.path) for clip in clips] * 10)
    for number in range(rounds(3, 50)):
        program = subprocess.Popen([sys.executable, "-c", PROGRAM, str(file)], stdout=subprocess.PIPE)
        assert program.stdout
        program.stdout.readline()  # the first words: both children are at work
        time.sleep(0.1 * number)
        children = psutil.Process(program.pid).children(recursive=True)
        assert len(children) == 2  # Ears and a Host
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.stdout.close()
        assert gone(children, 2) == []


def test_ctrl_c_ends_all_children(clips: list[Clip], tmp_path: Path) -> None:
    file = written(tmp_path / "long.wav", [heard(clip.path) for clip in clips] * 10)
    program = subprocess.Popen([sys.executable, "-m", "asrpro", "transcribe", str(file)], stdout=subprocess.PIPE)
    assert program.stdout
    program.stdout.readline()
    children = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGINT)
    program.stdout.read()
    program.stdout.close()
    assert program.wait(30) == 130
    assert gone(children, 2) == []
