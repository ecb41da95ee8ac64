"""One row a Backend: what the suite that runs over all of them must know of it."""

from __future__ import annotations

import atexit
import functools
import random
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from asrpro import backends, paths
from asrpro.catalog import servers
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.domain import Audio, Detected, LoadOptions, Model, Options, Partial, Progress, Segment
from fixtures import voxtral_program
from fixtures.sound import heard
from fixtures.speech_server import SpeechServer, hearing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from asrpro.domain import Engine, Step
    from fixtures.speech import Clip

T = TypeVar("T")

TOLERANCE = 0.0006
"""Seconds that a time may lie outside for having been rounded."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a Backend is tried with; what it cannot do is asked of the Model."""

    model: Callable[[Mapping[str, Path]], Model]
    """Its Model; the argument is the small Whisper in the forms it comes in."""
    right: tuple[int, ...]
    """Three clips that it hears word for word; none where nobody tries its words here."""
    waits: bool = False
    """Whether it says by the clock that it goes on, so that no two runs say the same."""
    options: Callable[[], LoadOptions] = LoadOptions
    """How it is loaded."""
    slow: bool = False
    """Whether it takes seconds for a clip: it is given few where others are given all, but at full counts."""


@functools.cache
def served(whisper: Path) -> Model:
    """The small Whisper at a server of its own, which ends with the tests."""
    server = SpeechServer(hearing(backends.backend("faster_whisper").load(inspected(whisper), "cpu", LoadOptions())))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return servers.model(server.address())


@functools.cache
def voxtral() -> tuple[Path, Path]:
    """A program that hears no words, and the folder of its Model; both go with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="asrpro-voxtral-"))
    atexit.register(shutil.rmtree, folder)
    return voxtral_program.program(folder), voxtral_program.weights(folder / "model")


KNOWN = {
    "faster_whisper": Known(lambda forms: inspected(forms["ctranslate2"]), (1, 15, 19)),
    "mlx_whisper": Known(lambda forms: inspected(forms["mlx"]), (1, 15, 19), slow=True),
    "onnx": Known(lambda forms: inspected(forms["onnx"]), (1, 15, 19)),
    "pocketsphinx": Known(lambda _forms: Catalogue(paths.catalogue()).entries["pocketsphinx-en-us"], (8, 10, 15)),
    "remote": Known(lambda forms: served(forms["ctranslate2"]), (1, 15, 19), waits=True, slow=True),
    "voxtral_c": Known(
        lambda _forms: Model("voxtral", "Voxtral", "voxtral_c", path=voxtral()[1]),
        (),
        options=lambda: LoadOptions(program=str(voxtral()[0])),
    ),
    "whisper_cpp": Known(lambda forms: inspected(forms["ggml"]), (1, 15, 19), slow=True),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """A Backend's Engine with speech for it."""

    name: str
    engine: Engine
    model: Model
    clips: list[Clip]
    full: bool
    """Whether it is given all there is to give."""
    waits: bool
    """Whether it says by the clock that it goes on."""

    def steps(self, audio: Audio, options: Options) -> Iterator[Step]:
        """What it says of an Audio, without what it says by the clock."""
        said = self.engine.transcribe(audio, options)
        return (step for step in said if not isinstance(step, Progress)) if self.waits else said

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
def whispers(whisper_folder: Path, whisper_forms: Path) -> Mapping[str, Path]:
    """The small Whisper in each form it comes in, by the form's name."""
    forms = {"onnx": "onnx", "mlx": "mlx", "ggml": "ggml.bin"}
    return {"ctranslate2": whisper_folder, **{form: whisper_forms / name for form, name in forms.items()}}


@pytest.fixture(scope="session", params=[name for name, known in KNOWN.items() if known.right])
def tried(
    request: pytest.FixtureRequest,
    whispers: Mapping[str, Path],
    clips: list[Clip],
    rounds: Callable[[int, int], int],
) -> Tried:
    """Each Backend in turn; one that is not in the table above has nobody who vouches for it."""
    known = KNOWN[request.param]
    model = known.model(whispers)
    backend = backends.backend(request.param)
    engine = backend.load(model, backend.devices[-1], LoadOptions())
    full = bool(rounds(not known.slow, 1))
    return Tried(request.param, engine, model, [clips[number] for number in known.right], full, known.waits)


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
