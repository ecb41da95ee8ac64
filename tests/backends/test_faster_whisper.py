from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Options, Progress, Segment
from backends.conftest import check, clip_at, segments, sound, text

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Engine
    from fixtures.speech import Clip


@pytest.fixture(scope="module")
def engine(whisper_folder: Path) -> Engine:
    return backends.backend("faster_whisper").load(inspected(whisper_folder), "cpu", LoadOptions())


@pytest.mark.parametrize(("beam_size", "every"), [(5, 1), (1, 4)])
def test_nearly_all_clips_are_heard_to_the_letter_and_every_language_is(
    beam_size: int, every: int, engine: Engine, clips: list[Clip]
) -> None:
    right = 0
    for clip in clips[::every]:
        audio, options = clip_at(clip, 5.0), Options(beam_size=beam_size)
        steps = list(engine.transcribe(audio, options))
        check(steps, audio, options)
        assert [step.language for step in steps if isinstance(step, Detected)] == [clip.language]
        right += text(steps) == clip.text
    assert right >= len(clips[::every]) - 1  # in one, "Bild" and "Buch" are as good as equal


def test_german_becomes_english(engine: Engine, clips: list[Clip]) -> None:
    german = [clip for clip in clips if clip.language == "de"]
    right = [
        text(engine.transcribe(clip_at(clip), Options(language="de", task="translate"))) == clip.english
        for clip in german
    ]
    assert sum(right) >= len(german) - 1


def test_words_fill_their_segment_in_order(engine: Engine, clips: list[Clip]) -> None:
    for clip in clips[::4]:
        audio, options = clip_at(clip, 60.0), Options(language=clip.language, words=True)
        steps = list(engine.transcribe(audio, options))
        check(steps, audio, options)
        for segment in segments(steps):
            assert " ".join(word.text for word in segment.words) == segment.text
            assert (segment.words[0].start, segment.words[-1].end) == (segment.start, segment.end)
            starts = [word.start for word in segment.words]
            assert len(set(starts)) > len(starts) / 2


def test_the_language_is_told_before_the_first_words_and_only_when_it_was_not_known(
    engine: Engine, clips: list[Clip]
) -> None:
    steps = list(engine.transcribe(clip_at(clips[20]), Options()))
    assert [type(step) for step in steps[:3]] == [Progress, Detected, Segment]
    steps = list(engine.transcribe(clip_at(clips[20]), Options(language="de")))
    assert not [step for step in steps if isinstance(step, Detected)]


@pytest.mark.parametrize("option", [Options(prompt="Laura"), Options(hotwords=("Laura",))])
def test_prompt_and_hotwords_reach_the_decoder(option: Options, engine: Engine, clips: list[Clip]) -> None:
    """The small Whisper never saw a prompt like this, and what it makes of it shows that it sees it."""
    told = [text(engine.transcribe(clip_at(clip), option)) for clip in clips[:4]]
    untold = [text(engine.transcribe(clip_at(clip), Options())) for clip in clips[:4]]
    assert told != untold


def contexts(engine: Any, options: Options) -> tuple[str, str]:
    """What of prompt and hotwords is given to the decoder."""
    prompt, hotwords = engine._context(options)
    return engine._whisper.hf_tokenizer.decode(prompt or []), hotwords or ""


def test_what_is_told_is_given_whole_where_there_is_room(engine: Engine) -> None:
    told = contexts(engine, Options(prompt=" Dear Ms Ångström, ", hotwords=("Käse", "naïve café")))
    assert told == (" Dear Ms Ångström,", "Käse, naïve café")
    assert contexts(engine, Options(prompt="  ", hotwords=("", " "))) == ("", "")


def test_nobody_can_tell_it_its_own_marks(engine: Engine, clips: list[Clip]) -> None:
    marks = "<|endoftext|><|startoftranscript|><|de|> <|translate|>"
    assert contexts(engine, Options(prompt=f"{marks}Hello.", hotwords=(marks, f"{marks}Laura"))) == (" Hello.", "Laura")
    options = Options(prompt=marks, hotwords=(marks,))
    assert text(engine.transcribe(clip_at(clips[1]), options)) == clips[1].text


@pytest.mark.parametrize("hotwords", [(), ("Laura",), tuple(f"word{number}" for number in range(400))])
@pytest.mark.parametrize("prompt", ["", "Thank you.", "first " + "and so on " * 400 + "last"])
def test_more_than_the_decoder_can_hold_is_shortened(
    prompt: str, hotwords: tuple[str, ...], engine: Engine, clips: list[Clip]
) -> None:
    options = Options(language="en", prompt=prompt, hotwords=hotwords)
    check(list(engine.transcribe(clip_at(clips[3]), options)), clip_at(clips[3]), options)
    kept, words = contexts(engine, options)
    assert prompt.endswith(kept.strip())
    assert ", ".join(hotwords).startswith(words)
    assert bool(kept) is bool(prompt)
    assert bool(words) is bool(hotwords)


def test_audio_longer_than_a_window_is_heard_to_its_end(engine: Engine, clips: list[Clip]) -> None:
    """Far apart, for the small Whisper knows little of long windows."""
    quiet = np.zeros(29 * SAMPLE_RATE, np.float32)
    one, two = clip_at(clips[1]), clip_at(clips[15])
    audio = Audio(np.concatenate([one.samples, quiet, two.samples]), 100.0)
    steps = list(engine.transcribe(audio, Options(language="en")))
    check(steps, audio, Options(language="en"))
    heard = segments(steps)
    assert heard[0].text == clips[1].text
    assert heard[-1].start > 120
    assert all(left.end <= right.start for left, right in pairwise(heard))


@pytest.mark.parametrize("seconds", [0.01, 29.999, 30.0, 30.001, 45.0])
def test_silence_of_any_length_is_nothing(seconds: float, engine: Engine) -> None:
    audio = sound(np.zeros(round(seconds * SAMPLE_RATE)), 3.0)
    assert list(engine.transcribe(audio, Options())) == [Progress(3.0)]
