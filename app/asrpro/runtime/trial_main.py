"""The child process in which a device is tried: a driver that crashes or hangs does it here, and to nobody else."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro.runtime import child

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.runtime.frames import Frame

PROVIDERS: Final = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
    "openvino": "OpenVINOExecutionProvider",
}
"""What ONNX Runtime calls the devices."""
_SIDE: Final = 4
"""Rows and columns of what is multiplied."""


def gpus(_request: Frame) -> Frame:
    """What NVIDIA's management library tells of its cards."""
    import pynvml

    def text(told: str | bytes) -> str:
        return told.decode("utf-8", "replace") if isinstance(told, bytes) else told

    pynvml.nvmlInit()
    found = []
    for number in range(pynvml.nvmlDeviceGetCount()):
        card = pynvml.nvmlDeviceGetHandleByIndex(number)
        major, minor = pynvml.nvmlDeviceGetCudaComputeCapability(card)
        about = {"name": text(pynvml.nvmlDeviceGetName(card)), "memory": pynvml.nvmlDeviceGetMemoryInfo(card).total}
        found.append(about | {"major": major, "minor": minor, "driver": text(pynvml.nvmlSystemGetDriverVersion())})
    return {"gpus": found}


def try_out(request: Frame) -> Frame:
    """Have a library compute something small on a device; answers with the number formats it can use there."""
    work: dict[str, Callable[[str], list[str]]] = {
        "ctranslate2": _ctranslate2,
        "onnxruntime": _onnxruntime,
        "mlx": _mlx,
    }
    return {"precisions": work[request["library"]](request["device"])}


def _ctranslate2(device: str) -> list[str]:
    import ctranslate2
    import numpy as np

    fitting = sorted(ctranslate2.get_supported_compute_types(device))
    if device == "cuda":
        # Moving there and back takes a driver, a context and memory; what multiplies is looked for at work only.
        there = ctranslate2.StorageView.from_array(np.ones((_SIDE, _SIDE), np.float32)).to_device(
            ctranslate2.Device.cuda
        )
        there.to_device(ctranslate2.Device.cpu)
        _load("cublas", 12)
    return fitting


def _load(library: str, version: int) -> None:
    """Load one of NVIDIA's libraries by its name on Linux, else on Windows; raises OSError, which names it."""
    try:
        ctypes.CDLL(f"lib{library}.so.{version}")
    except OSError as error:
        try:
            ctypes.CDLL(f"{library}64_{version}.dll")
        except OSError:
            raise error from None


def _onnxruntime(device: str) -> list[str]:
    import numpy as np
    import onnxruntime

    provider = PROVIDERS[device]
    if provider not in onnxruntime.get_available_providers():
        raise RuntimeError(f"this ONNX Runtime has no {provider}")
    onnxruntime.set_default_logger_severity(4)
    session = onnxruntime.InferenceSession(_model(), providers=[provider], enable_fallback=0)
    if provider not in session.get_providers():  # it goes on without, and says why on standard error alone
        _load_provider(provider)
        raise RuntimeError(f"{provider} cannot be made")
    session.run(None, {"x": np.ones((_SIDE, _SIDE), np.float32)})
    return []


def _load_provider(provider: str) -> None:
    """Load what belongs to a provider; raises OSError, which names what it lacks."""
    found = find_spec("onnxruntime")
    name = f"*onnxruntime_providers_{provider.removesuffix('ExecutionProvider').lower()}.*"
    for place in (found.submodule_search_locations if found else None) or ():
        for file in (Path(place) / "capi").glob(name):
            ctypes.CDLL(str(file))


def _mlx(_device: str) -> list[str]:
    import mlx.core as mx

    if not mx.metal.is_available():
        raise RuntimeError("this MLX has no Metal")
    ones = mx.ones((_SIDE, _SIDE), mx.float16)
    mx.eval(ones @ ones)
    return ["float16", "bfloat16", "float32"]


def _model() -> bytes:
    """A network of one node that multiplies its input by itself, as ONNX (onnx.proto of its release 1.8)."""

    def field(number: int, value: bytes | str | int) -> bytes:
        if isinstance(value, int):
            return bytes([number << 3, value])
        held = value.encode() if isinstance(value, str) else value
        return bytes([number << 3 | 2, len(held)]) + held

    side = field(1, field(1, _SIDE))
    tensor = field(1, field(1, 1) + field(2, side + side))  # of float32
    node = field(1, "x") + field(1, "x") + field(2, "y") + field(4, "MatMul")
    ends = field(11, field(1, "x") + field(2, tensor)) + field(12, field(1, "y") + field(2, tensor))
    graph = field(1, node) + field(2, "trial") + ends
    return field(1, 7) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def _answering(work: Callable[[Frame], Frame]) -> Callable[[Frame], Frame]:
    """The same, where what goes wrong is the answer: it is what is looked for."""

    def answer(request: Frame) -> Frame:
        try:
            return {"kind": "tried", "error": "", **work(request)}
        except Exception as error:  # noqa: BLE001 - whatever a library raises
            return {"kind": "tried", "error": str(error) or type(error).__name__}

    return answer


def handlers() -> dict[str, Any]:
    """What answers each request."""
    return {"gpus": _answering(gpus), "try": _answering(try_out)}


if __name__ == "__main__":
    child.serve(handlers)
