from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.moonshine.engine import ENOUGH, LONGEST
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, LoadOptions, Options, Partial, Progress, Segment, StreamingEngine
from fixtures import moonshines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from asrpro.domain import Engine, Step

EMPTY = Audio(np.zeros(0, np.float32))


def loaded(folder: Path, called: str = "moonshine") -> Engine:
    model = replace(inspected(folder), id=called)
    return backends.backend("moonshine").load(model, "cpu", LoadOptions())


@pytest.fixture(scope="module")
def streaming(tmp_path_factory: pytest.TempPathFactory) -> StreamingEngine:
    engine = loaded(moonshines.streaming(tmp_path_factory.mktemp("made") / "streaming"))
    assert isinstance(engine, StreamingEngine)
    return engine


def bursts(*starts: float, seconds: float, begin: float = 0.0) -> Audio:
    """Silence, with 0.24 s of noise at these times."""
    samples = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    for start in starts:
        at = int(start * SAMPLE_RATE)
        noise = np.random.default_rng(at).normal(0, 0.1, 3840).astype(np.float32)
        samples[at : at + 3840] = noise[: len(samples) - at]
    return Audio(samples, begin)


def segments(steps: Iterable[Step]) -> list[Segment]:
    return [step for step in steps if isinstance(step, Segment)]


def test_partials_come_while_blocks_arrive_and_grow(streaming: StreamingEngine) -> None:
    audio = bursts(0.4, 1.4, 2.4, seconds=4.0, begin=20.0)
    steps = list(streaming.stream(audio.pieces(SAMPLE_RATE // 2), Options()))
    assert [step.text for step in steps if isinstance(step, Partial)] == ["good", "good day", "good day good"]
    assert steps[-1] == Segment("good day good", 20.0, 24.0)


@pytest.mark.parametrize("samples", [160, 333, 4000, 16000, 1_000_000])
def test_blocks_of_any_length_are_heard_alike(samples: int, streaming: StreamingEngine) -> None:
    audio = bursts(0.5, 1.4, 6.1, 7.0, seconds=9.0, begin=3.0)
    found = segments(streaming.stream(audio.pieces(samples), Options()))
    assert found == [Segment("good day good day", 3.0, 12.0)]


def test_for_each_block_there_is_a_step_also_for_an_empty_one(streaming: StreamingEngine) -> None:
    taken = 0

    def blocks() -> Iterator[Audio]:
        nonlocal taken
        for block in bursts(0.5, seconds=2.0, begin=5.0).pieces(8000):
            for one in (EMPTY, block):
                taken += 1
                yield one

    steps = streaming.stream(blocks(), Options())
    assert isinstance(next(steps), Progress)
    for number in range(2, 9):
        assert isinstance(next(steps), Partial | Progress)
        assert taken == number
    assert [segment.text for segment in segments(steps)] == ["good"]


def test_a_stream_of_nothing_says_nothing(streaming: StreamingEngine) -> None:
    streaming.warm(3)
    assert list(streaming.stream(iter([]), Options())) == []
    assert segments(streaming.stream(iter([EMPTY, EMPTY]), Options())) == []
    silence = Audio(np.full(40 * SAMPLE_RATE, 0.001, np.float32))
    assert {type(step) for step in streaming.stream(silence.pieces(SAMPLE_RATE), Options())} == {Progress}


@pytest.mark.parametrize("seconds", [1.55, 1.62, 1.7])
def test_what_is_said_last_is_heard(seconds: float, streaming: StreamingEngine) -> None:
    audio = bursts(0.4, 1.5, seconds=seconds)
    for steps in (streaming.transcribe(audio, Options()), streaming.stream(audio.pieces(4000), Options())):
        assert [segment.text for segment in segments(steps)] == ["good day"]


def test_a_long_stream_is_parted_where_it_pauses(streaming: StreamingEngine) -> None:
    starts = [start for start in np.arange(0.5, 60.0, 0.5) if start % 12 < 11]
    audio = bursts(*starts, seconds=60.0, begin=7.0)
    found = segments(streaming.stream(audio.pieces(SAMPLE_RATE), Options()))
    assert len(found) > 3
    assert sum(len(segment.text.split()) for segment in found) == len(starts)
    assert all(ENOUGH < segment.end - segment.start < LONGEST for segment in found[:-1])
    assert [one.end for one in found[:-1]] == [other.start for other in found[1:]]


def test_a_long_stream_without_a_pause_is_parted_all_the_same(streaming: StreamingEngine) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, 70 * SAMPLE_RATE).astype(np.float32)
    found = segments(streaming.stream(Audio(noise).pieces(SAMPLE_RATE), Options()))
    assert [segment.text for segment in found] == ["good", "good", "good"]
    assert found[0].end == pytest.approx(LONGEST, abs=0.5)


@pytest.mark.parametrize("size", [moonshines.TINY, moonshines.BASE])
@pytest.mark.parametrize("called", ["moonshine-tiny", "moonshine-base"])
def test_one_for_recordings_is_loaded_in_its_size_whatever_it_is_called(
    size: tuple[int, int], called: str, tmp_path: Path
) -> None:
    engine = loaded(moonshines.whole(tmp_path / "made", size), called)
    assert not isinstance(engine, StreamingEngine)
    found = segments(engine.transcribe(bursts(1.0, 2.0, 17.0, seconds=20.0, begin=2.0), Options()))
    assert [segment.text for segment in found] == ["good day", "good"]
    assert found[-1].end == 22.0
