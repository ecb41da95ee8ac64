"""`asrpro doctor`: what is installed, what is missing, and the exact command that adds it."""

from __future__ import annotations

import json
import platform
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro import __version__, backends
from asrpro.audio.network import network
from asrpro.errors import AppError
from asrpro.i18n import _
from asrpro.runtime import hardware

if TYPE_CHECKING:
    from asrpro.cli.program import Program
    from asrpro.domain import Backend


def doctor(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("For programs."))] = False,
) -> None:
    """Show what is installed, what is missing, and the command that adds it."""
    program: Program = ctx.obj
    report = _report(program)
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for check in report["checks"]:
            typer.echo(f"{'ok     ' if check['ok'] else 'MISSING'}  {check['name']}: {check['found']}")
            if check["add"]:
                typer.echo(f"         {check['add']}")
    raise typer.Exit(0 if all(check["ok"] for check in report["checks"]) else 1)


def _report(program: Program) -> dict[str, Any]:
    engines = [_engine(backends.backend(name)) for name in backends.names()]
    return {
        "version": __version__,
        "checks": [
            _check("ASR Pro", f"{__version__}, Python {platform.python_version()}, {platform.platform()}"),
            _check(_("Devices"), ", ".join(hardware.devices())),
            *engines,
            _speech_gate(),
            _models(program),
            _settings(program),
            _history(program),
            _check(_("Log"), str(program.log_folder / "asrpro.log")),
        ],
    }


def _check(name: str, found: str, *, ok: bool = True, add: str = "") -> dict[str, Any]:
    return {"name": name, "ok": ok, "found": found, "add": add}


def _engine(backend: Backend) -> dict[str, Any]:
    if lacking := backends.missing(backend):
        return _check(backend.title, ", ".join(lacking), ok=False, add=backends.install_command(backend))
    versions = {package: metadata.version(package.replace("_", "-")) for package in backend.needs}
    return _check(backend.title, ", ".join(f"{package} {version}" for package, version in versions.items()))


def _speech_gate() -> dict[str, Any]:
    try:
        return _check(_("Speech gate"), network().name)
    except AppError as error:
        return _check(_("Speech gate"), error.title, ok=False, add=error.hint)


def _models(program: Program) -> dict[str, Any]:
    return _check(_("Models"), ", ".join(program.catalogue().models))


def _settings(program: Program) -> dict[str, Any]:
    model = program.settings.current.model.name
    try:
        program.catalogue().find(model)
    except AppError as error:
        return _check(_("Settings"), error.title, ok=False, add=_("asrpro settings reset model.name"))
    return _check(_("Settings"), f"{program.settings.path}, model.name = {model}")


def _history(program: Program) -> dict[str, Any]:
    try:
        history = program.history()
        return _check(_("History"), _("{count} entries").format(count=history.count()))
    except AppError as error:
        return _check(_("History"), error.title, ok=False, add=error.hint)
