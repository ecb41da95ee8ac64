"""How long each engine takes to load and to say its first words, and how much of its memory comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.engines import SIZES, apart, scripted, tiny, trained
from bench.harness import PYTHON, in_turn, run
from bench.report import Row, compared, spread
from fixtures.speech import read_clips, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.harness import Bench

RETURNED = "at least 99%"


def measure(bench: Bench) -> list[Row]:
    """The trained Whisper in all forms, and tiny ones of other engines."""
    small = trained(bench.folder)
    models = {"PocketSphinx": "pocketsphinx"} | {
        f"the small Whisper, {name}": str(path) for name, path in small.items()
    }
    models |= {f"a tiny one, {name}": str(path) for name, path in tiny(bench.folder).items()}
    return _measured(bench, models)


def measure_sized(bench: Bench) -> list[Row]:
    """Whispers of real size in the forms they can be made in."""
    small = trained(bench.folder)
    made = {size: scripted(bench.folder, size, SIZES[size], small) for size in SIZES}
    models = {f"Whisper {size}, {name}": str(path) for size, of in made.items() for name, path in of.items()}
    return _measured(bench, models)


def measure_apart(bench: Bench) -> list[Row]:
    """NeMo and Transformers, each in the environment of its tests."""
    sides = [apart(bench.folder, name) for name in ("nemo", "transformers")]
    return [row for python, models in sides for row in _measured(bench, models, python)]


def _measured(bench: Bench, models: Mapping[str, str], python: Sequence[str] = PYTHON) -> list[Row]:
    clip = read_clips(unpack("clips", bench.folder))[1].path

    def asked(model: str) -> Any:
        return run([*python, "-m", "bench.loading_child", model, str(clip)]).answer

    sides = {title: lambda model=model: asked(model) for title, model in models.items()}
    found = in_turn(bench.rounds or 5, sides, "loading")
    return [row for title, answers in found.items() for row in _rows(title, answers)]


def _rows(title: str, answers: list[dict[str, Any]]) -> list[Row]:
    def all_of(name: str) -> list[float]:
        return [one[name] for one in answers]

    taken = [one["loaded"] - one["before"] for one in answers]
    shares = [1 - (one["after"] - one["before"]) / more for one, more in zip(answers, taken, strict=True)]
    return [
        Row(f"{title}: loading it", spread(all_of("load"), "s")),
        compared(f"{title}: the first result over the second", all_of("first"), all_of("second"), "s"),
        Row(f"{title}: loading it and having it hear three words", spread(all_of("ready"), "s")),
        compared(f"{title}: the first result after that over the second", all_of("warm"), all_of("second"), "s"),
        Row(
            f"{title}: memory it takes, and what comes back",
            spread(taken, "MB"),
            "",
            f"**{min(shares):.1%}**",
            RETURNED,
        ),
    ]
