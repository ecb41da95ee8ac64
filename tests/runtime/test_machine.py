"""What systems say of the computer; the texts are recorded ones, shortened."""

from __future__ import annotations

import pytest

from asrpro.domain import Gpu, Machine, Processor
from asrpro.runtime import hardware, machine

XEON = """processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) Processor
cpu cores\t: 2
flags\t\t: fpu sse4_2 avx avx2 avx512f avx512_vnni amx_bf16 amx_tile amx_int8 avx_vnni

processor\t: 1
model name\t: another one
"""
CORE = "model name\t: Intel(R) Core(TM) i5-2400\nflags\t\t: fpu sse4_2 avx\n"
PI = "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd evtstrm crc32 asimddp\nCPU part\t: 0xd0b\n"
M2 = """machdep.cpu.cores_per_package: 8
machdep.cpu.brand_string: Apple M2
hw.optional.arm.FEAT_DotProd: 1
hw.optional.arm.FEAT_I8MM: 1
hw.optional.arm.FEAT_SME: 0
hw.optional.neon: 1
hw.optional.floatingpoint: 1
"""
INTEL_MAC = """machdep.cpu.brand_string: Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz
machdep.cpu.leaf7_features: RDWRFSGSBASE TSC_THREAD_OFFSET BMI1 AVX2 FDPEO SMEP BMI2
hw.optional.avx2_0: 1
hw.optional.avx512f: 0
"""


@pytest.mark.parametrize(
    ("text", "name", "abilities"),
    [
        (XEON, "Intel(R) Xeon(R) Processor", ("AVX2", "AVX-512", "VNNI", "AMX")),
        (CORE, "Intel(R) Core(TM) i5-2400", ()),
        (PI, "", ("NEON", "dot product")),
        ("", "", ()),
    ],
)
def test_linux_tells_of_its_processor(text: str, name: str, abilities: tuple[str, ...]) -> None:
    assert machine.processor(text) == (name, abilities)


def test_macos_tells_of_its_processor() -> None:
    assert machine.apple(M2) == ("Apple M2", ("NEON", "dot product", "I8MM"))
    assert machine.apple(INTEL_MAC) == ("Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz", ("AVX2",))
    assert machine.apple("") == ("", ())


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.154.05  Thu Dec 28 15:37:48 UTC 2023\nGCC version:",
            "535.154.05",
        ),
        (
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.14  Release Build  (dvs-builder@U16)\n",
            "550.54.14",
        ),
        ("GCC version:  gcc version 12.2.0\n", ""),
        ("", ""),
    ],
)
def test_the_version_of_nvidias_driver(text: str, version: str) -> None:
    assert machine.nvidia_driver(text) == version


VULKAN = """==========
VULKANINFO
==========

Vulkan Instance Version: 1.3.239

Devices:
========
GPU0:
\tapiVersion         = 4206830 (1.3.238)
\tdeviceType         = PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU
\tdeviceName         = Intel(R) UHD Graphics 620 (KBL GT2)
\tdriverName         = Intel open-source Mesa driver
\tdriverInfo         = Mesa 22.3.6
GPU1:
\tdeviceType         = PHYSICAL_DEVICE_TYPE_CPU
\tdeviceName         = llvmpipe (LLVM 15.0.6, 256 bits)
\tdriverInfo         = Mesa 22.3.6 (LLVM 15.0.6)
GPU2:
\tdeviceType         = PHYSICAL_DEVICE_TYPE_DISCRETE_GPU
\tdeviceName         = AMD Radeon RX 6600 (RADV NAVI23)
"""


def test_vulkan_devices_are_those_that_are_no_processors() -> None:
    assert machine.vulkan_gpus(VULKAN) == (
        Gpu("Intel(R) UHD Graphics 620 (KBL GT2)", "vulkan", driver="Mesa 22.3.6"),
        Gpu("AMD Radeon RX 6600 (RADV NAVI23)", "vulkan"),
    )
    assert machine.vulkan_gpus("Cannot create Vulkan instance.") == ()


def test_the_best_card_counts() -> None:
    told = [
        {"name": "GeForce GTX 1050", "memory": 2_147_483_648, "major": 6, "minor": 1, "driver": "535.154.05"},
        {"name": "GeForce RTX 4090", "memory": 25_757_220_864, "major": 8, "minor": 9, "driver": "535.154.05"},
    ]
    old, new = machine.nvidia_gpus(told)
    assert old == Gpu("GeForce GTX 1050", "cuda", 2048, (6, 1), "535.154.05")
    here = Machine(Processor(), 8000, ("cuda", "cpu"), (new, old, Gpu("UHD", "vulkan")))
    assert here.gpu("cuda") == new
    assert here.gpu("metal") is None


def test_this_computer_is_asked() -> None:
    here = hardware.machine()
    assert here.processor.name
    assert 1 <= here.processor.cores <= here.processor.threads
    assert here.ram > 500
    assert here.devices[-1] == "cpu"
    assert here.devices == hardware.devices()
    assert all(hardware.driver(device) for device in here.devices)
    assert hardware.with_vulkan(here).processor == here.processor
