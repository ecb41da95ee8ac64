"""Several windows at once through faster-whisper say what one after the other says."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, BatchingEngine, LoadOptions, Options, Progress, Segment
from backends.conftest import clip_at, segments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fixtures.speech import Clip


@pytest.fixture(scope="module")
def engine(whisper_folder: Path) -> BatchingEngine:
    loaded = backends.backend("faster_whisper").load(inspected(whisper_folder), "cpu", LoadOptions())
    assert isinstance(loaded, BatchingEngine)
    assert loaded.batch == 4
    return loaded


def row(clips: Sequence[Clip], gap: float = 0.5) -> list[Audio]:
    """One behind the other."""
    audios: list[Audio] = []
    for clip in clips:
        audios.append(clip_at(clip, audios[-1].end + gap if audios else 3.0))
    return audios


def one_by_one(engine: BatchingEngine, audios: Sequence[Audio], options: Options) -> list[Segment]:
    return [segment for audio in audios for segment in segments(engine.transcribe(audio, options))]


def alike(found: list[Segment], wanted: list[Segment]) -> None:
    assert [segment.text for segment in found] == [segment.text for segment in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert (one.start, one.end) == pytest.approx((other.start, other.end), abs=0.021)
        assert one.confidence == pytest.approx(other.confidence, abs=0.01)
        assert [word.text for word in one.words] == [word.text for word in other.words]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("asked", [{}, {"beam_size": 1}, {"words": True}, {"task": "translate"}])
def test_a_batch_says_what_each_says_alone(
    language: str, asked: dict[str, Any], engine: BatchingEngine, clips: list[Clip]
) -> None:
    audios = row([clip for clip in clips if clip.language == language][:6])  # a batch and a half
    options = Options(language=language, **asked)
    found = segments(engine.transcribe_many(audios, options))
    alike(found, one_by_one(engine, audios, options))
    assert len(found) >= 5


def test_nothing_is_left_out_where_the_words_of_a_sentence_share_a_time(
    engine: BatchingEngine, clips: list[Clip]
) -> None:
    audios = row([clip for clip in clips if clip.language == "en"][:6])
    timed, untimed = (one_by_one(engine, audios, Options(language="en", words=words)) for words in (True, False))
    assert [segment.text for segment in timed] == [segment.text for segment in untimed]
    assert any(len({word.start for word in segment.words}) == 1 for segment in timed)  # or this asks nothing
    assert all(segment.start < segment.end for segment in timed)


def test_prompt_and_hotwords_reach_every_window(engine: BatchingEngine, clips: list[Clip]) -> None:
    audios = row(clips[:4])
    for options in (Options(language="en", prompt="Laura "), Options(language="en", hotwords=("Laura", "Käse"))):
        alike(segments(engine.transcribe_many(audios, options)), one_by_one(engine, audios, options))


def test_where_the_language_is_to_be_found_it_is_for_every_window(engine: BatchingEngine, clips: list[Clip]) -> None:
    german = next(clip for clip in clips if clip.language == "de")
    found = segments(engine.transcribe_many(row([clips[0], german]), Options()))
    assert [segment.text for segment in found] == [clips[0].text, german.text]


def test_windows_that_hold_little_or_nothing_or_too_much(engine: BatchingEngine, clips: list[Clip]) -> None:
    quiet = np.random.default_rng(5).normal(0.0, 1e-4, 20 * SAMPLE_RATE).astype(np.float32)
    first = clip_at(clips[0], 5.0)
    long = Audio(np.concatenate([quiet, clip_at(clips[1]).samples, quiet]), 100.0)
    audios = [
        Audio(np.zeros(0, np.float32), 0.0),
        Audio(quiet[:1], 1.0),
        Audio(quiet, 2.0),
        first,
        long,
        clip_at(clips[2], 300.0),
        clip_at(clips[3], 310.0),
    ]
    for words in (False, True):
        options = Options(language="en", words=words)
        alike(segments(engine.transcribe_many(audios, options)), one_by_one(engine, audios, options))
    assert list(engine.transcribe_many(audios[:1], Options(language="en"))) == []


def test_steps_come_in_order_and_the_work_can_be_left(engine: BatchingEngine, clips: list[Clip]) -> None:
    audios, options = row(clips[:8]), Options(language="en")
    steps = list(engine.transcribe_many(audios, options))
    times = [step.seconds if isinstance(step, Progress) else step.start for step in steps]
    assert all(left <= right + 0.001 for left, right in pairwise(times))
    left = engine.transcribe_many(audios, options)
    next(left), next(left)
    left.close()  # type: ignore[attr-defined]
    assert list(engine.transcribe_many(audios, options)) == steps


def test_little_memory_makes_small_batches(whisper_folder: Path) -> None:
    load, weights = backends.backend("faster_whisper").load, (whisper_folder / "model.bin").stat().st_size
    batches = []
    for memory in (1, weights, 6 * weights, 8 * weights, 1000 * weights, 0):  # the last one: it is not known
        loaded = load(inspected(whisper_folder), "cpu", LoadOptions(memory=memory))
        assert isinstance(loaded, BatchingEngine)
        batches.append(loaded.batch)
    assert batches == [1, 1, 3, 3, 4, 4]


def scarce(engine: Any, most: int) -> list[int]:
    """Have the network refuse more than so many windows at once; returns how many it was asked for."""
    asked: list[int] = []
    generate = engine._whisper.model.generate

    class Scarce:
        def __init__(self, model: Any) -> None:
            self._model = model

        def __getattr__(self, name: str) -> Any:
            return getattr(self._model, name)

        def generate(self, features: Any, prompts: Any, **settings: Any) -> Any:
            asked.append(len(prompts))
            if len(prompts) > most:
                raise RuntimeError("CUDA failed with error out of memory")
            return generate(features, prompts, **settings)

    engine._whisper.model = Scarce(engine._whisper.model)
    return asked


@pytest.mark.parametrize(("most", "batch"), [(1, 1), (2, 2), (3, 2)])
def test_where_memory_is_scarce_batches_get_smaller(
    most: int, batch: int, whisper_folder: Path, clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    engine = backends.backend("faster_whisper").load(inspected(whisper_folder), "cpu", LoadOptions())
    assert isinstance(engine, BatchingEngine)
    audios, options = row(clips[:5]), Options(language="en")
    wanted = one_by_one(engine, audios, options)
    asked = scarce(engine, most)
    with caplog.at_level(logging.ERROR):
        alike(segments(engine.transcribe_many(audios, options)), wanted)
    assert asked[0] == 4
    assert engine.batch == batch
    asked.clear()
    alike(segments(engine.transcribe_many(audios, options)), wanted)
    assert max(asked) == batch
