"""On which devices, and in which number formats, a Model is tried, and why: pure functions of what is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asrpro.i18n import _
from asrpro.runtime.ladder import Rung
from asrpro.runtime.remedies import remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asrpro.domain import Backend, LoadOptions, Machine, Model
    from asrpro.runtime.trials import Trial

TITLES: Final = {
    "cpu": _("CPU"),
    "cuda": _("CUDA"),
    "metal": _("Metal"),
    "coreml": _("Core ML"),
    "directml": _("DirectML"),
    "webgpu": _("WebGPU"),
    "openvino": _("OpenVINO"),
    "vulkan": _("Vulkan"),
    "server": _("over the network"),
    "program": _("a program of its own"),
}
"""What people call devices."""
ELSEWHERE: Final = {
    "server": _("what is spoken is sent there"),
    "program": _("it decides itself what it computes on"),
}
"""The devices of Backends that have others do the work, and why nothing is chosen for them."""
_ON_GPU: Final = ("float16", "bfloat16", "int8_float16", "int8", "float32")
_ON_CPU: Final = ("int8", "float32")
"""Number formats, best first: 16 bits are what models are published in, and 8 are what processors are fast with."""
_ANY: Final = ("default", "auto")
"""What asks for no number format."""
_SMALL: Final = ("int8_float16", "int8")
"""Those for a card on which 16 bits find no room."""
_LEAST: Final = {"bfloat16": (8, 0), "int8_float16": (7, 0), "int8": (6, 1), "float16": (5, 3)}
"""The compute capability from which NVIDIA's cards are fast in them (CUDA C++ Programming Guide)."""
_HALF: Final = 0.6
"""What weights of 8 bits take, with the work, of what they take with 16."""
_FREE: Final = 0.9
"""The share of a card's memory that is there to be had: a desktop takes some."""
_MANY: Final = 1024
"""MB of a GB, as cards are sold."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out before."""

    trials: Mapping[str, Sequence[Trial]]
    """By device; those of other devices count as not tried, and are hoped for."""
    failures: Mapping[str, str]
    """On which devices this Model failed with this driver, and what was said then."""
    stored: Callable[[str], str] = lambda _device: ""
    """The number format of its files that a device gets, where that is known."""
    formats: Callable[[str], Sequence[str]] = lambda _device: ()
    """The number formats that may be asked for on a device; none where that is not known."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a Model is to run."""

    rungs: tuple[Rung, ...]
    """Best first; never empty."""
    precision: str
    """The number format on the first one; empty where it shows only once the Model is loaded."""
    because: tuple[str, ...]
    """Why, in parts of a sentence."""
    at_fault: str = ""
    """The setting with which it will not be loaded there; empty where none is known of."""

    def sentence(self, model: Model, engine: str) -> str:
        """As in "Parakeet on ONNX Runtime, CPU int8: device.name asks for it; AVX-512 present."."""
        return _("{model} on {place}").format(model=model.title, place=self.place(engine))

    def place(self, engine: str) -> str:
        """The same of a Model whose name stands beside it: "ONNX Runtime, CPU int8: AVX2 present."."""
        device = TITLES.get(self.rungs[0].device, self.rungs[0].device)
        return _("{engine}, {place}: {reasons}.").format(
            engine=engine, place=f"{device} {self.precision}".strip(), reasons="; ".join(self.because)
        )


