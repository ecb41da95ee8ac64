"""What systems say of the computer, read: pure functions from their words to data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from asrpro.domain import Gpu

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ABILITIES: Final = {
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx_vnni": "VNNI",
    "avx512_vnni": "VNNI",
    "amx_int8": "AMX",
    "amx-int8": "AMX",
    "asimd": "NEON",
    "neon": "NEON",
    "asimddp": "dot product",
    "feat_dotprod": "dot product",
    "i8mm": "I8MM",
    "feat_i8mm": "I8MM",
}
"""What Linux and macOS call what speeds up networks, and what people do."""
_KINDS: Final = ("DISCRETE_GPU", "INTEGRATED_GPU", "VIRTUAL_GPU")
"""Of Vulkan's devices, those that are none of the processor's."""
_MB: Final = 1 << 20


def processor(cpuinfo: str) -> tuple[str, tuple[str, ...]]:
    """The processor's name (empty where it has none) and abilities, out of Linux's /proc/cpuinfo."""
    told = _pairs(cpuinfo, ":")
    flags = told.get("flags") or told.get("Features") or ""
    return told.get("model name", ""), abilities(flags.split())


def apple(sysctl: str) -> tuple[str, tuple[str, ...]]:
    """The same out of macOS's `sysctl machdep.cpu hw.optional`."""
    told = _pairs(sysctl, ":")
    flags = told.get("machdep.cpu.leaf7_features", "").split()
    flags += [key.rpartition(".")[2] for key, value in told.items() if key.startswith("hw.optional.") and value == "1"]
    return told.get("machdep.cpu.brand_string", ""), abilities(flags)


def abilities(flags: Iterable[str]) -> tuple[str, ...]:
    """Those of a processor, each once, in the order of our table."""
    here = {flag.lower() for flag in flags}
    return tuple(dict.fromkeys(name for flag, name in _ABILITIES.items() if flag in here))


def nvidia_driver(version: str) -> str:
    """The version out of Linux's /proc/driver/nvidia/version; empty where none is in it."""
    found = re.search(r"^NVRM version:.*?\s(\d+(?:\.\d+)+)\s", version, re.MULTILINE)
    return found[1] if found else ""


def nvidia_gpus(told: Iterable[Mapping[str, Any]]) -> tuple[Gpu, ...]:
    """Those that NVIDIA's management library (NVML) tells of; it counts memory in bytes."""
    return tuple(
        Gpu(one["name"], "cuda", one["memory"] // _MB, (one["major"], one["minor"]), one["driver"]) for one in told
    )


def vulkan_gpus(summary: str) -> tuple[Gpu, ...]:
    """Those in what `vulkaninfo --summary` prints, without the ones that are made of software."""
    return tuple(_vulkan(summary))


def _vulkan(summary: str) -> Iterator[Gpu]:
    for block in re.split(r"^GPU\d+:", summary, flags=re.MULTILINE)[1:]:
        told = _pairs(block, "=")
        if told.get("deviceType", "").removeprefix("PHYSICAL_DEVICE_TYPE_") in _KINDS and "deviceName" in told:
            yield Gpu(told["deviceName"], "vulkan", driver=told.get("driverInfo", ""))


def _pairs(text: str, between: str) -> dict[str, str]:
    """What each first line of a name says."""
    pairs: dict[str, str] = {}
    for line in text.splitlines():
        key, found, value = line.partition(between)
        if found:
            pairs.setdefault(key.strip(), value.strip())
    return pairs
