"""Where Models run: a table of computers, engines and wishes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from asrpro.domain import Backend, Gpu, LoadOptions, Machine, Model, Processor
from asrpro.runtime.ladder import Rung
from asrpro.runtime.routing import Known, route
from asrpro.runtime.trials import Trial

WHISPER = Model("whisper-small", "Whisper small", "faster_whisper", ram=1500, vram=1200)
LARGE = Model("whisper-large-v3", "Whisper large-v3", "faster_whisper", ram=4600, vram=4600)
PARAKEET = Model("parakeet", "Parakeet", "onnx", ram=1500, vram=2500)


def no_load(model: Model, device: str, options: LoadOptions) -> object:
    raise AssertionError((model, device, options))


def engine(name: str, *devices: str, needs: tuple[str, ...] = (), precisions: tuple[str, ...] = ()) -> Backend:
    return Backend(name, name, needs, "", devices, no_load, precisions)  # type: ignore[arg-type]


CT2 = engine(
    "faster_whisper", "cuda", "cpu",
    needs=("ctranslate2",), precisions=("float16", "bfloat16", "int8_float16", "int8", "float32"),
)  # fmt: skip
ONNX = engine("onnx", "cuda", "coreml", "directml", "cpu", needs=("onnxruntime",))
MLX = engine("mlx_whisper", "metal", needs=("mlx",))
CPP = engine("whisper_cpp", "metal", "cpu", needs=("pywhispercpp",))
SLOW_COREML = engine("onnx", "cpu", "coreml", needs=("onnxruntime",))
SPHINX = engine("pocketsphinx", "cpu")
SERVER = engine("remote", "server")
MANY = replace(ONNX, formats=lambda _folder, _device: ("int8", "float32"))

ADA = Gpu("RTX 4090", "cuda", 24_576, (8, 9), "550.54")
TURING = Gpu("RTX 2060", "cuda", 6_144, (7, 5), "550.54")
PASCAL = Gpu("GTX 1050", "cuda", 2_048, (6, 1), "535.1")
SMALL = Gpu("T400", "cuda", 4_096, (7, 5), "535.1")
ARC = Gpu("Arc A380", "vulkan", 6_064)
XEON = Processor("Xeon", 2, 2, ("AVX2", "AVX-512"))
OLD = Processor("Core i5-2400", 4, 4)
M2 = Processor("Apple M2", 8, 8, ("NEON",))

PLAIN = Machine(XEON, 24_000)
AGED = Machine(OLD, 8_000)
MAC = Machine(M2, 16_000, ("metal", "coreml", "cpu"), (Gpu("Apple M2", "metal"),), neural_engine=True)
UNTRIED = Machine(XEON, 24_000, ("cuda", "cpu"))


def with_card(card: Gpu) -> Machine:
    return Machine(XEON, 24_000, ("cuda", "cpu"), (card,))


CT2_CAN = ("float16", "bfloat16", "int8_float16", "int8", "int8_float32", "float32")
WORKS = {"cuda": (Trial("cuda", "ctranslate2", precisions=CT2_CAN), Trial("cuda", "onnxruntime", "no CUDA"))}
NO_CUBLAS = {"cuda": (Trial("cuda", "ctranslate2", "Library libcublas.so.12 is not found or cannot be loaded"),)}
CPU_CAN = {"cpu": (Trial("cpu", "ctranslate2", precisions=("float32", "int8", "int8_float32")),)}
OLD_CARD = {"cuda": (Trial("cuda", "ctranslate2", precisions=("float32", "int8", "int8_float32")),)}
NO_COREML = {"coreml": (Trial("coreml", "onnxruntime", "this ONNX Runtime has no CoreMLExecutionProvider"),)}
NO_METAL = {"metal": (Trial("metal", "mlx", "this MLX has no Metal"),)}


class Case(NamedTuple):
    model: Model
    backend: Backend
    machine: Machine
    rungs: str
    """As in "cuda float16, cpu int8"."""
    why: str
    """What is said behind the engine's name."""
    trials: dict[str, tuple[Trial, ...]] = {}  # noqa: RUF012
    failures: dict[str, str] = {}  # noqa: RUF012
    stored: dict[str, str] = {}  # noqa: RUF012
    """By device."""
    asked: str = "auto"
    compute: str = "default"


