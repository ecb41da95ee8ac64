"""How long people wait for the command line before it does anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.harness import ASRPRO, PYTHON, in_turn, run
from bench.report import Row, compared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.harness import Bench

SIDES = {
    "import numpy": (*PYTHON, "-c", "import numpy"),
    "--help": (*ASRPRO, "--help"),
    "--version": (*ASRPRO, "--version"),
    "transcribe --help": (*ASRPRO, "transcribe", "--help"),
}


def measure(bench: Bench) -> list[Row]:
    """Processes from start to end."""
    for command in SIDES.values():
        run(command)  # so that no side pays for a cold disk
    found = in_turn(bench.rounds or 15, {name: _timed(command) for name, command in SIDES.items()}, "startup")
    numpy = found.pop("import numpy")
    goals = {"--help": "0.4 s"}
    return [
        compared(f"`asrpro {name}` over `import numpy`", walls, numpy, "s", goals.get(name, ""))
        for name, walls in found.items()
    ]


def _timed(command: Sequence[str]) -> Callable[[], float]:
    return lambda: run(command).wall
