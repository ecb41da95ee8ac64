"""What a Whisper can do besides what every Engine must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Options, Progress, Segment
from backends.conftest import check, clip_at, segments, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fixtures.speech import Clip


@pytest.fixture(scope="module")
def engine(whispers: Mapping[str, Path]) -> Any:
    return backends.backend("transformers").load(inspected(whispers["hugging face"]), "cpu", LoadOptions(threads=1))


def test_german_becomes_english_and_its_words_have_times(engine: Any, clips: list[Clip]) -> None:
    clip, wanted = clips[18], Options(language="de", task="translate", words=True)
    steps = list(engine.transcribe(clip_at(clip, 5.0), wanted))
    check(steps, clip_at(clip, 5.0), wanted)
    assert text(steps) == clip.english
    [heard] = segments(steps)
    assert " ".join(word.text for word in heard.words) == clip.english


def test_the_prompt_reaches_the_decoder_and_marks_in_it_do_not(engine: Any, clips: list[Clip]) -> None:
    audio = clip_at(clips[0])
    told = Options(language="en", prompt="Laura <|endoftext|>" * 150)
    marks = Options(language="en", prompt=" <|endoftext|> ")
    assert text(engine.transcribe(audio, told)) != clips[0].text
    assert text(engine.transcribe(audio, marks)) == clips[0].text


def test_audio_longer_than_a_window_is_heard_to_its_end(engine: Any, clips: list[Clip]) -> None:
    one, two = clip_at(clips[1]), clip_at(clips[15])
    audio = Audio(np.concatenate([one.samples, np.zeros(59 * SAMPLE_RATE, np.float32), two.samples]), 100.0)
    steps = list(engine.transcribe(audio, Options()))
    check(steps, audio, Options())
    assert [type(step) for step in steps] == [Detected, Segment, Progress, Segment, Progress]
    assert [segment.text for segment in segments(steps)] == [clips[1].text, clips[15].text]


def test_a_window_is_encoded_once_for_its_language_and_its_words(engine: Any, clips: list[Clip]) -> None:
    heard = []
    encoder = engine._recogniser._parts.model.model.encoder
    once, encode = encoder.forward, encoder.forward._encode

    def counted(*given: Any, **asked: Any) -> Any:
        heard.append(given)
        return encode(*given, **asked)

    once._encode = counted
    try:
        assert text(engine.transcribe(clip_at(clips[8]), Options(words=True))) == clips[8].text
    finally:
        once._encode = encode
    assert len(heard) == 1
