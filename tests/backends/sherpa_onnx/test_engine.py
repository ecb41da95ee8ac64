from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import SAMPLE_RATE, Audio, LoadOptions, Options, Partial, Progress, Segment, StreamingEngine
from asrpro.errors import ModelDamaged, Unsupported
from fixtures import transducers
from fixtures.graphs import FLOAT, INT64, beside, graph, node, vocabulary
from fixtures.transducers import metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from asrpro.domain import Engine, Step
    from fixtures.graphs import Value

STEP = 0.06
"""Seconds by which the scripted models tell too early or too late when it became loud."""
EMPTY = Audio(np.zeros(0, np.float32))


def loaded(folder: Path, **options: str) -> Engine:
    return backends.backend("sherpa_onnx").load(inspected(folder), "cpu", LoadOptions(**options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def streaming(tmp_path_factory: pytest.TempPathFactory) -> StreamingEngine:
    engine = loaded(transducers.zipformer(tmp_path_factory.mktemp("made") / "zipformer"))
    assert isinstance(engine, StreamingEngine)
    return engine


def bursts(*starts: float, seconds: float, begin: float = 0.0) -> Audio:
    """Silence, with 0.3 s of noise at these times."""
    samples = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    for start in starts:
        at = int(start * SAMPLE_RATE)
        noise = np.random.default_rng(at).normal(0, 0.1, 4800).astype(np.float32)
        samples[at : at + 4800] = noise[: len(samples) - at]
    return Audio(samples, begin)


def segments(steps: Iterable[Step]) -> list[Segment]:
    return [step for step in steps if isinstance(step, Segment)]


def test_words_are_told_at_their_time_and_a_pause_ends_a_segment(streaming: StreamingEngine) -> None:
    audio = bursts(1.0, 1.5, 2.2, 7.0, seconds=10.0, begin=50.0)
    first, second = segments(streaming.transcribe(audio, Options(words=True)))
    assert [first.text, second.text] == ["good day good", "day"]
    starts = [word.start for segment in (first, second) for word in segment.words]
    assert np.abs(np.array(starts) - [51.0, 51.5, 52.2, 57.0]).max() < STEP
    assert first.confidence
    assert second.end <= 60.0


def test_partials_come_while_blocks_arrive_and_grow(streaming: StreamingEngine) -> None:
    audio = bursts(0.5, 1.1, 1.7, seconds=2.5)
    steps = list(streaming.stream(audio.pieces(SAMPLE_RATE // 5), Options()))
    assert [step.text for step in steps if isinstance(step, Partial)] == ["good", "good day", "good day good"]
    assert [segment.text for segment in segments(steps)] == ["good day good"]
    assert isinstance(steps[-1], Segment)


@pytest.mark.parametrize("samples", [160, 333, 4000, 16000, 1_000_000])
def test_blocks_of_any_length_are_heard_alike(samples: int, streaming: StreamingEngine) -> None:
    audio = bursts(0.5, 1.4, 6.1, 7.0, seconds=9.0, begin=3.0)
    whole = segments(streaming.transcribe(audio, Options(words=True)))
    assert len(whole) == 2
    assert segments(streaming.stream(audio.pieces(samples), Options(words=True))) == whole


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


def test_what_is_said_last_is_heard(streaming: StreamingEngine) -> None:
    audio = bursts(0.3, 1.5, seconds=1.65)
    assert [segment.text for segment in segments(streaming.transcribe(audio, Options()))] == ["good day"]


def test_speech_without_a_pause_is_not_torn(streaming: StreamingEngine) -> None:
    audio = bursts(*np.arange(0.5, 44.0, 0.7), seconds=45.0)
    steps = list(streaming.transcribe(audio, Options()))
    said = segments(steps)
    assert [step for step in steps[:-1] if isinstance(step, Segment)] == []
    assert len(said[0].text.split()) == 63


def test_what_was_trained_in_capitals_does_not_shout(tmp_path: Path) -> None:
    folder = transducers.zipformer(tmp_path / "zipformer")
    vocabulary(folder / "tokens.txt", [token.upper() for token in transducers.TOKENS])
    steps = loaded(folder).transcribe(bursts(0.5, 1.0, seconds=2.0), Options(words=True))
    assert [segment.text for segment in segments(steps)] == ["good day"]


@pytest.mark.parametrize("made", [transducers.offline, transducers.sense_voice, transducers.nemo])
def test_recordings_are_heard_in_windows(made: object, tmp_path: Path) -> None:
    engine = loaded(made(tmp_path / "made"))  # type: ignore[operator]
    assert not isinstance(engine, StreamingEngine)
    assert engine.device == "cpu (int8)"
    steps = list(engine.transcribe(bursts(1.0, 33.0, seconds=40.0, begin=2.0), Options(words=True)))
    assert [segment.text for segment in segments(steps)] == ["good day", "good day"]
    assert [len(segment.words) for segment in segments(steps)] == [2, 2]
    assert steps[2] == Progress(42.0)


def test_the_weights_of_a_graph_may_lie_in_a_file_beside_it(tmp_path: Path) -> None:
    """As those of encoders do that are too large for one file."""
    folder = transducers.nemo(tmp_path / "made")
    sound: list[Value] = [("audio_signal", FLOAT, (1, transducers.MELS, "frames")), ("length", INT64, (1,))]
    heard: list[Value] = [("outputs", FLOAT, (1, 4, 10)), ("encoded_lengths", INT64, (1,))]
    nodes = [node("Identity", [f"always.{name}"], [name]) for name, *_rest in heard]
    encoder = graph(nodes, {"always.encoded_lengths": np.array([10], np.int64)}, sound, heard)
    encoder += beside(folder / "encoder.int8.weights", "always.outputs", np.zeros((1, 4, 10), np.float32))
    told = metadata(vocab_size=2, subsampling_factor=8, normalize_type="per_feature", pred_rnn_layers=1, pred_hidden=4)
    (folder / "encoder.int8.onnx").write_bytes(encoder + told)
    audio = bursts(1.0, seconds=3.0)
    assert [segment.text for segment in segments(loaded(folder).transcribe(audio, Options()))] == ["good day"]
    (folder / "encoder.int8.weights").unlink()
    with pytest.raises(ModelDamaged, match=r"encoder\.int8\.weights is missing"):
        inspected(folder)


def test_what_tells_no_times_of_words_says_so(tmp_path: Path) -> None:
    engine = loaded(transducers.paraformer(tmp_path / "made"))
    audio = bursts(1.0, seconds=3.0, begin=2.0)
    assert segments(engine.transcribe(audio, Options())) == [Segment("good day", 2.0, 5.0)]
    with pytest.raises(Unsupported, match="times of words"):
        list(engine.transcribe(audio, Options(words=True)))


def test_a_number_format_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    folder = transducers.offline(tmp_path / "made")
    assert loaded(folder, compute_type="int8").device == "cpu (int8)"
    with pytest.raises(Unsupported, match="no files in the number format float32") as told:
        loaded(folder, compute_type="float32")
    assert told.value.hint.endswith("one of: default, int8.")
