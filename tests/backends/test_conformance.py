"""What every Engine must do, whoever made it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.onnx import kinds as onnx
from asrpro.backends.transformers import kinds as transformers
from asrpro.domain import SAMPLE_RATE, Audio, Engine, Options, StreamingEngine
from asrpro.errors import Unsupported
from backends.conftest import TOLERANCE, check, clip_at, plain, segments, sound, text
from backends.made import ROWS
from backends.vouched import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asrpro.domain import Step
    from backends.conftest import Tried
    from fixtures.speech import Clip

CHANCE = np.random.default_rng(5)
NOTHING = {
    "no sample": sound([]),
    "one sample": sound([0.1], 3.0),
    "a few samples": sound([0.1] * 100, 3.0),
    "silence": sound(np.zeros(24000), 3.0),
    "a hum too low to hear": sound(0.001 * np.sin(np.arange(24000) / 50), 3.0),
    "no numbers": sound(np.full(24000, np.nan), 3.0),
    "some no numbers": sound(np.where(CHANCE.random(24000) < 0.01, np.nan, 0.0), 3.0),
}
"""Where nothing is to be heard."""
ODD = {
    "noise": sound(CHANCE.normal(0, 0.1, 24000), 3.0),
    "loud noise": sound(CHANCE.normal(0, 5, 24000), 3.0),
    "10 ms": sound(CHANCE.normal(0, 0.1, 160), 3.0),
    "infinite": sound(np.full(16000, np.inf), 3.0),
    "beyond all scales": sound(CHANCE.choice([-1e30, 1e30], 24000), 3.0),
    "off balance": sound(np.full(24000, 0.9), 3.0),
    "one click": sound([0.0] * 8000 + [1.0] + [0.0] * 8000, 3.0),
    "a beep": sound(np.sin(np.arange(24000) / 3), 3.0),
}
"""Where nobody can say what is to be heard."""


def test_every_backend_is_vouched_for() -> None:
    assert sorted(ALL) == backends.names()


@pytest.mark.parametrize(
    ("backend", "kinds"),
    [("onnx", onnx.KINDS), ("transformers", transformers.KINDS.values())],
    ids=["onnx", "transformers"],
)
def test_a_model_of_every_family_is_tried(backend: str, kinds: Iterable[onnx.Kind | transformers.Kind]) -> None:
    assert {kind.family for kind in kinds} == {known.family for known in ROWS.values() if known.backend == backend}


def test_the_engine_is_one(tried: Tried) -> None:
    assert isinstance(tried.engine, Engine)
    assert tried.engine.device.startswith(tried.known.device)
    assert (tried.model.backend, tried.model.family or "at a server") == (tried.known.backend, tried.known.family)
    assert isinstance(tried.engine, StreamingEngine) == tried.model.streams


@pytest.mark.parametrize("wanted", [False, True])
def test_steps_keep_to_the_rules(tried: Tried, wanted: bool) -> None:  # noqa: FBT001
    for clip, start in zip(tried.few(tried.clips, 1), (0.0, 7.25, 86400.0), strict=False):
        audio, options = clip_at(clip, start), Options(language=clip.language, words=wanted and tried.words)
        steps = list(tried.engine.transcribe(audio, options))
        check(steps, audio, options)
        assert tried.says_something(steps)


@pytest.mark.parametrize("wanted", [False, True])
def test_clips_are_heard_word_for_word_at_their_time(hearing: Tried, wanted: bool) -> None:  # noqa: FBT001
    words = wanted and hearing.words
    for clip, start in zip(hearing.clips, (0.0, 7.25, 86400.0), strict=True):
        audio = clip_at(clip, start)
        options = Options(language=clip.language, words=words)
        steps = list(hearing.engine.transcribe(audio, options))
        check(steps, audio, options)
        assert plain(text(steps)) == plain(clip.text)
        heard = segments(steps)
        assert heard[0].start < audio.start + 0.6
        if not words:  # of which the small Whisper knows the order, but not well the times
            assert heard[-1].end > audio.end - 0.6
        else:
            said = [word.text for segment in heard for word in segment.words]
            assert plain(" ".join(said)) == plain(clip.text)


@pytest.mark.parametrize("wanted", [False, True])
def test_sentences_said_one_after_the_other_do_not_overlap(tried: Tried, clips: list[Clip], wanted: bool) -> None:  # noqa: FBT001
    """What writes times along with the text goes back in them, in these four sentences for one."""
    said = [clip_at(clip).samples for clip in random.Random(0).sample(clips[:18], 4)]
    audio, options = sound(np.concatenate(said), 3.0), Options(language="en", words=wanted and tried.words)
    steps = list(tried.engine.transcribe(audio, options))
    check(steps, audio, options)
    assert tried.says_something(steps)


def test_times_count_from_the_beginning_of_the_source(patient: Tried) -> None:
    options = patient.options()
    near, far = (
        segments(patient.engine.transcribe(clip_at(patient.clips[0], start), options)) for start in (0.0, 1000.0)
    )
    assert [segment.text for segment in near] == [segment.text for segment in far]
    times = [
        (one.start + 1000 - other.start, one.end + 1000 - other.end)
        for left, right in zip(near, far, strict=True)
        for one, other in ((left, right), *zip(left.words, right.words, strict=True))
    ]
    assert np.abs(times).max(initial=0) < 2 * TOLERANCE


@pytest.mark.parametrize("what", NOTHING)
def test_where_nothing_is_nothing_is_heard(tried: Tried, what: str) -> None:
    steps = list(tried.engine.transcribe(NOTHING[what], tried.options()))
    check(steps, NOTHING[what], tried.options())
    assert segments(steps) == []


def test_odd_sounds_harm_nothing(patient: Tried) -> None:
    options = patient.options()
    for what in patient.few(ODD.values()):
        check(list(patient.engine.transcribe(what, options)), what, options)
    assert plain(text(patient.engine.transcribe(clip_at(patient.clips[0]), patient.options()))) == patient.says[0]


@pytest.mark.parametrize("gain", [50.0, 0.05])
def test_speech_that_is_clipped_or_faint_keeps_to_the_rules(patient: Tried, gain: float) -> None:
    samples = clip_at(patient.clips[0]).samples * gain
    audio, options = sound(samples, 3.0), patient.options()
    check(list(patient.steps(audio, options)), audio, options)
    within = sound(np.clip(samples, -1, 1), 3.0)
    assert list(patient.steps(audio, options)) == list(patient.steps(within, options))


@pytest.mark.parametrize("seconds", [30, 31])
def test_a_window_of_whisper_s_and_more_is_heard(patient: Tried, seconds: int) -> None:
    is_heard(patient, seconds)


def test_ten_minutes_are_heard(lasting: Tried) -> None:
    is_heard(lasting, 600)


def is_heard(tried: Tried, seconds: int) -> None:
    """Its words come from beginning to end; the small Whisper misses sentences where they are many."""
    clips = [clip_at(clip).samples for clip in tried.clips]
    spoken = np.concatenate([np.concatenate([clip, np.zeros(SAMPLE_RATE // 2, np.float32)]) for clip in clips])
    samples = np.resize(spoken, seconds * SAMPLE_RATE)
    audio, options = sound(samples, 3.0), tried.options()
    steps = list(tried.engine.transcribe(audio, options))
    check(steps, audio, options)
    heard = segments(steps)
    if tried.known.chance:  # which says anything at any time
        return
    assert heard[0].start < 3.0 + len(clips[0]) / SAMPLE_RATE
    assert heard[-1].end > 3.0 + (seconds - 30 if tried.known.once else seconds / 2)


def test_one_damaged_sample_costs_nothing(tried: Tried) -> None:
    clip = tried.clips[1]
    samples = clip_at(clip).samples.copy()
    samples[100] = np.nan
    assert plain(text(tried.engine.transcribe(Audio(samples), tried.options()))) == tried.says[1]


def test_samples_may_be_read_only_and_stay_as_they_are(tried: Tried) -> None:
    audio = clip_at(tried.clips[0])
    before = audio.samples.copy()
    audio.samples.flags.writeable = False
    assert tried.says_something(list(tried.engine.transcribe(audio, tried.options())))
    assert np.array_equal(audio.samples, before)


def test_the_same_audio_gives_the_same_steps(patient: Tried) -> None:
    options = patient.options()
    clips = patient.few(patient.clips)
    first = [list(patient.steps(clip_at(clip), options)) for clip in clips]
    again = [list(patient.steps(clip_at(clip), options)) for clip in reversed(clips)]
    assert first == again[::-1]


def test_an_iterator_may_be_closed_anywhere(patient: Tried, rounds: Callable[[int, int], int]) -> None:
    long = Audio(np.concatenate([clip_at(clip).samples for clip in patient.clips]))
    whole = list(patient.steps(long, patient.options()))
    for taken in range(min(len(whole), rounds(4, 100))):
        steps = patient.steps(long, patient.options())
        assert [next(steps) for _count in range(taken)] == whole[:taken]
        steps.close()  # type: ignore[attr-defined]
    assert list(patient.steps(long, patient.options())) == whole


def test_generators_advanced_in_any_order_say_what_they_say_alone(
    patient: Tried, rounds: Callable[[int, int], int]
) -> None:
    options = patient.options()
    audios = [clip_at(clip, 10.0 * number) for number, clip in enumerate(patient.few(patient.clips))]
    audios += [ODD["noise"], NOTHING["silence"]]
    alone = [list(patient.steps(audio, options)) for audio in audios]
    chance = random.Random(11)
    for _round in range(rounds(1, 200)):
        running = {number: patient.steps(audio, options) for number, audio in enumerate(audios)}
        together: list[list[Step]] = [[] for _audio in audios]
        while running:
            number = chance.choice(list(running))
            step = next(running[number], None)
            if step is None:
                del running[number]
            else:
                together[number].append(step)
        assert together == alone


def test_what_the_model_cannot_do_is_refused(tried: Tried) -> None:
    audio = clip_at(tried.clips[0])
    with pytest.raises(Unsupported, match=r"understand.*\."):
        list(tried.engine.transcribe(audio, Options(language="xx")))
    if "translate" not in tried.model.tasks:
        with pytest.raises(Unsupported, match="translate"):
            list(tried.engine.transcribe(audio, Options(task="translate")))
    if not tried.words:
        with pytest.raises(Unsupported, match="times of words"):
            list(tried.engine.transcribe(audio, Options(words=True)))
    if not tried.finds_language:
        with pytest.raises(Unsupported, match="must be told"):
            list(tried.engine.transcribe(audio, Options()))
    heard = plain(text(tried.engine.transcribe(audio, Options(language="en"))))
    assert heard == tried.says[0] or tried.known.chance, "who is told hears the same, unless it writes anything at all"


def test_every_language_it_claims_may_be_told(tried: Tried) -> None:
    for language in tried.model.languages:
        assert list(tried.engine.transcribe(NOTHING["no sample"], Options(language=language))) == []
