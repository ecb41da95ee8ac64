"""How everything here is measured: one side after the other, several times, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

PYTHON = (sys.executable, "-P")
ASRPRO = (str(Path(sys.executable).with_name("asrpro")),)
"""The command as people start it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """How much is to be measured, and where files for it may lie."""

    folder: Path
    rounds: int | None
    """How often each side runs; None leaves it to the measurement."""
    full: bool
    """Whether files are as long and as full of speech as the goals say: the better part of an hour in all."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor time, its own and that of all its children."""
    printed: str

    @property
    def answer(self) -> Any:
        """The JSON in the last line it printed."""
        return json.loads(self.printed.splitlines()[-1])


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Finished:
    """Run a command to its end; raises CalledProcessError when it fails."""
    before, began = os.times(), time.perf_counter()
    finished = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    wall, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if finished.returncode:
        say(finished.stderr)
    finished.check_returncode()
    return Finished(wall, cpu, finished.stdout)


def in_turn(rounds: int, sides: Mapping[str, Callable[[], T]], title: str) -> dict[str, list[T]]:
    """What each side gives in each round; every other round goes backwards, so that none is always first."""
    found: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in [*sides][:: -1 if number % 2 else 1]:
            say(f"{title}: round {number + 1} of {rounds}, {name}")
            found[name].append(sides[name]())
    return found


def say(text: str) -> None:
    """Tell who waits what is going on."""
    sys.stderr.write(f"{text}\n")
