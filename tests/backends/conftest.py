"""One row a Backend: what the suite that runs over all of them must know of it."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from asrpro import backends, paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.domain import Audio, Detected, LoadOptions, Options, Partial, Progress, Segment
from fixtures.hugging_face import whisper
from fixtures.sound import heard
from fixtures.speech import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from asrpro.domain import Engine, Model, Step
    from fixtures.speech import Clip

T = TypeVar("T")

TOLERANCE = 0.0006
"""Seconds that a time may lie outside for having been rounded."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a Backend is tried with; what it cannot do is asked of the Model."""

    model: Callable[[Mapping[str, Path]], Model]
    """Its Model; the argument is the small Whisper in the forms it comes in."""
    right: tuple[int, int, int]
    """Clips that it hears word for word."""
    slow: bool = False
    """Whether it takes seconds for a clip: it is given few where others are given all, but at full counts."""
    says: str = ""
    """What it says whatever it hears, where no small model of its kind was trained; the words are not tested then."""


KNOWN = {
    "faster_whisper": Known(lambda forms: inspected(forms["ctranslate2"]), (1, 15, 19)),
    "mlx_whisper": Known(lambda forms: inspected(forms["mlx"]), (1, 15, 19), slow=True),
    "onnx": Known(lambda forms: inspected(forms["onnx"]), (1, 15, 19)),
    "pocketsphinx": Known(lambda _forms: Catalogue(paths.catalogue()).entries["pocketsphinx-en-us"], (8, 10, 15)),
    "whisper_cpp": Known(lambda forms: inspected(forms["ggml"]), (1, 15, 19), slow=True),
}
HEAVY = {
    "nemo": Known(
        lambda forms: replace(inspected(forms["nemo"]), languages=("en",)),
        (1, 15, 17),
        says="the quick brown fox jumps over a lazy dog",
    ),
    "transformers": Known(lambda forms: inspected(forms["hugging face"]), (1, 15, 19), slow=True),
}
"""Those that need gigabytes of packages: `make test-nemo` and `make test-transformers` try them, each where its own
are installed; everywhere else only what asks for no package."""
ALL = KNOWN | HEAVY
HERE = os.environ.get("ASRPRO_BACKENDS", " ".join(KNOWN)).split()
"""Whose packages are here."""
collect_ignore_glob = [f"{name}/loaded/*" for name in HEAVY if name not in HERE]
if HEAVY.keys().isdisjoint(HERE):
    collect_ignore_glob.append("loaded/*")


@dataclass(frozen=True, slots=True)
class Tried:
    """A Backend's Engine with speech for it."""

    name: str
    engine: Engine
    model: Model
    clips: list[Clip]
    full: bool
    """Whether it is given all there is to give."""
    says: str
    """What it says whatever it hears; empty where it hears."""

    def said(self, clip: Clip) -> list[str]:
        """The words it makes of a clip."""
        return plain(self.says or clip.text)

    def few(self, things: Iterable[T], count: int = 2) -> list[T]:
        """Some of what others are given, where it is slow; the same ones each time."""
        found = list(things)
        return found if self.full else random.Random(7).sample(found, count)

    @property
    def words(self) -> bool:
        """Whether it tells the times of words."""
        return self.model.timestamps == "word"

    def options(self, language: str = "en") -> Options:
        """All that it can do, with the language found where it can be and told where it cannot."""
        return Options(language=None if self.finds_language else language, words=self.words)

    @property
    def finds_language(self) -> bool:
        """Whether it can do without being told what is spoken."""
        return self.model.detects_language or len(self.model.languages) == 1


@pytest.fixture(scope="session")
def whispers(whisper_folder: Path, whisper_forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The small Whisper in each form it comes in, by the form's name, and the scripted recogniser of NeMo."""
    forms = {"onnx": "onnx", "mlx": "mlx", "ggml": "ggml.bin"}
    made = tmp_path_factory.mktemp("made")
    return {
        "ctranslate2": whisper_folder,
        **{form: whisper_forms / name for form, name in forms.items()},
        "hugging face": whisper(made / "small-whisper", whisper_forms / "mlx", whisper_folder),
        "nemo": unpack("parakeet", made) / "tiny_tdt.nemo",
    }


@pytest.fixture(scope="session", params=HERE)
def tried(
    request: pytest.FixtureRequest,
    whispers: Mapping[str, Path],
    clips: list[Clip],
    rounds: Callable[[int, int], int],
) -> Tried:
    """Each Backend in turn; one that is not in the table above has nobody who vouches for it."""
    known = ALL[request.param]
    model = known.model(whispers)
    engine = backends.backend(request.param).load(model, "cpu", LoadOptions())
    full = bool(rounds(not known.slow, 1))
    return Tried(request.param, engine, model, [clips[number] for number in known.right], full, known.says)


def sound(samples: Sequence[float] | np.ndarray, start: float = 0.0) -> Audio:  # type: ignore[type-arg]
    """Audio of anything."""
    return Audio(np.asarray(samples, np.float32), start)


def clip_at(clip: Clip, start: float = 0.0) -> Audio:
    """A clip, said at some time."""
    return heard(clip.path, start)


def segments(steps: Iterable[Step]) -> list[Segment]:
    return [step for step in steps if isinstance(step, Segment)]


def text(steps: Iterable[Step]) -> str:
    return " ".join(segment.text for segment in segments(steps))


def plain(line: str) -> list[str]:
    """The words of a line as Engines without capitals and marks write them."""
    return line.lower().translate(str.maketrans("", "", ".,?!")).split()


def check(steps: Sequence[Step], audio: Audio, options: Options) -> None:
    """That Steps are what the Protocol promises."""
    begun, reached = audio.start, 0.0
    for step in steps:
        match step:
            case Segment():
                assert begun - TOLERANCE <= step.start <= step.end <= audio.end + TOLERANCE
                begun = step.start
                _check_words(step, words=options.words)
            case Progress(seconds):
                assert reached <= seconds <= audio.end + TOLERANCE
                reached = seconds
            case Detected(language, probability):
                assert options.language is None
                assert 2 <= len(language) <= 3
                assert 0 <= probability <= 1
            case _:
                assert isinstance(step, Partial)
    if any(isinstance(step, Detected) for step in steps):
        assert segments(steps), "a language is heard where something is said"


def _check_words(segment: Segment, *, words: bool) -> None:
    assert segment.text
    assert segment.text == segment.text.strip()
    assert segment.confidence is None or 0 <= segment.confidence <= 1
    assert bool(segment.words) is words
    reached = segment.start
    for word in segment.words:
        assert word.text
        assert word.text == word.text.strip()
        assert reached <= word.start <= word.end <= segment.end
        assert word.confidence is None or 0 <= word.confidence <= 1
        reached = word.end
