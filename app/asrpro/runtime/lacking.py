"""What an engine lacks to work on this computer; `asrpro doctor` names the same commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import backends, packages
from asrpro.errors import AppError, PackagesMissing, Unsupported
from asrpro.i18n import _
from asrpro.runtime.engine_room import check
from asrpro.runtime.routing import drives

if TYPE_CHECKING:
    from asrpro.domain import LoadOptions


def lacking(name: str, options: LoadOptions) -> AppError | None:
    """Why this Backend cannot work here, and the command that helps; None where it can.

    Nothing is imported for that, and nothing is started.
    """
    backend = backends.backend(name)
    program = options.program or backend.program
    if backend.program and packages.program(program) is None:
        return _away(program, "engines.voxtral_program")
    own = options.whisper_program
    if drives(backend, options) and packages.program(own) is None and backends.lacks(backend):
        return _away(own, "engines.whisper_program")
    try:
        check(name, options)
    except (PackagesMissing, Unsupported) as error:
        return error
    return None


def _away(program: str, setting: str) -> PackagesMissing:
    return PackagesMissing(
        _("{program} is not here.").format(program=program),
        _("Say where it is: {command}").format(command=f"asrpro settings set {setting} PATH"),
    )
