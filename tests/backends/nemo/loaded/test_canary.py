"""A Canary that NeMo itself has restored; it writes letters whatever it hears, but must do all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Options
from backends.conftest import check, segments, sound, text
from fixtures import tiny_canary

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

NOISE = np.random.default_rng(3).normal(0, 0.1, 48_000).astype(np.float32)
WANTED = [Options(language="en"), Options(language="de"), Options(language="de", task="translate")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return inspected(tiny_canary.made(tmp_path_factory.mktemp("canary") / "made"))


@pytest.fixture(scope="module")
def engine(model: Model) -> Any:
    return backends.backend("nemo").load(model, "cpu", LoadOptions())


def test_it_is_known_by_its_class(model: Model, engine: Any) -> None:
    assert (model.backend, model.family, model.tasks) == ("nemo", "canary", ("transcribe", "translate"))
    assert model.timestamps == "none"
    assert engine.device == "cpu (float32)"


@pytest.mark.parametrize("options", WANTED)
def test_what_it_is_told_it_understands_and_what_it_says_keeps_to_the_rules(options: Options, engine: Any) -> None:
    audio = sound(NOISE, 7.0)
    steps = list(engine.transcribe(audio, options))
    check(steps, audio, options)
    assert len(segments(steps)) == 1
    assert text(steps).isalpha()
    assert list(engine.transcribe(audio, options)) == steps


def test_with_a_model_beside_it_words_have_their_times(tmp_path: Path) -> None:
    model = inspected(tiny_canary.aligned(tmp_path / "made"))
    assert model.timestamps == "word"
    engine = backends.backend("nemo").load(model, "cpu", LoadOptions())
    audio, options = sound(NOISE, 7.0), Options(language="en", words=True)
    steps = list(engine.transcribe(audio, options))
    check(steps, audio, options)
    [segment] = segments(steps)
    assert segment.text == " ".join(word.text for word in segment.words)
    assert (segment.start, segment.end) != (7.0, 10.0)
