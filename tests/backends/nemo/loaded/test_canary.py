"""A Canary that NeMo itself has restored; it writes letters whatever it hears, but must do all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Options, Progress
from asrpro.errors import Unsupported
from backends.conftest import check, segments, sound, text
from fixtures import tiny_canary

if TYPE_CHECKING:
    from asrpro.domain import Model

NOISE = np.random.default_rng(3).normal(0, 0.1, 48_000).astype(np.float32)
WANTED = [
    Options(language="en"), Options(language="de"), Options(language="de", task="translate"),
    Options(language="en", words=True),
]  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return inspected(tiny_canary.made(tmp_path_factory.mktemp("canary") / "made"))


@pytest.fixture(scope="module")
def engine(model: Model) -> Any:
    return backends.backend("nemo").load(model, "cpu", LoadOptions())


def test_it_is_known_by_its_class(model: Model, engine: Any) -> None:
    assert (model.backend, model.family, model.tasks) == ("nemo", "canary", ("transcribe", "translate"))
    assert engine.device == "cpu (float32)"


@pytest.mark.parametrize("options", WANTED)
def test_what_it_is_told_it_understands_and_what_it_says_keeps_to_the_rules(options: Options, engine: Any) -> None:
    """It lacks the model beside it that tells times: its one word is then all that was said."""
    audio = sound(NOISE, 7.0)
    steps = list(engine.transcribe(audio, options))
    check(steps, audio, options)
    assert len(segments(steps)) == 1
    assert text(steps).isalpha()
    assert list(engine.transcribe(audio, options)) == steps


def test_long_audio_is_heard_window_by_window_and_silence_is_nothing(engine: Any) -> None:
    long = sound(np.concatenate([NOISE, np.zeros(31 * 16_000, np.float32), NOISE]), 50.0)
    steps = list(engine.transcribe(long, Options(language="de")))
    check(steps, long, Options(language="de"))
    assert len(segments(steps)) == sum(isinstance(step, Progress) for step in steps) == 2
    for nothing in (sound([]), sound([0.1] * 1599), sound(np.zeros(16_000))):
        assert list(engine.transcribe(nothing, Options(language="en"))) == []


def test_a_language_it_has_no_tokens_for_is_refused_and_so_is_none(engine: Any) -> None:
    for refused, told in ((Options(), "must be told"), (Options(language="fr"), "understand fr")):
        with pytest.raises(Unsupported, match=told):
            list(engine.transcribe(sound(NOISE), refused))