CASES = [
    Case(
        PARAKEET, ONNX, PLAIN, "cpu default", "CPU int8: no GPU found that this engine serves; AVX-512 present",
        stored={"cpu": "int8"},
    ),
    Case(
        PARAKEET, ONNX, with_card(ADA), "cuda default, cpu default",
        "CUDA float32: RTX 4090, 24 GB, compute capability 8.9", stored={"cuda": "float32", "cpu": "int8"},
    ),
    Case(PARAKEET, ONNX, PLAIN, "cpu default", "CPU: no GPU found that this engine serves; AVX-512 present"),
    Case(WHISPER, CT2, PLAIN, "cpu int8", "CPU int8: no GPU found that this engine serves; AVX-512 present"),
    Case(WHISPER, CT2, AGED, "cpu int8", "CPU int8: no GPU found that this engine serves"),
    Case(WHISPER, SPHINX, MAC, "cpu default", "CPU: this engine runs on the CPU only; NEON present"),
    Case(WHISPER, CT2, MAC, "cpu int8", "CPU int8: this engine serves no GPU of this kind; NEON present"),
    Case(WHISPER, MLX, PLAIN, "metal default", "Metal: this engine serves nothing that is here"),
    Case(
        LARGE, CT2, with_card(ADA), "cuda float16, cpu int8",
        "CUDA float16: RTX 4090, 24 GB, compute capability 8.9", WORKS,
    ),
    Case(WHISPER, CT2, UNTRIED, "cuda float16, cpu int8", "CUDA float16: the best this engine can use here"),
    Case(
        LARGE, CT2, with_card(SMALL), "cuda int8_float16, cpu int8",
        "CUDA int8_float16: T400, 4 GB, compute capability 7.5", WORKS,
    ),
    Case(
        LARGE, CT2, with_card(PASCAL), "cpu int8",
        "CPU int8: GTX 1050 has 2 GB, and about 2.7 GB are needed; AVX-512 present", OLD_CARD,
    ),
    Case(
        WHISPER, CT2, with_card(PASCAL), "cuda int8, cpu int8",
        "CUDA int8: GTX 1050, 2 GB, compute capability 6.1", OLD_CARD,
    ),
    Case(
        WHISPER, CT2, with_card(ADA), "cpu int8",
        "CPU int8: CUDA cannot be used: cuBLAS 12 is not installed; AVX-512 present", NO_CUBLAS,
    ),
    Case(
        WHISPER, CT2, with_card(TURING), "cpu int8",
        "CPU int8: on CUDA it failed before: its memory is too small or in use; AVX-512 present",
        WORKS, {"cuda": "CUDA failed with error out of memory"},
    ),
    Case(PARAKEET, ONNX, with_card(TURING), "cpu default", "CPU: CUDA cannot be used: no CUDA; AVX-512 present", WORKS),
    Case(
        PARAKEET, ONNX, with_card(SMALL), "cuda default, cpu default",
        "CUDA: T400, 4 GB, compute capability 7.5",
    ),
    Case(
        PARAKEET, ONNX, MAC, "cpu default",
        "CPU: Core ML cannot be used: the ONNX Runtime that is installed was made without it; NEON present", NO_COREML,
    ),
    Case(PARAKEET, ONNX, MAC, "coreml default, cpu default", "Core ML: the best this engine can use here"),
    Case(PARAKEET, SLOW_COREML, MAC, "cpu default, coreml default", "CPU: this engine is fastest on it; NEON present"),
    Case(WHISPER, CPP, MAC, "metal default, cpu default", "Metal: Apple M2", NO_METAL),
    Case(WHISPER, MLX, MAC, "metal default", "Metal: Metal cannot be used: this MLX has no Metal; Apple M2", NO_METAL),
    Case(
        WHISPER, CT2, with_card(ADA), "cpu int8", "CPU int8: device.name asks for it; AVX-512 present", WORKS,
        asked="cpu",
    ),
    Case(
        WHISPER, CT2, with_card(ADA), "cuda float16",
        "CUDA float16: device.name asks for it; RTX 4090, 24 GB, compute capability 8.9",
        NO_CUBLAS | WORKS, {"cuda": "out of memory"}, asked="cuda",
    ),
    Case(WHISPER, CT2, PLAIN, "cuda float16", "CUDA float16: device.name asks for it", asked="cuda"),
    Case(
        WHISPER, CT2, with_card(ADA), "cuda float32, cpu float32",
        "CUDA float32: RTX 4090, 24 GB, compute capability 8.9", WORKS, compute="float32",
    ),
    Case(
        WHISPER, SPHINX, PLAIN, "cpu default",
        "CPU: this engine runs on the CPU only; AVX-512 present; "
        "this engine has one number format; model.compute_type asks for int8", compute="int8",
    ),
    Case(
        WHISPER, CPP, MAC, "metal default, cpu default",
        "Metal f16: Apple M2; this engine has one number format; model.compute_type asks for float32",
        stored={"metal": "f16"}, compute="float32",
    ),
    Case(
        WHISPER, SERVER, PLAIN, "server default",
        "over the network: what is spoken is sent there; "
        "this engine has one number format; model.compute_type asks for int8", compute="int8",
    ),
    Case(
        WHISPER, CT2, with_card(ADA), "cuda float16",
        "CUDA float16: RTX 4090, 24 GB, compute capability 8.9", WORKS | CPU_CAN, compute="float16",
    ),
    Case(
        WHISPER, CT2, with_card(PASCAL), "cpu int8_float32",
        "CPU int8_float32: on CUDA it cannot compute in int8_float32, for which model.compute_type asks; "
        "AVX-512 present", CPU_CAN | {"cuda": (Trial("cuda", "ctranslate2", precisions=("float32",)),)},
        compute="int8_float32",
    ),
    Case(
        PARAKEET, MANY, PLAIN, "cpu int8", "CPU int8: no GPU found that this engine serves; AVX-512 present",
        compute="int8",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.backend.name}-{case.rungs}-{case.asked}")
def test_where_a_model_runs(case: Case) -> None:
    asked = Rung(case.asked, LoadOptions(case.compute, threads=3))
    known = Known(case.trials, case.failures, lambda device: case.stored.get(device, ""))
    found = route(case.model, case.backend, asked, case.machine, known)
    assert ", ".join(f"{rung.device} {rung.options.compute_type}" for rung in found.rungs) == case.rungs
    assert {rung.options.threads for rung in found.rungs} == {3}
    assert found.sentence(case.model, "Engine") == f"{case.model.title} on Engine, {case.why}."
    assert found.place("Engine") == f"Engine, {case.why}."


@pytest.mark.parametrize(("device", "asked_for"), [("auto", "no GPU"), ("cpu", "device.name asks for it; ")])
def test_a_number_format_that_is_not_to_be_had_is_told_beforehand(device: str, asked_for: str) -> None:
    known = Known({}, {}, lambda _device: "int8", lambda _device: ("int8",))
    found = route(PARAKEET, MANY, Rung(device, LoadOptions("float32")), PLAIN, known)
    assert found.rungs == (Rung("cpu", LoadOptions("float32")),), "it is the engine that refuses"
    assert found.precision == ""
    assert "on CPU it cannot compute in float32, for which model.compute_type asks; AVX-512" in "; ".join(found.because)
    assert found.at_fault == "model.compute_type"
    tried = Known(CPU_CAN, {})
    assert route(WHISPER, CT2, Rung(device, LoadOptions("float16")), PLAIN, tried).at_fault == "model.compute_type"
    for fits, backend, can in (("int8", MANY, known), ("auto", MANY, known), ("float32", CT2, tried)):
        found = route(PARAKEET, backend, Rung(device, LoadOptions(fits)), PLAIN, can)
        assert found.at_fault == ""
        assert found.because[0].startswith(asked_for.rstrip("; "))


def test_a_device_that_the_engine_does_not_serve_is_told_beforehand() -> None:
    found = route(WHISPER, SPHINX, Rung("cuda", LoadOptions()), with_card(ADA), Known({}, {}))
    assert found.because[:2] == ("device.name asks for it", "this engine does not serve it")
    assert found.at_fault == "device.name"


def test_a_card_that_vulkan_alone_reaches_is_none_that_the_engine_serves() -> None:
    found = route(WHISPER, CT2, Rung("auto", LoadOptions()), replace(PLAIN, gpus=(ARC,)), Known({}, {}))
    assert found.because == ("no GPU found that this engine serves", "AVX-512 present")


def test_a_program_of_ones_own_comes_first_and_the_package_after_it() -> None:
    both, model = engine("whisper_cpp", "program", "metal", "cpu", needs=("_pywhispercpp",)), WHISPER
    named = Rung("auto", LoadOptions(whisper_program="/opt/whisper-server"))
    found = route(model, both, named, PLAIN, Known({}, {}))
    assert [rung.device for rung in found.rungs] == ["program", "cpu"]
    assert "a program of its own: it decides itself what it computes on." in found.sentence(model, "whisper.cpp")
    assert [rung.device for rung in route(model, both, Rung("auto", LoadOptions()), MAC, Known({}, {})).rungs] == [
        "metal", "cpu",
    ]  # fmt: skip
    failed = route(model, both, named, PLAIN, Known({}, {"program": "out of memory"}))
    assert [rung.device for rung in failed.rungs] == ["cpu"]
    assert "on a program of its own it failed before" in failed.sentence(model, "whisper.cpp")
    assert [rung.device for rung in route(model, CT2, named, PLAIN, Known({}, {})).rungs] == ["cpu"]
