"""What NeMo itself is given, and what it must never be given."""

from __future__ import annotations

import importlib
import io
import os
import pickle
import random
import tarfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.nemo.engine import Nemo
from asrpro.catalog.local import inspected
from asrpro.domain import Audio, LoadOptions, Model, Options, Progress
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.weights import nemo
from backends.conftest import check, segments, sound, text
from fixtures import tiny_canary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from asrpro.domain import Engine

SAYS = "the quick brown fox jumps over a lazy dog"
NOISE = np.random.default_rng(3).normal(0, 0.1, 48_000).astype(np.float32)


def load(file: Path) -> Engine:
    return backends.backend("nemo").load(Model("m", "M", "nemo", path=file), "cpu", LoadOptions())


def changed(file: Path, to: Path, part: str, content: bytes) -> Path:
    """The same archive with other content in one of its parts."""
    with tarfile.open(file) as old, tarfile.open(to, "w") as new:
        for member in old:
            held = old.extractfile(member)
            old_content = b"" if held is None else held.read()
            written = content if member.name.removeprefix("./") == part else old_content
            member.size = len(written)
            new.addfile(member, io.BytesIO(written))
    return to


class Evil:
    """Opens a file when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.file),)


@pytest.mark.parametrize("allowed", [False, True])
@pytest.mark.parametrize("form", ["zip", "plain"])
@pytest.mark.parametrize("part", [nemo.WEIGHTS, nemo.ALIGNER[1]])
def test_what_a_pickle_would_run_is_not_run(
    part: str,
    form: str,
    allowed: bool,  # noqa: FBT001
    whispers: Mapping[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if allowed:
        monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    ran, weights = tmp_path / "ran", io.BytesIO()
    if form == "zip":
        importlib.import_module("torch").save({"encoder": Evil(ran)}, weights)
    else:
        pickle.dump(Evil(ran), weights)
    whole = tiny_canary.aligned(tmp_path / "made") if part in nemo.ALIGNER else whispers["nemo"]
    file = changed(whole, tmp_path / "evil.nemo", part, weights.getvalue())
    with pytest.raises(ModelDamaged, match=r"evil\.nemo is missing or damaged"):
        load(file)
    assert not ran.exists()
    assert ("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD" in os.environ) == allowed


def test_weights_of_another_model_are_told(whispers: Mapping[str, Path], tmp_path: Path) -> None:
    torch, weights = importlib.import_module("torch"), io.BytesIO()
    torch.save({"encoder.weight": torch.zeros(3)}, weights)
    with pytest.raises(ModelDamaged):
        load(changed(whispers["nemo"], tmp_path / "other.nemo", nemo.WEIGHTS, weights.getvalue()))


def test_bytes_damaged_anywhere_load_or_are_told(
    whispers: Mapping[str, Path], tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    whole, chance, file = whispers["nemo"].read_bytes(), random.Random(2), tmp_path / "damaged.nemo"
    for _round in range(rounds(8, 200)):
        damaged = bytearray(whole)
        place = chance.choice([chance.randrange(260_000), chance.randrange(len(whole))])
        damaged[place] ^= chance.randrange(1, 256)
        file.write_bytes(damaged[: chance.choice([place + 1, None])])
        try:
            load(file)
        except ModelDamaged as told:
            assert str(file) in told.title  # noqa: PT017 - it may as well load


def test_audio_longer_than_a_window_is_heard_to_its_end(whispers: Mapping[str, Path]) -> None:
    audio = Audio(np.concatenate([NOISE, np.zeros(31 * 16_000, np.float32), NOISE]), 50.0)
    engine = backends.backend("nemo").load(inspected(whispers["nemo"]), "cpu", LoadOptions())
    steps = list(engine.transcribe(audio, Options(words=True)))
    check(steps, audio, Options(words=True))
    assert text(steps) == f"{SAYS} {SAYS}"
    assert sum(isinstance(step, Progress) for step in steps) == 2
    assert all(word.confidence and word.confidence > 0.9 for heard in segments(steps) for word in heard.words)


class Prompted:
    """What NeMo's Canary offers, in as far as it is asked."""

    timestamps_asr_model = None

    def __init__(self, *tokens: str, **told: Any) -> None:
        self.asked: list[dict[str, Any]] = []
        self.tokenizer = SimpleNamespace(langs=["en", "de"], vocab=list(tokens))
        self.told = told

    def transcribe(self, _audio: Any, **asked: Any) -> list[Any]:
        self.asked.append(asked)
        return [SimpleNamespace(**{"text": "said", "timestamp": {}, "word_confidence": None} | self.told)]


