"""How long a file takes, over the bare library on the same windows."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from bench.harness import ASRPRO, PYTHON, Finished, in_turn, run
from bench.report import Row, compared
from bench.scripted_whisper import make
from fixtures.speech import unpack
from fixtures.talk import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bench.harness import Bench

GOAL = "1.02"
MINUTES, SHORT = 10.0, 2.0
"""Length of the file: what the goal speaks of, and enough to see something."""


def measure(bench: Bench) -> list[Row]:
    """The command, its parts without their start, and the bare library, each in processes of its own."""
    minutes = MINUTES if bench.full else SHORT
    file = talk(bench.folder, minutes)
    whisper = make(bench.folder / "whisper-base", unpack("whisper", bench.folder))
    rows = []
    for title, model in (("PocketSphinx", "pocketsphinx"), ("Whisper base", str(whisper))):
        sides = {
            "the library": _side("bench.bare_recognition", model, file),
            "the parts": _side("bench.our_recognition", model, file),
            "the command": lambda model=model: _command(model, file),
        }
        found = in_turn(bench.rounds or 3, sides, f"transcribe, {title}")
        rows += _rows(f"{title}, {minutes:g} min", *found.values())
    return rows


def _side(module: str, model: str, file: Path) -> Callable[[], Finished]:
    return lambda: run([*PYTHON, "-m", module, model, str(file)])


def _command(model: str, file: Path) -> Finished:
    """What people type, in a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        options = ["--model", model, "--language", "en"]
        return run([*ASRPRO, "transcribe", str(file), *options], os.environ | {"ASRPRO_HOME": home})


def _rows(title: str, library: Sequence[Finished], parts: Sequence[Finished], command: Sequence[Finished]) -> list[Row]:
    bare, ours = [one.answer for one in library], [one.answer for one in parts]
    texts = {answer["text"] for answer in [*bare, *ours]}
    if len(texts) != 1:
        raise ValueError(f"{title}: the sides heard different things, so their times say nothing")
    alone = [one["recognise"] for one in bare]
    readied = [one["ready"] + one["recognise"] for one in bare]
    all_of_it = [one["cut"] + one["ready"] + one["recognise"] for one in bare]
    steps, whole = [one["recognise"] for one in ours], [one["whole"] for one in ours]
    rows = [
        compared(f"{title}: Steps of the Host over the library", steps, readied, "s", GOAL),
        compared(f"{title}: the whole file over the library", whole, readied, "s", GOAL),
        compared(f"{title}: the whole file over decoding, speech gate and library", whole, all_of_it, "s"),
    ]
    if any(one["ready"] > 0.01 * one["recognise"] for one in bare):
        rows.append(compared(f"{title}: the whole file over the library without channel means", whole, alone, "s"))
    walls = [[one.wall for one in side] for side in (command, library)]
    work = [[one.cpu for one in side] for side in (command, library)]
    return [
        *rows,
        compared(f"{title}: the command over a script with the library, from start to end", *walls, "s"),
        compared(f"{title}: the same in processor time", *work, "s"),
    ]
