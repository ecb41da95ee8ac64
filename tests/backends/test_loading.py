from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import asrpro
from asrpro import backends, packages
from asrpro.backends.faster_whisper.loading import FITTING
from asrpro.domain import Backend, LoadOptions, Model, Options
from asrpro.errors import ModelDamaged, Unsupported
from backends.conftest import sound
from backends.vouched import ALL, HEAVY, HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WHISPER = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
LOADED = """
import sys
from asrpro import backends
wanted = backends.backend(sys.argv[1])
print([name for name in sys.modules if name.split(".")[0] in {*wanted.needs, "numpy"}])
"""

MISSED = """
import sys
from asrpro import backends, errors
try:
    backends.installed(sys.argv[1])
except errors.PackagesMissing as error:
    print(error)
"""


def model(folder: Path | None) -> Model:
    return Model("whisper", "Whisper", "faster_whisper", path=folder)


def load(folder: Path | None, device: str = "cpu", **options: str) -> object:
    return backends.backend("faster_whisper").load(model(folder), device, LoadOptions(**options))  # type: ignore[arg-type]


@pytest.fixture
def copy(whisper_folder: Path, tmp_path: Path) -> Path:
    """The small Whisper, to be damaged."""
    return shutil.copytree(whisper_folder, tmp_path / "copy")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_folder_whose_name_is_no_text_is_told(copy: Path) -> None:
    with pytest.raises(Unsupported, match="not valid text"):
        load(copy.rename(os.fsdecode(bytes(copy.parent) + b"/odd \xff")))


@pytest.mark.parametrize("name", backends.names())
def test_a_backend_says_all_there_is_to_say_of_it(name: str) -> None:
    backend = backends.backend(name)
    assert isinstance(backend, Backend)
    assert backend.name == name
    assert backend.title
    assert backend.needs
    assert backend.devices[-1] in ("cpu", "server", "program")


@pytest.mark.parametrize("name", HERE)
def test_what_a_backend_needs_is_here(name: str) -> None:
    backend = backends.backend(name)
    assert packages.absent(backend.needs) == []
    assert backends.installed(name) is backend


@pytest.mark.parametrize("name", backends.names())
def test_importing_a_backend_imports_nothing_it_needs(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, name], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", backends.names())
def test_where_its_packages_are_not_installed_it_says_so(name: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(asrpro.__file__).parents[1])}
    command = [sys.executable, "-S", "-c", MISSED, name]  # without what is installed
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    needs = ", ".join(backends.backend(name).needs)
    added = f"asrpro engines add {name}" if name in HEAVY else f'"{sys.executable}" -m pip install'
    assert f"needs packages that are not installed: {needs}. Add them: {added}" in done.stdout


@pytest.mark.parametrize("name", backends.names())
def test_a_device_it_does_not_serve_is_refused(name: str, whispers: Mapping[str, Path]) -> None:
    with pytest.raises(Unsupported, match=r"[a-z]\."):
        backends.backend(name).load(ALL[name].model(whispers), "abacus", LoadOptions())


@pytest.mark.parametrize("name", backends.names())
def test_a_number_format_it_does_not_compute_in_is_refused(name: str, whispers: Mapping[str, Path]) -> None:
    backend = backends.backend(name)
    with pytest.raises(Unsupported, match=r"[a-z]\."):
        backend.load(ALL[name].model(whispers), backend.devices[-1], LoadOptions(compute_type="int1"))


@pytest.mark.parametrize("name", backends.names())
def test_which_number_formats_may_be_asked_for_is_told_before_it_is_loaded(
    name: str, whispers: Mapping[str, Path]
) -> None:
    backend, model = backends.backend(name), ALL[name].model(whispers)
    device = backend.devices[-1]
    told = backend.formats(model.path, device) if backend.formats and model.path else ()
    assert backend.chooses is bool(told)
    for wanted in {"float32", "float16", "bfloat16", "int8", "int8_float16"}.difference(told):
        with pytest.raises(Unsupported, match=r"[a-z]\."):
            backend.load(model, device, LoadOptions(compute_type=wanted))


def test_what_ctranslate2_computes_in_is_known() -> None:
    import ctranslate2

    assert ctranslate2.get_supported_compute_types("cpu") <= {*FITTING["cpu"]}


