"""The child process in which a device is tried: a driver that crashes or hangs does it here, and to nobody else."""

from __future__ import annotations

import ctypes
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.backends.onnx.providers import PROVIDERS, offered, told
from asrpro.runtime import child, trial_models

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.runtime.frames import Frame


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

    sound = np.ones((1, trial_models.MELS, trial_models.FRAMES), np.float32)

    def fault(folder: str, precision: str) -> str:
        """Why it cannot compute in this number format; empty where it can."""
        try:
            model = ctranslate2.models.Whisper(folder, device, compute_type=precision, intra_threads=1)
            made = model.encode(ctranslate2.StorageView.from_array(sound), to_cpu=True)
        except RuntimeError as error:
            return str(error)
        return "" if np.isfinite(np.array(made)).all() else f"what it computes in {precision} are no numbers"

    with tempfile.TemporaryDirectory() as folder:
        trial_models.whisper(Path(folder))
        wanted = sorted(ctranslate2.get_supported_compute_types(device))
        faults = {precision: fault(folder, precision) for precision in wanted}
    if all(faults.values()):
        raise RuntimeError(next(iter(faults.values()), "it computes in no number format"))
    return [precision for precision, told in faults.items() if not told]


def _onnxruntime(device: str) -> list[str]:
    import numpy as np
    import onnxruntime

    provider = PROVIDERS[device]
    if not offered(device):
        raise RuntimeError(f"this ONNX Runtime has no {provider}")
    onnxruntime.set_default_logger_severity(4)
    asked = told(onnxruntime.SessionOptions(), device)
    session = onnxruntime.InferenceSession(trial_models.square(), **asked, enable_fallback=0)
    if provider not in session.get_providers():  # it goes on without, and says why on standard error alone
        _load_provider(provider)
        raise RuntimeError(f"{provider} cannot be made")
    session.run(None, {"x": np.ones((trial_models.SIDE, trial_models.SIDE), np.float32)})
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
    ones = mx.ones((trial_models.SIDE, trial_models.SIDE), mx.float16)
    mx.eval(ones @ ones)
    return ["float16", "bfloat16", "float32"]


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
