from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import backends, paths
from asrpro.catalog import downloaded, engines
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.settling import Surroundings, among, forms, preferred, ready, settled
from asrpro.domain import Archive, Backend, Model, Variant
from asrpro.errors import ModelDamaged, ModelNotAvailable
from fixtures.kept import recorded

if TYPE_CHECKING:
    from collections.abc import Callable

CT2 = Variant("faster_whisper", "Systran/small", ("model.bin", "*.json"), 486_000_000, confirmed=True)
GGML = Variant("whisper_cpp", "ggml/whisper", ("ggml-small.bin",), 488_000_000, confirmed=True)
INSIDE = Variant("pocketsphinx")


def model(*variants: Variant) -> Model:
    return Model("small", "Small Model", aliases=("s",), timestamps="word", vram=1200, variants=variants)


def download(backend: str, name: str = "small", *, complete: bool = True) -> Path:
    """A folder as a download leaves it."""
    folder = paths.models() / backend / name
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    if complete:
        recorded(folder)
    return folder


def test_what_comes_inside_a_package_is_ready() -> None:
    found = settled(model(INSIDE))
    assert (found.backend, found.path, found.variants) == ("pocketsphinx", None, ())
    assert (found.id, found.title, found.aliases) == ("small", "Small Model", ("s",))


def test_what_was_downloaded_lies_in_backend_and_id() -> None:
    folder = download("faster_whisper")
    assert folder == downloaded.folder("faster_whisper", "small")
    found = settled(model(GGML, CT2))
    assert (found.backend, found.path, found.variants) == ("faster_whisper", folder, ())
    assert hash(found)


@pytest.mark.parametrize("files", [("ggml-small.bin",), ("folder/ggml-small.bin",)])
def test_a_single_file_is_given_itself(files: tuple[str, ...]) -> None:
    variant = Variant("whisper_cpp", "ggml/whisper", files)
    assert downloaded.place(variant, "small") == paths.models() / "whisper_cpp" / "small" / files[0]


@pytest.mark.parametrize("files", [("openai_whisper-small/*",), ("model?.bin",), ("a.bin", "b.bin")])
def test_otherwise_it_is_the_folder(files: tuple[str, ...]) -> None:
    assert downloaded.place(Variant("onnx", "a/b", files), "small") == paths.models() / "onnx" / "small"


def test_a_file_beside_which_others_may_lie_is_given_with_its_folder() -> None:
    variant = Variant("onnx", "a/b", ("model.onnx",), optional=("*.json",))
    assert downloaded.place(variant, "small") == paths.models() / "onnx" / "small"


def test_the_best_engine_is_taken_whatever_the_order_of_the_files() -> None:
    download("faster_whisper")
    for order in ((INSIDE, CT2), (CT2, INSIDE)):
        assert settled(model(*order)).backend == "faster_whisper"
    assert engines.rank("faster_whisper") < engines.rank("pocketsphinx") < engines.rank("nobody's")


BACKEND = """
from asrpro.domain import Backend
BACKEND = Backend("someday", "Another", (), "", ("metal", "cpu"), None)
"""


def test_an_engine_for_the_gpu_that_is_here_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "someday.py").write_text(BACKEND)
    monkeypatch.setattr(backends, "__path__", [*backends.__path__, str(tmp_path)])
    both = model(CT2, Variant("someday", "a/b", ("model.bin",)))
    for name in ("faster_whisper", "someday"):
        download(name)
    for devices, backend in (
        ((), "faster_whisper"),
        (("cpu",), "faster_whisper"),
        (("cuda", "cpu"), "faster_whisper"),
        (("metal", "coreml", "cpu"), "someday"),
        (("coreml", "cpu"), "faster_whisper"),
    ):
        assert settled(both, among(devices)).backend == backend
        found = preferred(both, among(devices))
        assert found
        assert found.backend == backend


@pytest.mark.parametrize("devices", [("cpu",), ("cuda", "cpu"), ("metal", "cpu")])
def test_no_graphics_card_takes_a_moonshine_from_its_makers_engine(devices: tuple[str, ...]) -> None:
    """For models so small a card gains nothing, and transformers hears those whole that stream."""
    around = Surroundings(among(devices).devices, lambda _backend: True)
    entries = [one for one in Catalogue(paths.catalogue()).entries.values() if one.family == "moonshine"]
    assert len(entries) == 5
    for one in entries:
        assert {variant.backend for variant in one.variants} == {"moonshine", "transformers"}
        found = preferred(one, around)
        assert found
        assert found.backend == "moonshine"


def test_one_for_core_ml_is_taken_where_nothing_else_is_here_and_never_elsewhere_than_on_a_mac(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "someday.py").write_text(BACKEND)
    monkeypatch.setattr(backends, "__path__", [*backends.__path__, str(tmp_path)])
    joined = Variant("coreml", "Systran/small", ("model.bin",), archives=(Archive("a/b", "c.zip", "Encoder.mlmodelc"),))
    both = model(joined, Variant("someday", "a/b", ("model.bin",)))
    folder = download("coreml")
    assert (settled(both).backend, settled(both).path) == ("coreml", folder), "a folder, though of one file"
    download("someday")
    hindered = backends.backend("coreml").hindrance()
    assert engines.installed("coreml") is not bool(hindered)
    assert settled(both).backend == ("someday" if hindered else "coreml")