def route(model: Model, backend: Backend, asked: Rung, machine: Machine, known: Known) -> Route:
    """Where this Model is to run: on the device that is asked for alone, or with "auto" on the best that it can use.

    A number format that is asked for is asked of every device; with "default" each gets the best it is known to
    compute in, where its Backend can be told. A Backend that has but one is not asked for another.
    """
    if len(backend.devices) == 1 and (because_of_it := ELSEWHERE.get(backend.devices[0])):
        rung = _rung(model, backend, asked, backend.devices[0], machine, known)
        return Route((rung,), "", (because_of_it, *_its_own(backend, asked)))
    if asked.device != "auto":
        return _named(model, backend, asked, machine, known)
    rungs: list[Rung] = []
    doubts: list[str] = []
    for device in _here(backend, machine, asked.options):
        if doubt := _doubt(model, backend, device, machine, known) or _unable(backend, device, asked, known):
            doubts += [] if rungs else [doubt]  # nobody asks why a worse one is not taken
        else:
            rungs.append(_rung(model, backend, asked, device, machine, known))
    if not rungs:  # what its Backend says of that, or of another try, is told to people
        rungs = [_rung(model, backend, asked, backend.devices[-1], machine, known)]
        doubts = doubts or [_("this engine serves nothing that is here")]
    first = rungs[0]
    if first.device == "cpu" and not doubts:
        doubts.append(_without(backend, machine))
    elsewhere = (ELSEWHERE[first.device],) if first.device in ELSEWHERE else ()
    because = (*doubts, *_about(first.device, machine), *elsewhere) or (_("the best this engine can use here"),)
    at_fault = "model.compute_type" if _unable(backend, first.device, asked, known) else ""
    return _told(rungs, (*because, *_its_own(backend, asked)), at_fault, known)


def _named(model: Model, backend: Backend, asked: Rung, machine: Machine, known: Known) -> Route:
    """On the device that is asked for."""
    rung = _rung(model, backend, asked, asked.device, machine, known)
    because, at_fault = [_("device.name asks for it")], ""
    if asked.device not in backend.devices:
        because, at_fault = [*because, _("this engine does not serve it")], "device.name"
    elif unable := _unable(backend, asked.device, asked, known):
        because, at_fault = [*because, unable], "model.compute_type"
    return _told([rung], (*because, *_about(asked.device, machine), *_its_own(backend, asked)), at_fault, known)


def _told(rungs: list[Rung], because: tuple[str, ...], at_fault: str, known: Known) -> Route:
    """With the number format that it gets, if it will be loaded."""
    precision = "" if at_fault else _precision(rungs[0]) or known.stored(rungs[0].device)
    return Route(tuple(rungs), precision, because, at_fault)


def drives(backend: Backend, options: LoadOptions) -> bool:
    """Whether a program of the user's own does the work of packages that a Backend has as well."""
    return bool(options.whisper_program) and len(backend.devices) > 1 and "program" in backend.devices


def hopes(model: Model, backend: Backend, options: LoadOptions, machine: Machine, known: Known) -> list[str]:
    """The devices on which this Model may be tried, best first."""
    here = _here(backend, machine, options)
    return [device for device in here if not _doubt(model, backend, device, machine, known)]


def _here(backend: Backend, machine: Machine, options: LoadOptions) -> list[str]:
    """Those of its devices that there are, best first."""
    here = {*machine.devices, "program"} if drives(backend, options) else {*machine.devices}
    return [device for device in backend.devices if device in here]


def _without(backend: Backend, machine: Machine) -> str:
    """Why nothing faster than the processor is used."""
    if backend.devices == ("cpu",):
        return _("this engine runs on the CPU only")
    if machine.devices == ("cpu",):  # what Vulkan alone reaches is none of them
        return _("no GPU found that this engine serves")
    if set(backend.devices) & set(machine.devices) != {"cpu"}:
        return _("this engine is fastest on it")
    return _("this engine serves no GPU of this kind")


def _doubt(model: Model, backend: Backend, device: str, machine: Machine, known: Known) -> str:
    """Why a Model is not even tried on a device; empty where it is."""
    if device == "cpu":
        return ""
    title = TITLES.get(device, device)
    if error := next((trial.error for trial in _trials(backend, device, known) if trial.error), ""):
        return _("{device} cannot be used: {reason}").format(device=title, reason=remedy(error).reason)
    if device in known.failures:
        reason = remedy(known.failures[device]).reason
        return _("on {device} it failed before: {reason}").format(device=title, reason=reason)
    gpu = machine.gpu(device)
    if gpu and gpu.memory and model.vram and model.vram * _least_share(backend) > gpu.memory * _FREE:
        return _("{gpu} has {memory} GB, and about {needed} GB are needed").format(
            gpu=gpu.name, memory=_gb(gpu.memory), needed=_gb(model.vram * _least_share(backend))
        )
    return ""


