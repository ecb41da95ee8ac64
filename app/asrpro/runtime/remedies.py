"""What libraries say when a device cannot be used, in words for people, and what to do about it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from asrpro import environments, packages
from asrpro.errors import AppError, Unsupported, followed
from asrpro.i18n import _
from asrpro.shortage import lacks_memory


class Remedy(NamedTuple):
    """Why a device cannot be used."""

    reason: str
    """The end of a sentence, without its full stop."""
    todo: str = ""
    """What helps, as a sentence or a command; empty where nothing is known."""


_LIBRARY: Final = re.compile(
    r"(cublas|cudnn|cufft|curand|cudart|nvrtc|nvjitlink)\w*?(?:64_|\.so\.)(\d+)", re.IGNORECASE
)
"""The file of one of NVIDIA's libraries, with its version: libcudnn_ops.so.9.1.0, cublas64_12.dll."""
PACKAGES: Final = {
    "cublas": ("cuBLAS", "nvidia-cublas"),
    "cudnn": ("cuDNN", "nvidia-cudnn"),
    "cufft": ("cuFFT", "nvidia-cufft"),
    "curand": ("cuRAND", "nvidia-curand"),
    "cudart": ("the CUDA runtime", "nvidia-cuda-runtime"),
    "nvrtc": ("NVRTC", "nvidia-cuda-nvrtc"),
    "nvjitlink": ("nvJitLink", "nvidia-nvjitlink"),
}
"""What people call them, and the packages that bring them."""
_TWELVE: Final = {"cublas": 12, "cudart": 12, "cufft": 11, "nvrtc": 12, "nvjitlink": 12}
"""The versions that belong to CUDA 12, the last whose packages have its number in their names; cuDNN and cuRAND keep
theirs from one CUDA to the next."""
_NO_PROVIDER: Final = re.compile(r"this ONNX Runtime has no (\w+?)ExecutionProvider")
_PROVIDED: Final = {"CUDA": "cuda", "Dml": "directml", "OpenVINO": "openvino", "WebGpu": "webgpu"}
"""The devices of providers that an environment brings."""
_ONNX_CUDA: Final = "asrpro engines add onnx-cuda"
_LONGEST: Final = 200
"""Letters of a library's own words that are shown."""


def remedy(said: str, library: str = "") -> Remedy:
    """What the error of a library of this name means; its own words where they are not known."""
    if found := _LIBRARY.search(said):
        return _missing(found[1].lower(), int(found[2]), library)
    if lacks_memory(said):
        return Remedy(
            _("its memory is too small or in use"), _("Close other programs that use it, or pick a smaller model.")
        )
    if found := _NO_PROVIDER.search(said):
        reason = _("the ONNX Runtime that is installed was made without it")
        if wanted := environments.serving(_PROVIDED.get(found[1], found[1])):
            command = f"asrpro engines add {wanted.name}"
            return Remedy(reason, _("Add one that has it: {command}").format(command=command))
        return Remedy(reason)
    for pattern, reason, todo in _KNOWN:
        if re.search(pattern, said, re.IGNORECASE):
            return Remedy(reason, todo)
    plain = " ".join(said.split()).rstrip(".")
    return Remedy(plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…")


_KNOWN: Final = (
    (
        r"driver version is insufficient|CUDA_ERROR_SYSTEM_DRIVER_MISMATCH|Driver/library version mismatch",
        _("its driver is too old, or was renewed without a restart"),
        _("Restart the computer; if that does not help, install NVIDIA's newest driver."),
    ),
    (
        r"no CUDA-capable device|CUDA_ERROR_NO_DEVICE|no device was found|NVML Shared Library Not Found",
        _("there is none, or no driver for it"),
        _("Install NVIDIA's driver, and see whether nvidia-smi shows the card."),
    ),
    (
        r"no kernel image is available|CUDA_ERROR_NO_BINARY_FOR_GPU|unsupported architecture",
        _("it is too old or too new for the library"),
        "",
    ),
    (
        r"all CUDA-capable devices are busy|prohibited|exclusive",
        _("another program has it for itself"),
        _("End that program, or change the card's compute mode with nvidia-smi."),
    ),
    (
        r"insufficient permissions|operation not permitted|permission denied",
        _("this user may not use it"),
        _("Look at who may read and write /dev/nvidia*."),
    ),
)  # fmt: skip
"""What is said, by patterns; what it means; what to do."""


def _missing(wanted: str, version: int, library: str) -> Remedy:
    name, package = PACKAGES[wanted]
    cuda = 12 + version - _TWELVE.get(wanted, version)
    reason = _("{library} {version} is not installed").format(library=name, version=version)
    if library == "onnxruntime":  # which has all of them beside it in its environment
        anew = environments.whole("onnx-cuda") is not None
        again = f"asrpro engines remove onnx-cuda && {_ONNX_CUDA}"
        return Remedy(reason, _("Add it: {command}").format(command=again if anew else _ONNX_CUDA))
    if (wanted, cuda) == ("cublas", 12):
        return Remedy(reason, _("Add it: {command}").format(command=packages.command((), "cuda")))
    named = f"{package}-cu{cuda}" if cuda <= 12 else package  # noqa: PLR2004 - the CUDA of the table
    command = packages.install(f'"{named}=={version}.*"' if wanted == "cudnn" else named)
    return Remedy(reason, _("Add it: {command}").format(command=command))


def advised(error: AppError, library: str) -> AppError:
    """The same error, with what helps where a device could not be used and that is known."""
    todo = remedy(error.title, library).todo if isinstance(error, Unsupported) else ""
    return Unsupported(error.title, followed(todo, error.hint)) if todo else error
