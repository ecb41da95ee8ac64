from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Audio, Detected, Dropped, Model, Options, Partial, Progress, Segment, Word
from asrpro.runtime import frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Step

seconds = st.floats(0, 1e6)
sure = st.none() | st.floats(0, 1)
words = st.builds(Word, st.text(), seconds, seconds, sure)
segments = st.builds(Segment, st.text(), seconds, seconds, sure, st.lists(words, max_size=4).map(tuple))
steps: st.SearchStrategy[Step] = st.one_of(
    st.builds(Progress, seconds),
    st.builds(Partial, st.text()),
    st.builds(Detected, st.text(), st.floats(0, 1)),
    st.builds(Dropped, segments, st.text()),
    segments,
)


@pytest.fixture
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "wb") as writer:
        yield reader, writer


def carried(frame: frames.Frame) -> frames.Frame:
    """What comes out of a pipe into which this was put."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "wb") as writer:
        frames.write(writer, frame)
        arrived = frames.read(reader)
    assert arrived is not None
    return arrived


@given(steps)
def test_steps_arrive_as_they_were_sent(step: Step) -> None:
    assert frames.unpack_step(carried(frames.pack_step(step))) == step


@given(st.lists(st.floats(-1, 1, width=32), max_size=300), seconds)
def test_audio_arrives_as_it_was_sent(samples: list[float], start: float) -> None:
    audio = frames.unpack_audio(carried(frames.pack_audio(Audio(np.array(samples, np.float32), start))))
    assert audio.samples.tolist() == samples
    assert (audio.samples.dtype, audio.start) == (np.dtype("<f4"), start)


@given(
    st.builds(Options, st.none() | st.text(), words=st.booleans(), prompt=st.text(), hotwords=st.tuples(st.text())),
    st.sampled_from([None, Path("/some/folder"), Path(os.fsdecode(b"/odd/\xff name"))]),
)
def test_what_is_asked_for_arrives_as_it_was_sent(options: Options, path: Path | None) -> None:
    assert frames.unpack_options(carried(frames.pack_record(options))) == options
    model = Model("id", "Title", "backend", aliases=("one", "two"), languages=("en",), window=30.0, path=path)
    assert frames.unpack_model(carried(frames.pack_record(model))) == model


def test_a_pipe_that_closes_ends_the_talk_wherever_it_stood(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    reader, writer = pipe
    frames.write(writer, {"op": "next"})
    writer.write(struct.pack(">I", 100) + b"half of it")
    writer.close()
    assert frames.read(reader) == {"op": "next"}
    assert frames.read(reader) is None
    assert frames.read(reader) is None


@pytest.mark.parametrize(
    "nonsense", [b"\xff\xff\xff\xff", struct.pack(">I", 1) + b"\x07", struct.pack(">I", 1) + b"\xc1"]
)
def test_nonsense_is_an_error_and_takes_no_memory(pipe: tuple[BinaryIO, BinaryIO], nonsense: bytes) -> None:
    reader, writer = pipe
    writer.write(nonsense)
    writer.flush()
    with pytest.raises((ValueError, TypeError)):
        frames.read(reader)


@given(st.binary(max_size=64))
def test_arbitrary_bytes_are_a_frame_an_end_or_an_error(data: bytes) -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader:
        os.write(write, data)
        os.close(write)
        try:
            frame = frames.read(reader)
        except (ValueError, TypeError):
            return
    assert frame is None or isinstance(frame, dict)


def test_what_cannot_be_carried_is_refused_before_a_byte_of_it_is_sent(pipe: tuple[BinaryIO, BinaryIO]) -> None:
    reader, writer = pipe
    with pytest.raises(TypeError):
        frames.write(writer, {"op": object()})
    frames.write(writer, {"op": "next"})
    assert frames.read(reader) == {"op": "next"}
