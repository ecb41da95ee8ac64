"""What fails on a device is done on the next one, and the next start goes there at once."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro import backends, paths
from asrpro.catalog import engines
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.domain import Backend, LoadOptions, Model, Options
from asrpro.errors import ModelDamaged, OutOfMemory, Unsupported
from asrpro.runtime.advice import advice
from asrpro.runtime.engine_room import EngineRoom
from asrpro.runtime.first_load import prove
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder, Rung
from asrpro.runtime.record import Record
from asrpro.runtime.router import Router, stored
from asrpro.runtime.surroundings import surroundings
from asrpro.runtime.trials import Trials
from fixtures import forms
from fixtures.rooms import opened
from fixtures.sound import heard
from fixtures.whisper_program import program, runs
from runtime.conftest import POCKETSPHINX, noise, odd, texts, whisper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fixtures.speech import Clip

AUTO = Rung("auto", LoadOptions())


def sentence(router: Router, model: Model, asked: Rung) -> str:
    """Where a Model runs, as people read it."""
    return router.route(model, asked).sentence(model, engines.title(model.backend))


@pytest.fixture
def router(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Router]]:
    """Makes Routers that remember the same, on a computer whose card works when it is tried."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    monkeypatch.setenv("ODD_TRIAL", json.dumps({}))
    with contextlib.ExitStack() as stack:

        def make() -> Router:
            record = Record(tmp_path / "devices.json")
            trials = Trials(record, main="fixtures.odd_trial")
            stack.callback(trials.close)
            return Router(record, trials, lambda: ("cuda", "cpu"))

        yield make


def test_a_failure_is_remembered_once_another_device_has_done_the_work(
    router: Callable[[], Router], whisper_folder: Path, clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    model = whisper(whisper_folder)
    first = router()
    assert [rung.device for rung in first.route(model, AUTO).rungs] == ["cuda", "cpu"]
    assert "CUDA float16: Some Card, 8 GB, compute capability 8.9." in sentence(first, model, AUTO)
    with contextlib.closing(Host(model, first.ladder(model, "auto", LoadOptions()))) as host:
        assert texts(host.transcribe(heard(clips[0].path), Options(language="en")))
        assert host.device == "cpu (int8_float32)"
    assert "does not run on cuda" in caplog.text
    caplog.clear()

    again = router()
    assert [rung.device for rung in again.route(model, AUTO).rungs] == ["cpu"]
    assert "CPU int8: on CUDA it failed before: " in sentence(again, model, AUTO)
    with contextlib.closing(Host(model, again.ladder(model, "auto", LoadOptions()))) as host:
        host.load()
    assert "does not run" not in caplog.text
    with (
        contextlib.closing(Host(model, again.ladder(model, "cuda", LoadOptions()))) as host,
        pytest.raises(Unsupported),
    ):
        host.load()  # a device that is named is tried whatever is remembered, and alone

    again.forget()
    assert [rung.device for rung in router().route(model, AUTO).rungs] == ["cuda", "cpu"]


def test_work_that_fails_everywhere_is_not_the_devices_fault(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, str]] = []
    rungs = [Rung("cuda", LoadOptions()), Rung("cpu", LoadOptions())]
    for what, failed in (("raises", []), ("fails-on-cuda", ["cuda"])):
        ladder = Ladder(lambda: rungs, lambda rung, error: told.append((rung.device, str(error))))
        host = Host(odd(what), ladder, main="fixtures.odd_host")
        with contextlib.closing(host), contextlib.suppress(Exception):
            list(host.transcribe(noise(2), Options()))
        assert [device for device, _said in told] == failed
    assert "out of memory" in told[0][1]
    assert "does not run on cuda" in caplog.text
    del hosts


