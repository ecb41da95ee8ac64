"""What an engine lacks to work on this computer; `asrpro doctor` names the same commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import backends, packages
from asrpro.errors import AppError, PackagesMissing, Unsupported
from asrpro.i18n import _
from asrpro.runtime.engine_room import check

if TYPE_CHECKING:
    from asrpro.domain import LoadOptions


def lacking(name: str, options: LoadOptions) -> AppError | None:
    """Why this Backend cannot work here, and the command that helps; None where it can.

    Nothing is imported for that, and nothing is started.
    """
    backend = backends.backend(name)
    program = options.program or backend.program
    if backend.program and packages.program(program) is None:
        return PackagesMissing(
            _("{program} is not here.").format(program=program),
            _("Say where it is: {command}").format(command="asrpro settings set engines.voxtral_program PATH"),
        )
    try:
        check(name, options)
    except (PackagesMissing, Unsupported) as error:
        return error
    return None
