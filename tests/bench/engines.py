"""How long each engine takes inside the program, over its bare library with the same settings on the same windows."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from asrpro.catalog import engines
from bench import scripted_forms, scripted_whisper
from bench.harness import PYTHON, in_turn, run
from bench.report import Row, compared
from fixtures import hugging_face, moonshines, transducers
from fixtures.speech import unpack
from fixtures.talk import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.harness import Bench, Finished
    from bench.scripted_whisper import Size

GOAL = "1.02"
MINUTES, SHORT = 10.0, 1.0
"""Length of the file: what the goal speaks of, and enough to see something."""
ALIKE = 0.9
"""Share of the words that all must have in common: where a Whisper is unsure of a window, two of these libraries
(faster-whisper and mlx-whisper) guess by random numbers, so that each says another sentence when asked again."""
SLOW = "mlx-whisper"
"""It is made for Apple's chips: with the weights of real models a processor takes longer than the speech lasts."""
SIZES = {"base": scripted_whisper.BASE, "small": scripted_whisper.SMALL}


def measure(bench: Bench) -> list[Row]:
    """The trained Whisper in all forms; with full files PocketSphinx, and Whisper base in those it can be made in."""
    small = trained(bench.folder)
    models = {f"the small Whisper, {engine}": str(path) for engine, path in small.items()}
    if bench.full:
        models = (
            {"PocketSphinx": "pocketsphinx"}
            | models
            | {title: path for title, path in _sized(bench, "base", small).items() if SLOW not in title}
        )
    return _measured(bench, models, MINUTES if bench.full else SHORT)


def measure_slow(bench: Bench) -> list[Row]:
    """Whisper small in the forms it can be made in, and base where it is slow; what is slow hears a short file."""
    small = trained(bench.folder)
    sized = [_sized(bench, size, small) for size in SIZES]
    quick = {title: path for title, path in sized[-1].items() if SLOW not in title}
    slow = {title: path for each in sized for title, path in each.items() if SLOW in title}
    return _measured(bench, quick, MINUTES if bench.full else SHORT) + _measured(bench, slow, SHORT)


def measure_tiny(bench: Bench) -> list[Row]:
    """Engines without a model that hears: theirs compute next to nothing, so that what is seen is the way to them."""
    models = {f"a tiny one, {engine}": str(path) for engine, path in tiny(bench.folder).items()}
    return _measured(bench, models, MINUTES if bench.full else SHORT)


def measure_nemo(bench: Bench) -> list[Row]:
    """A tiny Parakeet, which says the same of any sound; in the environment of `make test-nemo`."""
    return _apart(bench, "nemo")


def measure_transformers(bench: Bench) -> list[Row]:
    """The trained Whisper; in the environment of `make test-transformers`."""
    return _apart(bench, "transformers")


def _apart(bench: Bench, name: str) -> list[Row]:
    python, models = apart(bench.folder, name)
    return _measured(bench, models, MINUTES if bench.full else SHORT, python)


def apart(folder: Path, name: str) -> tuple[Sequence[str], dict[str, str]]:
    """The Python of an engine whose packages take gigabytes, and its Model by what it is called in tables."""
    python = Path(__file__).parents[2] / f".venv-{name}" / "bin" / "python"
    if not python.exists():
        raise typer.BadParameter(f"make test-{name} sets up what this is measured in")
    if name == "nemo":
        title, model = "a tiny Parakeet", unpack("parakeet", folder) / "tiny_tdt.nemo"
    else:
        small = trained(folder)
        made = hugging_face.whisper(folder / "hugging-face", small["mlx-whisper"], small["faster-whisper"])
        title, model = "the small Whisper", made
    return (str(python), "-P"), {f"{title}, {engines.title(name)}": str(model)}


def _measured(bench: Bench, models: Mapping[str, str], minutes: float, python: Sequence[str] = PYTHON) -> list[Row]:
    file = talk(bench.folder, minutes)
    titled = {f"{title}, {minutes:g} min": model for title, model in models.items()}
    return [row for title, model in titled.items() for row in _one(bench, title, model, file, python)]


def _one(bench: Bench, title: str, model: str, file: Path, python: Sequence[str]) -> list[Row]:
    def side(module: str) -> Callable[[], Finished]:
        return lambda: run([*python, "-m", module, model, str(file)])

    sides = {"the library": side("bench.bare_recognition"), "the program": side("bench.our_recognition")}
    bare, ours = ([one.answer for one in side] for side in in_turn(bench.rounds or 3, sides, title).values())
    if min(_likeness(bare[0]["text"], answer["text"]) for answer in (*bare, *ours)) < ALIKE:
        raise ValueError(f"{title}: the sides heard different things, so their times say nothing")
    library, whole = [one["ready"] + one["recognise"] for one in bare], [one["whole"] for one in ours]
    both = [one["cut"] + time for one, time in zip(bare, library, strict=True)]
    return [
        compared(
            f"{title}: Steps of the Host over the library", [one["recognise"] for one in ours], library, "s", GOAL
        ),
        compared(f"{title}: the whole file over the library", whole, library, "s", GOAL),
        compared(f"{title}: the whole file over decoding, speech gate and library", whole, both, "s"),
    ]


def _likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common."""
    return SequenceMatcher(a=one.split(), b=other.split(), autojunk=False).ratio()


def trained(folder: Path) -> dict[str, Path]:
    """The small Whisper that really hears, by the engine that each form is for."""
    forms = unpack("whisper-forms", folder)
    return {
        "faster-whisper": unpack("whisper", folder),
        "ONNX Runtime": forms / "onnx",
        "whisper.cpp": forms / "ggml.bin",
        "mlx-whisper": forms / "mlx",
    }


def tiny(folder: Path) -> dict[str, Path]:
    """Those that say a word of theirs where it becomes loud, for engines that have no Whisper."""
    made = {"sherpa-onnx": folder / "zipformer", "Moonshine": folder / "moonshine"}
    transducers.zipformer(made["sherpa-onnx"])
    moonshines.streaming(made["Moonshine"])
    return made


def scripted(folder: Path, name: str, size: Size, shipped: dict[str, Path]) -> dict[str, Path]:
    """One that makes 110 tokens of any window; there is none for ONNX Runtime, whose graph nothing here can make."""
    source = shipped["faster-whisper"]
    held = scripted_forms.weights(source, size)
    return {
        "faster-whisper": scripted_whisper.make(folder / f"{name}-ct2", source, size),
        "whisper.cpp": scripted_forms.ggml(folder / f"{name}.bin", held, size, shipped["whisper.cpp"]),
        "mlx-whisper": scripted_forms.mlx(folder / f"{name}-mlx", held, size),
    }


def _sized(bench: Bench, name: str, small: dict[str, Path]) -> dict[str, str]:
    made = scripted(bench.folder, name, SIZES[name], small)
    return {f"Whisper {name}, {engine}": str(path) for engine, path in made.items()}