def test_no_device_is_blamed_while_an_update_is_tried(
    router: Callable[[], Router], whisper_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    used, model = router(), whisper(whisper_folder)
    with opened(EngineRoom) as room:
        room.router = used
        prove(room, model, "auto", LoadOptions())
    assert "does not run on cuda" in caplog.text
    assert [rung.device for rung in router().route(model, AUTO).rungs] == ["cuda", "cpu"]


def test_what_runs_again_is_no_failure_any_more(router: Callable[[], Router]) -> None:
    used = router()
    ladder = used.ladder(POCKETSPHINX, "auto", LoadOptions())
    assert ladder.rung == Rung("cpu", LoadOptions())
    used._failed(POCKETSPHINX, LoadOptions(), Rung("cpu", LoadOptions()), RuntimeError("odd"))
    assert [one.said for one in used._record.failures()] == ["odd"]
    ladder.hold()
    assert used._record.failures() == []


def test_what_failed_in_one_number_format_may_work_in_another(router: Callable[[], Router]) -> None:
    used, model = router(), whisper(Path("nowhere"))
    wide = LoadOptions(compute_type="float32")
    rung = used.ladder(model, "auto", wide).rung
    assert rung.device == "cuda"
    used._failed(model, wide, rung, RuntimeError("CUDA out of memory"))
    devices = [router().route(model, Rung("auto", one)).rungs[0].device for one in (wide, LoadOptions())]
    assert devices == ["cpu", "cuda"]
    used._worked(model, wide, rung)
    assert router().route(model, Rung("auto", wide)).rungs[0].device == "cuda"


def test_files_that_cannot_be_loaded_are_told_from_a_card_that_is_not_there(
    router: Callable[[], Router], whisper_folder: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(whisper_folder, broken)
    weights = broken / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with opened(EngineRoom) as room:
        room.router = router()
        with pytest.raises(Unsupported):
            prove(room, whisper(whisper_folder), "cuda", LoadOptions())
        with pytest.raises(ModelDamaged):
            prove(room, whisper(broken), "cuda", LoadOptions())


def test_a_lack_of_memory_is_remembered_for_a_day_only(router: Callable[[], Router]) -> None:
    used = router()
    lacks = RuntimeError("CUDA out of memory"), OutOfMemory("Es reicht nicht.")
    for error, passes in [(lack, True) for lack in lacks] + [(RuntimeError("no kernel image is available"), False)]:
        used._failed(POCKETSPHINX, LoadOptions(), Rung("cpu", LoadOptions()), error)
        (failure,) = used._record.failures()
        assert (failure.until is not None) is passes


def engine(name: str, *devices: str, needs: str) -> Backend:
    return Backend(name, name, (needs,), "", devices, None)  # type: ignore[arg-type]


def test_what_failed_is_hoped_for_no_more(router: Callable[[], Router], monkeypatch: pytest.MonkeyPatch) -> None:
    used, model = router(), whisper(Path("nowhere"))
    ct2, onnx, cpp = (
        engine("faster_whisper", "cuda", "cpu", needs="ctranslate2"),
        engine("onnx", "cuda", "cpu", needs="onnxruntime"),
        engine("whisper_cpp", "metal", "cpu", needs="_pywhispercpp"),
    )
    assert [used.hopes(model, one)[0] for one in (ct2, onnx, cpp)] == ["cuda", "cuda", "cpu"]
    monkeypatch.setenv("ODD_TRIAL", json.dumps({"ctranslate2": "Library libcublas.so.12 is not found"}))
    used.look()
    assert [used.hopes(model, one)[0] for one in (ct2, onnx, cpp)] == ["cpu", "cuda", "cpu"]
    other = router()
    other._failed(
        replace(model, backend="onnx"), LoadOptions(), Rung("cuda", LoadOptions()), "no kernel image is available"
    )
    assert [used.hopes(model, one)[0] for one in (ct2, onnx)] == ["cpu", "cpu"]
    assert used.hopes(POCKETSPHINX, onnx) == ["cuda", "cpu"], "another model may do"
    used.forget()
    assert [used.hopes(model, one)[0] for one in (ct2, onnx)] == ["cuda", "cuda"]


@pytest.mark.parametrize("words", ["ggml_vulkan: Device memory allocation failed.", "ggml_vulkan: lost", "killed"])
def test_what_a_program_of_ones_own_cannot_do_the_package_does(
    words: str,
    router: Callable[[], Router],
    whisper_forms: Path,
    clips: list[Clip],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = inspected(whisper_forms / "ggml.bin")
    options = LoadOptions(whisper_program=str(program(tmp_path, dies="always", words=words)))
    with contextlib.closing(Host(model, router().ladder(model, "auto", options))) as host:
        host.load()
        assert host.device == "vulkan (f16, whisper-server)"
        assert texts(host.transcribe(heard(clips[0].path), Options(language="en"))) == [clips[0].text]
        assert host.device == "cpu (f16)"
    assert "does not run on program" in caplog.text
    assert not [pid for pid in runs(Path(options.whisper_program)) if psutil.pid_exists(pid)]
    asked = Rung("auto", options)
    assert [rung.device for rung in router().route(model, asked).rungs] == ["cpu"]
    os.utime(options.whisper_program, (1, 1))  # another build of it
    assert [rung.device for rung in router().route(model, asked).rungs] == ["program", "cpu"]


def test_a_program_whose_card_fails_at_work_is_found_out_before_anybody_speaks(
    router: Callable[[], Router], whisper_forms: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = inspected(whisper_forms / "ggml.bin")
    options = LoadOptions(whisper_program=str(program(tmp_path, dies="at once")))
    with contextlib.closing(Host(model, router().ladder(model, "auto", options))) as host:
        host.load()
        assert host.device == "cpu (f16)"
    assert "does not run on program" in caplog.text


def test_the_computer_is_told_with_the_cards_that_were_tried(router: Callable[[], Router]) -> None:
    used = router()
    assert used.machine().gpus == ()
    used.trials.of("cuda")
    assert [gpu.name for gpu in used.machine().gpus] == ["Some Card"]
    assert used.machine().devices == ("cuda", "cpu")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("encoder-model.int8.onnx", "int8"),
        ("onnx/decoder_model_merged_quantized.onnx", "int8"),
        ("onnx/encoder_model_fp16.onnx", "float16"),
        ("ggml-small-q5_1.bin", "q5_1"),
        ("model.bin", ""),
        ("point8.onnx", ""),
    ],
)
def test_names_of_files_say_in_which_numbers_they_are(name: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.touch()
    named = backends.backend("sherpa_onnx")
    assert stored(named, tmp_path, "cpu") == stored(named, file, "cpu") == told
    assert stored(named, None, "cpu") == stored(named, tmp_path / "nowhere", "cpu") == ""


def test_a_file_of_whisper_cpp_says_at_its_beginning_in_which_numbers_it_is(
    router: Callable[[], Router], whisper_forms: Path, tmp_path: Path
) -> None:
    whole, ggml = whisper_forms / "ggml.bin", backends.backend("whisper_cpp")
    assert "whisper.cpp, CPU f16: " in sentence(router(), inspected(whole), AUTO)
    for length, told in ((48, "f16"), (47, "")):
        (tmp_path / "ggml.bin").write_bytes(whole.read_bytes()[:length])
        assert stored(ggml, tmp_path / "ggml.bin", "cpu") == told
    (tmp_path / "ggml.bin").write_bytes(b"GGUF" + whole.read_bytes()[4:])
    assert stored(ggml, tmp_path / "ggml.bin", "cpu") == stored(ggml, tmp_path, "cpu") == ""


def test_of_several_formats_that_is_told_which_the_device_gets(router: Callable[[], Router], tmp_path: Path) -> None:
    forms.onnx(tmp_path / "both")
    forms.onnx(tmp_path / "both", ending=".onnx")
    both = inspected(tmp_path / "both")
    assert "ONNX Runtime, CUDA float32: Some Card" in sentence(router(), both, AUTO)
    assert "ONNX Runtime, CPU int8: " in sentence(router(), both, Rung("cpu", LoadOptions()))
    forms.onnx(tmp_path / "one", ending=".onnx")  # as what is fetched for NVIDIA's cards
    assert "ONNX Runtime, CUDA float32: Some Card" in sentence(router(), inspected(tmp_path / "one"), AUTO)


def test_a_room_without_a_card_tries_nothing(home: Path) -> None:
    with opened(EngineRoom) as room:
        assert room.router.ladder(POCKETSPHINX, "cpu", LoadOptions()).rung.device == "cpu"
    assert not (home / "cache" / "devices.json").exists()


def test_only_the_device_that_the_settings_name_counts_for_what_is_recommended(router: Callable[[], Router]) -> None:
    here, devices = router(), ["auto"]
    known = Catalogue(paths.catalogue(), around=surroundings(here, lambda: Rung(devices[-1], LoadOptions())))
    here.look()
    assert any("Card" in one.speed for one in advice(known, here, "en"))
    devices.append("cpu")
    told = advice(known, here, "en")
    assert told
    assert not any("Card" in one.speed for one in told)
