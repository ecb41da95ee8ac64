"""Asks what this computer has to compute on, without loading a driver into this process."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro import environments, packages
from asrpro.domain import Gpu, Machine, Processor
from asrpro.i18n import _
from asrpro.runtime import machine as reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NEEDS: Final = ("psutil",)
_PATIENCE: Final = 2.0
"""Seconds that a program of the system may take to answer."""
_DIRECTML: Final = 18362
"""The build of Windows 10 1903, the first with DirectML."""
_WINDOWS_FEATURES: Final = {"avx2": 40, "avx512f": 41}
"""PF_AVX2_INSTRUCTIONS_AVAILABLE and PF_AVX512F_INSTRUCTIONS_AVAILABLE."""
_PARTS: Final = {
    "directml": "onnxruntime/capi/*DirectML*",
    "openvino": "onnxruntime/capi/*providers_openvino*",
    "webgpu": "onnxruntime_ep_webgpu/*providers_webgpu*",
}
"""Files of ONNX Runtime without which there is no hope of a device: most of its packages serve only some."""


def devices() -> tuple[str, ...]:
    """The devices a Backend may hope for here, best first; whether one really works shows when it is tried."""
    return tuple(_devices())


def machine(gpus: Iterable[Gpu] = ()) -> Machine:
    """The computer; which NVIDIA GPUs it has is found out by a Trial, and told here.

    Raises PackagesMissing.
    """
    packages.require(_("To look at the computer"), NEEDS)
    import psutil

    name, abilities = _processor()
    threads = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    cores = min(psutil.cpu_count(logical=False) or threads, threads)
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    shared = (Gpu(name, "metal"),) if apple else ()
    return Machine(
        Processor(name or platform.machine(), cores, threads, abilities),
        psutil.virtual_memory().total >> 20,
        devices(),
        (*gpus, *shared),
        neural_engine=apple,
    )


def with_vulkan(found: Machine) -> Machine:
    """The same with what Vulkan reaches, where its own program is there to tell."""
    program = shutil.which("vulkaninfo")
    told = _asked(program, "--summary") if program else ""
    return replace(found, gpus=(*found.gpus, *reading.vulkan_gpus(told)))


def driver(device: str) -> str:
    """What changes when the driver of a device does: its version, or that of the system it comes with.

    Where the cards are known by their places, other places are another driver, too.
    """
    if device == "cuda" and sys.platform == "linux":
        cards = sorted(place.name for place in Path("/proc/driver/nvidia/gpus").glob("*"))
        return " ".join((reading.nvidia_driver(_text("/proc/driver/nvidia/version")) or platform.release(), *cards))
    if device == "cuda" and sys.platform == "win32" and _windows_cuda().exists():
        import win32api

        told = win32api.GetFileVersionInfo(str(_windows_cuda()), "\\")
        return f"{told['FileVersionMS']:x}.{told['FileVersionLS']:x}"
    return platform.version() if device != "cpu" else platform.machine()


def _devices() -> Iterator[str]:
    if _has_nvidia():
        yield "cuda"
    if sys.platform == "darwin" and platform.machine() == "arm64":
        yield "metal"
        yield "coreml"
    if sys.platform == "win32" and sys.getwindowsversion().build >= _DIRECTML and _has_part("directml"):
        yield "directml"
    if _has_part("webgpu"):
        yield "webgpu"
    if _has_part("openvino"):
        yield "openvino"
    yield "cpu"


def _has_nvidia() -> bool:
    if sys.platform == "win32":
        return _windows_cuda().exists()
    # The second one is Linux inside of Windows, which has the card without its files.
    places = ("/dev/nvidiactl", "/usr/lib/wsl/lib/libcuda.so.1")
    return sys.platform == "linux" and any(Path(place).exists() for place in places)


def _windows_cuda() -> Path:
    return Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll"


def _has_part(device: str) -> bool:
    """Whether ONNX Runtime as it is installed, here or in an environment of its own, has what a device needs."""
    found = find_spec("onnxruntime")
    places = [Path(place).parent for place in (found.submodule_search_locations if found else None) or ()]
    if python := environments.python("onnx"):
        places = [*environments.packages(python.parents[1])]
    return any(True for place in places for _file in place.glob(_PARTS[device]))


def _processor() -> tuple[str, tuple[str, ...]]:
    if sys.platform == "darwin":
        return reading.apple(_asked("sysctl", "machdep.cpu", "hw.optional"))
    if sys.platform == "win32":
        import ctypes
        import winreg

        has = ctypes.windll.kernel32.IsProcessorFeaturePresent
        flags = [flag for flag, number in _WINDOWS_FEATURES.items() if has(number)]
        place = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            name = str(winreg.QueryValueEx(key, "ProcessorNameString")[0]).strip()
        return name, reading.abilities(flags)
    return reading.processor(_text("/proc/cpuinfo"))


def _text(file: str) -> str:
    try:
        return Path(file).read_text("utf-8", "replace")
    except OSError:
        return ""


def _asked(*command: str) -> str:
    """What a program of the system prints; nothing where it cannot."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
