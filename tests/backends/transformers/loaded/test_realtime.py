"""What streams, and what could: all of the sound is heard, to both of its ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import Audio, LoadOptions, Options, Partial, Progress, Segment
from backends.conftest import check, segments, sound, text
from fixtures.tiny_transformers import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = 1280
"""Samples that Voxtral writes a token for."""
NOISE = np.random.default_rng(6).normal(0, 0.1, 70_000).astype(np.float32)
LENGTHS = (1600, 8000, 33_333, 64_000)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of noise it writes a jumble of letters that depends on all that it has heard."""
    return load("voxtral_realtime", tmp_path_factory.mktemp("tiny"))


def load(name: str, folder: Path) -> Any:
    return backends.backend("transformers").load(inspected(made(name, folder / name)), "cpu", LoadOptions(threads=1))


def blocks(audio: Audio, count: int) -> Iterator[Audio]:
    for piece in audio.pieces(count):
        yield piece
        yield sound([], piece.end)


@pytest.mark.parametrize("samples", LENGTHS)
def test_voxtral_writes_what_it_writes_through_the_bare_library(samples: int, engine: Any) -> None:
    import torch

    parts = engine._recogniser._parts
    inputs = parts.processor(NOISE[:samples], return_tensors="pt")
    with pytest.warns(UserWarning, match="max_length"):
        (bare,) = parts.model.generate(**inputs, do_sample=False)
    listening = engine._recogniser.listen()
    with torch.inference_mode():
        listening.hear(NOISE[:samples])
        listening.end()
    bare = bare[inputs.input_ids.shape[1] :].tolist()
    assert listening._written[: len(bare)] == bare
    assert len(bare) >= samples // TOKEN
    assert samples < 8_000 or len(set(bare)) > 1


@pytest.mark.parametrize("samples", LENGTHS)
@pytest.mark.parametrize("count", [160, 777, 16_000])
def test_while_it_is_spoken_it_writes_what_it_writes_afterwards(samples: int, count: int, engine: Any) -> None:
    audio = sound(NOISE[:samples], 20.0)
    whole = list(engine.transcribe(audio, Options()))
    steps = list(engine.stream(blocks(audio, count), Options()))
    check(whole, audio, Options())
    check(steps, audio, Options())
    assert segments(steps) == segments(whole)
    assert segments(whole)
    assert len(steps) == 2 * -(-samples // count) + 1, "a Step for each block, and the Segment"


def test_its_words_come_while_somebody_speaks(engine: Any) -> None:
    heard = 0
    shown: list[tuple[int, str]] = []

    def spoken() -> Iterator[Audio]:
        nonlocal heard
        for piece in sound(NOISE).pieces(TOKEN):
            heard += 1
            yield piece

    steps = engine.stream(spoken(), Options())
    shown.extend((heard, step.text) for step in steps if isinstance(step, Partial))
    assert len(shown) > 10
    assert all(left < right for (left, _text), (right, _other) in pairwise(shown))
    assert shown[0][0] < 15


@pytest.mark.parametrize("name", ["moonshine", "moonshine_streaming", "voxtral_realtime"])
@pytest.mark.parametrize("at", [slice(0, 1600), slice(-1600, None)])
def test_both_ends_are_heard(name: str, at: slice, engine: Any, tmp_path: Path) -> None:
    """What the encoder makes of the sound is otherwise where its first or last tenth of a second is."""
    loaded = engine if name == "voxtral_realtime" else load(name, tmp_path)
    for samples in (16_000, 20_011):
        one, other = NOISE[:samples].copy(), NOISE[:samples].copy()
        other[at] = 0
        assert not np.allclose(seen(loaded, one), seen(loaded, other), atol=1e-5)
        assert np.array_equal(seen(loaded, one), seen(loaded, one))


def seen(engine: Any, samples: np.ndarray) -> Any:  # type: ignore[type-arg]
    """All that the model's encoder gives its decoder."""
    found: list[Any] = []
    model = engine._recogniser._parts.model.model
    encoder = model.audio_tower if hasattr(model, "audio_tower") else model.encoder
    hook = encoder.register_forward_hook(lambda _part, _given, made: found.append(made.last_hidden_state.numpy()))
    try:
        list(engine.transcribe(sound(samples), Options()))
    finally:
        hook.remove()
    return np.concatenate([one.reshape(-1) for one in found])


def test_what_is_silent_or_too_short_is_nothing(engine: Any) -> None:
    for audio in (sound(np.zeros(32_000)), sound(NOISE[:32_000] * 1e-4), sound(NOISE[:800]), sound([])):
        steps = list(engine.stream(blocks(audio, 400), Options()))
        assert {type(step) for step in steps} <= {Progress, Partial}
        assert segments(steps) == []
        assert text(engine.transcribe(audio, Options())) == ""


def test_several_streams_do_not_hear_each_other(engine: Any) -> None:
    audios = [sound(NOISE[:30_000], 1.0), sound(NOISE[30_000:], 50.0)]
    alone = [segments(engine.stream(blocks(audio, 4000), Options())) for audio in audios]
    running = [engine.stream(blocks(audio, 4000), Options()) for audio in audios]
    together: list[list[Segment]] = [[], []]
    while any(running):
        for number, steps in enumerate(running):
            step = next(steps, None) if steps else None
            if isinstance(step, Segment):
                together[number].append(step)
            running[number] = steps if step is not None else None
    assert together == alone
    given_up = engine.stream(blocks(audios[0], 4000), Options())
    next(given_up)
    given_up.close()
