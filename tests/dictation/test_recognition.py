from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.audio.gate import Gate
from asrpro.catalog.local import inspected
from asrpro.dictation.recognition import Recognition
from asrpro.domain import SAMPLE_RATE, Audio, Detected, Dropped, LoadOptions, Options, Partial, Segment
from asrpro.errors import ModelDamaged
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.request import Request
from fixtures.dictated import POCKETSPHINX, dictating, quiet, spoken
from fixtures.programs import until
from fixtures.sound import heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Model
    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.dictated import Dictated
    from fixtures.speech import Clip

    Begin = Callable[..., Dictated]

DAVID = "Save the report and send it to david."


@pytest.fixture
def whisper(whisper_folder: Path) -> Model:
    """The small Whisper."""
    return inspected(whisper_folder)


@pytest.fixture
def dictated(room: EngineRoom) -> Begin:
    return partial(dictating, room)


@pytest.fixture
def models(whisper: Model) -> dict[str, Model]:
    return {"whole": replace(whisper, window=4.0), "streamed": POCKETSPHINX}


def said(clips: list[Clip], name: str) -> list[Clip]:
    """Sentences that this Model understands."""
    return [clips[5], clips[7], clips[8]] if name == "whole" else [clips[8], clips[8]]


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_an_utterance_is_recognised_while_the_next_one_is_spoken(
    dictated: Begin, models: dict[str, Model], clips: list[Clip], name: str
) -> None:
    sentences = said(clips, name)
    expected = [clip.text for clip in sentences] if name == "whole" else [DAVID] * 2
    dictation, places = dictated(models[name]), []
    for count, clip in enumerate(sentences, 1):
        audio = heard(clip.path)
        places.append((dictation.said, dictation.said + audio.duration))
        dictation.say(audio)
        dictation.say(quiet(1.0))
        until(lambda count=count: len(dictation.texts()) == count, "the text")  # type: ignore[misc]
    assert not dictation.job.future.done()
    dictation.recognition.end()
    result = dictation.result()
    assert dictation.texts() == expected
    assert result.transcript.text == " ".join(expected)
    assert result.transcript.duration == pytest.approx(dictation.said, abs=0.001)
    for segment, (start, end) in zip(result.transcript.segments, places, strict=True):
        assert start - 0.3 < segment.start < segment.end < end + 0.3
    assert result.heard.splitlines() == (expected if name == "whole" else [DAVID.lower().rstrip(".")] * 2)
    assert result.transcript.device.startswith("cpu")
    assert {name for name, seconds in result.stages.items() if seconds > 0} == {"hear", "load", "recognise"}


def test_partials_are_shown_while_somebody_speaks(dictated: Begin, clips: list[Clip]) -> None:
    dictation = dictated(POCKETSPHINX)
    sentence = spoken([heard(clips[8].path)])
    begin, rest = (Audio(part) for part in np.split(sentence.samples, [round(2.2 * SAMPLE_RATE)]))
    dictation.say(begin)
    until(dictation.partials, "a partial")
    assert dictation.texts() == []
    assert dictation.partials()[0][0].isupper()  # as people want it
    dictation.say(rest, end=True)
    assert dictation.result().transcript.text == DAVID
    assert not isinstance(dictation.steps[-1], Partial)


@pytest.mark.parametrize("name", ["whole", "streamed"])
@pytest.mark.parametrize("seconds", [0.0, 0.01, 5.0])
def test_silence_is_nothing_and_no_model_is_asked(
    dictated: Begin, models: dict[str, Model], name: str, seconds: float
) -> None:
    dictation = dictated(models[name])
    dictation.say(quiet(seconds), end=True)
    result = dictation.result()
    assert (dictation.steps, result.transcript.segments, result.transcript.device) == ([], (), "")
    assert result.stages["load"] == result.stages["recognise"] == 0
    assert dictation.silences[-1] == pytest.approx(seconds)


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_that_a_model_cannot_be_loaded_is_known_before_anybody_has_spoken(
    dictated: Begin, whisper: Model, tmp_path: Path, name: str
) -> None:
    dictation = dictated(replace(whisper, path=tmp_path, streams=name == "streamed"))

    def over() -> bool:
        dictation.say(quiet(0.1))
        return dictation.job.future.done()

    until(over, "its end")
    with pytest.raises(ModelDamaged):
        dictation.result()


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_a_click_is_nothing(dictated: Begin, models: dict[str, Model], clips: list[Clip], name: str) -> None:
    dictation = dictated(models[name])
    voice = heard(clips[8].path).samples
    loudest = int(np.argmax(np.abs(voice)))
    click = Audio(voice[loudest - 300 : loudest + 300])
    dictation.say(Audio.join([quiet(1.0), click, quiet(2.0)]), end=True)
    result = dictation.result()
    assert result.transcript.segments == ()
    shown = [step for step in dictation.steps if isinstance(step, Partial)]
    assert not shown or shown[-1] == Partial("")


