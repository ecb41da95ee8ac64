"""What a computer has to compute on: data; who asks for it is in the runtime."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Processor:
    """What every computer computes on."""

    name: str = ""
    cores: int = 1
    """Real ones."""
    threads: int = 1
    """What the system runs at once on them, for this program."""
    abilities: tuple[str, ...] = ()
    """What speeds up networks, in words that people know: "AVX2", "AVX-512", "AMX", "NEON"."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card, or what stands for one in a chip."""

    name: str
    device: str
    """By which way it is reached, as Backends name it: "cuda", "metal", "vulkan"."""
    memory: int | None = None
    """MB of its own; None where it shares those of the computer, or nobody knows."""
    capability: tuple[int, int] | None = None
    """NVIDIA's compute capability, as in (8, 9)."""
    driver: str = ""
    """The version of its driver."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer this runs on."""

    processor: Processor
    ram: int
    """MB."""
    devices: tuple[str, ...] = ("cpu",)
    """What a Backend may hope for, best first; whether one works shows when it is tried."""
    gpus: tuple[Gpu, ...] = ()
    """Those that are known."""
    neural_engine: bool = False
    """Whether it has Apple's."""

    def gpu(self, device: str) -> Gpu | None:
        """The best one that is reached this way."""
        fitting = [gpu for gpu in self.gpus if gpu.device == device]
        return max(fitting, key=lambda gpu: (gpu.capability or (0, 0), gpu.memory or 0), default=None)