@pytest.mark.parametrize("devices", [("cpu",), ("cuda", "cpu"), ("directml", "cpu"), ("metal", "coreml", "cpu")])
def test_nobody_is_offered_one_for_core_ml_who_does_not_ask_for_it(devices: tuple[str, ...]) -> None:
    """As it needs what faster-whisper needs and more, that is always there, too."""
    entries = [one for one in Catalogue(paths.catalogue()).entries.values() if one.family == "whisper"]
    assert any(variant.backend == "coreml" for one in entries for variant in one.variants)
    for one in entries:
        found = preferred(one, among(devices))
        assert found
        assert found.backend != "coreml"


def test_what_is_here_in_several_forms_is_picked_from_once_devices_were_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "someday.py").write_text(BACKEND)
    monkeypatch.setattr(backends, "__path__", [*backends.__path__, str(tmp_path)])
    (tmp_path / "models.toml").write_text('[small]\ntitle = "Small"\nvram = 1200\n')
    for backend in ("someday", "faster_whisper"):
        (tmp_path / f"{backend}.toml").write_text('[small]\nrepository = "a/b"\nfiles = ["model.bin"]\n')
    here = ["metal", "cpu"]

    def devices(_model: Model, backend: Backend) -> list[str]:
        return [device for device in backend.devices if device in here]

    catalogue = Catalogue(tmp_path, None, Surroundings(devices), look=lambda: here.remove("metal"))
    download("faster_whisper")
    assert catalogue.find("small").backend == "faster_whisper"
    download("someday")
    assert catalogue.models["small"].backend == "someday", "a list tries nothing"
    assert {form.backend for form in forms(catalogue.entries["small"])} == {"faster_whisper", "someday"}
    assert catalogue.find("small").backend == catalogue.models["small"].backend == "faster_whisper"


def test_what_a_backend_can_less_counts_for_the_model_it_loads() -> None:
    limited = Variant("pocketsphinx", limits=(("timestamps", "none"), ("tasks", ("transcribe",))))
    found = settled(model(limited))
    assert (found.timestamps, found.tasks) == ("none", ("transcribe",))
    assert model(limited).timestamps == "word"


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"{")], ids=["gone", "cut off"])
def test_of_what_was_downloaded_what_is_not_whole_any_more_is_told(spoil: Callable[[Path], object]) -> None:
    spoil(download("faster_whisper") / "model.bin")
    assert ready(model(CT2)) is None
    with pytest.raises(ModelDamaged) as told:
        settled(model(GGML, CT2))
    assert told.value.title == "model.bin of Small Model is missing or damaged."
    assert told.value.hint == "Have what is damaged downloaded again: asrpro models download small"


@pytest.mark.parametrize("left", ["nothing", "no record"])
def test_what_is_not_here_is_told_with_its_size_and_the_command_that_gets_it(left: str) -> None:
    if left != "nothing":
        download("faster_whisper", complete=False)
    assert ready(model(CT2)) is None
    with pytest.raises(ModelNotAvailable) as told:
        settled(model(GGML, CT2))
    assert not isinstance(told.value, ModelDamaged)
    assert told.value.title == "Small Model is known, but not on this machine."
    assert told.value.hint == "Get it, about 486 MB: asrpro models download small"


def test_a_size_that_could_not_be_found_out_is_left_out() -> None:
    with pytest.raises(ModelNotAvailable) as told:
        settled(model(Variant("faster_whisper", "a/b", ("model.bin",))))
    assert told.value.hint == "Get it: asrpro models download small"


def test_an_engine_that_this_version_lacks_is_told_even_where_the_files_are_here() -> None:
    download("tomorrow")
    later = Variant("tomorrow", "some/small", ("small.bin",))
    assert preferred(model(later)) is None
    with pytest.raises(ModelNotAvailable) as told:
        settled(model(later))
    assert told.value.title == "Small Model is known, but its engine is not part of this version."
    assert told.value.hint.startswith("It would need tomorrow. ")


def test_where_no_folder_can_be_made_nothing_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ASRPRO_HOME", str(tmp_path / "file"))
    assert ready(model(CT2)) is None
    assert settled(model(INSIDE, CT2)).backend == "pocketsphinx"


def test_every_model_of_ours_is_ready_or_says_why_not() -> None:
    catalogue = Catalogue(paths.catalogue())
    assert list(catalogue.models) == ["pocketsphinx-en-us"]
    for name in catalogue.entries:
        if name not in catalogue.models:
            with pytest.raises(ModelNotAvailable, match=r"is known, but") as told:
                catalogue.find(name)
            assert "asrpro " in told.value.hint
    folder = download("faster_whisper", "whisper-small")
    assert catalogue.models["whisper-small"] == catalogue.find("small")
    assert catalogue.find("openai/whisper-small").path == folder