def test_an_utterance_within_one_piece_is_recognised_too(room: EngineRoom, clips: list[Clip]) -> None:
    """Which no stream has heard."""
    gate = Gate(silence=0.1, shortest=0.0)
    request = Request(POCKETSPHINX, "cpu", LoadOptions(), Options(), gate, DEFAULTS.delivery)
    recognition = Recognition(request, room.ears, room.residency.lease(POCKETSPHINX, "cpu", LoadOptions()).host)
    recognition.hear(Audio.join([quiet(1.0), Audio(heard(clips[8].path).samples[4400:5300]), quiet(0.5)]))
    recognition.end()
    room.lane.submit(job := recognition.job())
    assert job.future.result(30).transcript.device == "cpu"


@pytest.mark.parametrize("name", ["whole", "streamed"])
def test_a_word_at_the_very_end_is_kept(
    dictated: Begin, models: dict[str, Model], clips: list[Clip], name: str
) -> None:
    voice = heard(clips[8].path).samples
    last = int(np.flatnonzero(np.abs(voice) > 0.02)[-1])
    dictation = dictated(models[name])
    dictation.say(Audio.join([quiet(1.0), Audio(voice[:last])]), end=True)
    assert dictation.result().transcript.text.lower() == DAVID.lower()


def test_how_long_nobody_has_spoken_is_told(dictated: Begin, clips: list[Clip]) -> None:
    dictation = dictated(POCKETSPHINX)
    dictation.say(quiet(2.0))
    dictation.heard_silent(1.8)
    assert dictation.silences == sorted(dictation.silences)
    before = len(dictation.silences)
    dictation.say(heard(clips[8].path))
    dictation.say(quiet(3.0), end=True)
    dictation.result()
    assert 0.0 in dictation.silences[before:]
    assert 2.7 < dictation.silences[-1] < 3.7
    over = len(dictation.silences) - dictation.silences[::-1].index(0.0)
    assert dictation.silences[over:] == sorted(dictation.silences[over:])


def test_what_waits_is_recognised_in_one_window(dictated: Begin, whisper: Model, clips: list[Clip]) -> None:
    sentences = [heard(clip.path) for clip in clips[5:8]]
    for window, calls in ((30.0, 1), (4.0, 3)):
        dictation = dictated(replace(whisper, window=window))
        dictation.say(spoken(sentences), end=True)
        assert dictation.result().transcript.segments
        assert dictation.host._calls == calls


def test_what_a_gate_holds_back_is_told(dictated: Begin, whisper: Model, clips: list[Clip]) -> None:
    dictation = dictated(replace(whisper, takes_prompt=True), Options(language="en", prompt=clips[8].text))
    dictation.say(spoken([heard(clips[8].path)]), end=True)
    result = dictation.result()
    assert [step for step in dictation.steps if isinstance(step, Dropped)] == [*result.transcript.dropped]
    assert result.heard == clips[8].text
    assert result.transcript.text == ""


def test_the_language_that_is_heard_first_is_that_of_the_dictation(
    dictated: Begin, whisper: Model, clips: list[Clip]
) -> None:
    german = next(clip for clip in clips if clip.language == "de")
    dictation = dictated(replace(whisper, window=4.0), Options())
    dictation.say(spoken([heard(german.path)]))
    until(dictation.texts, "the text")
    assert [step.language for step in dictation.steps if isinstance(step, Detected)] == ["de"]
    dictation.say(spoken([heard(clips[8].path)]), end=True)
    result = dictation.result()
    assert result.transcript.options.language == result.transcript.language == "de"
    assert [step.language for step in dictation.steps if isinstance(step, Detected)] == ["de"]


def test_all_comes_out_however_it_comes_in(dictated: Begin, models: dict[str, Model], clips: list[Clip]) -> None:
    talk = spoken([heard(clip.path) for clip in said(clips, "whole")])
    found = []
    for size in (77, 5000, len(talk.samples)):
        dictation = dictated(models["whole"])
        for block in talk.pieces(size):
            dictation.recognition.hear(block)
        dictation.recognition.end()
        found.append(dictation.result().transcript.segments)
    assert found[0] == found[1] == found[2]
    assert all(isinstance(segment, Segment) for segment in found[0])
    assert len(found[0]) == 3


def test_two_dictations_at_once_do_not_mix(dictated: Begin, models: dict[str, Model], clips: list[Clip]) -> None:
    first, second = dictated(POCKETSPHINX), dictated(models["whole"])
    third = dictated(POCKETSPHINX)
    for dictation in (first, second, third):
        dictation.say(spoken([heard(clips[8].path)]))
    for dictation in (third, second, first):
        dictation.recognition.end()
    for dictation in (first, second, third):
        assert dictation.result().transcript.text.lower() == DAVID.lower()
