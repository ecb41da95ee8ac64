"""Types that there is no small model of: graphs that always say the same show that each is loaded and asked rightly."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Options, Progress, Segment
from asrpro.errors import Unsupported
from backends.conftest import check, segments, sound, text
from fixtures import forms, graphs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Engine, Model

NOISE = np.random.default_rng(2).normal(0, 0.1, 16000)


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Path]:
    """A folder with the graphs of a type."""
    return lambda kind: graphs.made(tmp_path / "model", kind)


def load(model: Model) -> Engine:
    return backends.backend("onnx").load(model, "cpu", LoadOptions())


@pytest.mark.parametrize("kind", [kind for kind in graphs.MADE if kind not in ("nemo-conformer-aed", "t-one-ctc")])
def test_each_kind_says_its_words_with_their_times(kind: str, made: Callable[[str], Path]) -> None:
    engine = load(inspected(made(kind)))
    audio, options = sound(NOISE, 3.0), Options(words=True)
    steps = list(engine.transcribe(audio, options))
    check(steps, audio, options)
    (segment,) = segments(steps)
    assert [word.text for word in segment.words] == ["good", "day"]
    assert segment.words[0].start == 3.0
    assert segment.confidence


def test_t_one_hears_at_half_the_rate(made: Callable[[str], Path]) -> None:
    engine = load(inspected(made("t-one-ctc")))
    audio, options = sound(NOISE, 3.0), Options(words=True)
    steps = list(engine.transcribe(audio, options))
    check(steps, audio, options)
    assert text(steps) == "a a a a"
    assert [word.start for word in segments(steps)[0].words] == pytest.approx([3.0, 3.3, 3.6, 3.9])


def test_a_whisper_that_is_one_graph_finds_the_language_and_does_not_say_how_surely(
    tmp_path: Path, whisper_forms: Path
) -> None:
    folder = forms.onnx(tmp_path / "model", "whisper-ort", ending=".onnx")
    for name in ("vocab.json", "added_tokens.json"):
        shutil.copy(whisper_forms / "onnx" / name, folder)
    named = json.loads((folder / "vocab.json").read_text("utf-8"))
    named |= json.loads((folder / "added_tokens.json").read_text("utf-8"))
    said = ["<|startoftranscript|>", "<|de|>", "<|transcribe|>", "<|notimestamps|>", "\u0120Guten", "<|endoftext|>"]
    graphs.beam_search(folder, [*(named[token] for token in said), 51864])
    engine = load(inspected(folder))
    assert list(engine.transcribe(sound(NOISE), Options())) == [Progress(1.0), Segment("Guten", 0.0, 1.0)]
    assert text(engine.transcribe(sound(NOISE), Options(language="de"))) == "Guten"


@pytest.mark.parametrize("seconds", [30, 31, 95])
@pytest.mark.parametrize("kind", ["gigaam-v3-e2e-ctc", "kaldi-rnnt", "t-one-ctc"])
def test_none_gets_more_than_it_can_hear(kind: str, seconds: int, made: Callable[[str], Path]) -> None:
    engine = load(inspected(made(kind)))
    audio = sound(np.tile(NOISE, seconds))
    steps = list(engine.transcribe(audio, Options()))
    check(steps, audio, Options())
    most = 24 if kind.startswith("gigaam") else 30
    reached = [0.0, *(step.seconds for step in steps if isinstance(step, Progress))]
    assert max(np.diff(reached)) <= most
    assert reached[-1] == seconds


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(language="en"), "hello"),
        (Options(language="de"), "hallo"),
        (Options(language="de", task="translate"), "hello"),
    ],
)
def test_canary_is_told_what_is_spoken_and_what_to_write(
    options: Options, said: str, made: Callable[[str], Path]
) -> None:
    model = inspected(made("nemo-conformer-aed"))
    steps = list(load(model).transcribe(sound(NOISE, 3.0), options))
    assert [(segment.text, segment.start, segment.end) for segment in segments(steps)] == [(said, 3.0, 4.0)]


def test_a_canary_that_has_no_token_for_a_language_refuses_it(made: Callable[[str], Path]) -> None:
    engine = load(replace(inspected(made("nemo-conformer-aed")), languages=("en", "de", "fr")))
    with pytest.raises(Unsupported, match="does not understand fr"):
        list(engine.transcribe(sound(NOISE), Options(language="fr")))
