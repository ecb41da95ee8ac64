"""`asrpro doctor`: what is installed, what is missing, and the exact command that adds it."""

from __future__ import annotations

import json
import os
import platform
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from asrpro import __version__, backends, packages
from asrpro.audio.microphones import NEEDS, Microphones
from asrpro.audio.network import network
from asrpro.cli.latency import show_latency
from asrpro.cli.show import fitted, printable
from asrpro.errors import AppError, HistoryError
from asrpro.i18n import _
from asrpro.runtime import hardware

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.domain import Backend


State = Literal["ok", "optional", "absent", "missing", "unwritable"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    found: str
    state: State = "ok"
    """Whether it is as it should be; what is optional or absent is missed by nobody who does not want it."""
    add: str = ""
    """The command that adds it, or what else to do."""


def doctor(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
    latency: Annotated[
        bool, typer.Option("--latency", help=_("Show instead how long the stages of the last dictations took."))
    ] = False,
) -> None:
    """Show what is installed, what is missing, and the command that adds it; the exit code is 1 if something is."""
    if latency:
        show_latency(ctx.obj, as_json=as_json)
        return
    checks = list(examined(ctx.obj))
    if as_json:
        report = {"version": __version__, "checks": [asdict(check) for check in checks]}
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        marks = {"ok": _("ok"), "optional": _("not installed"), "missing": _("MISSING")}
        marks |= {"absent": _("not there"), "unwritable": _("CANNOT BE WRITTEN")}
        width = max(len(marks[check.state]) for check in checks)
        for check in checks:
            typer.echo(fitted(printable(f"{marks[check.state]:{width}}  {check.name}: {check.found}"), width + 2))
            if check.add:  # in one piece, to be copied
                typer.echo(" " * (width + 2) + printable(check.add))
    raise typer.Exit(1 if any(check.state in ("missing", "unwritable") for check in checks) else 0)


def examined(program: Program) -> Iterator[Check]:
    """Everything there is to look at."""
    yield Check("ASR Pro", f"{__version__}, Python {platform.python_version()}, {platform.platform()}")
    yield Check(_("Devices"), ", ".join(hardware.devices()))
    yield _packages(_("Audio and video files"), "av")
    yield _packages(_("Numbers and frames"), "numpy", "msgpack")
    yield _packages(_("Neural networks"), "onnxruntime")
    yield _packages(_("Folders and settings"), "platformdirs", "filelock", "watchfiles")
    yield _speech_gate()
    yield _microphone()
    for name in backends.names():
        yield engine(backends.backend(name))
    yield _tried(_("Models"), lambda: _models(program))
    yield _settings(program)
    yield _history(program)
    yield _log(program)


def engine(backend: Backend) -> Check:
    """Whether a Backend's packages are here; the program does without one that an extra brings."""
    if lacking := packages.absent(backend.needs):
        state: State = "optional" if backend.extra else "missing"
        return Check(backend.title, ", ".join(lacking), state, packages.command(lacking, backend.extra))
    return Check(backend.title, ", ".join(map(_versioned, backend.needs)))


def _speech_gate() -> Check:
    # Without the package the command alone is wanted, as with all others.
    name, home = _("Speech gate"), "faster_whisper"
    return _packages(name, home) if packages.absent([home]) else _tried(name, lambda: network().name)


def _microphone() -> Check:
    """Which microphone is the default; files are transcribed on machines without one, too."""
    name = _("Microphone")
    if packages.absent(NEEDS):
        return _packages(name, *NEEDS)
    try:
        with closing(Microphones()) as microphones:
            microphones.check()
            if fault := microphones.fault:
                raise fault
            return Check(name, (microphones.default or microphones.all[0]).name)
    except AppError as error:
        return Check(name, error.title, "absent", error.hint)


def _versioned(package: str) -> str:
    try:
        return f"{package} {metadata.version(package.replace('_', '-'))}"
    except metadata.PackageNotFoundError:  # it is installed under another name than it is imported by
        return package


def _packages(purpose: str, *needed: str) -> Check:
    """Whether the packages are here that the program cannot do without."""
    if lacking := packages.absent(needed):
        return Check(purpose, ", ".join(lacking), "missing", packages.command(lacking))
    return Check(purpose, ", ".join(map(_versioned, needed)))


def _tried(name: str, look: Callable[[], str], add: str = "") -> Check:
    try:
        return Check(name, look())
    except AppError as error:
        return Check(name, error.title, "missing", add or error.hint)
    except OSError as error:
        return Check(name, str(error), "missing", add)


def _models(program: Program) -> str:
    return ", ".join(f"{model.id} ({model.title})" for model in program.catalogue().models.values())


def _settings(program: Program) -> Check:
    name, path = _("Settings"), program.settings.path
    if not _writable(path.parent):
        return Check(name, str(path), "unwritable", _permissions(path.parent))

    def look() -> str:
        model = program.settings.current.model.name
        return f"{path}, model.name = {model} ({program.catalogue().find(model).title})"

    return _tried(name, look, _("asrpro settings reset model.name"))


def _history(program: Program) -> Check:
    name = _("History")
    try:
        history = program.history()
        return Check(name, _("{count} entries in {path}").format(count=history.count(), path=history.path))
    except HistoryError as error:
        return Check(name, error.title, "unwritable", error.hint)


def _log(program: Program) -> Check:
    name, folder = _("Log"), program.log_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with program.log_file.open("a"):
            return Check(name, str(program.log_file))
    except OSError as error:
        return Check(name, f"{program.log_file}: {error.strerror}", "unwritable", _permissions(folder))


def _writable(folder: Path) -> bool:
    """Whether files can be made in it, and itself if need be."""
    # os.path, for Path.exists raises an error where nobody may look.
    place = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def _permissions(folder: Path) -> str:
    return _("Look at the permissions of {folder}.").format(folder=folder)