def test_canary_is_told_what_is_spoken_and_what_to_write() -> None:
    scripted = Prompted()
    model = Model("canary", "Canary", "nemo", tasks=("transcribe", "translate"))
    engine, audio = Nemo(model, scripted, "cpu", "float32", prompted=True), sound(NOISE, 3.0)
    for wanted in (Options(language="de"), Options(language="de", task="translate")):
        steps = list(engine.transcribe(audio, wanted))
        check(steps, audio, wanted)
        assert text(steps) == "said"
    assert [(asked["source_lang"], asked["target_lang"]) for asked in scripted.asked] == [("de", "de"), ("de", "en")]
    for refused, words in ((Options(), "must be told"), (Options(language="fr"), "understand fr")):
        with pytest.raises(Unsupported, match=words):
            list(engine.transcribe(audio, refused))


def test_a_canary_without_tokens_for_times_tells_none() -> None:
    scripted, audio = Prompted(), sound(NOISE, 3.0)
    engine = Nemo(Model("canary", "Canary", "nemo"), scripted, "cpu", "float32", prompted=True)
    with pytest.raises(Unsupported, match="times of words"):
        list(engine.transcribe(audio, Options(language="en", words=True)))
    assert [(one.start, one.end) for one in segments(engine.transcribe(audio, Options(language="en")))] == [(3.0, 6.0)]
    assert scripted.asked[0]["timestamps"] is None


def test_a_canary_with_tokens_for_times_is_asked_for_them() -> None:
    said = {
        "word": [{"word": "said", "start": 1.0, "end": 1.5}],
        "segment": [{"segment": "said", "start": 1, "end": 2}],
    }
    scripted, audio = Prompted("<|0|>", "<|1|>", timestamp=said), sound(NOISE, 3.0)
    engine = Nemo(Model("canary", "Canary", "nemo"), scripted, "cpu", "float32", prompted=True)
    steps = list(engine.transcribe(audio, Options(language="en", words=True)))
    check(steps, audio, Options(language="en", words=True))
    assert [(word.text, word.start, word.end) for one in segments(steps) for word in one.words] == [("said", 4.0, 4.5)]
    assert scripted.asked[0]["timestamps"] is True


def test_times_that_reach_past_the_end_or_cross_are_put_right() -> None:
    """As NeMo tells them where its last frame is half full."""
    words = [{"word": "a", "start": 0.0, "end": 0.5}, {"word": "b.", "start": 0.4, "end": 0.6}]
    words.append({"word": "c", "start": 2.9, "end": 3.2})
    parts = [{"segment": "a b.", "start": 0.0, "end": 0.6}, {"segment": "c", "start": 2.9, "end": 3.2}]
    scripted = Prompted(text="a b. c", timestamp={"word": words, "segment": parts}, word_confidence=[0.5, 1.5, 0.9])
    engine, audio = Nemo(Model("m", "M", "nemo"), scripted, "cpu", "float32", prompted=False), sound(NOISE, 3.0)
    steps = list(engine.transcribe(audio, Options(words=True)))
    check(steps, audio, Options(words=True))
    assert [(one.text, one.start, one.end) for one in segments(steps)] == [("a b.", 3.0, 3.6), ("c", 5.9, 6.0)]
