"""Devices, tried: each once in a child of its own, and remembered until its driver or what uses it changes."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from asrpro import environments, packages
from asrpro.distributions import distribution
from asrpro.domain import Gpu
from asrpro.runtime import hardware
from asrpro.runtime.machine import nvidia_gpus
from asrpro.runtime.parent import Child, ChildGone, ChildSilent, Interrupted
from asrpro.runtime.record import DAY
from asrpro.runtime.remedies import PACKAGES
from asrpro.shortage import lacks_memory

if TYPE_CHECKING:
    from asrpro.runtime.frames import Frame
    from asrpro.runtime.record import Record

log = logging.getLogger(__name__)

MAIN: Final = "asrpro.runtime.trial_main"
_SILENT: Final = "no answer"
_KIND: Final = "computing"
"""What a Trial is, which holds for no other kind: one was only loading once."""
PATIENCE: Final = 30.0
"""Seconds that a library may take for the first look at a device."""
LIBRARIES: Final = {
    "cpu": ("ctranslate2", "onnxruntime"),
    "cuda": ("ctranslate2", "onnxruntime"),
    "metal": ("mlx",),
    **dict.fromkeys(("coreml", "directml", "webgpu", "openvino"), ("onnxruntime",)),
}
"""What is tried on each device, where it is installed; others show at work what they can."""
_INVOLVED: Final = {"ctranslate2": ("ctranslate2",), "mlx": ("mlx",)}
"""The distributions whose versions count; ONNX Runtime has many names."""
_APART: Final = {"onnxruntime": "onnx"}
"""Libraries that an engine may have in an environment of its own."""
_RUNTIMES: Final = tuple(
    f"onnxruntime{kind}" for kind in ("", "-gpu", "-directml", "-openvino", "-ep-webgpu", "-qnn", "-silicon")
)
_NVIDIAS: Final = tuple(f"{package}{kind}" for _title, package in PACKAGES.values() for kind in ("", "-cu12", "-cu13"))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a library computing something small on a device."""

    device: str
    library: str
    error: str = ""
    """Why it could not, in its own words; empty where it could."""
    precisions: tuple[str, ...] = ()
    """The number formats it can compute in there; empty where it does not say."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a device."""

    trials: tuple[Trial, ...] = ()
    """One a library."""
    gpus: tuple[Gpu, ...] = ()
    """Those NVIDIA's driver tells of, for "cuda"."""


class Trials:
    """Tries devices, for any thread. Who asks waits, some seconds where one was never tried; one is tried at a time."""

    def __init__(self, record: Record, *, main: str = MAIN, patience: float = PATIENCE) -> None:
        """Try nothing yet; `main` is the module the child runs."""
        self._record = record
        self._main = main
        self._patience = patience
        self._turn = threading.Lock()
        """Held by who has a device tried; others that want to know as much find it written down then."""
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._over = False

    def known(self, device: str) -> Found | None:
        """What was found before; None where it is to be tried, or tried again."""
        held = self._record.trial(device, version(device))
        return _unpacked(device, held) if held and not _passed(held) else None

    def of(self, device: str) -> Found:
        """What a device can do here; raises Interrupted after `close`."""
        if found := self.known(device):
            return found
        with self._turn:
            return self.known(device) or self._tried(device)

    def _tried(self, device: str) -> Found:
        held: dict[str, Any] = {"trials": {}, "gpus": []}
        try:
            if device == "cuda":
                told = self._asked({"op": "gpus"})
                held["gpus"] = told.get("gpus", [])
                log.debug("NVIDIA's management library: %s", told["error"] or "works")
            for library in LIBRARIES.get(device, ()):
                engine = _APART.get(library, "") if environments.serving(device) else ""
                if environments.python(engine) or not packages.absent([library]):
                    told = self._asked({"op": "try", "device": device, "library": library}, engine)
                    held["trials"][library] = [told["error"], told.get("precisions", [])]
        finally:
            self._dismiss()
        if any(_may_pass(error) for error, _precisions in held["trials"].values()):
            held["until"] = time.time() + DAY
        self._record.keep_trial(device, version(device), held)
        found = _unpacked(device, held) or Found()
        for trial in found.trials:
            log.info("%s on %s %s", trial.library, device, "cannot work" if trial.error else "works")
            log.debug("because: %s", trial.error)
        return found

    def close(self) -> None:
        """End what is being tried, and try nothing more; from any thread."""
        with self._lock:
            self._over = True
        self._dismiss()

    def _asked(self, request: Frame, engine: str = "") -> Frame:
        """The child's answer, in the environment of an engine where that has one; its end is one, too."""
        if environments.python(engine):
            self._dismiss()
        with self._lock:
            if self._over:
                raise Interrupted
            if self._child is None:
                self._child = Child(self._main, engine)
            child = self._child
        try:
            return child.ask(request, self._patience)
        except ChildGone as gone:
            with self._lock:
                if self._over:
                    raise Interrupted from gone
            self._dismiss()
            silent = isinstance(gone, ChildSilent)
            return {"error": f"{_SILENT} in {self._patience:.0f} s" if silent else f"crashed ({gone.code})"}

    def _dismiss(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.kill()


def version(device: str) -> str:
    """What a Trial holds for: its kind, the driver, and the versions of libraries that use it, or that those use."""
    names = [name for library in LIBRARIES.get(device, ()) for name in _INVOLVED.get(library, _RUNTIMES)]
    names += _NVIDIAS if device == "cuda" else ()
    apart = [environments.stamp(_APART[library]) for library in LIBRARIES.get(device, ()) if library in _APART]
    return ", ".join([_KIND, hardware.driver(device), *filter(None, [*map(_versioned, names), *apart])])


def _may_pass(error: str) -> bool:
    """Whether it may be otherwise another day."""
    return lacks_memory(error) or error.startswith(_SILENT) or os.strerror(errno.ENOSPC) in error


def _passed(held: dict[str, Any]) -> bool:
    until = held.get("until")
    return isinstance(until, float | int) and until < time.time()


def _versioned(name: str) -> str:
    try:
        return f"{name} {metadata.version(distribution(name))}"
    except metadata.PackageNotFoundError:
        return ""


def _unpacked(device: str, held: dict[str, Any]) -> Found | None:
    """What is in a record; None where it is not ours."""
    try:
        trials = tuple(Trial(device, name, error, tuple(made)) for name, (error, made) in held["trials"].items())
        gpus = nvidia_gpus(held["gpus"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Found(trials, gpus)
