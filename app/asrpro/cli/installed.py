"""What `asrpro doctor` says of packages, engines and models."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from asrpro import backends, desktop, environments, packages
from asrpro.audio.network import network
from asrpro.catalog import engines, servers
from asrpro.catalog.nearest import is_path
from asrpro.catalog.settling import preferred
from asrpro.cli import loaded
from asrpro.cli.check import Check, State, tried
from asrpro.distributions import distribution
from asrpro.domain import Model
from asrpro.errors import AppError, ModelNotAvailable, PackagesMissing
from asrpro.i18n import _
from asrpro.runtime import installing
from asrpro.runtime.engine_room import check
from asrpro.runtime.lacking import lacking
from asrpro.transcription.leaving import Chosen
from asrpro.transcription.request import load_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.cli.program import Program
    from asrpro.domain import Backend, Machine
    from asrpro.environments import Environment


def checked_packages() -> Iterator[Check]:
    """The packages that the program cannot do without."""
    yield needed(_("Audio and video files"), "av")
    yield needed(_("Numbers and frames"), "numpy", "msgpack")
    yield needed(_("Neural networks"), "onnxruntime")
    yield needed(_("Folders and settings"), "platformdirs", "filelock", "watchfiles")
    yield needed(_("Model downloads"), "huggingface_hub", "httpx2", "keyring")
    yield needed(_("Progress in the terminal"), "rich")
    yield needed(_("Tray and hotkeys"), *desktop.NEEDS)


def checked_recognition(program: Program) -> Iterator[Check]:
    """What recognises speech."""
    yield _speech_gate()
    for name in backends.names():
        yield engine(backends.backend(name), program.settings.current.engines.voxtral_program)
    if named := program.settings.current.engines.whisper_program:
        yield whisper_program(named)
    yield tried(_("Models"), lambda: _models(program))
    yield _chosen(program)


def engine(backend: Backend, program: str = "") -> Check:
    """Whether a Backend's packages are here and of use, or what it drives; one that an extra brings is not needed."""
    if backend.program:
        found = packages.program(program or backend.program)
        if found is None:
            told = _("{program} is not here").format(program=program or backend.program)
            return Check(backend.title, told, "optional", "asrpro settings set engines.voxtral_program PATH")
        return Check(backend.title, str(found))
    if made := environments.of(backend.name):
        return _in_its_own(backend, made)
    if told := backends.hindrance(backend):
        return Check(backend.title, told.rstrip("."), "not needed")
    if lacking := packages.absent(backend.needs):
        state: State = "optional" if backend.extra else "missing"
        add = environments.command(backend.name) or packages.command(lacking, backend.extra)
        return Check(backend.title, ", ".join(lacking), state, add)
    return Check(backend.title, ", ".join(map(_versioned, backend.needs)))


def _in_its_own(backend: Backend, made: Environment) -> Check:
    """An environment of its own, which may be of another version of this program."""
    folder = environments.whole(made.name)
    if installing.outdated(made):
        told = _("in an environment that another version of this program made, {folder}").format(folder=folder)
        return Check(backend.title, told, "limited", f"asrpro engines add {made.name}")
    return Check(backend.title, _("in an environment of its own, {folder}").format(folder=folder))


def whisper_program(named: str) -> Check:
    """Whether the program of the user's own is there that does whisper.cpp's work."""
    name, place = _("whisper.cpp program"), packages.program(named)
    if place is None:
        told = _("{program} is not here").format(program=named)
        return Check(name, told, "limited", "asrpro settings set engines.whisper_program PATH")
    return Check(name, str(place))


def apart(machine: Machine | None) -> Iterator[Check]:
    """Engines that are here, and would be faster on this computer's graphics card from an environment of their own."""
    if not machine:
        return
    device = "cuda" if "cuda" in machine.devices else "directml"
    wanted = environments.serving(device)
    if wanted and environments.python(wanted.backend) is None:
        yield Check(wanted.title, _("not added"), "optional", f"asrpro engines add {wanted.name}")


def needed(purpose: str, *names: str) -> Check:
    """Whether packages are here that the program cannot do without."""
    if lacking := packages.absent(names):
        return Check(purpose, ", ".join(lacking), "missing", packages.command(lacking))
    return Check(purpose, ", ".join(map(_versioned, names)))


def _speech_gate() -> Check:
    # Without the package the command alone is wanted, as with all others.
    name, home = _("Speech gate"), "faster_whisper"
    return needed(name, home) if packages.absent([home]) else tried(name, lambda: network().name)


def _versioned(package: str) -> str:
    try:
        return f"{package} {metadata.version(distribution(package))}"
    except metadata.PackageNotFoundError:  # it is installed under another name than it is imported by
        return package


def _models(program: Program) -> str:
    """Those that are here or at servers, and those that can be got for the engines of this version."""
    catalogue = program.catalogue()
    here = catalogue.models
    others = [
        name for name, entry in catalogue.entries.items() if name not in here and preferred(entry, catalogue.around)
    ]
    told = [f"{model.id} ({model.title})" for model in here.values()]
    options = load_options(program.settings.current)
    for name, found in catalogue.own.items():
        if not isinstance(found, Model):
            told.append(_("{name} (cannot be used)").format(name=name))
        elif lacking(found.backend, options):
            what = engines.title(found.backend)
            told.append(_("{name} ({engine}, cannot be used here)").format(name=name, engine=what))
        else:
            told.append(_called(name, found))
    listed = ", ".join(told)
    if not others:
        return listed
    return _("{here}; to be downloaded: {others}").format(here=listed, others=", ".join(others))


def _called(name: str, model: Model) -> str:
    """The name of one of the user's own, and what it stands for."""
    stands_for = servers.model(model.address).title if model.address else engines.title(model.backend)
    return f"{name} ({stands_for})"


def _chosen(program: Program) -> Check:
    """The Model that dictation goes by, and whether its engine is here."""
    title, name, reset = _("Chosen model"), program.settings.current.model.name, "asrpro settings reset model.name"
    try:
        return Check(title, _hearing(program, name))
    except PackagesMissing as error:
        said = f"{name}: {error.title}".rstrip(".")
        backend = program.catalogue().find(name).backend
        return Check(title, said, "missing", engine(backends.backend(backend)).add)
    except AppError as error:
        stands_for_one = program.catalogue().is_one(name) or is_path(name)
        return Check(title, error.title, "missing", error.hint if stands_for_one and error.hint else reset)
    except OSError as error:
        return Check(title, str(error), "missing", reset)


def _hearing(program: Program, name: str) -> str:
    """The Model of this name as the list has it; raises AppError or OSError where it cannot be used."""
    catalogue = program.catalogue()
    model, chosen = catalogue.chosen(name), Chosen(catalogue, name)
    check(model.backend, load_options(program.settings.current))
    held = loaded.live().get(chosen.id, {})
    if held.get("state") == "error":
        raise ModelNotAvailable(held["reason"])
    if chosen.pointed is None:
        return f"{chosen.id} ({model.title})"
    return _called(chosen.id if catalogue.is_one(chosen.id) else name, model)
