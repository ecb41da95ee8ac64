"""What `asrpro doctor` says of the computer: what it is, and what its devices can do when they are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro import backends, packages
from asrpro.catalog import engines
from asrpro.cli.check import Check
from asrpro.cli.installed import needed
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.runtime import hardware
from asrpro.runtime.remedies import remedy
from asrpro.runtime.routing import TITLES, drives
from asrpro.transcription.request import asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.cli.program import Program
    from asrpro.domain import Machine
    from asrpro.runtime.router import Router
    from asrpro.runtime.trials import Trial

_LIBRARIES: Final = {"ctranslate2": "CTranslate2", "onnxruntime": "ONNX Runtime", "mlx": "MLX"}
_FIRST: Final = "ctranslate2"
"""That of the engine that is taken where there are several."""
_GB: Final = 1024
"""MB of one."""


def machine(router: Router) -> Machine | None:
    """The computer, once each of its devices was tried; None where what looks at it is not installed."""
    if packages.absent(hardware.NEEDS):
        return None
    for device in hardware.devices():
        router.trials.of(device)
    return hardware.with_vulkan(router.machine())


def checked_machine(found: Machine | None, router: Router) -> Iterator[Check]:
    """What there is to compute on."""
    if found is None:
        yield needed(_("Processor and memory"), *hardware.NEEDS)
        return
    processor = found.processor
    cores = _("cores: {cores}, threads: {threads}").format(cores=processor.cores, threads=processor.threads)
    yield Check(_("Processor"), ", ".join((processor.name, cores, *processor.abilities)))
    yield Check(_("Memory"), _("{size} GB").format(size=f"{found.ram / _GB:.1f}"))
    for gpu in found.gpus:
        about = [gpu.name]
        if gpu.memory:
            about.append(_("{size} GB").format(size=f"{gpu.memory / _GB:.1f}"))
        if gpu.driver:
            about.append(_("driver {version}").format(version=gpu.driver))
        yield Check(TITLES.get(gpu.device, gpu.device), ", ".join(about))
    if found.neural_engine:
        yield Check(_("Neural Engine"), _("Apple's"))
    for device in found.devices:
        yield tried(device, router.trials.of(device).trials)


def tried(device: str, trials: tuple[Trial, ...]) -> Check:
    """What libraries can do on a device; one that none can use, or not the one most Models run with, limits."""
    name = _("{device}, tried").format(device=TITLES.get(device, device))
    said, todo = [], ""
    for trial in trials:
        library = _LIBRARIES.get(trial.library, trial.library)
        if not trial.error:
            made = ", ".join(trial.precisions)
            said.append(f"{library} ({made})" if made else library)
            continue
        meant = remedy(trial.error, trial.library)
        said.append(_("not {library}: {reason}").format(library=library, reason=meant.reason))
        todo = todo or meant.todo
    if not trials:
        return Check(name, _("nothing that is installed can be tried on it"), "unknown")
    fails = all(trial.error for trial in trials) or any(trial.error and trial.library == _FIRST for trial in trials)
    return Check(name, "; ".join(said), "limited" if fails else "ok", todo if fails else "")


def routed(program: Program, router: Router) -> Iterator[Check]:
    """Where the chosen Model runs, and why; nothing where there is none, which is said elsewhere."""
    settings = program.settings.current
    wanted = asked(settings)
    try:
        model = program.catalogue().find(settings.model.name)
        backend = backends.backend(model.backend)
        if (backends.lacks(backend) and not drives(backend, wanted.options)) or packages.absent(hardware.NEEDS):
            return
    except (AppError, OSError):
        return
    name, device = _("Runs"), wanted.device
    if device not in ("auto", *hardware.devices()):
        said = _("device.name asks for {device}, which this machine has not").format(device=TITLES.get(device, device))
        yield Check(name, said, "missing", "asrpro settings reset device.name")
    else:
        chosen = router.route(model, wanted)
        said = chosen.sentence(model, engines.title(model.backend))
        reset = f"asrpro settings reset {chosen.at_fault}" if chosen.at_fault else ""
        yield Check(name, said, "missing" if reset else "ok", reset)