def _unable(backend: Backend, device: str, asked: Rung, known: Known) -> str:
    """Why the number format that is asked for is not to be had on a device; empty where nothing is known against it."""
    wanted = asked.options.compute_type
    if wanted in _ANY or not backend.chooses:
        return ""
    can = [known.formats(device), *(trial.precisions for trial in _trials(backend, device, known))]
    if all(wanted in one for one in can if one):
        return ""
    title = TITLES.get(device, device)
    return _("on {device} it cannot compute in {wanted}, for which model.compute_type asks").format(
        device=title, wanted=wanted
    )


def _its_own(backend: Backend, asked: Rung) -> tuple[str, ...]:
    """What is said where a number format is asked for, and the Backend has none to choose from."""
    wanted = asked.options.compute_type
    if wanted in _ANY or backend.chooses:
        return ()
    return (_("this engine has one number format; model.compute_type asks for {wanted}").format(wanted=wanted),)


def _least_share(backend: Backend) -> float:
    """What of the memory that 16 bits take will do."""
    return _HALF if set(_SMALL) & set(backend.precisions) else 1.0


def _rung(model: Model, backend: Backend, asked: Rung, device: str, machine: Machine, known: Known) -> Rung:
    if not backend.chooses or (asked.options.compute_type == "auto" and "auto" not in backend.precisions):
        asked = replace(asked, options=replace(asked.options, compute_type="default"))
    if asked.options.compute_type != "default" or not backend.precisions:
        return Rung(device, asked.options)
    return Rung(device, replace(asked.options, compute_type=_best(model, backend, device, machine, known)))


def _best(model: Model, backend: Backend, device: str, machine: Machine, known: Known) -> str:
    """The best number format of those that Backend, library and card can compute in; "default" if none is known."""
    gpu = machine.gpu(device)
    wanted = _ON_CPU if device == "cpu" else _ON_GPU
    if gpu and gpu.memory and model.vram and model.vram > gpu.memory * _FREE:
        wanted = _SMALL
    can = [one for one in wanted if one in backend.precisions]
    for trial in _trials(backend, device, known):
        can = [one for one in can if not trial.precisions or one in trial.precisions]
    if gpu and gpu.capability:
        can = [one for one in can if gpu.capability >= _LEAST.get(one, (0, 0))]
    return can[0] if can else "default"


def _trials(backend: Backend, device: str, known: Known) -> list[Trial]:
    """Those of the libraries that this Backend computes with."""
    return [trial for trial in known.trials.get(device, ()) if trial.library in backend.needs]


def _precision(rung: Rung) -> str:
    return "" if rung.options.compute_type in _ANY else rung.options.compute_type


def _about(device: str, machine: Machine) -> tuple[str, ...]:
    """What of a device says how fast it is."""
    if device == "cpu":
        known = ("AMX", "AVX-512", "AVX2", "NEON")
        best = next((one for one in known if one in machine.processor.abilities), None)
        return (_("{ability} present").format(ability=best),) if best else ()
    gpu = machine.gpu(device)
    if gpu is None:
        return ()
    about = [gpu.name]
    if gpu.memory:
        about.append(_("{memory} GB").format(memory=_gb(gpu.memory)))
    if gpu.capability:
        about.append(_("compute capability {number}").format(number=".".join(map(str, gpu.capability))))
    return (", ".join(about),)


def _gb(mb: float) -> str:
    return f"{mb / _MANY:.1f}".removesuffix(".0")
