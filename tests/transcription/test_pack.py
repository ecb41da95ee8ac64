from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro import backends
from asrpro.audio import vad
from asrpro.audio.gate import Gate
from asrpro.audio.utterances import Cutter
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, Detected, Dropped, LoadOptions, Options, Partial, Progress, Segment
from asrpro.transcription.pack import GAP, Window, packed
from fixtures.sound import heard

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip

WINDOW = 30.0


@st.composite
def sources(draw: st.DrawFn) -> list[Audio | Progress]:
    """Utterances in order with silence between, and Progress where Ears would tell of it; samples are numbered."""
    found: list[Audio | Progress] = []
    at, number = 0.0, 0
    for _utterance in range(draw(st.integers(0, 12))):
        for _block in range(draw(st.integers(0, 2))):
            at += draw(st.floats(0.0, 90.0))
            found.append(Progress(at))
        at += draw(st.floats(0.0, 5.0))
        count = draw(st.integers(1, 480)) * 100  # at most 3 s; windows of a tenth make up for it
        found.append(Audio(np.arange(number, number + count, dtype=np.float32), at))
        at += count / SAMPLE_RATE
        number += count
    return found


def utterances(source: list[Audio | Progress]) -> list[Audio]:
    return [one for one in source if isinstance(one, Audio)]


def windows(source: list[Audio | Progress], window: float | None) -> list[Window]:
    return [one for one in packed(source, window) if isinstance(one, Window)]


@given(sources(), st.floats(0.1, 10.0) | st.none())
def test_nothing_is_lost_or_moved_and_no_window_is_too_full(
    source: list[Audio | Progress], window: float | None
) -> None:
    found = windows(source, window)
    cut = [
        one.audios[0].samples[round(place.begin * SAMPLE_RATE) : round(place.end * SAMPLE_RATE)]
        for one in found
        for place in one.utterances
    ]
    for samples, audio in zip(cut, utterances(source), strict=True):
        assert np.array_equal(samples, audio.samples)
    for one in found:
        assert all(right.begin - left.end == pytest.approx(GAP) for left, right in pairwise(one.utterances))
        assert one.audios[0].start == 0
        assert one.audios[0].duration == pytest.approx(one.utterances[-1].end)
        assert len(one.utterances) == 1 or (window is not None and one.audios[0].duration <= window)
    if window:
        for left, right in pairwise(found):
            first = right.utterances[0]
            assert left.audios[0].duration + GAP + first.end > window - 1e-9, (
                "what comes first in a window did not fit into the last"
            )
    else:
        assert len(found) == len(utterances(source))


@given(sources(), st.sampled_from([None, 3.0, 10.0]))
def test_places_are_those_of_the_utterances(source: list[Audio | Progress], window: float | None) -> None:
    places = [place for one in windows(source, window) for place in one.utterances]
    for place, audio in zip(places, utterances(source), strict=True):
        assert place.start == audio.start
        assert place.end - place.begin == pytest.approx(audio.duration)


@given(sources(), st.sampled_from([None, 3.0, 10.0]))
def test_progress_never_goes_back_and_there_is_a_step_for_each(
    source: list[Audio | Progress], window: float | None
) -> None:
    found = list(packed(source, window))
    reached = 0.0
    for one in found:
        before, reached = reached, one.seconds if isinstance(one, Progress) else one.utterances[0].start
        assert before <= reached + 1e-9
        reached = reached if isinstance(one, Progress) else one.end
    assert sum(isinstance(one, Progress) for one in found) == sum(isinstance(one, Progress) for one in source)


@given(sources(), st.lists(st.floats(-1.0, 12.0), min_size=2, max_size=8))
def test_a_time_of_the_window_is_one_of_an_utterance_and_later_ones_are_not_earlier(
    source: list[Audio | Progress], times: list[float]
) -> None:
    for window in windows(source, 10.0):
        restored = []
        for seconds in sorted(times):
            (step,) = window.restored(Progress(seconds))
            assert isinstance(step, Progress)
            restored.append(step.seconds)
            assert any(
                place.start - 0.001 <= step.seconds <= place.start + place.end - place.begin + 0.001
                for place in window.utterances
            )
        assert restored == sorted(restored)


def window_of(*spans: tuple[float, float]) -> Window:
    """A window of utterances that start there and last so long."""
    (window,) = packed(
        [Audio(np.zeros(round(length * SAMPLE_RATE), np.float32), start) for start, length in spans], 999
    )
    assert isinstance(window, Window)
    return window


def test_a_seam_is_the_end_of_one_utterance_and_not_yet_the_next() -> None:
    window = window_of((10.0, 2.0), (100.0, 3.0))
    assert window.end == 103.0
    second = 2.0 + GAP
    ats = (0.0, 2.0, 2.001, second, second + 0.001, second + 3.0, 99.0)
    times = [step.seconds for at in ats for step in window.restored(Progress(at)) if isinstance(step, Progress)]
    assert times == [10.0, 12.0, 100.0, 100.0, 100.001, 103.0, 103.0]


def test_what_has_no_time_stays_as_it_is() -> None:
    window = window_of((10.0, 2.0))
    for step in (Partial("so far"), Detected("de", 0.9)):
        assert window.restored(step) == [step]
    assert window.restored(Dropped(Segment("a", 0.5, 1.0), "why")) == [Dropped(Segment("a", 10.5, 11.0), "why")]


def test_without_a_window_an_utterance_is_given_on_at_once() -> None:
    source = iter([Audio(np.zeros(160, np.float32), 1.0), Progress(60.0)])
    assert isinstance(next(packed(source, None)), Window)
    assert next(source) == Progress(60.0), "nothing was asked for beyond it"


def test_while_a_window_fills_the_search_goes_on_in_steps() -> None:
    silence: list[Audio | Progress] = [Progress(60.0), Progress(120.0)]
    found = list(packed([Progress(0.5), Audio(np.zeros(16000, np.float32), 1.0), *silence], WINDOW))
    assert [type(one) for one in found] == [Progress, Progress, Progress, Window]
    assert found[:3] == [Progress(0.5), Progress(1.0), Progress(1.0)]


def test_sentences_in_one_window_are_heard_about_as_well_as_alone(whisper_folder: Path, clips: list[Clip]) -> None:
    engine = backends.backend("faster_whisper").load(inspected(whisper_folder), "cpu", LoadOptions())
    session = vad.session()

    def said(some: list[Clip]) -> list[str]:
        quiet = np.zeros(2 * SAMPLE_RATE, np.float32)
        cutter = Cutter(vad.SileroVad(session), Gate())
        source = np.concatenate([part for clip in some for part in (heard(clip.path).samples, quiet)])
        (window,) = windows([*cutter.add(source), *cutter.end()], WINDOW)
        assert len(window.utterances) == len(some)
        steps = engine.transcribe(window.audios[0], Options(language="en"))
        return [step.text for step in steps if isinstance(step, Segment)]

    english = [clip for clip in clips if clip.language == "en"]
    alone = sum(said([clip]) == [clip.text] for clip in english)
    pairs = list(zip(english[::2], english[1::2], strict=True))
    together = sum(line == clip.text for pair in pairs for line, clip in zip(said([*pair]), pair, strict=False))
    assert together >= alone - 2
    assert alone >= 17
