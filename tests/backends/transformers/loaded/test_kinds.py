"""Files of every kind that transformers loads; what they do at work is seen in the suite over all Backends."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from asrpro import backends
from asrpro.backends.transformers.kinds import KINDS
from asrpro.catalog.local import inspected
from asrpro.domain import Engine, LoadOptions, StreamingEngine
from asrpro.errors import ModelDamaged
from fixtures.tiny_transformers import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Model


@pytest.fixture(scope="module", params=sorted(KINDS.keys() - {"whisper"}))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of each kind, with numbers left to chance."""
    return made(request.param, tmp_path_factory.mktemp("tiny") / request.param)


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return inspected(folder)


@pytest.fixture(scope="module")
def engine(model: Model) -> Engine:
    return load(model)


def load(model: Model, **options: Any) -> Engine:
    return backends.backend("transformers").load(model, "cpu", LoadOptions(**options))


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    return shutil.copytree(folder, tmp_path / "copy")


def test_it_is_recognised_and_loaded(folder: Path, model: Model, engine: Engine) -> None:
    kind = KINDS[folder.name]
    assert (model.backend, model.family, model.timestamps) == ("transformers", kind.family, kind.timestamps)
    assert isinstance(engine, Engine)
    assert isinstance(engine, StreamingEngine) is model.streams
    assert engine.device == "cpu (float32)"


@pytest.mark.parametrize("kept", [0, 4, 1000, 0.5, 0.999])
def test_weights_that_are_cut_off_are_told(kept: float, copy: Path, model: Model) -> None:
    weights = copy / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: int(kept * len(whole)) if 0 < kept < 1 else int(kept)])
    told = refused(copy, model)
    assert told.hint
    with pytest.raises(ModelDamaged):
        inspected(copy)


def refused(folder: Path, model: Model) -> ModelDamaged:
    with pytest.raises(ModelDamaged) as told:
        load(at(model, folder))
    assert str(folder) in told.value.title
    assert "Traceback" not in str(told.value)
    return told.value


def at(model: Model, folder: Path) -> Model:
    return type(model)(model.id, model.title, model.backend, path=folder)


def test_files_of_another_model_are_told(copy: Path, model: Model, tmp_path: Path) -> None:
    """Tensors that are not there would be left to chance."""
    other = "moonshine" if model.family != "moonshine" else "parakeet_ctc"
    shutil.copy(made(other, tmp_path / "other") / "model.safetensors", copy)
    assert refused(copy, model).hint.endswith("Get the model again.")


def test_a_damaged_or_missing_file_is_told(copy: Path, model: Model) -> None:
    taken = []
    for file in sorted(copy.iterdir()):
        whole = file.read_bytes()
        for damage in (None, b"", b"[1]"):
            file.unlink() if damage is None else file.write_bytes(damage)
            try:
                load(at(model, copy))
            except ModelDamaged as told:
                assert str(copy) in told.title  # noqa: PT017 - it may as well load
            else:
                taken.append((file.name, damage))
            file.write_bytes(whole)
    # Without settings transformers does what is usual, and a template may say anything.
    settings = {(f"{name}_config.json", None) for name in ("generation", "tokenizer")}
    assert set(taken) <= {*settings, ("chat_template.jinja", b"[1]")}


def test_weights_damaged_anywhere_load_or_are_told(copy: Path, model: Model, rounds: Callable[[int, int], int]) -> None:
    weights, chance = (copy / "model.safetensors").read_bytes(), random.Random(2)
    for _round in range(rounds(2, 100)):
        damaged = bytearray(weights)
        damaged[chance.choice([chance.randrange(200), chance.randrange(len(weights))])] ^= chance.randrange(1, 256)
        (copy / "model.safetensors").write_bytes(damaged)
        try:
            load(at(model, copy))
        except ModelDamaged as told:
            assert str(copy) in told.title  # noqa: PT017 - it may as well load


def test_code_that_comes_with_a_model_is_not_run(copy: Path, model: Model, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (copy / "code.py").write_text(f"open({str(ran)!r}, 'w')\nclass Made: pass\n", "utf-8")
    config = json.loads((copy / "config.json").read_text("utf-8"))
    told = dict.fromkeys(("AutoConfig", "AutoModel", "AutoProcessor", "AutoModelForSpeechSeq2Seq"), "code.Made")
    (copy / "config.json").write_text(json.dumps(config | {"auto_map": told}), "utf-8")
    load(at(model, copy))
    assert not ran.exists()