@pytest.mark.parametrize("name", [name for name in HERE if name not in ("pocketsphinx", "remote")])
def test_what_is_another_engine_s_is_told(name: str, whispers: Mapping[str, Path], tmp_path: Path) -> None:
    """Nor does a folder without a file, a file without a byte or a text end the process, or have anything fetched."""
    backend, own = backends.backend(name), ALL[name].model(whispers)
    (tmp_path / "empty").mkdir()
    (tmp_path / "nothing").write_bytes(b"")
    (tmp_path / "text.nemo").write_text("no model\n" * 100, "utf-8")
    places = [*whispers.values(), tmp_path / "empty", tmp_path / "nothing", tmp_path / "text.nemo", tmp_path / "away"]
    for place in [place for place in places if place != own.path]:
        with pytest.raises(ModelDamaged) as told:
            backend.load(replace(own, path=place), backend.devices[-1], ALL[name].options())
        assert told.value.hint


@pytest.mark.parametrize(("wanted", "device"), [("default", "cpu (int8_float32)"), ("float32", "cpu (float32)")])
def test_the_device_says_what_it_computes_in(wanted: str, device: str, whisper_folder: Path) -> None:
    assert load(whisper_folder, compute_type=wanted).device == device  # type: ignore[attr-defined]


@pytest.mark.parametrize("lacking", WHISPER)
def test_a_folder_that_lacks_a_file_is_told_by_its_name(lacking: str, copy: Path) -> None:
    (copy / lacking).unlink()
    with pytest.raises(ModelDamaged, match=lacking):
        load(copy)


@pytest.mark.parametrize("folder", [None, "nowhere", "copy/model.bin"])
def test_a_folder_that_is_none_is_told(folder: str | None, copy: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model folder"):
        load(copy.parent / folder if folder else None)


@pytest.mark.parametrize("file", [*WHISPER, "preprocessor_config.json"])
@pytest.mark.parametrize("damage", [b"", b"[1]", b"null", b"\xff\xfe\x00", b'{"a": '])
def test_a_damaged_file_is_told(file: str, damage: bytes, copy: Path) -> None:
    if (file, damage) == ("vocabulary.json", b"[1]"):
        damage = b'["no", "vocabulary'
    (copy / file).write_bytes(damage)
    with pytest.raises(ModelDamaged, match=r"damaged|cannot be loaded") as told:
        load(copy)
    assert told.value.hint
    assert "Traceback" not in str(told.value)


def test_a_config_that_names_no_languages_is_told(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text("utf-8"))
    (copy / "config.json").write_text(json.dumps(config | {"lang_ids": []}), "utf-8")
    with pytest.raises(ModelDamaged, match="names no languages"):
        load(copy)


def test_sound_that_is_prepared_for_another_model_is_told(copy: Path) -> None:
    (copy / "preprocessor_config.json").write_text(json.dumps({"feature_size": 128}), "utf-8")
    with pytest.raises(ModelDamaged, match=r"preprocessor_config\.json is missing or belongs to another model"):
        load(copy)


def test_a_model_that_cannot_tell_the_times_of_words_says_so(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text("utf-8"))
    del config["alignment_heads"]
    (copy / "config.json").write_text(json.dumps(config), "utf-8")
    engine = load(copy)
    assert list(engine.transcribe(sound([0.0] * 16000), Options()))  # type: ignore[attr-defined]
    with pytest.raises(Unsupported, match="does not tell the times of words"):
        list(engine.transcribe(sound([0.0] * 16000), Options(words=True)))  # type: ignore[attr-defined]


def test_weights_damaged_anywhere_load_or_are_told(copy: Path, rounds: Callable[[int, int], int]) -> None:
    weights = (copy / "model.bin").read_bytes()
    chance = random.Random(2)
    for _round in range(rounds(12, 300)):
        place = chance.choice([chance.randrange(200), chance.randrange(len(weights))])
        damaged = bytearray(weights)
        damaged[place] ^= chance.randrange(1, 256)
        (copy / "model.bin").write_bytes(damaged[: chance.choice([place + 1, None])])
        try:
            load(copy)
        except ModelDamaged as told:
            assert str(copy) in told.title  # noqa: PT017 - it may as well load


@pytest.mark.parametrize("name", HERE)
def test_loading_changes_nothing_around_it(name: str, whispers: Mapping[str, Path], tmp_path: Path) -> None:
    before, folder = dict(os.environ), sorted(tmp_path.iterdir())
    ALL[name].load(ALL[name].model(whispers))
    assert dict(os.environ) == before
    assert sorted(tmp_path.iterdir()) == folder
