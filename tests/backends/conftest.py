"""Every Backend with speech for it, and what is looked at in the Steps it gives."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from asrpro.domain import Audio, Detected, Options, Partial, Progress, Segment
from backends.made import ROWS, TRIED
from backends.vouched import HEAVY, HERE, forms
from fixtures import mil
from fixtures.sound import heard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from asrpro.domain import Engine, Model, Step
    from backends.vouched import Known
    from fixtures.speech import Clip

T = TypeVar("T")

collect_ignore_glob = [f"{name}/loaded/*" for name in HEAVY if name not in HERE]
if HEAVY.keys().isdisjoint(HERE):
    collect_ignore_glob.append("loaded/*")
TOLERANCE = 0.0006
"""Seconds that a time may lie outside for having been rounded."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A Backend's Engine with speech for it."""

    name: str
    engine: Engine
    model: Model
    clips: list[Clip]
    full: bool
    """Whether it is given all there is to give."""
    says: list[list[str]]
    """Of each clip: its words, or what it says of it, where it hears none."""
    known: Known
    """What else is known of it."""

    def says_something(self, steps: Sequence[Step]) -> bool:
        """Whether anything is said in these; always true where that is left to chance."""
        return self.known.chance or bool(segments(steps))

    def steps(self, audio: Audio, options: Options) -> Iterator[Step]:
        """What it says of an Audio, without what it says by the clock."""
        said = self.engine.transcribe(audio, options)
        return (step for step in said if not isinstance(step, Progress | Partial)) if self.known.waits else said

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
def whispers(whisper_folder: Path, whisper_forms: Path, scripted: Path) -> Iterator[Mapping[str, Path]]:
    """The small Whisper in each form it comes in, by the form's name, and what else is loaded in the suite."""
    yield forms(whisper_folder, whisper_forms, scripted)
    shutil.rmtree(mil.place(whisper_folder), ignore_errors=True)


@pytest.fixture(scope="session")
def trying(
    whispers: Mapping[str, Path], clips: list[Clip], rounds: Callable[[int, int], int]
) -> Callable[[str], Tried]:
    """A Backend by its name, or what else of it is tried; one that is in no table has nobody who vouches for it."""

    @cache
    def tried(name: str) -> Tried:
        known = ROWS[name]
        model = known.model(whispers)
        engine = known.load(model)
        given = [clips[number] for number in known.right]
        options = [Options(language=None if model.detects_language else clip.language) for clip in given]
        said = [
            clip.text if known.hears else text(engine.transcribe(clip_at(clip), option))
            for clip, option in zip(given, options, strict=True)
        ]
        full = bool(rounds(not known.slow, 1))
        return Tried(name, engine, model, given, full, [plain(line) for line in said], known)

    return tried


@pytest.fixture(scope="session", params=TRIED)
def tried(request: pytest.FixtureRequest, trying: Callable[[str], Tried]) -> Tried:
    """Each Backend in turn, with each of its Models that are tried."""
    return trying(request.param)


@pytest.fixture(
    scope="session",
    params=[pytest.param(name, marks=pytest.mark.soak) if ROWS[name].slowest else name for name in TRIED],
)
def patient(request: pytest.FixtureRequest, trying: Callable[[str], Tried]) -> Tried:
    """Each of them in turn, for what takes long: the slowest has it at full counts alone."""
    return trying(request.param)


@pytest.fixture(
    scope="session", params=[pytest.param(name, marks=pytest.mark.soak) if ROWS[name].long else name for name in TRIED]
)
def lasting(request: pytest.FixtureRequest, trying: Callable[[str], Tried]) -> Tried:
    """Each of them in turn, for what takes longest: some have it at full counts alone."""
    return trying(request.param)


@pytest.fixture(scope="session", params=[name for name in TRIED if ROWS[name].hears])
def hearing(request: pytest.FixtureRequest, trying: Callable[[str], Tried]) -> Tried:
    """Each of them in turn that is a trained model."""
    return trying(request.param)


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
                begun = step.end
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
