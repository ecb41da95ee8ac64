"""How long each engine takes inside the program, over its bare library with the same settings on the same windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import scripted_forms, scripted_whisper
from bench.harness import PYTHON, in_turn, run
from bench.report import Row, compared
from fixtures.speech import unpack
from fixtures.talk import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench.harness import Bench, Finished
    from bench.scripted_whisper import Size

GOAL = "1.02"
MINUTES, SHORT = 10.0, 1.0
"""Length of the file: what the goal speaks of, and enough to see something."""
SIZES = {"base": scripted_whisper.BASE, "small": scripted_whisper.SMALL}


def measure(bench: Bench) -> list[Row]:
    """The trained Whisper in all forms and, with full files, those of real size in the forms they can be made in."""
    minutes = MINUTES if bench.full else SHORT
    file = talk(bench.folder, minutes)
    rows = []
    for title, model in _models(bench):
        sides = {
            "the library": _side("bench.bare_recognition", model, file),
            "the program": _side("bench.our_recognition", model, file),
        }
        bare, ours = ([one.answer for one in side] for side in in_turn(bench.rounds or 3, sides, title).values())
        same = {answer["text"] for answer in (*bare, *ours)}
        if len(same) != 1:
            raise ValueError(f"{title}: the sides heard different things, so their times say nothing")
        library = [one["recognise"] for one in bare]
        what = f"{title}, {minutes:g} min"
        rows += [
            compared(
                f"{what}: Steps of the Host over the library", [one["recognise"] for one in ours], library, "s", GOAL
            ),
            compared(f"{what}: the whole file over the library", [one["whole"] for one in ours], library, "s", GOAL),
        ]
    return rows


def _side(module: str, model: str, file: Path) -> Callable[[], Finished]:
    return lambda: run([*PYTHON, "-m", module, model, str(file)])


def trained(folder: Path) -> dict[str, Path]:
    """The small Whisper that really hears, by the engine that each form is for."""
    forms = unpack("whisper-forms", folder)
    return {
        "faster-whisper": unpack("whisper", folder),
        "ONNX Runtime": forms / "onnx",
        "whisper.cpp": forms / "ggml.bin",
        "mlx-whisper": forms / "mlx",
    }


def scripted(folder: Path, name: str, size: Size, shipped: dict[str, Path]) -> dict[str, Path]:
    """One that makes 110 tokens of any window; there is none for ONNX Runtime, whose graph nothing here can make."""
    source = shipped["faster-whisper"]
    held = scripted_forms.weights(source, size)
    return {
        "faster-whisper": scripted_whisper.make(folder / f"{name}-ct2", source, size),
        "whisper.cpp": scripted_forms.ggml(folder / f"{name}.bin", held, size, shipped["whisper.cpp"]),
        "mlx-whisper": scripted_forms.mlx(folder / f"{name}-mlx", held, size),
    }


def _models(bench: Bench) -> Iterator[tuple[str, str]]:
    """Title and folder or file of each."""
    if bench.full:
        yield "PocketSphinx", "pocketsphinx"
    small = trained(bench.folder)
    for engine, path in small.items():
        yield f"the small Whisper, {engine}", str(path)
    for name, size in SIZES.items() if bench.full else ():
        for engine, path in scripted(bench.folder, name, size, small).items():
            yield f"Whisper {name}, {engine}", str(path)
