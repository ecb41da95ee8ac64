"""What `asrpro doctor` says of devices."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.check import Check
from asrpro.cli.computer import checked_machine, machine, routed, tried
from asrpro.cli.main import run
from asrpro.domain import Gpu, Machine, Processor
from asrpro.runtime.record import Failure, Record
from asrpro.runtime.router import Router
from asrpro.runtime.trials import Trial, Trials, version
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from asrpro.cli.program import Program

WORKS = Trial("cuda", "ctranslate2", precisions=("float16", "int8"))
LACKS = Trial("cuda", "onnxruntime", "this ONNX Runtime has no CUDAExecutionProvider")
FAILS = Trial("cuda", "ctranslate2", "Library libcublas.so.12 is not found or cannot be loaded")


def test_a_device_that_a_library_can_use_is_as_it_should_be() -> None:
    said = "CTranslate2 (float16, int8); not ONNX Runtime: the ONNX Runtime that is installed was made without it"
    assert tried("cuda", (WORKS, LACKS)) == Check("CUDA, tried", said)


def test_one_that_none_can_use_is_told_with_what_helps() -> None:
    check = tried("cuda", (FAILS, LACKS))
    assert (check.state, check.add) == (
        "limited",
        f'Add it: "{sys.executable}" -m pip install "ctranslate2>=4.8.5" "nvidia-cublas-cu12>=12.4"',
    )
    assert check.found.startswith("not CTranslate2: cuBLAS 12 is not installed; not ONNX Runtime: ")
    assert tried("vulkan", ()).state == "unknown"
    works = Trial("cuda", "onnxruntime")
    assert (tried("cuda", (FAILS, works)).state, tried("cuda", (FAILS, works)).add) == ("limited", check.add)


def test_cards_are_told_with_memory_and_driver(tmp_path: Path) -> None:
    router = Router(trials=Trials(Record(tmp_path / "devices.json")))
    mac = Machine(Processor("Apple M2", 8, 8, ("NEON",)), 16_384, ("cpu",), (Gpu("Apple M2", "metal"),), True)  # noqa: FBT003
    found = {check.name: check.found for check in checked_machine(mac, router)}
    assert found["Processor"] == "Apple M2, cores: 8, threads: 8, NEON"
    assert (found["Memory"], found["Metal"], found["Neural Engine"]) == ("16.0 GB", "Apple M2", "Apple's")
    card = Machine(Processor("Xeon"), 8_000, ("cpu",), (Gpu("RTX 4090", "cuda", 24_564, (8, 9), "550.54"),))
    assert Check("CUDA", "RTX 4090, 24.0 GB, driver 550.54") in checked_machine(card, router)


def test_without_what_looks_at_the_computer_that_is_said() -> None:
    (check,) = checked_machine(None, Router())
    assert check.name == "Processor and memory"
    assert check.found.startswith("psutil ")
    assert machine(Router()) is not None


def test_no_model_no_route(odd_program: Program) -> None:
    odd_program.settings.set("model.name", "nobody")
    assert list(routed(odd_program, Router())) == []


def test_a_number_format_that_the_model_has_not_is_told_with_the_command_that_helps(
    odd_program: Program, tmp_path: Path
) -> None:
    program = replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))
    program.settings.set("model.compute_type", "float32")
    (fits,) = routed(program, Router())
    assert fits.state == "ok"
    assert fits.found.startswith("PocketSphinx, US English (rough, for trying out) on PocketSphinx, CPU: ")
    assert fits.found.endswith("; this engine has one number format; model.compute_type asks for float32.")
    program.settings.set("model.name", str(forms.onnx(tmp_path / "int8")))
    (not_there,) = routed(program, Router())
    assert "ONNX Runtime, CPU: " in not_there.found
    assert "on CPU it cannot compute in float32, for which model.compute_type asks" in not_there.found
    assert (not_there.state, not_there.add) == ("missing", "asrpro settings reset model.compute_type")
    program.settings.set("model.name", str(forms.onnx(tmp_path / "float32", ending=".onnx")))
    assert [(one.state, " CPU float32: " in one.found) for one in routed(program, Router())] == [("ok", True)]


def test_what_the_processor_was_found_not_to_compute_in_is_told(
    odd_program: Program, home: Path, whisper_folder: Path
) -> None:
    (home / "cache").mkdir(parents=True)
    program = replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))
    program.settings.set("model.name", str(whisper_folder))
    program.settings.set("model.compute_type", "int16")
    assert [one.state for one in routed(program, Router())] == ["ok"]  # nobody knows yet
    with closing(Trials(Record(home / "cache" / "devices.json"))) as trials:
        assert "int16" not in trials.of("cpu").trials[0].precisions
    assert [one.state for one in routed(program, Router())] == ["missing"]


def test_a_program_that_is_not_where_the_settings_say_is_not_said_to_run_anything(
    odd_program: Program, tmp_path: Path, whisper_forms: Path
) -> None:
    program, server = replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue())), tmp_path / "whisper-server"
    program.settings.set("model.name", str(whisper_forms / "ggml.bin"))
    program.settings.set("engines.whisper_program", str(server))
    (away,) = routed(program, Router())
    assert away.found == f"ggml on whisper.cpp, a program of its own: {server} is not here."
    assert (away.state, away.add) == ("missing", "asrpro settings reset engines.whisper_program")
    server.touch(0o755)
    (here,) = routed(program, Router())
    assert (here.state, here.add) == ("ok", "")


def test_what_failed_is_forgotten_when_it_is_asked_for(
    odd_program: Program, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "cache").mkdir(parents=True)
    file = home / "cache" / "devices.json"
    Record(file).keep_failure(Failure("cuda", "odd", version("cuda"), "out of memory"))
    run(odd_program, ["doctor", "--json"])
    assert json.loads(capsys.readouterr().out)["machine"]["ram"] > 500
    assert len(Record(file).failures()) == 1
    run(odd_program, ["doctor", "--again"])
    assert Record(file).failures() == []
    assert Record(file).trial("cpu", version("cpu"))
