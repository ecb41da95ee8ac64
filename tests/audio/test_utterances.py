"""The rules of the Cutter, with the real network where it matters and a Vad that is told what to say where not."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.audio.vad import FRAME, SileroVad, session
from asrpro.domain import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

SECONDS = FRAME / SAMPLE_RATE


class Told:
    """A Vad that finds its answer in the sound: the first sample of each frame is the probability."""

    def probabilities(self, samples: Samples) -> Samples:
        return samples.reshape(-1, FRAME)[:, 0]


def sound(probabilities: Sequence[float]) -> Samples:
    """Sound for which Told says this, in which every other sample is another one."""
    frames = np.arange(len(probabilities) * FRAME, dtype=np.float32).reshape(-1, FRAME) + 10
    frames[:, 0] = probabilities
    return frames.reshape(-1)


def cut(vad: Any, gate: Gate, blocks: Iterable[Samples]) -> list[Audio]:
    cutter = Cutter(vad, gate)
    found = [utterance for block in blocks for utterance in cutter.add(block)]
    found += cutter.end()
    assert not cutter.speaking
    return found


def spans(utterances: Iterable[Audio]) -> list[tuple[int, int]]:
    """First and last frame, not included, of each."""
    return [(round(audio.start / SECONDS), round(audio.end / SECONDS)) for audio in utterances]


@pytest.fixture(scope="module")
def network() -> Any:
    return session()


@pytest.fixture(scope="module")
def whole(network: Any, talk: Audio) -> list[Audio]:
    """What is found in the talk when it comes as one block."""
    return cut(SileroVad(network), Gate(), [talk.samples])


def test_every_sentence_is_an_utterance(whole: list[Audio], talk: Audio) -> None:
    assert len(whole) == 28
    for before, after in itertools.pairwise(whole):
        assert before.end <= after.start
    for audio in whole:
        start = round(audio.start * SAMPLE_RATE)
        np.testing.assert_array_equal(audio.samples, talk.samples[start : start + len(audio.samples)])


@given(places=st.lists(st.floats(0, 1), max_size=60))
def test_any_blocks_give_the_same_utterances(
    network: Any, talk: Audio, whole: list[Audio], places: list[float]
) -> None:
    samples = talk.samples[: 20 * SAMPLE_RATE]
    blocks = np.split(samples, sorted(round(place * len(samples)) for place in places))
    found = cut(SileroVad(network), Gate(), blocks)[:-1]  # the last is cut off with the sound
    assert len(found) > 3
    for one, other in zip(found, whole, strict=False):
        assert one.start == other.start
        np.testing.assert_array_equal(one.samples, other.samples)


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("silence", [0.4, 0.5, 1.5])
def test_it_cuts_where_faster_whisper_cuts(network: Any, talk: Audio, threshold: float, silence: float) -> None:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    margin = 6 * SECONDS
    gate = Gate(threshold=threshold, silence=silence, longest=3600, margin=margin)
    options = VadOptions(
        threshold=threshold,
        min_silence_duration_ms=silence * 1000,  # type: ignore[arg-type]
        min_speech_duration_ms=100,
        speech_pad_ms=margin * 1000,
    )
    theirs = [(speech["start"], speech["end"]) for speech in get_speech_timestamps(talk.samples.copy(), options)]
    ours = cut(SileroVad(network), gate, [talk.samples])
    # What lasts to the end of the source ends there with them, and with its last speech with us.
    assert [(round(audio.start * SAMPLE_RATE), round(audio.end * SAMPLE_RATE)) for audio in ours[:-1]] == theirs[:-1]
    assert round(ours[-1].start * SAMPLE_RATE) == theirs[-1][0]
    assert 0 <= theirs[-1][1] - round(ours[-1].end * SAMPLE_RATE) <= (silence + margin) * SAMPLE_RATE


def test_silence_and_noise_hold_no_utterance(network: Any) -> None:
    random = np.random.default_rng(2)
    hum = 0.1 * np.sin(2 * np.pi * 50 * np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE)
    for samples in (np.zeros(20 * SAMPLE_RATE), random.normal(0, 0.001, 20 * SAMPLE_RATE),
                    random.normal(0, 0.1, 20 * SAMPLE_RATE), hum):  # fmt: skip
        assert cut(SileroVad(network), Gate(), [samples.astype(np.float32)]) == []


def test_nothing_at_all_holds_no_utterance(network: Any) -> None:
    assert cut(SileroVad(network), Gate(), []) == []
    assert cut(SileroVad(network), Gate(), [np.zeros(0, np.float32), np.zeros(3, np.float32)]) == []


def test_speech_at_the_very_beginning_and_end(network: Any, speech: Audio) -> None:
    loud = np.flatnonzero(np.abs(speech.samples) > 0.05)
    bare = speech.samples[loud[0] : loud[-1]]
    (found,) = cut(SileroVad(network), Gate(), [bare])
    assert found.start < 0.3
    assert found.end == pytest.approx(len(bare) / SAMPLE_RATE, abs=0.3)
    assert found.end <= len(bare) / SAMPLE_RATE


@given(
    probabilities=st.lists(st.sampled_from([0.0, 0.02, 0.2, 0.34, 0.35, 0.45, 0.5, 0.9, 1.0]), max_size=40).flatmap(
        lambda values: st.lists(st.integers(1, 60), min_size=len(values), max_size=len(values)).map(
            lambda times: [value for value, time in zip(values, times, strict=True) for _time in range(time)]
        )
    ),
    gate=st.builds(
        Gate,
        threshold=st.sampled_from([0.05, 0.5, 0.95]),
        silence=st.sampled_from([0.1, 0.5, 5.0]),
        longest=st.sampled_from([1.5, 4.0, 28.0]),
        margin=st.sampled_from([0.0, 0.032, 0.2, 0.25]),
        shortest=st.sampled_from([0.0, 0.1, 0.5]),
    ),
    ragged=st.integers(0, FRAME - 1),
)
def test_utterances_are_in_order_apart_whole_and_short_enough(
    probabilities: list[float], gate: Gate, ragged: int
) -> None:
    samples = np.concatenate([sound(probabilities), np.zeros(ragged, np.float32)])
    found = cut(Told(), gate, [samples])
    end = 0
    covered = np.zeros(len(probabilities) + 1, bool)
    for audio in found:
        start = round(audio.start * SAMPLE_RATE)
        assert start >= end
        end = start + len(audio.samples)
        assert 0 < audio.duration <= gate.longest
        np.testing.assert_array_equal(audio.samples, samples[start:end])
        covered[start // FRAME : -(-end // FRAME)] = True
    # All that is likely speech for long enough is in an Utterance.
    shortest = int(gate.shortest / SECONDS) + 1
    for first in range(len(probabilities) - shortest + 1):
        if min(probabilities[first : first + shortest]) >= gate.threshold:
            assert covered[first : first + shortest].all()


def test_a_low_threshold_ends_too() -> None:
    """Where 0.15 less would be below nothing."""
    probabilities = [0.0] * 20 + [0.9] * 20 + [0.0] * 40 + [0.9] * 20 + [0.0] * 40
    assert len(cut(Told(), Gate(threshold=0.1), [sound(probabilities)])) == 2


def test_what_is_too_short_is_a_click() -> None:
    click, word = [0.0] * 40 + [0.9] * 3 + [0.0] * 40, [0.0] * 40 + [0.9] * 4 + [0.0] * 40
    assert cut(Told(), Gate(), [sound(click)]) == []
    assert spans(cut(Told(), Gate(), [sound(word)])) == [(34, 50)]


def test_doubtful_speech_keeps_an_utterance_alive_only_if_it_grows_certain() -> None:
    speech, doubt, silence = [0.9] * 10, [0.4] * 30, [0.0] * 20
    assert len(cut(Told(), Gate(), [sound(speech + doubt + speech + silence)])) == 1
    assert len(cut(Told(), Gate(), [sound(speech + silence[:5] + doubt + silence[:1] + speech + silence)])) == 2


def test_speech_without_a_pause_is_cut_in_its_quietest_place() -> None:
    gate = Gate(longest=10.0)
    probabilities = np.full(1000, 0.95)
    probabilities[200:206] = 0.6  # the only breath in the second half of the first ten seconds
    probabilities[250] = 0.4  # a dip, shorter than any breath
    found = cut(Told(), gate, [sound(probabilities.tolist())])
    assert spans(found)[0][1] in range(201, 206)
    for before, after in itertools.pairwise(found):
        assert after.start == pytest.approx(before.end, abs=1e-9)
    assert sum(len(audio.samples) for audio in found) == 1000 * FRAME
    assert max(audio.duration for audio in found) <= 10.0
    assert min(audio.duration for audio in found) > 0.9


def test_real_speech_without_a_pause_is_cut_between_words(network: Any, speech: Audio) -> None:
    """Sentences cut tight and put end to end, with one short breath where the cut ought to be."""
    loud = np.flatnonzero(np.abs(speech.samples) > 0.02)
    bare = speech.samples[loud[0] : loud[-1]]
    breath = np.zeros(round(0.35 * SAMPLE_RATE), np.float32)
    before = np.tile(bare, 8)
    samples = np.concatenate([before, breath, np.tile(bare, 8)])
    gate = Gate(silence=2.0, longest=28.0)
    found = cut(SileroVad(network), gate, [samples])
    assert len(found) > 1
    middle = len(before) / SAMPLE_RATE
    assert middle <= found[0].end <= middle + 0.4
    assert found[1].start == pytest.approx(found[0].end, abs=1e-9)


def test_what_is_settled_never_goes_back_and_nothing_before_it_is_given_out() -> None:
    random = np.random.default_rng(5)
    probabilities = np.repeat(random.choice([0.0, 0.9], 300), random.integers(1, 60, 300)).tolist()
    cutter, last = Cutter(Told(), Gate()), 0.0
    for block in np.array_split(sound(probabilities), 500):
        for audio in cutter.add(block):
            assert audio.start >= last - 1e-9
        assert cutter.settled >= last
        last = cutter.settled
    assert last > 0.9 * len(probabilities) * SECONDS


def test_speaking_is_told_while_it_goes_on() -> None:
    cutter = Cutter(Told(), Gate())
    told = []
    for probability in [0.0] * 5 + [0.9] * 5 + [0.0] * 30:
        list(cutter.add(sound([probability])))
        told.append(cutter.speaking)
    assert told[:5] == [False] * 5
    assert told[5:10] == [True] * 5
    assert told[-1] is False


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_an_hour_needs_no_more_memory_than_a_minute(probability: float) -> None:
    cutter = Cutter(Told(), Gate())
    minute = sound([probability] * round(60 / SECONDS))
    given = 0.0

    def hear(minutes: int) -> int:
        nonlocal given
        tracemalloc.reset_peak()
        for _minute in range(minutes):
            for block in np.array_split(minute, 6):
                given += sum(audio.duration for audio in cutter.add(block.copy()))
        return tracemalloc.get_traced_memory()[1]

    tracemalloc.start()
    try:
        first, rest = hear(2), hear(58)
    finally:
        tracemalloc.stop()
    assert rest < first * 1.1
    given += sum(audio.duration for audio in cutter.end())
    assert given == pytest.approx(3600 * probability, rel=0.01)


def test_each_source_has_a_gate_of_its_own(network: Any, talk: Audio) -> None:
    strict = cut(SileroVad(network), replace(Gate(), silence=3.0), [talk.samples])
    assert len(strict) < 28
