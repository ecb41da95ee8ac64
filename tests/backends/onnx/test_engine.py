from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Options, Progress, Segment
from asrpro.errors import Unsupported
from backends.conftest import check, clip_at, segments, sound, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Engine
    from fixtures.speech import Clip

SENTENCE = "the quick brown fox jumps over a lazy dog"
NOISE = np.random.default_rng(7).normal(0, 0.05, 600 * SAMPLE_RATE).astype(np.float32)


def test_whisper_hears_what_onnx_asr_and_ctranslate2_hear(
    whisper: Engine, whisper_forms: Path, whisper_folder: Path, clips: list[Clip], rounds: Callable[[int, int], int]
) -> None:
    import onnx_asr

    bare = onnx_asr.load_model("whisper", whisper_forms / "onnx", providers=["CPUExecutionProvider"])
    other = backends.backend("faster_whisper").load(inspected(whisper_folder), "cpu", LoadOptions())
    for clip in clips[:: rounds(9, 1)]:
        audio = clip_at(clip, 5.0)
        steps = list(whisper.transcribe(audio, Options()))
        check(steps, audio, Options())
        assert [step.language for step in steps if isinstance(step, Detected)] == [clip.language]
        assert text(steps) == bare.recognize(audio.samples)
        assert text(steps) == text(other.transcribe(audio, Options()))


def test_nearly_all_clips_are_heard_to_the_letter(whisper: Engine, clips: list[Clip]) -> None:
    some = clips[::4]
    right = [text(whisper.transcribe(clip_at(clip), Options())) == clip.text for clip in some]
    assert sum(right) >= len(some) - 1  # in one, "Bild" and "Buch" are as good as equal


def test_german_becomes_english(whisper: Engine, clips: list[Clip]) -> None:
    german = [clip for clip in clips if clip.language == "de"][::4]
    for clip in german:
        told = Options(language="de", task="translate")
        assert text(whisper.transcribe(clip_at(clip), told)) == clip.english
        assert text(whisper.transcribe(clip_at(clip), Options(task="translate"))) == clip.english


def test_the_language_is_told_once_before_the_first_words(whisper: Engine, clips: list[Clip]) -> None:
    one, two = clip_at(clips[20]), clip_at(clips[23])
    quiet = np.zeros(30 * SAMPLE_RATE - len(one.samples), np.float32)
    audio = Audio(np.concatenate([one.samples, quiet, two.samples]), 100.0)
    steps = list(whisper.transcribe(audio, Options()))
    check(steps, audio, Options())
    assert [type(step) for step in steps if not isinstance(step, Progress)] == [Detected, Segment, Segment]
    assert [step.language for step in steps if isinstance(step, Detected)] == ["de"]
    assert segments(steps)[1].text == clips[23].text
    assert not [step for step in whisper.transcribe(one, Options(language="de")) if isinstance(step, Detected)]


def test_words_have_the_times_of_their_tokens(parakeet: Engine, clips: list[Clip]) -> None:
    audio, options = clip_at(clips[1], 5.0), Options(words=True)
    steps = list(parakeet.transcribe(audio, options))
    check(steps, audio, options)
    (segment,) = segments(steps)
    assert segment.text == SENTENCE
    assert [word.text for word in segment.words] == SENTENCE.split()
    assert [word.start for word in segment.words] == pytest.approx([5.0 + 0.24 * number for number in range(9)])
    assert all(left.end == right.start for left, right in pairwise(segment.words))
    assert all(word.confidence and word.confidence > 0.9 for word in segment.words)
    assert segments(parakeet.transcribe(audio, Options()))[0].words == ()


def test_parakeet_hears_what_onnx_asr_hears(parakeet: Engine, parakeet_folder: Path) -> None:
    import onnx_asr

    bare = onnx_asr.load_model("nemo-conformer-tdt", parakeet_folder, quantization="int8")
    for seconds in (0.1, 0.3, 1.0, 2.0, 29.9):
        samples = NOISE[: int(seconds * SAMPLE_RATE)]
        assert text(parakeet.transcribe(Audio(samples), Options())) == bare.recognize(samples)


@pytest.mark.parametrize("seconds", [31.0, 600.0])
def test_long_audio_is_heard_in_pieces(seconds: float, parakeet: Engine, rounds: Callable[[int, int], int]) -> None:
    """As one, the graph fails after some minutes."""
    seconds = min(seconds, rounds(150, 600))
    audio, options = Audio(NOISE[: int(seconds * SAMPLE_RATE)], 50.0), Options(words=True)
    steps = list(parakeet.transcribe(audio, options))
    check(steps, audio, options)
    reached = [step.seconds for step in steps if isinstance(step, Progress)]
    assert reached[-1] == pytest.approx(audio.end)
    assert len(reached) >= seconds / 30
    heard = segments(steps)
    assert [segment.text for segment in heard] == [SENTENCE] * len(reached)
    assert [segment.start for segment in heard] == pytest.approx([50.0, *reached[:-1]], abs=0.001)


@pytest.mark.parametrize("samples", [0, 1, 2, 160, 399, 1599])
def test_where_nothing_can_be_said_nothing_is_asked(samples: int, parakeet: Engine, whisper: Engine) -> None:
    for engine in (parakeet, whisper):
        assert segments(engine.transcribe(sound(NOISE[:samples]), Options())) == []


@pytest.mark.parametrize("samples", [1600, 1601, 1759, 1760, 2000])
def test_the_shortest_audio_that_is_heard(samples: int, parakeet: Engine) -> None:
    assert segments(parakeet.transcribe(sound(NOISE[:samples]), Options())) != []


def test_silence_is_nothing_whatever_a_recogniser_makes_of_it(parakeet: Engine) -> None:
    assert list(parakeet.transcribe(sound(np.zeros(SAMPLE_RATE)), Options())) == []
    assert list(parakeet.transcribe(sound(NOISE[:SAMPLE_RATE] * 1e-4), Options())) == []


@pytest.mark.parametrize(
    ("options", "told"), [(Options(task="translate"), "cannot translate"), (Options(language="tlh"), "understand tlh")]
)
def test_what_it_cannot_do_is_refused(options: Options, told: str, parakeet_folder: Path) -> None:
    model = replace(inspected(parakeet_folder), languages=("en", "de"))
    engine = backends.backend("onnx").load(model, "cpu", LoadOptions())
    with pytest.raises(Unsupported, match=told):
        list(engine.transcribe(sound(NOISE[:SAMPLE_RATE]), options))
    assert text(engine.transcribe(sound(NOISE[: 3 * SAMPLE_RATE]), Options(language="de"))) == SENTENCE
